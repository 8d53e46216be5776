"""The number: intervals, caps and the worked example of the method."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.records import (
    Bearing,
    Condition,
    ConditionCell,
    Finding,
    Outcome,
    Relation,
    Severity,
    Waiver,
)
from checks.score import default_weights, domains, foundation, index, interval, transfer
from tests.checks.made import NEW, finding

WEIGHTS = default_weights()
COUNTED = st.sampled_from([Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN])
SEVERITIES = st.lists(st.sampled_from(list(Severity)), min_size=1, max_size=12)

LINE_2 = [
    finding("NET-03", Outcome.FAIL),
    finding("NET-08", Outcome.FAIL),
    finding("NET-09", Outcome.UNKNOWN, Severity.HIGH, gate=False),
    finding("IDA-01", Outcome.FAIL),
    finding("DAT-05", Outcome.FAIL),
    finding("WLS-01", Outcome.WARN),
    finding("OWN-02", Outcome.UNKNOWN, gate=False),
    finding("DAT-09", Outcome.PASS, Severity.MEDIUM, gate=False),
    finding("SEC-09", Outcome.PASS, Severity.HIGH, gate=False),
    finding("NET-06", Outcome.PASS, Severity.HIGH, gate=False),
]


def test_the_worked_example_of_line_2() -> None:
    score = foundation(LINE_2, WEIGHTS)
    assert score.weight == 66
    assert round(score.low) == 26
    assert int(score.high) == 45
    assert score.coverage == pytest.approx(53 / 66)
    assert round(100 * score.coverage) == 80


def test_nothing_applicable_is_0_to_100_with_coverage_0() -> None:
    score = interval([])
    assert (score.low, score.high, score.coverage, score.weight) == (0, 100, 0, 0)


def test_everything_unknown_is_0_to_100_with_coverage_0() -> None:
    score = foundation([finding("A", Outcome.UNKNOWN), finding("B", Outcome.UNKNOWN)], WEIGHTS)
    assert (score.low, score.high, score.coverage) == (0, 100, 0)


@pytest.mark.parametrize("outside", [Outcome.NA, Outcome.NOT_BUILT])
def test_what_does_not_apply_leaves_the_denominator(outside: Outcome) -> None:
    with_it = foundation([finding("A", Outcome.WARN), finding("B", outside)], WEIGHTS)
    assert with_it == foundation([finding("A", Outcome.WARN)], WEIGHTS)


def test_a_waived_failure_scores_as_a_failure() -> None:
    waived = finding("A", Outcome.FAIL, waiver=Waiver("accepted", "plant manager", NEW))
    assert foundation([waived], WEIGHTS).high == 0


@given(SEVERITIES, st.data())
def test_the_weight_does_not_depend_on_the_answers(
    severities: list[Severity], data: st.DataObject
) -> None:
    def draw() -> list[Finding]:
        return [finding(f"T-{n}", data.draw(COUNTED), s) for n, s in enumerate(severities)]

    one, other = foundation(draw(), WEIGHTS), foundation(draw(), WEIGHTS)
    assert one.weight == other.weight == sum(s.weight for s in severities)


@given(st.lists(st.tuples(COUNTED, st.sampled_from(list(Severity))), min_size=1, max_size=12))
def test_the_width_of_the_bar_is_what_is_not_known(rows: list[tuple[Outcome, Severity]]) -> None:
    score = foundation([finding(f"T-{n}", o, s) for n, (o, s) in enumerate(rows)], WEIGHTS)
    assert 0 <= score.low <= score.high <= 100 + 1e-9
    assert score.high - score.low == pytest.approx(100 * (1 - score.coverage))


@given(st.lists(COUNTED, min_size=1, max_size=8), st.data())
def test_learning_an_answer_never_leaves_the_interval(
    outcomes: list[Outcome], data: st.DataObject
) -> None:
    outcomes = [*outcomes, Outcome.UNKNOWN]
    before = foundation([finding(f"T-{n}", o) for n, o in enumerate(outcomes)], WEIGHTS)
    learned = data.draw(st.sampled_from([Outcome.PASS, Outcome.WARN, Outcome.FAIL]))
    after = foundation(
        [finding(f"T-{n}", o) for n, o in enumerate([*outcomes[:-1], learned])], WEIGHTS
    )
    assert before.low - 1e-9 <= after.low
    assert after.high <= before.high + 1e-9
    assert after.coverage > before.coverage


def test_domains_are_shown_one_by_one() -> None:
    assert [(theme, score.low) for theme, score in domains(LINE_2[:1], WEIGHTS)] == [("network", 0)]


def condition(name: str, bearing: Bearing) -> Condition:
    return Condition(name, "pdm", "technical", "", "", bearing, "", "", "", Outcome.PASS, True)


@pytest.mark.parametrize(
    ("relation", "low", "high"),
    [
        (Relation.SAME_OR_BETTER, 100, 100),
        (Relation.WORSE_BUT_SUFFICIENT, 100, 100),
        (Relation.MARGINAL, pytest.approx(200 / 3), pytest.approx(200 / 3)),
        (Relation.INSUFFICIENT, pytest.approx(100 / 3), pytest.approx(100 / 3)),
        (Relation.DIFFERENT_KIND, pytest.approx(100 / 3), 100),
        (Relation.UNKNOWN, pytest.approx(100 / 3), 100),
        (Relation.NA, 100, 100),
    ],
)
def test_the_transfer_score_counts_load_bearing_twice(
    relation: Relation, low: float, high: float
) -> None:
    conditions = [
        condition("C1", Bearing.LOAD_BEARING),
        condition("C2", Bearing.CONTRIBUTING),
        condition("C3", Bearing.INCIDENTAL),
    ]
    cells = [
        ConditionCell("C1", "L1", relation, "", ""),
        ConditionCell("C2", "L1", Relation.SAME_OR_BETTER, "", ""),
        ConditionCell("C3", "L1", Relation.INSUFFICIENT, "", ""),
    ]
    score = transfer(conditions, cells)
    assert (score.low, score.high) == (low, high)


def test_a_condition_without_a_cell_is_unknown() -> None:
    score = transfer([condition("C1", Bearing.LOAD_BEARING)], [])
    assert (score.low, score.high) == (0, 100)


def test_the_index_is_six_tenths_transfer_and_four_tenths_foundation() -> None:
    assert index(90, 40, []) == (70, 70, "")
    assert index(100, 100, []) == (100, 100, "")


def test_half_a_point_is_rounded_up() -> None:
    assert index(62.5, 0, [])[0] == 38
    assert index(60, 66.25, [])[0] == 63


@pytest.mark.parametrize(
    ("gate", "cap", "reason"),
    [
        (finding("NET-05", Outcome.FAIL), 49, "capped; NET-05 fails; uncapped 90"),
        (finding("NET-05", Outcome.UNKNOWN), 69, "capped; NET-05 is unknown; uncapped 90"),
        (
            finding("NET-05", Outcome.FAIL, waiver=Waiver("accepted", "plant manager", NEW)),
            79,
            "capped; NET-05 is waived; uncapped 90",
        ),
        (finding("NET-05", Outcome.WARN), 90, ""),
        (finding("NET-05", Outcome.PASS), 90, ""),
    ],
)
def test_a_gate_caps_the_index_and_says_why(gate: Finding, cap: int, reason: str) -> None:
    assert index(90, 90, [gate]) == (cap, 90, reason)


def test_the_lowest_cap_holds() -> None:
    gates = [finding("A", Outcome.UNKNOWN), finding("B", Outcome.FAIL), finding("C", Outcome.FAIL)]
    assert index(90, 90, gates) == (49, 90, "capped; B fails; uncapped 90")


def test_a_cap_above_the_number_is_not_printed() -> None:
    assert index(30, 30, [finding("A", Outcome.FAIL)]) == (30, 30, "")
