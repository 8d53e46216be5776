"""A TCP connection as a probe sees it: it sends as the pace allows, its reads are bounded."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable
from typing import TypeVar

from audit.net.errors import AttemptError, failed
from audit.net.permit import Permit
from audit.records import Status

LARGEST_READ = 65536
T = TypeVar("T")


class Channel:
    """A connected TCP socket with bounded reads."""

    def __init__(self, lease: Permit, connection: socket.socket) -> None:
        self._lease = lease
        self._socket = connection
        self._limits = lease.limits
        self._received = 0

    @property
    def own_place(self) -> tuple[str, int]:
        """The address and port that the device sees us at."""
        address, port, *_ = self._socket.getsockname()
        return str(address), int(port)

    async def send(self, data: bytes) -> None:
        """Send all of it, as soon as the pace lets it go."""
        await self._lease.ready_to_ask(len(data))
        self._lease.check()
        loop = asyncio.get_running_loop()
        await self._guard(loop.sock_sendall(self._socket, data))
        self._lease.count_payload(len(data))

    async def receive(self, most: int = LARGEST_READ) -> bytes:
        """Return what comes next, at most `most` bytes; b'' when the other side has closed."""
        return await self._guard(self._receive(most))

    async def receive_exactly(self, count: int) -> bytes:
        """Return exactly so many bytes; one read timeout holds for all of them, so that a device
        cannot hold us by sending one byte at a time.

        Raises
        ------
        AttemptError
            `closed` when the other side ends first, `timeout` when it is slower than the limit.
        """
        return await self._guard(self._receive_exactly(count))

    async def _receive(self, most: int) -> bytes:
        room = self._limits.max_bytes - self._received
        if room <= 0:
            raise AttemptError(Status.PROTOCOL_ERROR, "the device sent more than max_bytes")
        data = await asyncio.get_running_loop().sock_recv(self._socket, min(most, room))
        self._received += len(data)
        self._lease.heard()
        self._lease.settle()
        return data

    async def _receive_exactly(self, count: int) -> bytes:
        parts: list[bytes] = []
        missing = count
        while missing:
            data = await self._receive(missing)
            if not data:
                raise AttemptError(Status.CLOSED, f"closed {missing} bytes before the end")
            parts.append(data)
            missing -= len(data)
        return b"".join(parts)

    async def _guard(self, operation: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self._limits.read_timeout_s):
                return await operation
        except TimeoutError:
            raise AttemptError(Status.TIMEOUT, "no answer in time") from None
        except OSError as error:
            raise failed(error) from None
