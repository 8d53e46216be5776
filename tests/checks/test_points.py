"""The points of a line add up to its index."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.inventory.tables import ConditionRow
from checks.engine import judge
from checks.points import points
from checks.records import Answer, GateRule, Judgement, Outcome, Severity
from tests.checks.made import answers, check
from tests.checks.plants import plant, rows

GIVEN = [o for o in Outcome if o is not Outcome.NOT_BUILT]


def judged(outcomes: list[tuple[Outcome, Severity]], gate: GateRule) -> Judgement:
    """The outcomes on L1, the pilot passing; the first three are conditions."""
    made = [
        check(f"T-{n:02}", {line: _told(line, outcome) for line in ("L1", "L2", "L3", "L4")},
              severity=severity, gate=gate)
        for n, (outcome, severity) in enumerate(outcomes)
    ]  # fmt: skip
    conditions = [
        ConditionRow.model_validate(
            {"condition_id": f"C-{n}", "check_id": f"T-{n:02}", "would_fail_without": said}
        )
        for n, said in enumerate(("yes", "degraded", "no")[: len(outcomes)])
    ]
    return judge(plant(rows(*conditions)), made)


def _told(line: str, outcome: Outcome) -> Answer:
    return answers(Outcome.PASS if line == "L3" else outcome)


@given(
    st.lists(st.tuples(st.sampled_from(GIVEN), st.sampled_from(list(Severity))), min_size=1,
             max_size=10),
    st.sampled_from([GateRule.ALWAYS, GateRule.NEVER]),
)  # fmt: skip
def test_the_points_add_up_to_the_index(
    outcomes: list[tuple[Outcome, Severity]], gate: GateRule
) -> None:
    judgement = judged(outcomes, gate)
    score = judgement.scores[0]
    found = points(judgement, score)
    assert abs(sum(row.points for row in found) - score.index) < 1e-9
    rounding = [row.points for row in found if row.part == "rounding"]
    assert len(rounding) == 1
    assert abs(rounding[0]) <= 0.5 + 1e-9
    for part, share in (("foundation", 40.0), ("transfer", 60.0)):
        weights = [row.weight for row in found if row.part == part]
        assert not weights or abs(sum(weights) - share) < 1e-9


def test_a_cap_is_a_row_with_its_reason() -> None:
    judgement = judged([(Outcome.PASS, Severity.BLOCKER)] * 4 + [(Outcome.FAIL, Severity.LOW)],
                       GateRule.ALWAYS)  # fmt: skip
    cap = points(judgement, judgement.scores[0])[-1]
    assert (cap.part, cap.name.split(";")[0]) == ("cap", "capped")
    assert "T-04 fails" in cap.name
    assert cap.points < 0


def test_an_unknown_gives_nothing_and_says_so() -> None:
    judgement = judged([(Outcome.UNKNOWN, Severity.HIGH)], GateRule.NEVER)
    row = points(judgement, judgement.scores[0])[0]
    assert (row.part, row.name, row.points, row.unknown) == ("foundation", "T-00", 0.0, True)
