"""The exact solver: a problem in, first days out. CP-SAT improves what the serial schedule found.

Everything is repeatable: one worker, a fixed seed, and a limit in deterministic time, not in
seconds of the clock. Without ortools the serial schedule is the plan.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from planning import score as scoring
from planning.greedy import Starts, best_serial, compact
from planning.grid import Grid, Node

SEED = 7
OPTIMAL, FEASIBLE, INFEASIBLE, UNKNOWN = "optimal", "feasible", "infeasible", "unknown"
EXACT_UP_TO = 300
"""Tasks. On larger plants one model of everything finds nothing in useful time, the serial schedule
does."""
GROUPS = ("windows", "budget", "deadlines", "pins", "crews", "waves", "precedence")
"""What can be relaxed to find out which facts cannot hold together."""
Progress = Callable[[str], None]
"""Called with what is going on, in a few words."""
_SECONDS_PER_UNIT = 2.0
"""Of deterministic time on one core of a busy laptop; measured, only the limit depends on it."""


@dataclass(frozen=True, slots=True)
class Solved:
    """First days per task number, and how good they are. Empty starts: no plan was found."""

    starts: Starts
    status: str
    stuck: int | None = None
    """The task for which the serial schedule found no place."""


def solve(
    grid: Grid, objective: str, time_limit_s: float, progress: Progress | None = None
) -> Solved:
    """Return the best schedule found within the limit; never one worse than the serial one."""
    tell = progress or _silent
    if not grid.nodes:
        return Solved({}, OPTIMAL)
    tell("placing tasks one by one")
    if any(not node.starts for node in grid.nodes):
        return Solved({}, INFEASIBLE, next(n.number for n in grid.nodes if not n.starts))
    first, stuck = best_serial(grid, lambda starts: scoring.score(grid, starts, objective), SEED)
    if first is not None:
        tell("first plan found, looking for a better one")
    model = _load() if len(grid.nodes) <= EXACT_UP_TO else None
    if model is None:
        return Solved(first or {}, FEASIBLE if first else UNKNOWN, stuck)
    found, status = _Model(model, grid).minimise(objective, first, time_limit_s, tell)
    if not found:
        return Solved(first or {}, FEASIBLE if first else status, stuck)
    if objective in (scoring.VALUE, scoring.SPONSOR):
        found = compact(grid, found)
    if first and scoring.score(grid, first, objective) < scoring.score(grid, found, objective):
        found = first
    return Solved(found, status)


def can_hold(grid: Grid, groups: Iterable[str], time_limit_s: float = 5.0) -> bool | None:
    """Whether a schedule exists that respects only these groups of facts; None: not decided.

    What the groups say of single tasks (a deadline, a crew's dates) is in the grid already.
    """
    if any(not node.starts for node in grid.nodes):
        return False
    model = _load() if len(grid.nodes) <= EXACT_UP_TO else None
    if model is None:
        return None
    _, status = _Model(model, grid, frozenset(groups)).minimise("", None, time_limit_s, _silent)
    return {OPTIMAL: True, FEASIBLE: True, INFEASIBLE: False}.get(status)


def _silent(_what: str) -> None:
    return None


def _load() -> Any:
    """Return the solver's module, or None where it is not installed or does not load."""
    try:
        return importlib.import_module("ortools.sat.python.cp_model")
    except ImportError:
        return None


class _Model:
    """The CP-SAT model of a grid, with the groups of constraints that are wanted."""

    def __init__(self, cp: Any, grid: Grid, groups: frozenset[str] = frozenset(GROUPS)) -> None:
        self.cp, self.grid, self.groups = cp, grid, groups
        self.model: Any = cp.CpModel()
        self.start: list[Any] = [self._start(node) for node in grid.nodes]
        self.horizon = grid.problem.horizon_days
        if "precedence" in groups:
            self._precedence()
        if "crews" in groups:
            self._crews()
        if "windows" in groups:
            self._window_hours()
        if "budget" in groups:
            self._budget()
        if "waves" in groups:
            self._waves()

    def _start(self, node: Node) -> Any:
        domain = self.cp.Domain.from_values(list(node.starts))
        return self.model.new_int_var_from_domain(domain, node.task.task_id)

    def _end(self, number: int) -> Any:
        return self.start[number] + self.grid.nodes[number].days

    def _interval(self, node: Node) -> Any:
        return self.model.new_fixed_size_interval_var(
            self.start[node.number], node.days, f"at {node.task.task_id}"
        )

    def _precedence(self) -> None:
        for node in self.grid.nodes:
            for other in node.after:
                if not node.fixed:
                    gap = self.grid.gap(other, node.number)
                    self.model.add(self.start[node.number] >= self._end(other) + gap)

    def _crews(self) -> None:
        """A crew does one task a day; steps of one line may share it, of two lines may not."""
        by_crew: dict[str, list[Node]] = defaultdict(list)
        for node in self.grid.nodes:
            if not node.task.done:
                for crew in node.task.crews:
                    by_crew[crew].append(node)
        for nodes in by_crew.values():
            steps = [node for node in nodes if node.task.downtime_h > 0]
            room = max(1, len(steps))
            self.model.add_cumulative(
                [self._interval(node) for node in nodes],
                [1 if node in steps else room for node in nodes],
                room,
            )
            for one, other in combinations(steps, 2):
                shared = set(one.starts) & set(other.starts)
                if one.task.line != other.task.line and shared:
                    self.model.add(self.start[one.number] != self.start[other.number])

    def _window_hours(self) -> None:
        """Steps that may meet in a window together need no more hours than it has."""
        by_line: dict[str, list[Node]] = defaultdict(list)
        for node in self.grid.nodes:
            if node.task.downtime_h > 0 and not node.task.done:
                by_line[node.task.line].append(node)
        for line, nodes in by_line.items():
            at: dict[int, list[tuple[Any, Node]]] = defaultdict(list)
            for node in nodes:
                chosen: list[Any] = []
                for day in node.starts:
                    here = self.model.new_bool_var(f"{node.task.task_id} on {day}")
                    self.model.add(self.start[node.number] == day).only_enforce_if(here)
                    at[day].append((here, node))
                    chosen.append(here)
                self.model.add_exactly_one(chosen)
            for day, choices in at.items():
                window = self.grid.windows.get((line, day))
                if window is not None and len(choices) > 1:
                    used = sum(here * _minutes(node.task.downtime_h) for here, node in choices)
                    self.model.add(used <= _minutes(window.hours))

    def _budget(self) -> None:
        spent: dict[int, list[Any]] = defaultdict(list)
        for node in self.grid.nodes:
            if node.task.cost <= 0 or node.task.done:
                continue
            days: dict[tuple[int, ...], list[int]] = defaultdict(list)
            for day in node.starts:
                days[self.grid.periods(day)].append(day)
            here: list[Any] = []
            for periods, allowed in days.items():
                literal = self.model.new_bool_var(f"{node.task.task_id} in {periods}")
                domain = self.cp.Domain.from_values(allowed)
                self.model.add_linear_expression_in_domain(
                    self.start[node.number], domain
                ).only_enforce_if(literal)
                here.append(literal)
                for period in periods:
                    spent[period].append(literal * round(node.task.cost))
            self.model.add_exactly_one(here)
        for period, costs in spent.items():
            # Whole money: rounded costs may differ from exact ones by half a unit each.
            amount = int(self.grid.problem.budget[period][2] - len(costs) / 2)
            self.model.add(sum(costs) <= amount)

    def _waves(self) -> None:
        by_line: dict[str, list[Node]] = defaultdict(list)
        for node in self.grid.nodes:
            if node.wave:
                by_line[node.wave].append(node)
        limit = self.grid.problem.max_lines_at_once
        if len(by_line) <= limit:
            return
        spans: list[Any] = []
        for line, nodes in by_line.items():
            first = self.model.new_int_var(-self.horizon, self.horizon, f"{line} opens")
            last = self.model.new_int_var(-self.horizon, self.horizon * 2, f"{line} closes")
            self.model.add_min_equality(first, [self.start[n.number] for n in nodes])
            self.model.add_max_equality(last, [self._end(n.number) for n in nodes])
            size = self.model.new_int_var(0, self.horizon * 3, f"{line} is open")
            spans.append(self.model.new_interval_var(first, size, last, f"wave of {line}"))
        self.model.add_cumulative(spans, [1] * len(spans), limit)

    # ------------------------------------------------------------------ objective

    def minimise(
        self, objective: str, hint: Starts | None, time_limit_s: float, tell: Progress
    ) -> tuple[Starts, str]:
        """Return the first days of the best solution and the status; an empty objective only asks
        whether there is one.
        """
        if objective:
            self.model.minimize(self._objective(objective))
        for number, day in (hint or {}).items():
            self.model.add_hint(self.start[number], day)
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.max_deterministic_time = time_limit_s / _SECONDS_PER_UNIT
        status = solver.solve(self.model, _watcher(self.cp, tell))
        name = {self.cp.OPTIMAL: OPTIMAL, self.cp.FEASIBLE: FEASIBLE}.get(status, "")
        if not name:
            return {}, INFEASIBLE if status == self.cp.INFEASIBLE else UNKNOWN
        return {n: int(solver.value(var)) for n, var in enumerate(self.start)}, name

    def _objective(self, objective: str) -> Any:
        nodes = self.grid.nodes
        weights = scoring.weights(self.grid)
        waiting = sum(w * self._end(n) for n, w in weights.per_day.items())
        if weights.per_day:
            waiting += weights.late * self._late(weights)
        else:
            waiting = self._makespan()
        early = sum(w * self.start[n] for n, w in scoring.urgency(self.grid).items())
        if objective == scoring.LEVEL:
            return 100_000_000 * self._peak() + 10 * waiting + early
        if objective == scoring.COST:
            # Money spent later costs less: the chord of the discount over the horizon.
            per_day = [round(n.task.cost * scoring.DISCOUNT_PER_YEAR / 260 * 10) for n in nodes]
            late = sum(c * self.start[n.number] for c, n in zip(per_day, nodes, strict=True))
            return 10 * waiting - late
        return 10 * waiting * max(1, len(nodes)) + early

    def _late(self, weights: scoring.Weights) -> Any:
        """A literal that is true unless some use case is live in time."""
        late = self.model.new_bool_var("first value late")
        in_time: list[Any] = []
        for number in weights.per_day:
            literal = self.model.new_bool_var(f"{self.grid.nodes[number].task.task_id} in time")
            self.model.add(self._end(number) - 1 <= weights.late_after).only_enforce_if(literal)
            in_time.append(literal)
        self.model.add_bool_or([*in_time, late])
        return late

    def _makespan(self) -> Any:
        end = self.model.new_int_var(-self.horizon, self.horizon * 2, "end")
        self.model.add_max_equality(end, [self._end(n.number) for n in self.grid.nodes])
        return end

    def _peak(self) -> Any:
        crews = {crew for node in self.grid.nodes for crew in node.task.crews}
        peak = self.model.new_int_var(1, max(1, len(crews)), "crews at once")
        nodes = [node for node in self.grid.nodes if node.task.crews]
        self.model.add_cumulative(
            [self._interval(node) for node in nodes], [len(n.task.crews) for n in nodes], peak
        )
        return peak


def _minutes(hours: float) -> int:
    return round(hours * 60)


def _watcher(cp: Any, tell: Progress) -> Any:
    class Watcher(cp.CpSolverSolutionCallback):  # type: ignore[misc]  # an untyped base class
        plans = 0

        def on_solution_callback(self) -> None:
            """Count the plans found."""
            self.plans += 1
            tell(f"{self.plans} plans found, each better than the one before")

    return Watcher()
