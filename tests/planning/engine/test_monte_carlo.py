"""Replaying a plan: repeatable, honest about what runs over."""

from __future__ import annotations

import pytest

from planning.engine import layers
from planning.engine.model import Instance, Schedule
from planning.engine.monte_carlo import simulate
from planning.engine.value import solve
from tests.planning.engine.money import drawn


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> tuple[Instance, Schedule]:
    monkeypatch.setattr(layers, "has_solver", lambda: False)
    instance = drawn(5, lines=4, horizon=72)
    return instance, solve(instance, seconds=0, workers=1, work_limit=200).schedule


def test_the_same_seed_gives_the_same_numbers(planned: tuple[Instance, Schedule]) -> None:
    first = simulate(*planned, replications=60, seed=3)
    assert first == simulate(*planned, replications=60, seed=3)
    assert first != simulate(*planned, replications=60, seed=4)


def test_durations_as_planned_give_a_plan_no_worse(planned: tuple[Instance, Schedule]) -> None:
    instance, schedule = planned
    risk = simulate(instance, schedule, replications=20, spreads=(1.0, 1.0, 1.0))
    end = max(map(int.__add__, schedule.starts, schedule.durations))
    assert risk.value.p50 == risk.value.p80
    assert risk.value.p50 >= schedule.objective - 1e-9
    assert risk.finish.p80 <= end
    assert risk.lost == 0


def test_longer_work_ends_later_and_earns_less(planned: tuple[Instance, Schedule]) -> None:
    instance, schedule = planned
    usual = simulate(instance, schedule, replications=200)
    rough = simulate(instance, schedule, replications=200, spreads=(1.0, 1.5, 3.0))
    assert usual.finish.p50 <= usual.finish.p80
    assert usual.value.p80 <= usual.value.p50
    assert rough.finish.p50 > usual.finish.p50
    assert rough.value.p50 < usual.value.p50
    assert set(usual.live) == {n for n, act in enumerate(instance.activities) if act.value}
    assert all(odds.p50 <= odds.p80 for odds in usual.live.values())


def test_work_without_end_is_late_not_impossible(planned: tuple[Instance, Schedule]) -> None:
    instance, schedule = planned
    risk = simulate(instance, schedule, replications=20, spreads=(3.0, 3.0, 3.0))
    assert risk.late == 1.0
    assert risk.lost == 0


def test_every_activity_may_have_its_own_spread(planned: tuple[Instance, Schedule]) -> None:
    instance, schedule = planned
    spreads = [(1.0, 1.0, 1.0)] * len(instance.activities)
    calm = simulate(instance, schedule, replications=20, spreads=spreads)
    spreads[0] = (2.0, 3.0, 4.0)
    assert simulate(instance, schedule, replications=20, spreads=spreads).value.p50 < calm.value.p50
