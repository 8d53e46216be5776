"""From days on the grid to dates: a task and its first day in, its first and last date out."""

from __future__ import annotations

from datetime import date

from planning.grid import Grid, Node


def first_date(grid: Grid, node: Node, day: int) -> date:
    """The date a task starts: of its window where it stops a line, of the past where it is done."""
    window = grid.windows.get((node.task.line, day)) if node.task.downtime_h > 0 else None
    if window is not None:
        return window.day
    if node.task.fixed_start is not None:
        return node.task.fixed_start
    return grid.calendar.day(day)


def last_date(grid: Grid, node: Node, day: int) -> date:
    """The date a task finishes."""
    if node.task.downtime_h > 0 and (node.task.line, day) in grid.windows:
        return first_date(grid, node, day)
    return max(grid.calendar.day(day + node.days - 1), first_date(grid, node, day))
