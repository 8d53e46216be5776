"""The serial schedule: task by task at its first possible day. There is always a plan if this finds
one, and it is the first guess of the exact solver.
"""

from __future__ import annotations

import functools
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

from planning.grid import Grid, Node
from planning.records import TaskKind

ALL_ORDERS_UP_TO = 4
"""Lines whose every order is tried; more lines keep the proposed order."""
SHUFFLES = 40
FEW_SHUFFLES = 20
"""On plants with more than two hundred tasks."""

Starts = dict[int, int]
"""Task number → first day."""


class Board:
    """What is taken so far: crews' days, hours of windows, money, waves."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.starts: Starts = {}
        self._crew: dict[tuple[str, int], str] = {}
        self._hours: dict[tuple[str, int], float] = defaultdict(float)
        self._money: dict[int, float] = defaultdict(float)
        self._waves: dict[str, tuple[int, int]] = {}
        self._busy: dict[str, int] = defaultdict(int)
        """Per crew a bit for each day that is taken."""

    def place(self, node: Node, day: int) -> None:
        """Put a task on a day, whether it fits or not: `blocks` says if it does."""
        self.starts[node.number] = day
        task = node.task
        for crew in task.crews:
            for n in range(day, day + node.days):
                self._crew[crew, n] = self._token(node)
            if day + node.days > 0:
                begin = max(day, 0)
                self._busy[crew] |= ((1 << (day + node.days - begin)) - 1) << begin
        if task.downtime_h > 0:
            self._hours[task.line, day] += task.downtime_h
        for period in self._periods(node, day):
            self._money[period] += task.cost
        if node.wave:
            first, last = self._waves.get(node.wave, (day, day))
            self._waves[node.wave] = (min(first, day), max(last, day + node.days - 1))

    def ready(self, node: Node) -> int:
        """The first day that the predecessors leave free."""
        nodes = self.grid.nodes
        return node.ready(
            {n: self.starts[n] + nodes[n].days for n in node.after if n in self.starts}
        )

    def blocks(self, node: Node, day: int) -> str:
        """Why a task cannot start on a day that its calendar allows; empty: it can."""
        task = node.task
        token = self._token(node)
        for crew in task.crews:
            for n in range(day, day + node.days):
                taken = self._crew.get((crew, n), "")
                if taken and (taken != token or not task.downtime_h):
                    return f"crew {crew}"
        if task.downtime_h > 0:
            window = self.grid.windows.get((task.line, day))
            taken_h = self._hours[task.line, day]
            if window is None or window.hours + 1e-6 < taken_h + task.downtime_h:
                return "window"
        for period in self._periods(node, day):
            name, _, amount = self.grid.problem.budget[period]
            if self._money[period] + task.cost > amount + 1e-6:
                return f"budget {name}"
        return "wave" if node.wave and self._wave_full(node, day) else ""

    def first_fit(self, node: Node, earliest: int) -> int | None:
        """The first day on or after `earliest` on which the task fits."""
        earliest = max(earliest, self._wave_free(node), 0)
        if node.task.downtime_h > 0:
            day = self.grid.first_start(node, earliest)
            while day is not None and self.blocks(node, day):
                day = self.grid.first_start(node, day + 1)
            return day
        days = _bits(node.starts) & self._unbusy(node) & -(1 << earliest)
        while days:
            lowest = days & -days
            day = lowest.bit_length() - 1
            cause = self.blocks(node, day)
            if not cause:
                return day
            if cause == "wave" and node.wave in self._waves and day >= self._waves[node.wave][0]:
                # An open wave that may not reach to this day may reach to no later one.
                return None
            days ^= lowest
        return None

    def _unbusy(self, node: Node) -> int:
        """The days from which on all crews of a task are free for as long as it takes."""
        busy = 0
        for crew in node.task.crews:
            busy |= self._busy[crew]
        free, left = ~busy, node.days - 1
        step = 1
        while left > 0:
            # Doubling: free for n days, and for n more after those, is free for 2 n days.
            shift = min(step, left)
            free &= free >> shift
            left -= shift
            step += shift
        return free

    def _token(self, node: Node) -> str:
        return f"window of {node.task.line}" if node.task.downtime_h > 0 else node.task.task_id

    def _periods(self, node: Node, day: int) -> tuple[int, ...]:
        if node.task.done or node.task.cost <= 0:
            return ()
        return self.grid.periods(day)

    def _wave_free(self, node: Node) -> int:
        """The first day on which a task's wave may open, or to which an open one may reach back."""
        if not node.wave:
            return 0
        limit = self.grid.problem.max_lines_at_once
        others = [span for line, span in self._waves.items() if line != node.wave]
        if len(others) < limit:
            return 0
        if node.wave not in self._waves:
            return sorted((end for _, end in others), reverse=True)[limit - 1] + 1
        first = self._waves[node.wave][0]
        # Going back, another wave begins to count on its last day.
        for day in sorted({first - 1, *(end for _, end in others if end < first)}, reverse=True):
            if sum(begin <= day <= end for begin, end in others) >= limit:
                return day + 1
        return 0

    def _wave_full(self, node: Node, day: int) -> bool:
        """Whether the wave would be one too many; open waves count until they end."""
        others = [span for line, span in self._waves.items() if line != node.wave]
        first, last = self._waves.get(node.wave, (day, day))
        first, last = min(first, day), max(last, day + node.days - 1)
        limit = self.grid.problem.max_lines_at_once
        if node.wave not in self._waves:
            ends = sorted((end for _, end in others), reverse=True)
            return len(ends) >= limit and day <= ends[limit - 1]
        marks = {first, *(begin for begin, _ in others if first <= begin <= last)}
        return any(sum(b <= m <= e for b, e in others) >= limit for m in marks)


