"""Both solvers on plants of all sorts: what they return always holds before the verifier."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from planning import solve as solving
from planning.greedy import best_serial, compact, serial
from planning.grid import Grid, make_grid
from planning.problem import build_problem
from planning.schedule import scheduled
from planning.score import delay, least_delay, score
from planning.solve import GROUPS, can_hold, solve
from planning.verify import verify
from tests.planning import build
from tests.planning.build import FAIL, LINES, PASS, UNKNOWN, WARN


def _grid(seed: int) -> Grid:
    """Return a plant with dice-thrown findings, windows, crews, budget and wave limit."""
    dice = random.Random(seed)
    found = {
        (check, line): dice.choice((FAIL, FAIL, WARN, PASS, UNKNOWN))
        for check in build.CHECKS
        for line in LINES
        if check != "OPS-07"
    }
    plant = build.plant()
    plant.windows = [
        w.model_copy(update={"every_weeks": dice.choice((1, 2, 4))}) if w.every_weeks else w
        for w in plant.windows
    ]
    plant.crews = [
        c.model_copy(update={"days_per_week": dice.choice((2.0, 5.0, 8.0))}) for c in plant.crews
    ]
    plant.budget = [
        b.model_copy(update={"amount": dice.choice((200_000.0, 400_000.0))}) for b in plant.budget
    ]
    problem = build_problem(build.judgement(found, dice.choice(((), ("L2",)))), plant.facts())
    return make_grid(replace(problem, max_lines_at_once=dice.choice((1, 2))))


@pytest.mark.parametrize("seed", range(10))
def test_what_the_serial_schedule_returns_holds(seed: int) -> None:
    grid = _grid(seed)
    starts, failed = best_serial(grid, lambda s: score(grid, s, "value"))
    if starts is None:
        assert failed is not None
    else:
        assert verify(grid.problem, scheduled(grid, starts)) == ()
        moved = compact(grid, starts)
        assert verify(grid.problem, scheduled(grid, moved)) == ()
        assert all(moved[n] <= starts[n] for n in starts)


@pytest.mark.parametrize("seed", range(6))
def test_what_the_exact_solver_returns_holds_and_is_no_worse(seed: int) -> None:
    grid = _grid(seed)
    first, _ = best_serial(grid, lambda s: score(grid, s, "value"))
    solved = solve(grid, "value", 2.0)
    if solved.starts:
        assert verify(grid.problem, scheduled(grid, solved.starts)) == ()
    else:
        assert solved.status in ("infeasible", "unknown")
        assert first is None
    if first is not None:
        assert score(grid, solved.starts, "value") <= score(grid, first, "value")
    if solved.starts:
        assert 0 < least_delay(grid) <= delay(grid, solved.starts)


def test_the_order_of_priorities_never_breaks_precedence() -> None:
    grid = _grid(1)
    backwards = [node.number for node in reversed(grid.nodes)]
    starts, _ = serial(grid, sorted(backwards, key=lambda n: len(_all_before(grid, n))))
    for node in grid.nodes:
        for other in node.after:
            if node.number in starts and not node.fixed:
                assert starts[other] + grid.nodes[other].days <= starts[node.number]


def _all_before(grid: Grid, number: int) -> set[int]:
    seen, queue = set[int](), list(grid.nodes[number].after)
    while queue:
        n = queue.pop()
        if n not in seen:
            seen.add(n)
            queue.extend(grid.nodes[n].after)
    return seen


def test_a_clash_goes_away_with_the_facts_that_clash() -> None:
    grid = make_grid(build_problem(build.judgement(), build.plant().facts()))
    poor = tuple((name, span, amount / 3) for name, span, amount in grid.problem.budget)
    poor_grid = make_grid(replace(grid.problem, budget=poor))
    assert can_hold(grid, GROUPS) is True
    assert can_hold(poor_grid, GROUPS) is False
    assert can_hold(poor_grid, [g for g in GROUPS if g != "budget"]) is True


def test_without_the_solver_nobody_claims_that_a_clash_is_proved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solving, "has_solver", lambda: False)
    grid = make_grid(build_problem(build.judgement(), build.plant().facts()))
    assert can_hold(grid, GROUPS) is None
