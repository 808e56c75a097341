"""Which store an address in the settings means."""

from __future__ import annotations

from pathlib import Path

from sessions.store import Store, Unusable


def store_at(url: str, data_dir: Path) -> Store:
    """The store at `url` (empty: an SQLite file in `data_dir`; `sqlite:///PATH`; `memory:`), not yet started."""
    scheme, _, rest = url.partition(":")
    if not url or scheme == "sqlite":
        from sessions.store.sqlite import SqliteStore

        return SqliteStore(Path(rest.removeprefix("///")) if url else data_dir / "bloesem.sqlite3")
    if url == "memory:":
        from sessions.store.memory import MemoryStore

        return MemoryStore()
    raise Unusable("BLOESEM_DATABASE_URL begins with {scheme}: which is no store known here.", scheme=scheme)
