"""Taking a bitext away: which units go, in which format, to which files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import workbench
from alignments import formats
from alignments.beads import CONFIRMED, DOUBTFUL_BELOW, Origin, State, SubState, TranslationUnit
from alignments.formats import Format, WriteOptions
from alignments.formats.units import counted
from alignments.placeholders import placeholders, without_codes
from alignments.store import Store
from workbench.errors import ExportError
from workbench.output_files import STANDARD_OUTPUT, standard_output, written_whole
from workbench.side_by_side import side_by_side

_UNITS_BETWEEN_SIGNS = 500
STATES = ("draft", "rejected", "translated", "reviewed", "final", "flagged")
"""What can be asked for by state; drafts need `include_drafts` besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What went out and what stayed."""

    written: int
    left_out_drafts: int
    """Untouched machine drafts, which go out only with `include_drafts`."""
    left_out_empty: int
    left_out_rejected: int
    left_out_excluded: int
    left_out_states: int
    """Confirmed units in states that were not asked for."""
    files: tuple[Path, ...]
    """None for standard output."""
    left_out_codes: int = 0
    """Inline codes, such as of bold text, that the format has no place for."""
    left_out_doubtful: int = 0
    """Aligned units of less confidence than was asked for."""
    doubtful: int = 0
    """Units among those written that an aligner was unsure of and nobody has looked at."""

    def lines(self) -> list[str]:
        """The report as text, one line a fact."""
        where = " and ".join(str(path) for path in self.files) or "standard output"
        left_out = (
            (
                self.left_out_drafts,
                "untouched machine drafts left out (--include-drafts adds them)",
            ),
            (self.left_out_empty, "without a translation left out"),
            (self.left_out_rejected, "rejected left out"),
            (self.left_out_excluded, "excluded left out"),
            (self.left_out_states, "in other states left out"),
            (self.left_out_codes, "inline codes left out (tmx and xliff keep them)"),
            (self.left_out_doubtful, "of less confidence left out"),
            (
                self.doubtful,
                f"of them doubtful: aligned at less than {DOUBTFUL_BELOW}, and nobody has looked; "
                f"settle them on the page Alignment, or leave them out: "
                f"--min-confidence {DOUBTFUL_BELOW}",
            ),
        )
        told = [f"{count} {what}" for count, what in left_out if count]
        return [f"{counted(self.written, 'unit')} written to {where}", *told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which units of a bitext go out."""

    states: frozenset[str] = frozenset()
    """Any of `STATES`; none of them means everything that is confirmed."""
    include_drafts: bool = False
    include_excluded: bool = False
    least_confidence: float = 0.0
    """Of aligned units that nobody has looked at, 0 to 100. Others stay."""

    def __post_init__(self) -> None:
        if not 0 <= self.least_confidence <= 100:
            raise ExportError(f"a confidence of {self.least_confidence:g}; it may be 0 to 100")
        unknown = self.states - set(STATES)
        if unknown:
            raise ExportError(f"no state {min(unknown)!r} to export; known: {', '.join(STATES)}")

    def refusal(self, unit: TranslationUnit) -> str | None:
        """Why the unit stays; `None` where it goes."""
        sub_state = unit.revision.sub_state
        if unit.excluded and not self.include_excluded:
            return "excluded"
        if sub_state is SubState.REJECTED:
            return None if "rejected" in self.states else "rejected"
        if not unit.target:
            return "empty"
        if _is_draft(unit) and not self.include_drafts:
            return "drafts"
        if unsure(unit, self.least_confidence):
            return "doubtful"
        return None if not self.states or self.states & _states(unit) else "states"


def unsure(unit: TranslationUnit, least: float) -> bool:
    """Whether only an aligner says that the texts belong together, with less confidence.

    Who pins a bead, or writes or confirms its target, has seen both texts.
    """
    seen = unit.pinned or unit.revision.origin is Origin.HUMAN
    return not seen and unit.confidence is not None and unit.confidence < least


def _is_draft(unit: TranslationUnit) -> bool:
    """Whether nobody answers for the text, whatever its sub-state says."""
    return unit.revision.state is State.INITIAL


