"""Making a release: the units are chosen, sifted, split, counted, written and checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import workbench
from alignments.store import Store
from workbench.errors import ReleaseError
from workbench.releasing.card import card
from workbench.releasing.card_head import jsonl_card
from workbench.releasing.collecting import Collected, Progress, collect
from workbench.releasing.effort import efforts
from workbench.releasing.facts import Facts, facts_of
from workbench.releasing.folder import whole_folder, write_checksums
from workbench.releasing.options import EMPTY, ReleaseOptions
from workbench.releasing.sifting import Sifted, sift
from workbench.releasing.sources import Parts, parts_of
from workbench.releasing.splitting import Split
from workbench.releasing.spool import Spool
from workbench.releasing.writing import TAKEN_OUT, write_pairs, write_taken_out

CARD = "README.md"
FACTS = "release.json"
_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What was released."""

    folder: Path
    facts: Facts

    def lines(self) -> list[str]:
        """What to say of it, one line a fact."""
        facts = self.facts
        sizes = ", ".join(f"{each.name} {each.pairs:,}" for each in facts.splits if each.pairs)
        told = [f"{facts.pairs:,} pairs released in {self.folder} ({sizes})"]
        told += [f"{count:,} taken out: {why}" for why, count in facts.taken_out.items()]
        told += [f"{count:,} left out: {why}" for why, count in facts.left_out.items()]
        return told + self.warnings()

    def warnings(self) -> list[str]:
        """What whoever publishes it has to know."""
        facts = self.facts
        told = [facts.splitting_note] if facts.splitting_note else []
        if facts.untranslated:
            told.append(
                f"without a translation into {facts.target_language}, and so left out: "
                f"{facts.named_untranslated}"
            )
        if facts.without_licence:
            told.append(
                f"NO LICENCE: {facts.without_licence} of {len(facts.documents)} documents have "
                "none, so nobody may pass this corpus on; name it with 'workbench describe DOC "
                "--licence …' or on the page Release, then release again"
            )
        if facts.drafts:
            told.append(
                f"{facts.drafts:,} of the {facts.pairs:,} targets are machine output that nobody "
                "has looked at; they are marked"
            )
        return told


def release(
    store: Store,
    documents: Sequence[int],
    options: ReleaseOptions,
    folder: Path,
    *,
    progress: Progress = lambda stage, done, total: None,
) -> Release:
    """Write a corpus into a new folder: whole, or not at all.

    The same store, options and version give the same bytes. Raises ReleaseError for what cannot be
    released, with nothing written.
    """
    parts = parts_of(store, documents, options.language)
    with whole_folder(folder) as pending, Spool(pending / "units.part") as spool:
        collected = collect(store, parts, options, spool, progress)
        if not len(collected):
            raise ReleaseError(_nothing(collected))
        sifted = sift(collected, parts, options, progress)
        if not (sifted.splits != Split.OUT).any():
            why = ", ".join(f"{count:,} {reason}" for reason, count in sifted.counts.items())
            raise ReleaseError(f"nothing is left to release: {why}")
        facts = facts_of(
            collected,
            sifted,
            parts,
            options,
            measured=efforts(store, parts, _released(collected, sifted)),
            examples=spool.units(_first(sifted)),
        )
        write_pairs(pending, spool, sifted, parts, options, progress)
        _write_papers(pending, collected, sifted, parts, facts, options)
        spool.close()
        write_checksums(pending)
    return Release(folder=folder, facts=facts)


def _nothing(collected: Collected) -> str:
    reasons = ", ".join(f"{count:,} {why}" for why, count in sorted(collected.left_out.items()))
    advice = "confirm some in the editor, or take drafts along with --include-drafts"
    if set(collected.left_out) == {EMPTY}:
        advice = "translate the document first"
    return f"nothing can be released: {reasons or 'the documents are empty'}; {advice}"


def _released(collected: Collected, sifted: Sifted) -> frozenset[int]:
    """The beads that are released."""
    return frozenset(collected.columns.of("bead")[sifted.splits != Split.OUT].tolist())


def _first(sifted: Sifted) -> NDArray[np.bool_]:
    """The first few units of all that are released."""
    released = sifted.splits != Split.OUT
    first: NDArray[np.bool_] = released & (np.cumsum(released) <= _EXAMPLES)
    return first


def _write_papers(
    folder: Path,
    collected: Collected,
    sifted: Sifted,
    parts: Parts,
    facts: Facts,
    options: ReleaseOptions,
) -> None:
    write_taken_out(folder / TAKEN_OUT, collected, sifted, parts)
    (folder / CARD).write_text(card(facts, options), encoding="utf-8", newline="\n")
    if "jsonl" in options.formats:
        (folder / "jsonl" / CARD).write_text(jsonl_card(facts), encoding="utf-8", newline="\n")
    values = {"made_by": f"translation-workbench {workbench.__version__}", **asdict(facts)}
    text = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    (folder / FACTS).write_text(text, encoding="utf-8", newline="\n")
