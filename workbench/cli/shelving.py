"""Commands that put documents away, and delete them for good."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.arguments import Doc
from workbench.cli.session import opened


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("archive")(archive)
    app.command("delete")(delete)


def archive(
    document: Doc,
    restore: Annotated[bool, typer.Option("--restore", help="Bring it back.")] = False,
) -> None:
    """Put a document away; nothing in it changes."""
    with opened() as store:
        found = store.documents.find(document)
        store.shelf.archive(found.id, not restore)
    typer.echo(f"document {found.id} is {'back' if restore else 'archived'}: {found.title}")


def delete(
    document: Doc,
    title: Annotated[str, typer.Option(help="Its title, letter by letter: nothing goes without.")],
) -> None:
    """Delete an archived document for good, with every translation and correction in it."""
    from workbench.shelving import delete_for_good

    with opened() as store:
        found = store.documents.find(document)
        delete_for_good(store, found.id, title=title)
    typer.echo(f"document {found.id} is gone: {found.title}")
