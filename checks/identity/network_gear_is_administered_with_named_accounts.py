"""IDA-10: how people log in to the line's switches to change them.

Question: is the line's network gear administered with named accounts?

Yes: a central server knows the administrators (AAA), and one sealed local login is left for the day
it is out of reach. Warn: local logins, one for each person, or no login for that day. No: one local
login for all. Not applicable: unmanaged switches only. A configuration tells whether it asks a
server; who uses the local logins only people can tell.

Example: SW-L1-1 asks no server, and the network team says that all use one login: fail.
"""

from __future__ import annotations

from dataclasses import replace

from audit.records import Unknown, Why
from checks.joined import ground_of
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.replied import chosen
from checks.switches import LineSwitch, judge_each, not_readable

QUESTION_ID = "switch_administrators"
_CENTRAL = "a central server knows each of them"
CHOICES = {
    f"{_CENTRAL}, and one sealed login is left for emergencies": Outcome.PASS,
    f"{_CENTRAL}, and nothing is left for emergencies": Outcome.WARN,
    "each has a login of his own on the switch": Outcome.WARN,
    "all use one login": Outcome.FAIL,
}


def judge(asked: Asked) -> Answer:
    """Judge each switch by its configuration, and by what people say of its logins."""
    own, plants = _said(asked), _said(replace(asked, line=""))

    def target_of(switch: LineSwitch) -> Target:
        return _target(switch, own if asked.line in switch.row.record.line else plants)

    got = judge_each(asked, "administrators known by name", target_of)
    if got.outcome is Outcome.NA or not got.targets:
        return got
    on = ground_of(got)
    for said in (own, plants):
        if set(said.evidence) & {number for t in got.targets for number in t.evidence}:
            on = on + ground_of(said)
    return replace(got, evidence=on.evidence, grade=on.grade, oldest=on.oldest)


def _said(asked: Asked) -> Answer:
    """Return the answer for a line's switches; without a line, for those of the whole plant."""
    return chosen(asked, QUESTION_ID, "logins of administrators", CHOICES)


def _target(switch: LineSwitch, said: Answer) -> Target:
    reads = [seen.value for seen in switch.management]
    evidence = (*switch.ground.evidence, *said.evidence)
    central = any(read.aaa for read in reads)
    without = any(read.aaa is False or read.complete for read in reads)
    if not central and not without:
        return _unread(switch, said, evidence)
    seen = "asks a central server" if central else "asks no central server"
    text = f"{switch.name} {seen}"
    if said.outcome is Outcome.UNKNOWN or said.outcome is Outcome.NA:
        why = said.why or Unknown(Why.CONFLICT, "said to be not applicable")
        text = f"{text}; who uses its local logins is not known"
        return Target(switch.name, Outcome.UNKNOWN, text, why, evidence)
    text = f'{text}; "{said.measured}"'
    if said.measured.casefold().startswith(_CENTRAL) is not central:
        why = Unknown(Why.CONFLICT, "answer and configuration")
        return Target(switch.name, Outcome.UNKNOWN, text, why, evidence)
    return Target(switch.name, said.outcome, text, evidence=evidence)


def _unread(switch: LineSwitch, said: Answer, evidence: tuple[int, ...]) -> Target:
    """Return what people say, where no configuration tells; a lost login blocks the question."""
    not_asked = said.why is not None and said.why.why is Why.NOT_ASKED
    if switch.locked_out or not_asked or said.outcome is Outcome.NA:
        return not_readable(switch, "how administrators log in")
    text = f'{switch.name}: "{said.measured or said.sentence}"'
    return Target(switch.name, said.outcome, text, said.why, evidence)


CHECK = Check(
    check_id="IDA-10",
    theme=Theme.IDENTITY,
    title="Network gear is administered with named accounts",
    question="Is the line's network gear administered with named accounts?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=4,
    work_packages=("WP-17",),
    max_age_days=365,
    thresholds=(),
    basis="IEC 62443-3-3 SR 1.1, SR 1.3 (recalled, verify)",
    so_what="Somebody shuts the wrong port, and the log says `admin` for everything that was done"
    " in ten years.",
    remedy="Let the switches ask the directory (RADIUS or TACACS+), and put one local login per"
    " switch into the vault for the day that fails.",
    closes_unknown="The lines on users and login of each switch's configuration (passwords blacked"
    " out), and who uses the local ones",
    closes_minutes=10,
    closes_who="OT network engineer",
    judge=judge,
    scope="switch",
    not_applicable_when="unmanaged",
)
