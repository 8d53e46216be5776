"""The exact model in OR-Tools' CP-SAT; it runs in a child process only.

Start variables have the allowed periods as domain, cut by links to what can still be shorter than
the best known schedule, so that most calendars and links cost the solver nothing.
"""

from __future__ import annotations

import importlib
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from planning.engine.frame import Frame, frame_of
from planning.engine.model import Instance
from planning.engine.process import Line, Message
from planning.engine.sampling import heads_of

MONEY = 10_000
"""Budget is counted in parts of one; costs are rounded up, the budget down."""


@dataclass(frozen=True, slots=True)
class Request:
    """Find a schedule no longer than `upper`, or prove that there is none."""

    instance: Instance
    lower: int
    upper: int
    seconds: float
    workers: int
    seed: int
    hint: tuple[int, ...] = ()
    """Starts."""
    deterministic: float = 0.0
    """Limit of deterministic time; 0: none, only `seconds` count."""
    options: tuple[tuple[str, object], ...] = ()
    """More parameters of the solver."""
    decide: bool = False
    """Only whether there is a schedule no longer than `upper`, not the shortest."""


def serve(request: Request, line: Line) -> None:
    """Solve; tell every schedule found, every better bound, and at last the status.

    Messages: `starts` with `lengths`; `bound`; `status` (`OPTIMAL`, `FEASIBLE`, `INFEASIBLE`,
    `UNKNOWN`) with `bound`.
    """
    tell = line.tell
    cp_model: Any = importlib.import_module("ortools.sat.python.cp_model")
    model = Model(cp_model, frame_of(request.instance), request.lower, request.upper)
    if model.impossible:
        tell({"status": "INFEASIBLE", "bound": request.upper + 1})
        return
    for start, value in zip(model.starts, request.hint or [], strict=False):
        model.cp.add_hint(start, value)
    if request.decide:
        model.cp.clear_objective()
    solver: Any = cp_model.CpSolver()
    _set(solver.parameters, request)

    def found(callback: Any) -> None:
        tell(model.solution(callback.value))

    base: Any = cp_model.CpSolverSolutionCallback
    listener: Any = type("Listener", (base,), {"on_solution_callback": found})()

    def bounded(bound: float) -> None:
        tell({"bound": round(bound)})

    solver.best_bound_callback = bounded
    line.when_stopped(solver.stop_search)
    if line.stopped:
        return
    status = solver.solve(model.cp, listener)
    name = solver.status_name(status)
    if name in ("OPTIMAL", "FEASIBLE"):
        tell(model.solution(solver.value))
    bound = request.lower if request.decide else round(solver.best_objective_bound)
    bound = request.upper + 1 if name == "INFEASIBLE" else bound
    tell({"status": name, "bound": bound})


def _set(parameters: Any, request: Request) -> None:
    parameters.num_workers = request.workers
    parameters.random_seed = request.seed
    parameters.max_time_in_seconds = request.seconds
    if request.deterministic:
        parameters.max_deterministic_time = request.deterministic
        parameters.interleave_search = request.workers > 1
    for name, value in request.options:
        if isinstance(value, tuple):
            getattr(parameters, name).extend(value)
        else:
            setattr(parameters, name, value)


