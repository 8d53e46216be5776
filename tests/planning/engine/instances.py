"""Small random scheduling problems, with or without each of the rules an instance can have."""

from __future__ import annotations

import random

from planning.engine.model import Activity, Instance


def instance(seed: int, *, count: int = 9, rules: str = "") -> Instance:
    """A problem of one random seed.

    `rules` names what it has beside links and resources: profile, calendar, lanes, budget,
    learning, lags, money.
    """
    chance = random.Random(f"{seed} {rules}")
    horizon = 12 * count
    resources = chance.randint(1, 3)
    most = [chance.randint(2, 6) for _ in range(resources)]
    capacities = tuple(
        tuple(
            units - (1 if "profile" in rules and chance.random() < 0.2 else 0)
            for _ in range(horizon)
        )
        for units in most
    )
    activities = tuple(
        _activity(chance, number, horizon, [min(profile) for profile in capacities], rules)
        for number in range(count)
    )
    quarters = 4
    total = sum(act.cost for act in activities)
    return Instance(
        name=f"random {seed}",
        horizon=horizon,
        activities=activities,
        capacities=capacities,
        lane_limit=1 if "lanes" in rules else 0,
        budget=(total / 2,) * quarters if "budget" in rules else (),
        bucket=tuple(period * quarters // horizon for period in range(horizon)),
        discount=tuple(0.99**period for period in range(horizon)) if "money" in rules else (),
    )


def _activity(
    chance: random.Random, number: int, horizon: int, least: list[int], rules: str
) -> Activity:
    length = chance.randint(0 if number % 5 == 0 else 1, 6)
    lengths: tuple[int, ...] = (length,)
    family = -1
    if "learning" in rules and length > 1 and chance.random() < 0.6:
        lengths, family = (length, -(-length // 2), -(-length // 4)), chance.randrange(2)
    return Activity(
        name=f"a{number}",
        durations=lengths,
        starts=tuple(_mask(chance, horizon, one, rules) for one in lengths),
        demands=tuple(
            (what, chance.randint(0, units)) for what, units in enumerate(least) if units > 0
        ),
        after=tuple(
            (before, chance.randint(0, 3) if "lags" in rules else 0)
            for before in range(number)
            if chance.random() < 0.2
        ),
        lane=chance.randrange(3) if "lanes" in rules else -1,
        family=family,
        cost=float(chance.randint(0, 20)) if "budget" in rules or "money" in rules else 0.0,
        value=float(chance.randint(0, 9)) if "money" in rules else 0.0,
    )


def _mask(chance: random.Random, horizon: int, length: int, rules: str) -> int:
    mask = (1 << (horizon - length + 1)) - 1
    if "calendar" in rules and chance.random() < 0.5:
        for period in range(horizon):
            if chance.random() < 0.4:
                mask &= ~(1 << period)
    return mask
