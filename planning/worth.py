"""What the packages of a plan are worth, and when its first value comes too late."""

from __future__ import annotations

import math
from collections.abc import Iterable

from audit.facts.model import PlantFacts
from checks.payback import Case, Payback, case_of, finance_row, payback, stretch, waterfall
from checks.records import Judgement
from planning.records import (
    PackageValue,
    PaybackRow,
    Problem,
    Scheduled,
    TaskKind,
    ValueDate,
)

ALARM_WEEKS = (13, 26)
_CHAIN_AT_MOST = 6


def package_values(problem: Problem) -> tuple[PackageValue, ...]:
    """Return each package with its cost and the go-lives that wait for it, the richest first."""
    worth = {v.task_id: (v.per_week_low + v.per_week_high) / 2 for v in problem.values}
    by_id = {task.task_id: task for task in problem.tasks}
    goes: dict[str, list[str]] = {}
    for task in problem.tasks:
        if task.kind is not TaskKind.USE_CASE:
            continue
        queue, seen = list(task.after), set[str]()
        while queue:
            name = queue.pop()
            if name in by_id and name not in seen:
                seen.add(name)
                queue.extend(by_id[name].after)
        for code in {by_id[name].work_package for name in seen}:
            goes.setdefault(code, []).append(task.task_id)
    cost: dict[str, float] = {}
    for task in problem.tasks:
        if task.kind is not TaskKind.USE_CASE:
            spent = 0.0 if task.done else task.cost
            cost[task.work_package] = cost.get(task.work_package, 0.0) + spent
    found = [
        PackageValue(
            code,
            cost[code],
            sum(worth.get(name, 0.0) for name in goes.get(code, ())),
            tuple(goes.get(code, ())),
        )
        for code in sorted(cost)
    ]
    return tuple(sorted(found, key=lambda p: (-p.per_week, p.cost, p.work_package)))


def payback_rows(judgement: Judgement, facts: PlantFacts) -> tuple[PaybackRow, ...]:
    """Return every stated business case against the pilot's of the same use case."""
    found: list[PaybackRow] = []
    for score in judgement.scores:
        case = _case(facts, score.line, score.use_case)
        if case is not None:
            pilot = _case(facts, judgement.pilot_of(score.use_case), score.use_case)
            found.append(_row(score.line, score.use_case, case, pilot))
    return tuple(found)


def alarms(
    problem: Problem, values: Iterable[ValueDate], schedule: Iterable[Scheduled]
) -> tuple[str, ...]:
    """Return a sentence when no use case is live by week 13 or 26: what holds the first one up."""
    if not problem.values:
        return ()
    first = min(values, key=lambda v: (v.day, v.line, v.use_case), default=None)
    if first is None:
        return ("no use case goes live in this plan",)
    passed = [weeks for weeks in ALARM_WEEKS if first.week > weeks]
    if not passed:
        return ()
    by_id = {item.task.task_id: item for item in schedule}
    task = next(
        v.task_id for v in problem.values if (v.line, v.use_case) == (first.line, first.use_case)
    )
    return (
        f"the first value, {first.use_case} on {first.line}, comes in week {first.week}, after "
        f"week {passed[-1]}: {_chain(task, by_id)}",
    )


def _chain(name: str, by_id: dict[str, Scheduled]) -> str:
    """Return what a go-live waits for, back to the first task that waits for no other."""
    parts: list[str] = []
    while name in by_id and len(parts) < _CHAIN_AT_MOST:
        why = by_id[name].why_here
        parts.append(f"{name} ({why})")
        name = why.removeprefix("waits for ").partition(" and ")[0]
    return ", ".join(parts)


def _case(facts: PlantFacts, line: str, use_case: str) -> Case | None:
    stated = finance_row(facts, line, use_case)
    return case_of(stated.record) if stated else None


def _row(line: str, use_case: str, case: Case, pilot: Case | None) -> PaybackRow:
    years = payback(case)
    against: Payback | None = payback(pilot) if pilot else None
    times = stretch(years, against) if against else None
    steps = waterfall(pilot, case) if pilot else ()
    causes = sorted(steps, key=lambda step: -abs(step.years))
    return PaybackRow(
        line=line,
        use_case=use_case,
        cost_low=case.cost[0],
        cost_high=case.cost[1],
        net_low=case.net[0],
        net_high=case.net[1],
        years_low=_finite(years.low),
        years_high=_finite(years.high),
        stretch=_finite(times),
        causes=tuple(f"{step.cause}: {_years(step.years)}" for step in causes),
        inaction_low=max(0.0, case.net[0] / 52),
        inaction_high=max(0.0, case.net[1] / 52),
    )


def _years(years: float) -> str:
    return f"{years:+.1f} years" if math.isfinite(years) else "it never pays back"


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None
