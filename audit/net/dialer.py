"""The dialer: the one object that may reach for the plant.

Rules it keeps, whoever calls:
1. Nothing is sent to an address, class of device or at an hour that the scope does not allow. It
   looks when a lease is taken, again when a socket is connected, and before every datagram.
2. One connection per device at a time. Whoever comes second waits.
3. The whole exchange is charged to the pace before its first packet.
4. Every exchange is in the ledger, on the disk, before its first packet; what was sent is added
   when it ends.
5. A connection ends with FIN after everything waiting was read, also on an error, a timeout or
   Ctrl-C. Never with RST.
6. Reads are bounded in bytes and in time.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TypeVar

from audit.net.counting import HANDSHAKE_AND_CLOSE, sent_on
from audit.net.errors import NetError, OutOfScopeError, StoppedError
from audit.net.ledger import Ledger
from audit.net.pace import Pace
from audit.net.scope import Limits, Scope
from audit.net.target import Target
from audit.records import Status

CLOSE_WAIT_S = 0.4
"""How long a device may take to answer our FIN before the socket is given back."""
UDP_HEADERS = 28
"""IPv4 and UDP header, octets."""

T = TypeVar("T")


class AttemptError(NetError):
    """An attempt ended without an answer; `status` says how."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status


class Channel:
    """A connected TCP socket with bounded reads."""

    def __init__(self, connection: socket.socket, limits: Limits) -> None:
        self._socket = connection
        self._limits = limits
        self._received = 0
        self.sent_bytes = 0

    async def send(self, data: bytes) -> None:
        """Send all of it."""
        loop = asyncio.get_running_loop()
        await self._guard(loop.sock_sendall(self._socket, data))
        self.sent_bytes += len(data)

    async def receive(self, most: int = 65536) -> bytes:
        """Return what comes next, at most `most` bytes; b'' when the other side has closed."""
        room = self._limits.max_bytes - self._received
        if room <= 0:
            raise AttemptError(Status.PROTOCOL_ERROR, "the device sent more than max_bytes")
        loop = asyncio.get_running_loop()
        data = await self._guard(loop.sock_recv(self._socket, min(most, room)))
        self._received += len(data)
        return data

    async def receive_exactly(self, count: int) -> bytes:
        """Return exactly so many bytes.

        Raises
        ------
        AttemptError
            `closed` when the other side ends first, `timeout` when it is slower than the limit.
        """
        parts: list[bytes] = []
        missing = count
        while missing:
            data = await self.receive(missing)
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


