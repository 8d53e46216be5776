"""NET-11: whether each switch can be restored as it runs.

Question: is there a recent backup of each switch's configuration, and is the running one saved?
Yes: a backup of at most 90 days, running equals saved. No: none, or older than a year.
Not applicable: an unmanaged switch.

Example: nobody can log in to SW-L4-1: unknown, blocked by NET-08.
"""

from __future__ import annotations

from audit.records import Unknown, Why
from checks.ground import same_at_both_ends
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
from checks.switches import LineSwitch, judge_each, not_readable


def judge(asked: Asked) -> Answer:
    """Judge each switch by its backup's age and by running against saved."""
    return judge_each(
        asked,
        f"a backup within {asked.limits['pass_days']:g} days and running = saved expected",
        lambda switch: _target(asked, switch),
    )


def _target(asked: Asked, switch: LineSwitch) -> Target:
    backup = switch.row.record.backup_date
    if backup is None:
        return not_readable(switch, "the date of its configuration backup")
    age = (asked.facts.case.as_of - backup).days
    saved = _saved(switch)
    evidence = switch.ground.evidence
    if saved is None:
        outcome = same_at_both_ends(_outcome(asked, age, False), _outcome(asked, age, True))
    else:
        outcome = _outcome(asked, age, saved)
    said = {
        True: "running = saved",
        False: "unsaved changes",
        None: "running against saved not said",
    }
    text = f"{switch.name}: backup of {backup} ({age} days old), {said[saved]}"
    if outcome is Outcome.UNKNOWN:
        why = Unknown(Why.NO_EVIDENCE, "whether the running configuration is saved")
        return Target(switch.name, outcome, text, why, evidence)
    return Target(switch.name, outcome, text, evidence=evidence)


def _outcome(asked: Asked, age: int, saved: bool) -> Outcome:
    if age > asked.limits["fail_days"]:
        return Outcome.FAIL
    if age > asked.limits["pass_days"] or not saved:
        return Outcome.WARN
    return Outcome.PASS


def _saved(switch: LineSwitch) -> bool | None:
    read = [m.value.running_saved for m in switch.management if m.value.running_saved is not None]
    if read:
        return all(read)
    return switch.row.record.running_saved


CHECK = Check(
    check_id="NET-11",
    theme=Theme.NETWORK,
    title="Each switch has a recent configuration backup and running equals saved",
    question="Is there a recent backup of each switch's configuration, and is it saved?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=2,
    work_packages=("WP-07",),
    max_age_days=180,
    thresholds=(
        Threshold("pass_days", 90, "days", "a backup may be this old", "D"),
        Threshold("fail_days", 365, "days", "older than this is no backup", "D"),
    ),
    basis="IEC 62443-3-3 SR 7.3, SR 7.6; CIS Controls v8.1 11.2 (recalled, verify); days: project"
    " default",
    so_what="After a failure or a power cut the switch comes back as somebody else, and the line"
    " with it.",
    remedy="Save the running configuration, copy it to a dated file, repeat every quarter.",
    closes_unknown="The dated configuration file of each switch",
    closes_minutes=10,
    closes_who="OT network engineer",
    judge=judge,
    scope="switch",
    not_applicable_when="unmanaged switch",
)
