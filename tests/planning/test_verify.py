"""The verifier: silent on a good plan, and loud on every way to break one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from planning.greedy import best_serial
from planning.grid import make_grid
from planning.problem import build_problem
from planning.records import Problem, Scheduled, Span
from planning.schedule import scheduled
from planning.score import score
from planning.verify import verify
from tests.planning import build

Schedule = tuple[Scheduled, ...]
WEEK = timedelta(weeks=1)


@functools.cache
def _good() -> tuple[Problem, Schedule]:
    problem = build_problem(build.judgement(), build.plant().facts())
    grid = make_grid(problem)
    starts, _ = best_serial(grid, lambda s: score(grid, s, "value"))
    assert starts is not None
    return problem, scheduled(grid, starts)


def _move(schedule: Schedule, task_id: str, by: timedelta) -> Schedule:
    return tuple(
        replace(i, start=i.start + by, finish=i.finish + by) if i.task.task_id == task_id else i
        for i in schedule
    )


def _at(schedule: Schedule, task_id: str) -> Scheduled:
    return next(item for item in schedule if item.task.task_id == task_id)


def _to(schedule: Schedule, task_id: str, day: date) -> Schedule:
    return _move(schedule, task_id, day - _at(schedule, task_id).start)


def test_a_good_plan_gives_no_sentence() -> None:
    assert verify(*_good()) == ()


def _missing(schedule: Schedule) -> Schedule:
    return schedule[1:]


def _twice(schedule: Schedule) -> Schedule:
    return (*schedule, schedule[0])


def _shorter(schedule: Schedule) -> Schedule:
    item = next(i for i in schedule if i.task.duration_days > 3)
    return tuple(replace(i, finish=i.start) if i is item else i for i in schedule)


def _cheaper(schedule: Schedule) -> Schedule:
    item = schedule[0]
    return (replace(item, task=replace(item.task, cost=0.0)), *schedule[1:])


BREAKS: dict[str, tuple[Callable[[Schedule], Schedule], str]] = {
    "a task is missing": (_missing, "is not in the schedule"),
    "a task is there twice": (_twice, "2 times"),
    "a task is cut short": (_shorter, "working days; it needs"),
    "a task was changed": (_cheaper, "was changed"),
    "before the plan": (lambda s: _to(s, "WP-01@L4", build.START - WEEK), "before the plan does"),
    "on a Saturday": (lambda s: _to(s, "WP-01@L4", date(2027, 1, 16)), "day off"),
    "before its lead time": (
        lambda s: _to(s, "WP-23@L3", build.START),
        "working days after the order",
    ),
    "before what it waits for": (
        lambda s: _to(s, "WP-03@plant", build.START),
        "waits for WP-02@L4",
    ),
    "after the leave date": (
        lambda s: _to(s, "WP-23@L3", build.LEAVES),
        "after its deadline",
    ),
    "two places at once": (
        lambda s: _to(s, "WP-01@L4", _at(s, "WP-01@L1").start),
        "network is wanted for",
    ),
    "no window": (lambda s: _move(s, "WP-04@L4/1", timedelta(days=-1)), "no window"),
    "a full window": (
        lambda s: _to(s, "WP-04@L4/2", _at(s, "WP-04@L4/1").start),
        "its window has 4.0 h",
    ),
    "connector before its gates": (
        lambda s: _to(s, "WP-28@L4", date(2027, 3, 1)),
        "NET-03@L4",
    ),
    "live before the connector": (
        lambda s: _to(s, "GO@L4/pdm", date(2027, 3, 1)),
        "goes live before WP-28@L4",
    ),
    "over the budget": (
        lambda s: _to(_to(s, "GO@L1/pdm", date(2027, 6, 30)), "GO@L1/defect", date(2027, 6, 30)),
        "its budget is 130,000",
    ),
    "no budget period": (lambda s: _to(s, "GO@L1/pdm", date(2028, 2, 1)), "in no budget period"),
}


@pytest.mark.parametrize("case", BREAKS)
def test_a_broken_plan_is_found(case: str) -> None:
    problem, schedule = _good()
    spoil, words = BREAKS[case]
    assert any(words in sentence for sentence in verify(problem, spoil(schedule)))


def test_a_step_in_a_freeze_is_found() -> None:
    problem, schedule = _good()
    day = _at(schedule, "WP-04@L4/1").start
    frozen = replace(problem, freezes=(("L4", Span(day, day)),))
    assert any("in a freeze" in sentence for sentence in verify(frozen, schedule))
    elsewhere = replace(problem, freezes=(("L2", Span(day, day)),))
    assert verify(elsewhere, schedule) == ()


def test_too_many_lines_at_once_are_found() -> None:
    problem, schedule = _good()
    one = replace(problem, max_lines_at_once=1)
    assert any("may be in work at once" in sentence for sentence in verify(one, schedule))


def test_a_crew_that_has_left_is_found() -> None:
    problem, schedule = _good()
    crews = tuple(replace(c, available_until=date(2027, 2, 1)) for c in problem.crews)
    assert any("is not there" in s for s in verify(replace(problem, crews=crews), schedule))


def test_plant_work_that_is_planned_twice_is_found() -> None:
    problem, schedule = _good()
    again = replace(_at(schedule, "WP-20@plant").task, task_id="WP-20@plant/again")
    doubled = replace(problem, tasks=(*problem.tasks, again))
    assert any("WP-20 is planned 2 times" in s for s in verify(doubled, schedule))


def test_a_holiday_is_no_working_day() -> None:
    problem, schedule = _good()
    day = _at(schedule, "WP-28@L4").start
    assert verify(replace(problem, holidays=(day,)), schedule)


def test_started_work_must_stay_where_it_began() -> None:
    problem, schedule = _good()
    item = _at(schedule, "WP-27@plant/slice")
    fixed = replace(item.task, fixed_start=item.start + WEEK)
    tasks = tuple(fixed if t.task_id == fixed.task_id else t for t in problem.tasks)
    moved = tuple(replace(i, task=fixed) if i is item else i for i in schedule)
    assert any("began on" in s for s in verify(replace(problem, tasks=tasks), moved))
