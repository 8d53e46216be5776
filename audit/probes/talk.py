"""A conversation on a lease: whole messages instead of octets, one deadline for all of them.

What goes wrong ends in an `AttemptError` at the question that met it, so that a probe can keep
what earlier answers said.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from audit.net.target import Target
from audit.records import Status
from audit.wire.octets import WireError

if TYPE_CHECKING:
    from audit.net.dialer import Channel, Dialer

M = TypeVar("M")

Cut = Callable[[bytes], "tuple[M, bytes] | None"]
"""What was received → the first message and the rest; None: more must come; raises WireError."""
TCP_FRAME = 52
"""IPv4 and TCP headers with timestamps; a SYN has eight octets more."""
UDP_FRAME = 28


@dataclass(frozen=True, slots=True)
class Cost:
    """What an exchange sends at most, for the dry run and the pace."""

    packets: int
    bytes: int

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.packets + other.packets, self.bytes + other.bytes)


def tcp_cost(*requests: int) -> Cost:
    """Return the cost of one connection with requests of these sizes: SYN, ACK, FIN, last ACK, and
    for each request itself and the acknowledgement of its answer.
    """
    packets = 4 + 2 * len(requests)
    return Cost(packets, packets * TCP_FRAME + 8 + sum(requests))


def udp_cost(*requests: int) -> Cost:
    """Return the cost of datagrams of these sizes."""
    return Cost(len(requests), len(requests) * UDP_FRAME + sum(requests))


class Talk:
    """Requests and replies on one TCP connection."""

    def __init__(self, channel: Channel, wait_s: float, protocol: str) -> None:
        self._channel = channel
        self._protocol = protocol
        self._received = b""
        self._end = asyncio.get_running_loop().time() + wait_s

    async def ask(
        self, request: bytes, cut: Cut[bytes], read: Callable[[bytes], M], wait_s: float = 0.0
    ) -> M:
        """Send a request and return what `read` makes of the next message.

        `wait_s` ends the wait before the conversation's own deadline does.

        Raises
        ------
        AttemptError
            With a status: timeout, closed, protocol-error.
        """
        await self.say(request)
        return await self.hear(cut, read, wait_s)

    async def hear(self, cut: Cut[bytes], read: Callable[[bytes], M], wait_s: float = 0.0) -> M:
        """Return what `read` makes of the next message; raises as `ask` does."""
        with self.sense():
            return read(await self._next(cut, wait_s))

    async def say(self, request: bytes) -> None:
        """Send what nobody answers. The time that the pace takes for it is not the device's."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        await self._channel.send(request)
        self._end += loop.time() - began

    @contextmanager
    def sense(self) -> Generator[None]:
        """Turn a WireError into the attempt's end: another protocol."""
        from audit.net.dialer import AttemptError

        try:
            yield
        except WireError as error:
            text = f"not {self._protocol}: {error}"
            raise AttemptError(Status.PROTOCOL_ERROR, text) from None

    @property
    def own_place(self) -> tuple[str, int]:
        """The address and port that the device sees us at."""
        return self._channel.own_place

    @property
    def in_the_middle(self) -> bool:
        """Whether part of a message has come: somebody is speaking."""
        return bool(self._received)

    async def _next(self, cut: Cut[bytes], wait_s: float) -> bytes:
        from audit.net.dialer import AttemptError

        loop = asyncio.get_running_loop()
        end = min(self._end, loop.time() + wait_s) if wait_s else self._end
        while (found := cut(self._received)) is None:
            try:
                async with asyncio.timeout_at(end):
                    data = await self._channel.receive()
            except TimeoutError:
                raise AttemptError(Status.TIMEOUT, "no whole answer in time") from None
            if not data:
                raise AttemptError(Status.CLOSED, "closed before the end of an answer")
            self._received += data
        message, self._received = found
        return message


@asynccontextmanager
async def conversation(
    dialer: Dialer, target: Target, port: int, probe: str, cost: Cost, protocol: str
) -> AsyncGenerator[Talk]:
    """Connect once for one conversation; `protocol` is the name errors call it by."""
    async with dialer.lease(target, port, "tcp", probe, packets=cost.packets) as lease:
        yield Talk(await lease.open_channel(), lease.limits.read_timeout_s, protocol)
