"""The engine: what becomes of a check's answer, whatever the check is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.facts.model import PlantFacts
from audit.inventory.tables import ConditionRow, ThresholdRow, WaiverRow
from audit.inventory.tables.people import WouldFail
from audit.records import Grade, Why
from checks.engine import judge
from checks.records import (
    Answer,
    Asked,
    Finding,
    GateRule,
    Judgement,
    Outcome,
    Relation,
    Severity,
    Verdict,
)
from tests.checks.made import answers, check
from tests.checks.plants import AS_OF, CASE, plant, rows

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN


def found(judgement: Judgement, check_id: str = "T-01", line: str = "L1") -> Finding:
    result = judgement.finding(line, check_id)
    assert result is not None
    return result


def bearing(*check_ids: str, use_case: str = "", **more: object) -> ConditionRow:
    """A load-bearing condition; the id is that of the first check."""
    fields: dict[str, object] = {
        "condition_id": f"C-{check_ids[0]}",
        "check_id": check_ids[0],
        "use_case": use_case,
        "would_fail_without": WouldFail.YES,
    }
    return ConditionRow.model_validate({**fields, **more})


def test_every_check_is_asked_on_every_line_for_every_use_case() -> None:
    asked: list[tuple[str, str]] = []

    def note(what: Asked) -> Answer:
        asked.append((what.line, what.use_case))
        return answers(PASS)

    case = replace(CASE, use_cases=("pdm", "defect"))
    judgement = judge(plant(case=case), [check("T-01", note), check("T-02", answers(PASS))])
    assert sorted(asked) == [(f"L{n}", u) for n in range(1, 5) for u in ("defect", "pdm")]
    assert len(judgement.findings) == 2 * 4 * 2


def test_the_pilot_has_findings_and_no_score() -> None:
    judgement = judge(plant(), [check("T-01", answers(PASS))])
    assert found(judgement, line="L3").relation is Relation.PILOT
    assert [score.line for score in judgement.scores] == ["L1", "L2", "L4"]


def test_a_case_without_a_use_case_is_judged_once() -> None:
    judgement = judge(plant(case=replace(CASE, use_cases=())), [check("T-01", answers(PASS))])
    assert {finding.use_case for finding in judgement.findings} == {""}


def test_a_case_without_lines_has_no_findings() -> None:
    facts = PlantFacts(CASE, "0" * 64)
    judgement = judge(facts, [check("T-01", answers(PASS))])
    assert (judgement.findings, judgement.scores) == ((), ())


def test_a_crashing_check_is_unknown_and_the_run_goes_on() -> None:
    def crash(_: Asked) -> Answer:
        raise ZeroDivisionError("secret detail")

    judgement = judge(plant(), [check("T-01", crash), check("T-02", answers(PASS))])
    crashed = found(judgement)
    assert crashed.outcome is UNKNOWN
    assert crashed.why is not None
    assert crashed.why.why is Why.PROBE_ERROR
    assert "T-01" in crashed.sentence
    assert found(judgement, "T-02").outcome is PASS
    assert any("T-01" in warning and "ZeroDivisionError" in warning
               for warning in judgement.warnings)  # fmt: skip


def test_a_run_without_trouble_has_no_warnings() -> None:
    assert judge(plant(), [check("T-01", answers(FAIL))]).warnings == ()


@pytest.mark.parametrize(
    ("age", "outcome", "grade"),
    [
        (100, PASS, Grade.A),
        (101, PASS, Grade.B),
        (200, PASS, Grade.B),
        (201, UNKNOWN, Grade.A),
    ],
)
def test_old_evidence_counts_one_grade_less_and_then_not_at_all(
    age: int, outcome: Outcome, grade: Grade
) -> None:
    told = answers(PASS, oldest=AS_OF - timedelta(days=age))
    result = found(judge(plant(), [check("T-01", told)]))
    assert (result.outcome, result.grade, result.age_days) == (outcome, grade, age)
    if outcome is UNKNOWN:
        assert result.why is not None
        assert result.why.why is Why.STALE


def test_a_stale_failure_is_unknown_too() -> None:
    told = answers(FAIL, oldest=AS_OF - timedelta(days=500))
    result = found(judge(plant(), [check("T-01", told)]))
    assert result.outcome is UNKNOWN
    assert "it is fail" in result.sentence


def test_evidence_younger_than_the_case_is_not_negative_days_old() -> None:
    told = answers(PASS, oldest=AS_OF + timedelta(days=5))
    assert found(judge(plant(), [check("T-01", told)])).age_days == 0


@pytest.mark.parametrize(
    ("grade", "gate", "outcome"),
    [
        (Grade.B, GateRule.ALWAYS, PASS),
        (Grade.C, GateRule.ALWAYS, UNKNOWN),
        (Grade.D_PLUS, GateRule.ALWAYS, UNKNOWN),
        (None, GateRule.ALWAYS, UNKNOWN),
        (Grade.E, GateRule.NEVER, PASS),
        (Grade.E, GateRule.IF_LOAD_BEARING, PASS),
    ],
)
def test_a_gate_passes_on_good_evidence_only(
    grade: Grade | None, gate: GateRule, outcome: Outcome
) -> None:
    made = check("T-01", answers(PASS, grade=grade), gate=gate, min_grade=Grade.B)
    result = found(judge(plant(), [made]))
    assert result.outcome is outcome
    if outcome is UNKNOWN:
        assert result.why is not None
        assert result.why.why is Why.BELOW_MIN_GRADE


@pytest.mark.parametrize("outcome", [WARN, FAIL])
def test_bad_news_needs_no_grade(outcome: Outcome) -> None:
    made = check("T-01", answers(outcome, grade=Grade.E), min_grade=Grade.A)
    assert found(judge(plant(), [made])).outcome is outcome


@pytest.mark.parametrize(
    ("check_id", "outcome"), [("OWN-09", PASS), ("OPS-09", PASS), ("NET-99", UNKNOWN)]
)
def test_two_matching_statements_are_a_document_for_people_s_questions(
    check_id: str, outcome: Outcome
) -> None:
    made = check(check_id, answers(PASS, grade=Grade.D_PLUS), min_grade=Grade.C)
    assert found(judge(plant(), [made]), check_id).outcome is outcome


def test_aging_can_take_a_gate_below_its_grade() -> None:
    told = answers(PASS, grade=Grade.B, oldest=AS_OF - timedelta(days=150))
    result = found(judge(plant(), [check("T-01", told, min_grade=Grade.B)]))
    assert result.why is not None
    assert result.why.why is Why.BELOW_MIN_GRADE


def test_a_load_bearing_condition_makes_a_gate_for_its_use_case_only() -> None:
    facts = plant(rows(bearing("T-01", use_case="defect")),
                  case=replace(CASE, use_cases=("pdm", "defect")))  # fmt: skip
    judgement = judge(facts, [check("T-01", answers(PASS), gate=GateRule.IF_LOAD_BEARING)])
    gates = {f.use_case: f.gate for f in judgement.findings}
    assert gates == {"pdm": False, "defect": True}


@pytest.mark.parametrize(
    ("would_fail", "gate"),
    [
        (WouldFail.YES, True),
        (WouldFail.UNKNOWN, True),
        (WouldFail.DEGRADED, False),
        (WouldFail.NO, False),
    ],
)
def test_what_nobody_answered_counts_as_load_bearing(would_fail: WouldFail, gate: bool) -> None:
    facts = plant(rows(bearing("T-01", would_fail_without=would_fail)))
    judgement = judge(facts, [check("T-01", answers(PASS), gate=GateRule.IF_LOAD_BEARING)])
    assert found(judgement).gate is gate


def test_a_check_that_is_never_a_gate_stays_none() -> None:
    facts = plant(rows(bearing("T-01")))
    assert not found(judge(facts, [check("T-01", answers(FAIL), gate=GateRule.NEVER)])).gate


def by_limit(asked: Asked) -> Answer:
    return answers(PASS if asked.limits["limit"] >= 20 else FAIL)


def override(**more: object) -> ThresholdRow:
    fields: dict[str, object] = {
        "check_id": "T-01", "name": "limit", "value": 25, "reason": "agreed with the vendor",
        "approved_by": "automation lead",
    }  # fmt: skip
    return ThresholdRow.model_validate({**fields, **more})


def test_a_threshold_with_a_reason_overrides_and_is_reported() -> None:
    judgement = judge(plant(rows(override())), [check("T-01", by_limit)])
    result = found(judgement)
    assert result.outcome is PASS
    assert [(o.name, o.default, o.value) for o in result.overrides] == [("limit", 10, 25)]
    assert judgement.overrides == result.overrides
    assert judgement.warnings == ()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (override(reason=""), "needs a value and a reason"),
        (override(value=None), "needs a value and a reason"),
        (override(name="limt"), "has no threshold 'limt'; it has: limit"),
        (override(check_id="T-99"), "has no threshold 'limit'; it has: none"),
    ],
)
def test_an_override_that_does_not_count_is_named(row: ThresholdRow, words: str) -> None:
    judgement = judge(plant(rows(row)), [check("T-01", by_limit)])
    assert found(judgement).outcome is FAIL
    assert judgement.overrides == ()
    assert len(judgement.warnings) == 1
    assert words in judgement.warnings[0]


def waiver(expires: date | None = AS_OF, **more: object) -> WaiverRow:
    fields: dict[str, object] = {
        "check_id": "T-01", "line": "L1", "reason": "risk accepted", "approver": "plant manager",
        "expires": expires,
    }  # fmt: skip
    return WaiverRow.model_validate({**fields, **more})


def test_a_waiver_keeps_the_findings_own_status() -> None:
    judgement = judge(plant(rows(waiver())), [check("T-01", answers(FAIL))])
    result = found(judgement)
    assert result.outcome is FAIL
    assert result.waiver is not None
    assert found(judgement, line="L2").waiver is None
    assert judgement.scores[0].verdict is Verdict.READY_WITH_CONDITIONS
    assert judgement.scores[0].conditions == ("T-01",)


@pytest.mark.parametrize(
    "row",
    [
        waiver(AS_OF - timedelta(days=1)),
        waiver(None),
        waiver(reason=""),
        waiver(approver=""),
    ],
    ids=["expired", "without an end", "without a reason", "without an approver"],
)
def test_a_waiver_that_is_not_complete_or_over_does_not_count(row: WaiverRow) -> None:
    judgement = judge(plant(rows(row)), [check("T-01", answers(FAIL))])
    assert found(judgement).waiver is None
    assert judgement.scores[0].verdict is Verdict.NOT_READY


def test_an_unidentified_controller_blocks_what_rests_on_it() -> None:
    checks = [check("PLC-01", answers(UNKNOWN)), check("PLC-02", answers(UNKNOWN)),
              check("DAT-05", answers(PASS)), check("NET-03", answers(UNKNOWN))]  # fmt: skip
    judgement = judge(plant(), checks)
    why = found(judgement, "PLC-02").why
    assert why is not None
    assert why.code == "blocked_by:PLC-01"
    assert found(judgement, "DAT-05").outcome is PASS, "other evidence answers it"
    other = found(judgement, "NET-03").why
    assert other is not None
    assert other.why is Why.NO_EVIDENCE


def test_a_failing_blocker_blocks_nothing() -> None:
    checks = [check("PLC-01", answers(FAIL)), check("PLC-02", answers(UNKNOWN))]
    why = found(judge(plant(), checks), "PLC-02").why
    assert why is not None
    assert why.why is Why.NO_EVIDENCE


@pytest.mark.parametrize(
    ("own", "pilot", "relation"),
    [
        (answers(PASS, value=90.0), answers(PASS, value=90.0), Relation.SAME_OR_BETTER),
        (answers(PASS, value=80.0), answers(PASS, value=90.0), Relation.WORSE_BUT_SUFFICIENT),
        (answers(PASS), answers(PASS, value=90.0), Relation.SAME_OR_BETTER),
        (answers(PASS), answers(UNKNOWN), Relation.SAME_OR_BETTER),
        (answers(WARN, value=99.0), answers(PASS, value=90.0), Relation.MARGINAL),
        (answers(FAIL), answers(FAIL), Relation.INSUFFICIENT),
        (answers(PASS, kind="SLC"), answers(PASS, kind="S7"), Relation.DIFFERENT_KIND),
        (answers(WARN, kind="SLC"), answers(PASS, kind="S7"), Relation.DIFFERENT_KIND),
        (answers(FAIL, kind="SLC"), answers(PASS, kind="S7"), Relation.INSUFFICIENT),
        (answers(PASS, kind="S7"), answers(PASS, kind="S7"), Relation.SAME_OR_BETTER),
        (answers(UNKNOWN), answers(PASS), Relation.UNKNOWN),
        (answers(Outcome.NA), answers(PASS), Relation.NA),
        (answers(Outcome.NOT_BUILT), answers(PASS), Relation.NA),
    ],
)
def test_a_line_against_the_pilot(own: Answer, pilot: Answer, relation: Relation) -> None:
    told = {"L1": own, "L2": own, "L3": pilot, "L4": own}
    result = found(judge(plant(), [check("T-01", told, severity=Severity.LOW)]))
    assert result.relation is relation


def test_the_same_facts_give_the_same_judgement() -> None:
    checks = [check("T-01", answers(WARN)), check("T-02", by_limit)]
    assert judge(plant(rows(override())), checks) == judge(plant(rows(override())), checks)
