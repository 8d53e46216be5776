"""Payback, stretch and their causes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.inventory.tables import FinanceRow
from checks.payback import NEVER, Case, case_of, finance_row, payback, stretch, waterfall
from tests.checks.plants import plant, rows


def case(cost: float, net: float, share: float = 0, other: float = 0, upkeep: float = 0) -> Case:
    return Case((cost, cost), (share, share), other, (net, net), upkeep)


PILOT = case(60_000, 20_000)
LINE_2 = case(60_000, 18_000, 25_000, 27_000, 3_000)


def test_the_worked_example() -> None:
    assert payback(PILOT).middle == 3.0
    assert payback(LINE_2).middle == pytest.approx(112 / 15)
    assert stretch(payback(LINE_2), payback(PILOT)) == pytest.approx(2.489, abs=0.001)


def test_the_causes_add_up_to_the_difference() -> None:
    steps = waterfall(PILOT, LINE_2)
    assert [step.cause for step in steps] == [
        "share of the foundation",
        "other cost",
        "benefit",
        "upkeep",
    ]
    assert sum(step.years for step in steps) == pytest.approx(112 / 15 - 3)
    assert [step.reached for step in steps] == pytest.approx([4.25, 5.6, 112 / 18, 112 / 15])


amounts = st.floats(1, 1e7)


@given(*[amounts] * 4, *[st.floats(0, 1e6)] * 3)
def test_causes_always_lead_from_the_pilot_to_the_line(
    cost: float,
    net: float,
    line_cost: float,
    benefit: float,
    share: float,
    other: float,
    upkeep: float,
) -> None:
    pilot, line = case(cost, net), case(line_cost, benefit, share, other, upkeep)
    steps = waterfall(pilot, line)
    end = steps[-1].reached if steps else payback(pilot).middle
    assert end == pytest.approx(payback(line).middle, abs=1e-6)


@given(amounts, amounts, st.floats(0, 1e6), st.floats(0, 1e6))
def test_the_middle_lies_between_the_ends(
    cost: float, benefit: float, more_cost: float, more_benefit: float
) -> None:
    wide = Case((cost, cost + more_cost), (0, 0), 0, (benefit, benefit + more_benefit), 0)
    back = payback(wide)
    assert back.low <= back.middle * (1 + 1e-9)
    assert back.middle <= back.high * (1 + 1e-9)


def test_a_line_without_net_benefit_never_pays_back() -> None:
    back = payback(case(10, 5, upkeep=5))
    assert (back.low, back.middle, back.high) == (NEVER, NEVER, NEVER)
    assert stretch(back, payback(PILOT)) == math.inf
    assert stretch(payback(PILOT), back) is None


def test_what_costs_nothing_is_paid_back_at_once() -> None:
    assert payback(case(0, 0)).high == 0


def test_one_end_of_a_range_counts_for_both_and_swapped_ends_are_sorted() -> None:
    row = FinanceRow(
        line="L1", use_case="pdm", cost_high=5, benefit_per_year_low=4, benefit_per_year_high=2
    )
    made = case_of(row)
    assert made is not None
    assert made.own_cost == (5, 5)
    assert made.benefit == (2, 4)
    assert not made.share_stated


def test_a_row_of_the_use_case_comes_before_one_for_all() -> None:
    facts = plant(
        rows(FinanceRow(line="L1", use_case="", cost_low=1)),
        rows(FinanceRow(line="L1", use_case="pdm", cost_low=2)),
    )
    found = [finance_row(facts, "L1", name) for name in ("pdm", "defect")]
    assert [row.record.cost_low if row else None for row in found] == [2, 1]
    assert finance_row(facts, "L2", "pdm") is None
