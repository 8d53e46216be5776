"""A part of a plan as a problem of its own, the rest held fixed; CP-SAT solves it in a child.

`cut` runs in our process and leaves plain numbers; `solved` runs in the child and is the only
function here that loads OR-Tools. Values are encoded exactly by stretches of equal discount
(quarters): which stretch a finish is in, and how far into it. Every variable gets a hint: CP-SAT
drops a hint that is not complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planning.engine.decode import learned, openings, put, take_out
from planning.engine.sheet import Board, Sheet

SLACK = 1e-6
"""Money that sums of floats may be off by."""
MANY, ALIKE = 40, 0.975
"""With more different discounts than that, those within this ratio are taken for one."""


@dataclass(frozen=True, slots=True)
class Job:
    """A free activity: what it may do and what it does now."""

    number: int
    modes: tuple[tuple[int, int, int], ...]
    """(duration, mask of allowed starts, how many of its family must be finished before)."""
    start: int
    length: int
    cost: float
    value: float


@dataclass(frozen=True, slots=True)
class Load:
    """A resource or lane: which jobs take how much of what the others leave."""

    takes: tuple[tuple[int, int], ...]
    """(job, units)."""
    free: tuple[int, ...]
    """By period."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A family that is learned from: its free members and what the fixed ones say."""

    jobs: tuple[int, ...]
    finishes: tuple[int, ...]
    """Of the fixed members, ascending."""
    wanted: tuple[tuple[int, int], ...]
    """(period, count): so many free members must be finished by then."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Periods, both included, in which money is worth the same, or loses as much by the period."""

    first: int
    last: int
    worth: float
    """Of one paid in any of the periods, or earned from the first on."""
    slope: float
    """What one earned a period later is worth less."""
    bucket: int


