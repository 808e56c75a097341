"""Opening the SQLite file: its place and modes, its settings, its layout, a sentence if it cannot."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sessions.store import Unusable
from sessions.store.migrate import up_to_date, upgrade

BUSY_SECONDS = 5.0


def prepare(path: Path) -> None:
    """Makes the file (mode 600, in a directory of mode 700) if need be; brings its layout up to date."""
    try:
        _make(path)
        db = connect(path)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            if not up_to_date(_revision(db), str(path)):
                _upgrade(path)
            db.execute("BEGIN IMMEDIATE")  # a start that could not write would only find out with the hall waiting
            db.execute("ROLLBACK")
        finally:
            db.close()
    except OSError as problem:
        raise Unusable(
            "The database {where} cannot be made or opened: {why}.",
            where=str(path),
            why=problem.strerror or str(problem),
        ) from problem
    except sqlite3.Error as problem:
        raise Unusable(_sentence(problem), where=str(path), why=str(problem)) from problem


def connect(path: Path, *, reading: bool = False) -> sqlite3.Connection:
    """A connection that starts no transaction by itself. FULL, because with NORMAL a power cut loses what was
    acknowledged."""
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA fullfsync = ON")  # macOS: past the drive's own cache; nothing elsewhere
    db.execute("PRAGMA checkpoint_fullfsync = ON")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA temp_store = MEMORY")  # people's words do not go to /tmp
    if reading:
        db.execute("PRAGMA query_only = ON")
    return db


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        if not os.access(path, os.R_OK | os.W_OK) or not os.access(path.parent, os.W_OK):
            raise PermissionError(13, os.strerror(13))
        return
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too, must survive a power cut
    finally:
        os.close(folder)


def _revision(db: sqlite3.Connection) -> str | None:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        return None
    row = db.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _upgrade(path: Path) -> None:
    from sqlalchemy import NullPool, create_engine

    engine = create_engine("sqlite://", creator=lambda: connect(path), poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # all steps or none: a killed start begins afresh
        upgrade(connection)
        connection.exec_driver_sql("COMMIT")


def _sentence(problem: sqlite3.Error) -> str:
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    return {
        sqlite3.SQLITE_BUSY: "The database {where} is locked by another process: stop that first.",
        sqlite3.SQLITE_READONLY: "The database {where} cannot be written: the disk or the file is read-only.",
        sqlite3.SQLITE_CANTOPEN: "The database {where} cannot be opened: check the directory and its rights.",
        sqlite3.SQLITE_NOTADB: "{where} is not a Bloesem database.",
        sqlite3.SQLITE_CORRUPT: "The database {where} is damaged: put back a copy.",
        sqlite3.SQLITE_FULL: "The database {where} cannot be used: the disk is full.",
    }.get(code, "The database {where} cannot be used: {why}.")
