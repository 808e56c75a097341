"""Runs the server: prints where to sign in and where phones go, then serves until told to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys

import qrcode
import uvicorn
from starlette.types import ASGIApp

from app import logs
from app.main import make_app
from app.settings import Settings, load_settings
from app.wire import LiveProtocol, tune
from sessions.store import Unusable
from sessions.store.address import store_at


def network_address() -> str:
    """The address that phones on the same network use; asks the routing table, sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def announce(settings: Settings, port: int) -> None:
    base = settings.public_url or f"http://{network_address()}:{port}"
    # Not localhost: a board opened there would show phones a QR that leads to themselves.
    print(f"\nBloesem\n  organiser signs in:  {base}/?key={settings.organiser_token}")
    print(f"  phones go to:        {base}\n")
    code = qrcode.QRCode(border=2)
    code.add_data(base.upper())
    code.print_ascii(invert=True)


def _need_store(settings: Settings) -> None:
    """Ends here with a sentence, rather than in the middle of starting, when the database cannot be used."""

    async def try_it() -> None:
        store = store_at(settings.database_url, settings.data_dir)
        await store.start()
        await store.stop()

    try:
        asyncio.run(try_it())
    except Unusable as problem:
        raise SystemExit(str(problem)) from None


SWITCH_SECONDS = 0.0005


def config_of(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> uvicorn.Config:
    """How we run uvicorn: our WebSocket protocol, no compression a socket, no access log."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        log_config=None,
        loop="auto",
        http="httptools",
        ws=LiveProtocol,
        ws_max_size=4096,  # pages only listen
        ws_per_message_deflate=False,
        backlog=4096,
        timeout_graceful_shutdown=10,
        server_header=False,
    )


def calm_collector() -> None:
    """What stands now stays: the collector need not look at it again while a hall is writing or a log is folded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class Server(uvicorn.Server):
    """Stopping means: take nobody new, answer what is waiting, tell open pages to come back (1012), leave quietly."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        calm_collector()
        # Whoever taps gets the interpreter back from theming and comparing ten times sooner than Python's 5 ms.
        sys.setswitchinterval(SWITCH_SECONDS)


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serves until SIGTERM or Ctrl+C; returns when everything that was waiting is answered."""
    config = config_of(app, host, port)
    listening = config.bind_socket()
    listening.set_inheritable(False)
    tune(listening)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: None)  # uvicorn raises it again after it has stopped; we have
    Server(config).run([listening])


def run(host: str, port: int, workers: int) -> None:
    logs.configure()
    settings = load_settings()
    announce(settings, port)
    serve(make_app(settings), host, port)
