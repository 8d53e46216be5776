"""The decision table, first match wins, and the flag printed beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from audit.inventory.tables import ConditionRow, DeadlineRow, UseCaseRow, WaiverRow
from audit.inventory.tables.money import DeadlineKind
from audit.inventory.tables.people import WouldFail
from checks import ALL
from checks.engine import judge
from checks.records import (
    Answer,
    Asked,
    Check,
    EconomicFlag,
    GateRule,
    LineScore,
    Outcome,
    Severity,
    Verdict,
)
from tests.checks.made import answers, check
from tests.checks.plants import AS_OF, CASE, Edit, plant, rows

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN
NEVER = GateRule.NEVER
UNSIGNED = replace(CASE, baseline_signed_by="")


def score(*checks: Check, parts: tuple[Edit, ...] = (), line: str = "L1") -> LineScore:
    scores = judge(plant(*parts), list(checks)).scores
    return next(own for own in scores if own.line == line)


def waived(*check_ids: str) -> Edit:
    return rows(
        *(
            WaiverRow(
                check_id=check_id, line="L1", reason="accepted", approver="plant manager",
                expires=AS_OF,
            )
            for check_id in check_ids
        )
    )  # fmt: skip


def test_every_gate_passing_is_ready() -> None:
    result = score(check("T-01", answers(PASS)), check("T-02", answers(PASS), gate=NEVER))
    assert result.verdict is Verdict.READY
    assert (result.index, result.cap_reason) == (40, "")


def test_a_line_like_the_pilot_in_everything_scores_100() -> None:
    bears = rows(ConditionRow(condition_id="C1", check_id="T-01", would_fail_without=WouldFail.YES))
    assert score(check("T-01", answers(PASS)), parts=(bears,)).index == 100


def test_a_failed_gate_comes_before_an_unknown_one() -> None:
    result = score(check("T-01", answers(UNKNOWN)), check("T-02", answers(FAIL)))
    assert result.verdict is Verdict.NOT_READY
    assert (result.blockers, result.questions) == (("T-02",), ("T-01",))
    assert result.index <= 49


def test_an_unknown_gate_is_not_proven_and_says_how_long_the_questions_take() -> None:
    result = score(
        check("T-01", answers(UNKNOWN), closes_minutes=15),
        check("T-02", answers(UNKNOWN), closes_minutes=20),
        check("T-03", answers(WARN)),
    )
    assert result.verdict is Verdict.NOT_PROVEN
    assert result.question_minutes == 35
    assert result.rule == "2 gates unknown, 35 minutes to answer"


@pytest.mark.parametrize("outcome", [FAIL, UNKNOWN])
def test_a_waived_gate_is_a_condition(outcome: Outcome) -> None:
    result = score(check("T-01", answers(outcome)), parts=(waived("T-01"),))
    assert result.verdict is Verdict.READY_WITH_CONDITIONS
    assert (result.conditions, result.blockers, result.questions) == (("T-01",), (), ())
    assert result.index <= 79


def test_a_waiver_on_a_passing_gate_is_no_condition() -> None:
    result = score(check("T-01", answers(PASS)), parts=(waived("T-01"),))
    assert (result.verdict, result.conditions) == (Verdict.READY, ())


def test_a_gate_that_warns_is_a_condition() -> None:
    result = score(check("T-01", answers(WARN)), check("T-02", answers(PASS)))
    assert result.verdict is Verdict.READY_WITH_CONDITIONS
    assert "T-01" in result.rule


def test_a_low_foundation_is_a_condition_although_every_gate_passes() -> None:
    result = score(check("T-01", answers(PASS)), check("T-02", answers(FAIL), gate=NEVER))
    assert result.verdict is Verdict.READY_WITH_CONDITIONS
    assert "below 60" in result.rule


def test_a_foundation_of_exactly_60_is_enough() -> None:
    result = score(
        check("T-01", answers(PASS), severity=Severity.MEDIUM),
        check("T-02", answers(FAIL), gate=NEVER, severity=Severity.LOW),
        check("T-03", answers(FAIL), gate=NEVER, severity=Severity.LOW),
    )
    assert result.foundation.low == 60
    assert result.verdict is Verdict.READY


def test_little_looked_at_is_a_condition_although_every_gate_passes() -> None:
    known = [check(f"T-{n}", answers(PASS)) for n in range(3)]
    result = score(*known, check("T-09", answers(UNKNOWN), gate=NEVER))
    assert result.foundation.coverage == 0.75
    assert result.verdict is Verdict.READY_WITH_CONDITIONS
    assert "75%" in result.rule


def test_what_is_no_gate_never_decides() -> None:
    many = [check(f"T-{n}", answers(PASS)) for n in range(9)]
    result = score(*many, check("T-99", answers(FAIL), gate=NEVER))
    assert result.verdict is Verdict.READY


def test_the_first_blocker_is_the_one_a_rollout_would_meet_first() -> None:
    result = score(
        check("T-01", answers(FAIL), stage=8),
        check("T-02", answers(FAIL), stage=4, severity=Severity.HIGH),
        check("T-03", answers(FAIL), stage=4),
        check("T-04", answers(PASS), stage=1),
    )
    assert result.blockers == ("T-03", "T-02", "T-01")
    assert (result.first_blocker, result.first_blocker_domain) == ("T-03", "access")
    assert result.rule == "3 gates fail, first T-03 (access)"


def test_a_ready_line_has_no_first_blocker() -> None:
    result = score(check("T-01", answers(PASS)))
    assert (result.first_blocker, result.first_blocker_domain) == ("", "")


def money(outcome: Outcome, check_id: str = "OPS-07") -> Check:
    return check(check_id, answers(outcome), gate=NEVER, severity=Severity.LOW)


@pytest.mark.parametrize(
    ("checks", "flag"),
    [
        ((money(PASS),), EconomicFlag.NONE),
        ((money(WARN),), EconomicFlag.NONE),
        ((money(FAIL),), EconomicFlag.NOT_WORTH_IT_NOW),
        ((money(UNKNOWN),), EconomicFlag.UNPRICED),
        ((money(PASS), money(FAIL, "OPS-14")), EconomicFlag.NOT_WORTH_IT_NOW),
        ((money(UNKNOWN), money(FAIL, "OPS-14")), EconomicFlag.NOT_WORTH_IT_NOW),
        ((), EconomicFlag.NONE),
    ],
)
def test_the_money_is_a_flag_beside_the_verdict(
    checks: tuple[Check, ...], flag: EconomicFlag
) -> None:
    result = score(check("T-01", answers(PASS)), *checks)
    assert (result.verdict, result.economic_flag) == (Verdict.READY, flag)


@pytest.mark.parametrize("outcome", [FAIL, UNKNOWN])
def test_a_duty_stands_above_the_money(outcome: Outcome) -> None:
    duty = rows(UseCaseRow(use_case="pdm", duty="machinery safety law"))
    other = rows(UseCaseRow(use_case="defect", duty="machinery safety law"))
    gate = check("T-01", answers(PASS))
    assert score(gate, money(outcome), parts=(duty,)).economic_flag is EconomicFlag.NONE
    assert score(gate, money(outcome), parts=(other,)).economic_flag is not EconomicFlag.NONE


def law(**more: object) -> Edit:
    row = {"deadline": "battery passport", "kind": DeadlineKind.LEGAL, "day": date(2027, 2, 18)}
    return rows(DeadlineRow.model_validate({**row, **more}))


def test_a_line_that_does_not_pay_is_duty_driven_where_a_law_sets_a_day() -> None:
    gate = check("T-01", answers(PASS))
    for more in ({}, {"line": "L1"}, {"line": "L1", "use_case": "pdm"}):
        flags = [
            score(gate, money(outcome), parts=(law(**more),)).economic_flag
            for outcome in (FAIL, PASS, UNKNOWN)
        ]
        assert flags == [EconomicFlag.DUTY_DRIVEN, EconomicFlag.NONE, EconomicFlag.UNPRICED]


@pytest.mark.parametrize(
    "more",
    [{"kind": DeadlineKind.CUSTOMER}, {"line": "L2"}, {"use_case": "defect"}, {"day": None},
     {"work_package": "WP-31"}],
)  # fmt: skip
def test_what_is_no_law_with_a_day_for_this_line_leaves_the_money_as_it_is(
    more: dict[str, object],
) -> None:
    result = score(check("T-01", answers(PASS)), money(FAIL), parts=(law(**more),))
    assert result.economic_flag is EconomicFlag.NOT_WORTH_IT_NOW


def test_a_plant_of_which_nothing_is_known_is_not_proven_from_0_to_100() -> None:
    judgement = judge(plant(case=UNSIGNED), ALL)
    assert {finding.outcome for finding in judgement.findings} == {UNKNOWN}
    for result in judgement.scores:
        assert result.verdict is Verdict.NOT_PROVEN
        assert (result.foundation.low, result.foundation.high) == (0, 100)
        assert result.foundation.coverage == 0
        assert result.index == 0
        assert result.blockers == ()


def all_as(answer: Answer) -> list[Check]:
    """The real catalogue with every answer replaced."""

    def say(_: Asked) -> Answer:
        return answer

    return [replace(made, judge=say) for made in ALL if made.check_id != "OPS-01"]


def test_the_whole_catalogue_answered_well_is_ready() -> None:
    judgement = judge(plant(), all_as(answers(PASS, oldest=AS_OF)))
    assert {result.verdict for result in judgement.scores} == {Verdict.READY}
    assert {result.foundation.low for result in judgement.scores} == {100}


def test_the_whole_catalogue_failing_is_not_ready_and_starts_at_the_controller() -> None:
    judgement = judge(plant(), all_as(answers(FAIL, oldest=AS_OF)))
    for result in judgement.scores:
        assert result.verdict is Verdict.NOT_READY
        assert result.foundation.high == 0
        assert result.first_blocker_domain == "controller"
        assert result.economic_flag is EconomicFlag.NOT_WORTH_IT_NOW
