"""A UDP socket for one lease: the scope asked before each datagram, each counted, bounded reads."""

from __future__ import annotations

import asyncio
import socket

from audit.net.adapters import own_address
from audit.net.errors import AttemptError, failed
from audit.net.permit import Permit
from audit.records import Status

LARGEST_DATAGRAM = 65_535


class Datagram:
    """A connected UDP socket: only what the device itself sends comes in, and a port that the
    device says is closed is seen.
    """

    def __init__(self, lease: Permit, family: socket.AddressFamily, own_port: int = 0) -> None:
        self._lease = lease
        self._received = 0
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        if own_port:
            self._take(own_port)
        self._socket.connect((lease.target.address, lease.port))

    def _take(self, own_port: int) -> None:
        try:
            self._socket.bind((own_address(self._lease.target.address), own_port))
        except OSError as error:
            self._socket.close()
            why = f"UDP port {own_port} of this computer, which the answer goes to, is taken"
            raise AttemptError(Status.PROTOCOL_ERROR, f"{why}: {error.strerror}") from None

    @property
    def own_address(self) -> str:
        """The address that the device sees us at."""
        return str(self._socket.getsockname()[0])

    async def send(self, data: bytes) -> None:
        """Send one datagram.

        Raises
        ------
        OutOfScopeError, StoppedError
            Nothing was sent.
        AttemptError
            `refused` when the device has said that the port is closed.
        """
        await self._lease.ready(1)
        self._lease.check()
        try:
            self._socket.send(data)
        except OSError as error:
            raise _failed(error) from None
        self._lease.count(1, len(data))

    async def receive(self) -> bytes:
        """Return the next datagram of the device; one read timeout at most is waited.

        Raises
        ------
        AttemptError
            `refused`, `timeout`, or `protocol-error` after more than max_bytes.
        """
        limits = self._lease.limits
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(limits.read_timeout_s):
                data = await loop.sock_recv(self._socket, LARGEST_DATAGRAM)
        except TimeoutError:
            raise AttemptError(Status.TIMEOUT, "no answer in time") from None
        except OSError as error:
            self._lease.spoke()
            raise _failed(error) from None
        self._lease.spoke()
        self._received += len(data)
        if self._received > limits.max_bytes:
            raise AttemptError(Status.PROTOCOL_ERROR, "the device sent more than max_bytes")
        return data

    def close(self) -> None:
        """Give the socket back; nothing is sent."""
        self._socket.close()


def _failed(error: OSError) -> AttemptError:
    """Windows tells of a closed UDP port as of a reset connection."""
    return failed(ConnectionRefusedError() if isinstance(error, ConnectionResetError) else error)
