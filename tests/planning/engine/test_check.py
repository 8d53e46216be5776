"""The checker catches every mutation of a valid schedule that breaks a rule."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from planning.engine.check import broken_rules
from planning.engine.frame import frame_of
from planning.engine.model import Activity, Instance, Schedule
from planning.engine.serial import serial
from tests.planning.engine.instances import instance

Broken = tuple[Instance, Schedule] | None
"""None: this schedule has nothing that can be broken so."""
Mutation = Callable[[random.Random, Instance, Schedule], Broken]


def _changed(values: tuple[int, ...], number: int, value: int) -> tuple[int, ...]:
    return (*values[:number], value, *values[number + 1 :])


def _revalued(problem: Instance, schedule: Schedule) -> Schedule:
    """The same with the makespan that it has, so that only the rule in question is broken."""
    ends = map(int.__add__, schedule.starts, schedule.durations)
    return replace(schedule, objective=float(max(ends)))


def _swap_link(chance: random.Random, problem: Instance, schedule: Schedule) -> Broken:
    linked = [
        (number, before, lag)
        for number, act in enumerate(problem.activities)
        for before, lag in act.after
        if schedule.starts[before] + schedule.durations[before] + lag > 0
    ]
    if not linked:
        return None
    number, before, lag = chance.choice(linked)
    ready = schedule.starts[before] + schedule.durations[before] + lag
    starts = _changed(schedule.starts, number, chance.randrange(ready))
    return problem, _revalued(problem, replace(schedule, starts=starts))


def _close_period(chance: random.Random, problem: Instance, schedule: Schedule) -> Broken:
    number = chance.randrange(len(problem.activities))
    act = problem.activities[number]
    shut = tuple(mask & ~(1 << schedule.starts[number]) for mask in act.starts)
    acts = list(problem.activities)
    acts[number] = replace(act, starts=shut)
    return replace(problem, activities=tuple(acts)), schedule


def _send_crew_home(chance: random.Random, problem: Instance, schedule: Schedule) -> Broken:
    busy = [
        (what, start + period, units)
        for act, start, length in zip(
            problem.activities, schedule.starts, schedule.durations, strict=True
        )
        for what, units in act.demands
        for period in range(length)
        if units
    ]
    if not busy:
        return None
    what, period, units = chance.choice(busy)
    profile = _changed(problem.capacities[what], period, units - 1)
    capacities = (*problem.capacities[:what], profile, *problem.capacities[what + 1 :])
    return replace(problem, capacities=capacities), schedule


def _crowd_lane(chance: random.Random, problem: Instance, schedule: Schedule) -> Broken:
    lasting = [n for n, length in enumerate(schedule.durations) if length]
    if len(lasting) < 2:
        return None
    first, second = chance.sample(lasting, 2)
    acts = [replace(act, lane=n + 10) for n, act in enumerate(problem.activities)]
    acts[first], acts[second] = replace(acts[first], lane=0), replace(acts[second], lane=0)
    starts = _changed(schedule.starts, second, schedule.starts[first])
    moved = replace(schedule, starts=starts)
    return replace(problem, activities=tuple(acts), lane_limit=1), _revalued(problem, moved)


def _cut_budget(chance: random.Random, problem: Instance, schedule: Schedule) -> Broken:
    paid = [n for n, act in enumerate(problem.activities) if act.cost > 0.1]
    if not paid or not problem.budget:
        return None
    number = chance.choice(paid)
    bucket = problem.bucket[min(schedule.starts[number], problem.horizon - 1)]
    left = problem.activities[number].cost - 0.01
    budget = (*problem.budget[:bucket], left, *problem.budget[bucket + 1 :])
    return replace(problem, budget=budget), schedule


def _work_faster(chance: random.Random, problem: Instance, schedule: Schedule) -> Broken:
    lasting = [n for n, length in enumerate(schedule.durations) if length]
    if not lasting:
        return None
    number = chance.choice(lasting)
    shortest = min(problem.activities[number].durations)
    durations = _changed(schedule.durations, number, chance.randrange(shortest) if shortest else 0)
    return problem, _revalued(problem, replace(schedule, durations=durations))


def _learn_before_time(_: random.Random, problem: Instance, schedule: Schedule) -> Broken:
    for number, act in enumerate(problem.activities):
        if len(act.durations) > 1 and schedule.durations[number] == act.durations[0]:
            finished = sum(
                other != number
                and one.family == act.family
                and schedule.starts[other] + schedule.durations[other] <= schedule.starts[number]
                for other, one in enumerate(problem.activities)
            )
            if not finished and act.durations[1] < act.durations[0]:
                durations = _changed(schedule.durations, number, act.durations[1])
                return problem, _revalued(problem, replace(schedule, durations=durations))
    return None


def _run_over(chance: random.Random, problem: Instance, schedule: Schedule) -> Broken:
    number = chance.randrange(len(problem.activities))
    late = problem.horizon - schedule.durations[number] + 1 + chance.randrange(3)
    starts = _changed(schedule.starts, number, chance.choice((late, -1)))
    return problem, _revalued(problem, replace(schedule, starts=starts))


def _boast(chance: random.Random, problem: Instance, schedule: Schedule) -> Broken:
    return problem, replace(schedule, objective=schedule.objective - chance.choice((1, 5)))


def _forget(_: random.Random, problem: Instance, schedule: Schedule) -> Broken:
    return problem, replace(schedule, starts=schedule.starts[:-1])


MUTATIONS: tuple[Mutation, ...] = (
    _swap_link, _close_period, _send_crew_home, _crowd_lane, _cut_budget, _work_faster,
    _learn_before_time, _run_over, _boast, _forget,
)  # fmt: skip


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_no_mutation_that_breaks_a_rule_passes(mutation: Mutation) -> None:
    tried = 0
    for seed in range(100):
        rules = ("", "budget lags", "learning", "calendar lanes", "profile learning budget")
        problem = instance(seed, rules=rules[seed % len(rules)])
        schedule = serial(frame_of(problem), range(len(problem.activities)))
        if schedule is None:
            continue
        assert broken_rules(problem, schedule) == ()
        broken = mutation(random.Random(seed), problem, schedule)
        if broken is not None:
            tried += 1
            assert broken_rules(*broken), (seed, mutation.__name__)
    assert tried > 10


def test_a_longer_duration_than_learned_is_allowed() -> None:
    act = Activity("gateway", (4, 2), (0xFFF, 0xFFF), family=0)
    problem = Instance("line", 12, (act, act), ())
    assert broken_rules(problem, Schedule((0, 4), (4, 4), 8.0)) == ()
    assert broken_rules(problem, Schedule((0, 4), (4, 2), 6.0)) == ()
    assert broken_rules(problem, Schedule((0, 3), (4, 2), 5.0)) != ()


def test_net_present_value_is_counted_again() -> None:
    act = Activity("oee", (1,), (0b1111,), cost=4.0, value=2.0)
    problem = Instance("line", 4, (act,), (), discount=(1.0, 0.5, 0.5, 0.5))
    assert broken_rules(problem, Schedule((0,), (1,), 2.0 * 1.5 - 4.0)) == ()
    assert broken_rules(problem, Schedule((0,), (1,), 2.0 * 1.5)) != ()
