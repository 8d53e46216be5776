"""Verdicts as if work packages were done."""

from __future__ import annotations

from datetime import date

from audit.inventory.tables import ConditionRow, DeadlineRow, UseCaseRow
from audit.inventory.tables.money import DeadlineKind
from audit.inventory.tables.people import WouldFail
from checks.engine import judge
from checks.records import (
    Check,
    EconomicFlag,
    GateRule,
    Judgement,
    LineScore,
    Outcome,
    Relation,
    Verdict,
)
from checks.what_if import with_fixed, with_passed
from tests.checks.made import answers, check
from tests.checks.plants import Edit, plant, rows

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN


def bears(check_id: str) -> Edit:
    row = ConditionRow(condition_id="C1", check_id=check_id, would_fail_without=WouldFail.YES)
    return rows(row)


def score(judgement: Judgement, line: str = "L1") -> LineScore:
    return next(own for own in judgement.scores if own.line == line)


def test_nothing_done_changes_nothing() -> None:
    checks = [check("T-01", answers(FAIL)), check("T-02", answers(UNKNOWN)),
              check("OPS-07", answers(UNKNOWN), gate=GateRule.NEVER)]  # fmt: skip
    judgement = judge(plant(bears("T-02")), checks)
    assert with_fixed(judgement, ()) == judgement


def test_a_package_clears_its_checks_on_its_line_only() -> None:
    judgement = judge(plant(), [check("T-01", answers(FAIL), work_packages=("WP-01", "WP-06"))])
    after = with_fixed(judgement, {("WP-06", "L1")})
    assert score(after).verdict is Verdict.READY
    assert score(after).blockers == ()
    assert score(after, "L2") == score(judgement, "L2")
    fixed = after.finding("L1", "T-01")
    assert fixed is not None
    assert fixed.sentence == "Assumed to pass with WP-06 done. Today: it is fail"
    assert fixed.relation is Relation.SAME_OR_BETTER


def test_a_package_of_another_check_clears_nothing() -> None:
    judgement = judge(plant(), [check("T-01", answers(FAIL))])
    assert with_fixed(judgement, {("WP-T-02", "L1")}) == judgement


def test_what_stays_open_still_decides() -> None:
    checks = [check("T-01", answers(FAIL)), check("T-02", answers(UNKNOWN))]
    after = with_fixed(judge(plant(), checks), {("WP-T-01", "L1")})
    assert score(after).verdict is Verdict.NOT_PROVEN
    assert score(after).questions == ("T-02",)


def test_the_transfer_score_moves_too() -> None:
    told = {"L1": answers(FAIL), "L2": answers(FAIL), "L3": answers(PASS), "L4": answers(FAIL)}
    judgement = judge(plant(bears("T-01")), [check("T-01", told)])
    after = with_fixed(judgement, {("WP-T-01", "L1")})
    assert (score(judgement).index, score(after).index) == (0, 100)
    cells = {cell.line: cell.relation for cell in after.cells}
    assert cells == {
        "L1": Relation.SAME_OR_BETTER,
        "L2": Relation.INSUFFICIENT,
        "L3": Relation.PILOT,
        "L4": Relation.INSUFFICIENT,
    }


def test_work_on_the_pilot_can_make_its_baseline_acceptable() -> None:
    judgement = judge(plant(bears("T-01")), [check("T-01", answers(FAIL))])
    assert score(judgement).verdict is Verdict.NOT_PROVEN
    after = with_fixed(judgement, {("WP-T-01", "L3")})
    assert after.baselines[0].refusals == ()
    assert score(after).verdict is Verdict.NOT_READY, "the line itself still fails"


def test_work_on_the_pilot_clears_a_check_of_the_pilot_on_every_line() -> None:
    made = check("T-01", answers(FAIL), scope="pilot line")
    after = with_fixed(judge(plant(), [made]), {("WP-T-01", "L3")})
    assert {own.verdict for own in after.scores} == {Verdict.READY}
    nowhere = with_fixed(judge(plant(), [made]), {("WP-T-01", "L1")})
    assert {own.verdict for own in nowhere.scores} == {Verdict.NOT_READY}


def money(outcome: Outcome) -> Check:
    return check("OPS-07", answers(outcome), gate=GateRule.NEVER)


def test_the_money_flag_follows() -> None:
    for outcome, flag in (
        (FAIL, EconomicFlag.NOT_WORTH_IT_NOW),
        (UNKNOWN, EconomicFlag.UNPRICED),
    ):
        judgement = judge(plant(), [check("T-01", answers(FAIL)), money(outcome)])
        assert score(with_fixed(judgement, {("WP-T-01", "L1")})).economic_flag is flag
        priced = with_fixed(judgement, {("WP-OPS-07", "L1")})
        assert score(priced).economic_flag is EconomicFlag.NONE


def test_a_duty_still_stands_above_the_money() -> None:
    duty = rows(UseCaseRow(use_case="pdm", duty="machinery safety law"))
    judgement = judge(plant(duty), [check("T-01", answers(FAIL)), money(FAIL)])
    after = with_fixed(judgement, {("WP-T-01", "L1")})
    assert score(after).economic_flag is EconomicFlag.NONE


def test_a_legal_date_still_holds_until_the_line_pays() -> None:
    law = rows(DeadlineRow(deadline="law", kind=DeadlineKind.LEGAL, day=date(2027, 2, 18)))
    judgement = judge(plant(law), [check("T-01", answers(FAIL)), money(FAIL)])
    after = with_fixed(judgement, {("WP-T-01", "L1")})
    assert score(after).economic_flag is EconomicFlag.DUTY_DRIVEN
    pays = with_fixed(judgement, {("WP-OPS-07", "L1")})
    assert score(pays).economic_flag is EconomicFlag.NONE


def test_one_finding_can_be_tried_alone() -> None:
    checks = [check("T-01", answers(FAIL)), check("T-02", answers(FAIL))]
    after = with_passed(judge(plant(), checks), "L1", "T-01", "pdm")
    assert score(after).blockers == ("T-02",)
    assert score(after, "L2").blockers == ("T-01", "T-02")
