"""Commands about documents: list, look at, leave segments out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.arguments import Doc, Licence, RetrievedFrom, languages, segment_numbers
from workbench.cli.output import (
    AsJson,
    column_text,
    console,
    new_table,
    note,
    plain,
    print_json,
    print_table,
)
from workbench.cli.session import opened, settings

if TYPE_CHECKING:
    from rich.table import Table

    from alignments.beads import Addition, Bitext, Cell, Row
    from alignments.documents import Document
    from alignments.store import Store

_STATE_MARKS = {
    "empty": "·",
    "draft": "~",
    "rejected": "✗",
    "edited": "✓",
    "accepted unchanged": "✓",
    "imported": "✓",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("documents")(list_documents)
    app.command("show")(show)
    app.command("describe")(describe)
    app.command("exclude")(exclude)
    app.command("include")(include)


def list_documents(as_json: AsJson = False) -> None:
    """List the documents and how far their translations are."""
    with opened() as store:
        found = [(document, _progress(store, document)) for document in store.documents.all()]
    if as_json:
        print_json([{**plain(document), "bitexts": bitexts} for document, bitexts in found])
        return
    if not found:
        typer.echo("no documents yet; bring one in with 'workbench import FILE'")
        return
    headers = ("no.", "title", "language", "segments", "excluded", "confirmed")
    print_table(
        headers,
        [
            (
                document.id,
                document.title,
                document.language,
                document.segments,
                document.excluded,
                ", ".join(_summary(bitext) for bitext in bitexts) or "–",
            )
            for document, bitexts in found
        ],
    )


def _progress(store: Store, document: Document) -> list[dict[str, Any]]:
    counts = store.bitexts.progress(document.id)
    return [
        {"language": bitext.language, "label": bitext.label, **plain(counts[bitext.id])}
        for bitext in store.bitexts.of(document.id)
        if bitext.id in counts
    ]


def _summary(bitext: dict[str, Any]) -> str:
    confirmed = bitext["translated"] + bitext["reviewed"] + bitext["final"]
    return f"{bitext['language']} {confirmed:,}/{bitext['total']:,}"


def show(
    document: Doc,
    to: Annotated[str | None, typer.Option(help="Languages, such as ar,pt; otherwise all.")] = None,
    segments: Annotated[str | None, typer.Option(help="Only these segments, such as 1-20.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print a document beside its translations."""
    with opened() as store:
        found = store.documents.find(document)
        columns = _columns(store, found, to)
        numbers = segment_numbers([segments]) if segments else range(1, found.segments + 1)
        first, last = min(numbers), max(numbers)
        page = store.bitexts.rows(
            found.id,
            [column.id for column in columns],
            offset=first - 1,
            limit=last - first + 1,
        )
    wanted = {*numbers, *([0] if first == 1 else [])}
    rows = [row for row in page.rows if row.number in wanted]
    additions = [addition for addition in page.additions if addition.after in wanted]
    if as_json:
        names = {column.id: column.language + f" {column.label}".rstrip() for column in columns}
        added = [
            {"after": each.after, "cells": {names[each.bitext]: each.cell}} for each in additions
        ]
        shown = [_row_json(row, names) for row in rows]
        print_json({"document": found, "rows": shown, "additions": added})
    else:
        console().print(_columns_table(found, columns, _lines(rows, additions)))


def _columns(store: Store, document: Document, to: str | None) -> list[Bitext]:
    existing = store.bitexts.of(document.id)
    if to is None:
        return existing
    wanted = languages(to)
    missing = [tag for tag in wanted if tag not in {bitext.language for bitext in existing}]
    for tag in missing:
        note(
            f"document {document.id} has no translation into {tag} yet; "
            f"'workbench translate {document.id} --to {tag}' makes one"
        )
    return [bitext for tag in wanted for bitext in existing if bitext.language == tag]


def _row_json(row: Row, names: Mapping[int, str]) -> dict[str, Any]:
    cells = {names[column]: row.cells[column] for column in names if column in row.cells}
    return {**plain(row), "cells": plain(cells)}


