"""One switch being asked: requests of walks and lists in, their answers kept, within all limits.

One request is in flight at a time. Every datagram asks the lease first; after a slice of datagrams
a new lease is taken, so that a long walk keeps the pace that the scope sets, and others get a turn.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.probes.snmp.client import NO_SUCH_NAME, TOO_BIG, Answer, Client
from audit.probes.snmp.manners import Manners
from audit.probes.snmp.size import Size
from audit.probes.snmp.walk import MAX_ROWS, Fetch, Request, Walk
from audit.probes.snmp.wire import Ask
from audit.records import Status
from audit.switches.mibs import Oid
from audit.switches.rows import Rows, Value

if TYPE_CHECKING:
    from audit.net.dialer import Dialer, Lease

SLICE = 20
"""Datagrams charged to the pace at a time."""
DATAGRAMS_EACH = 3
"""What one request may take: SNMPv3 learns the agent's engine and clock first."""
DEADLINE_S = 180.0
"""Time with one switch, without waiting for our turn; what was read by then is kept as partial."""
GENTLE_OBJECTS = 20
"""Objects a request, where the scope asks for a gentle pace."""


@dataclass(slots=True)
class Asked:
    """What a session has cost so far."""

    requests: int = 0
    objects: int = 0
    """Variable bindings in the answers."""
    octets: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Gathered:
    """What has been read of one switch."""

    values: dict[Oid, Value] = field(default_factory=dict[Oid, Value])
    gaps: dict[Oid, str] = field(default_factory=dict[Oid, str])
    contexts: dict[int, Rows] = field(default_factory=dict[int, Rows])


class Session:
    """Owns the turns of one switch. Use as an async context; `client` may be changed in between."""

    def __init__(self, dialer: Dialer, target: Target, port: int, client: Client) -> None:
        limits = dialer.limits
        rate = getattr(limits, "gentle_requests_per_second", None)
        self.client = client
        self.found = Gathered()
        self.asked = Asked()
        self.size = Size(most=GENTLE_OBJECTS) if rate else Size()
        self.over = ""
        """Why nothing more is asked of this switch; empty while it goes on."""
        self._manners = Manners(limits.read_timeout_s, rate)
        self._limits = limits
        self._dialer, self._target, self._port = dialer, target, port
        self._turn = AsyncExitStack()
        self._lease: Lease | None = None

    async def __aenter__(self) -> Session:
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        await self.rest(error)

    async def rest(self, error: BaseException | None = None) -> None:
        """Give the turn back, so that waiting holds nobody up."""
        if self._lease is None:
            return
        self._lease = None
        await self.client.close()
        turn, self._turn = self._turn, AsyncExitStack()
        await turn.__aexit__(type(error) if error else None, error, None)

    async def use(self, client: Client) -> None:
        """Ask by another client from now on."""
        await self.rest()
        self.client = client

    def walk(self) -> Walk:
        """Return a new walk in the common context."""
        return Walk(self.found.values, self.found.gaps, self.size, MAX_ROWS)

    async def run(self, work: Walk | Fetch, vlan: int = 0) -> None:
        """Ask until nothing of it is left, or a limit is met: then its rest is a gap."""
        self._manners.new_table()
        self.size.new_table()
        while True:
            self._look_at_limits()
            if self.over:
                work.give_up(self.over)
                return
            request = work.next()
            if request is None:
                return
            answer = await self.ask(request, vlan)
            _give(work, request, answer)

    def _look_at_limits(self) -> None:
        if self.asked.octets > self._limits.max_bytes:
            self.over = "the switch sent more than max_bytes"
        elif self.asked.seconds > DEADLINE_S:
            self.over = f"not read within {DEADLINE_S:.0f} s"

    async def ask(self, request: Request, vlan: int = 0) -> Answer:
        """Make one request."""
        lease = await self._turn_now()
        loop = asyncio.get_running_loop()
        if pause_s := self._manners.pause_s(loop.time()):
            await asyncio.sleep(pause_s)
        begin = loop.time()
        self._manners.begin(begin)
        answer = await self.client.ask(request, vlan, self._manners.wait_s(self.size.silence))
        took_s = loop.time() - begin
        lease.outcome(answer.status)
        self.asked.requests += 1
        self.asked.objects += len(answer.objects)
        self.asked.octets += answer.octets
        self.asked.seconds += took_s + pause_s
        if answer.octets and self._manners.answered(took_s, len(answer.objects), late=answer.late):
            self.size.slow_down()
        return answer

    async def _turn_now(self) -> Lease:
        """Return the lease of the current slice; a new one when it is used up."""
        each = DATAGRAMS_EACH if self.client.version == "snmpv3" else 1
        if self._lease is not None and self.client.sent + each > SLICE:
            await self.rest()
        if self._lease is None:
            lease = await self._turn.enter_async_context(
                self._dialer.lease(self._target, self._port, "udp", "snmp", packets=SLICE)
            )
            self._lease = lease
            await self.client.open(lease)
        return self._lease


def _give(work: Walk | Fetch, request: Request, answer: Answer) -> None:
    """Tell the work how its request ended."""
    if answer.status is Status.OK:
        work.take(request, answer.objects, answer.octets)
    elif answer.error_status == TOO_BIG:
        work.too_big(request)
    elif answer.error_status == NO_SUCH_NAME:
        work.nothing_more(request, answer.error_index)
    elif answer.error_status or answer.status is Status.AUTH_FAILED:
        work.refuse(request, answer.error, answer.error_index)
    else:
        work.unanswered(request)


def get(*oids: Oid) -> Request:
    """Return a GET of these objects."""
    return Request(Ask.GET, oids)
