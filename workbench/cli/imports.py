"""Commands that bring files in, and that convert translations from one format to another."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alignments.errors import AlignmentsError, ReadError
from workbench.cli.arguments import Licence, RetrievedFrom, languages
from workbench.cli.output import AsJson, StageBars, note, plain, print_json
from workbench.cli.session import opened, settings
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from alignments.formats import Format
    from alignments.store import Store
    from workbench.documents import Imported
    from workbench.pair_files import PairChoices, PairsImported


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("import")(import_files)
    app.command("convert")(convert_file)


def import_files(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="Text, Markdown, HTML, DOCX or SRT; or translations: TMX, XLIFF, PO, TSV, CSV, "
            "XLSX, JSONL, Parquet, …; - is standard input.",
        ),
    ],
    language: Annotated[
        str | None,
        typer.Option(help="BCP 47 tag of the text; otherwise what the file says, else en."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(help="Of translations, the languages to take, such as ar,fr; otherwise all."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="Title of the document.")] = None,
    format_: Annotated[
        str | None,
        typer.Option("--format", help="Of translations: tmx, tsv, …; otherwise by the ending."),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(help="Of a table: what its columns are, such as target,,source."),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(help="Such as windows-1256; otherwise UTF-8 or what the file says."),
    ] = None,
    whole_page: Annotated[
        bool, typer.Option("--whole-page", help="Of HTML, keep more than the main text.")
    ] = False,
    licence: Licence = None,
    retrieved_from: RetrievedFrom = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only report what translations would come in.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring documents in, cut into blocks and sentences, or translations that exist.

    The same file again changes nothing. Of a file with translations, a report says what came in,
    what did not, and why.
    """
    from workbench.documents import keep, read_document
    from workbench.pair_files import PairChoices

    choices = PairChoices(
        language=language,
        targets=tuple(languages(to)) if to else (),
        title=title,
        columns=tuple(columns.split(",")) if columns else None,
        licence=licence,
        retrieved_from=retrieved_from,
    )
    results: list[dict[str, Any]] = []
    failed = False
    with opened() as store:
        for group, known in _grouped(files, format_):
            try:
                if known is not None:
                    results.append(_import_pairs(store, group, known, choices, dry_run, as_json))
                    continue
                if dry_run:
                    raise WorkbenchError(f"{group[0]} has no translations; --dry-run is for those")
                name, content = read_file(group[0])
                new = read_document(
                    content,
                    name=name,
                    language=language,
                    title=title,
                    encoding=encoding,
                    whole_page=whole_page,
                    licence=licence,
                    retrieved_from=retrieved_from,
                )
                result = keep(store, new, author=settings().user)
            except (AlignmentsError, WorkbenchError) as error:
                note(f"workbench: {error}")
                failed = True
                continue
            results.append({**plain(result.document), "new": result.new})
            if not as_json:
                _print_imported(result)
    if as_json:
        print_json(results)
    if failed:
        raise typer.Exit(1)


def convert_file(
    file: Annotated[str, typer.Argument(metavar="IN", help="A file with translations.")],
    output: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    from_: Annotated[
        str | None, typer.Option("--from", help="The format that is read; otherwise by ending.")
    ] = None,
    to_: Annotated[
        str | None, typer.Option("--to", help="The format that is written; otherwise by ending.")
    ] = None,
    tags: Annotated[
        str | None,
        typer.Option("--languages", help="Source and target, such as en,ar; else the file's."),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(help="Of a table that is read: its columns, such as target,,source."),
    ] = None,
    fields: Annotated[
        str | None,
        typer.Option(help="Of a table that is written: its columns, such as target,source,state."),
    ] = None,
    provenance: Annotated[
        bool, typer.Option(help="Who and what wrote each text, when, in which state.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Turn a file with translations into another format, without a store.

    What came over and what did not is said on standard error.
    """
    from workbench.converting import ConvertChoices, convert
    from workbench.pair_files import opened_files

    pair = languages(tags) if tags else []
    if tags and len(pair) != 2:
        raise WorkbenchError(f"--languages takes a source and a target, such as en,ar, not {tags}")
    choices = ConvertChoices(
        language=pair[0] if pair else None,
        target=pair[1] if pair else None,
        columns=tuple(columns.split(",")) if columns else None,
        fields=tuple(fields.split(",")) if fields else None,
        provenance=provenance,
    )
    with opened_files([file]) as files:
        known, wanted = _format(from_, file, "--from"), _format(to_, output.name, "--to")
        converted = convert(files, known, output, wanted, choices)
    if as_json:
        print_json(converted.as_json())
    else:
        for line in converted.lines():
            note(line)


def _format(name: str | None, file: str, option: str) -> Format:
    from alignments.formats import FORMATS, by_ending, load

    found = by_ending(file) if name is None else load(name)
    if found is None:
        raise WorkbenchError(
            f"the ending of {file} says no format; say it with {option}: {', '.join(FORMATS)}"
        )
    return found


def _grouped(files: list[str], name: str | None) -> list[tuple[list[str], Format | None]]:
    """The files that come in together, each with its format where it has translations."""
    from alignments.formats import load
    from workbench.importing import pairs_format

    if name is None:
        return [([file], pairs_format(file)) for file in files]
    known = load(name)
    if known.parts and len(files) > 1:
        return [(files, known)]
    return [([file], known) for file in files]


def _import_pairs(
    store: Store,
    files: list[str],
    known: Format,
    choices: PairChoices,
    dry_run: bool,
    as_json: bool,
) -> dict[str, Any]:
    from workbench.importing import import_pairs, preview_pairs
    from workbench.pair_files import opened_files

    with opened_files(files) as pairs, StageBars() as bars:
        name = pairs[0].name

        def progress(done: int, total: int, _told: str) -> None:
            bars.update(name, done, total)

        if dry_run:
            found = preview_pairs(store, pairs, known, choices, progress=progress)
        else:
            found = import_pairs(
                store, pairs, known, choices, author=settings().user, progress=progress
            )
    if not as_json:
        _print_pairs(found)
    return found.as_json()


def _print_pairs(found: PairsImported) -> None:
    about = f"{found.title} ({found.language}, {found.segments:,} segments)"
    if not found.new and found.document:
        typer.echo(
            f"document {found.document.id} is this file already: {found.title}; nothing changed"
        )
    elif found.document:
        typer.echo(f"document {found.document.id}: {about}")
    else:
        typer.echo(f"nothing was stored; this would come in: {about}")
    for line in found.lines():
        typer.echo(f"  {line}")


def read_file(file: str) -> tuple[str | None, bytes]:
    """Return a file's name and bytes; `-` is standard input, which has no name."""
    if file == "-":
        return None, sys.stdin.buffer.read()
    path = Path(file)
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise ReadError(f"{file} cannot be read: {error.strerror}") from error


def _print_imported(result: Imported) -> None:
    from alignments.formats.units import counted

    document = result.document
    if result.new:
        typer.echo(
            f"document {document.id}: {document.title} "
            f"({document.language}, {document.segments:,} segments)"
        )
    else:
        typer.echo(
            f"document {document.id} is this file already: {document.title}; nothing changed"
        )
    if result.new and result.codes:
        note(f"  {counted(result.codes, 'inline code')} kept as placeholders")
    for line in result.notes:
        note(f"  {line}")
