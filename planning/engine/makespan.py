"""Shortest schedules in layers, each of which leaves a valid schedule behind.

Serial rules give the first schedule, crossing of justified schedules improves it, and beside that
a child process proves with CP-SAT that nothing is shorter, or finds it. Bounds come from links,
calendars and work at once and from the child later; when schedule and bound meet, it is proved.
"""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from enum import Enum, auto
from itertools import islice

from planning.engine.exact import Exact, Report
from planning.engine.frame import Frame, frame_of, schedule_of
from planning.engine.genetic import Population
from planning.engine.incumbent import Clock, NoScheduleError, Search, Tell
from planning.engine.island import TARGET, Settlers
from planning.engine.model import Instance, Result, Schedule
from planning.engine.packed import Timing
from planning.engine.process import Child, has_solver
from planning.engine.sampling import Decoder, decoder_of, in_order, priorities, sampled
from planning.engine.serial import parallel, serial

__all__ = ["NoScheduleError", "solve"]

WARM_UP = 0.03
"""Part of the time in which schedules are crossed before the exact solver is asked."""
PATIENCE_S = 1.0
"""A question about a makespan that crossing undercuts goes on so long, twice as long the next time,
before the better one is asked: what the solver learned is lost with it."""
NEAR = 6.0
"""Divided by the number of activities the part of the makespan that a bound may be away if a proof
is hoped for: a tenth with 60 activities, a twentieth with 120. Crossing ends within a third of it.
"""
SMALL = 40
"""Up to so many activities there is always hope."""
FAR_AFTER = 0.2
"""When it has had this part of the time for itself, a bound that is not near ends the proof; so
does a prover that has not spoken up in the first half."""
SETTLED_SMALL = 0.15
SETTLED = 1 / 3
"""After this part of the time crossing ends for the sake of a very near bound where it has found
nothing in half of what passed; of small instances after `SETTLED_SMALL` of it."""
LONGEST_S = 1e6
"""The prover's own limit: none, it is stopped from here."""
STEPS_AT_ONCE = 10
LEAST_EXACT_S = 1.0
"""A child takes half a second to start; shorter searches do without."""
DETERMINISTIC_PER_STEP = 1 / 2000
"""Deterministic seconds of the exact solver per unit of the work limit."""
DECIDING = (("linearization_level", 0),)
"""Without an objective hard proofs take half the time; but nothing is known until the end."""
DECIDER = 100
"""Its seed."""
PROVING = (("linearization_level", 0), ("use_objective_lb_search", True))
"""Measured on closed files of 60 activities: without the linear relaxation proofs come sooner."""


