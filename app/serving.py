"""Runs the server: prints where to sign in and where phones go, then serves until told to stop."""

from __future__ import annotations

import asyncio
import socket

import qrcode
import uvicorn

from app.main import make_app
from app.settings import Settings, load_settings
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
    print(f"\nBloesem\n  organiser signs in:  http://localhost:{port}/?key={settings.organiser_token}")
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


def run(host: str, port: int, workers: int) -> None:
    settings = load_settings()
    _need_store(settings)
    announce(settings, port)
    config = uvicorn.Config(
        make_app(settings),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run()
