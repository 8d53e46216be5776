"""A case's own weights of severities: with a reason, within bounds, and listed."""

from __future__ import annotations

import pytest

from audit.inventory.tables import ThresholdRow
from checks.engine import judge
from checks.limits import limits_of
from checks.records import Outcome, Severity
from checks.score import default_weights
from tests.checks.made import answers, check
from tests.checks.plants import plant, rows


def _weight(**more: object) -> ThresholdRow:
    fields: dict[str, object] = {
        "check_id": "weights", "name": "high", "value": 6, "reason": "agreed", "approved_by": "lead"
    }  # fmt: skip
    return ThresholdRow.model_validate({**fields, **more})


def test_a_weight_with_a_reason_counts_in_the_score_and_is_listed() -> None:
    checks = [
        check("T-01", answers(Outcome.PASS), severity=Severity.HIGH),
        check("T-02", answers(Outcome.FAIL), severity=Severity.BLOCKER),
    ]
    before = judge(plant(), checks)
    after = judge(plant(rows(_weight())), checks)
    assert before.scores[0].foundation.low == pytest.approx(100 * 5 / 13)
    assert after.scores[0].foundation.low == pytest.approx(100 * 6 / 14)
    assert dict(after.weights) == {**default_weights(), "high": 6.0}
    assert [(o.check_id, o.name, o.default, o.value) for o in after.overrides] == [
        ("weights", "high", 5.0, 6.0)
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (_weight(value=0), "above 0"),
        (_weight(value=101), "up to 100"),
        (_weight(reason=""), "a reason"),
        (_weight(name="gigantic"), "it has: blocker, high, medium, low"),
    ],
)
def test_a_weight_that_does_not_count_is_named(row: ThresholdRow, words: str) -> None:
    limits = limits_of(plant(rows(row)), [])
    assert limits.weights == default_weights()
    assert words in limits.complaints[0]