@dataclass(frozen=True, slots=True)
class _Line:
    """A segment beside its translations, or what only a translation says."""

    number: str
    source: str
    cells: Mapping[int, Cell]
    excluded: bool = False


def _lines(rows: Iterable[Row], additions: Iterable[Addition]) -> Iterator[_Line]:
    waiting = deque(additions)
    for row in rows:
        while waiting and waiting[0].after < row.number:
            yield _addition(waiting.popleft())
        yield _Line(str(row.number), row.text, row.cells, row.excluded)
    yield from map(_addition, waiting)


def _addition(addition: Addition) -> _Line:
    return _Line("+", "", {addition.bitext: addition.cell})


def _columns_table(document: Document, columns: list[Bitext], lines: Iterable[_Line]) -> Table:
    from rich.text import Text

    from alignments.languages import direction, name

    table = new_table(title=f"{document.id} · {document.title}")
    table.show_lines = False
    width = max(16, (console().width - 6) // (len(columns) + 1) - 5)
    table.add_column("no.", justify="right", style="dim")
    table.add_column(name(document.language), justify=_side(document.language))
    for column in columns:
        table.add_column("")
        table.add_column(
            f"{name(column.language)} {column.label}".rstrip(), justify=_side(column.language)
        )
    for row in lines:
        source = column_text(
            row.source, width=width, right_to_left=direction(document.language) == "rtl"
        )
        line: list[Text | str] = [row.number, source]
        for column in columns:
            cell = row.cells.get(column.id)
            mark = _STATE_MARKS.get(cell.sub_state, "") if cell else ""
            flagged = "!" if cell and cell.flags else ""
            line.append("–" if row.excluded else mark + flagged)
            text = cell.text if cell and not row.excluded else ""
            rtl = direction(column.language) == "rtl"
            line.append(column_text(text, width=width, right_to_left=rtl))
        table.add_row(*line, style="dim" if row.excluded else None, end_section=False)
    table.caption = "· empty  ~ machine draft  ✓ confirmed  ✗ rejected  ! flagged  – excluded"
    table.caption_justify = "left"
    return table


def _side(tag: str) -> Any:  # noqa: ANN401 - rich's JustifyMethod, not imported for it
    from alignments.languages import direction

    return "right" if direction(tag) == "rtl" else "left"


def describe(
    document: Doc,
    licence: Licence = None,
    retrieved_from: RetrievedFrom = None,
    as_json: AsJson = False,
) -> None:
    """Say under which licence a document is and where it is from, or print what was said."""
    with opened() as store:
        found = store.documents.find(document)
        if licence is not None or retrieved_from is not None:
            found = store.documents.describe(
                found.id, licence=licence, retrieved_from=retrieved_from, author=settings().user
            )
    if as_json:
        print_json(found)
        return
    typer.echo(f"document {found.id}: {found.title}")
    typer.echo(f"  licence: {found.licence or 'not said'}")
    typer.echo(f"  source: {found.retrieved_from or found.source or 'not said'}")


def exclude(
    document: Doc,
    segments: Annotated[list[str], typer.Argument(metavar="SEGMENTS", help="Such as 1 35-38.")],
) -> None:
    """Leave segments out of translation and export. Nothing that was written is lost."""
    _set_excluded(document, segments, excluded=True)


def include(
    document: Doc,
    segments: Annotated[list[str], typer.Argument(metavar="SEGMENTS", help="Such as 1 35-38.")],
) -> None:
    """Bring excluded segments back."""
    _set_excluded(document, segments, excluded=False)


def _set_excluded(document: str, segments: list[str], *, excluded: bool) -> None:
    with opened() as store:
        found = store.documents.find(document)
        numbers = segment_numbers(segments)
        changed = store.documents.set_excluded(found.id, numbers, excluded, author=settings().user)
    what = "excluded" if excluded else "brought back"
    same = len(set(numbers)) - changed
    typer.echo(f"{changed} segments {what}" + (f", {same} were so already" if same else ""))
