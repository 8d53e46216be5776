"""Schedule for money: a plan at once, better ones by layers until the time is up.

1. Serial: what earns, by value density, each with all it needs, as early as it fits.
2. Local search on that order, in every worker from another seed.
3. Slices: parts of the plan solved by CP-SAT in child processes, the rest held fixed.

Every layer starts from the best plan of the one before and can only improve it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from planning.engine.child import Child, has_solver
from planning.engine.decode import fill, schedule_of
from planning.engine.improve import Search
from planning.engine.model import Instance, Result
from planning.engine.orders import Needs, by_density
from planning.engine.search import Annealing, Found, decoded
from planning.engine.sheet import Board, sheet_of

Tell = Callable[[float, float, str], None]
"""Seconds, net present value, layer."""

SEARCH_SHARE = 0.35
"""Of the time goes to local search where slices follow."""
ORDERS_PER_SLICE = 500
"""With a work limit: one slice for so many orders."""
GRACE = 5.0
"""Seconds a child may be late."""


class NoPlanError(ValueError):
    """No order that was tried fits before the horizon."""


@dataclass(slots=True)
class Progress:
    """The clock and the improvements so far."""

    seconds: float
    work_limit: int | None
    tell: Tell | None
    begun: float = field(default_factory=time.perf_counter)
    history: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])
    source: str = ""

    def passed(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.begun

    def better(self, worth: float, source: str) -> None:
        """Note an improvement."""
        self.source = source
        self.history.append((self.passed(), worth))
        if self.tell:
            self.tell(*self.history[-1], source)


def solve(
    instance: Instance,
    *,
    seconds: float,
    workers: int = 2,
    seed: int = 7,
    work_limit: int | None = None,
    tell: Tell | None = None,
) -> Result:
    """Return the best plan found in the time.

    Parameters
    ----------
    seconds
        Wall time. With a work limit it does not count.
    work_limit
        Orders that each worker's local search may try; slices are limited in proportion. The
        result then depends on the instance, the seed, the workers and this alone.

    Raises
    ------
    NoPlanError
        Where no plan was found at all.
    """
    progress = Progress(seconds, work_limit, tell)
    needs = Needs(sheet_of(instance))
    found = first(needs)
    progress.better(found.worth, "serial")
    sliced = has_solver() and (work_limit is not None or seconds >= 4.0)
    until = seconds * (SEARCH_SHARE if sliced else 1.0)
    board = _searched(needs, found, progress, until, workers, seed).board
    if sliced:
        board = _sliced(needs, board, progress, workers, seed)
    return Result(
        schedule=schedule_of(needs.sheet, board.starts, board.ends),
        bound=None,
        proved=False,
        source=progress.source,
        history=tuple(progress.history),
    )


def first(needs: Needs) -> Found:
    """Return the plan of the densest order; where it does not fit, of another one."""
    order = by_density(needs)
    longest = sorted(order, key=lambda number: -len(needs.of(number)))
    for tried in (order, longest, order[::-1], []):
        found = decoded(needs, tried)
        if found:
            return Found(order, found.board) if tried is order else found
    raise NoPlanError(_where(needs, order))


def _where(needs: Needs, order: list[int]) -> str:
    board = needs.sheet.empty()
    for number in needs.sequence(order):
        if not fill(needs.sheet, board, (number,)):
            name = needs.sheet.instance.activities[number].name
            return f"{name}: fits nowhere before period {needs.sheet.horizon}"
    return "it fits"


def _sliced(needs: Needs, board: Board, progress: Progress, workers: int, seed: int) -> Board:
    limit = progress.work_limit
    return Search(
        needs=needs,
        board=board,
        workers=workers,
        chance=random.Random(seed),  # noqa: S311 - no secret
        remaining=lambda: progress.seconds - progress.passed(),
        slices=None if limit is None else -(-limit // ORDERS_PER_SLICE),
        tell=lambda worth: progress.better(worth, "slices"),
    ).run()


def _searched(
    needs: Needs, found: Found, progress: Progress, until: float, workers: int, seed: int
) -> Found:
    """Search in this process and in the other workers, each with its own seed."""
    seconds = until - progress.passed()
    others = [Child() for _ in range(workers - 1)]
    instance, limit = needs.sheet.instance, progress.work_limit
    try:
        for place, other in enumerate(others, 1):
            other.ask("value:searched", instance, found.order, seconds, limit, seed + place)
        own = _annealed(
            needs,
            found.order,
            seconds,
            limit,
            seed,
            lambda worth: progress.better(worth, "local search"),
        )
        best = own if own and own.worth > found.worth else found
        for other in others:
            order = other.answer(GRACE if limit is None else 3600.0)
            theirs = decoded(needs, order) if order else None
            if theirs and theirs.worth > best.worth + 1e-9:
                best = theirs
                progress.better(best.worth, "local search")
    finally:
        for other in others:
            other.kill()
    return best


def searched(
    instance: Instance, order: list[int], seconds: float, limit: int | None, seed: int
) -> list[int] | None:
    """Search from an order and return the best one; for a child process."""
    found = _annealed(Needs(sheet_of(instance)), order, seconds, limit, seed, None)
    return found.order if found else None


def _annealed(
    needs: Needs,
    order: list[int],
    seconds: float,
    limit: int | None,
    seed: int,
    tell: Callable[[float], None] | None,
) -> Found | None:
    begun = time.perf_counter()

    def clock(tried: int) -> float:
        if limit is not None:
            return tried / limit if limit else 1.0
        return (time.perf_counter() - begun) / seconds if seconds > 0 else 1.0

    return Annealing(needs, order, random.Random(seed)).run(clock, tell)  # noqa: S311 - no secret
