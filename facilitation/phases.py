"""The trajectory as data: four phases that tie meetings together, and how a commitment is followed up."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from facilitation.method import FOLDER, SHIPPED, languages_of, unique
from facilitation.method_parts import IDENT, Option, find
from facilitation.schema import Text, plain, read


@dataclass(frozen=True, slots=True)
class TrajectoryPhase:
    """A phase with its question, tasks and result; `methods` are the meetings it may hold."""

    id: str = field(metadata=IDENT)
    label: Text
    question: Text
    tasks: tuple[Text, ...]
    result: Text
    methods: tuple[str, ...] = field(default=(), metadata={"one_of": SHIPPED})


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Phases in order, and the steps of a commitment's progress in order."""

    id: str = field(metadata=IDENT)
    version: int
    languages: tuple[str, ...]
    title: Text
    phases: tuple[TrajectoryPhase, ...]
    progress: tuple[Option, ...]

    def phase(self, id: str) -> TrajectoryPhase:
        """The phase with this id; KeyError if there is none."""
        return find(self.phases, id)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `parse_trajectory` of it gives an equal trajectory."""
        return dict(plain(self))


def parse_trajectory(data: Mapping[str, Any]) -> Trajectory:
    """A trajectory from plain data. Raises MethodError that names the path of the wrong key."""
    trajectory = read(Trajectory, data, languages_of(data))
    unique(trajectory.phases, "phases")
    unique(trajectory.progress, "progress")
    return trajectory


@functools.cache
def the_trajectory() -> Trajectory:
    """The trajectory that comes with Bloesem."""
    return parse_trajectory(tomllib.loads((FOLDER / "trajectory.toml").read_text("utf-8")))
