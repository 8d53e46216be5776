"""The CP-SAT model of a slice; loaded in child processes only."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from planning.engine.slices import Answer, Job, Lesson, Load, Slice, Stretch

PRECISION = 1000.0
"""Worth and money are counted in thousandths."""


class Model:
    """Builds the model; `solve` may be called once."""

    def __init__(self, part: Slice) -> None:
        self._cp: Any = importlib.import_module("ortools.sat.python.cp_model")
        self._model: Any = self._cp.CpModel()
        self._part = part
        self._objective: list[Any] = []
        self._spent: list[list[tuple[Any, int]]] = [[] for _ in part.left]
        self._starts: list[Any] = []
        self._lengths: list[Any] = []
        self._ends: list[Any] = []
        self._modes: list[list[tuple[int, Any]]] = []
        for job in part.jobs:
            self._add(job)
        for before, after, lag in part.links:
            self._model.add(self._starts[after] >= self._ends[before] + lag)
        self._intervals = [
            self._model.new_interval_var(start, length, end, "")
            for start, length, end in zip(self._starts, self._lengths, self._ends, strict=True)
        ]
        for load in part.loads:
            self._limit(load)
        for lesson in part.lessons:
            self._teach(lesson)
        self._afford()
        self._model.maximize(sum(self._objective))

    def solve(self, effort: float, seconds: float, seed: int) -> Answer | None:
        """Search with one thread for so much deterministic effort."""
        solver: Any = self._cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = effort
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.random_seed = seed
        solver.parameters.symmetry_level = 0
        solver.parameters.linearization_level = 0  # a third less time for the same gain
        status = solver.solve(self._model)
        if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            return None
        return Answer(
            tuple(solver.value(start) for start in self._starts),
            tuple(solver.value(length) for length in self._lengths),
            bool(status == self._cp.OPTIMAL),
            float(solver.response_proto.deterministic_time),
        )

    def _add(self, job: Job) -> None:
        every = ends = 0
        for length, mask, _ in job.modes:
            every |= mask
            ends |= mask << length
        start = self._number(every, job.start)
        if len(job.modes) == 1:
            length_: Any = job.modes[0][0]
            end: Any = start + length_
            self._modes.append([(job.modes[0][2], 1)])
        else:
            length_, end = self._several(job, start, ends)
        self._starts.append(start)
        self._lengths.append(length_)
        self._ends.append(end)
        if job.cost:
            self._pay(job, start, every)
        if job.value:
            self._earn(job, end, ends)

    def _several(self, job: Job, start: Any, ends: int) -> tuple[Any, Any]:
        """Duration and end of a job that may have learned."""
        lengths = 0
        modes: list[tuple[int, Any]] = []
        for length, mask, known in job.modes:
            lengths |= 1 << length
            literal = self._literal(length == job.length)
            self._within(start, mask, literal)
            modes.append((known, literal))
        self._model.add_exactly_one([literal for _, literal in modes])
        self._modes.append(modes)
        length_ = self._number(lengths, job.length)
        for (length, _, _), (_, literal) in zip(job.modes, modes, strict=True):
            self._model.add(length_ == length).only_enforce_if(literal)
        end = self._number(ends, job.start + job.length)
        self._model.add(end == start + length_)
        return length_, end

    def _pay(self, job: Job, start: Any, mask: int) -> None:
        cost = int(job.cost * PRECISION + 0.999)
        stretches = _touched(self._part.payments, mask)
        literals = self._in_one(stretches, job.start)
        for stretch, literal in zip(stretches, literals, strict=True):
            self._objective.append(-round(job.cost * stretch.worth * PRECISION) * literal)
            if len(stretches) > 1:
                self._within(start, mask & _window(stretch), literal)
            if self._part.left:
                self._spent[stretch.bucket].append((literal, cost))

    def _earn(self, job: Job, end: Any, mask: int) -> None:
        now = job.start + job.length
        stretches = _touched(self._part.earnings, mask)
        literals = self._in_one(stretches, now)
        terms: list[Any] = []
        for stretch, literal in zip(stretches, literals, strict=True):
            worth = round(job.value * stretch.worth * PRECISION)
            slope = round(job.value * stretch.slope * PRECISION)
            span = stretch.last - stretch.first
            if len(stretches) == 1:
                self._objective.append(worth - slope * (end - stretch.first))
                return
            self._objective.append(worth * literal)
            terms.append(stretch.first * literal)
            if span:
                inside = stretch.first <= now <= stretch.last
                offset: Any = self._model.new_int_var(0, span, "")
                self._model.add_hint(offset, now - stretch.first if inside else 0)
                self._model.add(offset <= span * literal)
                self._objective.append(-slope * offset)
                terms.append(offset)
        self._model.add(end == sum(terms))

    def _in_one(self, stretches: Sequence[Stretch], now: int) -> list[Any]:
        """A literal for each stretch, one of them true."""
        if len(stretches) == 1:
            return [1]
        literals = [self._literal(each.first <= now <= each.last) for each in stretches]
        self._model.add_exactly_one(literals)
        return literals

    def _afford(self) -> None:
        for left, spent in zip(self._part.left, self._spent, strict=True):
            limit = int(left * PRECISION + 1e-3)
            if sum(cost for _, cost in spent) > limit:
                self._model.add(sum(cost * literal for literal, cost in spent) <= limit)

    def _limit(self, load: Load) -> None:
        """A cumulative of constant height: what is taken already are fixed intervals."""
        height = max(load.free)
        intervals = [self._intervals[job] for job, _ in load.takes]
        demands = [units for _, units in load.takes]
        first = 0
        for period in range(1, len(load.free) + 1):
            if period < len(load.free) and load.free[period] == load.free[first]:
                continue
            if load.free[first] < height:
                intervals.append(self._model.new_fixed_size_interval_var(first, period - first, ""))
                demands.append(height - load.free[first])
            first = period
        self._model.add_cumulative(intervals, demands, height)

    def _teach(self, lesson: Lesson) -> None:
        """Short durations need so many finished before."""
        jobs = self._part.jobs
        for job in lesson.jobs:
            for known, literal in self._modes[job]:
                if not known:
                    continue
                mask = next(mode[1] for mode in jobs[job].modes if mode[2] == known)
                at = (mask & -mask).bit_length() - 1
                missing = known - sum(1 for end in lesson.finishes if end <= at)
                if missing > 0:
                    later = [end for end in lesson.finishes if end > at][:missing]
                    terms = [self._from(job, end) for end in later]
                    terms += [self._before(o, job) for o in lesson.jobs if o != job]
                    condition = self._model.add(sum(terms) >= missing)
                    if not isinstance(literal, int):
                        condition.only_enforce_if(literal)
        for period, count in lesson.wanted:
            terms = [self._done(job, period) for job in lesson.jobs]
            self._model.add(sum(terms) >= count)

    def _from(self, job: int, period: int) -> Any:
        """Literal: the job starts in this period or later."""
        literal = self._literal(self._part.jobs[job].start >= period)
        self._model.add(self._starts[job] >= period).only_enforce_if(literal)
        return literal

    def _done(self, job: int, period: int) -> Any:
        """Literal: the job is finished by then."""
        now = self._part.jobs[job]
        literal = self._literal(now.start + now.length <= period)
        self._model.add(self._ends[job] <= period).only_enforce_if(literal)
        return literal

    def _before(self, other: int, job: int) -> Any:
        """Literal: the other is finished when the job starts."""
        was, now = self._part.jobs[other], self._part.jobs[job]
        literal = self._literal(was.start + was.length <= now.start)
        self._model.add(self._ends[other] <= self._starts[job]).only_enforce_if(literal)
        return literal

    def _literal(self, hint: bool) -> Any:
        literal: Any = self._model.new_bool_var("")
        self._model.add_hint(literal, hint)
        return literal

    def _number(self, mask: int, hint: int) -> Any:
        number: Any = self._model.new_int_var_from_domain(self._domain(mask), "")
        self._model.add_hint(number, hint)
        return number

    def _within(self, what: Any, mask: int, literal: Any) -> None:
        condition = self._model.add_linear_expression_in_domain(what, self._domain(mask))
        condition.only_enforce_if(literal)

    def _domain(self, mask: int) -> Any:
        bits = f"{mask:b}"[::-1]
        return self._cp.Domain.from_values([at for at, bit in enumerate(bits) if bit == "1"])


def _window(stretch: Stretch) -> int:
    return ((1 << (stretch.last - stretch.first + 1)) - 1) << stretch.first


def _touched(stretches: Sequence[Stretch], mask: int) -> list[Stretch]:
    return [stretch for stretch in stretches if mask & _window(stretch)]
