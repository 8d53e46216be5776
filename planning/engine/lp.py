"""The time-indexed relaxation of a money problem, and the bound that any prices of it prove.

Column (activity, slot): the part of the activity that has started by that slot, one of its allowed
first periods; the last slot's column is 1. Learning is relaxed: a start earns the shortest duration
that anybody could have learned by then. Rows say that the sum of (column, factor) is at most
`limit`: links, resources, lanes, budget. Prices of rows give a bound whatever they are (Lagrange):
what the limits cost, and for every activity its best start at those prices.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from planning.engine.decode import openings
from planning.engine.sheet import Sheet


class NoStartError(ValueError):
    """An activity has no period to start in: nothing fits."""


@dataclass(slots=True)
class Relaxation:
    """Columns of all activities in a row, and the rows in three lists of equal length."""

    slots: list[list[int]]
    """By activity its allowed first periods."""
    first: list[int]
    """By activity its first column; one more at the end."""
    worth: list[float] = field(default_factory=list[float])
    """By column what a start there is worth."""
    row: list[int] = field(default_factory=list[int])
    column: list[int] = field(default_factory=list[int])
    factor: list[float] = field(default_factory=list[float])
    limit: list[float] = field(default_factory=list[float])

    def add(self, terms: dict[int, float], limit: float) -> None:
        """Add a row."""
        for column, factor in terms.items():
            if factor:
                self.row.append(len(self.limit))
                self.column.append(column)
                self.factor.append(factor)
        self.limit.append(limit)


def relaxation(sheet: Sheet) -> Relaxation:
    """Build the relaxation of an instance with money."""
    ends = earliest_ends(sheet)
    slots = [sorted(each) for each in ends]
    if any(not each for each in slots):
        name = sheet.instance.activities[slots.index([])].name
        raise NoStartError(f"{name}: no period to start in")
    lp = Relaxation(slots, [0, *accumulate(map(len, slots))])
    for row, starts, end in zip(sheet.rows, slots, ends, strict=True):
        lp.worth += [row[7] * sheet.present[end[s]] - row[6] * sheet.discount[s] for s in starts]
    _link(sheet, lp, ends)
    _capacitate(sheet, lp, ends)
    _afford(sheet, lp)
    return lp


def earliest_ends(sheet: Sheet) -> list[dict[int, int]]:
    """For each activity and allowed first period the earliest end that anyone could reach."""
    empty = sheet.empty()
    masks = [
        [openings(sheet, empty, number, known) for known in range(len(row[0]))]
        for number, row in enumerate(sheet.rows)
    ]
    longest = max((len(row[0]) for row in sheet.rows), default=1)
    lessons: list[list[int]] = [[0] * longest for _ in range(sheet.families)]
    ends: list[dict[int, int]] = []
    for _ in range(4):
        ends = _forward(sheet, masks, lessons)
        later = _lessons(sheet, ends, lessons)
        if later == lessons:
            break
        lessons = later
    _prune_late(sheet, ends)
    return ends


def _forward(
    sheet: Sheet, masks: list[list[int]], lessons: list[list[int]]
) -> list[dict[int, int]]:
    ends: list[dict[int, int]] = [{} for _ in sheet.rows]
    for number in sheet.order:
        lengths, *_, family, _, _, after = sheet.rows[number]
        ready = max((min(ends[b].values(), default=0) + lag for b, lag in after), default=0)
        found = ends[number]
        for known, length in enumerate(lengths):
            taught = 0
            if known:
                taught = lessons[family][known - 1] if family >= 0 else sheet.horizon + 1
            for start in _bits(masks[number][known], max(0, ready, taught)):
                found[start] = min(found.get(start, start + length), start + length)
    return ends


def _lessons(sheet: Sheet, ends: list[dict[int, int]], lessons: list[list[int]]) -> list[list[int]]:
    """By family the earliest that one, two, three of it can be finished.

    The first k to finish have all learned from less than k; each of them ends no earlier than its
    own earliest such end, so the k-th of those in order bounds the k-th finish.
    """
    found: list[list[int]] = []
    for family in range(sheet.families):
        members = [n for n, row in enumerate(sheet.rows) if row[5] == family]
        times: list[int] = []
        for count in range(1, 1 + max((len(sheet.rows[n][0]) for n in members), default=1)):
            firsts = sorted(_first_end(sheet, ends, n, count, times) for n in members)
            times.append(firsts[count - 1] if count <= len(firsts) else sheet.horizon + 1)
        while len(times) < len(lessons[family]):
            times.append(sheet.horizon + 1)
        found.append(times)
    return found


def _first_end(
    sheet: Sheet, ends: list[dict[int, int]], number: int, count: int, times: list[int]
) -> int:
    ready = min(ends[number], default=sheet.horizon + 1)
    lengths = sheet.rows[number][0]
    return min(
        (max(ready, times[known - 1]) if known else ready) + lengths[known]
        for known in range(min(count, len(lengths)))
    )


def _prune_late(sheet: Sheet, ends: list[dict[int, int]]) -> None:
    for number in reversed(sheet.order):
        due = sheet.horizon
        for then in sheet.after[number]:
            lag = next(lag for before, lag in sheet.rows[then][8] if before == number)
            due = min(due, max(ends[then], default=-1) - lag)
        found = ends[number]
        for start in [start for start, end in found.items() if end > due]:
            del found[start]


def _link(sheet: Sheet, lp: Relaxation, ends: list[dict[int, int]]) -> None:
    """What has started by a slot has its predecessors ended by then."""
    for number, row in enumerate(sheet.rows):
        starts, base = lp.slots[number], lp.first[number]
        for before, lag in row[8]:
            finishes = _monotone(lp.slots[before], ends[before])
            last = len(finishes)
            behind: dict[int, int] = {}
            for place, start in enumerate(starts):
                done = bisect_right(finishes, start - lag)
                if done < last:
                    behind[done] = place  # of equal rows only the last says something
            for done, place in behind.items():
                terms = {base + place: 1.0}
                if done:
                    terms[lp.first[before] + done - 1] = -1.0
                lp.add(terms, 0.0)


def _monotone(starts: Sequence[int], ends: dict[int, int]) -> list[int]:
    """Ends by slot, each the least of it and those of later slots."""
    found = [ends[start] for start in starts]
    for place in range(len(found) - 2, -1, -1):
        found[place] = min(found[place], found[place + 1])
    return found


def _capacitate(sheet: Sheet, lp: Relaxation, ends: list[dict[int, int]]) -> None:
    """In no period more at work than there are units, nor than a lane bears."""
    loads: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for number, row in enumerate(sheet.rows):
        for base, units, _, _ in row[3]:
            loads.setdefault((0, base), []).append((number, units))
        if row[4] >= 0:
            loads.setdefault((1, row[4]), []).append((number, 1))
    running = [_running(lp, number, ends[number]) for number in range(len(sheet.rows))]
    for (kind, what), users in sorted(loads.items()):
        for period in range(sheet.horizon):
            limit = sheet.limit if kind else sheet.free[what + period]
            terms: dict[int, float] = {}
            most = 0
            for number, units in users:
                if part := running[number].get(period):
                    most += units
                    for column, factor in part:
                        terms[column] = terms.get(column, 0.0) + factor * units
            if most > limit:
                lp.add(terms, float(limit))


def _running(
    lp: Relaxation, number: int, ends: dict[int, int]
) -> dict[int, list[tuple[int, float]]]:
    """By period the columns whose sum is the part of the activity at work then."""
    base = lp.first[number]
    found: dict[int, dict[int, float]] = {}
    for place, start in enumerate(lp.slots[number]):
        for period in range(start, ends[start]):
            terms = found.setdefault(period, {})
            terms[base + place] = terms.get(base + place, 0.0) + 1.0
            if place:
                terms[base + place - 1] = terms.get(base + place - 1, 0.0) - 1.0
    return {
        period: [(column, factor) for column, factor in terms.items() if factor]
        for period, terms in found.items()
    }


def _afford(sheet: Sheet, lp: Relaxation) -> None:
    for bucket, money in enumerate(sheet.instance.budget):
        terms: dict[int, float] = {}
        most = 0.0
        for number, row in enumerate(sheet.rows):
            inside = [p for p, s in enumerate(lp.slots[number]) if sheet.bucket[s] == bucket]
            if not row[6] or not inside:
                continue
            most += row[6]
            terms[lp.first[number] + inside[-1]] = row[6]
            if inside[0]:
                terms[lp.first[number] + inside[0] - 1] = -row[6]
        if most > money:
            lp.add(terms, money)


def _bits(mask: int, at: int) -> Iterator[int]:
    mask >>= at
    while mask:
        lowest = mask & -mask
        yield at + lowest.bit_length() - 1
        mask ^= lowest
