"""Why a task is where it is, and how far it could slip without moving a go-live."""

from __future__ import annotations

from collections import defaultdict

from planning.greedy import Board, Starts
from planning.grid import Grid, Node


def reasons(grid: Grid, starts: Starts) -> dict[int, str]:
    """Return per task the constraint that keeps it from starting a day earlier, in words."""
    return {node.number: _reason(grid, starts, node) for node in grid.nodes}


def slack(grid: Grid, starts: Starts) -> dict[int, int]:
    """Return per task the working days it could slip without moving a go-live or a deadline.

    A task may push those that wait for it or share its crew, as far as their own slack goes, but
    none over a window, a budget period or the plan's last day.
    """
    followers = _followers(grid, starts)
    end = max((starts[n] + grid.nodes[n].days for n in starts), default=0)
    latest: dict[int, int] = {}
    order = sorted(starts, key=lambda n: (starts[n] + grid.nodes[n].days, starts[n], n))
    for number in reversed(order):
        node = grid.nodes[number]
        if node.fixed or number in {m for goes in grid.goes.values() for m in goes}:
            latest[number] = starts[number]
            continue
        # A follower that the status has begun before its time holds nobody up any more.
        waiting = (m for m in followers[number] if m in latest)
        bound = min((latest[m] - _gap(grid, number, m) for m in waiting), default=end)
        bound -= node.days
        latest[number] = max(_allowed(grid, node, starts[number], bound), starts[number])
    return {number: latest[number] - starts[number] for number in starts}


def _reason(grid: Grid, starts: Starts, node: Node) -> str:
    task, day = node.task, starts[node.number]
    if task.done:
        return "done"
    if node.fixed:
        return f"already begun on {task.fixed_start}"
    if task.pinned is not None:
        return f"pinned to {task.pinned}"
    ends = {n: starts[n] + grid.nodes[n].days + grid.gap(n, node.number) for n in node.after}
    ready = max(ends.values(), default=0)
    if day <= ready and ready > 0:
        last = max(node.after, key=lambda n: (ends[n], -n))
        gap = grid.gap(last, node.number)
        text = f"waits for {grid.nodes[last].task.task_id}"
        return f"{text} and {gap} working days after it" if gap else text
    if day == 0:
        return "earliest possible: the plan's first day"
    if day == task.lead_days and task.lead_days:
        return f"lead time: {task.lead_days} working days after the order on the first day"
    return _blocked(grid, starts, node, ready)


def _blocked(grid: Grid, starts: Starts, node: Node, ready: int) -> str:
    """Name what blocks the last day before the task on which its calendar would allow it."""
    task, day = node.task, starts[node.number]
    earlier = [n for n in node.starts if ready <= n < day]
    board = Board(grid)
    for other in grid.nodes:
        if other.number != node.number:
            board.place(other, starts[other.number])
    if earlier:
        cause = board.blocks(node, earlier[-1])
        return _in_words(grid, starts, node, cause, earlier[-1])
    if task.downtime_h > 0:
        return (
            f"first window of {task.line} with {task.downtime_h:.1f} h after {_date(grid, ready)}"
        )
    if task.cost > 0 and not grid.periods(day - 1) and grid.problem.budget:
        return "budget: no period pays for it earlier"
    return f"crew {' and '.join(task.crews)} not there earlier"


def _in_words(grid: Grid, starts: Starts, node: Node, cause: str, day: int) -> str:
    kind, _, name = cause.partition(" ")
    if kind == "crew":
        busy = [
            other.task.task_id
            for other in grid.nodes
            if name in other.task.crews
            and other.number != node.number
            and starts[other.number] < day + node.days
            and starts[other.number] + other.days > day
        ]
        return f"{name} is busy with {', '.join(busy)}"
    if kind == "window":
        return f"the window of {node.task.line} on {_date(grid, day)} is full"
    if kind == "budget":
        return f"budget of {name} is spent"
    if kind == "wave":
        limit = grid.problem.max_lines_at_once
        return f"{limit} lines are in work already"
    return "not urgent: nothing waits for it; it could start earlier"


def _gap(grid: Grid, first: int, second: int) -> int:
    return grid.gap(first, second) if first in grid.nodes[second].after else 0


def _followers(grid: Grid, starts: Starts) -> dict[int, set[int]]:
    """Return per task those that wait for it, and the next one of each of its crews."""
    found: dict[int, set[int]] = {n: set(grid.before[n]) for n in starts}
    by_crew: dict[str, list[int]] = defaultdict(list)
    for node in grid.nodes:
        for crew in node.task.crews:
            by_crew[crew].append(node.number)
    for numbers in by_crew.values():
        numbers.sort(key=lambda n: (starts[n], n))
        for place, number in enumerate(numbers):
            end = starts[number] + grid.nodes[number].days
            later = [m for m in numbers[place + 1 :] if starts[m] >= end]
            found[number].update(m for m in later if starts[m] == starts[later[0]])
    return found


def _allowed(grid: Grid, node: Node, start: int, bound: int) -> int:
    """Return the last start up to a bound that the calendar allows, in the same budget period; a
    step keeps its window.
    """
    if node.task.downtime_h > 0:
        return start
    periods = grid.periods(start)
    days = [n for n in node.starts if start <= n <= bound and grid.periods(n) == periods]
    return max(days, default=start)


def _date(grid: Grid, day: int) -> str:
    return str(grid.calendar.day(day))
