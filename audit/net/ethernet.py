"""Raw frames of one EtherType on the segment where a device stands: Linux, with the right to raw
sockets. Elsewhere an error says so, and nothing is sent.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from ipaddress import IPv4Interface, ip_address

from audit.net.counting import Sent
from audit.net.errors import AttemptError, failed
from audit.net.permit import Permit
from audit.records import Status

HEADER = 14
"""Octets before the payload: destination, source, EtherType."""
LARGEST_FRAME = 2048
_ADDRESS_OF, _MASK_OF, _HARDWARE_OF = 0x8915, 0x891B, 0x8927
"""SIOCGIFADDR, SIOCGIFNETMASK, SIOCGIFHWADDR (netdevice(7))."""


class Link:
    """A socket that sends and hears frames of one EtherType; the lease closes it."""

    def __init__(self, lease: Permit, ethertype: int) -> None:
        self._lease = lease
        self._ethertype = ethertype
        self._received = 0
        self.interface, self._own = _interface_of(lease.target.address)
        self._socket = _open(self.interface, ethertype)

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


def _open(interface: str, ethertype: int) -> socket.socket:
    assert sys.platform == "linux"  # _interface_of() has seen to it
    try:
        opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ethertype))
    except PermissionError:
        text = "raw frames need the right to raw sockets (root or CAP_NET_RAW)"
        raise AttemptError(Status.BUG, text) from None
    opened.setblocking(False)
    opened.bind((interface, ethertype))
    return opened


def _interface_of(address: str) -> tuple[str, bytes]:
    """Return the interface whose own network holds the address, and its hardware address."""
    if sys.platform != "linux":
        raise AttemptError(Status.BUG, "raw frames need Linux; this probe cannot ask from here")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            try:
                own, mask = (_asked(asking, name, what)[20:24] for what in (_ADDRESS_OF, _MASK_OF))
                hardware = _asked(asking, name, _HARDWARE_OF)[18:24]
            except OSError:
                continue  # an interface without an IPv4 address
            network = IPv4Interface(f"{socket.inet_ntoa(own)}/{socket.inet_ntoa(mask)}").network
            if ip_address(address) in network:
                return name, hardware
    raise AttemptError(
        Status.TIMEOUT, f"{address} is on no segment that this computer is connected to"
    )


def _asked(asking: socket.socket, interface: str, what: int) -> bytes:
    from fcntl import ioctl

    return ioctl(asking.fileno(), what, struct.pack("256s", interface.encode()[:15]))
