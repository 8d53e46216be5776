"""Raw frames of one EtherType on a segment: Linux, with the right to raw sockets. Elsewhere an
error says so, and nothing is sent.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from array import array

from audit.net.adapters import Adapter, adapter_for
from audit.net.counting import Sent
from audit.net.errors import AttemptError, failed
from audit.net.permit import FramePermit
from audit.records import Status

HEADER = 14
"""Octets before the payload: destination, source, EtherType."""
LARGEST_FRAME = 2048
ARP, PROFINET, IPV4 = 0x0806, 0x8892, 0x0800
ETHERTYPES = (ARP, PROFINET, IPV4)
"""The only ones that are ever sent; IPv4 only for the question who hands out addresses."""
_ATTACH_FILTER = 26
"""SO_ATTACH_FILTER (socket.h)."""


class Link:
    """A socket that sends and hears frames of one EtherType; the lease closes it.

    `address` is one of the segment's: it tells the adapter. `udp_port`: of IPv4 only datagrams to
    this port are heard.
    """

    def __init__(
        self, lease: FramePermit, ethertype: int, address: str, *, udp_port: int = 0
    ) -> None:
        if ethertype not in ETHERTYPES:
            raise AttemptError(Status.BUG, f"frames of type {ethertype:#06x} are never sent")
        self._lease = lease
        self._ethertype = ethertype
        self._received = 0
        self.adapter = _adapter(address)
        self.interface = self.adapter.name
        self._own = self.adapter.mac
        self._socket = _open(self.interface, ethertype, udp_port)

    async def send(self, destination: str, payload: bytes) -> None:
        """Send one frame to a MAC address, counted as it is on the wire.

        Raises
        ------
        OutOfScopeError, StoppedError
            Nothing was sent.
        AttemptError
            The system did not take it.
        """
        await self._lease.ready(1)
        self._lease.check()
        to = bytes.fromhex(destination.replace(":", ""))
        frame = to + self._own + self._ethertype.to_bytes(2, "big") + payload
        try:
            self._socket.send(frame)
        except OSError as error:
            raise failed(error) from None
        self._lease.count_frames(Sent(1, len(frame), exact=True))

    async def receive(self) -> tuple[str, bytes]:
        """Return source and payload of the next frame that is not our own.

        Raises
        ------
        AttemptError
            `protocol-error` after more than max_bytes.
        """
        loop = asyncio.get_running_loop()
        while True:
            try:
                frame = await loop.sock_recv(self._socket, LARGEST_FRAME)
            except OSError as error:
                raise failed(error) from None
            self._received += len(frame)
            if self._received > self._lease.limits.max_bytes:
                raise AttemptError(Status.PROTOCOL_ERROR, "the segment sent more than max_bytes")
            if len(frame) > HEADER and frame[6:12] != self._own:
                return ":".join(f"{octet:02x}" for octet in frame[6:12]), frame[HEADER:]
            await asyncio.sleep(0)

    def close(self) -> None:
        """Give the socket back; nothing is sent."""
        self._socket.close()


def why_no_frames() -> str:
    """Return why this computer cannot send raw frames; empty when it can."""
    if sys.platform != "linux":
        return "raw frames need Linux"
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()
    except PermissionError:
        return "raw frames need the right to raw sockets (root or CAP_NET_RAW)"
    except OSError as error:
        return f"raw frames: {error.strerror}"
    return ""


def _open(interface: str, ethertype: int, udp_port: int) -> socket.socket:
    assert sys.platform == "linux"  # _adapter() has seen to it
    try:
        opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ethertype))
    except PermissionError:
        raise AttemptError(Status.BUG, why_no_frames()) from None
    opened.setblocking(False)
    if udp_port:
        _hear_only(opened, udp_port)
    opened.bind((interface, ethertype))
    return opened


def _hear_only(opened: socket.socket, udp_port: int) -> None:
    """Let the system keep all but the first parts of UDP datagrams to a port."""
    hear_only(
        opened,
        (0x30, 0, 0, 23), (0x15, 0, 5, socket.IPPROTO_UDP),  # protocol
        (0x28, 0, 0, 20), (0x45, 3, 0, 0x1FFF),  # not a later fragment
        (0xB1, 0, 0, HEADER), (0x48, 0, 0, HEADER + 2), (0x15, 1, 0, udp_port),  # port
        (0x06, 0, 0, 0), (0x06, 0, 0, LARGEST_FRAME),
    )  # fmt: skip


def hear_only(opened: socket.socket, *steps: tuple[int, int, int, int]) -> None:
    """Let the system keep what a filter of these steps does not let through (bpf(4))."""
    code = array("B", b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), code.buffer_info()[0])
    opened.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, program)


def _adapter(address: str) -> Adapter:
    if sys.platform != "linux":
        raise AttemptError(Status.BUG, "raw frames need Linux; this probe cannot ask from here")
    found = adapter_for(address)
    if found is None:
        text = f"{address} is on no segment that this computer is connected to"
        raise AttemptError(Status.TIMEOUT, text)
    return found
