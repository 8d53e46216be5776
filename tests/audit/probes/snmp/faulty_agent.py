"""A small v1 and v2c agent inside the test's event loop, with the faults that real agents have."""

from __future__ import annotations

import asyncio
import random
from bisect import bisect_right
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from audit.probes.snmp.wire import oid_octets
from audit.switches.mibs import SYS_UPTIME, Oid
from audit.switches.rows import Value
from bench.snmp_agent import bind_of, oid_of, parts, tlv

GET, NEXT, BULK = 0xA0, 0xA1, 0xA5
NAMES = {GET: "GET", NEXT: "NEXT", BULK: "BULK", 0xA3: "SET"}
TOO_BIG, NO_SUCH_NAME = 1, 2
MISSING, END = b"\x81\x00", b"\x82\x00"


@dataclass
class Faults:
    """What is wrong with the agent; nothing by default."""

    circle_after: int = 0
    """From this place of its objects on, it goes back to the first."""
    most_objects: int = 10_000
    """Answers tooBig to requests that would bring more."""
    bulk: bool = True
    """False: GETBULK is not answered."""
    silent_after: int = 1_000_000
    """Requests it answers."""
    drop: float = 0.0
    """The share of requests that are lost, drawn by a fixed seed."""
    endless: bool = False
    """Every GETNEXT is answered with one more row."""
    garbage: bytes = b""
    """Sent instead of an answer."""
    cut: int = 0
    """Octets that are missing at the end of every so many-th answer, 3."""
    wrong_number: bool = False
    """An answer with another request's number goes before every answer."""
    only_wrong_number: bool = False
    status: int = 0
    """Error status of every answer after the first."""
    version_1_only: bool = False
    delay_s: float = 0.0
    slow_after: int = 1_000_000
    """Requests after which every answer takes `slow_s`."""
    slow_s: float = 0.0
    ticks_each: int = 0
    """What sysUpTime moves on with every request."""
    community_is: Callable[[bytes], bool] = field(default=lambda word: word == b"plant-read")


@dataclass
class FaultyAgent(asyncio.DatagramProtocol):
    """Answers GET, GETNEXT and GETBULK; notes what it was asked and how much at once."""

    values: dict[Oid, Value]
    faults: Faults = field(default_factory=Faults)
    kinds: list[str] = field(default_factory=list[str])
    times: list[float] = field(default_factory=list[float])
    waiting: int = 0
    most_waiting: int = 0

    def __post_init__(self) -> None:
        self.oids = sorted(self.values)
        self.chance = random.Random(7)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        (_, version), (_, community), (ask, pdu) = parts(parts(data)[0][1])
        if not self.faults.community_is(community):
            return
        if self.faults.version_1_only and version != b"\x00":
            return
        faults, loop = self.faults, asyncio.get_running_loop()
        self.kinds.append(NAMES[ask])
        self.times.append(loop.time())
        count = len(self.kinds)
        lost = self.chance.random() < faults.drop
        if count > faults.silent_after or lost or (ask == BULK and not faults.bulk):
            return
        answers = self._answers(version, community, ask, pdu)
        self.waiting += 1
        self.most_waiting = max(self.most_waiting, self.waiting)
        delay_s = faults.slow_s if count > faults.slow_after else faults.delay_s
        loop.call_later(delay_s, self._send, answers, addr)

    def _send(self, answers: list[bytes], addr: Any) -> None:
        self.waiting -= 1
        for answer in answers:
            self.transport.sendto(answer, addr)

    def _answers(self, version: bytes, community: bytes, ask: int, pdu: bytes) -> list[bytes]:
        if self.faults.garbage:
            return [self.faults.garbage]
        (_, number), _, (_, count), (_, names) = parts(pdu)
        oids = [oid_of(parts(bind)[0][1]) for _, bind in parts(names)]
        rounds = int.from_bytes(count, "big") if ask == BULK else 1
        if SYS_UPTIME in self.values:
            self.values[SYS_UPTIME] = int(str(self.values[SYS_UPTIME])) + self.faults.ticks_each
        binds, status, index = self._binds(oids, rounds, ask, version == b"\x00")
        own = _message(version, community, number, status, index, binds)
        other = _message(version, community, b"\x05\x39", 0, 0, binds)
        if self.faults.only_wrong_number:
            return [other]
        if self.faults.cut and len(self.kinds) % 3 == 0:
            own = own[: -self.faults.cut]
        return [other, own] if self.faults.wrong_number else [own]

    def _binds(
        self, oids: list[Oid], rounds: int, ask: int, version_1: bool
    ) -> tuple[list[bytes], int, int]:
        if self.faults.status and len(self.kinds) > 1:
            return [], self.faults.status, 1
        if len(oids) * rounds > self.faults.most_objects:
            return [], TOO_BIG, 0
        found = self._next(oids, rounds) if ask != GET else [(o, self.values.get(o)) for o in oids]
        missing = next((n for n, (_, v) in enumerate(found, 1) if v is None), 0)
        if version_1 and missing:
            return [bind_of(oid, b"") for oid in oids], NO_SUCH_NAME, missing
        nothing = MISSING if ask == GET else END
        return [_bind(oid, value, nothing) for oid, value in found], 0, 0

    def _next(self, oids: list[Oid], rounds: int) -> list[tuple[Oid, Value | None]]:
        found: list[tuple[Oid, Value | None]] = []
        for _ in range(rounds):
            for place, name in enumerate(oids):
                oid, value = self._after(name)
                oids[place] = oid
                found.append((oid, value))
        return found

    def _after(self, name: Oid) -> tuple[Oid, Value | None]:
        if self.faults.endless:
            last = name[-1] + 1 if len(name) > 10 else 1
            return (name[:-1] if len(name) > 10 else name) + (last,), last
        place = bisect_right(self.oids, name)
        if self.faults.circle_after and place >= self.faults.circle_after:
            place = 0
        if place == len(self.oids):
            return name, None
        return self.oids[place], self.values[self.oids[place]]


def _bind(oid: Oid, value: Value | None, nothing: bytes) -> bytes:
    return tlv(0x30, tlv(6, oid_octets(oid)) + nothing) if value is None else bind_of(oid, value)


def _message(
    version: bytes, community: bytes, number: bytes, status: int, index: int, binds: list[bytes]
) -> bytes:
    ended = tlv(2, bytes((status,))) + tlv(2, bytes((index,)))
    pdu = tlv(0xA2, tlv(2, number) + ended + tlv(0x30, b"".join(binds)))
    return tlv(0x30, tlv(2, version) + tlv(4, community) + pdu)


@asynccontextmanager
async def serving(agent: FaultyAgent) -> AsyncGenerator[int, None]:
    """Serve on a free loopback port."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: agent, local_addr=("127.0.0.1", 0))
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()
