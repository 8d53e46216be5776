"""How sure a plan's dates are: efforts drawn between low and high, the plan's order as policy.

Rules
-----
1. Each draw is triangular: low, what the plan counts with, high. The seed is fixed.
2. The crews take the tasks in the order of the plan, each as soon as it fits: the serial schedule.
3. Windows, freezes, crews, lead times and budget hold as in the plan; deadlines do not, so that a
   late draw is seen as late. A pinned task starts no earlier than its day. Money is held at the
   plan's figures.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from planning.choice import CONNECTOR
from planning.conflicts import relaxed
from planning.crews import available, day_rate
from planning.dates import last_date
from planning.greedy import Starts, serial
from planning.grid import Grid, Node, make_grid
from planning.money import before_connector
from planning.records import Chance, LineCost

RUNS = 400
FEW_RUNS, PLACED_AT_MOST = 30, 40_000
"""Larger plants are drawn less often: runs times tasks stay below this, but never fewer."""
SEED = 11


@dataclass(frozen=True, slots=True)
class Draws:
    """Per go-live task and run its last day on the grid; None: not within the horizon."""

    grid: Grid
    days: dict[int, list[int | None]]
    ready: dict[str, list[tuple[int, int] | None]] = field(
        default_factory=dict[str, list[tuple[int, int] | None]]
    )
    """Per line and run the last day of what its connector waits for, and the task that ends it."""

    def ready_by(self, line: str, share: float) -> date | None:
        """The day by which a line is ready in this share of the runs."""
        found = [math.inf if run is None else run[0] for run in self.ready.get(line, ())]
        day = _least(found, share)
        if not math.isfinite(day):
            return None
        number = next(run[1] for run in self.ready[line] if run is not None and run[0] == day)
        return self._day(number, int(day))

    def live_by(self, line: str, share: float) -> date | None:
        """The day by which the first use case of a line is live in this share of the runs."""
        own = {number: self.days[number] for number in self.grid.goes.get(line, ())}
        return Draws(self.grid, own).first(share)

    def date_of(self, number: int, share: float) -> date | None:
        """The day by which a go-live has happened in this share of the runs."""
        return self._day(number, _quantile(self.days[number], share))

    def first(self, share: float) -> date | None:
        """The day by which the first go-live has happened in this share of the runs."""
        return self._of_all(share, first=True)

    def last(self, share: float) -> date | None:
        """The day by which all go-lives have happened in this share of the runs."""
        return self._of_all(share, first=False)

    def _of_all(self, share: float, *, first: bool) -> date | None:
        if not self.days:
            return None
        runs = [list(run) for run in zip(*self.days.values(), strict=True)]
        return self._day(next(iter(self.days)), _quantile([_end(r, first) for r in runs], share))

    def _day(self, number: int, day: int | None) -> date | None:
        if day is None:
            return None
        node = self.grid.nodes[number]
        return last_date(self.grid, node, day - node.days + 1)


def draw(grid: Grid, starts: Starts, runs: int | None = None, seed: int = SEED) -> Draws:
    """Simulate a plan; the same plan and seed give the same draws."""
    free = _no_earlier(make_grid(relaxed(grid.problem, {"deadlines", "pins"})), grid, starts)
    order = sorted(starts, key=lambda n: (starts[n], starts[n] + free.nodes[n].days, n))
    goes = [number for numbers in free.goes.values() for number in numbers]
    found: dict[int, list[int | None]] = {number: [] for number in goes}
    wanted = _foundations(free)
    ready: dict[str, list[tuple[int, int] | None]] = {line: [] for line in wanted}
    dice = random.Random(seed)  # noqa: S311 - not for secrets: draws that must repeat
    deck = _Deck(free)
    few = max(FEW_RUNS, min(RUNS, PLACED_AT_MOST // max(1, len(free.nodes))))
    for _ in range(runs if runs is not None else few):
        drawn = replace(free, nodes=tuple(deck.drawn(node, dice) for node in free.nodes))
        placed, stuck = serial(drawn, order)
        for number in goes:
            late = stuck is not None and number not in placed
            found[number].append(None if late else placed[number] + drawn.nodes[number].days - 1)
        for line, numbers in wanted.items():
            late = any(number not in placed for number in numbers)
            ends = () if late else ((placed[n] + drawn.nodes[n].days - 1, n) for n in numbers)
            ready[line].append(max(ends, default=None))
    return Draws(free, found, ready)


def _foundations(grid: Grid) -> dict[str, list[int]]:
    """Return the tasks that each line's connector waits for."""
    number = {node.task.task_id: node.number for node in grid.nodes}
    tasks = grid.problem.tasks
    lines = [task.line for task in tasks if task.work_package == CONNECTOR]
    return {
        line: [number[task.task_id] for task in before_connector(line, tasks)] for line in lines
    }


