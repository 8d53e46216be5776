"""What a schedule costs and brings, week by week and line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from planning.records import LineCost, MoneyRow, Problem, Scheduled, Task, TaskKind, ValueDate

CONNECTOR = "WP-28"
WEEK = timedelta(days=7)
WEEKS_AFTER_LAST_VALUE = 52
LAST_YEAR = 10
"""A plan that has not paid for itself after so many years counts as never self-funded."""


@dataclass(frozen=True, slots=True)
class Cash:
    """The money of a schedule."""

    rows: tuple[MoneyRow, ...]
    total_cost: float
    """Of everything that is not done yet."""
    peak_cash: float
    """The most that is laid out at any time, before benefits have paid it back."""
    self_funded_on: date | None
    """Monday of the first week from which on benefits have paid for all costs; None: not within
    ten years.
    """


def cash(
    problem: Problem, schedule: Iterable[Scheduled], values: Iterable[ValueDate], scenario: str
) -> Cash:
    """Return the money per week: costs on the day a task starts, benefits from the day after a
    go-live, both the middle of their range.
    """
    placed = [item for item in schedule if not item.task.done]
    live = {(v.line, v.use_case): v.day for v in values}
    per_week = {
        (v.line, v.use_case): (v.per_week_low + v.per_week_high) / 2 for v in problem.values
    }
    monday = _monday(problem.start)
    last = max([*live.values(), *(i.finish for i in placed)], default=problem.start)
    weeks = (last - monday).days // 7 + 1 + WEEKS_AFTER_LAST_VALUE
    costs: dict[tuple[date, str], float] = defaultdict(float)
    for item in placed:
        costs[max(monday, _monday(item.start)), item.task.line] += item.task.cost
    rows: list[MoneyRow] = []
    running = 0.0
    for week in (monday + n * WEEK for n in range(weeks)):
        benefits: dict[str, float] = defaultdict(float)
        for key, day in live.items():
            benefits[key[0]] += per_week.get(key, 0.0) * _share_live(week, day)
        lines = sorted(
            {line for at, line in costs if at == week} | {n for n in benefits if benefits[n]}
        )
        for line in lines or [""]:
            cost, benefit = costs.get((week, line), 0.0), benefits.get(line, 0.0)
            running += benefit - cost
            rows.append(MoneyRow(week, line, cost, benefit, running, scenario))
    steady = sum(per_week.get(key, 0.0) for key in live)
    return Cash(
        tuple(rows),
        sum(item.task.cost for item in placed),
        max((-row.cumulative for row in rows), default=0.0),
        _self_funded(rows, steady, problem.start),
    )


def cost_of_inaction(problem: Problem) -> dict[str, tuple[float, float]]:
    """Return per line what a week without its use cases costs, low and high."""
    found: dict[str, tuple[float, float]] = {}
    for value in problem.values:
        low, high = found.get(value.line, (0.0, 0.0))
        found[value.line] = (low + value.per_week_low, high + value.per_week_high)
    return found


def line_cost(
    line: str, tasks: Iterable[Task], schedule: Iterable[Scheduled] = ()
) -> LineCost | None:
    """Return what it takes to get a line ready: all its connector waits for, on the line and its
    share of plant work; the connector and the use cases themselves are not in it.

    Without a schedule the dates are None. None: the line has no connector in the plan.
    """
    tasks = tuple(tasks)
    wanted = {n: before_connector(n, tasks) for n in _connected(tasks)}
    if line not in wanted:
        return None
    own = [t for t in wanted[line] if t.line == line]
    shared = [t for t in wanted[line] if t.line != line]
    users = {t.task_id: sum(t in needs for needs in wanted.values()) for t in shared}
    dates = {item.task.task_id: item for item in schedule}
    done = [dates[t.task_id].finish for t in wanted[line] if t.task_id in dates]
    goes = [
        i.finish for i in dates.values() if i.task.kind is TaskKind.USE_CASE and i.task.line == line
    ]
    return LineCost(
        line=line,
        own_cost_low=sum(_cost(t)[0] for t in own),
        own_cost_high=sum(_cost(t)[1] for t in own),
        share_low=sum(_cost(t)[0] / users[t.task_id] for t in shared),
        share_high=sum(_cost(t)[1] / users[t.task_id] for t in shared),
        effort_low=sum(t.effort_low for t in own),
        effort_high=sum(t.effort_high for t in own),
        downtime_h=sum(t.downtime_h for t in own),
        ready_on=max(done, default=None),
        live_on=min(goes, default=None),
    )


def before_connector(line: str, tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Return what a line's connector waits for, directly or not, without other lines' connectors
    and what only those wait for.
    """
    by_id: Mapping[str, Task] = {task.task_id: task for task in tasks}
    start = by_id.get(f"{CONNECTOR}@{line}")
    queue, seen = list(start.after) if start else [], dict[str, Task]()
    while queue:
        task = by_id.get(queue.pop())
        if task is not None and task.task_id not in seen and task.kind is TaskKind.FOUNDATION:
            seen[task.task_id] = task
            queue.extend(task.after)
    return tuple(seen.values())


def _connected(tasks: tuple[Task, ...]) -> list[str]:
    return [task.line for task in tasks if task.work_package == CONNECTOR]


def _cost(task: Task) -> tuple[float, float]:
    if task.effort_pd <= 0:
        return task.cost, task.cost
    rate = task.cost / task.effort_pd
    return task.effort_low * rate, task.effort_high * rate


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _share_live(monday: date, live: date) -> float:
    """Return the share of a week after a go-live."""
    return max(0, min(7, (monday + WEEK - live).days - 1)) / 7


def _self_funded(rows: list[MoneyRow], steady: float, start: date) -> date | None:
    ends = {row.period: row.cumulative for row in rows}
    if not any(row.benefit for row in rows):
        return None
    short = [week for week, cumulative in ends.items() if cumulative < 0]
    if not short:
        return min(ends)
    last = max(ends)
    if short[-1] < last:
        return short[-1] + WEEK
    if steady <= 0:
        return None
    day = last + WEEK * (int(-ends[last] / steady) + 1)
    return day if (day - start).days <= LAST_YEAR * 365 else None
