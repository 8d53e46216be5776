"""NET-08: whether somebody can log in to every switch of the line today.

Question: can somebody log in to every switch in the controls cabinets today?
Yes: the credential is in a vault and was tested within twelve months. No: nobody knows it, or the
only login is a factory default. Not applicable: an unmanaged switch (see NET-07).

Example: SW-L4-1's password is known to nobody: fail; everything that needs a login to it is then
unknown, blocked by this check, and not a failure of its own.
"""

from __future__ import annotations

from audit.inventory.tables.network import CredentialStatus
from audit.records import Grade, Unknown, Why
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
from checks.switches import LineSwitch, judge_each


def judge(asked: Asked) -> Answer:
    """Judge each switch by its credential, and by the login that was tried."""
    tested_days = asked.limits["tested_days"]
    return judge_each(
        asked,
        "a vaulted, tested credential expected for every switch",
        lambda switch: _target(asked, switch, tested_days),
        lambda switches, good: f"{good} of {len(switches)} with a tested login",
    )


def _target(asked: Asked, switch: LineSwitch, tested_days: float) -> Target:
    row = switch.row.record
    tested = row.credential_tested_on
    fresh = tested is not None and (asked.facts.case.as_of - tested).days <= tested_days
    why = None
    match row.credential_status:
        case CredentialStatus.VAULTED if fresh or switch.logged_in:
            outcome, said = Outcome.PASS, "credential vaulted and tested"
        case CredentialStatus.VAULTED:
            when = f"last tested {tested}" if tested else "never tested"
            outcome, said = Outcome.WARN, f"credential vaulted, {when}"
        case CredentialStatus.KNOWN_BY_ONE:
            outcome, said = Outcome.WARN, "the password is known to one person"
        case CredentialStatus.UNKNOWN:
            outcome, said = Outcome.FAIL, "nobody knows the password"
        case CredentialStatus.DEFAULT:
            outcome, said = Outcome.FAIL, "the only login is the factory default"
        case _ if switch.logged_in:
            outcome, said = Outcome.WARN, "a login worked, but who keeps the password is not said"
        case _:
            outcome, said = Outcome.UNKNOWN, "who can log in is not said"
            why = Unknown(Why.NOT_ASKED, "credential_status is empty")
    if outcome is not Outcome.FAIL and switch.refused:
        outcome, said, why = (
            Outcome.FAIL,
            "the credential that the inventory names was refused",
            None,
        )
    return Target(switch.name, outcome, f"{switch.name}: {said}", why, switch.ground.evidence)


CHECK = Check(
    check_id="NET-08",
    theme=Theme.NETWORK,
    title="Someone can log in to every switch in the controls cabinets today",
    question="Can somebody log in to every switch in the controls cabinets today?",
    severity=Severity.BLOCKER,
    gate=GateRule.ALWAYS,
    stage=2,
    work_packages=("WP-01",),
    max_age_days=365,
    thresholds=(Threshold("tested_days", 365, "days", "a login test may be this old", "D"),),
    basis="IEC 62443-3-3 SR 1.5, SR 7.6 (recalled, verify)",
    so_what="When this switch fails or must be changed for the rollout, the line stands until"
    " somebody resets it by hand and rebuilds its configuration from nothing.",
    remedy="Recover access in a short window, put the credential into the vault, test it.",
    closes_unknown="The credential status of each switch, asked of whoever opens the cabinets",
    closes_minutes=10,
    closes_who="maintenance lead",
    judge=judge,
    min_grade=Grade.C,
    scope="switch",
    not_applicable_when="unmanaged switch (see NET-07)",
)
