"""Small instances with every rule of the money problem, drawn by a seed."""

from __future__ import annotations

import random

from planning.engine.model import Activity, Instance

QUARTER = 6


def drawn(seed: int, *, lines: int = 3, horizon: int = 48, tight: bool = True) -> Instance:
    """A few lines, each with shared and own foundations, a learned gateway and two earners."""
    chance = random.Random(seed)
    everywhere = (1 << horizon) - 1
    shared = [
        _activity("core network", chance, horizon, everywhere, (2,), ((0, 2),), cost=30),
        _activity("data model", chance, horizon, everywhere, (3,), ((1, 1),), cost=12),
    ]
    acts = shared[:]
    for lane in range(lines):
        window = sum(1 << t for t in range(horizon) if t % 4 == lane % 4 or t % 24 in (11, 12))
        size = chance.randint(1, 2)
        base = len(acts)
        acts += [
            _activity(
                f"L{lane} cable", chance, horizon, everywhere, (size,), ((0, 1),), lane, cost=9
            ),
            _activity(
                f"L{lane} switch", chance, horizon, window, (1,), ((0, 1),), lane, (base, 0), cost=6
            ),
            _activity(
                f"L{lane} gateway", chance, horizon, everywhere, (4, 2, 1), ((1, 1),), lane,
                (base + 1, 1), family=lane % 2, cost=7,
            ),
            _activity(
                f"L{lane} losses", chance, horizon, everywhere, (2,), ((1, 1),), lane, (1,),
                (base + 2,), cost=4, value=chance.uniform(0.5, 4),
            ),
            _activity(
                f"L{lane} energy", chance, horizon, everywhere, (1,), ((0, 1), (1, 1)), lane,
                (base + 1,), cost=3, value=chance.uniform(0.3, 3),
            ),
        ]  # fmt: skip
    crews = [2 if not tight or t % 24 not in (7, 8) else 1 for t in range(horizon)]
    quarters = -(-horizon // QUARTER)
    total = sum(act.cost for act in acts)
    return Instance(
        name=f"drawn {seed}",
        horizon=horizon,
        activities=tuple(acts),
        capacities=(tuple(max(2, n) if t < 12 else n for t, n in enumerate(crews)), tuple(crews)),
        lane_limit=2,
        budget=(max(45.0, total / 3),) * quarters,
        bucket=tuple(t // QUARTER for t in range(horizon)),
        discount=tuple(0.96 ** (t // QUARTER) for t in range(horizon)),
    )


def tiny(seed: int) -> Instance:
    """Four activities on ten periods: few enough to try every schedule."""
    chance = random.Random(seed)
    horizon = 10
    every = (1 << horizon) - 1

    def act(name: str, lengths: tuple[int, ...], after: tuple[int, ...], value: float) -> Activity:
        mask = every & ~(1 << chance.randrange(horizon)) & ~(1 << chance.randrange(horizon))
        return Activity(
            name=name,
            durations=lengths,
            starts=tuple(run_of(mask, length, horizon) for length in lengths),
            demands=((0, chance.randint(1, 2)),),
            after=tuple((before, chance.randint(0, 1)) for before in after),
            lane=0,
            family=0 if len(lengths) > 1 else -1,
            cost=float(chance.randint(0, 6)),
            value=value,
        )

    return Instance(
        name=f"tiny {seed}",
        horizon=horizon,
        activities=(
            act("a", (2, 1), (), 0.0),
            act("b", (2, 1), (), chance.uniform(0, 2)),
            act("c", (1,), (0,), chance.uniform(0, 2)),
            act("d", (1,), (chance.randrange(2),), chance.uniform(0, 2)),
        ),
        capacities=((chance.randint(2, 3),) * horizon,),
        lane_limit=2,
        budget=(8.0, 8.0, 20.0),
        bucket=(0, 0, 0, 0, 1, 1, 1, 2, 2, 2),
        discount=tuple(0.9 ** (t // 4) for t in range(horizon)),
    )


def twins(seed: int, *, parts: int = 2) -> Instance:
    """Several drawn instances that share only crews and money."""
    pieces = [drawn(seed + part) for part in range(parts)]
    acts: list[Activity] = []
    for part, piece in enumerate(pieces):
        first = len(acts)
        acts += [
            Activity(
                name=f"{part} {act.name}",
                durations=act.durations,
                starts=act.starts,
                demands=act.demands,
                after=tuple((first + before, lag) for before, lag in act.after),
                lane=10 * part + act.lane if act.lane >= 0 else -1,
                family=5 * part + act.family if act.family >= 0 else -1,
                cost=act.cost,
                value=act.value,
            )
            for act in piece.activities
        ]
    one = pieces[0]
    return Instance(
        name="twins",
        horizon=one.horizon,
        activities=tuple(acts),
        capacities=tuple(
            tuple(map(sum, zip(*profiles, strict=True)))
            for profiles in zip(*(piece.capacities for piece in pieces), strict=True)
        ),
        lane_limit=2,
        budget=tuple(map(sum, zip(*(piece.budget for piece in pieces), strict=True))),
        bucket=one.bucket,
        discount=one.discount,
    )


def run_of(mask: int, length: int, horizon: int) -> int:
    """Starts whose `length` periods are all open."""
    room = mask & ((1 << horizon) - 1)
    for step in range(1, length):
        room &= mask >> step
    return room & ((1 << max(0, horizon - length + 1)) - 1)


def _activity(
    name: str,
    chance: random.Random,
    horizon: int,
    mask: int,
    lengths: tuple[int, ...],
    demands: tuple[tuple[int, int], ...],
    lane: int = -1,
    *afters: tuple[int, ...],
    family: int = -1,
    cost: float = 0.0,
    value: float = 0.0,
) -> Activity:
    return Activity(
        name=name,
        durations=lengths,
        starts=tuple(run_of(mask, length, horizon) for length in lengths),
        demands=demands,
        after=tuple(
            (before, chance.randint(0, 1)) for before in sorted({b for a in afters for b in a})
        ),
        lane=lane,
        family=family,
        cost=cost * chance.uniform(0.8, 1.2),
        value=value,
    )
