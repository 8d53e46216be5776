"""How many packets and bytes a TCP socket really sent, asked of the system where it can tell.

Linux counts every segment (struct tcp_info, include/uapi/linux/tcp.h): SYN, data, bare
acknowledgements, repetitions and FIN. With the size of the headers that follows from the options in
use this gives what a capture of the interface shows, from the IP header on. What the system answers
to segments that come late to a connection that has ended (TIME_WAIT) is counted nowhere. Elsewhere
the figures are estimates, and the ledger says so.
"""

from __future__ import annotations

import socket
import struct
import sys
from dataclasses import dataclass

HANDSHAKE_AND_CLOSE = 4
"""SYN, ACK, FIN, last ACK: what a graceful connection costs besides its data."""
IP_HEADER = {socket.AF_INET: 20, socket.AF_INET6: 40}
TCP_HEADER, UDP_HEADER = 20, 8
SYN_OPTIONS, TIMESTAMPS = 20, 12
"""Octets: MSS, SACK permitted, timestamps, window scale as Linux sends them; timestamps alone."""
SYN_OPTIONS_PLAIN = 12
"""Where the system does not use timestamps."""
_OPTIONS_AT, _SEGMENTS_OUT_AT, _BYTES_SENT_AT = 5, 136, 200
_TIMESTAMPS_BIT = 1
_SYN_SENT = 2


@dataclass(frozen=True, slots=True)
class Sent:
    """What left this computer, IP and transport headers included."""

    packets: int
    bytes: int
    exact: bool

    def __add__(self, other: Sent) -> Sent:
        return Sent(
            self.packets + other.packets, self.bytes + other.bytes, self.exact and other.exact
        )


NOTHING = Sent(0, 0, exact=True)


def datagrams(packets: int, payload: int, family: socket.AddressFamily) -> Sent:
    """Return what so many UDP datagrams with so much payload are on the wire."""
    return Sent(packets, payload + packets * (IP_HEADER[family] + UDP_HEADER), exact=True)


def sent_on(connection: socket.socket, payload: int) -> Sent:
    """Return what a TCP socket has sent so far; `payload` is used where the system does not count.

    Ask after the connection has ended and before the socket is closed: the FIN and the last
    acknowledgement are then in it.
    """
    info = _tcp_info(connection)
    header = IP_HEADER[connection.family] + TCP_HEADER
    if info is None:
        data = -(-payload // 1400)
        packets = HANDSHAKE_AND_CLOSE + 2 * data
        return Sent(packets, packets * header + payload, exact=False)
    segments, payload, timestamps, syns = info
    if not segments:
        return NOTHING
    syn_options = SYN_OPTIONS if timestamps else SYN_OPTIONS_PLAIN
    other_options = TIMESTAMPS if timestamps else 0
    size = segments * header + syns * syn_options + (segments - syns) * other_options + payload
    return Sent(segments, size, exact=True)


def _tcp_info(connection: socket.socket) -> tuple[int, int, bool, int] | None:
    """Return (segments, payload bytes, timestamps in use, SYNs), or None where nobody counts."""
    if sys.platform != "linux":
        return None
    try:
        raw = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    except OSError:
        return None
    if len(raw) < _BYTES_SENT_AT + 8:
        return None  # before Linux 4.19
    segments = int(struct.unpack_from("=I", raw, _SEGMENTS_OUT_AT)[0])
    payload = int(struct.unpack_from("=Q", raw, _BYTES_SENT_AT)[0])
    received = int(struct.unpack_from("=I", raw, _SEGMENTS_OUT_AT + 4)[0])
    # Nothing came in: all that left were SYNs, and they always offer timestamps where Linux does.
    answered = received > 0 and segments > 1
    offered = bool(raw[_OPTIONS_AT] & _TIMESTAMPS_BIT) if answered else True
    return segments, payload, offered, 1 if answered else segments
