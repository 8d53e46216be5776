"""The right to speak with one device for one exchange, and how its connection is made and ended."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from ipaddress import ip_address

from audit.net.channel import LARGEST_READ, Channel
from audit.net.counting import NOTHING, Sent, datagrams, sent_on
from audit.net.datagram import Datagram
from audit.net.errors import AttemptError, failed
from audit.net.ethernet import Link
from audit.net.keeper import KEEPER
from audit.net.pace import ENDING, HELD, Turn
from audit.net.sweeping import Checks
from audit.net.target import Target
from audit.records import Status

END_WAIT_S = 1.5
"""How long FIN may wait for its room at most; by the rules of the pace it is there after a second.
"""
CLOSE_WAIT_S, OWING_S = 0.4, 1.0
"""How long a device may take to answer our FIN before the socket is given back; the longer one
where it still owes an answer: one that came later would meet a reset.
"""
ONE_SYN_S = 0.9
"""RFC 6298 section 2: a SYN without an answer is repeated after one second. Ending before keeps
`retries = 0` true.
"""
FIRST_STEP = 2
"""SYN, and the acknowledgement that the system sends at once."""
ARP_EACH = 1
SEGMENT = 1400
STEPWISE_FROM = 50.0
"""Packets a second from which on no step waits noticeably for the next."""
SYN_LEFT_S = 0.01
FAR_S = 0.15
"""Who has not answered a SYN by now may not do it at all: only the room for one packet is kept."""


class Lease:
    """The right to speak with one device for one exchange. Made by the dialer only."""

    def __init__(
        self, dialer: Checks, target: Target, port: int, transport: str, probe: str,
        packets: int, turn: Turn,
    ) -> None:  # fmt: skip
        self._announced = packets
        self._turn = turn
        self.target = target
        self.port = port
        self.transport = transport
        self.probe = probe
        self.limits = dialer.limits
        self._dialer = dialer
        self._family = _family(target.address)
        self._socket: socket.socket | None = None
        self._kept = 0
        self._datagram: Datagram | None = None
        self._link: Link | None = None
        self._payload = 0
        self._sent = NOTHING
        self._besides = 0
        self._on_link = False
        self._answered = False
        """Whether the device's last words have an acknowledgement that it has not spoken since."""
        self.result: Status | None = None

    def check(self) -> None:
        """Ask the scope again; call it before every datagram.

        Raises
        ------
        OutOfScopeError, StoppedError
        """
        self._dialer.check(self.target, self.probe)

    async def ready(self, packets: int) -> None:
        """Wait until so many packets may leave by the pace."""
        await self._turn.ready(packets)

    async def ready_to_ask(self, size: int) -> None:
        """Wait until a request of so many bytes may leave on the connection, with what its answer
        will cost. At a slow pace all that the exchange announced is paid at once: nobody is kept
        waiting in the middle.
        """
        self.settle()
        needed = -(-size // SEGMENT) + 1 + HELD
        if self.limits.packets_per_second < STEPWISE_FROM:
            needed = max(needed, self._announced - self.settle())
        await self._turn.ready(needed)

    def settle(self) -> int:
        """Tell the pace what has left by now, and return it."""
        return self._tell(self._socket)

    def _tell(self, connection: socket.socket | None) -> int:
        live = sent_on(connection, self._payload).packets if connection else 0
        total = self._sent.packets + live
        self._turn.sent(total + self._besides)
        return total

    def on_link(self, *, first: bool) -> None:
        """Say that the device stands in a segment of this computer. Before the first packet to it
        the system asks for its hardware address, which the pace has to know.
        """
        self._on_link = True
        self._besides = ARP_EACH if first else 0

    def spoke(self, *, went_on: bool = False) -> None:
        """Say that the device has just sent something; `went_on`: the first thing after we have
        acknowledged something new, from which its system knows that we are there.
        """
        if self._on_link:
            self._turn.spoke(self.target.address, went_on=went_on)

    def heard(self) -> None:
        """Say that data has come on the connection, which our system acknowledges."""
        self._answered = True

    def _said(self) -> None:
        """Something leaves on the connection, and the device's system acknowledges it at once."""
        if self._answered:
            self._answered = False
            self.spoke(went_on=True)

    def count(self, packets: int, size: int) -> None:
        """Add datagrams that were sent; `size` is their payload in bytes."""
        self.count_frames(datagrams(packets, size, self._family))

    def count_frames(self, sent: Sent) -> None:
        """Add raw frames that were sent."""
        self._sent += sent
        self.settle()

    def count_payload(self, size: int) -> None:
        """Add payload bytes that were sent on the connection; used where the system does not count
        itself.
        """
        self._payload += size
        self.settle()
        self._said()

    def outcome(self, status: Status) -> None:
        """Say how the exchange ended; without it `ok`, or what the error says."""
        self.result = status

    async def open_channel(self) -> Channel:
        """Connect and return the bounded channel."""
        return Channel(self, await self._connect())

    async def open_datagram(self, own_port: int = 0) -> Datagram:
        """Return a UDP socket that speaks with this device only; the lease closes it.

        `own_port`: where the protocol answers to one port only.
        """
        self.check()
        if self._datagram is None:
            self._datagram = Datagram(self, self._family, own_port)
        return self._datagram

    async def open_link(self) -> Link:
        """Return a socket for raw frames on the device's segment; the lease's port is their
        EtherType.
        """
        self.check()
        if self._link is None:
            self._link = Link(self, self.port, self.target.address)
        return self._link

    async def open_socket(self, *, blocking: bool = False) -> socket.socket:
        """Connect and return a second handle on the socket for a library that wants to own one.

        The library may close its handle as it likes; the connection itself is ended by the dialer.
        """
        # The library will not ask again before it sends: all of it is paid for now.
        await self._turn.ready(self._announced)
        handle = (await self._connect()).dup()
        self._answered = False  # nobody sees what the library hears and says
        handle.setblocking(blocking)
        return handle

    async def _connect(self) -> socket.socket:
        await self._end_connection()
        await self._turn.ready(FIRST_STEP)
        self.check()
        connection = socket.socket(self._family, socket.SOCK_STREAM)
        connection.setblocking(False)
        self._socket = connection
        self._kept = KEEPER.hold(connection)
        loop = asyncio.get_running_loop()
        soon = loop.call_later(SYN_LEFT_S, self.settle)
        later = loop.call_later(FAR_S, self._turn.keep, 1)
        try:
            async with asyncio.timeout(min(self.limits.connect_timeout_s, ONE_SYN_S)):
                await loop.sock_connect(connection, (self.target.address, self.port))
        except TimeoutError:
            # A busy computer may see the answer and the end of the wait in one turn of the loop.
            if not _is_connected(connection):
                raise AttemptError(Status.TIMEOUT, "no answer to the connection") from None
        except OSError as error:
            ended = failed(error)
            if ended.status is Status.REFUSED:
                self.spoke()
            raise ended from None
        finally:
            soon.cancel()
            later.cancel()
        self.settle()
        self.spoke()
        self._answered = True
        await self._turn.ready(HELD)
        return connection

    async def close(self) -> Sent:
        """End the connection if there is one; return what was sent in the whole exchange."""
        for opened in (self._datagram, self._link):
            if opened:
                opened.close()
        await self._end_connection()
        return self._sent

    async def _end_connection(self) -> None:
        """Read what is waiting, send FIN, wait shortly for the other side's, count, let go."""
        connection, self._socket = self._socket, None
        if connection is None:
            return
        # A library's second handle shares the blocking mode with ours.
        connection.setblocking(False)
        # A connection that is not made or is gone has no end to send; asking for one would also
        # make Linux forget its counts.
        if _is_connected(connection):
            self._tell(connection)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(END_WAIT_S):
                    await self._turn.ready(ENDING)
            with contextlib.suppress(OSError):
                _read_waiting(connection)
                connection.shutdown(socket.SHUT_WR)
                self._tell(connection)
                self._said()
                owing = self.result is Status.TIMEOUT
                await _read_to_the_end(connection, OWING_S if owing else CLOSE_WAIT_S)
        self._sent += sent_on(connection, self._payload)
        self._payload = 0
        self.settle()
        with contextlib.suppress(OSError):
            # Sends nothing; it wakes a library's thread that still reads from its handle.
            connection.shutdown(socket.SHUT_RD)
        connection.close()
        KEEPER.let_go(self._kept)


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET


def _is_connected(connection: socket.socket) -> bool:
    try:
        connection.getpeername()
    except OSError:
        return False
    return True


def _read_waiting(connection: socket.socket) -> None:
    """Throw away what has come: unread bytes would turn our FIN into a RST."""
    with contextlib.suppress(BlockingIOError):
        for _ in range(64):
            if not connection.recv(LARGEST_READ):
                return


async def _read_to_the_end(connection: socket.socket, wait_s: float) -> None:
    """Throw away what still comes until the other side has ended too, or the wait is over."""
    loop = asyncio.get_running_loop()
    end = time.monotonic() + wait_s
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            while await loop.sock_recv(connection, LARGEST_READ) and time.monotonic() < end:
                # sock_recv does not give way while bytes are waiting: a flood would hold the loop.
                await asyncio.sleep(0)
