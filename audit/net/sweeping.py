"""The right to ask a whole segment who is there: one paid, counted, recorded exchange, in which the
scope is asked for every single address.
"""

from __future__ import annotations

from typing import Protocol

from audit.net.counting import NOTHING, Sent
from audit.net.ethernet import Link
from audit.net.pace import Turn
from audit.net.rules import Limits
from audit.net.target import Target
from audit.records import Status


class Checks(Protocol):
    """The part of the dialer that a sweep uses."""

    @property
    def limits(self) -> Limits:
        """How gently."""
        ...

    def check(self, target: Target, probe: str) -> None:
        """Raise unless this packet may be sent now."""
        ...


class SegmentLease:
    """Made by the dialer only. `ask(address)` says whom the next packet is for."""

    def __init__(self, dialer: Checks, probe: str, turn: Turn) -> None:
        self.limits = dialer.limits
        self.result: Status | None = None
        self._dialer = dialer
        self._probe = probe
        self._turn = turn
        self._sent = NOTHING
        self._link: Link | None = None
        self._asked: Target | None = None

    def ask(self, target: Target) -> None:
        """Say whom the next packet asks.

        Raises
        ------
        OutOfScopeError, StoppedError
            Nobody may ask this address.
        """
        self._dialer.check(target, self._probe)
        self._asked = target

    def check(self) -> None:
        """Ask the scope again for the address that is being asked."""
        assert self._asked is not None, "ask() comes first"
        self._dialer.check(self._asked, self._probe)

    async def ready(self, packets: int) -> None:
        """Wait until so many packets may leave by the pace."""
        await self._turn.ready(packets)

    def count_frames(self, sent: Sent) -> None:
        """Add what was sent."""
        self._sent += sent
        self._turn.sent(self._sent.packets)

    def open_link(self, ethertype: int, address: str, *, udp_port: int = 0) -> Link:
        """Return a socket for raw frames on the segment of this address."""
        if self._link is None:
            self._link = Link(self, ethertype, address, udp_port=udp_port)
        return self._link

    def close(self) -> Sent:
        """Give the socket back; return what was sent."""
        if self._link is not None:
            self._link.close()
        return self._sent
