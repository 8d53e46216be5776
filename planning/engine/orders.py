"""Priority lists of the activities that earn: by value density, with what they need amortised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from itertools import chain

from planning.engine.sheet import Sheet

NEXT_TO_NOTHING = 1e-9


class Needs:
    """For every activity what must be done for it, itself last."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._place = {number: place for place, number in enumerate(sheet.order)}
        self._closures: dict[int, list[int]] = {}
        self.valued = [number for number, row in enumerate(sheet.rows) if row[7]]
        self.effort = _efforts(sheet)

    def of(self, number: int) -> list[int]:
        """Its ancestors and itself, predecessors first."""
        found = self._closures.get(number)
        if found is None:
            found = sorted(self._needed(number), key=self._place.__getitem__)
            self._closures[number] = found
        return found

    def _needed(self, number: int) -> set[int]:
        rows = self.sheet.rows
        seen, stack = {number}, [number]
        while stack:
            for before, _ in rows[stack.pop()][8]:
                if before not in seen:
                    seen.add(before)
                    stack.append(before)
        return seen

    def sequence(self, order: Iterable[int]) -> Iterator[int]:
        """All activities in the order in which a list places them; some come twice."""
        return chain(chain.from_iterable(map(self.of, order)), self.sheet.order)


def by_density(needs: Needs) -> list[int]:
    """Order what earns by value per effort still to be spent, shared effort split among its users.

    Taken one at a time: once the shared work is placed, its other users become cheap.
    """
    rows = needs.sheet.rows
    users = [0] * len(rows)
    using: list[list[int]] = [[] for _ in rows]
    for number in needs.valued:
        for needed in needs.of(number):
            users[needed] += 1
            using[needed].append(number)
    share = [effort / max(1, many) for effort, many in zip(needs.effort, users, strict=True)]
    due = {number: sum(share[n] for n in needs.of(number)) for number in needs.valued}
    placed = bytearray(len(rows))
    heap = _Densest({number: rows[number][7] / (due[number] + NEXT_TO_NOTHING) for number in due})
    order: list[int] = []
    for number in iter(heap.pop, None):
        order.append(number)
        touched: set[int] = set()
        for needed in needs.of(number):
            if not placed[needed]:
                placed[needed] = 1
                for user in using[needed]:
                    due[user] -= share[needed]
                    touched.add(user)
        for user in touched:
            heap.raise_to(user, rows[user][7] / (max(0.0, due[user]) + NEXT_TO_NOTHING))
    return order


class _Densest:
    """The densest first; densities only rise."""

    def __init__(self, density: dict[int, float]) -> None:
        self._density = density
        self._heap = [(-worth, number) for number, worth in density.items()]
        heapify(self._heap)

    def pop(self) -> int | None:
        while self._heap:
            worth, number = heappop(self._heap)
            if self._density.get(number) == -worth:
                del self._density[number]
                return number
        return None

    def raise_to(self, number: int, density: float) -> None:
        if number in self._density:
            self._density[number] = density
            heappush(self._heap, (-density, number))


def _efforts(sheet: Sheet) -> list[float]:
    """Share of each resource's mean capacity, in periods, with everything learned."""
    horizon = max(1, sheet.horizon)
    mean = [max(NEXT_TO_NOTHING, sum(units) / horizon) for units in sheet.instance.capacities]
    return [
        min(act.durations) * (NEXT_TO_NOTHING + sum(q / mean[what] for what, q in act.demands))
        for act in sheet.instance.activities
    ]
