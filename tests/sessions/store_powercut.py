"""Replays what a process wrote (see store_powercut.c) up to a moment, as a disk after a power cut may hold it."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HEAD = struct.Struct("<cIQQ")
SECTOR = 512


class Step(NamedTuple):
    """kind: O opened or made, W written, T cut to `offset`, F synced, U unlinked, S said on standard output."""

    kind: str
    path: str
    offset: int
    data: bytes


def steps(log: Path) -> Iterator[Step]:
    raw = log.read_bytes()
    at = 0
    while at < len(raw):
        kind, path, offset, size = HEAD.unpack_from(raw, at)
        at += HEAD.size
        name = raw[at : at + path].decode()
        at += path
        data = raw[at : at + size] if kind in b"WS" else b""
        at += len(data)
        yield Step(kind.decode(), name, offset, data)


class Disk:
    """Files as the platter has them. A write counts when its file was synced after it, a name when its folder was."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.synced: dict[str, bytearray] = {p: bytearray(Path(p).read_bytes()) for p in map(str, folder.iterdir())}
        self.named = set(self.synced)  # names that survive
        self.there = set(self.synced)  # names as the process sees them
        self.pending: dict[str, list[Step]] = {}

    def do(self, step: Step) -> None:
        if step.kind == "O" and step.path not in self.there:
            self.there.add(step.path)
            self.synced[step.path] = bytearray()
        elif step.kind in "WT":
            self.pending.setdefault(step.path, []).append(step)
        elif step.kind == "U":
            self.there.discard(step.path)
            self.pending.pop(step.path, None)
        elif step.kind == "F" and step.path == self.folder:
            self.named = set(self.there)
        elif step.kind == "F":
            for write in self.pending.pop(step.path, ()):
                _put(self.synced[step.path], write)

    def power_cut(self, into: Path, dice: random.Random | None = None) -> None:
        """Writes the files that are left to `into`. Without dice, nothing unsynced is left; with dice, any sectors of
        any unsynced writes may have reached the disk, in any order."""
        into.mkdir()
        for path in self.named:
            if path.endswith("-shm"):
                continue  # an index that SQLite makes anew
            content = bytearray(self.synced.get(path, b""))
            for write in self.pending.get(path, ()) if dice else ():
                for part in _sectors(write):
                    if dice.random() < 0.5:
                        _put(content, part)
            (into / Path(path).name).write_bytes(content)


def _put(content: bytearray, step: Step) -> None:
    if step.kind == "T":
        del content[step.offset :]
        content.extend(bytes(step.offset - len(content)))
    else:
        content.extend(bytes(max(0, step.offset - len(content))))
        content[step.offset : step.offset + len(step.data)] = step.data


def _sectors(step: Step) -> Iterator[Step]:
    if step.kind == "T":
        yield step
    for at in range(0, len(step.data), SECTOR):
        yield step._replace(offset=step.offset + at, data=step.data[at : at + SECTOR])
