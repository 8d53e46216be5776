"""When the next round is due, through sleep, resume and a clock that is set: times in, rounds out.

Rounds stand on a grid from the start, told by a clock that goes on while the computer sleeps and
that nobody sets. What was slept through is skipped, never caught up: a switch is not asked twice as
often for it.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

JUMP_S = 2.0
"""Clocks that differ by less between two rounds only run differently."""
_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def seconds_of(text: str) -> float:
    """Read a duration: `8h`, `5m`, `30s`, `1h30m`.

    Raises
    ------
    ValueError
        When it is none, or nothing.
    """
    found = _DURATION.fullmatch(text.strip().casefold())
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    total = hours * 3600 + minutes * 60 + seconds
    if not total:
        raise ValueError(f"{text!r} is no duration; write it like 8h, 5m, 30s or 1h30m")
    return float(total)


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of three clocks, in seconds."""

    wall: float
    """What people see; it may be set."""
    awake: float
    """Stands still while the computer sleeps."""
    elapsed: float
    """Goes on while it sleeps, and is never set."""


def now() -> Moment:
    """Read the clocks. Where no clock tells sleep from a set clock, the wall is taken for both."""
    wall, awake = time.time(), time.monotonic()
    number = getattr(time, "CLOCK_BOOTTIME", None)
    elapsed = time.clock_gettime(number) if number is not None else wall
    return Moment(wall, awake, elapsed)


class Beat:
    """The grid of rounds; the first one is due at once."""

    def __init__(self, begin: Moment, every_s: float, total_s: float) -> None:
        self._begin = self._last = begin
        self._every_s = every_s
        self._rounds = int(total_s // every_s)
        self._done = -1
        self.missed = 0
        """Rounds that were slept through or took too long."""

    def wait_s(self, at: Moment) -> float | None:
        """Return the seconds until the next round, 0 when it is due; None: all are over."""
        if self._done >= self._rounds:
            return None
        due = self._begin.elapsed + (self._done + 1) * self._every_s
        return max(0.0, due - at.elapsed)

    def take(self, at: Moment) -> tuple[str, ...]:
        """Begin a round; return what happened to the clocks since the last one."""
        told = list(self._jumps(at))
        current = int((at.elapsed - self._begin.elapsed) // self._every_s)
        skipped = min(current, self._rounds) - self._done - 1
        if skipped > 0:
            self.missed += skipped
            told.append(f"{skipped} rounds were missed")
        self._done = max(self._done + 1, min(current, self._rounds))
        self._last = at
        return tuple(told)

    def _jumps(self, at: Moment) -> tuple[str, ...]:
        last = self._last
        elapsed_s = at.elapsed - last.elapsed
        slept_s = elapsed_s - (at.awake - last.awake)
        set_s = (at.wall - last.wall) - elapsed_s
        told: list[str] = []
        if slept_s > JUMP_S:
            told.append(f"the computer slept for {slept_s:.0f} s")
        if elapsed_s < 0:
            self._begin = at  # the only clock there is was set back: begin the grid anew
            self._done = -1
            told.append(f"the clock was set back by {-elapsed_s:.0f} s")
        elif abs(set_s) > JUMP_S:
            told.append(
                f"the clock was set {'forward' if set_s > 0 else 'back'} by {abs(set_s):.0f} s"
            )
        return tuple(told)
