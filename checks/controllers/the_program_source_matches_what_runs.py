"""PLC-07: whether the source of each controller's program is there, and is what runs.

Question: is the source of every controller's program available, readable and the same as what runs?
Yes: it was compared within 12 months and no difference was found. Warn: the comparison is older.
No: no source, locked and nobody can open it, or a difference. Not applicable: the machine builder
sealed the machine.

Example: the project of PLC-L2-1 was lost with a laptop: fail.
"""

from __future__ import annotations

from audit.records import Unknown, Why
from checks.ground import counted, ground, in_words, naming, rolled_up
from checks.programs import Program, controllers_ground, programs_of
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.replied import chosen

QUESTION_ID = "program_source"
CHOICES = {
    "available and compared within a year": Outcome.PASS,
    "available, compared longer ago or never": Outcome.WARN,
    "missing, locked, or different from what runs": Outcome.FAIL,
}


def judge(asked: Asked) -> Answer:
    """Judge each controller's program; without a list an answer decides."""
    programs = programs_of(asked.facts, asked.line)
    expected = f"{asked.line}: program source expected for every controller, the same as what runs"
    rows = [p.row for p in programs if p.row is not None]
    if not rows:
        return chosen(asked, QUESTION_ID, expected, CHOICES)
    targets = tuple(_target(asked, program) for program in programs)
    good = sum(target.outcome is Outcome.PASS for target in targets)
    words = f"{good} of {counted(len(targets), 'program')} proven"
    details = in_words(targets)
    text = f"{expected}; {details}" if details else f"{expected}; {words}"
    if all(target.outcome is Outcome.NA for target in targets):
        text = f"{expected}; the machine builder sealed {counted(len(targets), 'controller')}"
    value = 100.0 * good / len(targets)
    on = naming(ground(rows), controllers_ground(programs))
    return rolled_up(targets, text, on, measured=words, value=value)


def _target(asked: Asked, program: Program) -> Target:
    name = program.name
    if program.row is None:
        return _open(name, f"of {name} nobody stated whether the source is there", ())
    row, evidence = program.row.record, (program.row.evidence,)
    if row.sealed:
        return Target(name, Outcome.NA, f"{name} is sealed", evidence=evidence)
    if row.source_available is False:
        return Target(name, Outcome.FAIL, f"{name} has no source", evidence=evidence)
    if row.locked and row.can_unlock is False:
        text = f"{name} is locked and nobody can open it"
        return Target(name, Outcome.FAIL, text, evidence=evidence)
    if row.same_as_running is False:
        text = f"{name} runs another program than the source says"
        return Target(name, Outcome.FAIL, text, evidence=evidence)
    if row.source_available is None:
        return _open(name, f"of {name} nobody stated whether the source is there", evidence)
    if row.locked and row.can_unlock is None:
        return _open(name, f"{name} is locked; whether somebody can open it is open", evidence)
    if row.same_as_running is None or row.compared_on is None:
        return _open(name, f"when {name} was compared with its source is not stated", evidence)
    age = (asked.facts.case.as_of - row.compared_on).days
    if age > asked.limits["months"] * 30.44:
        text = f"{name} was last compared on {row.compared_on}"
        return Target(name, Outcome.WARN, text, evidence=evidence)
    return Target(name, Outcome.PASS, f"{name} matches its source", evidence=evidence)


def _open(name: str, text: str, evidence: tuple[int, ...]) -> Target:
    return Target(name, Outcome.UNKNOWN, text, Unknown(Why.NOT_ASKED, QUESTION_ID), evidence)


CHECK = Check(
    check_id="PLC-07",
    theme=Theme.CONTROLLERS,
    title="The controller program source is available, readable and matches what runs",
    question="Is the source of every controller's program available, and the same as what runs?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=1,
    work_packages=("WP-22",),
    max_age_days=365,
    thresholds=(Limit("months", 12, "months", "since the last comparison: pass up to"),),
    basis="IEC 62443-3-3 SR 3.4 and 7.3 (recalled, verify); 12 months is a project default",
    so_what="No signal can be added to the data interface, and a dead controller cannot be replaced"
    " over night.",
    remedy="Upload each program named here, compare it with the archived source, and store both"
    " with the date.",
    closes_unknown="The comparison report of the engineering tool for each controller",
    closes_minutes=30,
    closes_who="controls engineer of the line",
    judge=judge,
    scope="controller",
    not_applicable_when="vendor-sealed machine (see PLC-11)",
)
