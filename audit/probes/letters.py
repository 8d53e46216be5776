"""A correspondence on a lease: datagrams out, the ones that answer them in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from audit.net.target import Target
from audit.probes.talk import Cost
from audit.records import Status
from audit.wire.octets import WireError

if TYPE_CHECKING:
    from audit.net.datagram import Datagram
    from audit.net.dialer import AttemptError, Dialer

M = TypeVar("M")

UDP_PART = 0.4
"""Of the read timeout, that a datagram's answer is waited for where TCP comes after it."""
MOST_STRAYS = 16
"""Datagrams that are passed over while an answer is waited for."""


class Letters:
    """Requests and replies by UDP, with one device."""

    def __init__(self, datagram: Datagram, wait_s: float, protocol: str) -> None:
        self._datagram = datagram
        self._protocol = protocol
        self._end = asyncio.get_running_loop().time() + wait_s

    @property
    def own_address(self) -> str:
        """The address that the device sees us at."""
        return self._datagram.own_address

    async def ask(self, request: bytes, read: Callable[[bytes], M | None], wait_s: float) -> M:
        """Send a datagram and return what `read` makes of the first one that it knows; None from
        `read` means that it is no answer to this.

        Raises
        ------
        AttemptError
            With a status: timeout, refused, protocol-error.
        """
        from audit.net.dialer import AttemptError

        loop = asyncio.get_running_loop()
        began = loop.time()
        await self._datagram.send(request)
        self._end += loop.time() - began  # the time that the pace takes is not the device's
        end = min(self._end, loop.time() + wait_s)
        for _ in range(MOST_STRAYS):
            try:
                async with asyncio.timeout_at(end):
                    data = await self._datagram.receive()
            except TimeoutError:
                raise AttemptError(Status.TIMEOUT, "no answer in time") from None
            try:
                answer = read(data)
            except WireError as error:
                text = f"not {self._protocol}: {error}"
                raise AttemptError(Status.PROTOCOL_ERROR, text) from None
            if answer is not None:
                return answer
        raise AttemptError(Status.PROTOCOL_ERROR, "many datagrams, and none is the answer")


@asynccontextmanager
async def correspondence(
    dialer: Dialer, target: Target, port: int, probe: str, cost: Cost, protocol: str,
    *, own_port: int = 0,
) -> AsyncGenerator[Letters]:  # fmt: skip
    """Open one UDP socket for one correspondence, on `own_port` where answers go only there."""
    async with dialer.lease(target, port, "udp", probe, packets=cost.packets) as lease:
        datagram = await lease.open_datagram(own_port)
        yield Letters(datagram, lease.limits.read_timeout_s, protocol)


def silent(error: AttemptError) -> bool:
    """Whether a datagram met nobody: silence, or a closed port. TCP may still be open."""
    return error.status in (Status.TIMEOUT, Status.REFUSED)
