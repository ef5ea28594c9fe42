"""Commands that run the application: the user interface, its worker, the demonstration."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.session import opened, settings
from workbench.errors import SettingsError

if TYPE_CHECKING:
    from workbench.settings import Settings
    from workbench.ui.sign_in import SignIn

LOCAL = ("127.0.0.1", "localhost", "::1")
Offline = Annotated[bool, typer.Option("--offline", help="Never try the network.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("ui")(serve_ui)
    app.command("worker")(run_worker)
    app.command("demo")(run_demo)


def serve_ui(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8501,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that translate; 0 leaves that to others.")
    ] = 1,
    host: Annotated[
        str, typer.Option(help="The address to listen at; others than this machine need sign-in.")
    ] = "127.0.0.1",
) -> None:
    """Serve the user interface on this machine. A worker for its jobs runs beside it."""
    from workbench.ui.server import ServerOptions, serve

    chosen = settings()
    sign_in = _sign_in(chosen, host)
    opened().close()  # a store that cannot be opened is said here, in one line
    command = _worker_command(workers) if workers else []
    serve(
        ServerOptions(
            store=chosen.store,
            models=chosen.models,
            user=chosen.user,
            host=host,
            port=port,
            sign_in=sign_in,
            owners=[name.strip() for name in chosen.owners.split(",") if name.strip()],
            worker=command,
            ready=lambda address: typer.echo(f"the workbench is at {address}  (Ctrl-C ends it)"),
        )
    )


def _sign_in(chosen: Settings, host: str) -> SignIn | None:
    """Check that what the settings say of sign-in is whole."""
    if not chosen.sign_in:
        if host not in LOCAL:
            raise SettingsError(
                f"--host {host} would open every document to the network; "
                "set sign_in, sign_in_client and sign_in_secret first"
            )
        return None
    for name in ("sign_in_client", "sign_in_secret"):
        if not getattr(chosen, name):
            raise SettingsError(f"sign_in is set, but {name} is not; the provider gives both")
    from workbench.ui.sign_in import SignIn

    return SignIn(
        metadata=chosen.sign_in,
        client_id=chosen.sign_in_client,
        client_secret=chosen.sign_in_secret,
        address=chosen.address,
    )


def _worker_command(engines: int) -> list[str]:
    chosen = settings()
    return [
        sys.executable,
        "-P",
        "-m",
        "workbench.worker",
        chosen.store,
        chosen.models,
        str(engines),
    ]


def run_worker(
    engines: Annotated[int, typer.Option(min=1, help="Processes with the model loaded.")] = 1,
) -> None:
    """Do the jobs that wait in the store until stopped. The user interface starts its own."""
    import threading

    from workbench.worker import work

    opened().close()
    chosen = settings()
    typer.echo("waiting for jobs  (Ctrl-C ends it)")
    try:
        work(chosen.store, models=chosen.models, engines=engines, stop=threading.Event())
    except KeyboardInterrupt:
        typer.echo("stopped; unfinished jobs go on with the next worker")


def run_demo(
    output: Annotated[
        Path, typer.Option(help="The folder that the exported files are put in.")
    ] = Path("demo-output"),
    offline: Offline = False,
) -> None:
    """Do the main job once on the sample article."""
    from workbench.cli.demonstration import show_demo
    from workbench.demo import run

    with opened() as store:
        report = run(store, settings=settings(), output=output, offline=offline, say=typer.echo)
    show_demo(report)
