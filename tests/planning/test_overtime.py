"""Overtime: only where it pays, and the plan still holds."""

from __future__ import annotations

from planning import make_plan
from planning.records import Plan
from tests.planning import build


def _plan(times: float, overtime: bool) -> Plan:
    plant = build.plant()
    plant.budget = []
    plant.finance = [
        row.model_copy(
            update={
                "benefit_per_year_low": (row.benefit_per_year_low or 0) * times,
                "benefit_per_year_high": (row.benefit_per_year_high or 0) * times,
            }
        )
        for row in plant.finance
    ]
    return make_plan(build.judgement(), plant.facts(), time_limit_s=2, overtime=overtime)


def test_rich_go_lives_are_worth_overtime_and_the_plan_holds() -> None:
    usual, longer = _plan(100, False), _plan(100, True)
    quick = [i.task for i in longer.tasks if i.task.overtime]
    assert quick
    assert longer.problems == ()
    assert sum(v.day.toordinal() for v in longer.values) < sum(
        v.day.toordinal() for v in usual.values
    )
    by_id = {i.task.task_id: i.task for i in usual.tasks}
    for task in quick:
        assert task.duration_days < by_id[task.task_id].duration_days
        assert round(task.cost / by_id[task.task_id].cost, 6) == 1.1


def test_poor_go_lives_are_not_worth_it() -> None:
    assert not any(i.task.overtime for i in _plan(0.01, True).tasks)


def test_without_the_wish_nobody_works_longer() -> None:
    assert not any(i.task.overtime for i in _plan(100, False).tasks)
