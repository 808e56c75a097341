"""What SQLite alone must show: words gone from the bytes of all files, modes, layout, clear errors, healing."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import stat
import time
from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from sessions import events as e
from sessions import failpoints
from sessions.store import Append, Behind, Unavailable, Unusable
from sessions.store.migrate import known_revisions
from sessions.store.sqlite import SqliteStore
from tests.sessions.store_kit import append, finding, record, room_row, texts


@pytest.fixture
async def store(tmp_path):
    store = SqliteStore(tmp_path / "data" / "bloesem.sqlite3")
    await store.start()
    await store.create(room_row("HALL"))
    yield store
    failpoints.arm("")
    await store.stop()


def bytes_of_all_files(store: SqliteStore) -> bytes:
    return b"".join(path.read_bytes() for path in store.path.parent.iterdir())


def secret(number: int) -> str:
    return f"s3cret-{number:05d}-" + "woord " * (number * 7 % 400)


async def withdraw(store: SqliteStore, head: int, number: int) -> None:
    gone = record(head + 1, e.CardWithdrawn(card=f"f{number}"))
    await store.append(Append(room="HALL", expected=head, records=(gone,), blank=frozenset({f"f{number}"})))


async def test_withdrawn_words_are_in_no_file_any_more(store):
    """Short and very long ones, in any order, while new ones come in: no page keeps a copy in its slack."""
    dice = random.Random(4)
    await append(store, "HALL", 0, *(finding(secret(i), finding=f"f{i}") for i in range(300)))
    head, there = 300, list(range(300))
    gone: list[int] = []
    for turn in range(60):
        number = there.pop(dice.randrange(len(there)))
        assert f"s3cret-{number:05d}".encode() in bytes_of_all_files(store)
        await withdraw(store, head, number)
        gone.append(number)
        await append(store, "HALL", head + 1, finding(secret(300 + turn), finding=f"f{300 + turn}"))
        there.append(300 + turn)
        head += 2
        left = bytes_of_all_files(store)
        assert [n for n in gone if f"s3cret-{n:05d}".encode() in left] == []
    assert [r.seq for r in await store.read("HALL")] == list(range(1, head + 1))


async def test_an_erased_room_is_in_no_file_any_more(store):
    for code in ("ELSE", "MORE"):
        await store.create(room_row(code, title=f"title of {code}"))
    for head in range(0, 200, 4):
        for code in ("HALL", "ELSE", "MORE"):
            await append(store, code, head, *(finding(f"{code}-{head + i} " + "x" * (head * i)) for i in range(4)))
    assert b"ELSE" in bytes_of_all_files(store)
    await store.erase("ELSE")
    left = bytes_of_all_files(store)
    assert b"ELSE" not in left
    assert b"HALL-0" in left
    assert len(await store.read("HALL")) == len(await store.read("MORE")) == 200
    await store.erase("HALL")
    await store.erase("MORE")
    assert b"xxxx" not in bytes_of_all_files(store)


async def test_a_reader_in_the_way_only_puts_the_cleaning_off(store):
    await append(store, "HALL", 0, finding("s3cret", finding="f1"))
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM events").fetchall()
    started = time.monotonic()
    await store.append(
        Append(room="HALL", expected=1, records=(record(2, e.CardWithdrawn(card="f1")),), blank=frozenset({"f1"}))
    )
    assert time.monotonic() - started < 30  # put off, not waited for
    assert b"s3cret" in bytes_of_all_files(store)
    other.execute("COMMIT")
    other.close()
    for _ in range(100):
        if b"s3cret" not in bytes_of_all_files(store):
            break
        await asyncio.sleep(0.05)
    assert b"s3cret" not in bytes_of_all_files(store)


async def test_only_the_owner_may_read_the_files(store):
    await append(store, "HALL", 0, finding("a"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in store.path.parent.iterdir()}
    assert len(modes) == 3  # the database, its write-ahead log, its index
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


async def test_the_disk_is_asked_to_be_sure(store):
    from sessions.store.opening import connect

    db = connect(store.path)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert db.execute("PRAGMA secure_delete").fetchone() == (1,)
    db.close()


async def test_the_migrations_build_the_tables_that_the_code_describes(store):
    with create_engine(f"sqlite:///{store.path}").connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


async def test_a_start_that_was_killed_half_way_begins_afresh(tmp_path, monkeypatch):
    store = SqliteStore(tmp_path / "bloesem.sqlite3")
    monkeypatch.setattr("sessions.store.opening.upgrade", _stop_half_way)
    with pytest.raises(KeyboardInterrupt):
        await _start_in_this_thread(store)
    monkeypatch.undo()
    await store.start()
    await store.create(room_row("HALL"))
    await store.stop()


def _stop_half_way(connection) -> None:
    connection.exec_driver_sql("CREATE TABLE rooms (code TEXT)")
    raise KeyboardInterrupt


async def _start_in_this_thread(store: SqliteStore) -> None:
    from sessions.store import opening

    opening.prepare(store.path)


async def sentence(path: Path) -> str:
    with pytest.raises(Unusable) as problem:
        await SqliteStore(path).start()
    return str(problem.value)


async def test_a_database_of_a_newer_version_is_left_alone(store):
    await store.stop()
    with sqlite3.connect(store.path) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    before = store.path.read_bytes()
    assert "newer version" in await sentence(store.path)
    assert store.path.read_bytes() == before
    with sqlite3.connect(store.path) as db:
        db.execute("UPDATE alembic_version SET version_num = ?", (known_revisions()[-1],))
    await store.start()


async def test_a_locked_database_is_named_as_such(store, monkeypatch):
    await store.stop()
    monkeypatch.setattr("sessions.store.opening.BUSY_SECONDS", 0.1)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert "locked by another process" in await sentence(store.path)
    other.close()
    await store.start()


async def test_what_is_no_database_is_not_written_over(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("Shopping: bread, milk, candles. " * 50)
    assert "is not a Bloesem database" in await sentence(path)
    assert path.read_text().startswith("Shopping")


async def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "bloesem.sqlite3"
    assert str(path) in await sentence(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_read_only_file_is_named_as_such(store):
    await store.stop()
    store.path.chmod(0o400)
    assert "Permission denied" in await sentence(store.path)
    store.path.chmod(0o600)
    await store.start()


async def test_when_the_disk_fails_nothing_is_kept_and_it_heals(store):
    await append(store, "HALL", 0, finding("a"))
    for point in ("before_begin", "mid_transaction", "before_commit"):
        failpoints.arm(f"{point}=fail:1")
        with pytest.raises(Unavailable):
            await append(store, "HALL", 1, finding(point))
        assert texts(await store.read("HALL")) == ["a"]
    await append(store, "HALL", 1, finding("b"))
    assert texts(await store.read("HALL")) == ["a", "b"]


async def test_a_record_that_cannot_be_read_any_more_hinders_only_its_own_room(store):
    await store.create(room_row("ELSE"))
    await append(store, "HALL", 0, finding("a", finding="f1"))
    store._writer._db.execute('UPDATE events SET data = \'{"f1": "f1"}\'')
    gone = Append(room="HALL", expected=1, records=(record(2, e.CardWithdrawn(card="f1")),), blank=frozenset({"f1"}))
    first, second = await asyncio.gather(
        store.append(gone), append(store, "ELSE", 0, finding("b")), return_exceptions=True
    )
    assert isinstance(first, msgspec.ValidationError)
    assert second is None
    assert await store.heads() == {"HALL": 1, "ELSE": 1}


async def test_a_full_disk_is_answered_unavailable_and_heals(store, monkeypatch):
    """SQLite's own limit on pages stands in for the disk: the same SQLITE_FULL comes from the same place."""
    await append(store, "HALL", 0, finding("a"))
    db = store._writer._db
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Unavailable, match="full"):
        await append(store, "HALL", 1, finding("x" * 50_000))
    assert await store.heads() == {"HALL": 1}
    db.execute("PRAGMA max_page_count = 1000000")
    await append(store, "HALL", 1, finding("b"))
    await store.ping()
    assert texts(await store.read("HALL")) == ["a", "b"]


