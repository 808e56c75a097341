"""What it costs to build a room of 10,000 events from its log: reading it from SQLite, and folding it."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.serving import calm_collector
from facilitation.method import load_method
from sessions import events as e
from sessions.room import fold
from sessions.store import Append, RoomRow
from sessions.store.sqlite import SqliteStore

EVENTS = 10_000
PEOPLE = 300
ROUNDS = 5


def day(events: int, seed: int = 1) -> Iterator[e.Event]:
    """A full day: people join, submit interventions, add to them, edit; the facilitator moves and hides."""
    dice = random.Random(seed)
    method = load_method("startmoment")
    themes = [theme.id for theme in method.themes]
    yield e.RoomOpened(code="HALL", title="bench", language="nl", tables=30, method=method.to_dict())
    for n in range(PEOPLE):
        yield e.ParticipantJoined(participant=f"p{n}", table=n % 30 + 1)
    yield e.StageEntered(stage="interventions")
    interventions: list[str] = []
    preconditions: list[str] = []

    def placed(by: str = "machine") -> e.Placed:
        because = ("tijd", "vertrouwen")
        return e.Placed(theme=dice.choice(themes), confidence=0.7, sure=True, because=because, by=by, engine="core-1")

    def new() -> e.NewPrecondition:
        preconditions.append(f"c{len(preconditions)}")
        return e.NewPrecondition(id=preconditions[-1], text="Genoeg tijd. " * 5, language="nl", placed=placed())

    for n in range(events - PEOPLE - 2):
        who = f"p{n % PEOPLE}"
        kind = dice.choices("sadeph", (40, 20, 10, 10, 15, 5))[0] if interventions else "s"
        if kind == "s":
            interventions.append(f"i{n}")
            texts = tuple(new() for _ in range(dice.randrange(4)))
            yield e.InterventionSubmitted(
                intervention=f"i{n}", title="Een plan voor de buurt", author=who, language="nl", preconditions=texts
            )
        elif kind == "a" or not preconditions:
            yield e.PreconditionAdded(intervention=dice.choice(interventions), author=who, precondition=new())
        elif kind == "d":
            yield e.DotsSpent(author=who, themes={dice.choice(themes): 2})
        elif kind == "e":
            yield e.PreconditionEdited(precondition=dice.choice(preconditions), text="Anders gezegd", placed=placed())
        elif kind == "p":
            yield e.PreconditionsPlaced(moves=(e.Move(precondition=dice.choice(preconditions), placed=placed("hand")),))
        else:
            yield e.CardHidden(card=dice.choice(preconditions))


async def measure() -> dict[str, float]:
    """Milliseconds, the median of a few rounds, with the collector as the server has it."""
    calm_collector()
    records = tuple(
        e.Record(
            seq=seq,
            id=f"{seq:016x}",
            actor="participant:p1",
            at=seq,
            event=event,
            key=f"{seq:032x}",
            fingerprint="f" * 16,
        )
        for seq, event in enumerate(day(EVENTS), start=1)
    )
    reading: list[float] = []
    folding: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "bench.sqlite3")
        await store.start()
        await store.create(RoomRow(code="HALL", title="bench", created_at=1))
        await store.append(Append(room="HALL", expected=0, records=records))
        for _ in range(ROUNDS):
            start = time.perf_counter()
            log = await store.read("HALL")
            read = time.perf_counter()
            room = fold(log)
            reading.append(read - start)
            folding.append(time.perf_counter() - read)
        await store.stop()
    assert room.seq == len(log) == EVENTS
    middle = ROUNDS // 2
    return {
        f"fold of {EVENTS:,} events, ms": round(1000 * sorted(folding)[middle], 1),
        f"read of {EVENTS:,} events from SQLite, ms": round(1000 * sorted(reading)[middle], 1),
    }


if __name__ == "__main__":
    for name, value in asyncio.run(measure()).items():
        print(f"{value:>10,}  {name}")
