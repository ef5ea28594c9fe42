"""The command that says what corrections say of drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.arguments import languages
from workbench.cli.output import AsJson, note, print_json, print_table
from workbench.cli.session import opened
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.quality import Quality


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("quality")(quality)


def quality(
    to: Annotated[str, typer.Option(help="The language of the translations.")],
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="DOC", help="Documents; otherwise all of them."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say how much of the drafts people changed: by model, document and person."""
    from workbench.quality import qualities

    with opened() as store:
        chosen = [store.documents.find(name) for name in documents or ()] or store.documents.all()
        found = qualities(store, chosen, languages(to)[0])
    if as_json:
        print_json(found)
        return
    if not found.models:
        raise WorkbenchError("nobody has confirmed a draft yet; correct some segments first")
    _print("model", found.models)
    _print("document", found.documents)
    _print("person", found.people)
    for score in found.models[0].scores:
        note(f"{score.metric}: {score.signature}")
    note("people start from the same drafts: the figures say how much they changed")


def _print(what: str, rows: Sequence[Quality]) -> None:
    metrics = [score.metric for score in rows[0].scores]
    print_table(
        (what, "drafts", "kept unchanged", *metrics, "seconds a segment"),
        [
            (
                each.name,
                each.drafts,
                f"{each.unchanged / each.drafts:.0%}",
                *(f"{score.value:.1f}" for score in each.scores),
                "–" if each.seconds is None else f"{each.seconds:.0f}",
            )
            for each in rows
        ],
    )
