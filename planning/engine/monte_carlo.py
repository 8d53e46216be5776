"""How sure is a plan: its order as the policy, durations drawn anew in every replication.

The order of starts is kept; when work runs over, what waits for it and for its crew moves. Work
that outruns every one of its windows is started in a window and runs over its end. Behind the
horizon all resources are at their fullest, every period is open and money is no limit, so
that a late plan is late instead of impossible.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from planning.engine.decode import fill
from planning.engine.model import Instance, Schedule
from planning.engine.sheet import Row, Sheet, sheet_of

Spread = tuple[float, float, float]
"""Least, likeliest and greatest duration, in parts of the planned one."""
USUAL: Spread = (0.9, 1.0, 1.6)
OVERTIME = 2
"""The simulation may run for so many horizons."""


@dataclass(frozen=True, slots=True)
class Odds:
    """A number that is not exceeded with a chance of 50 and of 80 %."""

    p50: float
    p80: float


@dataclass(frozen=True, slots=True)
class Risk:
    """What many replications of a plan gave."""

    replications: int
    finish: Odds
    """Period after the last activity."""
    value: Odds
    """Net present value reached *at least* with a chance of 50 and of 80 %."""
    live: dict[int, Odds]
    """For every activity that earns, its finish."""
    late: float
    """Part of the replications that end behind the horizon."""
    lost: int
    """Replications without any plan; they count nowhere else."""


def simulate(
    instance: Instance,
    schedule: Schedule,
    *,
    replications: int = 1000,
    seed: int = 7,
    spreads: Sequence[Spread] | Spread = USUAL,
) -> Risk:
    """Replay a plan with triangular durations.

    Parameters
    ----------
    spreads
        One for all activities, or one for each. Parts of a period are rounded up or down by
        chance, so that the mean stays.
    """
    sheet = sheet_of(_longer(instance))
    sheet.present = _present(instance, sheet.horizon)
    chance = random.Random(seed)  # noqa: S311 - no secret
    order = _policy(sheet, schedule)
    draw = _Draw(sheet, _each(instance, spreads), chance, instance.horizon)
    earning = [number for number, act in enumerate(instance.activities) if act.value]
    finishes: list[int] = []
    values: list[float] = []
    live: dict[int, list[int]] = {number: [] for number in earning}
    for _ in range(replications):
        sheet.rows = draw.rows()
        board = sheet.empty()
        if not fill(sheet, board, order):
            continue
        finishes.append(max(board.ends, default=0))
        values.append(board.worth)
        for number in earning:
            live[number].append(board.ends[number])
    done = len(finishes)
    return Risk(
        replications=replications,
        finish=_odds(finishes),
        value=_odds([-value for value in values], sign=-1.0),
        live={number: _odds(ends) for number, ends in live.items()},
        late=sum(1 for end in finishes if end > instance.horizon) / max(1, done),
        lost=replications - done,
    )


class _Draw:
    """Draws durations and keeps the start masks of lengths that came before."""

    def __init__(
        self, sheet: Sheet, spreads: Sequence[Spread], chance: random.Random, horizon: int
    ) -> None:
        self._rows = sheet.rows
        self._spreads = spreads
        self._chance = chance
        self._masks: dict[tuple[int, int, int], int] = {}
        self._beyond = ((1 << sheet.horizon) - 1) ^ ((1 << horizon) - 1)
        self._horizon = sheet.horizon
        longest = max((max(row[0]) for row in sheet.rows), default=0)
        greatest = max((spread[2] for spread in spreads), default=1.0)
        sheet.steps = [_doubling(length) for length in range(int(longest * greatest) + 3)]

    def rows(self) -> list[Row]:
        """All rows with the durations of one replication."""
        drawn: list[Row] = []
        uniform, triangular = self._chance.random, self._chance.triangular
        for number, row in enumerate(self._rows):
            low, likely, high = self._spreads[number]
            factor = triangular(low, high, likely)
            rounding = uniform()
            lengths = tuple(
                max(1, int(length * factor + rounding)) if length else 0 for length in row[0]
            )
            masks = tuple(self._mask(number, known, length) for known, length in enumerate(lengths))
            drawn.append((lengths, masks, *row[2:]))
        return drawn

    def _mask(self, number: int, known: int, length: int) -> int:
        key = (number, known, length)
        mask = self._masks.get(key)
        if mask is None:
            row = self._rows[number]
            mask = self._starts(row[1][known], row[0][known], length)
            self._masks[key] = mask
        return mask

    def _starts(self, planned: int, length: int, drawn: int) -> int:
        """Starts for a drawn length, from those for the planned one.

        A period is open if planned work could be at it. Longer work must lie in open periods too,
        if there are any so long; shorter work may start wherever it stays in them.
        """
        if drawn == length:
            return planned | self._beyond
        opened = 0
        for step in range(length):
            opened |= planned << step
        opened |= self._beyond
        room = opened
        for step in _doubling(drawn):
            room &= room >> step
        room &= (1 << max(0, self._horizon - drawn + 1)) - 1
        if drawn > length:
            room &= planned | self._beyond
            if not room & ~self._beyond:
                room = planned | self._beyond
        return room


def _doubling(length: int) -> tuple[int, ...]:
    steps: list[int] = []
    done = 1
    while done < length:
        steps.append(min(done, length - done))
        done += steps[-1]
    return tuple(steps)


def _longer(instance: Instance) -> Instance:
    """The instance with time behind its horizon, in which nothing is earned."""
    horizon, more = instance.horizon, instance.horizon * (OVERTIME - 1)
    buckets, worth = len(instance.budget), instance.discount or (1.0,) * horizon
    money = 1.0 + sum(abs(act.cost) for act in instance.activities)
    return Instance(
        name=instance.name,
        horizon=horizon + more,
        activities=instance.activities,
        capacities=tuple(
            profile + (max(profile, default=0),) * more for profile in instance.capacities
        ),
        lane_limit=instance.lane_limit,
        budget=(*instance.budget, money) if buckets else (),
        bucket=(*instance.bucket, *(buckets,) * more) if buckets else (),
        discount=(*worth, *worth[-1:] * more),
    )


def _present(instance: Instance, horizon: int) -> list[float]:
    """Worth of one in every period from each on, up to the instance's own horizon."""
    present = [0.0] * (horizon + 1)
    for period in range(instance.horizon - 1, -1, -1):
        discount = instance.discount[period] if instance.discount else 1.0
        present[period] = present[period + 1] + discount
    return present


def _policy(sheet: Sheet, schedule: Schedule) -> list[int]:
    place = {number: at for at, number in enumerate(sheet.order)}
    return sorted(place, key=lambda number: (schedule.starts[number], place[number]))


def _each(instance: Instance, spreads: Sequence[Spread] | Spread) -> Sequence[Spread]:
    count = len(instance.activities)
    if spreads and isinstance(spreads[0], tuple):
        return [spread for spread in spreads if isinstance(spread, tuple)]
    low, likely, high = (part for part in spreads if not isinstance(part, tuple))
    return [(low, likely, high)] * count


def _odds(numbers: Sequence[float], sign: float = 1.0) -> Odds:
    if not numbers:
        return Odds(float("nan"), float("nan"))
    ordered = sorted(numbers)

    def at(part: float) -> float:
        return sign * ordered[min(len(ordered) - 1, int(part * len(ordered)))]

    return Odds(at(0.5), at(0.8))
