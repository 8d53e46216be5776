"""From first days on the grid to scheduled tasks with dates, windows, reasons and slack."""

from __future__ import annotations

from planning.dates import first_date, last_date
from planning.greedy import Starts
from planning.grid import Grid, Node
from planning.records import Scheduled, ValueDate
from planning.slips import Slip, proven_by, slips
from planning.why import reasons, slack


def scheduled(grid: Grid, starts: Starts) -> tuple[Scheduled, ...]:
    """Return the tasks in the order of their days."""
    why, spare = reasons(grid, starts), slack(grid, starts)
    moved = slips(grid, starts, spare)
    items = [
        Scheduled(
            task=node.task,
            start=first_date(grid, node, starts[node.number]),
            finish=last_date(grid, node, starts[node.number]),
            window=_window(grid, node, starts[node.number]),
            why_here=why[node.number],
            slack_days=spare[node.number],
            slips=moved.get(node.number, Slip()).sentences,
            slip_cost=moved.get(node.number, Slip()).cost,
            proven_by=proven_by(node.task),
        )
        for node in grid.nodes
    ]
    return tuple(sorted(items, key=lambda i: (i.start, i.finish, i.task.task_id)))


def value_dates(grid: Grid, starts: Starts) -> tuple[ValueDate, ...]:
    """Return when each use case goes live, the first one first."""
    number = {node.task.task_id: node for node in grid.nodes}
    found: list[ValueDate] = []
    for value in grid.problem.values:
        node = number[value.task_id]
        day = last_date(grid, node, starts[node.number])
        week = (day - grid.problem.start).days // 7 + 1
        found.append(ValueDate(value.line, value.use_case, day, week))
    return tuple(sorted(found, key=lambda v: (v.day, v.line, v.use_case)))


def _window(grid: Grid, node: Node, day: int) -> str:
    if node.task.downtime_h <= 0:
        return ""
    window = grid.windows.get((node.task.line, day))
    return f"{window.name} {window.day}" if window else ""
