"""What slips, what proves it done, what a package is worth, and the alarm."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date, timedelta

import pytest

from planning import make_plan
from planning.problem import build_problem
from planning.records import Plan, TaskKind
from planning.worth import alarms, package_values
from tests.planning import build


@functools.cache
def _plan() -> Plan:
    return make_plan(build.judgement(), build.plant().facts(), time_limit_s=3)


def test_a_go_live_that_slips_costs_its_own_weeks() -> None:
    go = next(i for i in _plan().tasks if i.task.task_id == "GO@L4/pdm")
    assert go.slips[0].startswith("GO@L4/pdm 7 days later")
    assert "471 lost" in go.slips[0]


def test_a_missed_window_moves_the_go_live_by_a_month() -> None:
    step = next(i for i in _plan().tasks if i.task.task_id == "WP-04@L4/2")
    assert any(text.startswith("GO@L4/pdm 28 days later") for text in step.slips)


def test_a_task_with_a_week_of_slack_moves_nothing() -> None:
    for item in _plan().tasks:
        if item.slack_days >= 5:
            assert item.slips == ()


def test_what_a_late_start_costs_is_what_the_go_lives_behind_it_lose() -> None:
    costs = {i.task.task_id: i.slip_cost for i in _plan().tasks}
    weekly = (22_000 + 27_000) / 2 / 52
    assert costs["GO@L4/pdm"] == pytest.approx(weekly)
    assert costs["WP-04@L4/2"] > 4 * weekly
    orders = [d for d in _plan().decisions if d.what.startswith("Order what WP-13 needs")]
    assert [d.cost_of_waiting_per_week for d in orders] == [costs["WP-13@plant"]]
    for item in _plan().tasks:
        assert (item.slip_cost > 0) <= bool(item.slips)


def test_what_proves_a_task_done_is_what_asked_for_it() -> None:
    by_id = {i.task.task_id: i for i in _plan().tasks}
    assert by_id["WP-20@plant"].proven_by[:2] == ("OWN-02@L1", "OWN-02@L2")
    assert by_id["WP-28@L4"].proven_by == ("DAT-01@L4", "DAT-05@L4", "DAT-06@L4", "DAT-07@L4")
    for item in _plan().tasks:
        assert set(item.proven_by) >= set(item.task.gates) - {
            g for g in item.task.gates if g.partition("@")[0] not in item.task.clears
        }


def test_shared_packages_are_worth_all_go_lives_and_a_lines_own_only_its() -> None:
    problem = build_problem(build.judgement(), build.plant().facts())
    values = {p.work_package: p for p in package_values(problem)}
    total = sum((v.per_week_low + v.per_week_high) / 2 for v in problem.values)
    assert round(values["WP-20"].per_week, 6) == round(total, 6)
    assert values["WP-23"].go_lives == ()
    assert sum(p.cost for p in values.values()) == sum(
        t.cost for t in problem.tasks if t.kind is not TaskKind.USE_CASE
    )


def test_a_first_value_in_time_raises_no_alarm_and_a_late_one_names_its_chain() -> None:
    assert _plan().alarms == ()
    problem = build_problem(build.judgement(), build.plant().facts())
    for weeks, limit in ((16, 13), (30, 26)):
        values = tuple(
            replace(v, day=v.day + timedelta(weeks=20), week=weeks) for v in _plan().values
        )
        (text,) = alarms(problem, values, _plan().tasks)
        assert f"comes in week {weeks}, after week {limit}" in text
        assert "GO@L4/" in text
        assert "WP-04@L4/2 (first window of L4" in text


def test_paybacks_carry_the_stretch_its_causes_and_the_cost_of_waiting() -> None:
    row = next(p for p in _plan().paybacks if (p.line, p.use_case) == ("L2", "defect"))
    assert row.stretch is not None
    assert row.stretch > 2
    assert row.causes[0] == "other cost: +2.3 years"
    assert round(row.inaction_low) == 231
    assert date(2027, 1, 1) < _plan().start
