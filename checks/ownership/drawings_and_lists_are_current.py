"""OWN-09: whether drawings and lists of the line were revised since it was last changed.

Question: are the as-built drawings and lists current?
Yes: revised after the last change, and within 24 months. Warn: within 60 months, or before the last
change. No: longer ago or never, or what was seen on the line is not on the lists (NET-01 fails).
Not applicable: never.

Example: the network drawing is of March 2019, the line was rebuilt in 2024: fail.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from audit.facts.model import PlantFacts
from audit.records import Unknown, Why
from checks.applies import applies
from checks.ground import Ground, answer, naming, unknown
from checks.limits import limits_of
from checks.network.documented_and_observed_devices_agree import CHECK as DEVICES
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.records import Threshold as Limit
from checks.remembered import once
from checks.replied import Rows, by_reply, day_in
from checks.replies import says_none
from checks.switches import months

REVISED_ID, CHANGED_ID = "drawings_revised_on", "line_changed_on"
_NEVER = ("never", "nie", "not since")


def judge(asked: Asked) -> Answer:
    """Judge what was seen first, then the days that were answered."""
    limits = asked.limits
    expected = (
        f"{asked.line}: drawings and lists expected to be revised after the last change and within"
        f" {limits['pass_months']:g} months"
    )
    seen = _devices(asked.facts, asked.line, asked.use_case)
    if seen.outcome is Outcome.FAIL:
        text = f"{expected}; what was seen is not what is listed (NET-01): {seen.sentence}"
        return answer(Outcome.FAIL, text, _ground(seen), measured=f"NET-01 fails: {seen.measured}")
    revised = _day(asked, REVISED_ID, expected)
    if revised.outcome is Outcome.UNKNOWN:
        return revised
    changed = _day(asked, CHANGED_ID, f"{expected}; last change of the line")
    got = _dated(asked, expected, revised, changed)
    on = naming(_ground(got), _ground(seen) if seen.outcome is not Outcome.UNKNOWN else Ground())
    return replace(got, evidence=on.evidence)


@once
def _devices(facts: PlantFacts, line: str, use_case: str) -> Answer:
    limits = limits_of(facts, [DEVICES]).values[DEVICES.check_id]
    return DEVICES.judge(Asked(facts, line, use_case, limits))


def _day(asked: Asked, question_id: str, expected: str) -> Answer:
    """Return the day as the measured value, empty when it was never; else why it is not known."""

    def decide(rows: Rows, on: Ground) -> Answer:
        text = rows[0].record.answer
        day = day_in(text)
        if day is None and (says_none(text) or text.casefold().startswith(_NEVER)):
            return answer(Outcome.PASS, expected, on)
        if day is None or day > asked.facts.case.as_of:
            said = f'{expected}; "{text}" is neither a day until today nor never'
            return unknown(Why.CONFLICT, question_id, said, on)
        return answer(Outcome.PASS, expected, on, measured=day.isoformat())

    return applies(by_reply(asked, question_id, expected, decide))


def _dated(asked: Asked, expected: str, revised: Answer, changed: Answer) -> Answer:
    on = _ground(revised)
    if not revised.measured:
        return answer(Outcome.FAIL, f"{expected}; they were never revised", on, measured="never")
    day = date.fromisoformat(revised.measured)
    age = months(day, asked.facts.case.as_of)
    said = f"revised on {day} ({age:.0f} months ago)"
    if age > asked.limits["warn_months"]:
        return answer(Outcome.FAIL, f"{expected}; {said}", on, measured=said, value=-age)
    if age > asked.limits["pass_months"]:
        return answer(Outcome.WARN, f"{expected}; {said}", on, measured=said, value=-age)
    on = on + _ground(changed)
    if changed.outcome is Outcome.UNKNOWN:
        why = changed.why or Unknown(Why.NOT_ASKED, CHANGED_ID)
        text = f"{expected}; {said}, when the line was last changed is not known"
        return unknown(why.why, why.detail, text, on, measured=said)
    if changed.measured > revised.measured:
        said = f"{said}, but the line was changed on {changed.measured}"
        return answer(Outcome.WARN, f"{expected}; {said}", on, measured=said, value=-age)
    return answer(Outcome.PASS, f"{expected}; {said}", on, measured=said, value=-age)


def _ground(got: Answer) -> Ground:
    return Ground(got.evidence, got.grade, got.oldest)


CHECK = Check(
    check_id="OWN-09",
    theme=Theme.OWNERSHIP,
    title="As-built drawings and lists are current",
    question="When were the drawings and lists of the line revised, and when was it last changed?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=8,
    work_packages=("WP-02",),
    max_age_days=730,
    thresholds=(
        Limit("pass_months", 24, "months", "since the last revision: pass up to"),
        Limit("warn_months", 60, "months", "since the last revision: warn up to"),
    ),
    basis="IEC 62443-3-3 SR 7.8 (recalled, verify); the months are project defaults",
    so_what="The fault at night is searched for on a drawing of a line that is no longer there.",
    remedy="Take the corrected lists of this audit over into the drawing, with the date, and name"
    " who changes it from now on.",
    closes_unknown="Revision dates of the drawings and lists, and the day of the line's last"
    " rebuilding",
    closes_minutes=10,
    closes_who="controls engineer",
    judge=judge,
)
