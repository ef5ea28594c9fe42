"""Commands that write translations: the machine's drafts, a person's corrections."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from models.errors import ModelsError
from workbench.cli.arguments import Doc, languages, meant
from workbench.cli.output import (
    INTERRUPTED,
    AsJson,
    Shown,
    messages,
    note,
    plain,
    print_json,
    print_table,
)
from workbench.cli.session import opened, settings
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from alignments.beads import Cell, Revision, State
    from alignments.documents import Document
    from alignments.store import Store
    from workbench.machines import Machine
    from workbench.translating import Drafted

_SEGMENTS_WORTH_A_WORKER = 15

To = Annotated[str, typer.Option(help="The language of the translation, a BCP 47 tag.")]
Number = Annotated[int, typer.Argument(metavar="SEGMENT", help="The segment's number.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("translate")(translate)
    app.command("correct")(correct)
    app.command("history")(history)


def translate(
    document: Doc,
    to: Annotated[str, typer.Option(help="Languages, such as ar,pt.")],
    model: Annotated[
        str | None,
        typer.Option(help="A model's id; it replaces untouched drafts of other models too."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; otherwise as many as help.")
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(help="With --model openai: such as http://localhost:11434/v1."),
    ] = None,
    served_model: Annotated[
        str | None, typer.Option(help="With --model openai: the server's name of the model.")
    ] = None,
    via: Annotated[
        str | None,
        typer.Option(help="Go through this language, such as en, by two models: FIRST+SECOND."),
    ] = None,
    context: Annotated[
        int, typer.Option(min=0, help="Segments before each one that the model gets to see.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Draft the segments that have no translation yet. Ctrl-C stops; the same command goes on."""
    from workbench.machines import machine_for

    if server is not None:
        _warn_of(server)
    failed = False
    results: list[dict[str, Any]] = []
    with opened() as store:
        found = store.documents.find(document)
        for tag in languages(to):
            try:
                machine = machine_for(
                    found.language,
                    tag,
                    models=settings().models,
                    model=model,
                    server=server,
                    served_model=served_model,
                    via=via,
                    context=context,
                )
                drafted = _translate_into(store, found, tag, machine, model is not None, workers)
            except ModelsError as error:
                note(f"workbench: {error}")
                failed = True
                continue
            failed = failed or bool(drafted.failures)
            results.append(plain(drafted))
            if not as_json:
                _print_drafted(drafted)
    if as_json:
        print_json(results)
    if failed:
        raise typer.Exit(1)


def _warn_of(server: str) -> None:
    from models.engines.openai import WARNING

    note(WARNING.format(server=server))


def _translate_into(
    store: Store,
    document: Document,
    tag: str,
    machine: Machine,
    redo: bool,
    workers: int | None,
) -> Drafted:
    from models.pool import EnginePool

    bitext = store.bitexts.for_drafts(document.id, tag)
    if bitext.label:
        note(f"{tag} is a translation that is aligned; the drafts go beside it, to {bitext.tag}")
    model = machine.origin.model if redo else None
    total = store.revisions.count_untranslated(bitext.id, model=model)
    with (
        EnginePool(machine.setup, workers=workers or _workers(total)) as pool,
        _SpeedBar(tag) as shown,
    ):
        pool.start()
        # imported while the processes load their model
        from workbench.translating import translate_bitext

        try:
            return translate_bitext(
                store,
                bitext,
                pool,
                machine=machine.origin,
                source=document.language,
                redo=redo,
                context=machine.context,
                progress=shown.update,
                check_cancelled=lambda: None,
            )
        except KeyboardInterrupt:
            raise typer.Exit(_stopped(shown, tag)) from None


