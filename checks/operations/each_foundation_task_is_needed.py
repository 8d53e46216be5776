"""OPS-11: how much of the foundation's effort goes back to what the use case rests on.

Question: is each foundation task needed by a load-bearing condition or a high-severity risk?
Yes: 90 % of the effort or more. No: less than 70 %, and the list is what to leave out. Not
applicable: never.

A task is needed when a finding that asks for it belongs to a gate or to a check of high severity,
or when a needed task waits for it.

Example: 120 of 200 person-days name such a finding, 80 go into monitoring that none asks for: fail.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import ConditionRow
from audit.inventory.tables.programme import PlannedKind
from audit.records import Why
from checks.baseline import load_bearing_checks
from checks.ground import (
    Ground,
    answer,
    counted,
    ground,
    listed,
    naming,
    percent,
    share_outcome,
    unknown,
)
from checks.planned import Planned, agreed, planned_tasks
from checks.records import Answer, Asked, Check, GateRule, Severity, Theme
from checks.records import Threshold as Limit
from checks.remembered import once, rows_where

_FOUNDATION = (PlannedKind.FOUNDATION, PlannedKind.UNSAID)
_GRAVE = (Severity.BLOCKER, Severity.HIGH)


@dataclass(frozen=True, slots=True)
class Traced:
    """The foundation tasks of a schedule, split by whether something grave needs them."""

    needed: tuple[Planned, ...]
    extra: tuple[Planned, ...]
    on: Ground

    @property
    def tasks(self) -> tuple[Planned, ...]:
        """All of them."""
        return self.needed + self.extra


def judge(asked: Asked) -> Answer:
    """Count the effort of the needed tasks against all of it: the same on every line."""
    limits = asked.limits
    return _answer(asked.facts, asked.use_case, limits["pass_percent"], limits["warn_percent"])


@once
def _answer(facts: PlantFacts, use_case: str, passes: float, warns: float) -> Answer:
    expected = f"{passes:g} % of the foundation's effort expected to be"
    expected += " needed by a gate or a grave risk"
    traced = trace(facts, use_case)
    if not traced.tasks:
        text = f"{expected}; no schedule names a foundation task"
        return unknown(Why.NO_EVIDENCE, "no schedule", text, traced.on)
    if not any(row.record.because for row in traced.tasks):
        text = f"{expected}; the schedule's {counted(len(traced.tasks), 'task')} name no finding"
        return unknown(Why.NO_EVIDENCE, "what asks for the tasks", text, traced.on)
    return _judged(expected, traced, passes, warns)


def _judged(expected: str, traced: Traced, passes: float, warns: float) -> Answer:
    blank = [row.record.task_id for row in traced.tasks if row.record.effort_pd is None]
    if blank and traced.needed and traced.extra:
        text = f"{expected}; effort not stated: {listed(blank)}"
        return unknown(Why.NO_EVIDENCE, "effort of tasks", text, traced.on)
    needed, extra = _effort(traced.needed), _effort(traced.extra)
    share = percent(round(1000 * needed), round(1000 * (needed + extra)))
    if blank or needed + extra == 0:
        share = percent(len(traced.needed), len(traced.tasks))
    found = f"{needed:g} of {needed + extra:g} person-days"
    text = f"{expected}; found {share:.0f} % ({found})"
    if traced.extra:
        text += f"; nothing grave asks for {listed(map(_named, _by_effort(traced.extra)))}"
    outcome = share_outcome(share, passes, warns)
    measured = f"{share:.0f} % of the effort"
    return answer(outcome, text, traced.on, measured=measured, value=share)


def _effort(rows: tuple[Planned, ...]) -> float:
    return sum(row.record.effort_pd or 0.0 for row in rows)


def _by_effort(rows: tuple[Planned, ...]) -> list[Planned]:
    return sorted(rows, key=lambda row: (-(row.record.effort_pd or 0.0), row.record.task_id))


def _named(row: Planned) -> str:
    effort = row.record.effort_pd
    return f"{row.record.task_id} ({effort:g} pd)" if effort is not None else row.record.task_id


@once
def trace(facts: PlantFacts, use_case: str) -> Traced:
    """Split the schedule's foundation tasks."""
    tasks = planned_tasks(facts, use_case)
    grave = _grave(facts, use_case)
    by_id = {row.record.task_id: row for row in tasks}
    wanted = [
        row for row in tasks if any(_check_id(reason) in grave for reason in row.record.because)
    ]
    needed: set[str] = set()
    while wanted:
        task = wanted.pop().record
        if task.task_id not in needed:
            needed.add(task.task_id)
            wanted += [by_id[before] for before in task.after if before in by_id]
    foundation = [row for row in tasks if row.record.kind in _FOUNDATION]
    return Traced(
        tuple(row for row in foundation if row.record.task_id in needed),
        tuple(row for row in foundation if row.record.task_id not in needed),
        naming(agreed(tasks), ground(_conditions(facts, use_case, tasks))),
    )


def _conditions(
    facts: PlantFacts, use_case: str, tasks: tuple[Planned, ...]
) -> tuple[Stated[ConditionRow], ...]:
    """Return the conditions on checks that the tasks name: they say what the use case rests on."""
    named = {_check_id(reason) for row in tasks for reason in row.record.because}
    rows = rows_where(facts, ConditionRow, "use_case", use_case, "")
    return tuple(row for row in rows if row.record.check_id in named)


def _check_id(reason: str) -> str:
    return reason.partition("@")[0].strip().upper()


def _grave(facts: PlantFacts, use_case: str) -> frozenset[str]:
    """Return the ids of gates of this use case and of checks of high severity."""
    from checks import ALL  # the list holds this check too, so it is there only now

    bearing = load_bearing_checks(facts, use_case)
    return frozenset(
        check.check_id
        for check in ALL
        if check.severity in _GRAVE
        or check.gate is GateRule.ALWAYS
        or (check.gate is GateRule.IF_LOAD_BEARING and check.check_id in bearing)
    )


CHECK = Check(
    check_id="OPS-11",
    theme=Theme.OPERATIONS,
    title="Each foundation task is needed by a load-bearing condition or a high-severity risk",
    question="How much of the foundation's effort answers something that the use case rests on?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-35",),
    max_age_days=30,
    thresholds=(
        Limit("pass_percent", 90, "%", "of the foundation's effort: pass from"),
        Limit("warn_percent", 70, "%", "of the foundation's effort: warn from"),
    ),
    basis="project default",
    so_what="The foundation grows into a programme of its own, and the first result waits for it.",
    remedy="Take the tasks that nothing grave asks for out of the first wave, or name the finding"
    " that asks for them.",
    closes_unknown="The agreed schedule with effort and, for each task, the findings that ask for"
    " it",
    closes_minutes=30,
    closes_who="programme lead",
    judge=judge,
    scope="plan",
)
