"""SEC-05: whether the operating systems of panels and servers still get updates.

Question: do the makers still deliver security updates for the computers that the line needs?
Yes: each is supported, by the public date or by a contract. Warn: one is past its end, but isolated
and limited to listed programs. No: one is past its end and can be reached from another zone.
Not applicable: never.

Example: LABEL-PC1 runs Windows 10, whose updates ended on 2025-10-14, and shares VLAN 1 with three
lines: fail.
"""

from __future__ import annotations

from audit.facts.model import PlantFacts
from audit.records import Unknown, Why
from checks.applies import applies
from checks.computers import Computer, computers_of, or_said, system_of
from checks.ground import NOTHING, Ground, ground, in_words, naming, rolled_up, unknown
from checks.reached import reached
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.replied import chosen
from checks.spoken import old_smb

QUESTION_ID = "old_operating_systems"
CHOICES = {
    "none without updates": Outcome.PASS,
    "isolated and limited to listed programs": Outcome.WARN,
    "some without updates can be reached": Outcome.FAIL,
}


def judge(asked: Asked) -> Answer:
    """Judge each computer that the line needs; the worst decides."""
    expected = f"{asked.line}: supported operating systems expected"
    said = applies(chosen(asked, QUESTION_ID, expected, CHOICES))
    computers = computers_of(asked.facts, asked.line, asked.use_case, used=True)
    if not computers:
        text = f"{expected}; no computer of the line is known"
        return or_said(unknown(Why.NO_EVIDENCE, "no computer is known", text), said)
    pairs = [_target(asked, computer) for computer in computers]
    targets = tuple(target for target, _ in pairs)
    on = NOTHING
    for _, own in pairs:
        on = on + own
    good = sum(t.outcome is Outcome.PASS for t in targets)
    text = f"{expected}, so it is on {good} of {len(targets)} computers"
    details = in_words(targets)
    got = rolled_up(
        targets, f"{text}: {details}" if details else text, on,
        measured=f"{good} of {len(targets)} supported", value=100.0 * good / len(targets),
    )  # fmt: skip
    return or_said(got, said)


def _target(asked: Asked, computer: Computer) -> tuple[Target, Ground]:
    name, on, today = computer.name, computer.on, asked.facts.case.as_of
    row = computer.row.record if computer.row else None
    if row is not None and row.support_until is not None and row.support_until >= today:
        text = f"{name} is under contract until {row.support_until}"
        return Target(name, Outcome.PASS, text, evidence=on.evidence), on
    if not computer.os:
        why = Unknown(Why.NO_EVIDENCE, "operating system not known")
        text = f"{name}: its operating system is not known"
        if old := old_smb(asked.facts, computer.device):
            on = naming(on, ground(old))
            text = f"{text}, and it speaks dialect 1 of SMB, as old ones do"
        return Target(name, Outcome.UNKNOWN, text, why, on.evidence), on
    system = system_of(computer.os)
    if system is None:
        why = Unknown(Why.NOT_IN_LIFECYCLE_TABLE, computer.os)
        text = f"{name}: {computer.os} is not in the table of operating systems"
        return Target(name, Outcome.UNKNOWN, text, why, on.evidence), on
    if system.end_of_support >= today:
        text = f"{name} runs {system.name}, supported until {system.end_of_support}"
        return Target(name, Outcome.PASS, text, evidence=on.evidence), on
    ended = f"{name} runs {system.name}, without updates since {system.end_of_support}"
    return _ended(asked.facts, computer, ended)


def _ended(facts: PlantFacts, computer: Computer, ended: str) -> tuple[Target, Ground]:
    name, on = computer.name, computer.on
    way, seen = reached(facts, computer.device)
    if way:
        on = on + seen
        return Target(name, Outcome.FAIL, f"{ended}, and {way}", evidence=on.evidence), on
    row = computer.row.record if computer.row else None
    if row is None or row.isolated is None:
        why = Unknown(Why.NOT_ASKED, "whether it is isolated")
        text = f"{ended}; whether it is isolated is not known"
        return Target(name, Outcome.UNKNOWN, text, why, on.evidence), on
    if row.isolated and row.allow_listed:
        text = f"{ended}, isolated and limited to listed programs"
        return Target(name, Outcome.WARN, text, evidence=on.evidence), on
    if row.isolated and row.allow_listed is None:
        why = Unknown(Why.NOT_ASKED, "whether its programs are limited")
        text = f"{ended}; isolated, whether only listed programs run is not known"
        return Target(name, Outcome.UNKNOWN, text, why, on.evidence), on
    what = "not limited to listed programs" if row.isolated else "not isolated"
    return Target(name, Outcome.FAIL, f"{ended}, {what}", evidence=on.evidence), on


CHECK = Check(
    check_id="SEC-05",
    theme=Theme.SECURITY,
    title="Operating systems on HMIs and servers are still supported or are isolated",
    question="Do the makers still deliver security updates for the computers that the line needs?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-24",),
    max_age_days=365,
    thresholds=(),
    basis="IEC 62443-2-3; CIS Controls v8.1 2.2 (recalled, verify); endoflife.date (MIT data),"
    " dates in checks/data/operating_systems.csv",
    so_what="A known hole that nobody will close: one worm on the shared network stops every panel"
    " of this kind at once.",
    remedy="Put the old computer behind its own firewall port and let only listed programs run;"
    " replace it with the next panel project.",
    closes_unknown="Operating system and version of each computer of the line (`winver`), and"
    " whether it is isolated",
    closes_minutes=20,
    closes_who="controls engineer",
    judge=judge,
    scope="host",
)
