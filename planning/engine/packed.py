"""The fastest decoder: all resources of a period packed into one integer with a guard bit each.

A field holds what is used plus a bias, so that one unit too many carries into its guard bit: one
addition and one test tell whether a period has room for an activity, whatever it demands.
Works for lags, profiles, lanes and calendars; budgets and learning need `serial.Board`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from planning.engine.frame import Frame

Timing = tuple[list[int], list[int]]
"""Starts and finishes, by activity."""


def packable(frame: Frame) -> bool:
    """Return whether the packed decoder knows all the rules of the instance."""
    return (
        not frame.instance.budget
        and all(len(lengths) == 1 for lengths in frame.durations)
        and all(lag >= 0 for links in frame.predecessors for _, lag in links)
    )


class Packed:
    """Decodes activity lists forward, and backward in mirrored time."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.horizon = frame.horizon
        self._lengths = [lengths[0] for lengths in frame.durations]
        sizes = [max(max(profile, default=0), 1).bit_length() for profile in frame.capacities]
        shifts = [sum(sizes[:n]) + n for n in range(len(sizes))]
        self._guards = sum(1 << (at + size) for at, size in zip(shifts, sizes, strict=True))
        self._needs = [
            sum(min(units, 1 << sizes[what]) << shifts[what] for what, units in wanted)
            for wanted in frame.demands
        ]
        used = [
            [((1 << size) - 1 - free) << at for free in profile]
            for profile, size, at in zip(frame.capacities, sizes, shifts, strict=True)
        ]
        periods = list(map(sum, zip(*used, strict=True))) if used else [0] * self.horizon
        shut = sum(((1 << size) - 1) << at for at, size in zip(shifts, sizes, strict=True))
        end = [shut] * (1 + max(self._lengths, default=0))
        self._ahead, self._back = periods + end, periods[::-1] + end
        self._calendar = [_restricted(frame, number) for number in range(frame.count)]
        self._mirrored = [
            mask and int(f"{mask:b}".zfill(self.horizon - length + 1)[::-1], 2)
            for mask, length in zip(self._calendar, self._lengths, strict=True)
        ]
        self._shifted = any(self._calendar) or any(
            len(set(profile)) > 1 for profile in frame.capacities
        )
        self._topological = frame.order
        self._reversed = frame.order[::-1]

    def forward(self, order: Sequence[int]) -> Timing | None:
        """Each activity of a list (predecessors first) as early as it fits; None: not in time."""
        return self._decode(order, self.frame.predecessors, self._ahead[:], self._calendar, 0)

    def backward(self, order: Sequence[int], end: int) -> Timing | None:
        """Each activity of a list (successors first) as late as it fits before `end`."""
        floor = self.horizon - end if self._shifted else 0
        mirrored = self._decode(order, self.frame.successors, self._back[:], self._mirrored, floor)
        if mirrored is None:
            return None
        last = max(chain((0,), mirrored[1])) if not self._shifted else self.horizon
        return [last - late for late in mirrored[1]], [last - late for late in mirrored[0]]

    def justified(self, timing: Timing) -> Timing:
        """Push everything late, then early again: often shorter, never longer."""
        finishes = timing[1]
        late = self.backward(
            sorted(self._reversed, key=finishes.__getitem__, reverse=True),
            max(finishes, default=0),
        )
        if late is None:
            return timing
        early = self.forward(sorted(self._topological, key=late[0].__getitem__))
        return early if early and max(early[1], default=0) <= max(finishes, default=0) else timing

    def _decode(
        self,
        order: Sequence[int],
        links: Sequence[tuple[tuple[int, int], ...]],
        used: list[int],
        calendar: Sequence[int],
        floor: int,
    ) -> Timing | None:
        lengths, needs, guards = self._lengths, self._needs, self._guards
        starts, finishes = [0] * len(lengths), [0] * len(lengths)
        try:
            for number in order:
                start = floor
                for before, lag in links[number]:
                    ready = finishes[before] + lag
                    if ready > start:
                        start = ready
                length, need, mask = lengths[number], needs[number], calendar[number]
                while True:
                    if need:
                        # From the last period back: one that is full moves the start behind it,
                        # and what was seen to be free behind it needs no second look.
                        end = start + length
                        period, seen = end - 1, start
                        while period >= seen:
                            if used[period] + need & guards:
                                start = period + 1
                                seen = end
                                end = start + length
                                period = end - 1
                            else:
                                period -= 1
                    if not mask or mask >> start & 1:
                        break
                    later = mask >> start
                    if not later:
                        return None
                    start += (later & -later).bit_length() - 1
                for period in range(start, start + length):
                    used[period] += need
                starts[number], finishes[number] = start, start + length
        except IndexError:
            return None  # it ran over the horizon
        return (starts, finishes) if max(finishes, default=0) <= self.horizon else None


def _restricted(frame: Frame, number: int) -> int:
    """Its start mask; 0 where every period will do."""
    mask, length = frame.starts[number][0], frame.durations[number][0]
    if mask == (1 << max(0, frame.horizon - length + 1)) - 1 and mask:
        return 0
    return mask or 1 << (frame.horizon + 1)  # never: it runs over the horizon