class Model:
    """Variables and constraints of an instance; minimises the makespan."""

    def __init__(self, cp_model: Any, frame: Frame, lower: int, upper: int) -> None:
        self.frame = frame
        self.cp: Any = cp_model.CpModel()
        self._cp_model = cp_model
        self.starts: list[Any] = []
        self._ends: list[Any] = []
        self._modes: dict[int, list[Any]] = {}
        self._intervals: list[list[tuple[Any, int]]] = []
        self.impossible = False
        self.makespan = self.cp.new_int_var(lower, upper, "")
        heads = heads_of(frame)
        for number in range(frame.count):
            latest = upper - frame.tails[number]
            window = _between(sum_of(frame.starts[number]), heads[number], latest)
            if not window:
                self.impossible = True
                return
            self._add_activity(number, window)
        self._add_links()
        self._add_resources(upper)
        self._add_budget()
        self._add_learning()
        self.cp.minimize(self.makespan)

    def solution(self, value: Callable[[Any], int]) -> Message:
        """Return starts and durations by what the solver says of variables."""
        lengths = [
            lengths[0]
            if number not in self._modes
            else next(
                length
                for length, mode in zip(lengths, self._modes[number], strict=True)
                if value(mode)
            )
            for number, lengths in enumerate(self.frame.durations)
        ]
        return {"starts": [int(value(start)) for start in self.starts], "lengths": lengths}

    def _add_activity(self, number: int, window: int) -> None:
        lengths = self.frame.durations[number]
        start = self.cp.new_int_var_from_domain(self._domain(window), "")
        self.starts.append(start)
        if len(lengths) == 1:
            interval = self.cp.new_fixed_size_interval_var(start, lengths[0], "")
            self._intervals.append([(interval, lengths[0])])
            self._ends.append(start + lengths[0])
            return
        modes = [self.cp.new_bool_var("") for _ in lengths]
        self.cp.add_exactly_one(modes)
        self._modes[number] = modes
        intervals: list[tuple[Any, int]] = []
        for mode, length, mask in zip(modes, lengths, self.frame.starts[number], strict=True):
            allowed = mask & window
            if not allowed:
                self.cp.add(mode == 0)
                continue
            self.cp.add_linear_expression_in_domain(start, self._domain(allowed)).only_enforce_if(
                mode
            )
            fixed = self.cp.new_optional_fixed_size_interval_var(start, length, mode, "")
            intervals.append((fixed, length))
        self._intervals.append(intervals)
        self._ends.append(
            start + sum(length * mode for length, mode in zip(lengths, modes, strict=True))
        )

    def _add_links(self) -> None:
        for number, links in enumerate(self.frame.predecessors):
            for before, lag in links:
                self.cp.add(self.starts[number] >= self._ends[before] + lag)
            if not self.frame.successors[number] or any(
                lag < 0 for _, lag in self.frame.successors[number]
            ):
                self.cp.add(self.makespan >= self._ends[number])

    def _add_resources(self, upper: int) -> None:
        users: dict[int, list[tuple[Any, int]]] = defaultdict(list)
        total: dict[int, int] = defaultdict(int)
        for number, wanted in enumerate(self.frame.demands):
            for what, units in wanted:
                total[what] += units
                users[what] += [(interval, units) for interval, _ in self._intervals[number]]
        for what, taken in users.items():
            profile = self.frame.capacities[what][: max(1, upper)]
            most = max(profile)
            if total[what] <= min(profile):
                continue
            for first, last, free in _stretches(profile):
                if free < most:
                    dip = self.cp.new_fixed_size_interval_var(first, last - first, "")
                    taken = [*taken, (dip, most - free)]
            self.cp.add_cumulative([i for i, _ in taken], [units for _, units in taken], most)

    def _add_budget(self) -> None:
        instance = self.frame.instance
        if not instance.budget:
            return
        paid: list[list[Any]] = [[] for _ in instance.budget]
        for number, act in enumerate(instance.activities):
            if not act.cost:
                continue
            choices: list[Any] = []
            for bucket, mask in enumerate(_buckets(instance)):
                here = self.cp.new_bool_var("")
                choices.append(here)
                paid[bucket].append(math.ceil(act.cost * MONEY - 1e-6) * here)
                if allowed := mask & sum_of(self.frame.starts[number]):
                    self.cp.add_linear_expression_in_domain(
                        self.starts[number], self._domain(allowed)
                    ).only_enforce_if(here)
                else:
                    self.cp.add(here == 0)
            self.cp.add_exactly_one(choices)
        for terms, money in zip(paid, instance.budget, strict=True):
            self.cp.add(sum(terms) <= math.floor(money * MONEY + 1e-6))

    def _add_learning(self) -> None:
        """The time of a family's k-th finish is a variable; shorter durations start after it."""
        members: dict[int, list[int]] = defaultdict(list)
        for number in self._modes:
            members[self.frame.instance.activities[number].family].append(number)
        family_of = [act.family for act in self.frame.instance.activities]
        for family, learners in members.items():
            teachers = [n for n, of in enumerate(family_of) if of == family and family >= 0]
            most = max(len(self._modes[number]) for number in learners)
            for known in range(1, most):
                modes = [self._modes[n][known] for n in learners if known < len(self._modes[n])]
                if known > len(teachers):
                    self.cp.add(sum(modes) == 0)
                    continue
                when = self.cp.new_int_var(0, self.frame.horizon, "")
                done = [self.cp.new_bool_var("") for _ in teachers]
                self.cp.add(sum(done) >= known)
                for number, finished in zip(teachers, done, strict=True):
                    self.cp.add(self._ends[number] <= when).only_enforce_if(finished)
                for number in learners:
                    if known < len(self._modes[number]):
                        mode = self._modes[number][known]
                        self.cp.add(self.starts[number] >= when).only_enforce_if(mode)

    def _domain(self, mask: int) -> Any:
        return self._cp_model.Domain.from_intervals(intervals_of(mask))


def intervals_of(mask: int) -> list[list[int]]:
    """Return the runs of set bits as first and last."""
    runs: list[list[int]] = []
    at = 0
    while mask:
        skip = (mask & -mask).bit_length() - 1
        mask >>= skip
        run = (~mask & (mask + 1)).bit_length() - 1
        runs.append([at + skip, at + skip + run - 1])
        mask >>= run
        at += skip + run
    return runs


def sum_of(masks: Sequence[int]) -> int:
    """Return the bits that any of the masks has."""
    every = 0
    for mask in masks:
        every |= mask
    return every


def _between(mask: int, first: int, last: int) -> int:
    return (mask & ((1 << (last + 1)) - 1)) >> first << first if last >= first else 0


def _stretches(profile: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """First period, the one behind the last, and the capacity of stretches of equal capacity."""
    edges = [n for n in range(1, len(profile)) if profile[n] != profile[n - 1]]
    return [
        (first, last, profile[first])
        for first, last in zip([0, *edges], [*edges, len(profile)], strict=True)
    ]


def _buckets(instance: Instance) -> list[int]:
    """By bucket the mask of its periods; a start at the very end counts to the last period."""
    masks = [0] * len(instance.budget)
    for period, bucket in enumerate(instance.bucket):
        masks[bucket] |= 1 << period
    if instance.bucket:
        masks[instance.bucket[-1]] |= 1 << instance.horizon
    return masks