def solve(
    instance: Instance,
    *,
    seconds: float,
    workers: int = 2,
    seed: int = 7,
    work_limit: int | None = None,
    tell: Tell | None = None,
    exact: bool = True,
    clock: Clock = time.monotonic,
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
    clock
        What counts as time, in seconds.

    Raises
    ------
    NoScheduleError
        Nothing fits before the horizon, or nothing was found that does.
    InstanceError
        The instance contradicts itself.
    """
    frame = frame_of(instance)
    search = Search(frame, seconds, tell, clock)
    by_rules(search)
    use_exact = exact and not search.proved and has_solver()
    if work_limit is not None:
        _limited(search, work_limit, seed, use_exact)
    elif use_exact and (seconds >= LEAST_EXACT_S or search.best is None):
        _race(search, seed, workers)
    elif not search.over:
        others = workers - 1 if seconds >= LEAST_EXACT_S else 0
        _islands(search, _population(search, seed, seconds), seed, others)
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
        _cross_once(search, population)


def _cross_once(search: Search, population: Population) -> None:
    for _ in range(STEPS_AT_ONCE):
        population.step()
    _take(search, population)


def _take(search: Search, population: Population) -> None:
    best = population.best
    if best is not None and best.makespan < search.upper:
        search.offer(_schedule(search.frame, best.timing), "crossing")


class _Stage(Enum):
    """What the cores do."""

    BOTH = auto()
    """Cross schedules and prove."""
    PROVE = auto()
    CROSS = auto()


def _stage(search: Search, workers: int, heard_s: float | None) -> _Stage:
    """Both at first; then what still promises something. `heard_s`: when the prover first spoke."""
    now = search.elapsed_s
    whole = max(1e-9, now + search.left_s)
    away = search.frame.count * (search.upper - search.bound) / max(1, search.upper)
    small = search.frame.count <= SMALL
    far = away > NEAR and not small
    if far and search.best is not None:
        proving_s = max(now - whole / 2, 0.0 if heard_s is None else now - heard_s)
        if proving_s > FAR_AFTER * whole:
            return _Stage.CROSS
    found = search.history[-1][0] if search.history else now
    settled = now > (SETTLED_SMALL if small else SETTLED) * whole and found < now / 2
    if settled and (small or 3 * away <= NEAR):
        return _Stage.PROVE
    return _Stage.PROVE if workers == 1 and now > whole / 2 else _Stage.BOTH


def _race(search: Search, seed: int, workers: int) -> None:
    """Cross here and prove in a child; then give all workers to one of the two."""
    population = _population(search, seed, search.left_s)
    with Exact(search.frame.instance, seed=seed) as prover:
        proof = _Proof(search, prover)
        _cross(search, population, search.elapsed_s + WARM_UP * search.left_s)
        heard_s: float | None = None
        while (stage := _stage(search, workers, heard_s)) is _Stage.BOTH:
            if search.over or not prover.alive:
                break
            if workers > 1:
                proof.go_on(workers - 1)
            _cross_once(search, population)
            while (report := prover.hear()) is not None:
                heard_s = search.elapsed_s if heard_s is None else heard_s
                _hear(search, report, population)
        if not search.over and stage is _Stage.PROVE:
            _prove(search, proof, prover, population, workers)
    if not search.over:
        _islands(search, population, seed, workers - 1)


def _prove(
    search: Search, proof: _Proof, prover: Exact, population: Population, workers: int
) -> None:
    """Use all workers for the proof: the prover goes on, another child decides on one less."""
    if workers < 2:
        prover.stop()
    with ExitStack() as stack:
        proofs = [(proof, prover)]
        for number in range(1, min(workers, 2)):
            other = stack.enter_context(Exact(search.frame.instance, seed=DECIDER + number))
            proofs.append((_Proof(search, other, decide=True), other))
        cores = workers - len(proofs) + 1
        while not search.over and any(each.alive for _, each in proofs):
            for one, each in proofs:
                one.go_on(cores if each is prover else 1)
                report = each.hear(min(0.05, max(0.01, search.left_s)))
                while report is not None:
                    _hear(search, report, population)
                    report = each.hear()


def _islands(search: Search, population: Population, seed: int, others: int) -> None:
    """Cross here and in child processes; the best of each go into the population here."""
    with ExitStack() as stack:
        children = [stack.enter_context(Child(TARGET)) for _ in range(others)]
        expected = population.expected
        if population.made:
            expected = int(population.made * search.left_s / max(1e-9, search.elapsed_s))
        for number, child in enumerate(children, start=1):
            child.ask(Settlers(search.frame.instance, seed + number, expected, search.upper))
        while not search.over:
            _cross_once(search, population)
            for child in children:
                while (message := child.hear()) is not None:
                    starts, lengths = message.get("starts", ()), message.get("lengths", ())
                    _hear(search, Report(tuple(starts), tuple(lengths)), population, "crossing")


class _Proof:
    """Asks the prover about the best makespan, anew when that has become shorter."""

    def __init__(self, search: Search, prover: Exact, *, decide: bool = False) -> None:
        self._search = search
        self._decide = decide
        self._prover = prover
        self._asked_s = 0.0
        self._target = 0
        self._patience_s = PATIENCE_S

    def go_on(self, workers: int) -> None:
        """Keep the prover busy with a question that is worth it."""
        search, prover = self._search, self._prover
        if not prover.alive:
            return
        if not prover.busy:
            self._target = search.upper - 1
            self._asked_s = search.elapsed_s
            prover.ask(
                search.bound,
                self._target,
                LONGEST_S,
                workers=workers,
                options=DECIDING if self._decide else PROVING if workers == 1 else (),
                decide=self._decide,
            )
        elif search.upper <= self._target and search.elapsed_s > self._asked_s + self._patience_s:
            prover.stop()
            self._target = 0
            self._patience_s *= 2


def _hear(
    search: Search, report: Report, population: Population | None, source: str = "exact"
) -> None:
    if report.bound is not None:
        search.raise_bound(min(report.bound, search.upper))
    if not report.starts:
        return
    schedule = schedule_of(search.frame, report.starts, report.lengths)
    if schedule.objective < search.upper:
        search.offer(schedule, source)
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
    with Exact(search.frame.instance, seed=seed) as prover:
        prover.ask(
            search.bound,
            search.upper - 1,
            LONGEST_S,
            options=PROVING,
            deterministic=work_limit * DETERMINISTIC_PER_STEP,
        )
        while prover.busy and not search.over:
            report = prover.hear(min(0.5, max(0.01, search.left_s)))
            if report is not None:
                _hear(search, report, None)
