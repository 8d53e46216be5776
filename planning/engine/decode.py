"""The fastest decoder of money problems: activities in, earliest starts and net present value out.

All of one activity's work is in one loop of `fill`, on flat lists: a call per activity would double
the time.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence

from planning.engine.model import Schedule
from planning.engine.sheet import UNPLACED, Board, Sheet, Take

PENNY = 1e-9


def fill(sheet: Sheet, board: Board, sequence: Iterable[int]) -> bool:
    """Place activities, predecessors named first, each where it finishes earliest.

    What is placed already stays. False: one fits nowhere; the board is then of no use.
    """
    rows, steps, present, discount = sheet.rows, sheet.steps, sheet.present, sheet.discount
    nothing: list[int] = []
    bucket, elsewhere, limit = sheet.bucket, sheet.elsewhere, sheet.limit
    starts, ends, free, room = board.starts, board.ends, board.free, board.room
    busy, finishes, left, worth = board.busy, board.finishes, board.left, board.worth
    for number in sequence:
        if starts[number] >= 0:
            continue
        lengths, masks, slots, takes, lane, family, cost, value, after = rows[number]
        at = 0
        for before, lag in after:
            ready = ends[before] + lag
            if ready > at:
                at = ready
        open_ = -1
        for slot in slots:
            open_ &= room[slot]
        top = lane * limit + limit - 1
        if lane >= 0:
            open_ &= ~busy[top]
        best = -1
        length = lengths[0]
        known = 0
        done = finishes[family] if family >= 0 else nothing
        while True:
            span = lengths[known]
            if span:
                fits = open_ >> at
                for step in steps[span]:
                    fits &= fits >> step
                fits &= masks[known] >> at
            else:
                fits = masks[known] >> at
            if cost and left:
                while fits:
                    where = bucket[at + (fits & -fits).bit_length() - 1]
                    if cost <= left[where] + PENNY:
                        break
                    fits &= elsewhere[where] >> at
            if fits:
                start = at + (fits & -fits).bit_length() - 1
                if best < 0 or start + span <= best + length:
                    best, length = start, span
            known += 1
            if known >= len(lengths) or known > len(done):
                break
            if done[known - 1] > at:
                at = done[known - 1]
        if best < 0:
            return False
        end = best + length
        starts[number] = best
        ends[number] = end
        if family >= 0:
            insort(finishes[family], end)
        if cost:
            worth -= cost * discount[best]
            if left:
                left[bucket[best]] -= cost
        if value:
            worth += value * present[end]
        if not length:
            continue
        for base, units, high, levels in takes:
            for period in range(base + best, base + end):
                had = free[period]
                has = had - units
                free[period] = has
                if has < high:
                    for level, slot in levels:
                        if has < level <= had:
                            room[slot] ^= 1 << (period - base)
        if lane >= 0:
            window = ((1 << length) - 1) << best
            for tier in range(top, top - limit + 1, -1):
                busy[tier] |= busy[tier - 1] & window
            busy[top - limit + 1] |= window
    board.worth = worth
    return True


def put(sheet: Sheet, board: Board, number: int, start: int, length: int) -> None:
    """Place one activity where the caller knows that it fits."""
    _, _, _, takes, lane, family, cost, value, _ = sheet.rows[number]
    end = start + length
    board.starts[number], board.ends[number] = start, end
    if family >= 0:
        insort(board.finishes[family], end)
    if cost:
        board.worth -= cost * sheet.discount[start]
        if board.left:
            board.left[sheet.bucket[start]] -= cost
    if value:
        board.worth += value * sheet.present[end]
    _shift(board, takes, start, end, 1)
    if lane >= 0:
        window = ((1 << length) - 1) << start
        first, busy = lane * sheet.limit, board.busy
        for tier in range(first + sheet.limit - 1, first, -1):
            busy[tier] |= busy[tier - 1] & window
        busy[first] |= window


def take_out(sheet: Sheet, board: Board, numbers: Iterable[int]) -> None:
    """Give back what placed activities took."""
    busy, limit = board.busy, sheet.limit
    for number in numbers:
        _, _, _, takes, lane, family, cost, value, _ = sheet.rows[number]
        start, end = board.starts[number], board.ends[number]
        board.starts[number] = board.ends[number] = UNPLACED
        if family >= 0:
            board.finishes[family].remove(end)
        if cost:
            board.worth += cost * sheet.discount[start]
            if board.left:
                board.left[sheet.bucket[start]] += cost
        if value:
            board.worth -= value * sheet.present[end]
        _shift(board, takes, start, end, -1)
        if lane >= 0:
            window = ((1 << (end - start)) - 1) << start
            first = lane * limit
            for tier in range(first, first + limit - 1):
                busy[tier] = (busy[tier] & ~window) | (busy[tier + 1] & window)
            busy[first + limit - 1] &= ~window


def _shift(board: Board, takes: tuple[Take, ...], start: int, end: int, sign: int) -> None:
    free, room = board.free, board.room
    for base, units, high, levels in takes:
        change = sign * units
        for period in range(base + start, base + end):
            had = free[period]
            has = had - change
            free[period] = has
            if has < high or had < high:
                for level, slot in levels:
                    if (has < level) is not (had < level):
                        room[slot] ^= 1 << (period - base)


def openings(sheet: Sheet, board: Board, number: int, known: int = 0) -> int:
    """Mask of the periods in which it could start with `durations[known]`, as the board is.

    Money and the order of activities do not count.
    """
    lengths, masks, slots, _, lane, *_ = sheet.rows[number]
    if not lengths[known]:
        return masks[known]
    fits = -1
    for slot in slots:
        fits &= board.room[slot]
    if lane >= 0:
        fits &= ~board.busy[lane * sheet.limit + sheet.limit - 1]
    for step in sheet.steps[lengths[known]]:
        fits &= fits >> step
    return fits & masks[known]


def board_of(sheet: Sheet, starts: Sequence[int], ends: Sequence[int]) -> Board:
    """Return the board of a valid schedule."""
    board = sheet.empty()
    for number, start in enumerate(starts):
        put(sheet, board, number, start, ends[number] - start)
    return board


def learned(sheet: Sheet, board: Board, family: int, members: Iterable[int]) -> bool:
    """Tell whether every member of a family is as long as it must be."""
    done = board.finishes[family]
    for number in members:
        lengths = sheet.rows[number][0]
        start = board.starts[number]
        length = board.ends[number] - start
        if length == lengths[0]:
            continue
        known = lengths.index(length)
        if len(done) < known or done[known - 1] > start:
            return False
    return True


def schedule_of(sheet: Sheet, starts: Sequence[int], ends: Sequence[int]) -> Schedule:
    """Return a schedule with its net present value."""
    worth = 0.0
    for row, start, end in zip(sheet.rows, starts, ends, strict=True):
        worth += row[7] * sheet.present[end] - row[6] * sheet.discount[start]
    lengths = tuple(end - start for start, end in zip(starts, ends, strict=True))
    return Schedule(tuple(starts), lengths, worth)
