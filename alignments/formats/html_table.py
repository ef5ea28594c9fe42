"""A page for readers: source and target side by side, printable, without scripts.

Everything it needs is in the file. Every cell says its language and its direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape as html_escape

from alignments.beads import State, TranslationUnit
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
.draft td:nth-child(3) { color: #777; }
:lang(ar), :lang(fa), :lang(ur) { font-family: "Noto Naskh Arabic", "Geeza Pro", serif;
  font-size: 1.1em; }
@media print { body { margin: 0; max-width: none; } thead { display: table-header-group; }
  tr { break-inside: avoid; } }
"""


def lines(units: Iterable[TranslationUnit], *, options: WriteOptions) -> Iterator[str]:
    """The head, one row a unit, and the end."""
    yield _head(options)
    source = _attributes(options.source_language)
    target = _attributes(options.target_language)
    for unit in units:
        yield _row(unit, source, target, options)
    yield "</tbody>\n</table>\n</body>\n</html>\n"


def _head(options: WriteOptions) -> str:
    source, target = options.source_language, options.target_language
    title = _text(options.title or f"{autonym(source)} – {autonym(target)}")
    headings = "".join(
        f"<th {_attributes(language)}>{_text(autonym(language))}</th>"
        for language in (source, target)
    )
    state = '<th class="state">State</th>' if options.provenance else ""
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


def _row(unit: TranslationUnit, source: str, target: str, options: WriteOptions) -> str:
    state, sub_state = unit.revision.state, unit.revision.sub_state
    # what nobody answers for says so in every page, with or without the other states
    open_to_doubt = state is State.INITIAL
    mark = f' class="{sub_state.value}"' if open_to_doubt else ""
    said = sub_state.value if open_to_doubt else state.value
    cell = f'<td class="state" lang="en" dir="ltr">{said}</td>' if options.provenance else ""
    warning = f" <small>({said})</small>" if open_to_doubt and not options.provenance else ""
    return (
        f'<tr{mark}><td class="number" dir="ltr">{unit.number}</td>'
        f"<td {source}>{_text(unit.source)}</td><td {target}>{_text(unit.target)}{warning}</td>"
        f"{cell}</tr>\n"
    )