async def test_a_ping_fails_when_a_write_would(store):
    failpoints.arm("before_commit=fail:1")
    with pytest.raises(Unavailable):
        await store.ping()
    await store.ping()


async def test_a_stopped_store_says_so(store):
    await store.stop()
    with pytest.raises(Unavailable):
        await append(store, "HALL", 0, finding("a"))
    with pytest.raises(Unavailable):
        await store.read("HALL")
    await store.start()


async def test_what_was_accepted_before_the_stop_is_committed(store):
    waiting = [asyncio.ensure_future(append(store, "HALL", i, finding(str(i)))) for i in range(50)]
    await asyncio.sleep(0)
    await store.stop()
    assert await asyncio.gather(*waiting) == [None] * 50
    await store.start()
    assert await store.heads() == {"HALL": 50}


async def test_two_processes_on_one_file_cannot_both_be_next(store):
    """A command-line tool may write while the server runs."""
    other = SqliteStore(store.path)
    await other.start()
    await append(other, "HALL", 0, finding("theirs"))
    with pytest.raises(Behind):
        await append(store, "HALL", 0, finding("ours"))
    await append(store, "HALL", 1, finding("ours"))
    assert texts(await other.read("HALL")) == ["theirs", "ours"]
    await other.stop()


async def test_sixty_four_waiting_appends_are_few_transactions(store):
    codes = [f"R{i}" for i in range(64)]
    await asyncio.gather(*(store.create(room_row(code)) for code in codes))
    failpoints.arm("before_commit=sleep:5")
    batches: list[int] = []
    settle = store._writer.settle
    store._writer.settle = lambda batch: batches.append(len(batch)) or settle(batch)
    await asyncio.gather(*(append(store, code, i, finding("x")) for code in codes for i in range(4)))
    assert sum(batches) == 256
    assert len(batches) <= 8
