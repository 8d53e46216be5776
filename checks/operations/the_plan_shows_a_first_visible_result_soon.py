"""OPS-08: how many weeks the agreed schedule takes to the first result that its users accept.

Question: does the plan show a first visible result soon?
Yes: within 13 weeks of its start. No: after more than a year, or never. Not applicable: never.

Example: the plan starts on 2027-01-11, the first line is accepted on 2027-06-28: 24 weeks, warn.
"""

from __future__ import annotations

import math
from datetime import date

from checks.ground import Ground, answer
from checks.planned import agreed, first_result, plan_start, planned_tasks
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.records import Threshold as Limit


def judge(asked: Asked) -> Answer:
    """Count the weeks from the plan's start to its first result."""
    limit = asked.limits["pass_weeks"]
    expected = f"The first accepted result within {limit:g} weeks of the plan's start expected"
    tasks = planned_tasks(asked.facts, asked.use_case)
    if tasks and all(row.record.result is False for row in tasks):
        text = f"{expected}; none of the schedule's {len(tasks)} tasks ends with one"
        return answer(Outcome.FAIL, text, agreed(tasks), measured="no result planned")
    found = first_result(asked, expected)
    return found if isinstance(found, Answer) else _judged(asked, expected, *found)


def _judged(asked: Asked, expected: str, day: date, on: Ground) -> Answer:
    start = plan_start(asked)
    weeks = max(0, math.ceil((day - start).days / 7))
    text = f"{expected}; planned for {day}, {weeks} weeks after {start}"
    outcome = Outcome.PASS
    if weeks > asked.limits["fail_weeks"]:
        outcome = Outcome.FAIL
    elif weeks > asked.limits["pass_weeks"]:
        outcome = Outcome.WARN
    if asked.limits["alarm_weeks"] < weeks <= asked.limits["fail_weeks"]:
        text += ": few sponsors wait that long"
    return answer(outcome, text, on, measured=f"{weeks} weeks", value=-float(weeks))


CHECK = Check(
    check_id="OPS-08",
    theme=Theme.OPERATIONS,
    title="The plan shows a first visible result soon",
    question="When will users of a line beyond the pilot accept a first result?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-35",),
    max_age_days=30,
    thresholds=(
        Limit("pass_weeks", 13, "weeks", "from the plan's start to the first result: pass up to"),
        Limit("alarm_weeks", 26, "weeks", "from the plan's start: said loudly above"),
        Limit("fail_weeks", 52, "weeks", "from the plan's start: fail above"),
    ),
    basis="project default",
    so_what="The sponsor concludes that it does not work here, and the money goes elsewhere.",
    remedy="Build the foundation for the first line only (thin slices), and bring that line live"
    " before the rest.",
    closes_unknown="The agreed schedule with the task whose result users accept, or that day alone",
    closes_minutes=10,
    closes_who="programme lead",
    judge=judge,
    scope="plan",
)
