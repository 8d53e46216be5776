"""The layers of the money solver: a first plan, local search on its order, slices of it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from planning.engine.decode import board_of, fill
from planning.engine.improve import Search
from planning.engine.model import Instance, Schedule
from planning.engine.orders import Needs, by_density
from planning.engine.process import Caller, has_solver
from planning.engine.search import Annealing, Found, decoded
from planning.engine.sheet import Board, sheet_of

Tell = Callable[[float, float, str], None]
"""Seconds, net present value, layer."""

SEARCH_SHARE = 0.3
"""Of the time goes to local search where slices follow; on large instances less."""
USUAL = 1000
"""Activities from which on it is less in proportion: what slices gain in a second stays the same,
what a change of the order gains does not."""
LEAST_S = 4.0
"""With less time than that there are no slices: children take a second to start."""
ORDERS_PER_SLICE = 200
"""With a work limit: one slice for so many orders."""
GRACE_S = 5.0
"""Seconds a searching child may be late."""
PATIENCE_S = 3600.0
"""The same where work is limited, not time."""


class NoPlanError(ValueError):
    """No order that was tried fits before the horizon."""


@dataclass(slots=True)
class Progress:
    """The clock, the improvements so far and the children that help."""

    seconds: float
    work_limit: int | None
    tell: Tell | None
    seed: int
    children: list[Caller]
    begun: float = field(default_factory=time.perf_counter)
    history: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])
    source: str = ""
    best: float = float("-inf")

    def passed(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.begun

    def left(self) -> float:
        """Seconds until the end."""
        return self.seconds - self.passed()

    def better(self, worth: float, source: str) -> None:
        """Note an improvement."""
        if worth <= self.best:
            return
        self.best, self.source = worth, source
        self.history.append((self.passed(), worth))
        if self.tell:
            self.tell(*self.history[-1], source)


@dataclass(frozen=True, slots=True)
class Slot:
    """What one run of the layers may spend, and what its worth adds to in the whole plan."""

    seconds: float
    work_limit: int | None
    elsewhere: float = 0.0
    """Worth of what the run does not touch."""


def first(needs: Needs) -> Found:
    """Return the plan of the densest order; where it does not fit, of another one."""
    order = by_density(needs)
    longest = sorted(order, key=lambda number: -len(needs.of(number)))
    for tried in (order, longest, order[::-1], []):
        found = decoded(needs, tried)
        if found:
            return found
    raise NoPlanError(_where(needs, order))


def warmed(needs: Needs, schedule: Schedule) -> Found:
    """Return the order of a valid schedule, and its board or that of the order if better."""
    ends = [s + d for s, d in zip(schedule.starts, schedule.durations, strict=True)]
    board = board_of(needs.sheet, schedule.starts, ends)
    early = needs.sheet.empty()
    place = {number: at for at, number in enumerate(needs.sheet.order)}
    by_start = sorted(place, key=lambda number: (schedule.starts[number], place[number]))
    if fill(needs.sheet, early, by_start) and early.worth > board.worth:
        board = early
    return Found(sorted(needs.valued, key=ends.__getitem__), board)


def layered(needs: Needs, found: Found, slot: Slot, progress: Progress) -> Board:
    """Return the best board after local search and slices."""
    begun = time.perf_counter()
    sliced = has_solver() and (slot.work_limit is not None or slot.seconds >= LEAST_S)
    many = max(1.0, len(needs.sheet.rows) / USUAL)
    share = SEARCH_SHARE / many if sliced else 1.0
    board = _searched(needs, found, slot, slot.seconds * share, progress).board
    if not sliced or not needs.valued:
        return board
    limit = slot.work_limit
    return Search(
        needs=needs,
        board=board,
        children=progress.children,
        chance=random.Random(progress.seed),  # noqa: S311 - no secret
        remaining=lambda: slot.seconds - (time.perf_counter() - begun),
        slices=None if limit is None else -(-limit // ORDERS_PER_SLICE),
        tell=lambda worth: progress.better(slot.elsewhere + worth, "slices"),
    ).run()


def _where(needs: Needs, order: Sequence[int]) -> str:
    board = needs.sheet.empty()
    for number in needs.sequence(order):
        if not fill(needs.sheet, board, (number,)):
            name = needs.sheet.instance.activities[number].name
            return f"{name}: fits nowhere before period {needs.sheet.horizon}"
    return "no plan"


def _searched(needs: Needs, found: Found, slot: Slot, seconds: float, progress: Progress) -> Found:
    """Search in this process and in all children but one, each with its own seed."""
    limit, seed, instance = slot.work_limit, progress.seed, needs.sheet.instance
    others = progress.children[1:]
    for place, other in enumerate(others, 1):
        other.ask("layers:searched", instance, found.order, seconds, limit, seed + place)

    def tell(worth: float) -> None:
        progress.better(slot.elsewhere + worth, "local search")

    orders = [_annealed(needs, found.order, seconds, limit, seed, tell)]
    orders += [other.answer(GRACE_S if limit is None else PATIENCE_S) for other in others]
    best = found
    for order in orders:
        theirs = decoded(needs, order) if order else None
        if theirs and theirs.worth > best.worth:
            best = theirs
            tell(best.worth)
    return best


def searched(
    instance: Instance, order: list[int], seconds: float, limit: int | None, seed: int
) -> list[int] | None:
    """Search from an order and return the best one; for a child process."""
    return _annealed(Needs(sheet_of(instance)), order, seconds, limit, seed, None)


def _annealed(
    needs: Needs,
    order: list[int],
    seconds: float,
    limit: int | None,
    seed: int,
    tell: Callable[[float], None] | None,
) -> list[int] | None:
    begun = time.perf_counter()

    def clock(tried: int) -> float:
        if limit is not None:
            return tried / limit if limit else 1.0
        return (time.perf_counter() - begun) / seconds if seconds > 0 else 1.0

    search = Annealing(needs, order, random.Random(seed))  # noqa: S311 - no secret
    found = search.run(clock, tell)
    return found.order if found else None
