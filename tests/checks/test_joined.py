"""Evidence and answer together: neither hides the worse of the other."""

from __future__ import annotations

from datetime import date

import pytest

from audit.records import Grade, Why
from checks.ground import Ground, answer, unknown
from checks.joined import ground_of, joined
from checks.records import Answer, Outcome, Target

EVIDENCE = Ground((1,), Grade.B, date(2026, 10, 1))
WORDS = Ground((2,), Grade.D, date(2026, 9, 1))
FAIL, WARN, PASS, NA = Outcome.FAIL, Outcome.WARN, Outcome.PASS, Outcome.NA


def found(outcome: Outcome) -> Answer:
    return answer(outcome, "evidence", EVIDENCE, targets=(Target("SW-1", outcome),))


def said(outcome: Outcome) -> Answer:
    return answer(outcome, "words", WORDS)


def silent(why: Why) -> Answer:
    return unknown(why, "", "evidence", targets=(Target("SW-1", Outcome.UNKNOWN),))


def mute(why: Why) -> Answer:
    return unknown(why, "", "words")


@pytest.mark.parametrize(
    ("one", "other", "outcome", "sentence"),
    [
        (found(FAIL), said(PASS), FAIL, "evidence"),
        (found(WARN), said(PASS), WARN, "evidence"),
        (found(WARN), said(NA), WARN, "evidence"),
        (found(PASS), said(PASS), PASS, "evidence"),
        (found(PASS), said(WARN), WARN, "words"),
        (found(PASS), said(FAIL), FAIL, "words"),
        (found(WARN), mute(Why.DONT_KNOW), WARN, "evidence"),
        (silent(Why.NO_EVIDENCE), said(PASS), PASS, "words"),
        (silent(Why.NO_EVIDENCE), mute(Why.DONT_KNOW), Outcome.UNKNOWN, "words"),
        (silent(Why.NO_EVIDENCE), mute(Why.NOT_ASKED), Outcome.UNKNOWN, "evidence"),
        (silent(Why.CONFLICT), said(PASS), Outcome.UNKNOWN, "evidence"),
        (silent(Why.CONFLICT), said(FAIL), FAIL, "words"),
    ],
)
def test_the_worse_counts(one: Answer, other: Answer, outcome: Outcome, sentence: str) -> None:
    got = joined(one, other)
    assert (got.outcome, got.sentence) == (outcome, sentence)


def test_words_that_agree_add_their_evidence_and_leave_grade_and_day() -> None:
    got = joined(found(PASS), said(PASS))
    assert ground_of(got) == Ground((1, 2), Grade.B, date(2026, 10, 1))


def test_what_each_device_says_is_kept() -> None:
    for one in (joined(found(PASS), said(WARN)), joined(silent(Why.NO_EVIDENCE),
                                                        mute(Why.DONT_KNOW))):  # fmt: skip
        assert [target.name for target in one.targets] == ["SW-1"]
