"""A device without a socket that answers as a recorded one did: cut at any octet, or changed there.

`tests/recorded/conversations.json` holds what real servers (and stand-ins where there is none)
answered each probe, request by request.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

from audit.net.dialer import AttemptError, Dialer
from audit.net.rules import Limits
from audit.net.target import DeviceClass, Probe, Target
from audit.probes import ALL
from audit.records import Observation, Status

RECORDED = Path(__file__).resolve().parents[2] / "recorded" / "conversations.json"
PROBES = {probe.name: probe for probe in ALL}
PORTS = {"codesys 2": 1200}
Change = Callable[[int, bytes, bytes], bytes]
"""(number of the request, the request, the recorded reply) → the reply."""


@cache
def conversations() -> dict[str, tuple[str, tuple[tuple[bytes, ...], ...]]]:
    """Return probe → transport, and for each request the replies."""
    said: dict[str, dict[str, Any]] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return {
        name: (
            one["transport"],
            tuple(tuple(map(bytes.fromhex, replies)) for replies in one["replies"]),
        )
        for name, one in said.items()
    }


def probe_of(name: str) -> str:
    """Return the probe of a conversation; two versions of a protocol have one each."""
    return name.split()[0]


def echoed(name: str, request: bytes, reply: bytes) -> bytes:
    """Put the number of this request into a recorded reply, where it is drawn anew each time."""
    if name == "ntp":
        return reply[:24] + request[40:48] + reply[32:]
    return request[:2] + reply[2:] if name == "dns" else reply


@dataclass
class Scripted:
    """One device for one conversation; channel and datagram in one."""

    name: str
    replies: tuple[tuple[bytes, ...], ...]
    cut_at: int | None = None
    """After so many octets of TCP comes FIN; a datagram is cut to so many."""
    change: Change = lambda _number, _request, reply: reply
    own_address: str = "10.30.0.250"
    _waiting: list[bytes] = field(default_factory=list[bytes])
    _asked: int = 0
    _told: int = 0

    async def send(self, data: bytes) -> None:
        """Take a request."""
        if self._asked < len(self.replies):
            for reply in self.replies[self._asked]:
                fresh = echoed(self.name, data, reply)
                self._waiting.append(self.change(self._asked, data, fresh))
        self._asked += 1

    def _next(self, *, stream: bool) -> bytes:
        if not self._waiting:
            return b""
        data = self._waiting.pop(0)
        if self.cut_at is None:
            return data
        room = self.cut_at - (self._told if stream else 0)
        self._told += len(data)
        return data[: max(0, room)]


class _Channel(Scripted):
    own_place = ("10.30.0.250", 50_000)

    async def receive(self, most: int = 65536) -> bytes:
        del most
        return self._next(stream=True)


class _Datagram(Scripted):
    async def receive(self) -> bytes:
        if not self._waiting:
            raise AttemptError(Status.TIMEOUT, "no answer in time")
        return self._next(stream=False)


@dataclass
class _Lease:
    device: _Channel | _Datagram
    limits: Limits

    async def open_channel(self) -> _Channel:
        if not isinstance(self.device, _Channel):
            raise AttemptError(Status.REFUSED, "nothing listens there")
        return self.device

    async def open_datagram(self, own_port: int = 0) -> _Datagram:
        del own_port
        assert isinstance(self.device, _Datagram)
        return self.device

    def outcome(self, status: Status) -> None:
        """Nobody keeps a ledger here."""


@dataclass
class _Dialer:
    make: Callable[[str], _Channel | _Datagram]
    limits: Limits = field(default_factory=lambda: Limits(read_timeout_s=1.0))
    vantage: str = "here"

    @asynccontextmanager
    async def lease(
        self, target: Target, port: int, transport: str, probe: str, *, packets: int
    ) -> AsyncGenerator[_Lease]:
        del target, port, probe, packets
        yield _Lease(self.make(transport), self.limits)


def told(
    name: str, *, cut_at: int | None = None, change: Change | None = None
) -> tuple[Status, Sequence[Observation]]:
    """Run a probe against its recorded device; return how it ended, and what was learned."""
    transport, replies = conversations()[name]

    def make(wanted: str) -> _Channel | _Datagram:
        kind = _Channel if wanted == "tcp" else _Datagram
        own = replies if wanted == transport else ()
        made = kind(name, own, cut_at)
        if change is not None:
            made.change = change
        return made

    probe = PROBES[probe_of(name)]
    port = PORTS.get(name, probe.port)
    target = Target(
        "DEVICE", "10.30.0.9", "10.30.0.9", "L1", DeviceClass.SERVER, ports={probe.name: port}
    )
    dialer = cast("Dialer", _Dialer(make))
    try:
        return Status.OK, asyncio.run(_of(probe, dialer, target))
    except AttemptError as error:
        return error.status, ()


async def _of(probe: Probe, dialer: Dialer, target: Target) -> list[Observation]:
    return await probe.run(dialer, target)
