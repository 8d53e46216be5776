"""The solvers joined: a grid in, first days out. CP-SAT improves what the serial schedule found, in
one piece on small plants, slice by slice on large ones.

Without ortools the serial schedule is the plan.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from planning import score as scoring
from planning.exact import (
    FEASIBLE,
    GROUPS,
    INFEASIBLE,
    OPTIMAL,
    SEED,
    UNKNOWN,
    Model,
    Progress,
)
from planning.greedy import Starts, best_serial, compact
from planning.grid import Grid
from planning.slices import improved

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
    grid: Grid, objective: str, time_limit_s: float, progress: Progress | None = None
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
    model = _load()
    if first and model is not None and len(grid.nodes) > EXACT_UP_TO:
        return Solved(improved(model, grid, first, objective, time_limit_s, tell), FEASIBLE)
    if model is None or len(grid.nodes) > EXACT_UP_TO:
        return Solved(first or {}, FEASIBLE if first else UNKNOWN, stuck)
    found, status = Model(model, grid).minimise(objective, first, time_limit_s, tell)
    if not found:
        return Solved(first or {}, FEASIBLE if first else status, stuck)
    if objective in (scoring.VALUE, scoring.SPONSOR):
        found = compact(grid, found)
    if first and scoring.score(grid, first, objective) < scoring.score(grid, found, objective):
        found = first
    return Solved(found, status)


def can_hold(grid: Grid, groups: Iterable[str], time_limit_s: float = 5.0) -> bool | None:
    """Whether a schedule exists that respects only these groups of facts; None: not decided.

    What the groups say of single tasks (a deadline, a crew's dates) is in the grid already.
    """
    if any(not node.starts for node in grid.nodes):
        return False
    model = _load() if len(grid.nodes) <= EXACT_UP_TO else None
    if model is None:
        return None
    _, status = Model(model, grid, frozenset(groups)).minimise("", None, time_limit_s, _silent)
    return {OPTIMAL: True, FEASIBLE: True, INFEASIBLE: False}.get(status)


def _silent(_what: str) -> None:
    return None


def _load() -> Any:
    """Return the solver's module, or None where it is not installed or does not load."""
    try:
        return importlib.import_module("ortools.sat.python.cp_model")
    except ImportError:
        return None
