"""The dialer: the one object that may reach for the plant.

Rules it keeps, whoever calls:
1. Nothing is sent to an address, class of device or at an hour that the scope does not allow. It
   looks when a lease is taken, again when a socket is connected, and before everything sent on it.
2. One connection per device at a time. Whoever comes second waits.
3. Every step is charged to the pace before its first packet: the handshake, the FIN that
   follows, each request with the acknowledgement of its answer, each datagram, each frame.
4. Every exchange is in the ledger, on the disk, before its first packet; what was sent is added
   when it ends.
5. A connection ends with FIN after everything waiting was read, also on an error, a timeout or
   Ctrl-C; when we are killed another process does it (`audit.net.keeper`). We reset nothing: only
   a device that goes on sending, or answers our FIN not at all, for longer than CLOSE_WAIT_S (one
   that owes an answer: OWING_S) can meet the reset that every system gives for a socket that is
   gone.
6. Reads are bounded in bytes and in time.
7. One try: a connection attempt ends before the system would repeat its SYN.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from audit.net.adapters import adapter_for, on_link
from audit.net.aside import Aside
from audit.net.channel import Channel as Channel
from audit.net.errors import AttemptError as AttemptError
from audit.net.errors import OutOfScopeError, StoppedError
from audit.net.lease import ARP_EACH, FIRST_STEP
from audit.net.lease import Lease as Lease
from audit.net.ledger import Ledger
from audit.net.pace import Pace, Room
from audit.net.rules import Limits, Sentinel
from audit.net.scope import SWEEP, Scope
from audit.net.sweeping import SegmentLease
from audit.net.target import Target
from audit.records import Status


class Dialer:
    """Owns scope, pace, timeouts, the one connection per device, and the ledger."""

    def __init__(
        self,
        scope: Scope | None,
        ledger: Ledger | None,
        *,
        vantage: str = "here",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.vantage = vantage
        self.limits = scope.limits if scope else Limits()
        self.sentinels: tuple[Sentinel, ...] = scope.sentinels if scope else ()
        self.stops_when_degraded = scope.stop_on.sentinel_degraded if scope else True
        self._scope = scope
        self._ledger = ledger
        self._now = now
        self._pace = Pace(self.limits.packets_per_second)
        self._devices: dict[IPv4Address | IPv6Address, asyncio.Lock] = {}
        self._stopped = ""
        self._begun: Counter[tuple[str, str]] = Counter()
        self._sessions: Counter[IPv4Address | IPv6Address] = Counter()
        self._placed: dict[IPv4Address | IPv6Address, bool] = {}
        self._aside: Aside | None = None

    def begun(self, target: Target, probe: str) -> int:
        """Return how many leases of this probe this target has had: 0, and nothing was sent."""
        return self._begun[target.key, probe]

    @property
    def stopped(self) -> str:
        """Why nothing more is sent; empty while the run goes on."""
        return self._stopped

    def stop(self, reason: str) -> None:
        """Send nothing more in this run."""
        self._stopped = self._stopped or reason

    def check(self, target: Target, probe: str) -> None:
        """Raise unless this packet may be sent now."""
        if self._stopped:
            raise StoppedError(self._stopped)
        if self._scope is None:
            raise OutOfScopeError("there is no scope: nothing is sent")
        if self._ledger is None:
            raise OutOfScopeError("there is no ledger: nothing is sent")
        decision = self._scope.decide(target, probe, self._now())
        if not decision.allowed:
            raise OutOfScopeError(f"{target.key} at {target.address}: {decision.reason}")

    @asynccontextmanager
    async def overhearing(self) -> AsyncGenerator[None, None]:
        """While the `with` lasts let the pace know of what this computer's system sends by itself,
        where that can be heard; may be nested.
        """
        if self._aside is not None:
            yield
            return
        self._aside = Aside(self._pace.answered)
        try:
            yield
        finally:
            self._aside.close()
            self._aside = None
            self._pace.overheard(begins=False)

    def _overhear(self, address: str) -> None:
        adapter = adapter_for(address) if self._aside else None
        if self._aside and adapter and adapter.name != "lo":
            self._pace.overheard(begins=self._aside.listen(adapter.name))

    @asynccontextmanager
    async def lease(
        self,
        target: Target,
        port: int,
        transport: str,
        probe: str,
        *,
        packets: int,
    ) -> AsyncGenerator[Lease, None]:
        """Take the device for one exchange; whatever happens inside, it ends closed and in the
        ledger.
        """
        self.check(target, probe)
        device = self._devices.setdefault(ip_address(target.address), asyncio.Lock())
        first = min(packets, FIRST_STEP if transport == "tcp" else 1)
        near, new = self._on_link(target)
        first += ARP_EACH * (near and new)
        async with device, self._pace.turn(first, self._rooms(target)) as turn:
            self.check(target, probe)
            if transport == "tcp":
                self._new_session(target, port)
            assert self._ledger is not None  # check() has seen to it
            number = self._ledger.open(self.vantage, target.address, port, transport, probe)
            self._begun[target.key, probe] += 1
            lease = Lease(self, target, port, transport, probe, packets, turn)
            if near:
                lease.on_link(first=new)
            try:
                await self._ledger.on_disk()
                yield lease
            except BaseException as error:
                if lease.result in (None, Status.OK):
                    lease.outcome(_status_of(error))
                raise
            finally:
                await self._end(number, lease)

    def _new_session(self, target: Target, port: int) -> None:
        if any((s.address, s.port) == (target.address, port) for s in self.sentinels):
            return  # agreed one by one, and a long run looks at them often
        address = ip_address(target.address)
        if self._sessions[address] >= self.limits.sessions_per_device:
            raise OutOfScopeError(
                f"{target.address} has had the {self.limits.sessions_per_device} connections that "
                "limits.sessions_per_device allows in one run"
            )
        self._sessions[address] += 1

    def _on_link(self, target: Target) -> tuple[bool, bool]:
        """Return whether the device stands in a segment of this computer, and whether this is the
        first contact with it.
        """
        address = ip_address(target.address)
        first = address not in self._placed
        if first:
            self._placed[address] = on_link(target.address)
            if self._placed[address]:
                self._overhear(target.address)
        return self._placed[address], first

    @asynccontextmanager
    async def lease_segment(
        self, network: str, transport: str, *, ethertype: int = 0, probe: str = SWEEP
    ) -> AsyncGenerator[SegmentLease, None]:
        """Take the right to ask the addresses of a network who is there; the scope is asked for
        each of them.

        `transport`: ethernet (`ethertype` says which frames) or icmp. One line of the ledger, with
        what was sent in all.
        """
        if self._ledger is None:
            raise OutOfScopeError("there is no ledger: nothing is sent")
        if self._stopped:
            raise StoppedError(self._stopped)
        self._overhear(network.partition("/")[0])
        async with self._pace.turn(1, self._segment_rooms(network)) as turn:
            number = self._ledger.open(self.vantage, network, ethertype, transport, probe)
            lease = SegmentLease(self, probe, turn)
            status = Status.OK
            try:
                await self._ledger.on_disk()
                yield lease
            except BaseException as error:
                status = _status_of(error)
                raise
            finally:
                sent = lease.close()
                outcome = str(lease.result or status)
                self._ledger.close(number, sent.packets, sent.bytes, outcome, exact=sent.exact)

    def _segment_rooms(self, address: str) -> tuple[Room, ...]:
        """Return the rooms of the networks with a ceiling of their own that this one lies in."""
        scope = self._scope
        inside = ip_network(address)
        rooms: list[Room] = []
        for rule in scope.allow if scope else ():
            rate, network = rule.packets_per_second, rule.network
            first = inside.network_address
            if rate is not None and first in network:
                rooms.append(self._pace.room(rule.net, rate))
        return tuple(rooms)

    def _rooms(self, target: Target) -> tuple[Room, ...]:
        rate = self.limits.packets_per_second_device
        own = () if rate is None else (self._pace.room(target.address, rate),)
        return (*own, *self._segment_rooms(target.address))

    async def _end(self, number: int, lease: Lease) -> None:
        """Close and write; a second Ctrl-C meanwhile does not tear the connection."""
        closing = asyncio.ensure_future(lease.close())
        cancelled = False
        while not closing.done():
            try:
                await asyncio.wait({closing})
            except asyncio.CancelledError:
                cancelled = True
        sent = closing.result()
        assert self._ledger is not None
        status = str(lease.result or Status.OK)
        self._ledger.close(number, sent.packets, sent.bytes, status, exact=sent.exact)
        if cancelled:
            raise asyncio.CancelledError


def _status_of(error: BaseException) -> Status:
    if isinstance(error, AttemptError):
        return error.status
    if isinstance(error, OutOfScopeError | StoppedError):
        return Status.OUT_OF_SCOPE
    if isinstance(error, TimeoutError):
        return Status.TIMEOUT
    if isinstance(error, asyncio.CancelledError | KeyboardInterrupt):
        return Status.CLOSED
    return Status.BUG
