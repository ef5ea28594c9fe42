"""The command that aligns a document with a translation that already exists."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from alignments.errors import NotFound
from workbench.cli.arguments import languages
from workbench.cli.imports import read_file
from workbench.cli.output import AsJson, note, print_json
from workbench.cli.session import opened, settings
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alignments.beads import Bitext
    from alignments.documents import Document, NewDocument
    from alignments.store import AlignedBead, AlignedSegment, AlignmentSummary, Store
    from workbench.aligning import AlignReport


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("align")(align)


def align(
    source: Annotated[str, typer.Argument(help="A file, or a document of the store.")],
    target: Annotated[
        str | None, typer.Argument(help="Its translation: a file, or a document.")
    ] = None,
    languages_: Annotated[
        str | None, typer.Option("--languages", help="Of the two, such as en,ar.")
    ] = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            help="use, e5, hashing, or the directory of a sentence-transformers checkpoint such as "
            "LaBSE; otherwise by the languages."
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="Align a document with its translations anew; what you pinned, made or "
            "corrected stays as it is.",
        ),
    ] = False,
    summary: Annotated[
        bool,
        typer.Option(
            "--summary", help="Say how a document is aligned with its translations; change nothing."
        ),
    ] = False,
    to: Annotated[
        str | None,
        typer.Option("--to", help="With --again or --summary: the translation into one language."),
    ] = None,
    segmented: Annotated[
        bool,
        typer.Option("--segmented", help="The files have a sentence a line; no store is touched."),
    ] = False,
    format_: Annotated[
        str, typer.Option("--format", help="With --segmented: beads, as '[0]:[0, 1]', or tsv.")
    ] = "beads",
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="With --segmented: the file, - for standard output."),
    ] = Path("-"),
    as_json: AsJson = False,
) -> None:
    """Align a document with its translation. Each bead gets a confidence."""
    if again and summary:
        raise WorkbenchError("--summary changes nothing and --again does; choose one of them")
    if summary:
        _summarise(source, target, to, as_json)
        return
    if again:
        _align_again(source, target, to, encoder, as_json)
        return
    if target is None:
        raise WorkbenchError(
            "say what to align it with, or --again to align it anew, or --summary to see how it is"
        )
    tags = languages(languages_) if languages_ else []
    if tags and len(tags) != 2:
        raise WorkbenchError(
            f"--languages wants two, such as en,ar; {languages_!r} has {len(tags)}"
        )
    if segmented:
        _align_lines(source, target, tags, encoder, format_, output)
        return
    report = _align_documents(source, target, tags, encoder)
    if as_json:
        print_json(report)
    else:
        _tell(report)


def _align_again(
    source: str, target: str | None, to: str | None, encoder: str | None, as_json: bool
) -> None:
    from workbench.aligning import realign_bitext

    with opened() as store:
        document = store.documents.find(source)
        reports = [
            realign_bitext(
                store,
                bitext,
                encoder=encoder,
                cache=_cache(),
                author=settings().user,
                progress=_progress(),
            )
            for bitext in _aligned_bitexts(store, document, target, to)
        ]
    if as_json:
        print_json(reports)
        return
    for report in reports:
        typer.echo(
            f"document {document.id} aligned into {report.bitext.language} again: "
            f"{report.changed:,} beads changed, {report.kept:,} kept as people left them"
        )
        _tell_beads(report.summary, report.doubtful, report.warnings)


def _summarise(source: str, target: str | None, to: str | None, as_json: bool) -> None:
    from workbench.aligning import summarised

    with opened() as store:
        document = store.documents.find(source)
        found = [
            summarised(store, bitext) for bitext in _aligned_bitexts(store, document, target, to)
        ]
    if as_json:
        print_json(found)
        return
    for each in found:
        typer.echo(
            f"document {document.id} aligned into {each.bitext.language} "
            f"with document {each.bitext.target_document}"
        )
        _tell_beads(each.summary, each.doubtful, ())
        _list_beads("least sure", each.least_sure, each.doubtful)
        alone = each.summary.unaligned_source + each.summary.unaligned_target
        _list_beads("without a partner", each.alone, alone)


def _list_beads(title: str, beads: Sequence[AlignedBead], total: int) -> None:
    if not beads:
        return
    typer.echo(f"{title}:")
    for bead in beads:
        sure = "-" if bead.confidence is None else f"{bead.confidence:.0f}"
        sides = f"{_numbers(bead.source)} ↔ {_numbers(bead.target)}"
        text = " ".join(segment.text for segment in bead.source or bead.target)
        typer.echo(f"{sure:>5}  {sides:<14} {shorten(text, 64, placeholder='…')}")
    if total > len(beads):
        typer.echo(f"       and {total - len(beads):,} more")


def _numbers(segments: Sequence[AlignedSegment]) -> str:
    numbers = [str(segment.number) for segment in (*segments[:1], *segments[1:][-1:])]
    return "-".join(numbers) or "∅"


def _aligned_bitexts(
    store: Store, document: Document, target: str | None, to: str | None
) -> list[Bitext]:
    """The bitexts of a document whose target side is a document, too."""
    translation = None if target is None else store.documents.find(target).id
    found = [
        bitext
        for bitext in store.bitexts.of(document.id)
        if bitext.target_document is not None
        and translation in (None, bitext.target_document)
        and to in (None, bitext.language)
    ]
    if not found:
        which = f" into {to}" if to else ""
        raise WorkbenchError(
            f"document {document.id} was aligned with no translation{which}; "
            f"'workbench align {document.id} TRANSLATION' aligns it with one"
        )
    return found


def _align_documents(source: str, target: str, tags: list[str], encoder: str | None) -> AlignReport:
    from alignments.documents import NewDocument
    from workbench.aligning import align_documents
    from workbench.documents import keep

    with opened() as store:
        # both are found before either is kept
        found = [
            _found(store, name, tags[place] if tags else None)
            for place, name in enumerate((source, target))
        ]
        documents = [
            keep(store, each, author=settings().user).document
            if isinstance(each, NewDocument)
            else each
            for each in found
        ]
        return align_documents(
            store, *documents, encoder=encoder, cache=_cache(), progress=_progress()
        )


def _found(store: Store, name: str, language: str | None) -> Document | NewDocument:
    """Read a file, or find what the store has under that name."""
    from workbench.documents import read_document

    if name == "-" or Path(name).is_file():
        file, content = read_file(name)
        return read_document(content, name=file, language=language)
    try:
        return store.documents.find(name)
    except NotFound as error:
        raise WorkbenchError(
            f"no file and no document {name!r}; 'workbench documents' lists the documents"
        ) from error


def _progress() -> Callable[[int, int], None] | None:
    """A line that says how far a slow encoder is, where a person can see it."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        text = f"\r{done:,} of {total:,} sentences encoded"
        typer.echo(text, err=True, nl=done == total)

    return show


