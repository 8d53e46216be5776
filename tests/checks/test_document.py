"""docs/checks.md is what the checks say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks import ALL
from checks.document import PLACE, document
from checks.question import Question, Who
from checks.questions import ALL as QUESTIONS
from checks.records import Check, Outcome, Threshold
from tests.checks.made import answers, check


def test_the_page_is_current() -> None:
    assert PLACE.read_text(encoding="utf-8") == document(ALL, QUESTIONS), (
        "run: python -m checks.document"
    )


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.check_id)
def test_a_check_is_printed_with_all_that_decides_it(one: Check) -> None:
    text = PLACE.read_text(encoding="utf-8")
    section = text.partition(f"\n### {one.check_id}\n")[2].partition("\n### ")[0]
    for said in (
        one.title, one.question, one.basis, one.remedy, one.so_what, one.closes_unknown,
        f"{one.closes_minutes} minutes, {one.closes_who}", f"{one.max_age_days} days",
        ", ".join(one.work_packages), one.not_applicable_when,
    ):  # fmt: skip
        assert said in section
    for limit in one.thresholds:
        assert f"`{limit.name}`: {limit.value:g}" in section


def test_a_changed_threshold_changes_the_page() -> None:
    one = check("T-01", answers(Outcome.PASS))
    other = replace(one, thresholds=(Threshold("limit", 11, "%", "pass up to", "N"),))
    assert "`limit`: 10 %, pass up to (basis: project default)" in document([one])
    assert "`limit`: 11 %, pass up to (basis: standard)" in document([other])


def test_a_question_is_named_at_the_checks_it_decides() -> None:
    question = Question("spare_key", "Is there one?", ("T-02",), (Who.OT,))
    page = document([check(i, answers(Outcome.PASS)) for i in ("T-01", "T-02")], [question])
    first, _, second = page.partition("### T-02")
    assert "spare_key" not in first
    assert "`spare_key`" in second
