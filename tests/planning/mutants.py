"""Ways to break a valid plan: a problem and its schedule in, broken ones out.

Each breaks a rule by construction: what it looks for first makes sure of that. None: the plan has
nothing that can be broken in this way.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from planning.records import Problem, Scheduled, Span, Task

Schedule = tuple[Scheduled, ...]
Broken = tuple[Problem, Schedule] | None
Mutation = Callable[[random.Random, Problem, Schedule], Broken]
DAY = timedelta(days=1)


def _works(problem: Problem, day: date) -> bool:
    return day.weekday() < 5 and day not in problem.holidays


def _finish(problem: Problem, start: date, days: int) -> date:
    day, left = start, days - 1
    while left:
        day += DAY
        left -= _works(problem, day)
    return day


def _free(schedule: Schedule) -> list[Scheduled]:
    return [i for i in schedule if not i.task.done and i.task.fixed_start is None]


def _plain(schedule: Schedule) -> list[Scheduled]:
    return [i for i in _free(schedule) if i.task.downtime_h <= 0]


def _steps(schedule: Schedule) -> list[Scheduled]:
    return [i for i in _free(schedule) if i.task.downtime_h > 0]


def _put(schedule: Schedule, old: Scheduled, new: Scheduled) -> Schedule:
    return tuple(new if item is old else item for item in schedule)


def _at(problem: Problem, schedule: Schedule, item: Scheduled, day: date) -> Broken:
    finish = day if item.task.downtime_h > 0 else _finish(problem, day, item.task.duration_days)
    return problem, _put(schedule, item, replace(item, start=day, finish=finish))


def _both(problem: Problem, schedule: Schedule, item: Scheduled, task: Task) -> Broken:
    """Change a task in the problem and in the schedule alike: only the rule itself is broken."""
    tasks = tuple(task if t.task_id == task.task_id else t for t in problem.tasks)
    return replace(problem, tasks=tasks), _put(schedule, item, replace(item, task=task))


def _pick(dice: random.Random, items: list[Scheduled]) -> Scheduled | None:
    return dice.choice(items) if items else None


def before_what_it_waits_for(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    by_id = {i.task.task_id: i for i in schedule}
    pairs = [(i, by_id[n]) for i in _free(schedule) for n in i.task.after if n in by_id]
    if not pairs:
        return None
    item, first = dice.choice(pairs)
    return _at(problem, schedule, item, dice.choice((first.start, first.finish)))


def on_a_day_off(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, _plain(schedule))
    if item is None:
        return None
    day = item.start + dice.randint(0, 60) * DAY
    while _works(problem, day):
        day += DAY
    return _at(problem, schedule, item, day)


def before_its_lead_time(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, [i for i in _plain(schedule) if i.task.lead_days > 0])
    return _at(problem, schedule, item, problem.start) if item else None


def before_the_plan(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, _free(schedule))
    weeks = timedelta(weeks=dice.randint(1, 20))
    return _at(problem, schedule, item, problem.start - weeks) if item else None


def two_places_at_once(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    items = [i for i in _plain(schedule) if i.task.crews]
    item = _pick(dice, items)
    if item is None:
        return None
    rivals = [i for i in items if i is not item and set(i.task.crews) & set(item.task.crews)]
    other = _pick(dice, rivals)
    return _at(problem, schedule, item, other.start) if other else None


def outside_any_window(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, _steps(schedule))
    if item is None:
        return None
    open_days = {w.day for w in problem.windows if w.line in ("", item.task.line)}
    day = item.start + dice.randint(1, 30) * DAY
    while day in open_days:
        day += DAY
    return _at(problem, schedule, item, day)


def window_too_short(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, _steps(schedule))
    if item is None:
        return None
    less = item.task.downtime_h * dice.uniform(0, 0.95)
    windows = tuple(
        replace(w, hours=min(w.hours, less))
        if w.day == item.start and w.line in ("", item.task.line)
        else w
        for w in problem.windows
    )
    return replace(problem, windows=windows), schedule


def window_gone(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, _steps(schedule))
    if item is None:
        return None
    windows = tuple(
        w for w in problem.windows if w.day != item.start or w.line not in ("", item.task.line)
    )
    return replace(problem, windows=windows), schedule


def frozen_day(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, _steps(schedule))
    if item is None:
        return None
    span = Span(item.start - dice.randint(0, 5) * DAY, item.start + dice.randint(0, 5) * DAY)
    where = dice.choice(("", item.task.line))
    return replace(problem, freezes=(*problem.freezes, (where, span))), schedule


def stands_over_night(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, _steps(schedule))
    return (problem, _put(schedule, item, replace(item, finish=item.start + DAY))) if item else None


def budget_too_small(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    spent = [
        (n, sum(i.task.cost for i in _free(schedule) if span.start <= i.start <= span.finish))
        for n, (_, span, _) in enumerate(problem.budget)
    ]
    paying = [(n, cost) for n, cost in spent if cost > 1]
    if not paying:
        return None
    place, cost = dice.choice(paying)
    rows = list(problem.budget)
    rows[place] = (*rows[place][:2], cost * dice.uniform(0, 0.99))
    return replace(problem, budget=tuple(rows)), schedule


def no_period_pays(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, [i for i in _free(schedule) if i.task.cost > 0])
    if item is None or not problem.budget:
        return None
    rows = tuple(r for r in problem.budget if not r[1].start <= item.start <= r[1].finish)
    late = ("late", Span(date(2039, 1, 1), date(2039, 12, 31)), 1e9)
    return replace(problem, budget=(*rows, late)), schedule


def missing(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = dice.choice(schedule)
    return problem, tuple(i for i in schedule if i is not item)


def twice(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    return problem, (*schedule, dice.choice(schedule))


def stranger(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = dice.choice(schedule)
    task = replace(item.task, task_id=f"WP-99@{dice.randint(1, 99)}")
    return problem, (*schedule, replace(item, task=task))


def another_length(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, _plain(schedule))
    if item is None:
        return None
    days = item.task.duration_days + dice.choice((-1, 1, 2, 5))
    finish = _finish(problem, item.start, days) if days > 0 else item.start - DAY
    return problem, _put(schedule, item, replace(item, finish=finish))


def crew_gone(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, [i for i in _free(schedule) if i.task.crews])
    if item is None:
        return None
    gone = dice.choice(item.task.crews)
    return replace(problem, crews=tuple(c for c in problem.crews if c.name != gone)), schedule


def crew_not_there(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, [i for i in _free(schedule) if i.task.crews])
    if item is None:
        return None
    name = dice.choice(item.task.crews)
    early, until, since = dice.random() < 0.5, item.finish - DAY, item.start + DAY
    crews = tuple(
        c
        if c.name != name
        else replace(c, available_until=until)
        if early
        else replace(c, available_from=since)
        for c in problem.crews
    )
    return replace(problem, crews=crews), schedule


def another_crew(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, [i for i in _free(schedule) if i.task.crews])
    if item is None:
        return None
    others = [c.name for c in problem.crews if c.name not in item.task.crews] or ["nobody"]
    task = replace(item.task, crews=(dice.choice(others),))
    return problem, _put(schedule, item, replace(item, task=task))


def after_its_deadline(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, _free(schedule))
    if item is None:
        return None
    late = replace(item.task, deadline=item.finish - dice.randint(1, 30) * DAY)
    return _both(problem, schedule, item, late)


def too_soon_after(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    by_id = {i.task.task_id: i for i in schedule}
    pairs = [(i, by_id[n]) for i in _free(schedule) for n in i.task.after if n in by_id]
    if not pairs:
        return None
    item, first = dice.choice(pairs)
    gap = (item.start - first.finish).days
    lags = ((first.task.task_id, gap + dice.randint(1, 5)),)
    return _both(problem, schedule, item, replace(item.task, lags=lags))


def pinned_elsewhere(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, _free(schedule))
    if item is None:
        return None
    day = item.start + dice.choice((-7, -1, 1, 7)) * DAY
    return _both(problem, schedule, item, replace(item.task, pinned=day))


def begun_elsewhere(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = _pick(dice, _free(schedule))
    if item is None:
        return None
    day = item.start + dice.choice((-14, 7, 14)) * DAY
    return _both(problem, schedule, item, replace(item.task, fixed_start=day))


def gate_still_open(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    """Let a connector no longer wait for what clears its gates, and start with it."""
    lines = {i.task.line: i for i in _free(schedule) if i.task.work_package == "WP-28"}
    gates = [
        (lines[line], item)
        for item in _free(schedule)
        for line in {gate.rpartition("@")[2] for gate in item.task.gates}
        if line in lines and item.task.work_package != "WP-28"
    ]
    if not gates:
        return None
    connector, item = dice.choice(gates)
    broken = _both(problem, schedule, connector, replace(connector.task, after=(), lags=()))
    assert broken is not None
    loose = next(i for i in broken[1] if i.task.task_id == connector.task.task_id)
    return _at(broken[0], broken[1], loose, item.finish)


def cheaper(dice: random.Random, problem: Problem, schedule: Schedule) -> Broken:
    item = dice.choice(schedule)
    task = replace(item.task, cost=item.task.cost / 2 - 1)
    return problem, _put(schedule, item, replace(item, task=task))


MUTATIONS: tuple[Mutation, ...] = (
    before_what_it_waits_for,
    on_a_day_off,
    before_its_lead_time,
    before_the_plan,
    two_places_at_once,
    outside_any_window,
    window_too_short,
    window_gone,
    frozen_day,
    stands_over_night,
    budget_too_small,
    no_period_pays,
    missing,
    twice,
    stranger,
    another_length,
    crew_gone,
    crew_not_there,
    another_crew,
    after_its_deadline,
    too_soon_after,
    pinned_elsewhere,
    begun_elsewhere,
    gate_still_open,
    cheaper,
)