@functools.lru_cache(maxsize=4096)
def _bits(days: tuple[int, ...]) -> int:
    """Return a number with a bit for each day; days before the first are left out."""
    found = bytearray((max(days, default=0) >> 3) + 1)
    for day in days:
        if day >= 0:
            found[day >> 3] |= 1 << (day & 7)
    return int.from_bytes(found, "little")


def serial(grid: Grid, order: Sequence[int]) -> tuple[Starts, int | None]:
    """Place the tasks in an order that respects precedence; return starts and the first task that
    fits nowhere, or None.
    """
    board = Board(grid)
    for node in grid.nodes:
        if node.fixed:
            board.place(node, node.starts[0])
    for number in order:
        node = grid.nodes[number]
        if node.fixed:
            continue
        day = board.first_fit(node, board.ready(node))
        if day is None:
            return board.starts, number
        board.place(node, day)
    return board.starts, None


def first_serial(grid: Grid) -> Starts | None:
    """Return the serial schedule of the proposed order alone; None: it gets stuck."""
    starts, stuck = serial(grid, topological(grid, next(iter(_lists(grid)))))
    return starts if stuck is None else None


def best_serial(
    grid: Grid, score: Callable[[Starts], tuple[float, ...]], seed: int = 7
) -> tuple[Starts | None, int | None]:
    """Try priority lists and keep the plan with the lowest score; also the last task that failed.

    The lists differ in the order of lines and in what comes first: dated knowledge or value; then
    shuffled neighbours of the best one. The seed is fixed: the same problem gives the same plan.
    """
    best: tuple[tuple[float, ...], Starts] | None = None
    best_list: list[int] = []
    failed: int | None = None
    dice = random.Random(seed)  # noqa: S311 - not for secrets: shuffles that must repeat
    for priorities in _lists(grid):
        starts, stuck = serial(grid, topological(grid, priorities))
        if stuck is not None:
            failed = stuck
        elif best is None or score(starts) < best[0]:
            best, best_list = (score(starts), starts), priorities
    if best is None and failed is not None:
        best, best_list, failed = _rescued(grid, score, failed)
    tries = SHUFFLES if len(grid.nodes) <= 200 else FEW_SHUFFLES
    for _ in range(tries if best else 0):
        tried = _shuffled(best_list, dice)
        starts, stuck = serial(grid, topological(grid, tried))
        if stuck is None and best is not None and score(starts) < best[0]:
            best, best_list = (score(starts), starts), tried
    return (best[1], None) if best else (None, failed)


