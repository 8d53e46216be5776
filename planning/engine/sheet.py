"""An instance laid out for decoding, and the board on which a schedule grows.

Free periods are bit masks, one per resource and demanded level: bit `t` is set while that many
units are free in period `t`. Lanes are masks too: one for each number of activities at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from planning.engine.frame import InstanceError
from planning.engine.model import Instance

UNPLACED = -1

Take = tuple[int, int, int, tuple[tuple[int, int], ...]]
"""Where the resource's periods begin, units, its highest level, (level, slot) of each level."""
Row = tuple[
    tuple[int, ...],  # durations
    tuple[int, ...],  # allowed starts for each
    tuple[int, ...],  # slots: the masks that must be free
    tuple[Take, ...],
    int,  # lane
    int,  # family
    float,  # cost
    float,  # value
    tuple[tuple[int, int], ...],  # (before, lag)
]


@dataclass(slots=True)
class Board:
    """What is placed, what is left of everything, and what it is worth."""

    starts: list[int]
    ends: list[int]
    free: list[int]
    """Units by resource and period, one resource behind the other."""
    room: list[int]
    """By slot (resource and level) the mask of the periods that have so many units free."""
    busy: list[int]
    """By lane and count: the mask of the periods with at least so many activities."""
    finishes: list[list[int]]
    left: list[float]
    worth: float = 0.0

    def copy(self) -> Board:
        """Return an independent copy."""
        return Board(
            self.starts[:],
            self.ends[:],
            self.free[:],
            self.room[:],
            self.busy[:],
            [family[:] for family in self.finishes],
            self.left[:],
            self.worth,
        )


@dataclass(slots=True)
class Sheet:
    """An instance laid out for decoding."""

    instance: Instance
    horizon: int
    rows: list[Row]
    room: list[int]
    free: list[int]
    lanes: int
    limit: int
    families: int
    present: list[float]
    """By period the worth of one in every period from it on; one longer than the horizon."""
    discount: list[float]
    """By period, the last repeated for work that starts at the horizon."""
    bucket: list[int]
    elsewhere: list[int]
    """By budget bucket the complement of its periods."""
    steps: list[tuple[int, ...]]
    """By length the shifts that find so many free periods in a row."""
    after: list[list[int]] = field(default_factory=list[list[int]])
    order: list[int] = field(default_factory=list[int])
    """All activities, predecessors first."""

    def empty(self) -> Board:
        """Return a board with nothing on it."""
        count = len(self.rows)
        return Board(
            [UNPLACED] * count,
            [UNPLACED] * count,
            self.free[:],
            self.room[:],
            [0] * (self.lanes * self.limit),
            [[] for _ in range(self.families)],
            list(self.instance.budget),
        )


def sheet_of(instance: Instance) -> Sheet:
    """Lay an instance with money out."""
    acts, horizon = instance.activities, instance.horizon
    levels: list[set[int]] = [set() for _ in instance.capacities]
    for act in acts:
        for what, units in act.demands:
            if units:
                levels[what].add(units)
    slots: dict[tuple[int, int], int] = {}
    room: list[int] = []
    for what, wanted in enumerate(levels):
        profile = instance.capacities[what]
        for units in sorted(wanted):
            slots[what, units] = len(room)
            room.append(sum(1 << t for t in range(horizon) if profile[t] >= units))
    tiers = [
        tuple((units, slots[what, units]) for units in sorted(wanted))
        for what, wanted in enumerate(levels)
    ]
    limit = max(0, instance.lane_limit)
    rows: list[Row] = [
        (
            act.durations,
            tuple(
                mask & ((1 << max(0, horizon - length + 1)) - 1)
                for mask, length in zip(act.starts, act.durations, strict=True)
            ),
            tuple(slots[what, units] for what, units in act.demands if units),
            tuple(
                (what * horizon, units, tiers[what][-1][0], tiers[what])
                for what, units in act.demands
                if units
            ),
            act.lane if limit else -1,
            act.family,
            act.cost,
            act.value,
            act.after,
        )
        for act in acts
    ]
    longest = max((max(act.durations) for act in acts), default=0)
    sheet = Sheet(
        instance=instance,
        horizon=horizon,
        rows=rows,
        room=room,
        free=[units for profile in instance.capacities for units in profile],
        lanes=1 + max((act.lane for act in acts), default=-1) if limit else 0,
        limit=limit,
        families=1 + max((act.family for act in acts), default=-1),
        present=_present(instance),
        discount=_discount(instance),
        bucket=[*instance.bucket, instance.bucket[-1]] if instance.bucket else [],
        elsewhere=_elsewhere(instance),
        steps=[_steps(length) for length in range(longest + 1)],
    )
    sheet.after = [[] for _ in acts]
    for number, act in enumerate(acts):
        for before, _ in act.after:
            sheet.after[before].append(number)
    sheet.order = _predecessors_first(sheet)
    return sheet


def _discount(instance: Instance) -> list[float]:
    """By start, the last for starts at the horizon; nothing is worth anything without money."""
    if not instance.discount:
        return [0.0] * (instance.horizon + 1)
    return [*instance.discount, instance.discount[-1]]


def _present(instance: Instance) -> list[float]:
    present = [0.0] * (instance.horizon + 1)
    for period in range(len(instance.discount) - 1, -1, -1):
        present[period] = present[period + 1] + instance.discount[period]
    return present


def _elsewhere(instance: Instance) -> list[int]:
    masks = [0] * len(instance.budget)
    if masks:
        for period, bucket in enumerate((*instance.bucket, instance.bucket[-1])):
            masks[bucket] |= 1 << period
    return [~mask for mask in masks]


def _steps(length: int) -> tuple[int, ...]:
    steps: list[int] = []
    done = 1
    while done < length:
        step = min(done, length - done)
        steps.append(step)
        done += step
    return tuple(steps)


def _predecessors_first(sheet: Sheet) -> list[int]:
    waiting = [len(row[8]) for row in sheet.rows]
    order = [number for number, count in enumerate(waiting) if not count]
    for number in order:
        for then in sheet.after[number]:
            waiting[then] -= 1
            if not waiting[then]:
                order.append(then)
    if len(order) < len(waiting):
        left = [
            act.name
            for act, count in zip(sheet.instance.activities, waiting, strict=True)
            if count > 0
        ]
        raise InstanceError(f"activities wait for each other, among them {', '.join(left[:5])}")
    return order
