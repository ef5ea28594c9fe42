"""What a person makes of a text: checked, and kept."""

from __future__ import annotations

from alignments.beads import Flag, Revision, State
from alignments.store import Store
from workbench.checks import check_text


def correct(
    store: Store,
    bead: int,
    *,
    text: str,
    state: State,
    base_revision: int,
    author: str | None,
    op_id: str | None = None,
    active_seconds: float | None = None,
) -> Revision:
    """Keep a person's text or verdict, with flags on what she should look at once more.

    Raises as `store.revisions.correct` does.
    """
    flags = () if state is State.INITIAL else _flags(store, bead, text)
    return store.revisions.correct(
        bead,
        text=text,
        state=state,
        base_revision=base_revision,
        author=author,
        op_id=op_id,
        active_seconds=active_seconds,
        flags=flags,
    )


def _flags(store: Store, bead: int, text: str) -> tuple[Flag, ...]:
    sides = store.shelf.sides(bead)
    if not sides.source:
        return ()
    return check_text(
        sides.source,
        text,
        source_language=sides.source_language,
        target_language=sides.target_language,
        off=sides.settings.checks_off.get(sides.target_language, ()),
    )
