"""What the evidence allows an answer to say: its age, its grade, and what stands in its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from audit.records import Grade, Unknown, Why
from checks.records import Answer, Check, Outcome

BLOCKED_ON_LINE: dict[str, tuple[str, ...]] = {
    "PLC-01": ("PLC-02", "PLC-03", "PLC-04", "PLC-05", "PLC-06", "DAT-05"),
}
"""A check that is unknown → the checks that cannot be answered without it or other evidence.

NET-08 blocks device by device, inside the checks themselves: another switch may answer.
"""


def unknown_answer(answer: Answer, why: Why, detail: str, sentence: str) -> Answer:
    """Return the same answer as UNKNOWN, with its reason."""
    return replace(
        answer, outcome=Outcome.UNKNOWN, why=Unknown(why, detail), sentence=sentence, value=None
    )


def age_days(answer: Answer, as_of: date) -> int | None:
    """Return the age of the oldest evidence in days, 0 for evidence younger than `as_of`."""
    return None if answer.oldest is None else max(0, (as_of - answer.oldest).days)


def weighed(check: Check, answer: Answer, as_of: date, *, gate: bool) -> Answer:
    """Apply age and grade: stale evidence is worse by a grade or nothing at all; a gate needs a
    grade.
    """
    if answer.outcome in (Outcome.UNKNOWN, Outcome.NA, Outcome.NOT_BUILT):
        return answer
    age = age_days(answer, as_of)
    if age is not None and age > 2 * check.max_age_days:
        return unknown_answer(
            answer, Why.STALE, f"{age} days old",
            f"The newest evidence is {age} days old; {check.max_age_days} days are good enough. "
            f"It then said: {answer.sentence}",
        )  # fmt: skip
    grade = answer.grade
    if grade is not None and age is not None and age > check.max_age_days:
        grade = grade.worsened()
        answer = replace(answer, grade=grade)
    if gate and answer.outcome is Outcome.PASS and not _good_enough(check, grade):
        return unknown_answer(
            answer, Why.BELOW_MIN_GRADE, f"grade {grade}, {check.min_grade} is needed",
            f"Claimed, not evidenced (grade {grade}; a gate needs {check.min_grade}): "
            f"{answer.sentence}",
        )  # fmt: skip
    return answer


def _good_enough(check: Check, grade: Grade | None) -> bool:
    """Whether a gate may pass on this grade; without evidence it may not. Two matching statements
    count as a document for people's questions.
    """
    if check.min_grade is None:
        return True
    if grade is None:
        return False
    if grade is Grade.D_PLUS and check.min_grade is Grade.C:
        return check.check_id[:3] in ("OWN", "OPS")
    return grade.at_least(check.min_grade)


def blocked(answers: dict[str, Answer]) -> dict[str, Answer]:
    """Answer `blocked_by` where a check could only guess, because the one it rests on is open."""
    result = dict(answers)
    for blocker, others in BLOCKED_ON_LINE.items():
        cause = answers.get(blocker)
        if cause is None or cause.outcome is not Outcome.UNKNOWN:
            continue
        for check_id in others:
            own = result.get(check_id)
            if own is None or own.outcome is not Outcome.UNKNOWN or own.why is None:
                continue
            if own.why.why in (Why.NO_EVIDENCE, Why.NOT_ASKED):
                result[check_id] = unknown_answer(
                    own, Why.BLOCKED_BY, blocker, f"{own.sentence} {blocker} comes first."
                )
    return result
