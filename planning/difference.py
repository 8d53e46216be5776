"""What changed between two plans: both in, moves with reasons and what they do to value out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from planning.records import Plan, Scheduled


class Change(StrEnum):
    """What happened to a task."""

    NEW = "new"
    GONE = "gone"
    EARLIER = "earlier"
    LATER = "later"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Move:
    """A task that is not where it was."""

    task_id: str
    change: Change
    before: date | None
    """Its first day in the old plan; None: it was not in it."""
    after: date | None
    days: int
    """Calendar days later; negative: earlier; 0: new, gone, or in its place."""
    reason: str

    def sentence(self) -> str:
        """Say it in words."""
        if self.change is Change.GONE:
            return f"{self.task_id} is no longer planned"
        if self.change is Change.NEW:
            return f"{self.task_id} is new, from {self.after}: {self.reason}"
        if self.days == 0:
            return f"{self.task_id} is {self.change}, as planned from {self.before}"
        where = f"{self.task_id} moves from {self.before} to {self.after}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class GoLive:
    """A use case whose date changed."""

    line: str
    use_case: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new plan changes."""

    moves: tuple[Move, ...]
    go_lives: tuple[GoLive, ...]
    cost: float
    """By how much the open work costs more."""
    self_funded: tuple[date | None, date | None]


def difference(before: Plan, after: Plan) -> Difference:
    """Compare two plans: tasks by their ids, use cases by line."""
    old = {item.task.task_id: item for item in before.tasks}
    new = {item.task.task_id: item for item in after.tasks}
    gone = [
        Move(name, Change.GONE, item.start, None, 0, "") for name, item in old.items()
        if name not in new
    ]  # fmt: skip
    moves = [_move(old.get(name), item) for name, item in new.items()]
    was = {(v.line, v.use_case): v.day for v in before.values}
    now = {(v.line, v.use_case): v.day for v in after.values}
    return Difference(
        (*gone, *(move for move in moves if move is not None)),
        tuple(
            GoLive(*key, was.get(key), now.get(key))
            for key in dict.fromkeys((*was, *now))
            if was.get(key) != now.get(key)
        ),
        after.total_cost - before.total_cost,
        (before.self_funded_on, after.self_funded_on),
    )


def _move(was: Scheduled | None, item: Scheduled) -> Move | None:
    name = item.task.task_id
    if was is None:
        return Move(name, Change.NEW, None, item.start, 0, item.why_here)
    days = (item.start - was.start).days
    if days:
        change = Change.LATER if days > 0 else Change.EARLIER
        return Move(name, change, was.start, item.start, days, item.why_here)
    if item.task.done and not was.task.done:
        return Move(name, Change.DONE, was.start, item.start, 0, item.why_here)
    started = item.task.fixed_start is not None and was.task.fixed_start is None
    if started and not item.task.done:
        return Move(name, Change.STARTED, was.start, item.start, 0, item.why_here)
    return None
