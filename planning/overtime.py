"""Overtime: a plan in, the same with the few tasks longer days pay for, or unchanged.

Rules
-----
1. A task with overtime is worked a quarter longer each day and takes fewer days. The extra hours
   cost half as much again: a tenth more in all (project default).
2. Only a task with hardly any slack gets overtime, and only if the go-lives that come earlier
   bring more than it costs. The largest gain first.
3. Standstill steps, begun and pinned work get none.
"""

from __future__ import annotations

import math
from dataclasses import replace

from planning import score as scoring
from planning.crews import day_rate
from planning.greedy import Starts, serial
from planning.grid import Grid, make_grid
from planning.records import Task
from planning.why import slack

LONGER, DEARER = 1.25, 1.10
SHORTEST_DAYS = 2
SLACK_DAYS = 2
_ROUNDS, _TASKS_AT_MOST = 8, 200


def with_overtime(grid: Grid, starts: Starts) -> tuple[Grid, Starts]:
    """Return the grid and the plan with overtime where it pays; both as they were where it never
    does.
    """
    if len(grid.nodes) > _TASKS_AT_MOST or not scoring.weights(grid).per_day:
        return grid, starts
    for _ in range(_ROUNDS):
        spare = slack(grid, starts)
        tried = [
            found
            for node in grid.nodes
            if spare[node.number] <= SLACK_DAYS and _may(node.task) and not node.fixed
            if (found := _tried(grid, starts, node.number)) is not None
        ]
        if not tried:
            return grid, starts
        _, _, grid, starts = max(tried, key=lambda t: t[:2])
    return grid, starts


def _may(task: Task) -> bool:
    free = task.downtime_h <= 0 and not task.overtime and task.pinned is None
    return free and bool(task.crews) and task.duration_days >= SHORTEST_DAYS


def _tried(grid: Grid, starts: Starts, number: int) -> tuple[float, int, Grid, Starts] | None:
    """Return (gain, -number, grid, plan) with overtime for one task; None: it does not pay."""
    task = grid.nodes[number].task
    rate = day_rate(crew for crew in grid.problem.crews if crew.name in task.crews)
    if rate <= 0:
        return None
    quick = replace(
        task,
        overtime=True,
        duration_days=max(1, math.ceil(task.effort_pd / rate / LONGER - 1e-9)),
        cost=task.cost * DEARER,
    )
    if quick.duration_days >= task.duration_days:
        return None
    tasks = tuple(quick if t.task_id == task.task_id else t for t in grid.problem.tasks)
    tried = make_grid(replace(grid.problem, tasks=tasks))
    order = sorted(starts, key=lambda n: (starts[n], starts[n] + grid.nodes[n].days, n))
    found, stuck = serial(tried, order)
    if stuck is not None:
        return None
    gain = scoring.delay(grid, starts) - scoring.delay(tried, found) - (quick.cost - task.cost)
    return (gain, -number, tried, found) if gain > 0 else None
