"""Lower bounds of the makespan without search: links and calendars, then work against capacity."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import accumulate

from planning.engine.frame import Frame
from planning.engine.sampling import heads_of

Work = list[tuple[int, int, int, int]]
"""(head, periods that follow its end, duration, units) of every user of a resource."""


def lower_bound(frame: Frame) -> int:
    """Return a number of periods that no schedule can undercut."""
    heads = heads_of(frame)
    best = max(map(int.__add__, heads, frame.tails), default=0)
    users: dict[int, Work] = defaultdict(list)
    for number, wanted in enumerate(frame.demands):
        length = min(frame.durations[number])
        for what, units in wanted:
            users[what].append((heads[number], frame.tails[number] - length, length, units))
    for what, work in users.items():
        best = max(best, _by_energy(frame.capacities[what], work))
    return best


def _by_energy(profile: tuple[int, ...], work: Work) -> int:
    """The best bound over ways to count small and large demands.

    With a threshold, demands above capacity less threshold count in full and those below the
    threshold not at all: what runs beside a large one is only small ones.
    """
    most = max(profile, default=0)
    supply = list(accumulate(profile, initial=0))
    best = _bound(supply, work)
    level = [most * period for period in range(len(profile) + 1)]
    for threshold in sorted({units for *_, units in work if units <= most / 2} | {most // 2 + 1}):
        counted = [
            (head, behind, length, most if units > most - threshold else units)
            for head, behind, length, units in work
            if units >= threshold
        ]
        best = max(best, _bound(level, counted))
    return best


def _bound(supply: list[int], work: Work) -> int:
    """What starts no earlier than a head and has at least a tail behind it fits between them."""
    by_head: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for head, behind, length, units in work:
        by_head[head].append((behind, length * units))
    tails = sorted({behind for _, behind, *_ in work}, reverse=True)
    energy = dict.fromkeys(tails, 0)
    best = 0
    for head in sorted(by_head, reverse=True):
        for behind, amount in by_head[head]:
            energy[behind] += amount
        before = needed = supply[min(head, len(supply) - 1)]
        for behind in tails:
            needed += energy[behind]
            if needed > before:
                best = max(best, bisect_left(supply, needed) + behind)
    return best
