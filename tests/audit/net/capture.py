"""A packet capture of the loopback interface: what really left, independent of the ledger."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

ALL_PROTOCOLS = 0x0003
OUTGOING = 4
FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10


@dataclass(frozen=True, slots=True)
class Packet:
    """One IPv4 packet that left this computer."""

    time: float
    protocol: int
    source: str
    source_port: int
    destination: str
    port: int
    size: int
    """Of the IP packet, header included."""
    flags: int


@dataclass(slots=True)
class Capture:
    """What was sent while it ran."""

    packets: list[Packet] = field(default_factory=list[Packet])

    def to(self, address: str, port: int | None = None) -> list[Packet]:
        """Return the packets to an address, or to one port of it.

        Without what a connection's TIME_WAIT answers when its end is acknowledged: on a busy
        computer loopback delivers the other side's last two segments in the wrong order, and the
        late one gets an acknowledgement of nobody's, which no count of a socket holds.
        """
        found: list[Packet] = []
        over: dict[tuple[str, int, str, int], bool] = {}
        for p in self.packets:
            way, back = _ways(p)
            if p.protocol == socket.IPPROTO_TCP and p.flags & SYN:
                over.pop(way, None)
            if p.protocol == socket.IPPROTO_TCP and p.flags & FIN:
                over[back] = False
            if p.destination != address or port not in (None, p.port):
                continue
            bare = p.protocol == socket.IPPROTO_TCP and p.flags == ACK
            if not (bare and over.get(way, False)):
                found.append(p)
            if bare and way in over:
                over[way] = True
        return found


def _ways(p: Packet) -> tuple[tuple[str, int, str, int], tuple[str, int, str, int]]:
    """Return a packet's direction and the other one."""
    here, there = (p.source, p.source_port), (p.destination, p.port)
    return (*here, *there), (*there, *here)


def may_capture() -> str:
    """Return why this process cannot capture; empty when it can."""
    if not hasattr(socket, "AF_PACKET"):
        return "this system has no AF_PACKET"
    try:
        _open().close()
    except PermissionError:
        return "capturing needs root (CAP_NET_RAW)"
    return ""


def _open() -> socket.socket:
    opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
    opened.bind(("lo", 0))
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_000_000)
    return opened


@contextmanager
def capturing() -> Generator[Capture]:
    """Capture for the time of the `with`; a packet to nobody marks its end."""
    found = Capture()
    with _open() as interface:
        end_port = _free_udp_port()
        reader = threading.Thread(target=_read, args=(interface, found, end_port), daemon=True)
        reader.start()
        try:
            yield found
        finally:
            _send_mark(end_port, reader)
    found.packets[:] = [p for p in found.packets if p.port != end_port]


def _free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _send_mark(port: int, reader: threading.Thread) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        deadline = time.monotonic() + 10
        while reader.is_alive() and time.monotonic() < deadline:
            sender.sendto(b"end", ("127.0.0.1", port))
            reader.join(0.05)


def _read(interface: socket.socket, found: Capture, end_port: int) -> None:
    while True:
        frame, place = interface.recvfrom(65536)
        if place[2] != OUTGOING or frame[12:14] != b"\x08\x00":
            continue
        packet = _packet(frame[14:])
        found.packets.append(packet)
        if packet.port == end_port and packet.protocol == socket.IPPROTO_UDP:
            return


def _packet(data: bytes) -> Packet:
    header = (data[0] & 0x0F) * 4
    ports = struct.unpack_from(">HH", data, header) if len(data) >= header + 4 else (0, 0)
    is_tcp = data[9] == socket.IPPROTO_TCP
    return Packet(
        time=time.monotonic(),
        protocol=data[9],
        source=socket.inet_ntoa(data[12:16]),
        source_port=ports[0],
        destination=socket.inet_ntoa(data[16:20]),
        port=ports[1],
        size=struct.unpack_from(">H", data, 2)[0],
        flags=data[header + 13] if is_tcp else 0,
    )
