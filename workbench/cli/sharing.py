"""Commands about people: who may do what with a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.arguments import Doc
from workbench.cli.output import AsJson, print_json, print_table
from workbench.cli.session import opened
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from alignments.roles import Role


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("share")(share)


def share(
    document: Doc,
    person: Annotated[
        str, typer.Argument(help="Who, as the sign-in names them; left out, all are listed.")
    ] = "",
    role: Annotated[
        str, typer.Option(help="viewer, translator, reviewer or owner; none takes it away.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Say who may do what with a document, or list it."""
    if bool(person) != bool(role):
        raise WorkbenchError("say both who and what: workbench share DOC PERSON --role reviewer")
    wanted = _role(role)
    with opened() as store:
        found = store.documents.find(document)
        if person:
            store.members.set(found.id, person, wanted)
        members = store.members.of(found.id)
    if as_json:
        print_json(members)
    elif members:
        print_table(("person", "role"), members.items())
    else:
        typer.echo("nobody was given a role; who imported the document owns it")


def _role(name: str) -> Role | None:
    from alignments.roles import Role

    if name in ("", "none"):
        return None
    try:
        return Role(name)
    except ValueError as error:
        raise WorkbenchError(f"no role {name!r}; known: {', '.join(Role)}, none") from error