def sure(line: LineCost, draws: Draws) -> LineCost:
    """Return what a line costs with the dates by which it is ready and live, half and 80 % sure."""
    return replace(
        line,
        ready_p50=draws.ready_by(line.line, 0.5),
        ready_p80=draws.ready_by(line.line, 0.8),
        live_p50=draws.live_by(line.line, 0.5),
        live_p80=draws.live_by(line.line, 0.8),
    )


def _no_earlier(free: Grid, grid: Grid, starts: Starts) -> Grid:
    """Return the grid on which pinned tasks may start on their day or later."""
    nodes = tuple(
        replace(node, starts=tuple(day for day in node.starts if day >= starts[node.number]))
        if grid.nodes[node.number].task.pinned is not None
        else node
        for node in free.nodes
    )
    return replace(free, nodes=nodes)


def chances(grid: Grid, draws: Draws, starts: Starts) -> tuple[Chance, ...]:
    """Return planned, P50 and P80 date of each go-live, the first planned first."""
    found = [
        Chance(
            task_id=value.task_id,
            line=value.line,
            use_case=value.use_case,
            planned=last_date(grid, node, starts[node.number]),
            p50=draws.date_of(node.number, 0.5),
            p80=draws.date_of(node.number, 0.8),
        )
        for value in grid.problem.values
        for node in grid.nodes
        if node.task.task_id == value.task_id
    ]
    return tuple(sorted(found, key=lambda c: (c.planned, c.line, c.use_case)))


class _Deck:
    """Draws durations; the nodes of one task and length are made once."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._rate = [
            day_rate(c for c in grid.problem.crews if c.name in node.task.crews)
            for node in grid.nodes
        ]
        self._made: dict[tuple[int, int], Node] = {}

    def drawn(self, node: Node, dice: random.Random) -> Node:
        """Return the task with a duration that a drawn effort gives."""
        task, rate = node.task, self._rate[node.number]
        if task.done or node.fixed or task.downtime_h > 0 or task.effort_high <= 0 or rate <= 0:
            return node
        low, high = min(task.effort_low, task.effort_pd), max(task.effort_high, task.effort_pd)
        effort = dice.triangular(low, high, task.effort_pd)
        key = node.number, max(1, math.ceil(effort / rate - 1e-9))
        if key not in self._made:
            self._made[key] = self._sized(node, key[1])
        return self._made[key]

    def _sized(self, node: Node, days: int) -> Node:
        crews = [c for c in self._grid.problem.crews if c.name in node.task.crews]
        starts: Sequence[int] = node.starts
        if any(crew.available_from or crew.available_until for crew in crews):
            day = self._grid.calendar.day
            starts = [
                n
                for n in starts
                if all(available(crew, day(n), day(n + days - 1)) for crew in crews)
            ]
        return replace(node, days=days, starts=tuple(starts))


def _end(days: Sequence[int | None], first: bool) -> int | None:
    known = [day for day in days if day is not None]
    if first:
        return min(known, default=None)
    return max(known) if len(known) == len(days) else None


def _quantile(days: Sequence[int | None], share: float) -> int | None:
    """Return the smallest day that at least this share of the runs does not exceed."""
    day = _least([math.inf if day is None else day for day in days], share)
    return int(day) if math.isfinite(day) else None


def _least(days: Sequence[float], share: float) -> float:
    ordered = sorted(days)
    return ordered[max(0, math.ceil(share * len(ordered) - 1e-9) - 1)] if ordered else math.inf
