"""Cross good schedules: activity lists as genes, double justification of every child.

Schedules of equal makespan are told apart by the sum of their finishes: the earlier everything is
done, the closer is a shorter schedule. When nothing new comes, the population doubles.
"""

from __future__ import annotations

import random
from bisect import insort
from dataclasses import dataclass, field
from itertools import islice

from planning.engine.frame import Frame
from planning.engine.packed import Timing
from planning.engine.sampling import Decoder, priorities, sampled

SMALLEST, LARGEST = 30, 800
"""Members of a population."""
CHILDREN = 60
"""So many children are made per member: few for a short search, many for a long one."""
PATIENCE = 10
"""Children per member without a new one among the best before the population doubles."""
SHARE = 0.4
"""Mean part of its list that a child has from its second parent."""
SWAPS = 0.03
"""Chance of two neighbours in a child's list to change places."""
RULES = ("latest finish", "latest start")


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """A schedule of the population; members compare by makespan, then the sum of finishes."""

    makespan: int
    total: int
    order: list[int] = field(compare=False)
    """By start, predecessors first."""
    timing: Timing = field(compare=False)

    @property
    def key(self) -> tuple[int, int]:
        """What makes two members the same."""
        return self.makespan, self.total


class Population:
    """A steady-state genetic search; every call of `step` makes one child."""

    def __init__(
        self, frame: Frame, decoder: Decoder, chance: random.Random, expected: int = 0
    ) -> None:
        """`expected`: how many children there will be time for."""
        self._frame = frame
        self._decoder = decoder
        self._chance = chance
        self._before = [{before for before, _ in links} for links in frame.predecessors]
        rules = priorities(frame)
        self._samples = [sampled(frame, rules[rule], chance) for rule in RULES]
        self._members: list[Member] = []
        self._keys: set[tuple[int, int]] = set()
        self._size = max(SMALLEST, min(LARGEST, expected // CHILDREN))
        self._fresh = 2 * self._size
        self._stale = 0
        self.expected = expected
        self.made = 0
        """Schedules so far."""

    @property
    def best(self) -> Member | None:
        """The shortest schedule so far."""
        return self._members[0] if self._members else None

    def add(self, timing: Timing | None) -> None:
        """Take a schedule in, from here or from elsewhere, if it is new and good enough."""
        self._stale += 1
        if timing is None:
            return
        member = Member(
            max(timing[1], default=0),
            sum(timing[1]),
            sorted(self._frame.order, key=timing[0].__getitem__),
            timing,
        )
        if member.key in self._keys:
            return
        if len(self._members) >= self._size:
            if member >= self._members[-1]:
                return
            self._keys.discard(self._members.pop().key)
        insort(self._members, member)
        self._keys.add(member.key)
        self._stale = 0

    def step(self) -> None:
        """Make one schedule: a sample while the population is young, then a child."""
        self.made += 1
        if self._fresh > 0 or len(self._members) < 2:
            self._fresh -= 1
            order = next(self._samples[self._fresh % len(self._samples)])
        else:
            order = self._child()
        timing = self._decoder.forward(order)
        self.add(timing and self._decoder.justified(timing))
        if self._stale > PATIENCE * self._size:
            self._size = min(2 * self._size, 2 * LARGEST)
            self._fresh, self._stale = self._size // 2, 0

    def _child(self) -> list[int]:
        """Of the mother's list a stretch in the father's order, and some swaps."""
        count, chance = len(self._members), self._chance
        mother = self._members[min(chance.randrange(count), chance.randrange(count))].order
        father = self._members[chance.randrange(count)].order
        activities = len(mother)
        length = int(activities * SHARE * (0.5 + chance.random()))
        length = max(1, min(activities - 1, length))
        start = chance.randrange(activities - length + 1)
        child = mother[:start]
        taken = bytearray(activities)
        for number in child:
            taken[number] = 1
        child += islice((number for number in father if not taken[number]), length)
        for number in child:
            taken[number] = 1
        child += [number for number in mother if not taken[number]]
        self._swap(child)
        return child

    def _swap(self, order: list[int]) -> None:
        before, chance = self._before, self._chance
        for place in range(len(order) - 1):
            if chance.random() < SWAPS and order[place] not in before[order[place + 1]]:
                order[place], order[place + 1] = order[place + 1], order[place]
