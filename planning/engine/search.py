"""Local search on the order of what earns: annealing, decoded from where the order changed.

The board is kept at every few places of the order, so that a change is decoded from there on only;
a candidate that has fallen far behind where its change ends is given up at once.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from planning.engine.decode import fill
from planning.engine.orders import Needs
from planning.engine.sheet import Board

STRIDE, BOARDS = 8, 25
"""Places of the order from one kept board to the next; so many boards where that gives more."""
WARM, COLD = 0.08, 0.004
"""First and last temperature, in parts of the mean worth of one entry of the order."""
HOPELESS = 0.28
"""A candidate so much behind (in the same parts) where its change ends is given up."""
FAR = 20.0
"""Mean distance of a move, in places."""
MOVES = (0.5, 0.8, 0.9)
"""Chances, cumulated: move one, swap two, move a lane's; the rest pulls other work ahead."""

Clock = Callable[[int], float]
"""Given the candidates tried: the share of the time that has passed; 1 ends the search."""


@dataclass(slots=True)
class Found:
    """An order and the board it gives."""

    order: list[int]
    board: Board

    @property
    def worth(self) -> float:
        """Net present value."""
        return self.board.worth


def decoded(needs: Needs, order: Sequence[int]) -> Found | None:
    """Decode an order from the beginning; None: something fits nowhere."""
    board = needs.sheet.empty()
    if not fill(needs.sheet, board, needs.sequence(order)):
        return None
    return Found(list(order), board)


class Annealing:
    """One search; `run` may be called once."""

    def __init__(self, needs: Needs, order: Sequence[int], chance: random.Random) -> None:
        self._needs = needs
        self._sheet = needs.sheet
        self._order = list(order)
        self._chance = chance
        self._stride = max(STRIDE, len(order) // BOARDS)
        self._boards: list[Board] = [needs.sheet.empty()]
        self.tried = 0

    def run(self, clock: Clock, tell: Callable[[float], None] | None = None) -> Found | None:
        """Search until the clock says 1; None: the first order has no plan."""
        boards = self._decode(self._order, 0, len(self._order), math.inf)
        if boards is None:
            return None
        self._boards = boards
        best = Found(self._order, boards[-1])
        if len(self._order) < 2:
            return best
        scale, chance = abs(best.worth) / len(self._order) or 1.0, self._chance
        while (passed := clock(self.tried)) < 1.0:
            self.tried += 1
            moved = self._moved()
            if moved is None:
                continue
            order, first, last = moved
            boards = self._decode(order, first, last, HOPELESS * scale)
            if boards is None:
                continue
            gain = boards[-1].worth - self._boards[-1].worth
            warmth = WARM * (COLD / WARM) ** passed * scale
            if gain < 0 and chance.random() >= math.exp(gain / warmth):
                continue
            self._order, self._boards = order, boards
            if boards[-1].worth > best.worth + 1e-9:
                best = Found(order, boards[-1])
                if tell:
                    tell(best.worth)
        return best

    def _decode(
        self, order: list[int], first: int, last: int, hopeless: float
    ) -> list[Board] | None:
        """Boards at every stride and at the end; None: no plan, or given up."""
        needs, sheet, old = self._needs, self._sheet, self._boards
        stride = self._stride
        whole = first // stride
        boards = old[: whole + 1]
        board = boards[whole].copy()
        same = len(order) == len(self._order)
        for place in range(whole * stride, len(order), stride):
            part = order[place : place + stride]
            if not fill(sheet, board, chain.from_iterable(map(needs.of, part))):
                return None
            kept = place // stride + 1
            if (
                same
                and place >= last
                and kept < len(old)
                and board.worth < old[kept].worth - hopeless
            ):
                return None
            boards.append(board.copy())
        if not fill(sheet, board, sheet.order):
            return None
        boards[-1] = board
        return boards

    def _moved(self) -> tuple[list[int], int, int] | None:
        """A changed order, the first and the last place that changed."""
        draw, order = self._chance.random(), self._order
        at = self._chance.randrange(len(order))
        if draw < MOVES[0]:
            return self._move(order[:], at, self._near(at))
        if draw < MOVES[1]:
            return self._swap(order[:], at, self._near(at))
        if draw < MOVES[2]:
            return self._move_lane(order, at)
        return self._pull(order[:], at)

    def _near(self, at: int) -> int:
        distance = 1 + int(self._chance.expovariate(1 / FAR))
        to = at + distance if self._chance.random() < 0.5 else at - distance
        return max(0, min(len(self._order) - 1, to))

    def _move(self, order: list[int], at: int, to: int) -> tuple[list[int], int, int] | None:
        if at == to:
            return None
        order.insert(to, order.pop(at))
        return order, min(at, to), max(at, to)

    def _swap(self, order: list[int], at: int, to: int) -> tuple[list[int], int, int] | None:
        if at == to:
            return None
        order[at], order[to] = order[to], order[at]
        return order, min(at, to), max(at, to)

    def _move_lane(self, order: list[int], at: int) -> tuple[list[int], int, int] | None:
        rows = self._sheet.rows
        lane = rows[order[at]][4]
        distance = self._near(at) - at
        if lane < 0 or not distance:
            return None
        old = [place for place, number in enumerate(order) if rows[number][4] == lane]
        new = [max(0, min(len(order) - 1, place + distance)) for place in old]
        moved = [number for number in order if rows[number][4] != lane]
        for to, place in zip(new, old, strict=True):
            moved.insert(to, order[place])
        return moved, min(old[0], new[0]), max(old[-1], new[-1])

    def _pull(self, order: list[int], at: int) -> tuple[list[int], int, int] | None:
        """Name work that does not earn by itself before its turn, or forget that it was named."""
        rows, chance = self._sheet.rows, self._chance
        if chance.random() < 0.5:
            number = chance.choice(self._needs.of(order[at]))
            if number in order:
                return self._move(order, order.index(number), chance.randrange(len(order)))
            to = chance.randrange(at + 1)
            order.insert(to, number)
            return order, to, len(order)
        named = [place for place, number in enumerate(order) if not rows[number][7]]
        if not named:
            return None
        place = chance.choice(named)
        del order[place]
        return order, place, len(order)
