"""DAT-11: how long data can wait on the line when network or broker are down.

Question: does the data of this line survive an outage of the network or the broker?
Yes: it is kept for at least 24 hours, or for as long as the use case needs. No: it is lost, or kept
for less than an hour. Not applicable: the use case bears gaps, as somebody states.

Example: the gateway keeps 4 hours: warn.
"""

from __future__ import annotations

from dataclasses import replace

from audit.records import Grade
from checks.ground import Ground, answer, ground, naming
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.records import Threshold as Limit
from checks.replied import Rows, measured, number_in
from checks.replies import matching, replies, says_none, says_yes

QUESTION_ID = "buffer_hours"
GAPS_ID = "gaps_acceptable"
NEEDED_ID = "buffer_needed_hours"


def judge(asked: Asked) -> Answer:
    """Compare how long data is kept with how long it must be."""
    facts, line = asked.facts, asked.line
    gaps = replies(facts, GAPS_ID, line)
    if gaps and all(says_yes(row.record.answer) for row in gaps):
        text = f"{line}: {asked.use_case} bears gaps in the data, as stated"
        return answer(Outcome.NA, text, matching(gaps))
    needed, stated = _needed(asked)
    expected = f"{line}: data expected to be kept for {needed:g} h while the network is down"

    def outcome(hours: float) -> Outcome:
        if hours >= needed:
            return Outcome.PASS
        return Outcome.WARN if hours >= asked.limits["warn_h"] else Outcome.FAIL

    rows = replies(facts, QUESTION_ID, line)
    if rows and all(says_none(row.record.answer) for row in rows):
        text = f"{expected}; nothing is kept"
        got = answer(Outcome.FAIL, text, matching(rows), measured="0 h", value=0.0)
    else:
        got = measured(asked, QUESTION_ID, expected, outcome, unit="h")
    if got.outcome is Outcome.UNKNOWN:
        return got
    named = naming(Ground(got.evidence), ground(stated), ground(gaps))
    return replace(got, evidence=named.evidence)


def _needed(asked: Asked) -> tuple[float, Rows]:
    said = replies(asked.facts, NEEDED_ID, asked.line)
    rows = tuple(row for row in said if number_in(row.record.answer) is not None)
    hours = [number_in(row.record.answer) or 0.0 for row in rows]
    return (max(hours), rows) if hours else (asked.limits["pass_h"], ())


CHECK = Check(
    check_id="DAT-11",
    theme=Theme.DATA_PATH,
    title="Data survives a network or broker outage",
    question="For how long is the data of this line kept when the network or the broker is down?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=6,
    work_packages=("WP-33",),
    max_age_days=365,
    thresholds=(
        Limit("pass_h", 24, "h", "kept without a connection, unless the use case says: pass from"),
        Limit("warn_h", 1, "h", "kept without a connection: warn from"),
    ),
    basis="project default: a day covers a night and the repair in the morning",
    so_what="After each restart of a switch the record has a hole, and the one stop that mattered"
    " may lie in it.",
    remedy="Turn on store-and-forward in the gateway or edge computer and size it for a day.",
    closes_unknown="Buffer size of the gateway in hours, and what the last outage left in the"
    " historian",
    closes_minutes=15,
    closes_who="integration engineer",
    judge=judge,
    min_grade=Grade.C,
    scope="path",
    not_applicable_when="gaps acceptable (stated)",
)
