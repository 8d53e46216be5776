"""When a sensor listened: times of entries in, stretches without a missing hour out.

An hour in which no connection was open or opened may be a quiet one or one in which the sensor was
off: a log does not tell. So it ends a stretch, and each stretch counts alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

_HOUR = 3600.0
_EARLIEST, _LATEST = 315_532_800.0, 4_102_444_800.0
"""1980 and 2100: a time outside them is damage."""
MAX_SPAN_H = 24 * 62
"""Hours of one connection that are believed to be covered."""
MAX_HOURS = 24 * 366 * 5


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which every hour has an entry."""

    start: float
    """Seconds since 1970, UTC."""
    end: float
    packets: int

    @property
    def seconds(self) -> float:
        """From the first entry to the last."""
        return self.end - self.start


@dataclass(slots=True)
class Window:
    """The hours that have an entry: first and last moment and packets of each."""

    hours: dict[int, list[float]] = field(default_factory=dict[int, list[float]])
    first: float = _LATEST
    last: float = 0.0

    def add(self, start: float, duration: float = 0.0, packets: int = 0) -> None:
        """Note an entry that began then and lasted so many seconds."""
        if not _EARLIEST < start < _LATEST:
            return
        hour = int(start // _HOUR)
        end = start + duration
        own = self.hours.get(hour)
        if own is None:
            if len(self.hours) >= MAX_HOURS:
                return
            own = self.hours[hour] = [start, start, 0]
        if start < own[0]:
            own[0] = start
        own[2] += packets
        if end < (hour + 1) * _HOUR:
            if end > own[1]:
                own[1] = end
        else:
            self._span(hour, end)
        if start < self.first:
            self.first = start
        if end > self.last:
            self.last = min(end, _LATEST)

    def _span(self, hour: int, end: float) -> None:
        """Cover the hours through which a connection was open."""
        self.hours[hour][1] = (hour + 1) * _HOUR
        last = min(int(min(end, _LATEST) // _HOUR), hour + MAX_SPAN_H)
        for number in range(hour + 1, last + 1):
            begin = number * _HOUR
            upto = min(end, begin + _HOUR)
            own = self.hours.setdefault(number, [begin, upto, 0])
            own[0] = begin
            own[1] = max(own[1], upto)

    def stretches(self) -> list[Stretch]:
        """Return the times without a missing hour, in order."""
        found: list[Stretch] = []
        for hour in sorted(self.hours):
            start, end, packets = self.hours[hour]
            if found and hour - 1 in self.hours:
                last = found[-1]
                found[-1] = Stretch(last.start, max(end, last.end), last.packets + int(packets))
            else:
                found.append(Stretch(start, end, int(packets)))
        return found

    def missing(self) -> list[tuple[int, int]]:
        """Return the runs of hours without an entry between the first and the last: from, until."""
        known = sorted(self.hours)
        return [(a + 1, b) for a, b in pairwise(known) if b - a > 1]


def moment(seconds: float) -> datetime | None:
    """Seconds since 1970 as a time; None for an impossible one."""
    if not _EARLIEST < seconds < _LATEST:
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def hour_text(hour: int) -> str:
    """An hour as `2026-01-01 03:00`."""
    return datetime.fromtimestamp(hour * 3600, UTC).strftime("%Y-%m-%d %H:%M")
