"""Which activities a slice frees: near in time, whole lanes, a window, one craft's queue."""

from __future__ import annotations

import random
from collections.abc import Callable

from planning.engine.orders import Needs
from planning.engine.sheet import Board

Choose = Callable[[Needs, Board, int, random.Random], set[int]]
"""From a full board about so many activities."""


def near(needs: Needs, board: Board, size: int, chance: random.Random) -> set[int]:
    """What earns at about the same time as one drawn, with the ancestors on its lane."""
    ends = board.ends
    middle = ends[chance.choice(needs.valued)]
    reach = 2.0 + chance.random() * 10.0
    among = sorted(
        needs.valued, key=lambda number: abs(ends[number] - middle) + reach * chance.random()
    )
    chosen: set[int] = set()
    for number in among:
        if len(chosen) >= size:
            break
        chosen.update(_own(needs, number))
    return chosen


def lines(needs: Needs, board: Board, size: int, chance: random.Random) -> set[int]:
    """All of some lanes."""
    lanes: dict[int, list[int]] = {}
    for number, row in enumerate(needs.sheet.rows):
        if row[4] >= 0:
            lanes.setdefault(row[4], []).append(number)
    drawn = list(lanes)
    chance.shuffle(drawn)
    chosen: set[int] = set()
    for lane in drawn:
        if len(chosen) >= size:
            break
        chosen.update(lanes[lane])
    return chosen or window(needs, board, size, chance)


def window(needs: Needs, board: Board, size: int, chance: random.Random) -> set[int]:
    """All that runs or starts about a moment."""
    starts, ends = board.starts, board.ends
    middle = starts[chance.choice(needs.sheet.order)] + chance.random()
    among = sorted(range(len(starts)), key=lambda n: max(starts[n] - middle, middle - ends[n], 0.0))
    return set(among[:size])


def queue(needs: Needs, board: Board, size: int, chance: random.Random) -> set[int]:
    """What one resource works on around a moment, with what follows directly and lies near."""
    rows, starts = needs.sheet.rows, board.starts
    seed = chance.randrange(len(rows))
    bases = [base for base, *_ in rows[seed][3]]
    if not bases:
        return window(needs, board, size, chance)
    base, middle = chance.choice(bases), starts[seed]
    users = [n for n, row in enumerate(rows) if any(take[0] == base for take in row[3])]
    users.sort(key=lambda number: abs(starts[number] - middle))
    chosen: set[int] = set()
    for number in users:
        if len(chosen) >= size:
            break
        chosen.add(number)
        chosen.update(then for then in needs.sheet.after[number] if rows[then][4] >= 0)
    return chosen


ALL: tuple[Choose, ...] = (near, lines, window, queue)


def _own(needs: Needs, number: int) -> list[int]:
    """It and its ancestors on its lane; without a lane, its direct predecessors."""
    rows = needs.sheet.rows
    lane = rows[number][4]
    if lane < 0:
        return [number, *(before for before, _ in rows[number][8])]
    return [needed for needed in needs.of(number) if rows[needed][4] == lane]
