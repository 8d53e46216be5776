"""The pilot's conditions: what bears, what is verified, what refuses a signature."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.inventory.tables import ConditionRow
from audit.inventory.tables.people import ConditionKind, WouldFail
from audit.records import Grade
from checks.baseline import load_bearing_checks
from checks.engine import judge
from checks.records import Answer, Baseline, Bearing, Outcome, Relation, Verdict
from tests.checks.made import answers, check
from tests.checks.plants import CASE, plant, rows

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN


def condition(name: str, check_id: str = "T-01", **more: object) -> ConditionRow:
    fields: dict[str, object] = {
        "condition_id": name,
        "check_id": check_id,
        "statement": f"statement of {name}",
        "would_fail_without": WouldFail.YES,
    }
    return ConditionRow.model_validate({**fields, **more})


def one_of_each_kind() -> list[ConditionRow]:
    return [condition(f"C{n}", kind=kind) for n, kind in enumerate(ConditionKind)]


def baseline(pilot: Answer, *conditions: ConditionRow, use_case: str = "pdm") -> Baseline:
    told = {"L1": answers(PASS), "L2": answers(PASS), "L3": pilot, "L4": answers(PASS)}
    facts = plant(rows(*conditions, grade=Grade.D), case=replace(CASE, use_cases=(use_case,)))
    return judge(facts, [check("T-01", told)]).baselines[0]


@pytest.mark.parametrize(
    ("would_fail", "bearing"),
    [
        (WouldFail.YES, Bearing.LOAD_BEARING),
        (WouldFail.DEGRADED, Bearing.CONTRIBUTING),
        (WouldFail.NO, Bearing.INCIDENTAL),
        (WouldFail.UNKNOWN, Bearing.LOAD_BEARING),
    ],
)
def test_what_would_happen_without_it_says_how_much_rests_on_it(
    would_fail: WouldFail, bearing: Bearing
) -> None:
    made = baseline(answers(PASS), condition("C1", would_fail_without=would_fail))
    assert made.conditions[0].bearing is bearing
    asked = any("nobody said whether it would fail" in warning for warning in made.warnings)
    assert asked == made.conditions[0].unanswered == (would_fail is WouldFail.UNKNOWN)


@pytest.mark.parametrize("kind", [ConditionKind.TECHNICAL, ConditionKind.OPERATIONAL])
@pytest.mark.parametrize(
    ("grade", "verified"), [(Grade.A, True), (Grade.B, True), (Grade.C, False), (Grade.D, False)]
)
def test_technical_conditions_need_an_export_or_better(
    kind: ConditionKind, grade: Grade, verified: bool
) -> None:
    made = baseline(answers(PASS, grade=grade), condition("C1", kind=kind))
    assert made.conditions[0].verified is verified
    assert any("not verified on the pilot" in w for w in made.warnings) is not verified


@pytest.mark.parametrize("kind", [ConditionKind.HUMAN, ConditionKind.COMMERCIAL])
@pytest.mark.parametrize(
    ("grade", "verified"), [(Grade.C, True), (Grade.D_PLUS, True), (Grade.D, False)]
)
def test_people_s_conditions_need_a_document_or_two_statements(
    kind: ConditionKind, grade: Grade, verified: bool
) -> None:
    made = baseline(answers(PASS, grade=grade), condition("C1", kind=kind))
    assert made.conditions[0].verified is verified


@pytest.mark.parametrize("outcome", [FAIL, UNKNOWN, Outcome.NA])
def test_only_what_holds_on_the_pilot_is_verified(outcome: Outcome) -> None:
    assert not baseline(answers(outcome), condition("C1")).conditions[0].verified


def test_a_kind_that_nobody_named_is_a_warning() -> None:
    warnings = baseline(answers(PASS), condition("C1")).warnings
    assert "no operational and no commercial and no human condition is named" in warnings
    assert baseline(answers(PASS), *one_of_each_kind()).warnings == ()


def test_a_load_bearing_condition_that_fails_on_the_pilot_refuses_the_baseline() -> None:
    made = baseline(answers(FAIL), condition("C1"))
    assert not made.valid
    assert len(made.refusals) == 1
    assert "C1 (T-01)" in made.refusals[0]
    assert "L3" in made.refusals[0]


@pytest.mark.parametrize("would_fail", [WouldFail.DEGRADED, WouldFail.NO])
def test_a_condition_that_bears_nothing_may_fail_on_the_pilot(would_fail: WouldFail) -> None:
    made = baseline(answers(FAIL), condition("C1", would_fail_without=would_fail))
    assert made.valid
    assert made.refusals == ()


def test_an_unsigned_baseline_is_not_valid() -> None:
    facts = plant(rows(condition("C1")), case=replace(CASE, baseline_signed_by=""))
    judgement = judge(facts, [check("T-01", answers(PASS))])
    assert not judgement.baselines[0].valid
    assert {score.verdict for score in judgement.scores} == {Verdict.NOT_PROVEN}
    assert all("not signed" in score.rule for score in judgement.scores)


def test_a_refused_baseline_makes_every_line_not_proven() -> None:
    told = {"L1": answers(PASS), "L2": answers(FAIL), "L3": answers(FAIL), "L4": answers(PASS)}
    judgement = judge(plant(rows(condition("C1"))), [check("T-01", told)])
    assert {score.verdict for score in judgement.scores} == {Verdict.NOT_PROVEN}
    assert all("refused" in score.rule for score in judgement.scores)


def test_conditions_of_another_use_case_do_not_count() -> None:
    facts = plant(rows(condition("C1", use_case="defect"), condition("C2", "T-02")))
    assert load_bearing_checks(facts, "pdm") == {"T-02"}
    assert load_bearing_checks(facts, "defect") == {"T-01", "T-02"}


def test_the_pilot_value_is_what_was_stated_else_what_was_measured() -> None:
    stated, measured = baseline(
        answers(PASS, measured="3 of 3"),
        condition("C1", pilot_value="all of them"),
        condition("C2"),
    ).conditions
    assert (stated.pilot_value, measured.pilot_value) == ("all of them", "3 of 3")


def test_the_matrix_has_a_cell_for_each_condition_and_line() -> None:
    told = {"L1": answers(PASS, measured="2 of 2"), "L2": answers(FAIL), "L3": answers(PASS),
            "L4": answers(UNKNOWN)}  # fmt: skip
    facts = plant(rows(condition("C1"), condition("C2", check_id="")))
    judgement = judge(facts, [check("T-01", told)])
    cells = {(cell.condition_id, cell.line): cell for cell in judgement.cells}
    assert len(judgement.cells) == 2 * 4
    assert cells["C1", "L1"].relation is Relation.SAME_OR_BETTER
    assert cells["C1", "L1"].value == "2 of 2"
    assert cells["C1", "L2"].relation is Relation.INSUFFICIENT
    assert cells["C1", "L3"].relation is Relation.PILOT
    assert cells["C1", "L4"].relation is Relation.UNKNOWN
    assert cells["C2", "L1"].relation is Relation.UNKNOWN, "nothing measures it"


def test_a_condition_whose_check_is_not_built_is_unknown_on_the_pilot() -> None:
    made = baseline(answers(PASS), condition("C1", "T-77"))
    assert made.conditions[0].pilot_outcome is UNKNOWN
    assert made.refusals == ()
