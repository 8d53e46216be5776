"""Sentinels: devices that are watched while others are asked. When one answers late or not at all,
the network may be suffering, and the run ends.
"""

from __future__ import annotations

import asyncio
import time

from audit.net.counting import HANDSHAKE_AND_CLOSE
from audit.net.dialer import AttemptError, Dialer
from audit.net.errors import OutOfScopeError
from audit.net.rules import Sentinel
from audit.net.target import Target

LOOK_EVERY_S = 30.0
"""While a run goes on."""
LOOKS = 2
"""A bad look is repeated once: one late answer may be this computer's own fault."""


class Watch:
    """Looks at every sentinel of the scope; without one it does nothing."""

    def __init__(self, dialer: Dialer) -> None:
        self.seen: list[str] = []
        """What every look found, in their order."""
        self._dialer = dialer
        self._order = asyncio.Lock()
        self._last: float | None = None

    async def look(self, *, every_s: float = 0.0) -> None:
        """Look, unless the last look is younger than `every_s`; stop the run on a bad one.

        Raises
        ------
        StoppedError
            When the run has been stopped meanwhile.
        """
        if not self._dialer.sentinels:
            return
        async with self._order:
            if self._last is not None and time.monotonic() - self._last < every_s:
                return
            for sentinel in self._dialer.sentinels:
                await self._look_at(sentinel)
            self._last = time.monotonic()

    async def _look_at(self, sentinel: Sentinel) -> None:
        trouble = ""
        for _ in range(LOOKS):
            trouble = await self._trouble(sentinel)
            if not trouble:
                return
        if self._dialer.stops_when_degraded:
            self._dialer.stop(f"sentinel {sentinel.place}: {trouble}")

    async def _trouble(self, sentinel: Sentinel) -> str:
        """Connect once; return what is wrong, or nothing."""
        target = Target(
            f"sentinel {sentinel.place}", sentinel.address,
            device_class=sentinel.device_class, ports={"tcp": sentinel.port},
        )  # fmt: skip
        try:
            async with self._dialer.lease(
                target, sentinel.port, "tcp", "tcp", packets=HANDSHAKE_AND_CLOSE
            ) as lease:
                start = time.perf_counter()
                await lease.open_channel()
                rtt_ms = (time.perf_counter() - start) * 1000
        except AttemptError as error:
            self.seen.append(f"{sentinel.place}: {error.status}")
            return str(error.status)
        except OutOfScopeError as error:
            self.seen.append(f"{sentinel.place}: out of scope")
            return str(error)
        self.seen.append(f"{sentinel.place}: {rtt_ms:.1f} ms")
        late = rtt_ms > sentinel.max_rtt_ms
        return f"{rtt_ms:.0f} ms, agreed are {sentinel.max_rtt_ms:g}" if late else ""
