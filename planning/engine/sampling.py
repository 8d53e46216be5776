"""Many different schedules fast: priority rules, regret-biased sampling, double justification.

Every decoder gives timings of activity lists; a list names predecessors before what follows them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from planning.engine.frame import Frame
from planning.engine.packed import Packed, Timing, packable
from planning.engine.serial import Board, extend


class Decoder(Protocol):
    """Turns activity lists into timings."""

    def forward(self, order: Sequence[int]) -> Timing | None:
        """Each activity as early as it fits; None: not before the horizon."""
        ...

    def justified(self, timing: Timing) -> Timing:
        """Return the timing or a shorter one made from it."""
        ...


class BoardDecoder:
    """Decodes instances with budgets and learning, which cannot be mirrored in time."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def forward(self, order: Sequence[int]) -> Timing | None:
        """Each activity as early as it fits; None: not before the horizon."""
        board = Board(self._frame)
        if not extend(board, order):
            return None
        return board.starts, list(map(int.__add__, board.starts, board.lengths))

    def justified(self, timing: Timing) -> Timing:
        """Schedule again in the order of the finishes, then of the starts."""
        for key in (timing[1], timing[0]):
            again = self.forward(sorted(self._frame.order, key=key.__getitem__))
            if again and max(again[1]) < max(timing[1]):
                timing = again
        return timing


def decoder_of(frame: Frame) -> Decoder:
    """Return the fastest decoder that knows all the rules of the instance."""
    return Packed(frame) if packable(frame) else BoardDecoder(frame)


def priorities(frame: Frame) -> dict[str, list[float]]:
    """Return the classic rules as numbers by activity, the smallest first."""
    heads = heads_of(frame)
    followers = _followers(frame)
    lengths = [min(lengths) for lengths in frame.durations]
    work = [
        float(length * sum(units for _, units in wanted))
        for length, wanted in zip(lengths, frame.demands, strict=True)
    ]
    ranked = [
        work[n] + sum(work[then] for then, _ in frame.successors[n]) for n in range(frame.count)
    ]
    return {
        "latest finish": [
            float(length - tail) for length, tail in zip(lengths, frame.tails, strict=True)
        ],
        "latest start": [-float(tail) for tail in frame.tails],
        "least slack": [-float(head + tail) for head, tail in zip(heads, frame.tails, strict=True)],
        "most followers": [-float(many) for many in followers],
        "greatest rank": [-work_behind for work_behind in ranked],
        "most work": [-much for much in work],
    }


def heads_of(frame: Frame) -> list[int]:
    """Return the earliest starts by links and calendars, with shortest durations."""
    heads = [0] * frame.count
    for number in frame.order:
        ready = max(
            (heads[b] + min(frame.durations[b]) + lag for b, lag in frame.predecessors[number]),
            default=0,
        )
        any_length = 0
        for mask in frame.starts[number]:
            any_length |= mask
        later = any_length >> max(0, ready)
        heads[number] = max(0, ready) + max(0, (later & -later).bit_length() - 1)
    return heads


def in_order(frame: Frame, priority: Sequence[float]) -> list[int]:
    """Return the activity list that a rule gives: of those whose turn it is, the smallest."""
    return next(drawn(frame, lambda among: min(among, key=priority.__getitem__)))


def sampled(frame: Frame, priority: Sequence[float], chance: random.Random) -> Iterator[list[int]]:
    """Draw activity lists for ever; small priorities are likelier (regret-biased).

    The chance of a candidate is its regret plus one, squared: how much worse the worst is.
    """

    def draw(among: list[int]) -> int:
        if len(among) == 1:
            return among[0]
        values = [priority[number] for number in among]
        worst = max(values)
        target = chance.random() * sum((worst - value + 1) ** 2 for value in values)
        for number, value in zip(among, values, strict=True):
            target -= (worst - value + 1) ** 2
            if target <= 0:
                return number
        return among[-1]

    return drawn(frame, draw)


def drawn(frame: Frame, draw: Callable[[list[int]], int]) -> Iterator[list[int]]:
    """Build activity lists for ever by asking which of the candidates comes next."""
    first = [number for number in frame.order if not frame.predecessors[number]]
    successors = [[then for then, _ in links] for links in frame.successors]
    needed = [len(links) for links in frame.predecessors]
    while True:
        among, waiting = first[:], needed[:]
        order: list[int] = []
        while among:
            number = draw(among)
            among.remove(number)
            order.append(number)
            for then in successors[number]:
                waiting[then] -= 1
                if not waiting[then]:
                    among.append(then)
        yield order


def _followers(frame: Frame) -> list[int]:
    """How many activities come after each, directly or not."""
    behind = [0] * frame.count
    for number in reversed(frame.order):
        mask = 0
        for then, _ in frame.successors[number]:
            mask |= behind[then] | 1 << then
        behind[number] = mask
    return [mask.bit_count() for mask in behind]
