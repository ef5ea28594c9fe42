"""Several translations of one document in rows: each row has whole beads in every column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from alignments.beads import State, SubState, TranslationUnit
from alignments.languages import joined


def side_by_side(columns: Sequence[Iterator[TranslationUnit]]) -> Iterator[TranslationUnit]:
    """Units of the first column, with those of the others beside them; in document order.

    Where one translation has a sentence for two of the source and another has two, their row has
    both. A row is there where any column has a text.
    """
    ahead = [_Ahead(units) for units in columns]
    while starts := [column.unit.number for column in ahead if column.unit is not None]:
        yield _row(_taken(ahead, min(starts)))


class _Ahead:
    """The units of a column, of which the next can be looked at."""

    def __init__(self, units: Iterator[TranslationUnit]) -> None:
        self._units = units
        self.unit = next(units, None)

    def up_to(self, number: int) -> Iterator[TranslationUnit]:
        """Those that begin at that source segment, or before."""
        while self.unit is not None and self.unit.number <= number:
            yield self.unit
            self.unit = next(self._units, None)


def _taken(ahead: Sequence[_Ahead], start: int) -> Sequence[Sequence[TranslationUnit]]:
    """For each column the units of the shortest row that begins there and cuts none of them."""
    taken: list[list[TranslationUnit]] = [[] for _ in ahead]
    end, reached = start, start - 1
    while reached < end:
        reached = end
        for column, units in zip(ahead, taken, strict=True):
            for unit in column.up_to(end):
                units.append(unit)
                end = max(end, unit.number + unit.segments - 1)
    return taken


def _row(taken: Sequence[Sequence[TranslationUnit]]) -> TranslationUnit:
    fullest = max(taken, key=lambda units: sum(unit.segments for unit in units))
    source = joined([unit.source for unit in fullest if unit.source], fullest[0].source_language)
    first, *others = (_one(units) for units in taken)
    if first is None:
        revision = replace(
            fullest[0].revision, text="", state=State.INITIAL, sub_state=SubState.EMPTY, flags=()
        )
        first = replace(fullest[0], target="", revision=revision)
    return replace(first, source=source, beside=others)


def _one(units: Sequence[TranslationUnit]) -> TranslationUnit | None:
    """Several units as one, which is no further than the least of them."""
    if not units:
        return None
    text = joined([unit.target for unit in units], units[0].target_language)
    least = min(units, key=lambda unit: list(State).index(unit.revision.state))
    return replace(units[0], target=text, revision=replace(least.revision, text=text))
