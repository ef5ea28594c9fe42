"""A page for readers: source and target side by side, printable, without scripts.

Everything it needs is in the file. Every cell says its language and its direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape as html_escape

from alignments.beads import State, TranslationUnit
from alignments.formats.reading_tables import doubted, languages_of, title_of
from alignments.formats.units import WriteOptions
from alignments.formats.xml_text import escape as checked
from alignments.languages import autonym, direction

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.6 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; }
th, td { border-bottom: 1px solid #8884; padding: .5rem .75rem; text-align: start;
  vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
th { font-size: .8rem; font-weight: 600; }
.number { color: #777; font-variant-numeric: tabular-nums; width: 3.5rem; }
.state { color: #777; font-size: .8rem; width: 7rem; }
td.draft, td.rejected { color: #777; }
:lang(ar), :lang(fa), :lang(ur) { font-family: "Noto Naskh Arabic", "Geeza Pro", serif;
  font-size: 1.1em; }
@media print { body { margin: 0; max-width: none; } thead { display: table-header-group; }
  tr { break-inside: avoid; } }
"""


def lines(units: Iterable[TranslationUnit], *, options: WriteOptions) -> Iterator[str]:
    """The head, one row a unit, and the end."""
    yield _head(options)
    columns = [_attributes(language) for language in languages_of(options)]
    for unit in units:
        yield _row(unit, columns, with_state=_with_state(options))
    yield "</tbody>\n</table>\n</body>\n</html>\n"


def _head(options: WriteOptions) -> str:
    columns = languages_of(options)
    source, title = columns[0], _text(title_of(options))
    headings = "".join(
        f"<th {_attributes(language)}>{_text(autonym(language))}</th>" for language in columns
    )
    state = '<th class="state">State</th>' if _with_state(options) else ""
    return (
        f'<!DOCTYPE html>\n<html {_attributes(source)}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{title}</h1>\n<table>\n<thead>\n<tr><th class="number" dir="ltr">№</th>'
        f"{headings}{state}</tr>\n</thead>\n<tbody>\n"
    )


def _attributes(language: str) -> str:
    return f'lang="{html_escape(language)}" dir="{direction(language)}"'


def _text(text: str) -> str:
    """The text for HTML; controls that neither HTML nor XML can carry are refused."""
    return checked(text).replace("\n", "<br>")


def _with_state(options: WriteOptions) -> bool:
    """Whether there is a column for it: of several translations each cell says its own."""
    return options.provenance and not options.further_languages


def _row(unit: TranslationUnit, columns: Sequence[str], *, with_state: bool) -> str:
    texts = "".join(
        f"<td {about}{mark}>{_text(text)}{warning}</td>"
        for about, (text, mark, warning) in zip(columns, _cells(unit, with_state), strict=True)
    )
    state = unit.revision.state
    said = unit.revision.sub_state.value if state is State.INITIAL else state.value
    cell = f'<td class="state" lang="en" dir="ltr">{said}</td>' if with_state else ""
    return f'<tr><td class="number" dir="ltr">{unit.number}</td>{texts}{cell}</tr>\n'


def _cells(unit: TranslationUnit, with_state: bool) -> Iterator[tuple[str, str, str]]:
    """The texts; what nobody answers for says so on every page, with or without the states."""
    yield unit.source, "", ""
    for each in (unit, *unit.beside):
        doubt = doubted(each)
        warning = f" <small>({doubt})</small>" if doubt and not with_state else ""
        yield each.target if each else "", f' class="{doubt}"' if doubt else "", warning
