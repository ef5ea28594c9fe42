"""Commands about models: which there are, get one, bring one, check one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.output import AsJson, messages, plain, print_json, print_table
from workbench.cli.session import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.catalogue import Model
    from models.installed import InstalledModel

app = typer.Typer(
    help="List, get, bring, check and remove models.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The model's id; 'models list' shows them.")]


_LANGUAGES_SHOWN = 4
_SCORES_SHOWN = 2


def _folder() -> Path:
    return Path(settings().models).expanduser()


@app.command("list")
def list_models(
    to: Annotated[str | None, typer.Option(help="Only models into this language.")] = None,
    source: Annotated[str | None, typer.Option("--from", help="Only models out of it.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the models: embedded, installed, to fetch; size, licence, published score.

    Scores are BLEU on FLORES-200 devtest; the catalogue names who measured them.
    """
    from alignments.languages import normalised
    from workbench.machines import listed

    wanted = [normalised(tag) if tag else None for tag in (source, to)]
    found = listed(models=_folder(), source=wanted[0], target=wanted[1])
    if as_json:
        print_json([{**plain(model), "state": state} for model, state in found])
        return
    rows = [
        (
            model.id,
            state,
            _languages(model),
            _megabytes(model.size),
            _licence(model),
            _scores(model, *wanted),
        )
        for model, state in found
    ]
    print_table(("model", "state", "languages", "size", "licence", "BLEU"), rows)
    for model, _ in found:
        if model.defect:
            typer.echo(f"{model.id}: {model.defect}")


def _licence(model: Model) -> str:
    remarks = [] if model.commercial else ["no commercial use"]
    remarks += ["unverified"] if "licence" in model.unverified else []
    return model.licence + (f" ({', '.join(remarks)})" if remarks else "")


def _languages(model: Model) -> str:
    sides = [
        ", ".join(side) if len(side) < _LANGUAGES_SHOWN else str(len(side))
        for side in (model.source, model.target)
    ]
    return " → ".join("any" if side == "*" else side for side in sides)


def _megabytes(size: int | None) -> str:
    return "?" if size is None else f"{size / 1e6:,.0f} MB"


def _scores(model: Model, source: str | None, target: str | None) -> str:
    """The published scores of the pairs that were asked for."""
    from models.catalogue import COMPARABLE

    told = [
        f"{score.pair} {score.value:g}"
        for score in model.scores
        if (score.metric, score.test_set) == COMPARABLE and _asked_for(score.pair, source, target)
    ]
    further = f", {len(told) - _SCORES_SHOWN} more" if len(told) > _SCORES_SHOWN else ""
    return ", ".join(told[:_SCORES_SHOWN]) + further


def _asked_for(pair: str, source: str | None, target: str | None) -> bool:
    taken, _, given = pair.partition("-")
    return (source is None or source.startswith(taken)) and (
        target is None or target.startswith(given)
    )


@app.command("pull")
def pull_model(id_: Id) -> None:
    """Get a model over the network. A download that was cut goes on where it stopped."""
    from models.pull import pull
    from workbench.machines import catalogue

    with _Download(id_) as download:
        installed = pull(id_, folder=_folder(), catalogue=catalogue(), received=download.received)
    _installed(installed)


@app.command("add")
def add_model(
    path: Annotated[Path, typer.Argument(help="A directory or an archive with the model's files.")],
    id_: Annotated[str | None, typer.Option("--id", help="What to call it.")] = None,
    source: Annotated[str | None, typer.Option("--from", help="Its source language.")] = None,
    to: Annotated[str | None, typer.Option(help="Its target language.")] = None,
) -> None:
    """Install a model that was brought by hand. Its files are checked and copied."""
    from models.add import add
    from workbench.machines import catalogue

    installed = add(path, folder=_folder(), catalogue=catalogue(), id=id_, source=source, target=to)
    _installed(installed)


@app.command("remove")
def remove_model(id_: Id) -> None:
    """Delete a model's files. Drafts that it made stay."""
    from models.install import remove
    from workbench.machines import catalogue

    freed = remove(id_, folder=_folder(), catalogue=catalogue())
    typer.echo(f"{id_} removed, {_megabytes(freed)} freed")


@app.command("check")
def check_model(
    id_: Id,
    source: Annotated[
        str | None, typer.Option("--from", help="Of a model of many languages.")
    ] = None,
    to: Annotated[str | None, typer.Option(help="Of a model of many languages.")] = None,
) -> None:
    """Compare a model's files with their checksums and translate three known sentences."""
    from models.check import check
    from models.installed import find_installed
    from workbench.machines import catalogue

    installed = find_installed(id_, folder=_folder(), catalogue=catalogue())
    checked = check(installed, source=source, target=to)
    print_table((checked.source, checked.target), checked.samples)
    for problem in checked.problems:
        typer.echo(f"workbench: {problem}", err=True)
    if checked.problems:
        raise typer.Exit(1)
    typer.echo(f"{id_} is in order")


def _installed(installed: InstalledModel) -> None:
    pair = _languages(installed.model)
    typer.echo(f"{installed.id} is installed: {pair}, {_megabytes(installed.size)}")


class _Download:
    """A progress bar over a download, where a person can see it."""

    def __init__(self, id_: str) -> None:
        self._id = id_
        self.received: Callable[[int, int | None], None] = lambda received, total: None
        self._bar: Any = None

    def __enter__(self) -> _Download:
        if sys.stderr.isatty():
            from rich.progress import Progress

            bar = Progress(*_columns(), console=messages())
            task = bar.add_task(self._id, total=None)
            self.received = lambda received, total: bar.update(
                task, completed=received, total=total
            )
            bar.start()
            self._bar = bar
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _columns() -> tuple[Any, ...]:
    from rich.progress import BarColumn, DownloadColumn, TimeRemainingColumn, TransferSpeedColumn

    return BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()