def _rescued(
    grid: Grid, score: Callable[[Starts], tuple[float, ...]], failed: int
) -> tuple[tuple[tuple[float, ...], Starts] | None, list[int], int]:
    """Put whatever found no place first, again and again, until everything has one."""
    priorities = next(iter(_lists(grid)))
    for _ in range(SHUFFLES):
        family = _ancestors(grid, [failed])
        priorities = [n for n in priorities if n in family] + [
            n for n in priorities if n not in family
        ]
        starts, stuck = serial(grid, topological(grid, priorities))
        if stuck is None:
            return (score(starts), starts), priorities, failed
        failed = stuck
    return None, [], failed


def compact(grid: Grid, starts: Starts) -> Starts:
    """Move each task to its first possible day, in the order of the plan; keep the plan as it was
    when that would make any task later.
    """
    order = sorted(starts, key=lambda n: (starts[n], starts[n] + grid.nodes[n].days, n))
    moved, stuck = serial(grid, order)
    worse = stuck is not None or any(moved[n] > starts[n] for n in starts)
    return starts if worse else moved


def _lists(grid: Grid) -> Iterable[list[int]]:
    """Yield priority lists: the numbers of tasks, most urgent first."""
    lines = tuple(grid.goes)
    orders = permutations(lines) if len(lines) <= ALL_ORDERS_UP_TO else [lines]
    tails = _tails(grid)
    dated = [node.number for node in grid.nodes if node.task.deadline is not None]
    dated.sort(key=lambda n: (grid.nodes[n].starts[-1:], n))
    for order in orders:
        ranked: list[int] = []
        for line in order:
            seen = set(ranked)
            new = _ancestors(grid, grid.goes[line]) - seen
            ranked.extend(sorted(new, key=lambda n: (-tails[n], n)))
        rest = [node.number for node in grid.nodes if node.number not in set(ranked)]
        rest.sort(key=lambda n: (-tails[n], n))
        whole = ranked + rest
        yield whole
        if dated:
            cut = len(_ancestors(grid, grid.goes[order[0]])) if order else 0
            for at in (0, cut):
                head = [n for n in whole[:at] if n not in dated]
                yield head + dated + [n for n in whole[at:] if n not in dated]


def _ancestors(grid: Grid, numbers: Iterable[int]) -> set[int]:
    seen, queue = set[int](), list(numbers)
    while queue:
        n = queue.pop()
        if n not in seen:
            seen.add(n)
            queue.extend(grid.nodes[n].after)
    return seen


def _tails(grid: Grid) -> list[int]:
    """Return per task the working days from its start to the end of what waits for it."""
    tails = [0] * len(grid.nodes)
    for n in reversed(topological(grid, range(len(grid.nodes)))):
        tails[n] = grid.nodes[n].days + max(
            (tails[m] + grid.gap(n, m) for m in grid.before[n]), default=0
        )
    return tails


def topological(grid: Grid, priorities: Sequence[int]) -> list[int]:
    """Return the tasks in order of priority, each after what it waits for."""
    found: list[int] = []
    seen = set[int]()
    for number in priorities:
        stack = [number]
        while stack:
            n = stack[-1]
            waits = [m for m in grid.nodes[n].after if m not in seen]
            if waits and n not in seen:
                stack.extend(waits)
                continue
            stack.pop()
            if n not in seen:
                seen.add(n)
                found.append(n)
    return found


def _shuffled(priorities: Sequence[int], dice: random.Random) -> list[int]:
    """Move a few tasks to other places of the list."""
    moved = list(priorities)
    for _ in range(dice.randint(1, 4)):
        item = moved.pop(dice.randrange(len(moved)))
        moved.insert(dice.randrange(len(moved) + 1), item)
    return moved


def last_day(grid: Grid, starts: Starts) -> int:
    """The last working day of a plan."""
    return max((starts[n] + grid.nodes[n].days - 1 for n in starts), default=0)


def is_go(node: Node) -> bool:
    """Whether a task is the go-live of a use case."""
    return node.task.kind is TaskKind.USE_CASE
