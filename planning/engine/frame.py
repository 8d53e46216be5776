"""An instance laid out for solvers: lanes become resources, starts are cut to the horizon.

Solvers ask a `Frame`, which is computed once; the state of a schedule in the making is elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planning.engine.model import Instance, Schedule


class InstanceError(ValueError):
    """The instance contradicts itself: raised before any solving, with the place."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything that solvers look up. Lists are indexed by activity unless it says otherwise."""

    instance: Instance
    horizon: int
    durations: tuple[tuple[int, ...], ...]
    starts: tuple[tuple[int, ...], ...]
    """Allowed first periods for each duration; none that ends after the horizon."""
    demands: tuple[tuple[tuple[int, int], ...], ...]
    """(resource, units); lanes are resources behind the real ones."""
    capacities: tuple[tuple[int, ...], ...]
    """By resource, then period."""
    levels: tuple[tuple[int, ...], ...]
    """By resource: the different demands for it, ascending."""
    masks: tuple[dict[int, int], ...]
    """By resource and level: bit mask of the periods that have so many units; never changed."""
    predecessors: tuple[tuple[tuple[int, int], ...], ...]
    """(activity, lag)."""
    successors: tuple[tuple[tuple[int, int], ...], ...]
    """(activity, lag)."""
    order: tuple[int, ...]
    """All activities, predecessors first."""
    tails: tuple[int, ...]
    """Least periods from its start to the end of the last activity that must follow it."""
    families: int
    present: tuple[float, ...]
    """By period: the worth now of one in every period from it on; one longer than the horizon."""

    @property
    def count(self) -> int:
        """How many activities there are."""
        return len(self.durations)


def frame_of(instance: Instance) -> Frame:
    """Lay an instance out; raise `InstanceError` if it makes no sense."""
    acts = instance.activities
    _refuse_nonsense(instance)
    successors: list[list[tuple[int, int]]] = [[] for _ in acts]
    for number, act in enumerate(acts):
        for before, lag in act.after:
            successors[before].append((number, lag))
    order = _predecessors_first(instance, successors)
    demands, capacities = _with_lanes(instance)
    levels = _levels(demands, len(capacities))
    return Frame(
        instance=instance,
        horizon=instance.horizon,
        durations=tuple(act.durations for act in acts),
        starts=tuple(
            tuple(
                mask & ((1 << max(0, instance.horizon - length + 1)) - 1)
                for mask, length in zip(act.starts, act.durations, strict=True)
            )
            for act in acts
        ),
        demands=demands,
        capacities=capacities,
        levels=levels,
        masks=tuple(map(_masks, capacities, levels)),
        predecessors=tuple(act.after for act in acts),
        successors=tuple(tuple(after) for after in successors),
        order=order,
        tails=_tails(instance, successors, order),
        families=1 + max((act.family for act in acts), default=-1),
        present=_present(instance),
    )


def worth(frame: Frame, starts: Sequence[int], durations: Sequence[int]) -> float:
    """Return the makespan in periods, or the net present value where the instance discounts."""
    if not frame.instance.discount:
        return float(max(map(int.__add__, starts, durations), default=0))
    last = frame.horizon - 1
    discount = frame.instance.discount
    total = 0.0
    for act, start, length in zip(frame.instance.activities, starts, durations, strict=True):
        if act.value:
            total += act.value * frame.present[start + length]
        if act.cost:
            total -= act.cost * discount[min(start, last)]
    return total


def schedule_of(frame: Frame, starts: Sequence[int], durations: Sequence[int]) -> Schedule:
    """Return the finished schedule with its worth."""
    return Schedule(tuple(starts), tuple(durations), worth(frame, starts, durations))


def _refuse_nonsense(instance: Instance) -> None:
    for number, act in enumerate(instance.activities):
        where = f"activity {number} ({act.name})"
        if not act.durations or len(act.durations) != len(act.starts):
            raise InstanceError(f"{where}: every duration needs its mask of starts")
        if min(act.durations) < 0:
            raise InstanceError(f"{where}: a duration is negative")
        if any(not 0 <= before < len(instance.activities) for before, _ in act.after):
            raise InstanceError(f"{where}: comes after an activity that does not exist")
        if any(not 0 <= what < len(instance.capacities) or q < 0 for what, q in act.demands):
            raise InstanceError(f"{where}: demands what does not exist, or less than nothing")
    for what, profile in enumerate(instance.capacities):
        if len(profile) != instance.horizon:
            raise InstanceError(
                f"resource {what}: {len(profile)} periods of capacity, horizon {instance.horizon}"
            )
    if instance.budget and len(instance.bucket) != instance.horizon:
        raise InstanceError("every period needs its budget bucket")


def _predecessors_first(
    instance: Instance, successors: list[list[tuple[int, int]]]
) -> tuple[int, ...]:
    waiting = [len(act.after) for act in instance.activities]
    order = [number for number, count in enumerate(waiting) if not count]
    for number in order:
        for after, _ in successors[number]:
            waiting[after] -= 1
            if not waiting[after]:
                order.append(after)
    if len(order) < len(waiting):
        left = [act.name for act, count in zip(instance.activities, waiting, strict=True) if count]
        raise InstanceError(f"activities wait for each other, among them {', '.join(left[:5])}")
    return tuple(order)


def _with_lanes(
    instance: Instance,
) -> tuple[tuple[tuple[tuple[int, int], ...], ...], tuple[tuple[int, ...], ...]]:
    """Demands of at least one unit and capacities, lanes appended as resources of unit demands."""
    first = len(instance.capacities)
    limited = instance.lane_limit > 0
    lanes = 1 + max((act.lane for act in instance.activities), default=-1) if limited else 0
    demands = tuple(
        tuple((what, units) for what, units in act.demands if units)
        + (((first + act.lane, 1),) if limited and act.lane >= 0 else ())
        for act in instance.activities
    )
    lane = (instance.lane_limit,) * instance.horizon
    return demands, instance.capacities + (lane,) * lanes


def _levels(
    demands: tuple[tuple[tuple[int, int], ...], ...], resources: int
) -> tuple[tuple[int, ...], ...]:
    seen: list[set[int]] = [set() for _ in range(resources)]
    for wanted in demands:
        for what, units in wanted:
            seen[what].add(units)
    return tuple(tuple(sorted(units)) for units in seen)


def _masks(profile: tuple[int, ...], levels: tuple[int, ...]) -> dict[int, int]:
    late_first = profile[::-1]
    return {
        units: int("".join("1" if free >= units else "0" for free in late_first) or "0", 2)
        for units in levels
    }


def _tails(
    instance: Instance, successors: list[list[tuple[int, int]]], order: tuple[int, ...]
) -> tuple[int, ...]:
    """From an activity's start, with shortest durations; resources do not count."""
    tails = [0] * len(order)
    for number in reversed(order):
        after = max((lag + tails[then] for then, lag in successors[number]), default=0)
        tails[number] = min(instance.activities[number].durations) + max(0, after)
    return tuple(tails)


def _present(instance: Instance) -> tuple[float, ...]:
    if not instance.discount:
        return ()
    present = [0.0] * (instance.horizon + 1)
    for period in range(instance.horizon - 1, -1, -1):
        present[period] = present[period + 1] + instance.discount[period]
    return tuple(present)
