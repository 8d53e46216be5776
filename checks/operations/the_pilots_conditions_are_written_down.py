"""OPS-01: the baseline of the pilot, and how well it is proven on the pilot itself.

Question: is it written down what made the pilot work, and verified on the pilot line?
Yes: ten or more conditions are classified, and the load-bearing ones verified there. No: the list
is empty, or a load-bearing condition fails on the pilot itself. Not applicable: never. An unsigned
baseline is unknown: no line's verdict can rest on it.

Example: C08 is called load-bearing and fails on the pilot: fail; either it is not load-bearing, or
the pilot had help that nobody wrote down.
"""

from __future__ import annotations

from audit.records import Grade, Why
from checks.baseline import stated_conditions
from checks.ground import answer, counted, ground, listed, unknown
from checks.records import (
    Answer,
    Asked,
    Bearing,
    Check,
    Condition,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
)
from checks.records import Threshold as Limit

NEEDED = 10
"""Conditions that a baseline names, at least."""


def judge(asked: Asked) -> Answer:
    """Judge what the rows alone say; `judge_conditions` completes it when the pilot is judged."""
    rows = stated_conditions(asked.facts, asked.use_case)
    on = ground(rows)
    if not asked.facts.case.baseline_signed_by:
        return _unsigned(len(rows))
    if not rows:
        return _empty()
    text = f"{counted(len(rows), 'condition')} listed, not yet held against the pilot's findings"
    return unknown(Why.NO_EVIDENCE, "the pilot is not judged yet", text, on)


def judge_conditions(
    conditions: tuple[Condition, ...], signed_by: str, needed: int = NEEDED
) -> Answer:
    """Judge the conditions of one use case once the pilot's own findings are in them.

    A failing load-bearing condition comes before the signature: it is the reason not to sign.
    """
    bearing = [c for c in conditions if c.bearing is Bearing.LOAD_BEARING]
    failing = [c for c in bearing if c.pilot_outcome is Outcome.FAIL]
    targets = tuple(_target(condition) for condition in conditions)
    if failing:
        text = (
            "Every load-bearing condition expected to hold on the pilot itself; failing there:"
            f" {listed(map(_named, failing))}. Either it is not load-bearing, or the pilot had help"
            " that nobody wrote down"
        )
        return answer(Outcome.FAIL, text, measured=f"{len(failing)} fail", targets=targets)
    if not signed_by:
        return _unsigned(len(conditions), targets)
    if not conditions:
        return _empty()
    unseen = [c for c in bearing if c.pilot_outcome is Outcome.UNKNOWN and c.check_id]
    if unseen:
        text = (
            "Every load-bearing condition expected to be verified on the pilot; not known there:"
            f" {listed(map(_named, unseen))}"
        )
        detail = "load-bearing conditions not known on the pilot"
        return unknown(Why.NO_EVIDENCE, detail, text, targets=targets)
    return _signed(conditions, bearing, needed, targets, signed_by)


def _signed(
    conditions: tuple[Condition, ...],
    bearing: list[Condition],
    needed: int,
    targets: tuple[Target, ...],
    signed_by: str,
) -> Answer:
    classified = [c for c in conditions if not c.unanswered]
    told = [c for c in bearing if not c.verified]
    text = (
        f"At least {needed} classified conditions expected, the load-bearing ones verified on the"
        f" pilot; seen {len(classified)} classified and {len(bearing) - len(told)} of"
        f" {len(bearing)} load-bearing verified, signed by {signed_by}"
    )
    measured = (
        f"{len(classified)} conditions, {len(bearing) - len(told)} of {len(bearing)} verified"
    )
    if told:
        text += f"; only told, not shown: {listed(map(_named, told))}"
    short = len(classified) < needed
    outcome = Outcome.WARN if told or short else Outcome.PASS
    return answer(outcome, text, measured=measured, targets=targets)


def _named(condition: Condition) -> str:
    check = f", {condition.check_id}" if condition.check_id else ""
    return f"{condition.condition_id} ({condition.statement}{check})"


def _target(condition: Condition) -> Target:
    said = f"{_named(condition)}: {condition.bearing}, {condition.pilot_outcome} on the pilot"
    if condition.bearing is not Bearing.LOAD_BEARING:
        return Target(condition.condition_id, Outcome.NA, said)
    if condition.pilot_outcome is Outcome.FAIL:
        return Target(condition.condition_id, Outcome.FAIL, said)
    if not condition.verified:
        return Target(condition.condition_id, Outcome.WARN, f"{said}, not verified")
    return Target(condition.condition_id, Outcome.PASS, said)


def _unsigned(number: int, targets: tuple[Target, ...] = ()) -> Answer:
    text = (
        f"The baseline of the pilot ({counted(number, 'condition')}) is not signed, so no line can"
        " be compared with it"
    )
    return unknown(Why.NOT_ASKED, "baseline not signed", text, targets=targets)


def _empty() -> Answer:
    text = "What made the pilot work expected in writing; the list of conditions is empty"
    return answer(Outcome.FAIL, text, measured="no condition")


CHECK = Check(
    check_id="OPS-01",
    theme=Theme.OPERATIONS,
    title="What made the pilot work is written down and verified on the pilot line",
    question="What made the pilot work, and is that true on the pilot line today?",
    severity=Severity.BLOCKER,
    gate=GateRule.ALWAYS,
    stage=7,
    work_packages=("WP-38",),
    max_age_days=365,
    thresholds=(Limit("conditions_from", NEEDED, "conditions", "classified: pass from"),),
    basis="project method",
    so_what="The rollout copies what can be seen of the pilot, and leaves out what made it work.",
    remedy="Sit down with the pilot team for two hours, list the conditions and strike each one"
    " without which it would still work.",
    closes_unknown="The list of conditions, signed by who runs the pilot line",
    closes_minutes=120,
    closes_who="pilot team with the operations manager",
    judge=judge,
    min_grade=Grade.C,
    scope="pilot line",
)
