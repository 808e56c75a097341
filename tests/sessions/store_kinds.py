"""The stores there are, and one of them running."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from sessions.store import Store
from sessions.store.memory import MemoryStore
from sessions.store.sqlite import SqliteStore

STORES = {
    "memory": lambda folder: MemoryStore(),
    "sqlite": lambda folder: SqliteStore(folder / "bloesem.sqlite3"),
}
ON_DISK = ("sqlite",)


@contextlib.asynccontextmanager
async def running(kind: str, folder: Path) -> AsyncIterator[Store]:
    store = STORES[kind](folder)
    await store.start()
    try:
        yield store
    finally:
        await store.stop()
