"""Which questions are asked, in which order, and who is left in peace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from audit.facts.model import PlantFacts
from audit.inventory.tables import AnswerRow
from audit.inventory.tables.people import Side
from audit.records import Unknown, Why
from checks.engine import judge
from checks.open_questions import OpenQuestion, open_questions, to_ask
from checks.question import Question, Who
from checks.records import Answer, Check, GateRule, Outcome, Severity
from checks.what_if import with_passed
from tests.checks.made import answers, check
from tests.checks.plants import plant, rows

UNKNOWN = answers(Outcome.UNKNOWN)
PASS, FAIL = answers(Outcome.PASS), answers(Outcome.FAIL)


def asks(question_id: str, *checks: str, who: tuple[Who, ...] = (Who.IT,), **more: object) -> (
    Question
):  # fmt: skip
    made = Question(question_id, f"{question_id} of {{line}}?", checks, who)
    return replace(made, **more)  # type: ignore[arg-type]  # any field may be given


def on_lines(*answers_of_l1_l2_l4: Answer, pilot: Answer = PASS) -> Mapping[str, Answer]:
    one, two, four = answers_of_l1_l2_l4
    return {"L1": one, "L2": two, "L3": pilot, "L4": four}


def found(
    checks: list[Check], questions: list[Question], facts: PlantFacts | None = None
) -> tuple[OpenQuestion, ...]:
    facts = facts or plant()
    return open_questions(judge(facts, checks), facts, questions)


def test_a_settled_result_is_not_asked_about() -> None:
    settled = check("A", PASS)
    assert found([settled], [asks("a", "A")]) == ()


def test_an_unknown_gate_is_asked_about_once_a_line() -> None:
    gate = check("A", on_lines(UNKNOWN, PASS, UNKNOWN))
    rows_ = found([gate], [asks("a", "A")])
    assert [row.key for row in rows_] == ["a|L1|IT", "a|L4|IT"]
    assert rows_[0].text == "a of L1?"
    assert rows_[0].at_once == ("L1",)


def test_a_question_for_the_plant_is_one_row_and_counts_every_line() -> None:
    gate = check("A", on_lines(UNKNOWN, PASS, UNKNOWN))
    (row,) = found([gate], [asks("a", "A", per_line=False)])
    assert row.key == "a||IT"
    assert row.at_once == ("L1", "L4")


def test_the_one_that_changes_more_verdicts_comes_first_then_points_then_minutes() -> None:
    checks = [
        check("A", on_lines(UNKNOWN, PASS, PASS)),
        check("B", on_lines(UNKNOWN, UNKNOWN, PASS)),
        check("C", on_lines(UNKNOWN, PASS, PASS), severity=Severity.LOW),
    ]
    asked = [
        asks("slow", "A", per_line=False, minutes=9),
        asks("quick", "A", per_line=False, minutes=1),
        asks("light", "C", per_line=False),
        asks("wide", "B", per_line=False),
    ]
    assert [row.question.question_id for row in found(checks, asked)] == [
        "wide", "quick", "slow", "light",
    ]  # fmt: skip


def test_a_line_that_fails_a_gate_waits_behind_lines_that_are_open() -> None:
    gates = [check("A", UNKNOWN), check("B", on_lines(FAIL, PASS, PASS))]
    rows_ = {row.line: row for row in found(gates, [asks("a", "A")])}
    assert rows_["L1"].at_once == ()
    assert rows_["L1"].after_repair == ("L1",)
    assert rows_["L2"].at_once == ("L2",)


def test_what_only_narrows_a_score_is_asked_on_request() -> None:
    checks = [check("A", UNKNOWN, gate=GateRule.NEVER, severity=Severity.LOW)]
    checks += [check(f"G{n}", PASS) for n in range(5)]
    rows_ = found(checks, [asks("a", "A")])
    assert to_ask(rows_, Who.IT) == ((), 0)
    assert len(to_ask(rows_, Who.IT, every=True)[0]) == 4


def test_answers_that_only_together_reach_enough_coverage_are_asked() -> None:
    checks = [check(f"A{n}", UNKNOWN, gate=GateRule.NEVER) for n in range(3)]
    checks += [check(f"G{n}", PASS) for n in range(5)]
    rows_ = found(checks, [asks(f"a{n}", f"A{n}", per_line=False) for n in range(3)])
    assert all(row.changes_a_verdict for row in rows_)
    assert len(rows_) == 3


def test_a_pilot_that_could_fail_its_own_condition_is_asked_about() -> None:
    from audit.inventory.tables import ConditionRow
    from audit.inventory.tables.people import WouldFail

    row = ConditionRow(
        condition_id="C1", use_case="pdm", check_id="A", would_fail_without=WouldFail.YES
    )
    gate = check("A", on_lines(PASS, PASS, PASS, pilot=UNKNOWN))
    (asked,) = found([gate], [asks("a", "A")], plant(rows(row)))
    assert asked.line == "L3"
    assert asked.at_once == ("L1", "L2", "L4")


@pytest.mark.parametrize("why", [Why.BLOCKED_BY, Why.PROBE_ERROR, Why.OUT_OF_SCOPE])
def test_what_words_cannot_settle_is_not_asked(why: Why) -> None:
    gate = check("A", answers(Outcome.UNKNOWN, why=Unknown(why, "B")))
    assert found([gate], [asks("a", "A")]) == ()


def answered(text: str, side: Side = Side.IT) -> AnswerRow:
    return AnswerRow(question_id="a", line="L1", side=side, answer=text)


def test_who_has_answered_is_not_asked_again_the_other_side_is() -> None:
    gate = check("A", on_lines(UNKNOWN, PASS, PASS))
    asked = [asks("a", "A", who=(Who.IT, Who.OT))]
    rows_ = found([gate], asked, plant(rows(answered("yes"))))
    assert [row.key for row in rows_] == ["a|L1|OT"]


def test_who_did_not_know_is_asked_again_with_that_shown() -> None:
    gate = check("A", on_lines(UNKNOWN, PASS, PASS))
    (row,) = found([gate], [asks("a", "A")], plant(rows(answered("don't know"))))
    assert row.known == "don't know"


def test_a_conflict_is_put_to_both_sides_again() -> None:
    conflict = answers(Outcome.UNKNOWN, why=Unknown(Why.CONFLICT, "a"))
    gate = check("A", on_lines(conflict, PASS, PASS))
    both = plant(rows(answered("yes"), answered("no", Side.OT)))
    rows_ = found([gate], [asks("a", "A", who=(Who.IT, Who.OT))], both)
    assert {(row.who, row.known) for row in rows_} == {(Who.IT, "yes"), (Who.OT, "no")}


def test_a_conflict_about_another_question_of_the_check_is_not_asked_here() -> None:
    conflict = answers(Outcome.UNKNOWN, why=Unknown(Why.CONFLICT, "b"))
    gate = check("A", on_lines(conflict, PASS, PASS))
    rows_ = found([gate], [asks("a", "A"), asks("b", "A")], plant(rows(answered("yes"))))
    assert [row.key for row in rows_] == ["b|L1|IT"]


def test_nobody_gets_more_than_25_rows_and_the_rest_is_counted() -> None:
    checks = [check(f"A{n}", UNKNOWN) for n in range(10)]
    rows_ = found(checks, [asks(f"a{n}", f"A{n}") for n in range(10)])
    asked, waiting = to_ask(rows_, Who.IT)
    assert (len(asked), waiting) == (25, 5)


def test_a_question_said_to_change_a_verdict_alone_does_so_in_the_engine() -> None:
    checks = [
        check("A", on_lines(UNKNOWN, UNKNOWN, FAIL)),
        check("B", on_lines(PASS, UNKNOWN, PASS)),
    ]
    only_unknown = on_lines(UNKNOWN, UNKNOWN, FAIL)
    facts = plant()
    judgement = judge(facts, checks)
    before = {score.line: score.verdict for score in judgement.scores}
    rows_ = open_questions(judgement, facts, [asks("a", "A")])
    alone = {line for row in rows_ for line in row.at_once}
    for line in ("L1", "L2"):
        passed = with_passed(judgement, line, "A", "pdm")
        after = {score.line: score.verdict for score in passed.scores}
        failing = [check("A", {**only_unknown, line: FAIL}), checks[1]]
        failed = {score.line: score.verdict for score in judge(facts, failing).scores}
        changes = after[line] != before[line] or failed[line] != before[line]
        assert changes == (line in alone)


def test_the_interval_points_are_what_the_answer_takes_off_its_width() -> None:
    checks = [check("A", on_lines(UNKNOWN, PASS, PASS)), check("B", PASS), check("C", UNKNOWN)]
    facts = plant()
    judgement = judge(facts, checks)
    (row,) = open_questions(judgement, facts, [asks("a", "A")])
    before = next(s for s in judgement.scores if s.line == "L1").foundation
    after = next(
        s for s in with_passed(judgement, "L1", "A", "pdm").scores if s.line == "L1"
    ).foundation
    closed = (before.high - before.low) - (after.high - after.low)
    assert row.points == pytest.approx(closed)
