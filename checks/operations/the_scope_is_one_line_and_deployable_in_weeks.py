"""OPS-04: how far one step of the rollout reaches, and how long it takes.

Question: is the scope one line, process or shift, and can it be deployed in weeks?
Yes: at most 12 weeks once the foundation stands. Warn: up to 26. No: longer, or several departments
have to move together. The agreed schedule counts, else the answer.

Example: the tasks of the use case on L2 end 31 weeks after its foundation: fail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.inventory.tables import UseCaseRow
from audit.inventory.tables.programme import PlannedKind
from audit.records import Unknown, Why
from checks.ground import NOTHING, Ground, answer, ground, unknown
from checks.planned import agreed, tasks_of_line
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme, Threshold
from checks.replied import measured, yes_no
from checks.replies import replies

WEEKS_ID, TOGETHER_ID = "deployment_weeks", "departments_together"
_ONE = re.compile(r"\b(one|single|1)\s+(line|process|shift|station|machine|cell)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Weeks:
    weeks: float | None
    on: Ground = NOTHING
    why: Unknown | None = None


def judge(asked: Asked) -> Answer:
    """Judge what has to move together, then the weeks."""
    limits = asked.limits
    expected = (
        f"{asked.line}: one line, process or shift, deployed within {limits['pass_weeks']:g} weeks"
        " expected"
    )
    together = _together(asked, expected)
    if together.outcome is Outcome.FAIL:
        return together
    weeks = _weeks(asked)
    on = weeks.on + Ground(together.evidence, together.grade, together.oldest)
    if weeks.weeks is None:
        why = weeks.why or Unknown(Why.NOT_ASKED, WEEKS_ID)
        text = f"{expected}; how many weeks it takes is not planned"
        return unknown(why.why, why.detail, text, on)
    words = f"{weeks.weeks:.0f} weeks"
    if weeks.weeks > limits["warn_weeks"]:
        return answer(Outcome.FAIL, f"{expected}; {words} are planned", on, measured=words,
                      value=-weeks.weeks)  # fmt: skip
    if together.why is not None:
        text = f"{expected}; {words} are planned, but who has to move with it is not said"
        return unknown(together.why.why, together.why.detail, text, on, measured=words)
    outcome = Outcome.PASS if weeks.weeks <= limits["pass_weeks"] else Outcome.WARN
    return answer(outcome, f"{expected}; {words} are planned", on, measured=words,
                  value=-weeks.weeks)  # fmt: skip


def _together(asked: Asked, expected: str) -> Answer:
    """Whether one line is enough: what was answered, else the written scope."""
    if replies(asked.facts, TOGETHER_ID, asked.line):
        said = yes_no(asked, TOGETHER_ID, expected)
        if said.outcome is Outcome.NA:
            return answer(Outcome.PASS, expected, Ground(said.evidence, said.grade, said.oldest))
        if said.outcome is Outcome.PASS:
            text = f"{expected}; several departments have to move together"
            on = Ground(said.evidence, said.grade, said.oldest)
            return answer(Outcome.FAIL, text, on, measured="several departments")
        if said.outcome is Outcome.FAIL:
            on = Ground(said.evidence, said.grade, said.oldest)
            return answer(Outcome.PASS, expected, on)
        if said.outcome is Outcome.WARN:
            return unknown(Why.CONFLICT, TOGETHER_ID, said.sentence,
                           Ground(said.evidence, said.grade, said.oldest))  # fmt: skip
        return said
    for row in asked.facts.table(UseCaseRow):
        if row.record.use_case == asked.use_case and _ONE.search(row.record.scope):
            return answer(Outcome.PASS, f"{expected}; {row.record.scope}", ground([row]))
    return unknown(Why.NOT_ASKED, TOGETHER_ID, f"{expected}; the scope is not said")


def _weeks(asked: Asked) -> _Weeks:
    """Return the weeks from the end of the foundation to the end of the line's own tasks."""
    tasks = tasks_of_line(asked.facts, asked.line, asked.use_case)
    own = [row for row in tasks if row.record.line == asked.line
           and row.record.kind in (PlannedKind.USE_CASE, PlannedKind.ROLLOUT)]  # fmt: skip
    ends = [row.record.finish for row in own if row.record.finish is not None]
    if own and len(ends) == len(own):
        base = [row for row in tasks if row not in own]
        ready = [row.record.finish for row in base if row.record.finish is not None]
        starts = [row.record.start for row in own if row.record.start is not None]
        begin = max(ready) if ready and len(ready) == len(base) else min(starts, default=None)
        if begin is not None:
            return _Weeks(max(0.0, (max(ends) - begin).days / 7.0), agreed([*own, *base]))
    got = measured(asked, WEEKS_ID, "", lambda _: Outcome.PASS, unit="weeks")
    on = Ground(got.evidence, got.grade, got.oldest)
    if got.value is not None and got.value <= 0:
        return _Weeks(None, on, Unknown(Why.CONFLICT, WEEKS_ID))
    if got.value is None and own and not replies(asked.facts, WEEKS_ID, asked.line):
        return _Weeks(None, agreed(own), Unknown(Why.NO_EVIDENCE, "days of the planned tasks"))
    return _Weeks(got.value, on, got.why)


CHECK = Check(
    check_id="OPS-04",
    theme=Theme.OPERATIONS,
    title="The scope is one line, process or shift and deployable in weeks",
    question="Is the scope one line, process or shift, and can it be deployed in weeks?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-35",),
    max_age_days=365,
    thresholds=(
        Threshold("pass_weeks", 12, "weeks", "after the foundation is ready: pass to", "D"),
        Threshold("warn_weeks", 26, "weeks", "above this it fails", "D"),
    ),
    basis="project method; weeks: project default",
    so_what="A step that takes a year meets a new product, a new manager and a new budget before it"
    " shows anything.",
    remedy="Cut the step until one line manager can say yes to all of it.",
    closes_unknown="The schedule of the use case on this line, or the weeks that its planner"
    " expects",
    closes_minutes=10,
    closes_who="programme lead",
    judge=judge,
    scope="use case",
)
