"""Durable appends a second with 64 waiting: SQLite one a transaction, as a plain program would, and our group commit.

Measured on the disk of the temporary folder (TMPDIR chooses another), as it is and with 5 ms added to every commit,
which is what an fsync takes on many laptops. Both sides keep the same rows in the same tables with synchronous=FULL.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
from pathlib import Path

from sessions import failpoints
from sessions.events import FindingSubmitted, Record
from sessions.store import Append, RoomRow
from sessions.store.opening import connect
from sessions.store.sqlite import SqliteStore
from sessions.store.writer import Transaction

WAITING = 64
SECONDS = 1.5
WORDS = "Zonder tijd en vertrouwen tussen de diensten komt er van dit plan niets terecht. " * 2


async def measure(added_ms: int | None = None) -> dict[str, float]:
    """Appends a second by name, and their ratio; `added_ms` None measures with 0 and with 5."""
    if added_ms is None:
        return await measure(0) | await measure(5)
    with tempfile.TemporaryDirectory() as folder:
        plain = await one_a_transaction(Path(folder) / "plain.sqlite3", added_ms)
        ours = await group_commit(Path(folder) / "ours.sqlite3", added_ms)
    label = f", fsync + {added_ms} ms" if added_ms else ""
    return {
        f"appends a second, one a transaction{label}": round(plain),
        f"appends a second, group commit{label}": round(ours),
        f"group commit / one a transaction{label}": round(ours / plain, 1),
    }


def record(seq: int, who: int) -> Record:
    return Record(
        seq=seq,
        id=f"{seq:016x}",
        actor=f"participant:p{who}",
        at=1_900_000_000_000 + seq,
        key=f"{seq * 7919 % 2**31:08x}-{who:04x}",
        fingerprint="f" * 16,
        event=FindingSubmitted(finding=f"f{seq}", text=WORDS, author=f"p{who}", language="nl"),
    )


async def group_commit(path: Path, added_ms: int) -> float:
    """WAITING tasks, each of which appends one record, waits until it is on disk, and appends the next."""
    store = SqliteStore(path)
    await store.start()
    await store.create(RoomRow(code="HALL", title="bench", created_at=1))
    numbers = itertools.count(1)
    end = time.perf_counter() + SECONDS

    async def task(who: int) -> int:
        done = 0
        while time.perf_counter() < end:
            seq = next(numbers)
            await store.append(Append(room="HALL", expected=seq - 1, records=(record(seq, who),)))
            done += 1
        return done

    failpoints.arm(f"before_commit=sleep:{added_ms}" if added_ms else "")
    started = time.perf_counter()
    try:
        done = sum(await asyncio.gather(*map(task, range(WAITING))))
        return done / (time.perf_counter() - started)
    finally:
        failpoints.arm("")
        await store.stop()


async def one_a_transaction(path: Path, added_ms: int) -> float:
    store = SqliteStore(path)
    await store.start()
    await store.stop()
    db = connect(path)
    done = 0
    started = time.perf_counter()
    while (now := time.perf_counter()) < started + SECONDS:
        made = record(done + 1, done % WAITING)
        row = ("HALL", made.seq, made.id, "finding_submitted", made.actor, made.at, made.key, made.fingerprint, WORDS)
        db.execute("BEGIN IMMEDIATE")
        db.execute(Transaction.INSERT, row)
        time.sleep(added_ms / 1000)  # noqa: ASYNC251  (nothing else runs)
        db.execute("COMMIT")
        done += 1
    db.close()
    return done / (now - started)


if __name__ == "__main__":
    for name, value in asyncio.run(measure()).items():
        print(f"{value:>10,}  {name}")
