"""How far the released texts are from the drafts that people began with."""

from __future__ import annotations

from alignments.store import Store
from workbench.quality import Quality, by_name, post_edits
from workbench.releasing.sources import Parts


def efforts(store: Store, parts: Parts, released: frozenset[int]) -> list[Quality]:
    """Measure the drafts behind released beads, by model."""
    edits = (
        edit
        for part in parts.parts
        for edit in post_edits(store, part.bitext.id)
        if edit.bead in released
    )
    return by_name(edits, lambda edit: edit.system, language=parts.target_language)
