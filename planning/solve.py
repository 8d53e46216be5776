"""The solvers joined: a grid in, first days out. CP-SAT improves what the serial schedule found, in
one piece on small plants, slice by slice on large ones.

CP-SAT works in a child process. Without ortools, or when the child dies, the plan is the best one
found before: at least the serial schedule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planning import score as scoring
from planning.apart import Solver, Wanted, lent
from planning.engine.process import Message, has_solver
from planning.exact import (
    FEASIBLE,
    GROUPS,
    INFEASIBLE,
    OPTIMAL,
    SEED,
    UNKNOWN,
    Progress,
)
from planning.greedy import Starts, best_serial, compact
from planning.grid import Grid

__all__ = [
    "FEASIBLE",
    "GROUPS",
    "INFEASIBLE",
    "OPTIMAL",
    "UNKNOWN",
    "Progress",
    "Solved",
    "can_hold",
    "solve",
]

EXACT_UP_TO = 300
"""Tasks. On larger plants one model of everything finds nothing in useful time: slices of them
do."""


@dataclass(frozen=True, slots=True)
class Solved:
    """First days per task number, and how good they are. Empty starts: no plan was found."""

    starts: Starts
    status: str
    stuck: int | None = None
    """The task for which the serial schedule found no place."""


def solve(
    grid: Grid,
    objective: str,
    time_limit_s: float,
    progress: Progress | None = None,
    solver: Solver | None = None,
) -> Solved:
    """Return the best schedule found within the limit; never one worse than the serial one."""
    tell = progress or _silent
    if not grid.nodes:
        return Solved({}, OPTIMAL)
    tell("placing tasks one by one")
    if any(not node.starts for node in grid.nodes):
        return Solved({}, INFEASIBLE, next(n.number for n in grid.nodes if not n.starts))
    first, stuck = best_serial(grid, lambda starts: scoring.score(grid, starts, objective), SEED)
    if first is not None:
        tell("first plan found, looking for a better one")
    large = len(grid.nodes) > EXACT_UP_TO
    if not has_solver() or (large and first is None):
        return Solved(first or {}, FEASIBLE if first else UNKNOWN, stuck)
    wanted = Wanted(grid, objective, first or {}, time_limit_s, frozenset(GROUPS), large)
    heard = _Heard(tell, objective, grid, first or {})
    with lent(solver) as own:
        own.solve(wanted, heard.hear)
    if not heard.best:
        return Solved({}, heard.status, stuck)
    return Solved(heard.best, FEASIBLE if large else heard.status)


class _Heard:
    """What the child said so far: the best schedule, never worse than the first, and the status."""

    def __init__(self, tell: Progress, objective: str, grid: Grid, first: Starts) -> None:
        self._tell = tell
        self._objective = objective
        self._grid = grid
        self.best = first
        self.status = FEASIBLE if first else UNKNOWN

    def hear(self, message: Message) -> None:
        """Take a message of the child."""
        if text := message.get("text"):
            self._tell(text)
        if starts := message.get("starts"):
            self._take(starts)
        if status := message.get("status"):
            held = self.best and status not in (OPTIMAL, FEASIBLE)
            self.status = FEASIBLE if held else status

    def _take(self, starts: Starts) -> None:
        grid, objective = self._grid, self._objective
        if objective in (scoring.VALUE, scoring.SPONSOR):
            starts = compact(grid, starts)
        if not self.best or scoring.score(grid, starts, objective) <= scoring.score(
            grid, self.best, objective
        ):
            self.best = starts


def can_hold(
    grid: Grid, groups: Iterable[str], time_limit_s: float = 5.0, solver: Solver | None = None
) -> bool | None:
    """Whether a schedule exists that respects only these groups of facts; None: not decided.

    What the groups say of single tasks (a deadline, a crew's dates) is in the grid already.
    """
    if any(not node.starts for node in grid.nodes):
        return False
    if not has_solver() or len(grid.nodes) > EXACT_UP_TO:
        return None
    said: list[str] = []
    with lent(solver) as own:
        own.solve(
            Wanted(grid, "", {}, time_limit_s, frozenset(groups), sliced=False),
            lambda message: said.append(message.get("status", "")),
        )
    return {OPTIMAL: True, FEASIBLE: True, INFEASIBLE: False}.get(said[-1] if said else "")


def _silent(_what: str) -> None:
    return None
