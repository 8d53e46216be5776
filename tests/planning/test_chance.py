"""Simulated dates: repeatable, ordered, and late where the efforts are."""

from __future__ import annotations

import functools
from dataclasses import replace

from planning import make_plan
from planning.chance import Draws, chances, draw
from planning.greedy import Starts, best_serial
from planning.grid import Grid, make_grid
from planning.problem import build_problem
from planning.records import Problem, TaskKind
from planning.score import score
from tests.planning import build


def _solved(problem: Problem) -> tuple[Grid, Starts]:
    grid = make_grid(problem)
    starts, _ = best_serial(grid, lambda s: score(grid, s, "value"))
    assert starts is not None
    return grid, starts


@functools.cache
def _problem() -> Problem:
    return build_problem(build.judgement(), build.plant().facts())


@functools.cache
def _drawn() -> tuple[Grid, Starts, Draws]:
    grid, starts = _solved(_problem())
    return grid, starts, draw(grid, starts, 200)


def test_every_go_live_has_dates_in_order() -> None:
    grid, starts, draws = _drawn()
    found = chances(grid, draws, starts)
    goes = {t.task_id for t in grid.problem.tasks if t.kind is TaskKind.USE_CASE}
    assert {chance.task_id for chance in found} == goes
    for chance in found:
        assert chance.p50 is not None
        assert chance.p80 is not None
        assert chance.p50 <= chance.p80


def test_the_same_seed_gives_the_same_dates() -> None:
    grid, starts, draws = _drawn()
    assert draw(grid, starts, 200).days == draws.days


def test_efforts_without_a_range_give_the_planned_dates() -> None:
    problem = _problem()
    tasks = tuple(
        replace(t, effort_low=t.effort_pd, effort_high=t.effort_pd) for t in problem.tasks
    )
    grid, starts = _solved(replace(problem, tasks=tasks))
    for chance in chances(grid, draw(grid, starts, 5), starts):
        assert chance.planned == chance.p50 == chance.p80


def test_efforts_that_may_double_make_dates_later() -> None:
    problem = _problem()
    tasks = tuple(replace(t, effort_high=t.effort_pd * 3) for t in problem.tasks)
    grid, starts = _solved(replace(problem, tasks=tasks))
    late = draw(grid, starts, 100).last(0.8)
    usual = _drawn()[2].last(0.8)
    assert usual is not None
    assert late is None or late > usual


def test_draws_that_pass_the_horizon_are_none_and_not_forgotten() -> None:
    grid, _, draws = _drawn()
    number = next(iter(draws.days))
    lost = Draws(grid, {number: [1, None, None, 2]})
    assert lost.date_of(number, 0.5) is not None
    assert lost.date_of(number, 0.8) is None
    assert lost.last(0.8) is None


def test_every_planned_line_says_by_when_it_is_surely_ready_and_live() -> None:
    found = make_plan(build.judgement(), build.plant().facts(), time_limit_s=2)
    for line in found.lines:
        sure = (line.ready_p50, line.ready_p80, line.live_p50, line.live_p80)
        if line.ready_on is None:
            assert sure == (None, None, None, None)
            continue
        days = [day for day in sure if day is not None]
        assert len(days) == len(sure)
        assert days[0] <= days[1]
        assert days[2] <= days[3]
        assert days[0] < days[2]
        live = min(c.p50 for c in found.chances if c.line == line.line and c.p50 is not None)
        assert days[2] <= live


def test_a_line_that_is_not_ready_within_the_horizon_has_no_date() -> None:
    grid, _, draws = _drawn()
    line, runs = next(iter(draws.ready.items()))
    assert len(runs) == 200
    some = next(run for run in runs if run is not None)
    lost = Draws(grid, {}, {line: [some, None, None, some]})
    assert lost.ready_by(line, 0.5) is not None
    assert lost.ready_by(line, 0.8) is None
    assert lost.ready_by("no such line", 0.5) is None
