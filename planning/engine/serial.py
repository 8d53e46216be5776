"""Schedule generation: activity by activity at its first possible period, no libraries.

What is free is one bit mask per resource and demanded level: bit `t` is set while that many units
are free in period `t`. Masks and-ed, shifted and and-ed again give every period in which an
activity can start; the lowest set bit is the first. Taking and giving back flip the same bits.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence

from planning.engine.frame import Frame, schedule_of
from planning.engine.model import Schedule

UNPLACED = -1


class Board:
    """A schedule in the making: what is placed and what is left of everything."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.starts = [UNPLACED] * frame.count
        self.lengths = [0] * frame.count
        self.placed = 0
        self.finishes: list[list[int]] = [[] for _ in range(frame.families)]
        """By family, ascending."""
        self.left = list(frame.instance.budget)
        """By budget bucket."""
        self._free = [list(profile) for profile in frame.capacities]
        self._masks = [masks.copy() for masks in frame.masks]

    def copy(self) -> Board:
        """Return an independent copy."""
        twin = Board.__new__(Board)
        twin.frame = self.frame
        twin.starts, twin.lengths, twin.placed = self.starts[:], self.lengths[:], self.placed
        twin.finishes = [family[:] for family in self.finishes]
        twin.left = self.left[:]
        twin._free = [free[:] for free in self._free]
        twin._masks = [masks.copy() for masks in self._masks]
        return twin

    def earliest(self, number: int) -> int:
        """First period that the placed predecessors leave; unplaced ones do not count."""
        first = 0
        starts, lengths = self.starts, self.lengths
        for before, lag in self.frame.predecessors[number]:
            start = starts[before]
            if start >= 0 and (ready := start + lengths[before] + lag) > first:
                first = ready
        return first

    def fit(self, number: int, earliest: int) -> tuple[int, int] | None:
        """Start and duration of the earliest finish from a period on; None: it fits nowhere."""
        lengths = self.frame.durations[number]
        if len(lengths) == 1:
            start = self._first(number, 0, earliest)
            return None if start < 0 else (start, lengths[0])
        best: tuple[int, int, int] | None = None
        family = self.frame.instance.activities[number].family
        finishes = self.finishes[family] if family >= 0 else []
        for known, length in enumerate(lengths):
            if known > len(finishes):
                break
            ready = max(earliest, finishes[known - 1]) if known else earliest
            start = self._first(number, known, ready)
            if start >= 0 and (best is None or (start + length, start) < best[:2]):
                best = (start + length, start, length)
        return best and best[1:]

    def openings(self, number: int, known: int = 0) -> int:
        """Bit mask of the periods in which it could start with `durations[known]`; the budget and
        the order of activities do not count."""
        length = self.frame.durations[number][known]
        room = self.frame.starts[number][known]
        return room & self._room(number, length, 0) if length else room

    def place(self, number: int, start: int, length: int) -> None:
        """Take what it needs; the caller has asked `fit`."""
        self.starts[number] = start
        self.lengths[number] = length
        self.placed += 1
        act = self.frame.instance.activities[number]
        if act.family >= 0:
            insort(self.finishes[act.family], start + length)
        if self.left:
            self.left[self._bucket(start)] -= act.cost
        for what, units in self.frame.demands[number]:
            free, masks, levels = self._free[what], self._masks[what], self.frame.levels[what]
            top = levels[-1]
            for period in range(start, start + length):
                before = free[period]
                after = before - units
                free[period] = after
                if after < top:
                    for level in levels:
                        if after < level <= before:
                            masks[level] ^= 1 << period

    def remove(self, number: int) -> None:
        """Give back what a placed activity took."""
        start, length = self.starts[number], self.lengths[number]
        self.starts[number] = UNPLACED
        self.placed -= 1
        act = self.frame.instance.activities[number]
        if act.family >= 0:
            self.finishes[act.family].remove(start + length)
        if self.left:
            self.left[self._bucket(start)] += act.cost
        for what, units in self.frame.demands[number]:
            free, masks, levels = self._free[what], self._masks[what], self.frame.levels[what]
            for period in range(start, start + length):
                before = free[period]
                after = before + units
                free[period] = after
                for level in levels:
                    if before < level <= after:
                        masks[level] ^= 1 << period

    def schedule(self) -> Schedule:
        """Return what is placed as a schedule; everything must be."""
        return schedule_of(self.frame, self.starts, self.lengths)

    def _bucket(self, start: int) -> int:
        return self.frame.instance.bucket[min(start, self.frame.horizon - 1)]

    def _room(self, number: int, length: int, earliest: int) -> int:
        """Periods from `earliest` on (bit 0) whose next `length` periods have what it demands."""
        room = -1
        for what, units in self.frame.demands[number]:
            room &= self._masks[what][units]
        room >>= earliest
        done = 1
        while done < length:
            step = done if 2 * done <= length else length - done
            room &= room >> step
            done += step
        return room

    def _first(self, number: int, known: int, earliest: int) -> int:
        """First period in which it fits with `durations[known]`; -1: none."""
        frame = self.frame
        room = frame.starts[number][known] >> earliest
        length = frame.durations[number][known]
        if length:
            room &= self._room(number, length, earliest)
        if not self.left or not frame.instance.activities[number].cost:
            return earliest + (room & -room).bit_length() - 1 if room else UNPLACED
        return self._first_paid(number, room, earliest)

    def _first_paid(self, number: int, room: int, earliest: int) -> int:
        cost = self.frame.instance.activities[number].cost
        while room:
            start = earliest + (room & -room).bit_length() - 1
            bucket = self._bucket(start)
            if cost <= self.left[bucket] + 1e-9:
                return start
            room &= room - 1
            while room and self._bucket(earliest + (room & -room).bit_length() - 1) == bucket:
                room &= room - 1
        return UNPLACED


