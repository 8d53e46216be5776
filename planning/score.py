"""What makes one schedule better than another, per objective. Lower is better."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from planning.errors import ScenarioError
from planning.greedy import Starts, is_go, last_day, topological
from planning.grid import Grid

VALUE, COST, LEVEL, SPONSOR = "value", "cost", "level", "sponsor"
OBJECTIVES = (VALUE, COST, LEVEL, SPONSOR)
DISCOUNT_PER_YEAR = 0.10
_DAYS_PER_YEAR = 260
_LATE_FACTOR = 20
"""A first value after the wanted week weighs like so many weeks of all benefits."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Money per working day by which each go-live is late, as whole numbers for the solver."""

    per_day: dict[int, int]
    late: int
    """Once, when the first go-live is after `late_after`."""
    late_after: int
    """The last working day that counts as early."""


def check_objective(objective: str) -> None:
    """Raise `ScenarioError` for an objective that planning does not know."""
    if objective not in OBJECTIVES:
        raise ScenarioError(
            f"objective {objective!r} is not known; choose one of {', '.join(OBJECTIVES)}"
        )


def weights(grid: Grid) -> Weights:
    """Return what a day of delay costs: benefit less upkeep; at least a little for every go-live,
    so that an unpriced one is not forgotten.
    """
    number = {node.task.task_id: node.number for node in grid.nodes}
    per_day = {
        number[v.task_id]: max(1, round((v.per_week_low + v.per_week_high) / 2 / 5))
        for v in grid.problem.values
        if v.task_id in number
    }
    total = sum(per_day.values())
    return Weights(per_day, total * 5 * _LATE_FACTOR, grid.problem.first_value_weeks * 5 - 1)


def score(grid: Grid, starts: Starts, objective: str) -> tuple[float, ...]:
    """Return the figures that the objective compares, the weightiest first."""
    early = (delay(grid, starts), float(sum(w * starts[n] for n, w in urgency(grid).items())))
    if objective == LEVEL:
        return (float(peak_load(grid, starts)), *early)
    if objective == COST:
        return (-net_present_value(grid, starts), *early)
    return early


def delay(grid: Grid, starts: Starts) -> float:
    """Return the money that waiting for the go-lives costs, and the weight of a late first one."""
    weight = weights(grid)
    if not weight.per_day:
        return float(last_day(grid, starts))
    waiting = sum(w * (starts[n] + grid.nodes[n].days) for n, w in weight.per_day.items())
    first = min(starts[n] + grid.nodes[n].days - 1 for n in weight.per_day)
    return float(waiting + (weight.late if first > weight.late_after else 0))


def least_delay(grid: Grid) -> float:
    """Return money that waiting costs at least: each go-live on the first day that links, calendar
    and lead times leave it, as if crews and money were without limit.
    """
    ends: dict[int, int] = {}
    for number in topological(grid, range(len(grid.nodes))):
        node = grid.nodes[number]
        day = node.starts[0] if node.fixed else grid.first_start(node, node.ready(ends))
        ends[number] = (grid.problem.horizon_days if day is None else day) + node.days
    return float(sum(w * ends[number] for number, w in weights(grid).per_day.items()))


def told(best: float, bound: float) -> str:
    """Say what waiting costs in the best plan, and what no plan undercuts."""
    gap = (best - bound) / max(1.0, best)
    return f"best plan: waiting costs {best:,.0f}, no plan can be below {bound:,.0f} ({gap:.1%})"


def urgency(grid: Grid) -> dict[int, int]:
    """Return how much an early start of each task counts where go-lives are equal: what belongs to
    the line that is rolled out first counts three times.
    """
    first = next(iter(grid.goes), "")
    return {n.number: 3 if first and n.task.line == first else 1 for n in grid.nodes}


def net_present_value(grid: Grid, starts: Starts) -> float:
    """Return benefits less costs until the horizon, discounted by working day."""
    rate = (1 + DISCOUNT_PER_YEAR) ** (-1 / _DAYS_PER_YEAR)
    horizon = grid.problem.horizon_days
    per_day = weights(grid).per_day
    value = 0.0
    for node in grid.nodes:
        begin = max(0, starts[node.number])
        if not node.task.done:
            value -= node.task.cost * rate**begin
        if node.number in per_day and is_go(node):
            live = begin + node.days
            value += per_day[node.number] * (rate**live - rate**horizon) / (1 - rate)
    return value


def peak_load(grid: Grid, starts: Starts) -> int:
    """Return the largest number of crews that work on one day."""
    load: dict[int, set[str]] = defaultdict(set)
    for node in grid.nodes:
        for day in range(starts[node.number], starts[node.number] + node.days):
            load[day].update(node.task.crews)
    return max((len(crews) for crews in load.values()), default=0)
