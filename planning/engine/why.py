"""Why does an activity start when it does: the rule that holds it, named, and what it costs.

All else stays where it is. Every earlier period is forbidden by some rules; the smallest set of
rules without which one of them would be free is the answer. It is exact: drop the rules named and
the activity can start in the period named, and not by dropping fewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planning.engine.decode import PENNY, board_of, put, take_out
from planning.engine.model import Instance, Schedule
from planning.engine.sheet import Board, Sheet, sheet_of


class Rule(StrEnum):
    """What can hold an activity."""

    PREDECESSOR = "predecessor"
    RESOURCE = "resource"
    LANE = "lane"
    CALENDAR = "calendar"
    """Its mask of allowed starts."""
    LEARNING = "learning"
    """Before, it would take longer."""
    BUDGET = "budget"


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """A rule and whose it is."""

    rule: Rule
    which: int
    """Activity of a predecessor, number of a resource, lane or family, else -1; for the budget the
    bucket of the period that would be free."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an activity does not start earlier."""

    activity: int
    start: int
    holders: tuple[Holder, ...]
    """Which rules together; empty: none, see `earlier`."""
    earlier: int
    """The first period it could start in without them; its start if that is the very first."""

    @property
    def free(self) -> bool:
        """It could start earlier as the plan stands: it waits because it is cheaper or equal."""
        return not self.holders and self.earlier < self.start


def why(instance: Instance, schedule: Schedule) -> tuple[Reason, ...]:
    """Explain the start of every activity of a valid schedule."""
    sheet = sheet_of(instance)
    ends = [s + d for s, d in zip(schedule.starts, schedule.durations, strict=True)]
    board = board_of(sheet, schedule.starts, ends)
    return tuple(_reason(sheet, board, number) for number in range(len(ends)))


def _reason(sheet: Sheet, board: Board, number: int) -> Reason:
    start, end = board.starts[number], board.ends[number]
    before = (1 << start) - 1
    take_out(sheet, board, (number,))
    allowed = {
        holder: mask & before
        for holder, mask in _masks(sheet, board, number, end - start, start)
        if mask & before != before
    }
    put(sheet, board, number, start, end - start)
    holders, earlier = _fewest(allowed, start)
    return Reason(number, start, holders, earlier)


def _fewest(allowed: dict[Holder, int], start: int) -> tuple[tuple[Holder, ...], int]:
    """The fewest rules that forbid a period before the start, and the first such period."""
    best: tuple[Holder, ...] | None = None
    first = start
    for period in range(start):
        holding = tuple(holder for holder, mask in allowed.items() if not mask >> period & 1)
        if best is None or len(holding) < len(best):
            best, first = holding, period
            if not best:
                break
    return tuple(sorted(best or ())), first


def _masks(
    sheet: Sheet, rest: Board, number: int, length: int, start: int
) -> list[tuple[Holder, int]]:
    """For every rule the periods that it leaves; `rest` is the board without the activity."""
    lengths, masks, slots, takes, lane, family, cost, _, after = sheet.rows[number]
    known = lengths.index(length)
    found = [(Holder(Rule.CALENDAR, -1), masks[known])]
    for earlier, lag in after:
        ready = max(0, rest.ends[earlier] + lag)
        found.append((Holder(Rule.PREDECESSOR, earlier), -1 << ready))
    for slot, take in zip(slots, takes, strict=True):
        holder = Holder(Rule.RESOURCE, take[0] // max(1, sheet.horizon))
        found.append((holder, _stretch(sheet, rest.room[slot], length)))
    if lane >= 0 and length:
        full = rest.busy[(lane + 1) * sheet.limit - 1]
        found.append((Holder(Rule.LANE, lane), _stretch(sheet, ~full, length)))
    if known:
        taught = rest.finishes[family][known - 1]
        found.append((Holder(Rule.LEARNING, family), -1 << taught))
    if cost and rest.left:
        found += _dear(sheet, rest, cost, start)
    return found


def _dear(sheet: Sheet, rest: Board, cost: float, start: int) -> list[tuple[Holder, int]]:
    """One rule for every earlier bucket that cannot pay."""
    return [
        (Holder(Rule.BUDGET, bucket), sheet.elsewhere[bucket])
        for bucket in sorted(set(sheet.bucket[:start]))
        if cost > rest.left[bucket] + PENNY
    ]


def _stretch(sheet: Sheet, mask: int, length: int) -> int:
    for step in sheet.steps[length]:
        mask &= mask >> step
    return mask
