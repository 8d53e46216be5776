"""The exact model: a grid in, first days out of CP-SAT.

Everything is repeatable: one worker, a fixed seed, and a limit in deterministic time, not in
seconds of the clock. The clock only ends what takes several times as long as it should.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from typing import Any

from planning import score as scoring
from planning.greedy import Starts
from planning.grid import Grid, Node

SEED = 7
OPTIMAL, FEASIBLE, INFEASIBLE, UNKNOWN = "optimal", "feasible", "infeasible", "unknown"
GROUPS = ("windows", "budget", "deadlines", "pins", "crews", "waves", "precedence")
"""What can be relaxed to find out which facts cannot hold together."""
Progress = Callable[[str], None]
"""Called with what is going on, in a few words."""
Found = Callable[[Starts], None]
"""Called with each better schedule."""
SECONDS_PER_UNIT = 2.0
"""Of deterministic time on one core of a busy laptop; measured, only the limit depends on it."""
PEAK = 100_000_000
"""What a crew at work counts against all days, where a steady load is wanted."""
WALL_FACTOR, LEAST_WALL_S = 4.0, 10.0
"""How much longer than the limit a computer that is busy may take, before the clock ends it."""


class Model:
    """The CP-SAT model of a grid, with the groups of constraints that are wanted.

    Tasks that may start on one day only are numbers in it, not variables: a slice of a large plant
    is as quick to solve as a small plant.
    """

    def __init__(self, cp: Any, grid: Grid, groups: frozenset[str] = frozenset(GROUPS)) -> None:
        self.cp, self.grid, self.groups = cp, grid, groups
        self.work = 0.0
        """Deterministic time that the last solution took."""
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
        if len(node.starts) == 1:
            return node.starts[0]
        domain = self.cp.Domain.from_values(list(node.starts))
        return self.model.new_int_var_from_domain(domain, node.task.task_id)

    def _free(self, number: int) -> bool:
        return not isinstance(self.start[number], int)

    def _end(self, number: int) -> Any:
        return self.start[number] + self.grid.nodes[number].days

    def _interval(self, node: Node) -> Any:
        return self.model.new_fixed_size_interval_var(
            self.start[node.number], node.days, f"at {node.task.task_id}"
        )

    def _precedence(self) -> None:
        for node in self.grid.nodes:
            for other in node.after:
                if not node.fixed and (self._free(node.number) or self._free(other)):
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
            if not any(self._free(node.number) for node in nodes):
                continue
            steps = [node for node in nodes if node.task.downtime_h > 0]
            room = max(1, len(steps))
            self.model.add_cumulative(
                [self._interval(node) for node in nodes],
                [1 if node in steps else room for node in nodes],
                room,
            )
            for one, other in combinations(steps, 2):
                if not (self._free(one.number) or self._free(other.number)):
                    continue
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
            if not any(self._free(node.number) for node in nodes):
                continue
            for node in nodes:
                if not self._free(node.number):
                    at[node.starts[0]].append((1, node))
                    continue
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
            if not self._free(node.number):
                for period in self.grid.periods(node.starts[0]):
                    spent[period].append(round(node.task.cost))
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
            if any(not isinstance(cost, int) for cost in costs):
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
        if not any(self._free(node.number) for nodes in by_line.values() for node in nodes):
            return
        for line, nodes in by_line.items():
            if not any(self._free(node.number) for node in nodes):
                begin = min(self.start[n.number] for n in nodes)
                size = max(self._end(n.number) for n in nodes) - begin
                spans.append(self.model.new_fixed_size_interval_var(begin, size, f"wave of {line}"))
                continue
            first = self.model.new_int_var(-self.horizon, self.horizon, f"{line} opens")
            last = self.model.new_int_var(-self.horizon, self.horizon * 2, f"{line} closes")
            self.model.add_min_equality(first, [self.start[n.number] for n in nodes])
            self.model.add_max_equality(last, [self._end(n.number) for n in nodes])
            size = self.model.new_int_var(0, self.horizon * 3, f"{line} is open")
            spans.append(self.model.new_interval_var(first, size, last, f"wave of {line}"))
        self.model.add_cumulative(spans, [1] * len(spans), limit)

    # ------------------------------------------------------------------ objective

    def minimise(
        self,
        objective: str,
        hint: Starts | None,
        time_limit_s: float,
        tell: Progress,
        found: Found | None = None,
    ) -> tuple[Starts, str]:
        """Return the first days of the best solution and the status; an empty objective only asks
        whether there is one.
        """
        if objective:
            self.model.minimize(self._objective(objective))
        for number, day in (hint or {}).items():
            if self._free(number):
                self.model.add_hint(self.start[number], day)
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.max_deterministic_time = time_limit_s / SECONDS_PER_UNIT
        solver.parameters.max_time_in_seconds = max(LEAST_WALL_S, WALL_FACTOR * time_limit_s)
        best, bound = math.inf, -math.inf

        def say() -> None:
            if objective and math.isfinite(best):
                tell(self._words(objective, best, bound))

        def better(callback: Any) -> None:
            nonlocal best, bound
            best, bound = callback.objective_value, callback.best_objective_bound
            if found:
                found(self._starts(callback.value))
            say()

        def proved(value: float) -> None:
            nonlocal bound
            bound = max(bound, value)
            say()

        solver.best_bound_callback = proved
        base: Any = self.cp.CpSolverSolutionCallback
        watcher: Any = type("Watcher", (base,), {"on_solution_callback": better})()
        status = solver.solve(self.model, watcher)
        self.work = float(solver.response_proto.deterministic_time)
        name = {self.cp.OPTIMAL: OPTIMAL, self.cp.FEASIBLE: FEASIBLE}.get(status, "")
        if not name:
            return {}, INFEASIBLE if status == self.cp.INFEASIBLE else UNKNOWN
        return self._starts(solver.value), name

    def _starts(self, value: Callable[[Any], int]) -> Starts:
        return {n: int(value(var)) if self._free(n) else var for n, var in enumerate(self.start)}

    def _words(self, objective: str, best: float, bound: float) -> str:
        """Say how good the best schedule is, and what no schedule undercuts."""
        if objective == scoring.LEVEL:
            crews, least = best // PEAK, max(1.0, bound // PEAK)
            return f"best plan: {crews:.0f} crews at once, no plan needs fewer than {least:.0f}"
        if objective == scoring.COST:
            return f"best plan: {best:,.0f} cost units, no plan can be below {bound:,.0f}"
        unit = 10.0 * max(1, len(self.grid.nodes))
        if not scoring.weights(self.grid).per_day:
            best, bound = best // unit, max(0.0, bound // unit)
            return f"best plan: {best:.0f} working days, no plan can be below {bound:.0f}"
        return scoring.told(best / unit, max(0.0, bound / unit))

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
            return PEAK * self._peak() + 10 * waiting + early
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
