"""NET-10: how long the vendor still supports the switch hardware.

Question: does the switch hardware have at least two years of vendor support left?
Yes: 24 months or more to the last date of support. No: that date has passed. Not applicable: never.
A model that is in no lifecycle table is unknown: no public source lists switch hardware.

Example: WS-C2960G-24TC-L passed its last date of support in 2019: fail.
"""

from __future__ import annotations

from audit.records import Unknown, Why
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
    Threshold,
)
from checks.switches import LineSwitch, judge_each, lifecycle_of, months, not_readable


def judge(asked: Asked) -> Answer:
    """Judge each switch's model against the lifecycle table."""
    return judge_each(
        asked,
        f"{asked.limits['pass_months']:g} months of hardware support expected",
        lambda switch: _target(asked, switch),
        managed_only=False,
    )


def _target(asked: Asked, switch: LineSwitch) -> Target:
    if not switch.model:
        return not_readable(switch, "the model")
    row = lifecycle_of(asked.facts, switch.vendor, switch.model, "model")
    end = row.record.end_of_support if row else None
    if row is None or end is None:
        why = Unknown(Why.NOT_IN_LIFECYCLE_TABLE, f"{switch.vendor} {switch.model}")
        text = f"{switch.name}: {switch.model} is in no lifecycle table"
        return Target(switch.name, Outcome.UNKNOWN, text, why, switch.ground.evidence)
    left = months(asked.facts.case.as_of, end)
    evidence = tuple(sorted({*switch.ground.evidence, row.evidence}))
    if left < 0:
        outcome, text = Outcome.FAIL, f"{switch.model} passed its last date of support on {end}"
    elif left < asked.limits["pass_months"]:
        outcome, text = Outcome.WARN, f"{switch.model} is supported until {end} ({left:.0f} months)"
    else:
        outcome, text = Outcome.PASS, f"{switch.model} is supported until {end}"
    return Target(switch.name, outcome, f"{switch.name}: {text}", evidence=evidence)


CHECK = Check(
    check_id="NET-10",
    theme=Theme.NETWORK,
    title="Switch hardware has at least two years of vendor support left",
    question="Does the switch hardware have at least two years of vendor support left?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=2,
    work_packages=("WP-06",),
    max_age_days=730,
    thresholds=(Threshold("pass_months", 24, "months", "support that must be left", "D"),),
    basis="vendor end-of-life bulletins; months: project default",
    so_what="A broken switch cannot be bought again; the line waits for a redesign instead of a"
    " spare.",
    remedy="Buy one spare of the same model now; replace it when the line is segmented anyway.",
    closes_unknown="The vendor's end-of-support date of the model, with its source, as a row in"
    " lifecycle.csv",
    closes_minutes=15,
    closes_who="OT network engineer",
    judge=judge,
    scope="switch",
)
