"""XLIFF 1.2: what most translation tools still exchange.

State, qualifier and `approved` follow the table in `xliff_states`; what 1.2 has no word for is in
one element of our own namespace at the end of each unit, as its extension rules allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from alignments.beads import State, TranslationUnit
from alignments.formats.units import WriteOptions
from alignments.formats.xliff_reader import OURS, read
from alignments.formats.xliff_states import to_version_12
from alignments.formats.xliff_text import by_document, content, flag_notes, meta_of
from alignments.formats.xml_text import attribute, escape

__all__ = ["lines", "read"]

_CODES = {
    "open": '<bpt id="{0}">{1}</bpt>',
    "close": '<ept id="{0}">{1}</ept>',
    "alone": '<ph id="{0}">{1}</ph>',
    "lone open": '<it id="{0}" pos="open">{1}</it>',
    "lone close": '<it id="{0}" pos="close">{1}</it>',
}


def lines(units: Iterable[TranslationUnit], *, options: WriteOptions) -> Iterator[str]:
    """The head, one `trans-unit` a unit, and the end."""
    source, target = attribute(options.source_language), attribute(options.target_language)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" '
        f'xmlns:workbench="{OURS}">\n'
    )

    def begin(_: int, document: str) -> str:
        return (
            f'<file original="{document}" source-language="{source}" target-language="{target}" '
            'datatype="plaintext" xml:space="preserve">\n<body>\n'
        )

    write = partial(_unit, options=options)
    yield from by_document(units, begin=begin, write=write, end="</body>\n</file>\n")
    yield "</xliff>\n"


def _unit(unit: TranslationUnit, name: str, options: WriteOptions) -> str:
    approved = ' approved="yes"' if unit.revision.state is State.FINAL else ""
    translate = ' translate="no"' if unit.excluded else ""
    notes = flag_notes(unit, '<note from="flag">{}</note>\n') if options.provenance else ""
    return (
        f'<trans-unit id="{name}"{approved}{translate}>\n'
        f"<source>{content(unit.source, unit, _code)}</source>\n"
        f"{_target(unit)}{notes}{_provenance(unit, options)}</trans-unit>\n"
    )


def _target(unit: TranslationUnit) -> str:
    if not unit.target:
        return ""
    revision = unit.revision
    state, qualifier = to_version_12(revision.state, revision.sub_state, revision.origin)
    said = f' state="{state}"' + (f' state-qualifier="{qualifier}"' if qualifier else "")
    return f"<target{said}>{content(unit.target, unit, _code)}</target>\n"


def _code(kind: str, number: int, data: str) -> str:
    return _CODES[kind].format(number, escape(data))


def _provenance(unit: TranslationUnit, options: WriteOptions) -> str:
    said = meta_of(unit, states=True)
    if not options.provenance:
        said = [(name, value) for name, value in said if name in ("state", "sub-state")]
    inside = "".join(
        f'<workbench:meta type="{name}">{value}</workbench:meta>\n' for name, value in said
    )
    return f"<workbench:provenance>\n{inside}</workbench:provenance>\n"
