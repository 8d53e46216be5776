"""What the tests' own capture counts."""

from __future__ import annotations

import socket

from tests.audit.net.capture import ACK, FIN, RST, SYN, Capture, Packet

US, DEVICE = ("127.0.0.1", 40000), ("127.0.0.9", 502)


def tcp(flags: int, *, ours: bool = True) -> Packet:
    (source, source_port), (to, port) = (US, DEVICE) if ours else (DEVICE, US)
    return Packet(0.0, socket.IPPROTO_TCP, source, source_port, to, port, 52, flags)


def counted(*packets: Packet) -> list[int]:
    return [p.flags for p in Capture(list(packets)).to(*DEVICE)]


def test_a_connection_counts_whole_whoever_ends_it_first() -> None:
    made = tcp(SYN), tcp(SYN | ACK, ours=False), tcp(ACK)
    ours_first = (*made, tcp(FIN | ACK), tcp(FIN | ACK, ours=False), tcp(ACK))
    assert counted(*ours_first) == [SYN, ACK, FIN | ACK, ACK]
    theirs_first = (*made, tcp(FIN | ACK, ours=False), tcp(ACK), tcp(FIN | ACK))
    assert counted(*theirs_first) == [SYN, ACK, ACK, FIN | ACK]


def test_what_time_wait_answers_is_nobodys_and_the_next_connection_counts_again() -> None:
    one = tcp(SYN), tcp(ACK), tcp(FIN | ACK), tcp(FIN | ACK, ours=False), tcp(ACK)
    late = tcp(ACK), tcp(RST, ours=False)
    assert counted(*one, *late, *one) == [SYN, ACK, FIN | ACK, ACK] * 2
