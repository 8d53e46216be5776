"""A lease's UDP socket: datagrams out, the scope asked before each, datagrams in."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING

from audit.probes.snmp.wire import LARGEST

if TYPE_CHECKING:
    from audit.net.dialer import Lease


class Datagrams:
    """A connected socket: only what the device itself sends comes in, and a closed port is seen."""

    def __init__(self, lease: Lease) -> None:
        address = ip_address(lease.target.address)
        family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
        self._lease = lease
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.connect((lease.target.address, lease.port))

    async def send(self, data: bytes) -> None:
        """Ask the scope, count, send.

        Raises
        ------
        OutOfScopeError, StoppedError
            Nothing was sent.
        AttemptError
            The system did not take it, or the port is closed.
        """
        from audit.net.dialer import failed

        self._lease.check()
        self._lease.count(1, len(data))
        try:
            self._socket.send(data)
        except OSError as error:
            raise failed(error) from None

    async def receive(self) -> bytes:
        """Return the next datagram that comes.

        Raises
        ------
        AttemptError
            `refused` when the port is closed.
        """
        from audit.net.dialer import failed

        try:
            return await asyncio.get_running_loop().sock_recv(self._socket, LARGEST)
        except OSError as error:
            raise failed(error) from None

    def close(self) -> None:
        """Let the socket go."""
        self._socket.close()
