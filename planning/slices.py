"""Large plants slice by slice: a plan in, one that is never worse out.

Rules
-----
1. A slice frees some lines that stand next to each other in the plan and the plant's own work that
   they wait for, or all that lies in a few weeks; everything else stays where it is.
2. The exact model of the slice looks for better days; a slice that brings nothing changes nothing.
3. The order of the slices comes from a fixed seed, and the limit counts the solver's work and a
   share for each slice: the same plant gives the same plan. The clock ends it only when it takes
   several times as long.
"""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import Any

from planning import score as scoring
from planning.exact import SECONDS_PER_UNIT, SEED, WALL_FACTOR, Found, Model, Progress
from planning.greedy import Starts, compact
from planning.grid import Grid

LINES_A_SLICE = 3
DAYS_A_SLICE = 40
TASKS_A_SLICE = 90
SECONDS_A_SLICE = 3.0
_OVERHEAD_UNITS, _UNITS_PER_TASK = 0.1, 0.0006
"""What making a model of so many tasks counts, besides what solving it takes."""
_IDLE_ROUNDS = 12
"""Slices in a row that bring nothing, after which it is over."""


def improved(
    cp: Any,
    grid: Grid,
    starts: Starts,
    objective: str,
    time_limit_s: float,
    tell: Progress,
    found: Found | None = None,
) -> Starts:
    """Return the best plan found within the limit; `starts` itself where none is better."""
    dice = random.Random(SEED)  # noqa: S311 - not for secrets: slices that must repeat
    end = time.monotonic() + WALL_FACTOR / 2 * time_limit_s
    best, value = dict(starts), scoring.score(grid, starts, objective)
    work, idle, rounds = 0.0, 0, 0
    least = scoring.least_delay(grid)
    while work < time_limit_s / SECONDS_PER_UNIT and idle < _IDLE_ROUNDS:
        if time.monotonic() > end:
            break
        rounds += 1
        free = _slice(grid, best, dice, by_lines=rounds % 3 != 0)
        model = Model(cp, _held(grid, best, free))
        starts, _ = model.minimise(objective, best, SECONDS_A_SLICE, _silent)
        work += model.work + _OVERHEAD_UNITS + _UNITS_PER_TASK * len(grid.nodes)
        idle += 1
        if not starts:
            continue
        starts = compact(grid, starts) if objective != scoring.LEVEL else starts
        better = scoring.score(grid, starts, objective)
        if better < value:
            best, value, idle = starts, better, 0
            if found:
                found(starts)
        tell(f"slice {rounds} of the plan: {len(free)} tasks looked at again")
        if objective in (scoring.VALUE, scoring.SPONSOR) and grid.problem.values:
            tell(scoring.told(value[0], least))
    return best


def _slice(grid: Grid, starts: Starts, dice: random.Random, *, by_lines: bool) -> set[int]:
    """Return the tasks that may move."""
    if by_lines and grid.goes:
        lines = sorted(grid.goes, key=lambda n: min(starts[m] for m in grid.goes[n]))
        first = dice.randrange(max(1, len(lines) - LINES_A_SLICE + 1))
        chosen = set(lines[first : first + LINES_A_SLICE])
        numbers = [n.number for n in grid.nodes if n.task.line in chosen]
        last = max(starts[m] for line in chosen for m in grid.goes[line])
        numbers += [n.number for n in grid.nodes if not n.task.line and starts[n.number] <= last]
    else:
        end = max(starts.values())
        day = dice.randint(min(starts.values()), max(0, end))
        numbers = [n for n in starts if day <= starts[n] < day + DAYS_A_SLICE]
    movable = [n for n in numbers if len(grid.nodes[n].starts) > 1 and not grid.nodes[n].fixed]
    if len(movable) > TASKS_A_SLICE:
        movable = dice.sample(movable, TASKS_A_SLICE)
    return set(movable)


def _held(grid: Grid, starts: Starts, free: set[int]) -> Grid:
    """Return the grid on which only the tasks of the slice may move."""
    nodes = tuple(
        node if node.number in free else replace(node, starts=(starts[node.number],))
        for node in grid.nodes
    )
    return replace(grid, nodes=nodes)


def _silent(_what: str) -> None:
    return None
