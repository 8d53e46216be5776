"""Check a schedule against its instance, rule by rule and period by period.

Nothing here is shared with the solvers, so that a mistake of theirs cannot hide in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planning.engine.model import Instance, Schedule

PENNY = 1e-6
"""Money and worth may be off by this, for sums of floats."""


def broken_rules(instance: Instance, schedule: Schedule) -> tuple[str, ...]:
    """Name every rule that the schedule breaks; empty: it is valid and worth what it says."""
    count = len(instance.activities)
    if len(schedule.starts) != count or len(schedule.durations) != count:
        return (
            f"{len(schedule.starts)} starts and {len(schedule.durations)} durations "
            f"for {count} activities",
        )
    late = tuple(_outside(instance, schedule))
    if late:
        return late
    return tuple(
        reason
        for rule in (_calendar, _lengths, _links, _resources, _lanes, _budget, _objective)
        for reason in rule(instance, schedule)
    )


def _outside(instance: Instance, schedule: Schedule) -> Iterator[str]:
    for act, start, length in zip(
        instance.activities, schedule.starts, schedule.durations, strict=True
    ):
        if start < 0 or length < 0 or start + length > instance.horizon:
            yield f"{act.name}: periods {start} to {start + length} are outside the horizon"


def _known(instance: Instance, schedule: Schedule, number: int) -> int:
    """How many others of its family are finished when it starts."""
    family = instance.activities[number].family
    if family < 0:
        return 0
    return sum(
        1
        for other, act in enumerate(instance.activities)
        if other != number
        and act.family == family
        and schedule.starts[other] + schedule.durations[other] <= schedule.starts[number]
    )


def _lengths(instance: Instance, schedule: Schedule) -> Iterator[str]:
    """A duration is one of those listed, and no shorter than what has been learned."""
    for number, act in enumerate(instance.activities):
        length = schedule.durations[number]
        known = min(_known(instance, schedule, number), len(act.durations) - 1)
        if length not in act.durations[: known + 1]:
            yield f"{act.name}: takes {length} periods, not {act.durations[known]}"


def _calendar(instance: Instance, schedule: Schedule) -> Iterator[str]:
    for number, act in enumerate(instance.activities):
        start, length = schedule.starts[number], schedule.durations[number]
        masks = [
            mask for mask, listed in zip(act.starts, act.durations, strict=True) if listed == length
        ]
        if not any(mask >> start & 1 for mask in masks):
            yield f"{act.name}: may not start in period {start}"


def _links(instance: Instance, schedule: Schedule) -> Iterator[str]:
    for number, act in enumerate(instance.activities):
        for before, lag in act.after:
            finish = schedule.starts[before] + schedule.durations[before]
            if schedule.starts[number] < finish + lag:
                yield (
                    f"{act.name}: starts in period {schedule.starts[number]}, "
                    f"{instance.activities[before].name} leaves {finish + lag}"
                )


def _resources(instance: Instance, schedule: Schedule) -> Iterator[str]:
    used = [[0] * instance.horizon for _ in instance.capacities]
    for number, act in enumerate(instance.activities):
        start = schedule.starts[number]
        for what, units in act.demands:
            row = used[what]
            for period in range(start, start + schedule.durations[number]):
                row[period] += units
    for what, (row, profile) in enumerate(zip(used, instance.capacities, strict=True)):
        for period, (units, free) in enumerate(zip(row, profile, strict=True)):
            if units > free:
                yield f"resource {what}, period {period}: {units} of {free} units"


def _lanes(instance: Instance, schedule: Schedule) -> Iterator[str]:
    if instance.lane_limit <= 0:
        return
    busy: Counter[tuple[int, int]] = Counter()
    for number, act in enumerate(instance.activities):
        if act.lane >= 0:
            start = schedule.starts[number]
            busy.update(
                (act.lane, period) for period in range(start, start + schedule.durations[number])
            )
    for (lane, period), count in busy.items():
        if count > instance.lane_limit:
            yield f"lane {lane}, period {period}: {count} activities at once"


def _budget(instance: Instance, schedule: Schedule) -> Iterator[str]:
    if not instance.budget:
        return
    spent = [0.0] * len(instance.budget)
    for act, start in zip(instance.activities, schedule.starts, strict=True):
        if act.cost:
            spent[instance.bucket[min(start, instance.horizon - 1)]] += act.cost
    for bucket, amount in enumerate(spent):
        if amount > instance.budget[bucket] + PENNY:
            yield f"budget {bucket}: {amount:g} spent of {instance.budget[bucket]:g}"


def _objective(instance: Instance, schedule: Schedule) -> Iterator[str]:
    finishes = [s + d for s, d in zip(schedule.starts, schedule.durations, strict=True)]
    if not instance.discount:
        truth = float(max(finishes, default=0))
    else:
        truth = 0.0
        for act, start, finish in zip(instance.activities, schedule.starts, finishes, strict=True):
            truth += act.value * sum(instance.discount[finish : instance.horizon])
            if act.cost:
                truth -= act.cost * instance.discount[min(start, instance.horizon - 1)]
    if abs(truth - schedule.objective) > PENNY * max(1.0, abs(truth)):
        yield f"the schedule says it is worth {schedule.objective:g}, it is worth {truth:g}"
