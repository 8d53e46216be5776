"""The exact solver in a process of its own: its crash, its hunger and its clock end only it.

Every better schedule is told as it is found, so that a child that dies leaves the best one behind.
Only `serve`, which runs in the child, loads OR-Tools.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from planning.engine.process import Child, Line, Message
from planning.exact import LEAST_WALL_S, WALL_FACTOR, Model
from planning.greedy import Starts
from planning.grid import Grid
from planning.slices import improved

TARGET = "planning.apart:serve"
MEMORY_MB = 3072
"""Of address space; OR-Tools alone takes a few hundred."""
START_S = 60.0
"""A busy machine, or one whose virus scanner reads each library first, may take so long."""
DEATHS = 2
"""After so many children that died nobody starts another."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question to the solver."""

    grid: Grid
    objective: str
    """Empty: only whether there is a schedule."""
    first: Starts
    """A schedule to begin with; empty: none is known."""
    seconds: float
    groups: frozenset[str]
    sliced: bool
    """Slice by slice instead of in one piece; it needs a schedule to begin with."""


class Solver:
    """The child; the first question starts it, the next ones find it there. Close it when done."""

    def __init__(self, *, memory_mb: int = MEMORY_MB, least_wall_s: float = LEAST_WALL_S) -> None:
        self._memory_mb = memory_mb
        self._least_wall_s = least_wall_s
        self._child: Child | None = None
        self._deaths = 0

    def __enter__(self) -> Solver:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process number of a running child."""
        return self._child.pid if self._child else None

    def solve(self, wanted: Wanted, hear: Callable[[Message], None]) -> None:
        """Pass on what the child says until it is done, has died or must be ended by the clock.

        Messages: `starts` of a better schedule, `status` at the end, `text` of what goes on.
        """
        if self._deaths >= DEATHS:
            return
        if self._child is None:
            self._child = Child(TARGET, memory_mb=self._memory_mb)
        self._child.ask(wanted)
        end = time.monotonic() + START_S
        end += max(self._least_wall_s, WALL_FACTOR * wanted.seconds)
        while (message := self._child.hear(end - time.monotonic())) is not None:
            if not message.get("done"):
                hear(message)
            elif message.get("died"):
                break
            else:
                return
        self._deaths += 1
        self.close()

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.close()


@contextmanager
def lent(solver: Solver | None) -> Generator[Solver]:
    """Give the caller's solver, or one of its own that is closed in the end."""
    if solver is not None:
        yield solver
        return
    with Solver() as own:
        yield own


def serve(wanted: Wanted, line: Line) -> None:
    """Solve; runs in the child."""
    cp: Any = importlib.import_module("ortools.sat.python.cp_model")

    def tell(text: str) -> None:
        line.tell({"text": text})

    def found(starts: Starts) -> None:
        line.tell({"starts": starts})

    if wanted.sliced:
        improved(cp, wanted.grid, wanted.first, wanted.objective, wanted.seconds, tell, found=found)
        return
    model = Model(cp, wanted.grid, wanted.groups)
    starts, status = model.minimise(
        wanted.objective, wanted.first or None, wanted.seconds, tell, found=found
    )
    line.tell({"starts": starts, "status": status} if starts else {"status": status})