def _states(unit: TranslationUnit) -> set[str]:
    revision = unit.revision
    shown = revision.state if revision.state in CONFIRMED else revision.sub_state
    return {shown.value, "flagged"} if revision.flags else {shown.value}


@dataclass(slots=True)
class _Sieve:
    """Lets units through and counts those that stay."""

    selection: Selection
    codes: bool = True
    """Whether inline codes go out, too."""
    empty: bool = False
    """Whether what has no counterpart goes out, too."""
    left_out: Counter[str] = field(default_factory=Counter)
    doubtful: int = 0
    """Of those let through."""

    def sifted(self, units: Iterable[TranslationUnit]) -> Iterator[TranslationUnit]:
        for unit in units:
            refusal = self.selection.refusal(unit)
            if refusal is None or (refusal == "empty" and self.empty):
                self.doubtful += unit.target != "" and unsure(unit, DOUBTFUL_BELOW)
                if unit.codes and not self.codes:
                    self.left_out["codes"] += count_codes(unit)
                    yield plain_unit(unit)
                else:
                    yield unit
            else:
                self.left_out[refusal] += 1


def count_codes(unit: TranslationUnit) -> int:
    """How many inline codes stand in a unit's texts."""
    tokens = placeholders(unit.source) + placeholders(unit.target)
    return sum(token in unit.codes for token in tokens)


def plain_unit(unit: TranslationUnit) -> TranslationUnit:
    """The unit with the bare texts, for formats that have no place for inline codes."""
    source, target = (without_codes(text, unit.codes) for text in (unit.source, unit.target))
    return replace(
        unit,
        source=source,
        source_parts=[without_codes(text, unit.codes) for text in unit.source_parts],
        target_parts=[without_codes(text, unit.codes) for text in unit.target_parts],
        target=target,
        revision=replace(unit.revision, text=target),
        codes={},
    )


def export_units(
    store: Store,
    bitext_id: int,
    *,
    states: Collection[str] = (),
    include_drafts: bool = False,
    include_excluded: bool = False,
    codes: bool = True,
) -> Iterator[TranslationUnit]:
    """The units that an export with these choices holds, as they come from the store."""
    selection = Selection(
        states=frozenset(states), include_drafts=include_drafts, include_excluded=include_excluded
    )
    units = store.bitexts.units(bitext_id, include_excluded=include_excluded)
    return _Sieve(selection, codes).sifted(units)


def _columns(
    store: Store, bitext_id: int, beside: Sequence[int], sieve: _Sieve, known: Format
) -> Iterator[TranslationUnit]:
    """What the sieve lets through of a bitext, and of others beside it. Raises ExportError."""
    streams = [
        sieve.sifted(store.bitexts.units(each, include_excluded=True, include_empty=sieve.empty))
        for each in (bitext_id, *beside)
    ]
    if not beside:
        return streams[0]
    if not known.columns:
        several = ", ".join(each.name for each in formats.FORMATS.values() if each.columns)
        raise ExportError(
            f"{known.name} holds one translation; export each by itself, or as {several}"
        )
    return side_by_side(streams)


def _with_empty(store: Store, bitext_id: int, known: Format) -> bool:
    """Whether omissions go out: where two texts are linked, they are no gaps in the work."""
    return known.linked and store.bitexts.get(bitext_id).target_document is not None


def export_bitext(
    store: Store,
    bitext_id: int,
    *,
    format: str,
    destination: Path,
    states: Collection[str] = (),
    include_drafts: bool = False,
    include_excluded: bool = False,
    provenance: bool = True,
    beside: Sequence[int] = (),
    least_confidence: float = 0.0,
) -> ExportReport:
    """Write a bitext to a file, or to two for a format that takes two.

    `beside` are bitexts of the same document whose texts stand in further columns; aligned units
    under `least_confidence` that nobody has looked at stay out.

    `-` is standard output; a name that ends in `.gz` is compressed; a format of several files puts
    its endings behind the name, or makes one archive where the name ends in `.zip`. Files are
    replaced whole or not at all. Raises ExportError, UnknownFormat, FormatError and NotFound.
    """
    known = formats.load(format)
    options = _options(
        store,
        bitext_id,
        provenance=provenance,
        include_drafts=include_drafts,
        compress=destination.suffix.lower() == ".gz",
        beside=beside,
    )
    selection = Selection(
        states=frozenset(states),
        include_drafts=include_drafts,
        include_excluded=include_excluded,
        least_confidence=least_confidence,
    )
    sieve = _Sieve(selection, known.codes, empty=_with_empty(store, bitext_id, known))
    # all of them come, so that those left out can be counted
    units = _columns(store, bitext_id, beside, sieve, known)
    files = destinations(known, destination, options)
    if files and files[0] != destination:
        options = replace(options, file_stem=stem_of(destination, options))
    written = write_units(known, units, files, options)
    return _report(written, sieve, files)