@dataclass(frozen=True, slots=True)
class Slice:
    """All that the child must know."""

    jobs: tuple[Job, ...]
    links: tuple[tuple[int, int, int], ...]
    """(before, after, lag) among the jobs."""
    loads: tuple[Load, ...]
    lessons: tuple[Lesson, ...]
    left: tuple[float, ...]
    """By budget bucket what the jobs may spend; empty: no budget."""
    payments: tuple[Stretch, ...]
    earnings: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Starts and durations of the jobs, and whether no better ones exist."""

    starts: tuple[int, ...]
    lengths: tuple[int, ...]
    optimal: bool
    effort: float
    """Deterministic seconds that the solver spent."""


def cut(sheet: Sheet, board: Board, numbers: Sequence[int], members: list[list[int]]) -> Slice:
    """Free some activities of a full board.

    Parameters
    ----------
    members
        By family its activities.
    """
    rest = board.copy()
    take_out(sheet, rest, numbers)
    place = {number: job for job, number in enumerate(numbers)}
    jobs = tuple(_job(sheet, board, rest, number) for number in numbers)
    links = tuple(
        (place[before], job, lag)
        for job, number in enumerate(numbers)
        for before, lag in sheet.rows[number][8]
        if before in place
    )
    families = sorted({sheet.rows[number][5] for number in numbers} - {-1})
    return Slice(
        jobs=jobs,
        links=links,
        loads=tuple(_loads(sheet, rest, numbers)),
        lessons=tuple(_lesson(sheet, board, rest, members[family], place) for family in families),
        left=tuple(rest.left),
        payments=payments(sheet),
        earnings=earnings(sheet),
    )


def payments(sheet: Sheet) -> tuple[Stretch, ...]:
    """Stretches of starts: of one budget bucket and (nearly) one discount."""
    found: list[Stretch] = []
    for first, last in _runs(sheet, with_buckets=True):
        bucket = sheet.bucket[first] if sheet.bucket else -1
        worth = sum(sheet.discount[first : last + 1]) / (last - first + 1)
        found.append(Stretch(first, last, worth, 0.0, bucket))
    return tuple(found)


def earnings(sheet: Sheet) -> tuple[Stretch, ...]:
    """Stretches of finishes over which the worth falls in a (nearly) straight line."""
    found: list[Stretch] = []
    for first, last in _runs(sheet, with_buckets=False):
        worth, least = sheet.present[first], sheet.present[last]
        found.append(Stretch(first, last, worth, (worth - least) / max(1, last - first), -1))
    return tuple(found)


def _runs(sheet: Sheet, *, with_buckets: bool) -> list[tuple[int, int]]:
    """First and last of the periods 0 to horizon that belong together."""
    alike = 1.0 if len(set(sheet.discount)) <= MANY else ALIKE
    runs: list[tuple[int, int]] = []
    first = 0
    for period in range(1, sheet.horizon + 2):
        if period <= sheet.horizon:
            same = sheet.discount[period] >= sheet.discount[first] * alike
            if with_buckets and sheet.bucket:
                same = same and sheet.bucket[period] == sheet.bucket[first]
            if same:
                continue
        runs.append((first, period - 1))
        first = period
    return runs


def _job(sheet: Sheet, board: Board, rest: Board, number: int) -> Job:
    lengths, _, _, _, _, _, cost, value, after = sheet.rows[number]
    start, length = board.starts[number], board.ends[number] - board.starts[number]
    ready = max((rest.ends[b] + lag for b, lag in after if rest.starts[b] >= 0), default=0)
    due = sheet.horizon
    for then in sheet.after[number]:
        if rest.starts[then] >= 0:
            lag = next(lag for before, lag in sheet.rows[then][8] if before == number)
            due = min(due, rest.starts[then] - lag)
    modes: list[tuple[int, int, int]] = []
    for known, span in enumerate(lengths):
        if known and span == lengths[known - 1]:
            continue
        mask = openings(sheet, rest, number, known) >> max(0, ready) << max(0, ready)
        mask &= (1 << max(0, due - span + 1)) - 1
        if mask:
            modes.append((span, mask, known))
    return Job(number, tuple(modes), start, length, cost, value)


def _loads(sheet: Sheet, rest: Board, numbers: Sequence[int]) -> list[Load]:
    horizon = sheet.horizon
    takes: dict[int, list[tuple[int, int]]] = {}
    lanes: dict[int, list[tuple[int, int]]] = {}
    for job, number in enumerate(numbers):
        for base, units, _, _ in sheet.rows[number][3]:
            takes.setdefault(base, []).append((job, units))
        if (lane := sheet.rows[number][4]) >= 0:
            lanes.setdefault(lane, []).append((job, 1))
    loads = [
        Load(tuple(taken), tuple(rest.free[base : base + horizon])) for base, taken in takes.items()
    ]
    for lane, taken in lanes.items():
        busy = rest.busy[lane * sheet.limit : (lane + 1) * sheet.limit]
        free = tuple(
            sheet.limit - sum(mask >> period & 1 for mask in busy) for period in range(horizon)
        )
        loads.append(Load(tuple(taken), free))
    return [load for load in loads if sum(units for _, units in load.takes) > min(load.free)]


def _lesson(
    sheet: Sheet, board: Board, rest: Board, members: list[int], place: dict[int, int]
) -> Lesson:
    finishes = tuple(sorted(rest.ends[number] for number in members if number not in place))
    wanted: list[tuple[int, int]] = []
    for number in members:
        lengths = sheet.rows[number][0]
        if number in place or len(lengths) == 1:
            continue
        start = board.starts[number]
        known = lengths.index(board.ends[number] - start)
        missing = known - sum(1 for end in finishes if end <= start)
        if missing > 0:
            wanted.append((start, missing))
    jobs = tuple(place[number] for number in members if number in place)
    return Lesson(jobs, finishes, tuple(wanted))


def solved(part: Slice, effort: float, seconds: float, seed: int) -> Answer | None:
    """Solve a slice with CP-SAT; None: nothing found. For a child process."""
    from planning.engine.slice_model import Model

    return Model(part).solve(effort, seconds, seed)


def accepted(
    sheet: Sheet, board: Board, part: Slice, answer: Answer, members: list[list[int]]
) -> Board | None:
    """Return the board with the answer on it; None: it does not fit what the board is by now."""
    numbers = [job.number for job in part.jobs]
    new = board.copy()
    take_out(sheet, new, numbers)
    order = {number: place for place, number in enumerate(numbers)}
    for place in sorted(range(len(numbers)), key=answer.starts.__getitem__):
        start, length = answer.starts[place], answer.lengths[place]
        if not _fits(sheet, new, numbers[place], start, length):
            return None
        put(sheet, new, numbers[place], start, length)
    for number in order:
        for before, lag in sheet.rows[number][8]:
            if new.ends[before] + lag > new.starts[number]:
                return None
    families = {sheet.rows[number][5] for number in numbers} - {-1}
    if any(left < -SLACK for left in new.left):
        return None
    return new if all(learned(sheet, new, each, members[each]) for each in families) else None


def _fits(sheet: Sheet, board: Board, number: int, start: int, length: int) -> bool:
    lengths = sheet.rows[number][0]
    if (
        length not in lengths
        or not openings(sheet, board, number, lengths.index(length)) >> start & 1
    ):
        return False
    for then in sheet.after[number]:
        if board.starts[then] >= 0:
            lag = next(lag for before, lag in sheet.rows[then][8] if before == number)
            if start + length + lag > board.starts[then]:
                return False
    return True
