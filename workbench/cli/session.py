"""What every command starts from: the settings, and the store that they name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import workbench
from alignments.errors import StoreError

if TYPE_CHECKING:
    from alignments.store import Store
    from workbench.settings import Settings

_flags: dict[str, str | None] = {}


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"workbench {workbench.__version__}")
        raise typer.Exit


def start(
    store: Annotated[
        str | None,
        typer.Option(
            help="The store: a path, or a URL such as postgresql+psycopg://me@localhost/corpus "
            "(WORKBENCH_STORE)."
        ),
    ] = None,
    models: Annotated[
        str | None,
        typer.Option(help="The folder that models are installed in (WORKBENCH_MODELS)."),
    ] = None,
    user: Annotated[
        str | None, typer.Option(help="Who signs your corrections (WORKBENCH_USER).")
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Translate an article sentence by sentence, correct it, take away a parallel corpus."""
    _flags.update(store=store, models=models, user=user)


def settings() -> Settings:
    """Return the settings with the flags of this call."""
    from workbench.settings import load_settings

    return load_settings(_flags)


def opened() -> Store:
    """Open the store that the settings name. Its folder is made where it is missing."""
    from alignments.store import open_store

    address = settings().store
    if "://" not in address:
        folder = Path(address).expanduser().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the store {address}: its folder cannot be made: {error.strerror}"
            ) from error
    return open_store(address)