def serial(frame: Frame, order: Sequence[int], *, floor: int = 0) -> Schedule | None:
    """Schedule in the given order, each activity as early as it fits.

    Parameters
    ----------
    order
        Activities, first in line first; one that waits for others pulls those in before itself.
        Those that it does not name follow at the end.
    floor
        No activity starts before this period.

    Returns
    -------
    Schedule | None
        None where an activity fits nowhere before the horizon.
    """
    board = Board(frame)
    if not extend(board, order, floor=floor) or not extend(board, frame.order, floor=floor):
        return None
    return board.schedule()


def extend(board: Board, order: Sequence[int], *, floor: int = 0) -> bool:
    """Place the named activities and all that they wait for; False: one fits nowhere.

    Those on the board stay as they are.
    """
    frame = board.frame
    predecessors, starts = frame.predecessors, board.starts
    for wanted in order:
        stack = [wanted]
        while stack:
            number = stack[-1]
            if starts[number] >= 0:
                stack.pop()
                continue
            missing = [before for before, _ in predecessors[number] if starts[before] < 0]
            if missing:
                stack += reversed(missing)
                continue
            place = board.fit(number, max(floor, board.earliest(number)))
            if place is None:
                return False
            board.place(number, *place)
            stack.pop()
    return True


def parallel(frame: Frame, priority: Sequence[float]) -> Schedule | None:
    """Schedule period by period: of what can start now, the smallest `priority` goes first."""
    board = Board(frame)
    waiting = [len(before) for before in frame.predecessors]
    ready = {number: 0 for number, count in enumerate(waiting) if not count}
    now = 0
    while ready:
        later: list[int] = []
        released = False
        for number in _in_line(ready, now, priority):
            place = board.fit(number, now)
            if place is None:
                return None
            if place[0] > now:
                later.append(place[0])
                continue
            board.place(number, *place)
            del ready[number]
            for then, _ in frame.successors[number]:
                waiting[then] -= 1
                if not waiting[then]:
                    ready[then] = board.earliest(then)
                    released |= ready[then] <= now
        if not released:
            now = min(later + [at for at in ready.values() if at > now], default=now)
    return board.schedule()


def _in_line(ready: dict[int, int], now: int, priority: Sequence[float]) -> list[int]:
    return sorted((n for n, at in ready.items() if at <= now), key=lambda n: (priority[n], n))
