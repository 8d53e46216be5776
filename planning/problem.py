"""From needs to the solver-free problem: tasks, crews, windows, freezes, budget, values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from audit.facts.model import PlantFacts
from audit.inventory.tables import BudgetRow, WindowRow
from checks.records import Judgement
from planning import calendar, reuse
from planning.calendar import PAST_DAYS, WorkCalendar
from planning.catalogue import by_code
from planning.crews import crews_of
from planning.dated import dated
from planning.days_off import public_holidays
from planning.errors import ScenarioError
from planning.ground import COPY, INTERLEAVED, SCENARIOS, Ground, assumed_windows
from planning.packages import Needs, needed_packages
from planning.pins import Pins, checked_order, pinned
from planning.ranking import per_week
from planning.records import LeftOut, Problem, Scheduled, Span, Task, Value
from planning.refuse import past_notes, refuse
from planning.tasks import GO, build_tasks

HORIZON_WEEKS, WEEKS_PER_LINE, LINES_IN_HORIZON = 104, 8, 4
LINES_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to cut work into steps and to give it to crews."""

    spread: bool = False
    """To the crew with the least work so far, not to the first that can do it."""
    typical: bool = False
    """Cut for the most frequent window, not for the longest."""


VARIANTS = (Variant(), Variant(typical=True), Variant(spread=True), Variant(True, True))
OF_LARGE_PLANTS = Variant(typical=True)


@dataclass(frozen=True, slots=True)
class Draft:
    """A problem with what it was made from."""

    problem: Problem
    needs: Needs
    notes: tuple[LeftOut, ...]
    """What had to be assumed."""


def build_problem(
    judgement: Judgement,
    facts: PlantFacts,
    scenario: str = INTERLEAVED,
    *,
    order: tuple[str, ...] | None = None,
    holidays: Iterable[date] = (),
    previous: Iterable[Scheduled] = (),
    pins: Pins | None = None,
) -> Problem:
    """Return what a solver needs, and nothing of any solver; `draft` gives its origin as well."""
    return draft(
        judgement, facts, scenario, order=order, holidays=holidays, previous=previous, pins=pins
    ).problem


def draft(
    judgement: Judgement,
    facts: PlantFacts,
    scenario: str = INTERLEAVED,
    *,
    order: tuple[str, ...] | None = None,
    holidays: Iterable[date] = (),
    previous: Iterable[Scheduled] = (),
    pins: Pins | None = None,
    variant: Variant | None = None,
) -> Draft:
    """Build the problem and keep its needs and assumptions.

    Parameters
    ----------
    order
        Lines to roll out, first one first; None: the cheapest first.
    previous
        A plan made before: its tasks that began before the case's date stay where they are.
    pins
        The user's own order of lines and dates; their order wins over `order`.
    variant
        Another way to cut and to assign the same work; None: the usual one.
    """
    variant = variant or Variant()
    if scenario not in SCENARIOS:
        raise ScenarioError(f"scenario {scenario!r} is not known; choose {', '.join(SCENARIOS)}")
    refuse(facts, first_day(facts))
    pins = pins or Pins()
    order = checked_order(pins, (row.line for row in facts.lines)) or order
    needs = needed_packages(judgement, facts, order)
    more_lines = max(0, len(needs.rollouts) - LINES_IN_HORIZON)
    horizon = (HORIZON_WEEKS + WEEKS_PER_LINE * more_lines) * 5
    holidays = tuple(sorted({*holidays, *_days_off(facts, horizon)}))
    days = WorkCalendar.of(first_day(facts), horizon, holidays)
    end = days.day(horizon - 1)
    rows = [row.record for row in facts.table(WindowRow)]
    assumed, window_notes = assumed_windows(facts, days.day(0), end)
    windows = assumed or calendar.windows(rows, days.day(0), end)
    crews, crew_notes = crews_of(facts)
    crews = replace(crews, spread=variant.spread)
    ground = Ground(
        judgement, facts, needs, by_code(), crews, days, windows, scenario, variant.typical
    )
    tasks = _begun(dated(build_tasks(ground), facts), previous, facts.case.as_of)
    tasks = pinned(tasks, pins)
    used = {name for task in tasks for name in task.crews}
    problem = Problem(
        start=days.day(0),
        horizon_days=horizon,
        tasks=tasks,
        crews=crews.used(used),
        windows=windows,
        freezes=calendar.freezes(rows, days.day(0), end),
        budget=_budget(facts),
        values=_values(needs, facts),
        holidays=holidays,
        max_lines_at_once=1 if scenario == COPY else LINES_AT_ONCE,
    )
    undated = tuple(
        LeftOut(f"window {name}", "it has no start and end in order: give both to plan in it")
        for name in calendar.unusable(rows)
    )
    notes = (*crew_notes, *window_notes, *undated, *past_notes(facts), *_reuse_notes(ground))
    return Draft(problem, needs, (*notes, *_slice_notes(tasks)))


def first_day(facts: PlantFacts) -> date:
    """Return the day a plan starts: the case's, else the Monday after the date of its evidence."""
    if facts.case.plan_start is not None:
        return facts.case.plan_start
    as_of = facts.case.as_of
    return as_of + timedelta(days=7 - as_of.weekday())


def _days_off(facts: PlantFacts, horizon_days: int) -> tuple[date, ...]:
    first = first_day(facts)
    return public_holidays(
        facts.case.country,
        facts.case.subdivision,
        first - timedelta(days=PAST_DAYS),
        first + timedelta(days=horizon_days * 2 + 14),
    )


def _budget(facts: PlantFacts) -> tuple[tuple[str, Span, float], ...]:
    rows = [row.record for row in facts.table(BudgetRow)]
    return tuple(
        (row.period, Span(row.start, row.end), row.amount)
        for row in rows
        if row.start is not None and row.end is not None and row.amount is not None
    )


def _values(needs: Needs, facts: PlantFacts) -> tuple[Value, ...]:
    return tuple(
        Value(r.line, use_case, f"{GO}@{r.line}/{use_case}", *per_week(facts, r.line, use_case))
        for r in needs.rollouts
        for use_case in r.use_cases
    )


def _begun(tasks: tuple[Task, ...], previous: Iterable[Scheduled], as_of: date) -> tuple[Task, ...]:
    begun = {s.task.task_id: s.start for s in previous if s.start < as_of}
    return tuple(
        replace(task, fixed_start=begun[task.task_id])
        if task.task_id in begun and task.fixed_start is None
        else task
        for task in tasks
    )


def _reuse_notes(ground: Ground) -> tuple[LeftOut, ...]:
    if ground.scenario == COPY:
        return ()
    by_basis: dict[str, list[str]] = {}
    for line in ground.lines:
        found = reuse.share(ground.judgement, ground.facts, ground.lines, line)
        by_basis.setdefault(found.basis, []).append(f"{line} {found.factor:.0%}")
    return tuple(
        LeftOut("assumption: effort of connectors", f"{', '.join(lines)} of the catalogue's: {why}")
        for why, lines in by_basis.items()
    )


def _slice_notes(tasks: tuple[Task, ...]) -> tuple[LeftOut, ...]:
    ids, packages = {task.task_id for task in tasks}, by_code()
    return tuple(
        LeftOut(
            f"rest of {task.work_package}",
            f"nobody judged {', '.join(packages[task.work_package].clears)} yet: planned as a thin "
            "slice; answer them before the second line",
        )
        for task in tasks
        if task.thin_slice
        and not task.downtime_h
        and task.task_id.removesuffix("/slice") not in ids
    )
