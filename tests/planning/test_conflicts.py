"""The smallest set of facts that cannot hold together, in words with numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from planning.conflicts import conflicting, relaxed
from planning.grid import Grid, make_grid
from planning.problem import build_problem
from planning.records import Problem
from planning.solve import solve
from tests.planning import build


def _problem() -> Problem:
    return build_problem(build.judgement(), build.plant().facts())


def _clash(problem: Problem) -> tuple[Grid, tuple[str, ...], str]:
    grid = make_grid(problem)
    solved = solve(grid, "value", 3)
    assert solved.starts == {}
    groups, sentences = conflicting(grid, solved.stuck)
    return grid, groups, " | ".join(sentences)


def test_too_few_hours_are_named_with_what_is_there() -> None:
    problem = _problem()
    few = tuple(w for w in problem.windows if w.line == "L4")[:2]
    others = tuple(w for w in problem.windows if w.line not in ("", "L4"))
    _, groups, words = _clash(replace(problem, windows=(*few, *others)))
    assert "windows" in groups
    assert "budget" not in groups
    assert "L4 needs 6.2 h of standstill, its calendar has 8.0 h before" in words


def test_a_deadline_that_only_the_crew_makes_impossible_names_both() -> None:
    problem = _problem()
    soon = date(2027, 2, 9)
    tasks = tuple(replace(t, deadline=soon) if t.deadline else t for t in problem.tasks)
    _, groups, words = _clash(replace(problem, tasks=tasks))
    assert set(groups) == {"crews", "deadlines"}
    assert f"WP-23@L3 must be finished by {soon}" in words
    assert "experts is wanted for 20 working days" in words


def test_a_budget_that_is_too_small_is_named_alone() -> None:
    problem = _problem()
    budget = tuple((name, span, amount / 4) for name, span, amount in problem.budget)
    _, groups, words = _clash(replace(problem, budget=budget))
    assert groups == ("budget",)
    assert "the budget has 132,500 until 2027-12-31" in words


def test_a_step_longer_than_any_window_is_named() -> None:
    problem = _problem()
    tasks = tuple(
        replace(t, downtime_h=30.0) if t.task_id == "WP-04@L4/1" else t for t in problem.tasks
    )
    _, groups, words = _clash(replace(problem, tasks=tasks))
    assert groups == ("windows",)
    assert "one step needs 30.0 h, the longest window has 24.0 h" in words


def test_without_the_clashing_facts_there_is_a_plan() -> None:
    problem = _problem()
    early = build.START + timedelta(days=1)
    tasks = tuple(replace(t, deadline=early) if t.deadline else t for t in problem.tasks)
    _, groups, _ = _clash(replace(problem, tasks=tasks))
    free = make_grid(relaxed(replace(problem, tasks=tasks), groups))
    assert solve(free, "value", 3).starts
