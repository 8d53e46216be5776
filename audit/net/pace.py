"""A ceiling on packets per second: the whole exchange is charged before its first packet."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


class Pace:
    """A token bucket that never holds more than one second's worth."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_second
        self._clock = clock
        self._free_at = clock()
        self._lock = asyncio.Lock()

    async def charge(self, packets: int) -> None:
        """Wait until so many packets may leave.

        The bucket is empty while an exchange is under way: the next one starts when the packets of
        this one are paid for, so no one-second window can hold more than the ceiling plus one
        exchange in progress.
        """
        async with self._lock:
            wait = self._free_at - self._clock()
            if wait > 0:
                await asyncio.sleep(wait)
            self._free_at = max(self._free_at, self._clock()) + packets / self._rate
