"""A ceiling on packets per second: an exchange is paid for whole before its first packet.

What holds, whatever the devices do and however many are asked side by side:
- In any window of one second no more packets leave than the ceiling, or than the largest single
  exchange where that one is larger than the ceiling (it then runs alone). An exchange that is under
  way may send its packets at any time, so it fills its room until a second after its end.
- Exchanges begin at least packets / ceiling seconds after the one before them, so that the mean
  stays below the ceiling too.
Both count what a probe announces (`Probe.packets`); repetitions that the system's TCP makes on a
bad line come on top, and are in the ledger.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

WINDOW_S = 1.0


class Room:
    """The arithmetic: who may begin when. Times come from the caller, so that a dry run can ask
    too.
    """

    def __init__(self, per_second: float) -> None:
        self._rate = per_second
        self._free_at = float("-inf")
        self._running: dict[int, int] = {}
        self._ended: list[tuple[float, int]] = []
        self._number = 0

    def wait(self, packets: int, now: float) -> float | None:
        """Return the seconds until it is worth asking again, 0 to begin; None: when one ends."""
        self._ended = [(end, n) for end, n in self._ended if end + WINDOW_S > now]
        if self._free_at > now:
            return self._free_at - now
        held = sum(self._running.values()) + sum(n for _, n in self._ended)
        if held + packets <= max(self._rate, packets):
            return 0.0
        if self._ended:
            return max(min(end for end, _ in self._ended) + WINDOW_S - now, 0.001)
        return None

    def begin(self, packets: int, now: float) -> int:
        """Take the room; return the number to give it back with."""
        self._number += 1
        self._running[self._number] = packets
        self._free_at = max(self._free_at, now) + packets / self._rate
        return self._number

    def end(self, number: int, now: float) -> None:
        """Say that the last packet of an exchange has left."""
        self._ended.append((now, self._running.pop(number)))


class Pace:
    """Makes exchanges wait their turn, first come, first served."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._room = Room(per_second)
        self._clock = clock
        self._order = asyncio.Lock()
        self._change = asyncio.Event()

    @asynccontextmanager
    async def turn(self, packets: int) -> AsyncGenerator[None, None]:
        """Wait until an exchange of so many packets may begin; it ends with the `with`."""
        async with self._order:
            while (wait := self._room.wait(packets, self._clock())) != 0.0:
                self._change.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._change.wait()
            number = self._room.begin(packets, self._clock())
        try:
            yield
        finally:
            self._room.end(number, self._clock())
            self._change.set()


def seconds_needed(exchanges: list[int], per_second: float, each_s: float = 0.05) -> float:
    """Return how long exchanges of so many packets take by the pace, when every device answers
    within `each_s`.
    """
    room, now, running = Room(per_second), 0.0, list[tuple[float, int]]()
    for packets in exchanges:
        while (wait := room.wait(packets, now)) != 0.0:
            now += 0.01 if wait is None else wait
            for end, number in [item for item in running if item[0] <= now]:
                room.end(number, end)
                running.remove((end, number))
        running.append((now + each_s, room.begin(packets, now)))
    return now + each_s if exchanges else 0.0
