"""How commands print: JSON for programs, tables for people, right-to-left text the right way."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID
    from rich.table import Table
    from rich.text import Text

INTERRUPTED = 130
"""The exit code of what was stopped with Ctrl+C, as shells know it."""
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

# Unicode UAX #9: what stands between the two is laid out by itself, right to left
_ISOLATE_RIGHT_TO_LEFT, _END_ISOLATE = "\u2067", "\u2069"


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Turn domain values into what JSON can hold; moments become ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print one JSON value."""
    typer.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


@cache
def console() -> Console:
    """Return the console for people; escape sequences only where it is a terminal."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False, markup=False)


@cache
def messages() -> Console:
    """Return the console for what is said beside the output: standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def note(text: str) -> None:
    """Say something beside the output."""
    typer.echo(text, err=True)


def new_table(*headers: str, title: str | None = None) -> Table:
    """Return an empty table in the look that all commands share."""
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD, title=title, title_justify="left", header_style="bold", pad_edge=False
    )
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def print_table(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a plain table. Columns of numbers stand to the right."""
    table = new_table()
    lines = [[cell if isinstance(cell, int | float) else str(cell) for cell in row] for row in rows]
    for place, header in enumerate(headers):
        numeric = bool(lines) and all(isinstance(line[place], int | float) for line in lines)
        table.add_column(
            header,
            justify="right" if numeric else "left",
            overflow="fold",
            no_wrap=header == "model",  # an id that is broken in two cannot be copied
        )
    for line in lines:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in line))
    console().print(table)


def column_text(text: str, *, width: int, right_to_left: bool) -> Text:
    """Wrap a text to a column; each right-to-left line is isolated from what stands beside it."""
    from rich.text import Text

    lines = Text(" ".join(text.split())).wrap(console(), width)
    if not right_to_left:
        return Text("\n").join(lines)
    marks = (_ISOLATE_RIGHT_TO_LEFT, _END_ISOLATE) if console().is_terminal else ("", "")
    isolated = [Text(f"{marks[0]}{line.plain.rstrip()}{marks[1]}") for line in lines]
    return Text("\n", justify="right").join(isolated)


class Shown:
    """Bars that say how far something long is, where a person can see it; ended with the block."""

    def __init__(self) -> None:
        self._bar: Progress | None = None

    def close(self) -> None:
        """Leave the bars as they are."""
        if self._bar is not None:
            self._bar.stop()
        self._bar = None

    def __exit__(self, *_: object) -> None:
        self.close()


class StageBars(Shown):
    """A bar for each stage."""

    def __init__(self) -> None:
        super().__init__()
        self._stages: dict[str, TaskID] = {}

    def update(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is."""
        if self._bar is None:
            return
        if stage not in self._stages:
            self._stages[stage] = self._bar.add_task(stage, total=total)
        self._bar.update(self._stages[stage], completed=done, total=total)

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.progress import Progress

            self._bar = Progress(console=messages())
            self._bar.start()
        return self
