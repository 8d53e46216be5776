"""How many packets and bytes a TCP socket really sent, asked of the system where it can tell."""

from __future__ import annotations

import socket
import struct
import sys
from dataclasses import dataclass

HEADERS_V4 = 40
"""IPv4 and TCP header without options, octets."""
HANDSHAKE_AND_CLOSE = 4
"""SYN, ACK, FIN, last ACK: what a graceful connection costs besides its data."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What left this computer."""

    packets: int
    bytes: int
    exact: bool


def sent_on(connection: socket.socket, payload: int) -> Sent:
    """Return what a connected socket has sent so far, the closing FIN and ACK not included."""
    info = _tcp_info(connection)
    if info is not None:
        segments = info
        return Sent(segments, segments * HEADERS_V4 + payload, exact=True)
    packets = 2 + max(1, payload // 1400)
    return Sent(packets, packets * HEADERS_V4 + payload, exact=False)


def _tcp_info(connection: socket.socket) -> int | None:
    """Return tcpi_segs_out of Linux' struct tcp_info (include/uapi/linux/tcp.h), or None."""
    if sys.platform != "linux":
        return None
    offset = 136
    try:
        raw = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192)
    except OSError:
        return None
    if len(raw) < offset + 4:
        return None
    return int(struct.unpack_from("=I", raw, offset)[0])
