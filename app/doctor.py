"""What can be wrong around the server, each said in a sentence."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.settings import Settings

FONTS = Path(__file__).parent.parent / "static" / "fonts"
NEEDED_FONTS = ("radio-canada-latin-standard", "radio-canada-big-latin-wght", "piazzolla-latin-standard")
ENOUGH_DISK = 1_000_000_000  # bytes: a big day with its documents takes a tenth
FIRST_SANE_YEAR = 2026


@dataclass(frozen=True)
class Finding:
    what: str
    ok: bool
    says: str


def examine(settings: Settings) -> list[Finding]:
    """All checks in the order in which a start would trip over them."""
    checks: dict[str, Callable[[Settings], str]] = {
        "data folder": data_folder,
        "database": database,
        "bus": bus,
        "disk": disk,
        "clock": clock,
        "fonts": fonts,
        "theming": theming,
        "public address": public_address,
    }
    findings = []
    for what, check in checks.items():
        try:
            findings.append(Finding(what, True, check(settings)))
        except Exception as problem:
            findings.append(Finding(what, False, str(problem) or type(problem).__name__))
    return findings


def data_folder(settings: Settings) -> str:
    folder = settings.data_dir
    if not os.access(folder, os.W_OK):
        raise RuntimeError(f"{folder} cannot be written; set BLOESEM_DATA_DIR to a folder of yours.")
    if folder.stat().st_mode & 0o077:
        raise RuntimeError(f"others on this machine can read {folder}; run chmod 700 on it.")
    return f"{folder} is private and can be written"


def database(settings: Settings) -> str:
    from sessions.store.address import store_at

    async def ask() -> int:
        store = store_at(settings.database_url, settings.data_dir)
        await store.start()
        try:
            await store.ping()
            return len(await store.rows())
        finally:
            await store.stop()

    return f"{asyncio.run(ask())} rooms; SQLite {sqlite3.sqlite_version}"


def bus(settings: Settings) -> str:
    if not settings.bus_url:
        return "none needed for one process"
    where = urlsplit(settings.bus_url)
    with socket.create_connection((where.hostname or "127.0.0.1", where.port or 6379), timeout=2):
        return f"{where.hostname} answers"


def disk(settings: Settings) -> str:
    free = shutil.disk_usage(settings.data_dir).free
    if free < ENOUGH_DISK:
        raise RuntimeError(f"only {free / 1e9:.1f} GB free; make room before the day.")
    return f"{free / 1e9:.0f} GB free"


def clock(settings: Settings) -> str:
    now = time.localtime()
    if now.tm_year < FIRST_SANE_YEAR:
        raise RuntimeError(f"the clock says {now.tm_year}; set it, or timers and retention will be wrong.")
    return time.strftime("%Y-%m-%d %H:%M %Z", now)


def fonts(settings: Settings) -> str:
    missing = [name for name in NEEDED_FONTS if not list(FONTS.glob(f"{name}*.woff2"))]
    if missing:
        raise RuntimeError(f"missing in static/fonts: {', '.join(missing)}.")
    return "all there"


def theming(settings: Settings) -> str:
    from facilitation.theming import default_engine, load_pack

    engine = default_engine(load_pack("startmoment"))
    started = time.perf_counter()
    engine.place("meer tijd en geld", "nl")
    return f"{engine.id}/{engine.version}, {1000 * (time.perf_counter() - started):.1f} ms for a statement"


def public_address(settings: Settings) -> str:
    if not settings.public_url:
        return "not set: QR codes carry the address that the page was opened with"
    where = urlsplit(settings.public_url)
    if where.scheme not in ("http", "https") or not where.hostname:
        raise RuntimeError(f"{settings.public_url} is no web address; write it like https://bloesem.example.")
    socket.getaddrinfo(where.hostname, where.port or 443)
    return f"{settings.public_url} can be found"