def _workers(segments: int) -> int:
    """One process per core, but none that would load its model for a handful of segments."""
    return max(1, min(os.cpu_count() or 1, segments // _SEGMENTS_WORTH_A_WORKER))


def _stopped(shown: _SpeedBar, tag: str) -> int:
    shown.close()
    note(
        f"stopped; {shown.done:,} of {shown.total:,} drafts into {tag} are kept, "
        "the same command goes on from there"
    )
    return INTERRUPTED


class _SpeedBar(Shown):
    """A bar with segments per second and the time left."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self._tag = tag
        self._task: TaskID | None = None
        self.done = self.total = 0

    def update(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self._bar is not None and self._task is not None:
            speed = done / max(1e-3, time.monotonic() - self._begun)
            self._bar.update(self._task, completed=done, total=total, speed=f"{speed:.0f}")

    def __enter__(self) -> Self:
        self._begun = time.monotonic()
        if sys.stderr.isatty():
            self._bar = _progress_bar()
            self._task = self._bar.add_task(f"into {self._tag}", total=None, speed="")
            self._bar.start()
        return self


def _progress_bar() -> Progress:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]} segments/s"),
        TimeRemainingColumn(),
        console=messages(),
    )


def _print_drafted(drafted: Drafted) -> None:
    from workbench.jobs.translation import summary

    if not drafted.written and not drafted.failures:
        typer.echo(f"{drafted.language}: nothing to translate, every segment has a text")
        return
    typer.echo(f"{drafted.language}: {summary(drafted)}")
    for number, reason in drafted.failures:
        note(f"  segment {number} was not translated: {reason}")


def correct(
    document: Doc,
    segment: Number,
    text: Annotated[
        str | None,
        typer.Argument(
            help="The text; - is standard input. Left out, the text there is confirmed."
        ),
    ] = None,
    to: To = "",
    state: Annotated[
        str, typer.Option(help="translated, reviewed, final; or initial, which rejects the text.")
    ] = "translated",
    base_revision: Annotated[
        int | None,
        typer.Option(help="The revision you have read; refused if it is not the last any more."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write or confirm the translation of a segment."""
    from workbench.correcting import correct as keep

    wanted = _state(state)
    with opened() as store:
        cell = found_cell(store, document, segment, to).cell
        revision = keep(
            store,
            cell.bead,
            text=_text(text, cell),
            state=wanted,
            base_revision=cell.revision if base_revision is None else base_revision,
            author=settings().user,
        )
    if as_json:
        print_json(revision)
    else:
        typer.echo(f"segment {segment}, revision {revision.number}: {revision.sub_state}")
        for flag in revision.flags:
            note(f"look at it again: {flag.reason}")


def _state(name: str) -> State:
    from alignments.beads import State

    try:
        return State(name)
    except ValueError as error:
        known = ", ".join(State)
        raise WorkbenchError(f"no state {name!r}; known: {known}") from error


def _text(text: str | None, cell: Cell) -> str:
    if text is None:
        return cell.text
    if text != "-":
        return text
    try:
        return sys.stdin.buffer.read().decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise WorkbenchError(
            f"standard input is not UTF-8: byte {error.object[error.start]:#04x} "
            f"at offset {error.start}"
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCell:
    """A translation of a segment, with what it translates."""

    cell: Cell
    text: str
    """Of the source, several segments where the bead has several."""
    source: str
    target: str


def found_cell(store: Store, document: str, segment: int, to: str) -> FoundCell:
    """Find the bead of a segment in the one bitext that is meant."""
    found = store.documents.find(document)
    existing = store.bitexts.of(found.id)
    bitexts = meant(existing, to) if to else existing
    if len(bitexts) != 1:
        known = ", ".join(each.tag for each in existing) or "none yet"
        raise WorkbenchError(f"say which translation is meant, with --to; there are: {known}")
    store.documents.check_number(found.id, segment)
    page = store.bitexts.rows(found.id, [bitexts[0].id], offset=segment - 1, limit=1)
    cell = page.rows[0].cells.get(bitexts[0].id)
    if cell is None:
        raise WorkbenchError(f"segment {segment} belongs to the bead of a segment before it")
    texts = store.documents.segments(found.id, offset=segment - 1, limit=cell.rows)
    return FoundCell(
        cell=cell,
        text=" ".join(each.text for each in texts),
        source=found.language,
        target=bitexts[0].language,
    )


def _where(revision: Revision) -> str:
    """Say in one word where a revision stands."""
    from alignments.beads import State

    told_by_sub_state = revision.state in (State.INITIAL, State.TRANSLATED)
    return str(revision.sub_state if told_by_sub_state else revision.state)


def history(document: Doc, segment: Number, to: To = "", as_json: AsJson = False) -> None:
    """Print every version of a translation. Texts that came too late follow."""
    with opened() as store:
        bead = found_cell(store, document, segment, to).cell.bead
        revisions, refused = store.revisions.history(bead), store.revisions.refused(bead)
    if as_json:
        print_json({"revisions": revisions, "refused": refused})
        return
    rows = [
        (
            revision.number,
            f"{revision.created_at.astimezone():%Y-%m-%d %H:%M}",
            revision.author or (revision.machine.model if revision.machine else ""),
            _where(revision),
            revision.text,
        )
        for revision in revisions
    ]
    print_table(("rev.", "when", "who", "state", "text"), rows)
    for text in refused:
        note(f"refused, based on revision {text.base_revision}, by {text.author}: {text.text}")
