"""What the flower of 3,000 statements and the shared lotus of 2,000 petals cost after one edit."""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.regions.board_lotus import lotus_stage
from app.regions.board_lotus_words import lotus_aside
from bench.rows import Row
from facilitation.method import label, load_method
from lotus import petal
from lotus.geometry import flower
from sessions import events as e
from sessions import lotus_events as le
from sessions.lotus_views import clusters_data
from sessions.room import evolve, fold
from sessions.state import Room
from sessions.watching import Audience, Viewer

COUNTS = [600, 570, 490, 410, 360, 250, 210, 110]
TABLES, EACH, GROUPS = 30, 67, 54
REASONS = Path(__file__).parent.parent / "facilitation" / "packs" / "startmoment" / "corpus" / "characteristics.tsv"
WALL = Viewer(Audience("board", "board", None, "nl"))


def day(seed: int = 7) -> Iterator[e.Event]:
    """Thirty tables fill a lotus of 67 petals each, half from the longlist; a desk has made 54 groups."""
    dice = random.Random(seed)
    method = load_method("startmoment")
    with REASONS.open(encoding="utf-8", newline="") as file:
        own = [(r["text"], r["lang"]) for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    yield e.RoomOpened(code="HALL", title="bench", language="nl", tables=TABLES, method=method.to_dict())
    yield e.StageEntered(stage="lotus", phase="open")
    picked: dict[str, list[str]] = {}
    for table in range(1, TABLES + 1):
        lotus = f"L{table}"
        for k in range(10):
            yield e.ParticipantJoined(participant=f"p{table}-{k}", table=table)
        yield le.LotusOpened(lotus=lotus, author=f"p{table}-0", language="nl", table=table, centre=f"Praktijk {table}")
        for n in range(EACH):
            # Eight around the heart, then eight around each of those, then the bench.
            parent, slot = (None, n + 1) if n < 8 else (f"n{table}-{(n - 8) // 8}", (n - 8) % 8 + 1)
            text, language = dice.choice(own)
            ingredient = dice.choice(method.ingredients) if dice.random() < 0.5 else None
            if ingredient:
                text = label(ingredient, language)
                picked.setdefault(ingredient.id, []).append(f"n{table}-{n}")
            yield le.PetalPut(
                of=lotus, node=f"n{table}-{n}", text=text, author=f"p{table}-{dice.randrange(10)}", language=language,
                parent=parent, slot=slot if n < 72 else None, ingredient=ingredient.id if ingredient else None,
            )  # fmt: skip
            if n < 8:
                yield le.PetalChanged(of=lotus, node=f"n{table}-{n}", strongest=n < 3, open=True)
    for number, (ingredient_id, members) in enumerate(list(picked.items())[:GROUPS]):
        yield le.GroupMade(group=f"g{number}", names={"nl": ingredient_id}, members=tuple(members))


def records(events: Iterator[e.Event] | list[e.Event], first: int = 1) -> Iterator[e.Record]:
    for seq, event in enumerate(events, start=first):
        yield e.Record(seq=seq, id=f"{seq:016x}", actor="facilitator:", at=seq, event=event)


def full_room() -> Room:
    """A room of 2,010 petals and 54 groups."""
    return fold(tuple(records(day())))


def best_ms(job: Callable[[], object], rounds: int = 5) -> float:
    """The quickest of some rounds: the others were somebody else's work."""
    best = 1e9
    for _ in range(rounds):
        started = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - started)
    return best * 1000


def packed_cold() -> None:
    petal.seeds.cache_clear()
    flower(COUNTS)


class Wall:
    """A room in which every call of `edit` puts one petal and works out the wall anew, as the hub does."""

    def __init__(self) -> None:
        self.room, self.number = full_room(), 0

    def edit(self) -> None:
        self.number += 1
        put = le.PetalPut(of="L1", node=f"late{self.number}", text="Nog iets", author="p1-0", language="nl")
        (record,) = records([put], self.room.seq + 1)
        self.show(evolve(self.room, record))

    def regroup(self) -> None:
        self.number += 1
        changed = le.GroupChanged(group=f"g{self.number % 2}", add=("n1-0",))
        (record,) = records([changed], self.room.seq + 1)
        self.show(evolve(self.room, record))

    def show(self, room: Room) -> None:
        self.room = room
        lotus_stage(room, WALL)
        lotus_aside(room, WALL)
        clusters_data(room, "nl")


def rounds_ms(job: Callable[[], object], rounds: int = 41) -> tuple[float, float]:
    """Median and the best of some rounds, in milliseconds of this process."""
    took = []
    for _ in range(rounds):
        started = time.process_time()
        job()
        took.append((time.process_time() - started) * 1000)
    took.sort()
    return took[len(took) // 2], took[0]


async def measure() -> list[Row]:
    wall = Wall()
    wall.edit()
    petals = sum(len(lotus.blossom.nodes) for lotus in wall.room.lotuses.values())
    rows = []
    for name, job in (("a petal more", wall.edit), ("a petal in another group", wall.regroup)):
        middle, best = rounds_ms(job)
        rows.append(Row(f"shared lotus, board and state after {name}, {petals:,} petals", middle, "ms CPU", 30,
                        limited=f"best {best:.1f} ms"))  # fmt: skip
    rows.append(Row("flower of 3,000 statements, drawn anew", best_ms(packed_cold), "ms"))
    return rows
