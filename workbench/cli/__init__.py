"""The command line. Parsing and printing here; the work is done elsewhere."""

from __future__ import annotations

import os
import sys

import typer
from typer.exceptions import TyperException

from alignments.errors import AlignmentsError
from models.errors import ModelsError
from workbench.cli import (
    aligning,
    comparing,
    documents,
    exports,
    imports,
    models,
    quality,
    releasing,
    serving,
    sharing,
    shelving,
    translation,
)
from workbench.cli.session import start
from workbench.errors import WorkbenchError

app = typer.Typer(
    name="workbench",
    help="Translate an article sentence by sentence, correct it in parallel columns, "
    "take away a parallel corpus.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    callback=start,
    context_settings={"help_option_names": ["-h", "--help"]},
)
imports.register(app)
documents.register(app)
translation.register(app)
comparing.register(app)
aligning.register(app)
exports.register(app)
releasing.register(app)
quality.register(app)
sharing.register(app)
shelving.register(app)
app.add_typer(models.app, name="models")
serving.register(app)


THREADS = ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS")
"""Where the library behind numpy's products looks for its number of threads, in this order."""


def main() -> None:
    """Run the command line. A user's error is one line and exit code 1, ours a traceback."""
    _calm_threads()
    try:
        sys.exit(app(prog_name="workbench", standalone_mode=False))
    except TyperException as error:
        _tell_usage(error)
        sys.exit(1)
    except (AlignmentsError, ModelsError, WorkbenchError) as error:
        typer.echo(f"workbench: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # whoever read our output has seen enough; nothing more can be flushed to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _tell_usage(error: TyperException) -> None:
    """Say in one line what is wrong with the words of a command."""
    message = error.format_message()
    if "\n" in message:
        # a command that wants others after it says so by its help
        typer.echo(message, err=True)
        return
    context = getattr(error, "ctx", None)
    command = "workbench" if context is None else context.command_path
    wrong = message[:1].lower() + message[1:].removesuffix(".")
    typer.echo(f"workbench: {wrong}; '{command} --help' says what is right", err=True)


def _calm_threads() -> None:
    """Let numpy multiply with one thread, unless the user has said otherwise.

    Our matrices are small: on a busy machine several threads spend more time in waiting for each
    other than in work. It is read when numpy is imported, which no command has done yet.
    """
    if not any(os.environ.get(name) for name in THREADS):
        os.environ[THREADS[0]] = "1"
