"""Commands that show what else a text could be: alternatives, the way back, models side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.arguments import Doc, languages
from workbench.cli.output import INTERRUPTED, AsJson, StageBars, note, print_json, print_table
from workbench.cli.session import opened, settings
from workbench.cli.translation import Number, To, found_cell
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from alignments.beads import MachineOrigin
    from alignments.store import Store
    from models.engines.base import Setup
    from models.pool import EnginePool
    from workbench.comparison import Compared, Comparison, Difference

_SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("alternatives")(alternatives)
    app.command("roundtrip")(roundtrip)
    app.command("compare")(compare)


def alternatives(
    document: Doc,
    segment: Number,
    to: To = "",
    count: Annotated[
        int, typer.Option(min=0, max=8, help="How many further ones of the same model.")
    ] = 4,
    others: Annotated[
        bool, typer.Option(help="Also what other models installed for the pair make of it.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Print what else a segment could be: the model's next best, and other models' drafts."""
    from workbench.alternatives import propose

    with opened() as store, _engines() as engine:
        found = found_cell(store, document, segment, to)
        proposals = propose(
            found.text,
            source=found.source,
            target=found.target,
            models=settings().models,
            engine=engine,
            current=found.cell.text,
            made_by=_made_by(store, found.cell.bead),
            count=count,
            others=others,
        )
    if as_json:
        print_json(proposals)
        return
    rows = [
        (
            each.machine.model,
            each.rank,
            "" if each.score is None else f"{each.score:.2f}",
            each.text,
            "; ".join([*([each.how] if each.how else []), *(flag.reason for flag in each.flags)]),
        )
        for each in proposals.proposals
    ]
    print_table(("model", "rank", "score", "text", "remarks"), rows)
    for model, reason in proposals.failures:
        note(f"{model} could not be asked: {reason}")


@contextmanager
def _engines() -> Iterator[Callable[[Setup], EnginePool]]:
    """A way to get engines; they are closed when the command is over."""
    from models.pool import EnginePool

    with ExitStack() as stack:
        yield lambda setup: stack.enter_context(EnginePool(setup))


def _made_by(store: Store, bead: int) -> MachineOrigin | None:
    """The machine that made the last draft of a bead."""
    made = [each.machine for each in store.revisions.history(bead) if each.machine]
    return made[-1] if made else None


def roundtrip(
    document: Doc,
    segment: Number,
    to: To = "",
    model: Annotated[
        str | None, typer.Option(help="The model for the way back; otherwise the best installed.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Translate a translation back and print it beside its source."""
    from workbench.alternatives import round_trip

    with opened() as store, _engines() as engine:
        found = found_cell(store, document, segment, to)
        if not found.cell.text:
            raise WorkbenchError(f"segment {segment} has no text in {found.target} yet")
        back = round_trip(
            found.text,
            found.cell.text,
            source=found.source,
            target=found.target,
            models=settings().models,
            engine=engine,
            model=model,
        )
    if as_json:
        print_json({"source": found.text, "text": found.cell.text, "back": back})
        return
    rows = [
        (found.source, found.text),
        (found.target, found.cell.text),
        (f"{found.source}, back", back.text),
    ]
    print_table(("language", "text"), rows)
    typer.echo(f"by {back.machine.model}; likeness to the source: chrF2++ {back.chrf:.1f}")


def compare(
    document: Doc,
    to: Annotated[str, typer.Option(help="The language of the translations.")],
    models: Annotated[str, typer.Option(help="Ids, such as firefox-en-ar,opus-mt-en-ar.")],
    reference: Annotated[
        Path | None,
        typer.Option(help="A translation to score by; otherwise what people have confirmed."),
    ] = None,
    first: Annotated[
        int | None, typer.Option(min=1, help="Only so many segments from the beginning.")
    ] = None,
    keep: Annotated[
        str | None, typer.Option(help="Store the drafts of this one of the models.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes for each model.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Let several models translate a document: texts, scores, flags, speed, memory in one run."""
    from workbench.comparison import compare as run
    from workbench.comparison import keep as store_drafts
    from workbench.machines import machine_for

    ids = list(dict.fromkeys(each.strip() for each in models.split(",") if each.strip()))
    if not ids:
        raise WorkbenchError("no model is given; write for example --models firefox-en-ar,echo")
    if keep is not None and keep not in ids:
        raise WorkbenchError(f"--keep {keep} is none of the models {', '.join(ids)}")
    (tag,) = languages(to)[:1]
    with opened() as store:
        found = store.documents.find(document)
        machines = [
            machine_for(found.language, tag, models=settings().models, model=each) for each in ids
        ]
        with StageBars() as shown:
            try:
                comparison = run(
                    store,
                    found,
                    tag,
                    machines,
                    reference=reference,
                    most=first,
                    workers=workers,
                    progress=shown.update,
                    check_cancelled=lambda: None,
                )
            except KeyboardInterrupt:
                shown.close()
                note("stopped; nothing was stored")
                raise typer.Exit(INTERRUPTED) from None
        for each in comparison.models:
            if each.machine.model == keep:
                written = store_drafts(store, store.bitexts.for_drafts(found.id, tag), each)
                note(f"{written} drafts of {keep} are stored")
    if as_json:
        print_json(comparison)
    else:
        _print_comparison(comparison)


def _print_comparison(comparison: Comparison) -> None:
    headers = ("model", "segments", "flagged", "failed", "segments/s", "loading", "memory")
    metrics = [score.metric for score in comparison.models[0].scores]
    rows = [
        (*_figures(each), *(f"{score.value:.1f}" for score in each.scores))
        for each in comparison.models
    ]
    print_table((*headers, *metrics), rows)
    for difference in comparison.differences:
        typer.echo(_told(difference))
    if comparison.against == "nothing":
        typer.echo("no scores: there is neither a --reference nor a confirmed text")
    for warning in comparison.warnings:
        typer.echo(f"note: {warning}")
    shown = list(comparison.segments.items())[:_SHOWN]
    for number, text in shown:
        typer.echo(f"segment {number}")
        drafts = [_draft(each, number) for each in comparison.models]
        print_table(("model", "text"), [("source", text), *drafts])
    if len(shown) < len(comparison.segments):
        note(f"{len(comparison.segments) - len(shown)} further segments: --json has them all")


def _figures(each: Compared) -> tuple[str, ...]:
    segments = len(each.drafts) + len(each.failures)
    return (
        each.machine.model,
        f"{segments:,}",
        f"{each.flagged / max(1, len(each.drafts)):.1%}",
        str(len(each.failures)),
        f"{segments / max(1e-6, each.seconds):.0f}",
        f"{each.loading:.1f} s",
        f"{each.memory / 1e6:,.0f} MB",
    )


def _told(each: Difference) -> str:
    names = [system.partition("@")[0] for system in (each.system, each.baseline)]
    surely = "by more than chance" if each.p_value < 0.05 else "perhaps by chance"
    return (
        f"{each.metric}: {names[0]} {each.difference:+.1f} against {names[1]}, {surely} "
        f"(paired bootstrap, p = {each.p_value:.3f})"
    )


def _draft(each: Compared, number: int) -> tuple[str, str]:
    judged = each.drafts.get(number)
    if judged is None:
        return each.machine.model, f"(failed: {each.failures.get(number, '')})"
    said = "; ".join(flag.reason for flag in judged.flags)
    return each.machine.model, judged.result.text + (f"  [{said}]" if said else "")
