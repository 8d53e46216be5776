"""Shortest schedules in layers, each of which leaves a valid schedule behind.

Serial rules give the first schedule, crossing of justified schedules improves it, and beside that
a child process proves with CP-SAT that nothing is shorter, or finds it. Bounds come from links,
calendars and work at once and from the child later; when schedule and bound meet, it is proved.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import islice

from planning.engine.check import broken_rules
from planning.engine.exact import Exact, Report, available
from planning.engine.frame import Frame, frame_of, schedule_of
from planning.engine.genetic import Population
from planning.engine.lower import lower_bound
from planning.engine.model import Instance, Result, Schedule
from planning.engine.packed import Timing
from planning.engine.sampling import Decoder, decoder_of, in_order, priorities, sampled
from planning.engine.serial import parallel, serial

Tell = Callable[[float, float], None]
"""Called with the best makespan and the bound whenever one of them gets better."""

WARM_UP = 0.03
"""Part of the time in which schedules are crossed before the exact solver is asked."""
FIRST_SLICE_S = 4.0
"""The exact solver is asked anew, with what is best by then, after this and twice as long again."""
STEPS_AT_ONCE = 10
LEAST_EXACT_S = 1.0
"""A child takes half a second to start; shorter searches do without."""
DETERMINISTIC_PER_STEP = 1 / 2000
"""Deterministic seconds of the exact solver per unit of the work limit."""


class NoScheduleError(Exception):
    """No schedule was found before the horizon; `proved` where there is none."""

    def __init__(self, message: str, *, proved: bool) -> None:
        super().__init__(message)
        self.proved = proved


class Search:
    """The best schedule so far, its bound, and the clock."""

    def __init__(self, frame: Frame, seconds: float, tell: Tell | None) -> None:
        self.frame = frame
        self.best: Schedule | None = None
        self.source = ""
        self.bound = lower_bound(frame)
        self.history: list[tuple[float, float]] = []
        self._tell = tell
        self._started = time.monotonic()
        self._seconds = seconds

    @property
    def elapsed_s(self) -> float:
        """Since the search began."""
        return time.monotonic() - self._started

    @property
    def left_s(self) -> float:
        """Until the limit."""
        return self._seconds - self.elapsed_s

    @property
    def upper(self) -> int:
        """The best makespan; one more than the horizon while there is none."""
        return self.frame.horizon + 1 if self.best is None else int(self.best.objective)

    @property
    def proved(self) -> bool:
        """Nothing is shorter than the best."""
        return self.best is not None and self.upper <= self.bound

    @property
    def over(self) -> bool:
        """Proved or out of time."""
        return self.proved or self.left_s <= 0

    def offer(self, schedule: Schedule | None, source: str) -> None:
        """Keep a schedule if it is shorter and breaks no rule."""
        if schedule is None or schedule.objective >= self.upper:
            return
        if broken_rules(self.frame.instance, schedule):
            return
        self.best, self.source = schedule, source
        self.history.append((self.elapsed_s, schedule.objective))
        self._report()

    def raise_bound(self, bound: int) -> None:
        """Take over a proved bound."""
        if bound > self.bound:
            self.bound = bound
            self._report()

    def result(self) -> Result:
        """Return what was found; raise `NoScheduleError` if nothing was."""
        if self.best is None:
            proved = self.bound > self.frame.horizon
            raise NoScheduleError(
                f"{self.frame.instance.name}: no schedule "
                f"{'fits' if proved else 'found that fits'} into {self.frame.horizon} periods",
                proved=proved,
            )
        return Result(
            self.best, float(min(self.bound, self.upper)), self.proved, self.source,
            tuple(self.history),
        )  # fmt: skip

    def _report(self) -> None:
        if self._tell is not None and self.best is not None:
            self._tell(self.best.objective, float(min(self.bound, self.upper)))


def solve(
    instance: Instance,
    *,
    seconds: float,
    workers: int = 2,
    seed: int = 7,
    work_limit: int | None = None,
    tell: Tell | None = None,
    exact: bool = True,
) -> Result:
    """Return the shortest schedule found in the time.

    Parameters
    ----------
    seconds
        By the clock; the first schedule comes whatever the limit.
    workers
        Processor cores to use: one crosses schedules, the others prove.
    work_limit
        Schedules to cross; the same seed and limit then give the same schedule on any machine
        that is fast enough for `seconds` not to count. The exact solver follows with one worker
        and a deterministic limit in proportion.
    exact
        Whether the exact solver may be used, if it is installed.

    Raises
    ------
    NoScheduleError
        Nothing fits before the horizon, or nothing was found that does.
    InstanceError
        The instance contradicts itself.
    """
    frame = frame_of(instance)
    search = Search(frame, seconds, tell)
    by_rules(search)
    use_exact = exact and not search.proved and available()
    if work_limit is not None:
        _limited(search, work_limit, seed, use_exact)
    elif use_exact and (seconds >= LEAST_EXACT_S or search.best is None):
        with Exact(instance, workers=workers - 1, seed=seed) as prover:
            _race(search, prover, seed)
    else:
        _cross(search, _population(search, seed, seconds), None)
    return search.result()


def by_rules(search: Search) -> None:
    """Offer what the priority rules give, serially, in parallel and justified."""
    frame = search.frame
    decoder = decoder_of(frame)
    for rule, priority in priorities(frame).items():
        order = in_order(frame, priority)
        if search.best is None:
            search.offer(serial(frame, order), f"serial, {rule}")
        elif search.left_s <= 0:
            return
        timing = decoder.forward(order)
        if timing is not None:
            search.offer(_schedule(frame, decoder.justified(timing)), f"serial, {rule}")
        if search.proved:
            return
    if search.best is None:
        search.offer(parallel(frame, priorities(frame)["latest start"]), "parallel, latest start")


def _schedule(frame: Frame, timing: Timing) -> Schedule:
    starts, finishes = timing
    return schedule_of(frame, starts, list(map(int.__sub__, finishes, starts)))


def _population(search: Search, seed: int, seconds: float, children: int = 0) -> Population:
    """A population as large as the time suits, by the measured time of a child."""
    chance = random.Random(seed)  # noqa: S311 - a search, not a secret
    decoder: Decoder = decoder_of(search.frame)
    if not children:
        started = time.perf_counter()
        orders = sampled(search.frame, priorities(search.frame)["latest finish"], chance)
        for order in islice(orders, 3):
            timing = decoder.forward(order)
            if timing is not None:
                decoder.justified(timing)
        children = int(seconds * 3 / max(1e-6, time.perf_counter() - started))
    return Population(search.frame, decoder, chance, children)


def _cross(search: Search, population: Population, until_s: float | None) -> None:
    """Cross schedules until a time since the start, or the end."""
    while not search.over and (until_s is None or search.elapsed_s < until_s):
        for _ in range(STEPS_AT_ONCE):
            population.step()
        _take(search, population)


def _take(search: Search, population: Population) -> None:
    best = population.best
    if best is not None and best.makespan < search.upper:
        search.offer(_schedule(search.frame, best.timing), "crossing")


def _race(search: Search, prover: Exact, seed: int) -> None:
    """Cross here and prove there, each told what the other finds."""
    population = _population(search, seed, search.left_s)
    _cross(search, population, search.elapsed_s + WARM_UP * search.left_s)
    slice_s = FIRST_SLICE_S
    while not search.over:
        if not prover.busy and prover.alive:
            prover.ask(search.bound, search.upper - 1, min(slice_s, search.left_s))
            slice_s *= 2
        for _ in range(STEPS_AT_ONCE):
            population.step()
        _take(search, population)
        while (report := prover.hear()) is not None:
            _hear(search, report, population)


def _hear(search: Search, report: Report, population: Population | None) -> None:
    if report.bound is not None:
        search.raise_bound(min(report.bound, search.upper))
    if report.starts:
        schedule = schedule_of(search.frame, report.starts, report.lengths)
        if schedule.objective < search.upper:
            search.offer(schedule, "exact")
            if population is not None:
                finishes = list(map(int.__add__, report.starts, report.lengths))
                population.add((list(report.starts), finishes))


def _limited(search: Search, work_limit: int, seed: int, use_exact: bool) -> None:
    """Cross a number of schedules, then prove within a deterministic limit, one after the other."""
    population = _population(search, seed, 0.0, children=max(1, work_limit))
    for _ in range(work_limit):
        if search.over:
            return
        population.step()
        _take(search, population)
    if not use_exact:
        return
    with Exact(search.frame.instance, workers=1, seed=seed) as prover:
        prover.ask(
            search.bound,
            search.upper - 1,
            search.left_s,
            deterministic=work_limit * DETERMINISTIC_PER_STEP,
        )
        while prover.busy and not search.over:
            report = prover.hear(min(0.5, max(0.01, search.left_s)))
            if report is not None:
                _hear(search, report, None)
