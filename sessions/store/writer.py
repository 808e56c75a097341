"""The one thread that writes to SQLite: it takes all that has queued up and commits it as one transaction.

No timer: while one commit waits for the disk, the next batch gathers by itself (natural group commit). A work
that is refused (Behind, KeyError, KeyUsed) fails alone; when the disk fails, everybody in the batch hears
Unavailable, nothing of it is kept, and the next batch simply tries again.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue

import structlog

from sessions.failpoints import hit
from sessions.store import Behind, KeyUsed, Unavailable
from sessions.store.opening import BUSY_SECONDS, connect

log = structlog.get_logger()
SWEEP_WAITS_MS = 100
SWEEP_AGAIN_SECONDS = 1.0


class Transaction:
    """What a work may do inside the batch's transaction."""

    INSERT = (
        "INSERT INTO events (room, seq, id, kind, actor, at, key, fingerprint, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )

    def __init__(self, db: sqlite3.Connection) -> None:
        self.execute = db.execute
        self._many = db.executemany
        self._rows: list[tuple[object, ...]] = []
        self.sweep = self.repack = False

    def insert(self, rows: list[tuple[object, ...]]) -> None:
        """Kept until the end of the batch: one statement for all."""
        self._rows += rows

    def flush(self) -> None:
        if self._rows:
            rows, self._rows = self._rows, []
            self._many(self.INSERT, rows)


Work = Callable[[Transaction], None]
Waiting = tuple[Work, "asyncio.Future[None]"]
Answer = tuple["asyncio.Future[None]", Exception | None]


class Writer:
    """Started and stopped by the store, on whose event loop the answers arrive."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._db: sqlite3.Connection | None = None
        self._sweep_due = self._repack_due = False
        self._sweep_not_before = 0.0
        self._thread = threading.Thread(target=self._run, name="store writer", daemon=True)
        self._thread.start()

    def put(self, work: Work) -> asyncio.Future[None]:
        """Queues a work; the future is done when it is on disk."""
        future: asyncio.Future[None] = self._loop.create_future()
        self._queue.put((work, future))
        return future

    async def stop(self) -> None:
        """Commits what was accepted, then ends."""
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        going = True
        while going:
            batch: list[Waiting] = []
            try:
                first = self._queue.get(timeout=SWEEP_AGAIN_SECONDS if self._sweep_due else None)
                while True:
                    if first is None:
                        going = False
                    else:
                        batch.append(first)
                    first = self._queue.get_nowait()
            except Empty:
                pass
            answers = self.settle(batch) if batch else []
            if self._sweep_due and (not going or time.monotonic() >= self._sweep_not_before):
                self._sweep()
            if answers:
                self.tell(answers)
        if self._db is not None:
            self._db.close()

    def settle(self, batch: list[Waiting]) -> list[Answer]:
        """Commits a batch and says what each of its works came to; what is not on disk is not called so."""
        try:
            hit("before_begin")
            return self._commit(batch)
        except (sqlite3.Error, OSError) as problem:
            self._rollback()
            if isinstance(problem, sqlite3.IntegrityError):
                return self._one_by_one(batch, KeyUsed(str(problem)))
            log.warning("store_unavailable", problem=str(problem), waiting=len(batch))
            unavailable = Unavailable(str(problem))
            unavailable.__cause__ = problem
            return [(future, unavailable) for _, future in batch]
        except Exception as problem:
            self._rollback()
            return self._one_by_one(batch, problem)

    def _one_by_one(self, batch: list[Waiting], problem: Exception) -> list[Answer]:
        """Finds out whose mistake it was; the others are kept."""
        if len(batch) == 1:
            return [(batch[0][1], problem)]
        return [answer for waiting in batch for answer in self.settle([waiting])]

    def _commit(self, batch: list[Waiting]) -> list[Answer]:
        if self._db is None:
            self._db = connect(self._path)
        self._db.execute("BEGIN IMMEDIATE")
        transaction = Transaction(self._db)
        answers: list[Answer] = []
        for work, future in batch:
            try:
                work(transaction)
                answers.append((future, None))
            except (Behind, KeyError) as refusal:  # raised before anything of the work was written
                answers.append((future, refusal))
        hit("mid_transaction")
        transaction.flush()
        hit("before_commit")
        self._db.execute("COMMIT")
        self._sweep_due |= transaction.sweep
        self._repack_due |= transaction.repack
        hit("after_commit_before_answer")
        return answers

    def _rollback(self) -> None:
        """Back to a clean connection; one that cannot even roll back is thrown away."""
        if self._db is None:
            return
        try:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        except sqlite3.Error:
            self._db.close()
            self._db = None

    def _sweep(self) -> None:
        """Words that were taken out of the tables leave the files: the old pages in the write-ahead log, and
        after an erasure the copies that moving rows about may have left in the slack of pages. A reader in
        the way, or a full disk, only puts it off."""
        try:
            if self._db is None:
                self._db = connect(self._path)
            self._db.execute(f"PRAGMA busy_timeout = {SWEEP_WAITS_MS}")  # appends wait for this, too
            if self._repack_due:
                self._db.execute("VACUUM")
                self._repack_due = False
            busy, _, _ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                self._sweep_due = False
        except sqlite3.Error as problem:
            log.warning("store_sweep_put_off", problem=str(problem))
        finally:
            self._sweep_not_before = time.monotonic() + SWEEP_AGAIN_SECONDS if self._sweep_due else 0.0
            if self._db is not None:
                self._db.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")

    def tell(self, answers: list[Answer]) -> None:
        with suppress(RuntimeError):  # the event loop is gone, and with it whoever waited
            self._loop.call_soon_threadsafe(_resolve, answers)


def _resolve(answers: list[Answer]) -> None:
    for future, problem in answers:
        if not future.done():
            if problem is None:
                future.set_result(None)
            else:
                future.set_exception(problem)
