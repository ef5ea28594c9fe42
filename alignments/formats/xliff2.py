"""XLIFF 2.1: segments with the four states of the standard and sub-states of ours.

Provenance is in the metadata module, flags are notes, excluded units are not to be translated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from alignments.beads import State, TranslationUnit
from alignments.formats.units import WriteOptions
from alignments.formats.xliff2_asides import confident, written
from alignments.formats.xliff2_rules.grammar import ITS
from alignments.formats.xliff2_units import NO_UNIT
from alignments.formats.xliff_reader import METADATA, read
from alignments.formats.xliff_states import sub_state_word
from alignments.formats.xliff_text import by_document, content, flag_notes, meta_of
from alignments.formats.xml_text import attribute, escape, escape_by_number
from alignments.languages import direction

__all__ = ["lines", "read"]

_CATEGORY = "provenance"


def lines(units: Iterable[TranslationUnit], *, options: WriteOptions) -> Iterator[str]:
    """The head, one `unit` with one segment a unit, and the end."""
    source, target = attribute(options.source_language), attribute(options.target_language)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" '
        f'srcLang="{source}" trgLang="{target}" xmlns:mda="{METADATA}" xmlns:its="{ITS}" '
        'its:version="2.1">\n'
    )
    directions = f'srcDir="{direction(source)}" trgDir="{direction(target)}"'

    def begin(number: int, document: str) -> str:
        original = f' original="{document}"' if document else ""
        return f'<file id="f{number}"{original} {directions} xml:space="preserve">\n'

    write = partial(_unit, options=options)
    # a file without a unit is not valid, so a bitext without one has none of them either
    empty = f'<unit id="{NO_UNIT}" translate="no">\n<segment>\n<source/>\n</segment>\n</unit>\n'
    yield from by_document(units, begin=begin, write=write, end="</file>\n", empty=empty)
    yield "</xliff>\n"


def _unit(unit: TranslationUnit, name: str, options: WriteOptions) -> str:
    translate = ' translate="no"' if unit.excluded else ""
    notes = flag_notes(unit, '<note category="flag">{}</note>\n') if options.provenance else ""
    asides = written(unit.properties, "s") if unit.properties else ""
    named = ' id="s"' if asides else ""
    return (
        f'<unit id="{name}"{translate}>\n'
        f"{_provenance(unit) if options.provenance else ''}{asides}"
        f"{f'<notes>{chr(10)}{notes}</notes>{chr(10)}' if notes else ''}"
        f"{_original_data(unit)}"
        f"<segment{named}{_state(unit)}>\n"
        f"<source>{content(unit.source, unit, _code_writer(), escape=_escape)}</source>\n"
        f"{_target(unit, options)}</segment>\n</unit>\n"
    )


def _state(unit: TranslationUnit) -> str:
    """No state but `initial` may stand without a target (section 4.3.1.31)."""
    state = unit.revision.state if unit.target else State.INITIAL
    return f' state="{state}" subState="{sub_state_word(unit.revision.sub_state)}"'


def _target(unit: TranslationUnit, options: WriteOptions) -> str:
    if not unit.target:
        return ""
    text = content(unit.target, unit, _code_writer(), escape=_escape)
    return f"<target>{confident(unit.revision, text) if options.provenance else text}</target>\n"


def _provenance(unit: TranslationUnit) -> str:
    said = meta_of(unit, states=False)
    inside = "".join(f'<mda:meta type="{name}">{value}</mda:meta>\n' for name, value in said)
    return (
        f'<mda:metadata>\n<mda:metaGroup category="{_CATEGORY}">\n{inside}'
        "</mda:metaGroup>\n</mda:metadata>\n"
    )


def _original_data(unit: TranslationUnit) -> str:
    """The codes themselves, which stand outside of the text in this version."""
    if not unit.codes:
        return ""
    inside = "".join(
        f'<data id="{_data_name(token)}">{escape(data)}</data>\n'
        for token, data in sorted(unit.codes.items())
    )
    return f"<originalData>\n{inside}</originalData>\n"


def _data_name(token: str) -> str:
    """`⟦1⟧` is d1, `⟦/1⟧` d1-end, `⟦1/⟧` d1-alone."""
    number = token.strip("⟦/⟧")
    ending = "-end" if token.startswith("⟦/") else "-alone" if token.endswith("/⟧") else ""
    return f"d{number}{ending}"


def _escape(text: str) -> str:
    """Controls have an element of their own (section 4.2.3.1)."""
    return escape_by_number(text, '<cp hex="{:04X}"/>')


_CODES = {
    "open": '<sc id="{0}" dataRef="d{1}"/>',
    "close": '<ec startRef="{0}" dataRef="d{1}-end"/>',
    "alone": '<ph id="{0}" dataRef="d{1}-alone"/>',
    "lone open": '<sc id="{0}" isolated="yes" dataRef="d{1}"/>',
    "lone close": '<ec id="{0}" isolated="yes" dataRef="d{1}-end"/>',
}


def _code_writer() -> Callable[[str, int, str], str]:
    """A writer for the codes of one text: no id comes twice in it."""
    used: Counter[int] = Counter()

    def write(kind: str, number: int, _: str) -> str:
        if kind != "close":
            used[number] += 1
        name = f"{number}-{used[number]}" if used[number] > 1 else str(number)
        return _CODES[kind].format(name, number)

    return write
