"""What `workbench demo` shows at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from alignments.languages import name
from workbench.cli.output import console, new_table

if TYPE_CHECKING:
    from alignments.store import Progress
    from workbench.demo import Column, DemoReport


def show_demo(report: DemoReport) -> None:
    """Print what there is now, how good it is, and where it lies."""
    table = new_table("", title=f"\n{report.document.title}")
    table.add_column("segments", justify="right")
    table.add_column("drafts", justify="right")
    table.add_column("confirmed", justify="right")
    table.add_column("drafts against the sample's translation", overflow="fold")
    table.add_column("files", overflow="fold")
    for column in report.columns:
        progress = column.progress
        table.add_row(
            name(column.bitext.language),
            str(progress.total),
            str(progress.draft),
            _confirmed(progress),
            _scores(column),
            "\n".join(str(file) for export in column.exports for file in export.files),
        )
    console().print(table)
    typer.echo(f"done in {report.seconds:.1f} s; the store is {report.store}")
    typer.echo(
        f"look at it: 'workbench show {report.document.id} --segments 1-10', or 'workbench ui'"
    )


def _confirmed(progress: Progress) -> str:
    return f"{progress.confirmed} ({progress.confirmed / max(1, progress.total):.0%})"


def _scores(column: Column) -> str:
    if column.evaluation is None:
        return "–"
    return ", ".join(f"{score.metric} {score.value:.1f}" for score in column.evaluation.scores)
