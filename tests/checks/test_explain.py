"""One finding taken apart."""

from __future__ import annotations

import pytest

from audit.inventory.tables import ConditionRow, ThresholdRow, WaiverRow
from audit.inventory.tables.people import WouldFail
from audit.records import Grade, Unknown, Why
from checks.engine import judge
from checks.explain import explain
from checks.records import GateRule, Outcome, Severity, Target
from tests.checks.made import answers, check
from tests.checks.plants import AS_OF, plant, rows

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN
BEARS = rows(
    ConditionRow(
        condition_id="C1", check_id="T-01", would_fail_without=WouldFail.YES, needed_value="10 %"
    )
)


def test_a_failed_gate_says_rule_inputs_arithmetic_and_what_would_change_it() -> None:
    target = Target("SW-1", FAIL, "SW-1: nobody knows the password", evidence=(4, 7))
    told = {
        "L1": answers(FAIL, targets=(target,), evidence=(4, 7), measured="0 of 1"),
        "L2": answers(PASS),
        "L3": answers(PASS, measured="2 of 2"),
        "L4": answers(PASS),
    }
    checks = [check("T-01", told, min_grade=Grade.B), check("T-02", answers(PASS))]
    made = explain(judge(plant(BEARS), checks), "L1", "T-01")
    assert made.outcome == "fail, gate"
    assert "a gate passes on evidence of grade B or better" in made.rule
    assert "limit = 10 % (pass up to; basis D)" in made.thresholds
    assert "fail: SW-1: nobody knows the password [evidence 4, 7]" in made.inputs
    assert made.arithmetic == (
        "measured here: 0 of 1; on the pilot L3: 2 of 2; relation: insufficient",
        "foundation: weight 8 of 16 x 0 = 0.0 of 50.0 points",
        "transfer: condition C1 (load-bearing), needed: 10 %: 2 x 0",
    )
    assert "Repair it." in made.changes
    assert "work packages that clear it: WP-T-01" in made.changes
    assert any("verdict becomes READY, index 20 -> 100" in text for text in made.changes)
    assert made.cheapest_evidence == ""


def test_an_unknown_names_the_cheapest_evidence() -> None:
    checks = [check("PLC-01", answers(UNKNOWN)), check("T-02", answers(PASS))]
    made = explain(judge(plant(), checks), "L1", "PLC-01")
    assert made.outcome == "unknown (no_evidence), gate"
    assert made.cheapest_evidence == "Look at it (10 minutes, maintenance lead)"
    assert "foundation: weight 8 of 16, unknown: 0.0 points at worst, 50.0 at best" in (
        made.arithmetic
    )
    assert any(text.startswith("with it these can be answered: PLC-02") for text in made.changes)


def test_a_pass_needs_nothing() -> None:
    made = explain(judge(plant(), [check("T-01", answers(PASS))]), "L1", "T-01")
    assert made.changes == (
        "a threshold: a row in thresholds.csv with its reason; reports show it",
    )
    assert made.cheapest_evidence == ""


def test_the_pilot_has_no_arithmetic() -> None:
    made = explain(judge(plant(), [check("T-01", answers(FAIL))]), "L3", "T-01")
    assert made.arithmetic[-1].startswith("the pilot is what the others are compared with")


def test_what_does_not_apply_is_outside_both_scores() -> None:
    checks = [check("T-01", answers(Outcome.NA)), check("T-02", answers(PASS))]
    made = explain(judge(plant(BEARS), checks), "L1", "T-01")
    assert "not applicable: outside the foundation score" in made.arithmetic
    assert made.arithmetic[-1].endswith("outside the transfer score")


def test_an_override_is_printed_with_default_reason_and_approver() -> None:
    row = ThresholdRow(
        check_id="T-01", name="limit", value=25, reason="short line", approved_by="OT lead"
    )
    made = explain(judge(plant(rows(row)), [check("T-01", answers(PASS))]), "L1", "T-01")
    assert made.thresholds == (
        "limit = 25 % (pass up to; basis D); default 10, changed: short line, approved by OT lead",
    )


def test_a_waiver_is_named_beside_the_status() -> None:
    row = WaiverRow(
        check_id="T-01", line="L1", reason="accepted", approver="plant manager", expires=AS_OF
    )
    made = explain(judge(plant(rows(row)), [check("T-01", answers(FAIL))]), "L1", "T-01")
    assert made.outcome == "fail, waived by plant manager until 2026-11-16, gate"


def test_a_blocked_target_names_its_blocker() -> None:
    target = Target("SW-1", UNKNOWN, "SW-1: not read", Unknown(Why.BLOCKED_BY, "NET-08"))
    told = answers(WARN, targets=(target,))
    made = explain(judge(plant(), [check("T-01", told)]), "L1", "T-01")
    assert "unknown (blocked_by:NET-08): SW-1: not read [evidence none]" in made.inputs


def test_the_screen_shows_every_part_under_its_name() -> None:
    made = check("T-01", answers(UNKNOWN), gate=GateRule.NEVER, severity=Severity.LOW)
    lines = explain(judge(plant(), [made]), "L1", "T-01").as_lines()
    assert lines[0] == "T-01 on L1 for pdm: unknown (no_evidence)"
    for name in ("Rule:", "Thresholds:", "Inputs:", "Arithmetic:", "What would change it:",
                 "Cheapest evidence:"):  # fmt: skip
        assert name in lines
    assert not any("\n" in line for line in lines)


def test_a_finding_that_does_not_exist_is_an_error() -> None:
    judgement = judge(plant(), [check("T-01", answers(PASS))])
    with pytest.raises(KeyError, match="no result for T-99 on L1"):
        explain(judgement, "L1", "T-99")
