"""Translation Memory eXchange 1.4b, levels 1 and 2: what translation memories are moved in.

State, sub-state and the engine that made a draft are properties of the target variant, as
`prop type="x-…"`; dates and authors are its attributes. Nothing depends on the time of writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from alignments.beads import MachineOrigin, Revision, TranslationUnit
from alignments.formats.codes import pieces
from alignments.formats.record import compact_timestamp, finite, options_text
from alignments.formats.tmx_reader import read
from alignments.formats.unit_names import unit_names
from alignments.formats.units import WriteOptions
from alignments.formats.xml_text import attribute, escape

__all__ = ["lines", "read"]

TOOL = "translation-workbench"
_CODES = {
    "open": '<bpt i="{0}" x="{0}">{1}</bpt>',
    "close": '<ept i="{0}">{1}</ept>',
    "alone": '<ph x="{0}">{1}</ph>',
    "lone open": '<it pos="begin" x="{0}">{1}</it>',
    "lone close": '<it pos="end" x="{0}">{1}</it>',
}


def lines(units: Iterable[TranslationUnit], *, options: WriteOptions) -> Iterator[str]:
    """The header, one `tu` a unit, and the end."""
    yield _header(options)
    named = unit_names()
    render = _renderer(options)
    for unit in units:
        yield render(unit, named(unit.number))
    yield "</body>\n</tmx>\n"


def _header(options: WriteOptions) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
        '<tmx version="1.4">\n'
        f'<header creationtool="{TOOL}" creationtoolversion="{attribute(options.tool_version)}" '
        f'segtype="sentence" o-tmf="{TOOL}" adminlang="en" '
        f'srclang="{attribute(options.source_language)}" datatype="plaintext"/>\n'
        "<body>\n"
    )


def _renderer(options: WriteOptions) -> Callable[[TranslationUnit, str], str]:
    source_language = attribute(options.source_language)
    target_language = attribute(options.target_language)

    def render(unit: TranslationUnit, name: str) -> str:
        about = _about_unit(unit) if options.provenance else ""
        dates, said = _about_target(unit, options)
        source = f'<tuv xml:lang="{source_language}"><seg>{_content(unit.source, unit)}</seg></tuv>'
        if not unit.target:  # there is no variant to say it of
            return f'<tu tuid="{name}"{dates}>\n{about}{said}{source}\n</tu>\n'
        return (
            f'<tu tuid="{name}">\n{about}{source}\n<tuv xml:lang="{target_language}"{dates}>\n'
            f"{said}<seg>{_content(unit.target, unit)}</seg></tuv>\n</tu>\n"
        )

    return render


def _about_target(unit: TranslationUnit, options: WriteOptions) -> tuple[str, str]:
    """What is known of the translation, as attributes and as properties."""
    revision = unit.revision
    said = _property("state", revision.state) + _property("sub-state", revision.sub_state)
    if not options.provenance:
        return "", said
    return _dates(revision), said + _provenance(unit)


def _content(text: str, unit: TranslationUnit) -> str:
    """The text with its codes as elements again: level 2 of the specification."""
    if not unit.codes:
        return escape(text)
    return "".join(
        escape(piece) if isinstance(piece, str) else _CODES[piece[0]].format(*_numbered(piece))
        for piece in pieces(text, unit.codes)
    )


def _numbered(piece: tuple[str, int, str]) -> tuple[int, str]:
    return piece[1], escape(piece[2])


def _about_unit(unit: TranslationUnit) -> str:
    excluded = _property("excluded", "true") if unit.excluded else ""
    document = _property("document", escape(unit.document)) if unit.document else ""
    return document + excluded


def _dates(revision: Revision) -> str:
    """When the text changed last and by whom; for a first revision that is its creation too."""
    at = compact_timestamp(revision.created_at)
    date = f'date="{at}"' if at else ""
    author = f'id="{attribute(revision.author)}"' if revision.author else ""
    kinds = ("creation", "change") if revision.number == 1 else ("change",)
    return "".join(f" {kind}{said}" for kind in kinds for said in (date, author) if said)


def _provenance(unit: TranslationUnit) -> str:
    revision = unit.revision
    pieces = [_property("origin", revision.origin)]
    if revision.machine:
        pieces.append(_machine(revision.machine))
    for name, value in (
        ("score", revision.score),
        ("confidence", unit.confidence),
        ("active-seconds", revision.active_seconds),
    ):
        if finite(value) is not None:
            pieces.append(_property(name, repr(value)))
    pieces += [_property("flag", escape(f"{flag.name}: {flag.reason}")) for flag in revision.flags]
    return "".join(pieces)


def _machine(machine: MachineOrigin) -> str:
    options = options_text(machine)
    return (
        _property("engine", escape(machine.engine))
        + _property("model", escape(machine.model))
        + _property("model-revision", escape(machine.revision))
        + (_property("model-options", escape(options)) if options else "")
    )


def _property(name: str, value: str) -> str:
    return f'<prop type="x-{name}">{value}</prop>\n'
