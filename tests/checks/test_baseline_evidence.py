"""The finding on the baseline names the rows it was judged from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.inventory.tables import ConditionRow
from checks import ALL
from checks.engine import judge
from tests.checks.plants import CASE, plant, rows

USE_CASES = ("pdm", "defect")


@pytest.mark.parametrize(("use_case", "ids"), [("pdm", {"C1", "C2"}), ("defect", {"C1", "C3"})])
def test_the_finding_on_the_baseline_rests_on_the_rows_of_its_use_case(
    use_case: str, ids: set[str]
) -> None:
    facts = plant(
        rows(
            ConditionRow(condition_id="C1"),
            ConditionRow(condition_id="C2", use_case="pdm"),
            ConditionRow(condition_id="C3", use_case="defect"),
        ),
        case=replace(CASE, use_cases=USE_CASES),
    )
    finding = judge(facts, ALL).finding("L1", "OPS-01", use_case)
    named = {row.evidence for row in facts.table(ConditionRow) if row.record.condition_id in ids}
    assert finding is not None
    assert set(finding.evidence) == named
