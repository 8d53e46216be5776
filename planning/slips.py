"""What slips if a task slips: the plan run again with one task a week later."""

from __future__ import annotations

from dataclasses import dataclass

from planning.dates import last_date
from planning.greedy import Board, Starts
from planning.grid import Grid, Node
from planning.records import Task

WEEK = 5
"""Working days."""
TASKS_AT_MOST = 250
"""On larger plants nothing is said: each task would need a whole schedule."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What a start one week later does."""

    sentences: tuple[str, ...] = ()
    """One on each go-live that moves."""
    cost: float = 0.0
    """What these bring less."""


def slips(grid: Grid, starts: Starts, slack: dict[int, int]) -> dict[int, Slip]:
    """Return per task which go-lives move when it starts a week later.

    The others keep their order and start no earlier than planned; a task with a week of slack moves
    none.
    """
    if len(grid.nodes) > TASKS_AT_MOST:
        return {}
    order = sorted(starts, key=lambda n: (starts[n], starts[n] + grid.nodes[n].days, n))
    worth = {v.task_id: (v.per_week_low + v.per_week_high) / 2 for v in grid.problem.values}
    return {
        node.number: _moved(grid, starts, _later(grid, starts, order, node), worth)
        for node in grid.nodes
        if not node.fixed and slack.get(node.number, 0) < WEEK
    }


def _later(grid: Grid, starts: Starts, order: list[int], late: Node) -> Starts:
    """Return the first days when one task starts a week late; what finds no place is missing."""
    board = Board(grid)
    for node in grid.nodes:
        if node.fixed:
            board.place(node, starts[node.number])
    lost = set[int]()
    for number in order:
        node = grid.nodes[number]
        if node.fixed:
            continue
        wanted = starts[number] + (WEEK if node is late else 0)
        day = None
        if not lost & set(node.after):
            day = board.first_fit(node, max(board.ready(node), wanted))
        if day is None:
            lost.add(number)
        else:
            board.place(node, day)
    return board.starts


def _moved(grid: Grid, starts: Starts, after: Starts, worth: dict[str, float]) -> Slip:
    found: list[str] = []
    lost = 0.0
    for numbers in grid.goes.values():
        for number in numbers:
            node = grid.nodes[number]
            if number not in after:
                found.append(f"{node.task.task_id} finds no place before the plan ends")
                days = grid.problem.horizon_days - starts[number] - node.days
                lost += worth.get(node.task.task_id, 0.0) * max(0, days) / WEEK
                continue
            was, now = (last_date(grid, node, at[number]) for at in (starts, after))
            days = (now - was).days
            if days > 0:
                cost = worth.get(node.task.task_id, 0.0) * days / 7
                lost += cost
                text = f"{node.task.task_id} {days} days later"
                found.append(f"{text}, {cost:,.0f} lost" if cost >= 1 else text)
    return Slip(tuple(found), lost)


def proven_by(task: Task) -> tuple[str, ...]:
    """Return the checks whose pass at the next audit proves a task done, each with its line."""
    asked = [name for name in task.because if name.partition("@")[0] in task.clears]
    if asked or not task.line:
        return tuple(asked)
    return tuple(f"{check}@{task.line}" for check in task.clears)
