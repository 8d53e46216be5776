"""NET-09: age and support of the software on the line's switches.

Question: is the switch software supported, and was it reviewed in the last two years?
Yes: a supported release, reviewed within 24 months. No: reviewed more than 60 months ago, up for
more than five years, or a release out of support. Not applicable: an unmanaged switch.

Example: SW-L1-1 was last changed in March 2014 and runs 12.2(55)SE9: fail on each of three grounds.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from audit.records import Unknown, Why
from checks.ground import ground
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
from checks.trains import train_of

SECONDS_PER_YEAR = 365.25 * 86400


def judge(asked: Asked) -> Answer:
    """Judge each switch by review age, uptime and support."""
    return judge_each(
        asked,
        f"supported software reviewed within {asked.limits['pass_months']:g} months expected",
        lambda switch: _target(asked, switch),
    )


def _target(asked: Asked, switch: LineSwitch) -> Target:
    as_of, limits = asked.facts.case.as_of, asked.limits
    looked = _looked_at(switch)
    age = months(looked, as_of) if looked else None
    uptime = switch.device.uptime_s if switch.device else None
    years_up = uptime / SECONDS_PER_YEAR if uptime is not None else 0.0
    row = lifecycle_of(asked.facts, switch.vendor, switch.software, "software")
    train = None if row else train_of(switch.vendor, switch.software, as_of)
    support = row.record.end_of_support if row else train.end_of_support if train else None
    source = f" ({train.said})" if train else ""
    bad: list[str] = []
    soft: list[str] = []
    if age is not None and age > limits["fail_months"]:
        bad.append(f"last looked at {looked} ({age:.0f} months ago)")
    elif age is not None and age > limits["pass_months"]:
        soft.append(f"last looked at {looked} ({age:.0f} months ago)")
    if years_up > limits["uptime_years"]:
        bad.append(f"up for {years_up:.1f} years")
    if support is not None and support < as_of:
        bad.append(f"{switch.software} left support on {support}{source}")
    elif support is not None and months(as_of, support) < limits["support_months"]:
        soft.append(f"{switch.software} leaves support on {support}{source}")
    evidence = tuple(sorted({*switch.ground.evidence, *(ground([row]).evidence if row else ())}))
    if bad or (soft and (row or train)):
        outcome = Outcome.FAIL if bad else Outcome.WARN
        return Target(switch.name, outcome, f"{switch.name}: {', '.join(bad + soft)}",
                      evidence=evidence)  # fmt: skip
    return _open_end(switch, support, source, age, evidence)


def _open_end(
    switch: LineSwitch,
    support: date | None,
    source: str,
    age: float | None,
    evidence: tuple[int, ...],
) -> Target:
    """Nothing speaks against it: pass only when version, support and review are all known."""
    if not switch.software:
        return not_readable(switch, "the software version")
    if support is None:
        why = Unknown(Why.NOT_IN_LIFECYCLE_TABLE, f"{switch.vendor} {switch.software}")
        text = f"{switch.name}: the support end of {switch.software} is in no lifecycle table"
        return Target(switch.name, Outcome.UNKNOWN, text, why, evidence)
    if age is None:
        return not_readable(switch, "when it was last reviewed")
    text = f"{switch.name}: {switch.software}, supported until {support}{source}"
    return Target(switch.name, Outcome.PASS, text, evidence=evidence)


def _looked_at(switch: LineSwitch) -> date | None:
    """Return the last day on which somebody reviewed or changed it."""
    row = switch.row.record
    days = [day for day in (row.last_reviewed, row.last_changed) if day]
    if switch.device and switch.device.last_changed:
        with suppress(ValueError):  # a device's own text that is no date says nothing
            days.append(date.fromisoformat(switch.device.last_changed[:10]))
    return max(days, default=None)


CHECK = Check(
    check_id="NET-09",
    theme=Theme.NETWORK,
    title="Switch software is supported and was reviewed in the last two years",
    question="Is the switch software supported, and was it reviewed in the last two years?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=2,
    work_packages=("WP-06",),
    max_age_days=365,
    thresholds=(
        Threshold("pass_months", 24, "months", "a review may be this old", "D"),
        Threshold("fail_months", 60, "months", "older than this fails", "D"),
        Threshold("uptime_years", 5, "years", "longer without a restart fails", "D"),
        Threshold("support_months", 12, "months", "support must last this long", "D"),
    ),
    basis="IEC 62443-2-3 patch management (recalled, verify); months: project default",
    so_what="Known defects stay open, and nobody knows whether the switch comes back after a power"
    " cut.",
    remedy="Update to the vendor's supported release in the next window; replace the switch where"
    " there is none.",
    closes_unknown="The output of `show version`, or a photo of the label and the date of the last"
    " change",
    closes_minutes=10,
    closes_who="OT network engineer",
    judge=judge,
    scope="switch",
    not_applicable_when="unmanaged switch",
)