def export_stream(
    store: Store,
    bitext_id: int,
    *,
    format: str,
    states: Collection[str] = (),
    include_drafts: bool = False,
    include_excluded: bool = False,
    provenance: bool = True,
    beside: Sequence[int] = (),
    progress: Callable[[int], None] | None = None,
) -> Iterator[bytes]:
    """The bytes of an export in pieces of about 64 KB; several files come as one ZIP archive.

    `progress` hears how many units have gone out, and may raise to stop.
    """
    known = formats.load(format)
    options = _options(
        store,
        bitext_id,
        provenance=provenance,
        include_drafts=include_drafts,
        compress=False,
        beside=beside,
    )
    selection = Selection(
        states=frozenset(states), include_drafts=include_drafts, include_excluded=include_excluded
    )
    sieve = _Sieve(selection, known.codes, empty=_with_empty(store, bitext_id, known))
    units = _columns(store, bitext_id, beside, sieve, known)
    return known.encoded(_heard(units, progress) if progress else units, options=options)


def _heard(
    units: Iterator[TranslationUnit], progress: Callable[[int], None]
) -> Iterator[TranslationUnit]:
    for count, unit in enumerate(units):
        if count % _UNITS_BETWEEN_SIGNS == 0:
            progress(count)
        yield unit


def _options(
    store: Store,
    bitext_id: int,
    *,
    provenance: bool,
    include_drafts: bool,
    compress: bool,
    beside: Sequence[int],
) -> WriteOptions:
    bitext = store.bitexts.get(bitext_id)
    document = store.documents.get(bitext.document)
    return WriteOptions(
        source_language=document.language,
        target_language=bitext.language,
        provenance=provenance,
        include_drafts=include_drafts,
        compress=compress,
        title=document.title,
        tool_version=workbench.__version__,
        further_languages=tuple(store.bitexts.get(each).language for each in beside),
    )


def destinations(known: Format, destination: Path, options: WriteOptions) -> tuple[Path, ...]:
    """The files that the export makes; none for standard output."""
    if destination == STANDARD_OUTPUT:
        if known.parts:
            raise ExportError(f"{known.name} writes several files; give them a name with -o NAME")
        return ()
    if not known.parts or destination.name.lower().endswith(known.file_ending):
        return (destination,)
    stem = stem_of(destination, options)
    endings = known.part_endings(options)
    return tuple(destination.with_name(stem + ending) for ending in endings)


def stem_of(destination: Path, options: WriteOptions) -> str:
    """What the names of several files begin with."""
    return destination.name.removesuffix(".gz") if options.compress else destination.name


def write_units(
    known: Format,
    units: Iterator[TranslationUnit],
    files: tuple[Path, ...],
    options: WriteOptions,
) -> int:
    """Write units to files that appear whole, or to standard output; say how many they were."""
    if not files:
        with standard_output() as stream:
            return known.write(units, stream, options=options)
    with written_whole(files) as streams:
        if len(streams) == 1:
            return known.write(units, streams[0], options=options)
        return known.write_parts(units, streams, options=options)


def _report(written: int, sieve: _Sieve, files: tuple[Path, ...]) -> ExportReport:
    left_out = sieve.left_out
    return ExportReport(
        written=written,
        left_out_drafts=left_out["drafts"],
        left_out_empty=left_out["empty"],
        left_out_rejected=left_out["rejected"],
        left_out_excluded=left_out["excluded"],
        left_out_states=left_out["states"],
        files=files,
        left_out_codes=left_out["codes"],
        left_out_doubtful=left_out["doubtful"],
        doubtful=sieve.doubtful,
    )