def _cache() -> Path:
    """The file that keeps vectors: losing it loses nothing but time."""
    return Path(settings().models).expanduser() / "embeddings.db"


def _align_lines(
    source: str, target: str, tags: list[str], encoder: str | None, format_: str, output: Path
) -> None:
    from workbench.aligning import align_texts, beads_table, beads_text
    from workbench.output_files import standard_output, written_whole

    if format_ not in ("beads", "tsv"):
        raise WorkbenchError(f"no format {format_!r} for beads; known: beads, tsv")
    if not tags:
        raise WorkbenchError("say the languages of the two files, such as --languages en,ar")
    sides = [_lines(source), _lines(target)]
    found = align_texts(*sides, languages=(tags[0], tags[1]), encoder=encoder, progress=_progress())
    for warning in found.warnings:
        note(warning)
    text = beads_text(found.beads) if format_ == "beads" else beads_table(found.beads, *sides)
    if str(output) == "-":
        with standard_output() as stream:
            stream.write(text.encode())
        return
    with written_whole([output]) as (stream,):
        stream.write(text.encode())


def _lines(file: str) -> list[str]:
    name, content = read_file(file)
    try:
        return content.decode("utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise WorkbenchError(
            f"{name or 'standard input'} is not UTF-8: byte {content[error.start]:#04x} "
            f"at offset {error.start}"
        ) from error


def _tell(report: AlignReport) -> None:
    typer.echo(f"document {report.bitext.document} aligned into {report.bitext.language}")
    _tell_beads(report.summary, report.doubtful, report.warnings)


def _tell_beads(summary: AlignmentSummary, doubtful: int, warnings: Sequence[str]) -> None:
    shapes = ", ".join(f"{count:,} of {shape}" for shape, count in summary.shapes.items())
    typer.echo(f"{summary.total:,} beads: {shapes}")
    typer.echo(
        f"{doubtful:,} doubtful; without a partner: {summary.unaligned_source:,} source "
        f"and {summary.unaligned_target:,} target segments"
    )
    for warning in warnings:
        note(warning)
