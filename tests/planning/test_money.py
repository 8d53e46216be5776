"""Money: costs when work starts, benefits after go-live, sums that agree, priced decisions."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from planning import make_plan
from planning.money import cash, cost_of_inaction
from planning.problem import build_problem
from planning.records import Plan, Problem, ValueDate
from tests.planning import build


@functools.cache
def _plan() -> Plan:
    return make_plan(build.judgement(), build.plant().facts())


@functools.cache
def _problem() -> Problem:
    return build_problem(build.judgement(), build.plant().facts())


def test_the_weeks_add_up_to_the_total() -> None:
    plan = _plan()
    assert sum(row.cost for row in plan.money) == pytest.approx(plan.total_cost)
    assert sum(i.task.cost for i in plan.tasks) == pytest.approx(plan.total_cost)
    last = plan.money[-1].cumulative
    assert last == pytest.approx(sum(row.benefit - row.cost for row in plan.money))


def test_a_line_brings_nothing_before_its_go_live_and_its_full_value_after() -> None:
    live = max(v.day for v in _plan().values if v.line == "L4")
    rows = [row for row in _plan().money if row.line == "L4"]
    assert all(row.benefit == 0 for row in rows if row.period + timedelta(days=7) <= live)
    steady = {round(row.benefit, 2) for row in rows if row.period > live + timedelta(days=7)}
    assert steady == {round((24_500 + 22_000) / 52, 2)}


def test_every_week_is_there_once_and_starts_on_a_monday() -> None:
    weeks = sorted({row.period for row in _plan().money})
    assert all(b - a == timedelta(days=7) for a, b in pairwise(weeks))
    assert {week.weekday() for week in weeks} == {0}


def test_peak_cash_is_the_deepest_point() -> None:
    plan = _plan()
    assert plan.peak_cash == pytest.approx(-min(row.cumulative for row in plan.money))


def test_the_plan_pays_for_itself_when_benefits_have_covered_the_costs() -> None:
    rich = tuple(replace(v, per_week_low=20_000, per_week_high=20_000) for v in _problem().values)
    problem = replace(_problem(), values=rich)
    found = cash(problem, _plan().tasks, _plan().values, "interleaved")
    assert found.self_funded_on is not None
    ends = {row.period: row.cumulative for row in found.rows}
    assert ends[found.self_funded_on - timedelta(days=7)] < 0
    assert all(ends[week] >= 0 for week in ends if week >= found.self_funded_on)


def test_a_payback_beyond_the_table_is_extrapolated() -> None:
    plan = _plan()
    assert plan.self_funded_on is not None
    assert plan.self_funded_on > plan.money[-1].period


def test_a_plan_without_benefit_never_pays_for_itself() -> None:
    problem = replace(_problem(), values=())
    assert cash(problem, _plan().tasks, (), "interleaved").self_funded_on is None


def test_done_work_is_not_paid_again() -> None:
    item = _plan().tasks[0]
    done = replace(item, task=replace(item.task, done=True))
    found = cash(_problem(), (done,), (ValueDate("L4", "pdm", date(2027, 4, 8), 13),), "x")
    assert found.total_cost == 0


def test_a_lines_cost_is_its_own_and_its_share_of_the_plants() -> None:
    costs = {c.line: c for c in _plan().lines}
    assert list(costs) == ["L1", "L2", "L4"]
    four, two = costs["L4"], costs["L2"]
    assert four.own_cost_low < four.own_cost_high
    assert four.share_low < four.share_high
    assert four.ready_on is not None
    assert four.live_on is not None
    assert four.ready_on < four.live_on
    assert (two.ready_on, two.live_on) == (None, None)
    assert four.own_cost_high < costs["L1"].own_cost_high < two.own_cost_high


def test_shared_plant_work_is_split_between_the_lines_that_need_it() -> None:
    costs = {c.line: c for c in _plan().lines}
    plant = [t for t in _problem().tasks if not t.line]
    highest = sum(t.cost / t.effort_pd * t.effort_high for t in plant)
    shares = costs["L1"].share_high + costs["L4"].share_high
    assert shares == pytest.approx(highest, rel=0.02)


def test_a_week_without_the_use_cases_has_a_price() -> None:
    low, high = cost_of_inaction(_problem())["L4"]
    assert low == pytest.approx(40_500 / 52)
    assert high == pytest.approx(52_500 / 52)


def test_decisions_say_who_and_by_when_in_order() -> None:
    found = _plan().decisions
    assert [d.by for d in found] == sorted(d.by for d in found)
    assert all(d.who for d in found)
    words = " | ".join(d.what for d in found)
    assert "border between IT and OT" in words
    assert "Decide on L2" in words
    assert "module 18 k" in words
    assert "second person on L3 (WP-23" in words
    assert "Order what WP-05 needs" in words


def test_money_that_holds_up_a_go_live_is_a_decision_with_its_price() -> None:
    [funding] = [d for d in _plan().decisions if d.what.startswith("Bring ")]
    assert funding.cost_of_waiting_per_week == pytest.approx((30_000 + 24_000) / 52)
