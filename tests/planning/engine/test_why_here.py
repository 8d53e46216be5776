"""Why an activity starts when it does: dropping the named rules lets it start earlier."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planning.engine import layers
from planning.engine.check import broken_rules
from planning.engine.model import Activity, Instance, Schedule
from planning.engine.value import solve
from planning.engine.why import Holder, Reason, Rule, why
from tests.planning.engine.money import drawn


def _without(instance: Instance, number: int, holders: tuple[Holder, ...], length: int) -> Instance:
    """The instance in which the rules do not hold for this activity."""
    act: Activity = instance.activities[number]
    if any(holder.rule is Rule.LEARNING for holder in holders):  # it takes so long in any case
        mask, times = act.starts[act.durations.index(length)], len(act.durations)
        act = replace(act, durations=(length,) * times, starts=(mask,) * times)
    budget = list(instance.budget)
    for holder in holders:
        match holder.rule:
            case Rule.PREDECESSOR:
                act = replace(act, after=tuple(p for p in act.after if p[0] != holder.which))
            case Rule.RESOURCE:
                act = replace(act, demands=tuple(d for d in act.demands if d[0] != holder.which))
            case Rule.LANE:
                act = replace(act, lane=-1)
            case Rule.CALENDAR:
                act = replace(act, starts=(-1,) * len(act.starts))
            case Rule.LEARNING:
                continue
            case Rule.BUDGET:
                budget[holder.which] += act.cost
    acts = (*instance.activities[:number], act, *instance.activities[number + 1 :])
    return replace(instance, activities=acts, budget=tuple(budget))


def _breaks(instance: Instance, schedule: Schedule, number: int, start: int) -> list[str]:
    """Rules broken, but for the worth, when one activity starts in another period."""
    starts = (*schedule.starts[:number], start, *schedule.starts[number + 1 :])
    moved = Schedule(starts, schedule.durations, schedule.objective)
    return [r for r in broken_rules(instance, moved) if not r.startswith("the schedule says")]


def _planned(seed: int) -> tuple[Instance, Schedule]:
    instance = drawn(seed, lines=5, horizon=90)
    return instance, solve(instance, seconds=0, workers=1, work_limit=80).schedule


@pytest.mark.parametrize("seed", range(6))
def test_without_the_named_rules_it_can_start_earlier_and_with_them_not(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "has_solver", lambda: False)
    instance, schedule = _planned(seed)
    reasons = why(instance, schedule)
    assert [reason.activity for reason in reasons] == list(range(len(instance.activities)))
    for reason in reasons:
        number = reason.activity
        if reason.start == 0:
            assert reason.holders == ()
            continue
        assert reason.earlier < reason.start
        length = schedule.durations[number]
        dropped = _without(instance, number, reason.holders, length)
        assert _breaks(dropped, schedule, number, reason.earlier) == []
        if reason.holders:
            for period in range(reason.start):
                assert _breaks(instance, schedule, number, period)


def test_each_kind_of_rule_is_named() -> None:
    horizon, every = 8, 0xFF

    def one(name: str, **more: object) -> Activity:
        fields: dict[str, object] = {"durations": (1,), "starts": (every,), **more}
        return Activity(name=name, **fields)  # type: ignore[arg-type]  # fields by keyword

    acts = (
        one("first", demands=((0, 1),), lane=0, cost=5.0),
        one("same crew", demands=((0, 1),)),
        one("same line", lane=0),
        one("after", after=((0, 2),)),
        one("window", starts=(0b10000,)),
        one("money", cost=5.0),
        one("teacher", durations=(3, 1), starts=(every >> 2, every), family=0),
        one("pupil", durations=(3, 1), starts=(every >> 2, every), family=0),
        one("waits for the cheaper quarter"),
    )
    schedule = Schedule((0, 1, 1, 3, 4, 4, 0, 3, 2), (1, 1, 1, 1, 1, 1, 3, 1, 1), 0.0)
    instance = Instance(
        name="kinds",
        horizon=horizon,
        activities=acts,
        capacities=((1,) * horizon,),
        lane_limit=1,
        budget=(5.0, 5.0),
        bucket=(0,) * 4 + (1,) * 4,
        discount=(1.0,) * horizon,
    )
    found: dict[str, Reason] = {acts[r.activity].name: r for r in why(instance, schedule)}
    assert found["first"].holders == ()
    assert not found["first"].free
    assert found["same crew"].holders == (Holder(Rule.RESOURCE, 0),)
    assert found["same line"].holders == (Holder(Rule.LANE, 0),)
    assert found["after"].holders == (Holder(Rule.PREDECESSOR, 0),)
    assert found["window"].holders == (Holder(Rule.CALENDAR, -1),)
    assert found["money"].holders == (Holder(Rule.BUDGET, 0),)
    assert found["pupil"].holders == (Holder(Rule.LEARNING, 0),)
    assert found["waits for the cheaper quarter"].free
    assert found["waits for the cheaper quarter"].earlier == 0
