"""From the elements of a `tu` to units: what its variants say, and what has no home here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from alignments.formats.codes import InlineCode, Piece, Placeholders
from alignments.formats.record import FIELDS, unit_of
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit
from alignments.formats.variants import Chooser

_UNDERSTOOD = frozenset(
    "tuid srclang xml:lang lang datatype segtype "
    "changedate creationdate changeid creationid".split()
)
_OURS = {f"x-{name.replace('_', '-')}": name for name in FIELDS} | {"x-flag": "flags"}


@dataclass(slots=True)
class Variant:
    """A `tuv`: one language of a unit."""

    attributes: dict[str, str]
    about: list[tuple[str, str]] = field(default_factory=list)
    """Properties by type, and notes as `note`."""
    pieces: list[Piece] = field(default_factory=list)

    @property
    def language(self) -> str:
        """TMX 1.1 wrote `lang`, all later versions `xml:lang`."""
        attributes = self.attributes
        return attributes.get("xml:lang") or attributes.get("lang") or ""


@dataclass(slots=True)
class Unit:
    """A `tu` with all of its variants."""

    attributes: dict[str, str]
    header: dict[str, str]
    about: list[tuple[str, str]] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)


class UnitReader:
    """Makes units of elements, one for every variant in the target language."""

    def __init__(self, options: ReadOptions, report: ImportReport) -> None:
        self._options = options
        self._report = report
        self._chooser = Chooser(options, report)

    def units(self, unit: Unit) -> Iterator[ReadUnit]:
        variants = unit.variants
        declared = unit.attributes.get("srclang") or unit.header.get("srclang") or ""
        choice = self._chooser.choose(declared, tuple([one.language for one in variants]))
        for place in choice.targets:
            yield self._unit(unit, variants[choice.source], variants[place] if place >= 0 else None)

    def _unit(self, unit: Unit, source: Variant, target: Variant | None) -> ReadUnit:
        sides = [source.pieces, target.pieces if target else []]
        source_text, target_text, codes = _texts(sides)
        if codes:
            found = sum(isinstance(piece, InlineCode) for side in sides for piece in side)
            self._report.codes += found
        values = {
            "number": unit.attributes.get("tuid"),
            "source": source_text,
            "target": target_text,
            "source_language": self._options.source_language or source.language,
            "target_language": self._options.target_language
            or (target.language if target else None),
        }
        properties: dict[str, str] = {}
        notes: list[str] = []
        for holder in (unit, source, target):
            if holder is not None:
                self._take(holder, values, properties, notes)
        return unit_of(values, self._report, properties=properties, notes=tuple(notes), codes=codes)

    def _take(
        self,
        holder: Unit | Variant,
        values: dict[str, str | None],
        properties: dict[str, str],
        notes: list[str],
    ) -> None:
        """Sort what an element says: ours into the values, the rest under its own names."""
        for name, text in holder.about:
            ours = _OURS.get(name)
            if name == "note":
                notes.append(text)
            elif ours is None:
                properties[name] = text
                self._report.homeless[f"property {name}"] += 1
            elif ours == "flags" and values.get("flags"):
                values["flags"] = f"{values['flags']}\n{text}"
            else:
                values[ours] = text
        if not _UNDERSTOOD.issuperset(holder.attributes):
            unknown = holder.attributes.keys() - _UNDERSTOOD
            self._report.homeless.update(f"attribute {name}" for name in sorted(unknown))
        _take_history(holder.attributes, values)


def _take_history(attributes: dict[str, str], values: dict[str, str | None]) -> None:
    """Who changed the text last and when, else who made it; a variant goes before its unit."""
    at = attributes.get("changedate") or attributes.get("creationdate")
    if at:
        values["revised_at"] = at
    by = attributes.get("changeid") or attributes.get("creationid")
    if by:
        values["author"] = by


def _texts(sides: list[list[Piece]]) -> tuple[str, str, dict[str, str]]:
    source, target = sides
    if all([piece.__class__ is str for piece in source + target]):
        return "".join(source), "".join(target), {}  # type: ignore[arg-type]
    placeholders = Placeholders(sides)
    return placeholders.text(source), placeholders.text(target), placeholders.codes
