"""A power cut at any moment: what was acknowledged before it is on the disk.

A preloaded library writes down every write and sync of a working process; the disk is then rebuilt as of many moments,
without what was not synced. With synchronous=NORMAL, SQLite's default advice for WAL, the same check must fail.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sessions.store.sqlite import SqliteStore
from tests.sessions.store_powercut import Disk, Step, steps
from tests.sessions.store_witness import ROOM, Witness, check_log

COMPILER = shutil.which("cc") or shutil.which("gcc")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the recording library is for Linux"),
    pytest.mark.skipif(COMPILER is None, reason="no C compiler to build the recording library with"),
]
CUTS = 60


@pytest.fixture(scope="session")
def recorder(tmp_path_factory) -> Path:
    source = Path(__file__).with_name("store_powercut.c")
    library = tmp_path_factory.mktemp("recorder") / "powercut.so"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def record(witness: Witness, recorder: Path) -> tuple[Disk, list[Step]]:
    """The disk before, and what then happened to it."""
    folder = witness.database.parent
    disk = Disk(folder)
    log = witness.folder / "steps"
    environment = {"LD_PRELOAD": str(recorder), "POWERCUT_DIR": str(folder), "POWERCUT_LOG": str(log)}
    assert witness.round(environment=environment) == 0
    return disk, list(steps(log))


def acknowledgements(said: bytes) -> dict[str, int]:
    return {words[1]: int(words[2]) for line in said.decode().splitlines() if (words := line.split())[0] == "ack"}


def check_after_cuts(witness: Witness, disk: Disk, happened: list[Step], seed: int) -> int:
    """Cuts the power at many moments and looks at what is left. Returns how many promises stood at the last."""
    dice = random.Random(seed)
    spoken = [i for i, step in enumerate(happened) if step.kind == "S"]
    moments = {spoken[0], spoken[-1], len(happened) - 1}
    moments |= {dice.choice(spoken) for _ in range(CUTS // 2)}
    moments |= {dice.randrange(len(happened)) for _ in range(CUTS // 2)}
    promised: dict[str, int] = {}
    for i, step in enumerate(happened):
        disk.do(step)
        if step.kind == "S":
            promised |= acknowledgements(step.data)
        if i in moments:
            for chance in (None, dice):
                left = witness.folder / f"left-{i}-{chance is None}"
                disk.power_cut(left, chance)
                asyncio.run(check_left(left / witness.database.name, promised))
                shutil.rmtree(left)
    return len(promised)


async def check_left(database: Path, promised: dict[str, int]) -> None:
    store = SqliteStore(database)
    await store.start()
    try:
        check_log(await store.read(ROOM), promised)
    finally:
        await store.stop()


def test_what_was_acknowledged_survives_a_power_cut_at_any_moment(tmp_path, recorder):
    witness = Witness(tmp_path, each=12)
    disk, happened = record(witness, recorder)
    assert sum(step.kind == "F" for step in happened) >= 12
    assert check_after_cuts(witness, disk, happened, seed=7) == 24 * 12
    witness.check_all_is_done()


def test_synchronous_normal_is_caught(tmp_path, recorder):
    witness = Witness(tmp_path, each=12, variant="synchronous_normal")
    disk, happened = record(witness, recorder)
    witness.check_all_is_done()  # kill -9 alone would never find it
    with pytest.raises(AssertionError, match="acknowledged, not kept"):
        check_after_cuts(witness, disk, happened, seed=7)


def test_acknowledging_before_the_commit_is_caught(tmp_path, recorder):
    def caught() -> None:
        for attempt in range(5):  # on a busy machine a commit may happen to come before its too early acknowledgement
            folder = tmp_path / str(attempt)
            folder.mkdir()
            witness = Witness(folder, each=12, variant="acknowledge_before_commit")
            disk, happened = record(witness, recorder)
            check_after_cuts(witness, disk, happened, seed=7 + attempt)

    with pytest.raises(AssertionError, match="acknowledged, not kept"):
        caught()
