"""The server of the user interface: Streamlit's pages and our own routes in one process.

No engine is ever loaded here; drafts are made by the worker, a process of its own.
"""

from __future__ import annotations

import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from starlette.middleware import Middleware
from streamlit.starlette import App

from alignments.store import Store, open_store
from workbench.errors import SettingsError
from workbench.ui import state
from workbench.ui.assets import asset_route
from workbench.ui.child import Worker
from workbench.ui.events import event_route
from workbench.ui.export_route import export_route
from workbench.ui.front import page_routes
from workbench.ui.hosts import KnownHosts
from workbench.ui.prepared_route import prepared_route
from workbench.ui.presence import Presence
from workbench.ui.release_route import release_route
from workbench.ui.routes import api_routes
from workbench.ui.sign_in import SignIn, configured
from workbench.ui.tokens import Tokens

SCRIPT = Path(__file__).parent / "app.py"
_SECONDS_TO_CLOSE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """What the server is started with."""

    store: str | Path
    models: str | Path
    """The folder that models are installed in."""
    user: str
    """The name that corrections are signed with."""
    host: str = "127.0.0.1"
    port: int = 0
    """0 takes any free one."""
    further_hosts: Sequence[str] = ()
    """Host names it answers to besides the local ones, for a proxy in front of it."""
    sign_in: SignIn | None = None
    """Who says who people are; without it, whoever opens the pages is `user`."""
    owners: Sequence[str] = ()
    """Who owns every document, with sign-in."""
    worker: Sequence[str] = ()
    """The command of the job worker; none is started where this is empty."""
    ready: Callable[[str], None] = lambda address: None
    """Called with the address, once it answers."""


def serve(options: ServerOptions) -> None:
    """Serve until SIGINT or SIGTERM, then let running requests and the worker finish."""
    with ExitStack() as stack:
        store = stack.enter_context(open_store(options.store))
        stack.enter_context(_quiet_signals())
        listening = _bound(options.host, options.port)
        address = f"http://{_shown_host(options.host)}:{listening.getsockname()[1]}"
        presence = Presence(store)
        application = build_app(store, options, presence)
        if options.sign_in is not None:
            # not before: Streamlit looks for its settings once, beside the script it then knows
            cookies = store.secret("ui cookies").hex()
            stack.enter_context(configured(options.sign_in, address=address, cookie_secret=cookies))
        server = _Server(
            uvicorn.Config(
                application,
                access_log=False,
                log_level="warning",
                timeout_graceful_shutdown=_SECONDS_TO_CLOSE,
            ),
            ready=lambda: options.ready(address),
            ending=presence.close,
        )
        server.run(sockets=[listening])


def build_app(store: Store, options: ServerOptions, presence: Presence) -> App:
    """The whole application over an open store."""
    tokens = Tokens(store.secret("ui tokens"))
    workbench = state.Workbench(
        store=store,
        tokens=tokens,
        user=options.user,
        models=options.models,
        sign_in=options.sign_in is not None,
        owners=options.owners,
    )
    state.use(workbench)
    rights = workbench.rights
    hosts = [*options.further_hosts, *([options.sign_in.host] if options.sign_in else [])]

    @asynccontextmanager
    async def lifespan(_app: App) -> AsyncIterator[dict[str, Any]]:
        worker = Worker(options.worker)
        await worker.start()
        # what is loaded now stays: later collections need not look at it
        gc.collect()
        gc.freeze()
        try:
            yield {}
        finally:
            await worker.stop()

    return App(
        SCRIPT,
        lifespan=lifespan,
        routes=[
            *api_routes(store, tokens, rights, presence),
            event_route(tokens, rights, presence),
            export_route(store, tokens, rights),
            prepared_route(store, tokens, rights),
            release_route(store, tokens, rights),
            asset_route(),
            *page_routes(),
        ],
        middleware=[Middleware(KnownHosts, further=hosts)],
    )


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, *, ready: Callable[[], None], ending: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready, self._ending = ready, ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._ending()  # streams would otherwise be waited for
        super().handle_exit(sig, frame)


def _bound(host: str, port: int) -> socket.socket:
    """A socket that names TCP as its protocol.

    asyncio switches Nagle's algorithm off for no other, and then every request after the first
    on a connection takes 40 ms longer.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        reason = error.strerror or str(error)
        raise SettingsError(
            f"cannot listen on {host}:{port}: {reason}; choose another with '--port'"
        ) from error
    return bound


def _shown_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """Keep a signal that uvicorn has answered, and raises again when done, from ending us."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: None) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
