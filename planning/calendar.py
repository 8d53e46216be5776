"""Working days, and the windows and freezes that the inventory's rows spell out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from audit.inventory.tables import WindowRow
from audit.inventory.tables.money import WindowKind
from planning.records import Span, Window

DAY = timedelta(days=1)
PAST_DAYS = 400
"""Calendar days before a plan's start that are numbered too: work begun earlier lies there."""
_MAX_REPEATS = 600
"""A window every week for more than ten years is a typing error, not a calendar."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days numbered from the plan's first one, which is 0; days before are negative."""

    days: tuple[date, ...]
    """Working days, ascending, from before the start to past the horizon."""
    zero: int
    """Where day 0 is in `days`."""

    @classmethod
    def of(
        cls,
        start: date,
        horizon_days: int,
        holidays: Iterable[date] = (),
        past_days: int = PAST_DAYS,
    ) -> WorkCalendar:
        """Monday to Friday without holidays; `past_days` are calendar days before the start."""
        off = set(holidays)
        span = past_days + horizon_days * 2 + 14
        first = start - past_days * DAY
        days = [
            day
            for day in (first + n * DAY for n in range(span))
            if day.weekday() < 5 and day not in off
        ]
        zero = next(n for n, day in enumerate(days) if day >= start)
        return cls(tuple(days), zero)

    def day(self, number: int) -> date:
        """The date of working day `number`."""
        return self.days[max(0, min(len(self.days) - 1, self.zero + number))]

    def on_or_after(self, day: date) -> int:
        """The number of the first working day on or after a date."""
        return self._bisect(day) - self.zero

    def on_or_before(self, day: date) -> int:
        """The number of the last working day on or before a date."""
        return self._bisect(day + DAY) - 1 - self.zero

    def _bisect(self, day: date) -> int:
        low, high = 0, len(self.days)
        while low < high:
            middle = (low + high) // 2
            if self.days[middle] < day:
                low = middle + 1
            else:
                high = middle
        return low


def windows(rows: Iterable[WindowRow], start: date, end: date) -> tuple[Window, ...]:
    """Return the days in which lines may stand, repeats written out, between two days, included.

    A span of at most 24 hours is one window on the day it begins; a longer one (a shutdown) gives a
    window for each of its days. Hours in which a line must never stop or which are frozen are out.
    """
    rows = tuple(rows)
    closed = freezes(rows, start, end)
    found = [
        Window(row.window, row.line, day, hours)
        for row in rows
        if row.kind in (WindowKind.MAINTENANCE, WindowKind.SHUTDOWN)
        for first, last in _occurrences(row, end)
        for day, hours in _days(first, last)
        if start <= day <= end and hours > 0
    ]
    kept = (w for w in found if not any(_frozen(w, line, span) for line, span in closed))
    return tuple(sorted(kept, key=lambda w: (w.day, w.line, w.name)))


def freezes(rows: Iterable[WindowRow], start: date, end: date) -> tuple[tuple[str, Span], ...]:
    """Return when nothing may stop a line: freezes and `never stop` (without dates: always)."""
    found: list[tuple[str, Span]] = []
    for row in rows:
        if row.kind is WindowKind.NEVER_STOP and (row.start is None or row.end is None):
            found.append((row.line, Span(start, end)))
        elif row.kind in (WindowKind.FREEZE, WindowKind.NEVER_STOP):
            found.extend(
                (row.line, Span(first.date(), last.date()))
                for first, last in _occurrences(row, end)
                if last.date() >= start and first.date() <= end
            )
    return tuple(sorted(found, key=lambda f: (f[1].start, f[0])))


def unusable(rows: Iterable[WindowRow]) -> tuple[str, ...]:
    """Return names of windows without a start or an end: nothing can be planned in them."""
    return tuple(
        row.window for row in rows if row.kind is not WindowKind.NEVER_STOP and _undated(row)
    )


def _undated(row: WindowRow) -> bool:
    if row.start is None or row.end is None:
        return True
    return row.end.replace(tzinfo=None) < row.start.replace(tzinfo=None)


def _occurrences(row: WindowRow, end: date) -> Iterator[tuple[datetime, datetime]]:
    if _undated(row) or row.start is None or row.end is None:
        return
    first, last = row.start.replace(tzinfo=None), row.end.replace(tzinfo=None)
    until = min(row.until or (end if row.every_weeks else first.date()), end)
    for _ in range(_MAX_REPEATS):
        yield first, last
        if not row.every_weeks or row.every_weeks < 1:
            return
        step = timedelta(weeks=row.every_weeks)
        first, last = first + step, last + step
        if first.date() > until:
            return


def _days(first: datetime, last: datetime) -> Iterator[tuple[date, float]]:
    if last - first <= DAY:
        yield first.date(), (last - first).total_seconds() / 3600
        return
    day = first.date()
    while day <= last.date():
        midnight = datetime.combine(day, time())
        hours = (min(last, midnight + DAY) - max(first, midnight)).total_seconds() / 3600
        yield day, hours
        day += DAY


def _frozen(window: Window, line: str, span: Span) -> bool:
    return line in ("", window.line) and span.start <= window.day <= span.finish