class Lease:
    """The right to speak with one device for one exchange. Made by the dialer only."""

    def __init__(
        self, dialer: Dialer, target: Target, port: int, transport: str, probe: str
    ) -> None:
        self.target = target
        self.port = port
        self.transport = transport
        self.probe = probe
        self.limits = dialer.limits
        self._dialer = dialer
        self._socket: socket.socket | None = None
        self._channel: Channel | None = None
        self._payload = 0
        self._packets = 0
        self._bytes = 0
        self.result: Status | None = None

    def check(self) -> None:
        """Ask the scope again; call it before every datagram.

        Raises
        ------
        OutOfScopeError, StoppedError
        """
        self._dialer.check(self.target, self.probe)

    def count(self, packets: int, size: int) -> None:
        """Add datagrams that were sent; `size` is their payload in bytes."""
        self._packets += packets
        self._bytes += size + packets * UDP_HEADERS

    def count_payload(self, size: int) -> None:
        """Add payload bytes that a library sent on the socket it was given."""
        self._payload += size

    def outcome(self, status: Status) -> None:
        """Say how the exchange ended; without it `ok`, or what the error says."""
        self.result = status

    async def open_channel(self) -> Channel:
        """Connect and return the bounded channel."""
        self._channel = Channel(await self._connect(), self.limits)
        return self._channel

    async def open_socket(self, *, blocking: bool = False) -> socket.socket:
        """Connect and return a second handle on the socket for a library that wants to own one.

        The library may close its handle as it likes; the connection itself is ended by the dialer.
        """
        handle = (await self._connect()).dup()
        handle.setblocking(blocking)
        return handle

    async def _connect(self) -> socket.socket:
        self.check()
        family = socket.AF_INET6 if ip_address(self.target.address).version == 6 else socket.AF_INET
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.setblocking(False)
        self._socket = connection
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.limits.connect_timeout_s):
                await loop.sock_connect(connection, (self.target.address, self.port))
        except TimeoutError:
            raise AttemptError(Status.TIMEOUT, "no answer to the connection") from None
        except OSError as error:
            raise failed(error) from None
        return connection

    def sent(self) -> tuple[int, int, bool]:
        """Return (packets, bytes, exact) sent so far, with the closing packets of a connection."""
        if self._socket is None:
            return self._packets, self._bytes, True
        payload = self._payload + (self._channel.sent_bytes if self._channel else 0)
        sent = sent_on(self._socket, payload)
        return self._packets + sent.packets, self._bytes + sent.bytes, sent.exact

    async def close(self) -> tuple[int, int, bool]:
        """Read what is waiting, send FIN, wait shortly for the other side's; return what was sent.
        """
        connection = self._socket
        if connection is None:
            return self.sent()
        with contextlib.suppress(OSError):
            await _drain(connection, until_end=False)
            connection.shutdown(socket.SHUT_WR)
            await _drain(connection, until_end=True)
        counted = self.sent()
        connection.close()
        self._socket = None
        return counted


async def _drain(connection: socket.socket, *, until_end: bool) -> None:
    """Read and throw away: unread bytes would turn our FIN into a RST."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_WAIT_S if until_end else 0.005):
            for _ in range(64):
                if not await loop.sock_recv(connection, 65536):
                    return


def failed(error: OSError) -> AttemptError:
    """Return the attempt's end that an error of the operating system means."""
    if isinstance(error, ConnectionRefusedError):
        return AttemptError(Status.REFUSED, "refused: a host is there, the port is closed")
    if isinstance(error, ConnectionError):
        return AttemptError(Status.CLOSED, "the device closed the connection")
    if error.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL):
        return AttemptError(Status.TIMEOUT, f"no route: {error.strerror}")
    return AttemptError(Status.TIMEOUT, f"{error.strerror or error}")


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
        self._scope = scope
        self._ledger = ledger
        self._now = now
        self._pace = Pace(self.limits.packets_per_second)
        self._devices: dict[str, asyncio.Lock] = {}
        self._stopped = ""

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
        device = self._devices.setdefault(target.address, asyncio.Lock())
        async with device:
            await self._pace.charge(packets)
            self.check(target, probe)
            assert self._ledger is not None  # check() has seen to it
            number = self._ledger.open(self.vantage, target.address, port, transport, probe)
            lease = Lease(self, target, port, transport, probe)
            try:
                yield lease
            except BaseException as error:
                if lease.result is None:
                    lease.outcome(_status_of(error))
                raise
            finally:
                await self._end(number, lease)

    async def _end(self, number: int, lease: Lease) -> None:
        """Close and write, even when the task was cancelled meanwhile."""
        try:
            sent, size, exact = await asyncio.shield(lease.close())
        except asyncio.CancelledError:
            sent, size, exact = await lease.close()
        assert self._ledger is not None
        self._ledger.close(number, sent, size, str(lease.result or Status.OK), exact=exact)

    @asynccontextmanager
    async def tcp(
        self, target: Target, port: int, probe: str, *, packets: int
    ) -> AsyncGenerator[Channel, None]:
        """Connect to a port for one exchange."""
        async with self.lease(
            target, port, "tcp", probe, packets=packets + HANDSHAKE_AND_CLOSE,
        ) as lease:  # fmt: skip
            yield await lease.open_channel()


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
