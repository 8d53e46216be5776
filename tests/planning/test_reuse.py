"""Effort of the next connector: measured, claimed with proof, or a curve."""

from __future__ import annotations

from datetime import date

import pytest

from audit.inventory.tables import WorkStatusRow
from audit.inventory.tables.money import WorkState
from checks.records import Outcome
from planning.reuse import share
from tests.planning import build
from tests.planning.build import FAIL, PASS, UNKNOWN, WARN

LINES = ("L4", "L1", "L2")


def _done(line: str, effort: float, day: int) -> WorkStatusRow:
    return WorkStatusRow(
        work_package="WP-28", line=line, state=WorkState.DONE, done_on=date(2026, 9, day),
        actual_pd=effort,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("proof", "factors"),
    [
        (PASS, (1.0, 0.5, 0.25)),
        (WARN, (1.0, 0.80, 0.70)),
        (FAIL, (1.0, 1.0, 1.0)),
        (UNKNOWN, (1.0, 1.0, 1.0)),
    ],
)
def test_half_then_a_quarter_counts_only_where_reuse_is_proven(
    proof: Outcome, factors: tuple[float, ...]
) -> None:
    judged = build.judgement({("DAT-03", "L3"): proof})
    facts = build.plant().facts()
    found = [round(share(judged, facts, LINES, line).factor, 2) for line in LINES]
    assert found == list(factors)


def test_one_actual_sets_the_level_and_two_the_curve() -> None:
    plant = build.plant()
    judged = build.judgement({("DAT-03", "L3"): FAIL})
    plant.others.append(_done("L4", 8.0, 1))
    once = share(judged, plant.facts(), LINES, "L1")
    assert once.factor == pytest.approx(8.0 / 6.5 * 0.8)
    assert once.basis.startswith("measured on L4")
    plant.others.append(_done("L1", 4.0, 9))
    twice = share(judged, plant.facts(), LINES, "L2")
    assert twice.factor == pytest.approx(8.0 / 6.5 * 3**-1)
    assert "50%" in twice.basis


def test_another_kind_of_controller_reuses_nothing() -> None:
    judged = build.judgement({("DAT-03", "L3"): PASS, ("PLC-03", "L2"): FAIL})
    assert share(judged, build.plant().facts(), LINES, "L2").factor == 1.0
