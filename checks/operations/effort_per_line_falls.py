"""OPS-12: what each further line took, against the first.

Question: is the effort per additional line measured, and does it fall?
Yes: the second took at most 0.6, the third at most 0.35 of the first. No: it stays or rises. Not
applicable: one deployment so far; then half and a quarter are no more than a hypothesis.

Example: 42, 24 and 19 person-days: the third took 0.45 of the first, falling, but slower: warn.
"""

from __future__ import annotations

import re
from datetime import date

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import DeploymentRow
from audit.records import Why
from checks.ground import Ground, answer, listed, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.records import Threshold as Limit
from checks.remembered import once, rows_where, same_on_every_line
from checks.replied import Rows, by_reply, number_in
from checks.signals import dated

QUESTION_ID = "deployment_efforts"
EXPECTED = "Less effort for each further line expected"
Deployment = Stated[DeploymentRow]


def judge(asked: Asked) -> Answer:
    """Compare the finished deployments in the order in which they were finished."""
    rows = deployments(asked.facts, asked.use_case)
    return _counted(asked) if rows else _told(asked)


@same_on_every_line
def _counted(asked: Asked) -> Answer:
    rows = deployments(asked.facts, asked.use_case)
    on = dated(rows, (row.record.finished_on for row in rows))
    blank = [r.record.line for r in rows if r.record.effort_pd is None or _day(r) is None]
    if blank:
        text = f"{EXPECTED}; effort or day of {listed(blank)} is missing"
        return unknown(Why.NO_EVIDENCE, "actual effort of deployments", text, on)
    return _judged(asked, [row.record.effort_pd or 0.0 for row in rows], on, _reuse(rows[-1]))


@once
def deployments(facts: PlantFacts, use_case: str) -> tuple[Deployment, ...]:
    """Return the deployments of a use case that are not ahead, the first one first."""
    today = facts.case.as_of
    rows = rows_where(facts, DeploymentRow, "use_case", use_case, "")
    past = [row for row in rows if (_day(row) or today) <= today]
    return tuple(sorted(past, key=lambda row: (_day(row) or date.max, row.record.line)))


def _day(row: Deployment) -> date | None:
    return row.record.finished_on


def _reuse(row: Deployment) -> str:
    reused = row.record.reused_percent
    return "" if reused is None else f"; {reused:g} % of the last one was reused as it was"


def _told(asked: Asked) -> Answer:
    def decide(rows: Rows, on: Ground) -> Answer:
        said = rows[0].record.answer
        efforts = efforts_in(said)
        if not efforts:
            text = f'{EXPECTED}; "{said}" names no person-days'
            return unknown(Why.CONFLICT, QUESTION_ID, text, on)
        return _judged(asked, efforts, on)

    return by_reply(asked, QUESTION_ID, EXPECTED, decide)


def efforts_in(text: str) -> list[float]:
    """Return the numbers of `42; 24,5; 19`; nothing when a part holds none or several."""
    parts = [part for part in re.split(r";|/|,\s", text) if part.strip()]
    clear = [len(re.findall(r"\d+(?:[.,]\d+)?", part)) == 1 for part in parts]
    return [number_in(part) or 0.0 for part in parts] if all(clear) else []


def _judged(asked: Asked, efforts: list[float], on: Ground, reused: str = "") -> Answer:
    days = ", ".join(f"{effort:g}" for effort in efforts)
    if len(efforts) == 1:
        text = f"One deployment so far ({days} person-days); that the next takes half and the third"
        return answer(Outcome.NA, f"{text} a quarter is a hypothesis", on)
    first, second, *later = efforts
    if first <= 0:
        text = f"{EXPECTED}; the first deployment took no person-day, as stated ({days})"
        return unknown(Why.NO_EVIDENCE, "effort of the first deployment", text, on)
    ratios = [effort / first for effort in (second, *later[:1])]
    times = " and ".join(f"{ratio:.2f}" for ratio in ratios)
    text = f"{EXPECTED}; {days} person-days, {times} of the first{reused}"
    outcome = _outcome(asked, ratios)
    return answer(outcome, text, on, measured=f"{times} of the first", value=-ratios[-1])


def _outcome(asked: Asked, ratios: list[float]) -> Outcome:
    limits = (asked.limits["second_times"], asked.limits["third_times"])
    slack = 1e-9  # 24 of 40 must not miss 0.6 by a rounding error
    if all(ratio <= limit + slack for ratio, limit in zip(ratios, limits, strict=False)):
        return Outcome.PASS
    falls = all(now < before for before, now in zip([1.0, *ratios], ratios, strict=False))
    return Outcome.WARN if falls else Outcome.FAIL


CHECK = Check(
    check_id="OPS-12",
    theme=Theme.OPERATIONS,
    title="Effort per additional line is measured and falls",
    question="How many person-days did the first, the second and the third line take?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-26",),
    max_age_days=365,
    thresholds=(
        Limit("second_times", 0.6, "times", "effort of the second over the first: pass up to"),
        Limit("third_times", 0.35, "times", "effort of the third over the first: pass up to"),
    ),
    basis="project default: the claim of half and a quarter, with a tolerance",
    so_what="Every line is built from scratch again, and the rollout costs as many pilots as there"
    " are lines.",
    remedy="Move the pilot's links onto the shared layer, and count the person-days of the next"
    " line.",
    closes_unknown="Person-days of each finished deployment, all crews together, from time records",
    closes_minutes=20,
    closes_who="programme lead",
    judge=judge,
    scope="programme",
    not_applicable_when="only one deployment so far: show hypothesis only",
)
