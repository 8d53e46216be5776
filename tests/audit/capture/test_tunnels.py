"""Tunnels: what they carry is seen, what carries it is kept, and nothing counts twice."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest

from audit.capture.engine import Part, analyse
from audit.capture.pick import mac_text
from tests.audit.capture.build import eth, ip, mac, pcap, tcp, udp

INNER = eth(mac(11), mac(12), 0x0800, tcp("192.168.1.2", "192.168.1.3", (40000, 502), bytes(12)))
GRE_SEQUENCE = struct.pack(">HHI", 0x1000, 0x88BE, 7)


def read(*packets: bytes) -> Part:
    return analyse(BytesIO(pcap(*(eth(mac(1), mac(2), 0x0800, packet) for packet in packets))))


@pytest.mark.parametrize(
    ("name", "packet"),
    [
        ("VXLAN", udp("10.0.0.1", "10.0.0.2", (50000, 4789), b"\x08\0\0\0\0\x01\0\0" + INNER)),
        ("GRE", ip("10.0.0.1", "10.0.0.2", 47, struct.pack(">HH", 0, 0x6558) + INNER)),
        ("ERSPAN", ip("10.0.0.1", "10.0.0.2", 47, GRE_SEQUENCE + bytes(8) + INNER)),
        ("ERSPAN", ip("10.0.0.1", "10.0.0.2", 47, struct.pack(">HH", 0, 0x88BE) + INNER)),
    ],
    ids=["vxlan", "gre", "erspan-2", "erspan-1"],
)
def test_the_carried_frame_and_its_carrier_are_both_there(name: str, packet: bytes) -> None:
    part = read(packet, packet)
    assert part.unwrapped == {name: 2}
    senders = {mac_text(int(value)) for value in part.flows.words("src")}
    assert senders == {"00:1b:1b:00:00:02", "00:1b:1b:00:00:0c"}
    assert 502 in part.flows.get("dport").tolist()
    assert part.flows.totals.frames == 2


ERSPAN_3 = struct.pack(">HHI", 0x1000, 0x22EB, 7)


@pytest.mark.parametrize("last", [0, 1], ids=["plain", "with a platform's part"])
def test_the_third_kind_of_remote_mirror_is_read(last: int) -> None:
    head = bytes(11) + bytes([last]) + bytes(8 * last)
    part = read(ip("10.0.0.1", "10.0.0.2", 47, ERSPAN_3 + head + INNER))
    assert part.unwrapped == {"ERSPAN": 1}
    assert 502 in part.flows.get("dport").tolist()


def test_a_frame_of_an_old_trunk_is_taken_out() -> None:
    head = bytes.fromhex("01000c0000") + b"\0" + mac(9) + struct.pack(">H", len(INNER) + 12)
    snap = b"\xaa\xaa\x03" + mac(9)[:3] + struct.pack(">HHH", 10 << 1, 3, 0)
    part = analyse(BytesIO(pcap(head + snap + INNER + bytes(4))))
    assert part.unwrapped == {"ISL": 1}
    assert 502 in part.flows.get("dport").tolist()


def test_labels_and_sessions_are_counted() -> None:
    packet = tcp("192.168.1.2", "192.168.1.3", (40000, 502), bytes(12))
    session = struct.pack(">BBHHH", 0x11, 0, 1, len(packet) + 2, 0x0021)
    part = analyse(BytesIO(pcap(
        eth(mac(1), mac(2), 0x8847, struct.pack(">I", 16 << 12 | 0x140) + packet),
        eth(mac(1), mac(2), 0x8864, session + packet),
        eth(mac(1), mac(2), 0x8864, session + packet),
        eth(mac(1), mac(2), 0x0800, packet),
    )))  # fmt: skip
    assert part.unwrapped == {"MPLS": 1, "PPPoE": 2}
    assert part.flows.get("dport").tolist() == [502] * part.flows.count


def capwap(inner: bytes, *, native: bool, flags: int = 0, preamble: int = 0) -> bytes:
    head = struct.pack(">BBBBHH", preamble, 2 << 3, 2 | native, flags, 0, 0)
    return udp("10.0.0.1", "10.0.0.2", (50000, 5247), head + inner)


def wlan(control: bytes, to: int, through: int, third: int, behind: bytes) -> bytes:
    return control + bytes(2) + mac(to) + mac(through) + mac(third) + bytes(2) + behind


SNAP_IP = b"\xaa\xaa\x03\0\0\0\x08\0"
TALK = tcp("192.168.1.2", "192.168.1.3", (40000, 502), bytes(12))


@pytest.mark.parametrize(
    ("inner", "native"),
    [
        (INNER, False),
        (wlan(b"\x08\x01", 50, 12, 11, SNAP_IP + TALK), True),
        (wlan(b"\x01\x08", 50, 12, 11, SNAP_IP + TALK), True),
        (wlan(b"\x08\x02", 11, 50, 12, SNAP_IP + TALK), True),
        (wlan(b"\x88\x01", 50, 12, 11, bytes(2) + SNAP_IP + TALK), True),
        (wlan(b"\x08\x03", 50, 51, 11, mac(12) + SNAP_IP + TALK), True),
    ],
    ids=["wired", "to-net", "turned-round", "from-net", "quality", "bridge"],
)
def test_data_of_access_points_is_read_to_its_real_ends(inner: bytes, native: bool) -> None:
    part = read(capwap(inner, native=native))
    assert part.unwrapped == {"CAPWAP": 1}
    (row,) = (n for n in range(part.flows.count) if part.flows.get("dport")[n] == 502)
    ends = [mac_text(int(part.flows.words(name)[row])) for name in ("src", "dst")]
    assert ends == ["00:1b:1b:00:00:0c", "00:1b:1b:00:00:0b"]


def test_encrypted_data_beacons_and_keep_alives_of_access_points_are_left_alone() -> None:
    beacon = wlan(b"\x80\x00", 1, 2, 3, bytes(40))
    part = read(
        capwap(beacon, native=True),
        capwap(INNER, native=False, flags=0x08),
        capwap(INNER, native=False, preamble=1),
    )
    assert not part.unwrapped
    hidden = read(capwap(wlan(b"\x08\x41", 50, 12, 11, SNAP_IP + TALK), native=True))
    assert hidden.unwrapped == {"CAPWAP": 1}
    assert 502 not in hidden.flows.get("dport").tolist()


def test_a_routed_tunnel_carries_packets_without_macs() -> None:
    inner = tcp("192.168.1.2", "192.168.1.3", (40000, 502), bytes(12))
    part = read(ip("10.0.0.1", "10.0.0.2", 47, struct.pack(">HH", 0, 0x0800) + inner))
    assert part.unwrapped == {"GRE": 1}
    assert sorted(part.flows.words("src").tolist())[0] == 0


def test_a_port_that_only_looks_like_a_tunnel_carries_nothing() -> None:
    part = read(udp("10.0.0.1", "10.0.0.2", (50000, 4789), bytes(60)))
    assert not part.unwrapped


def test_tunnels_in_tunnels_end() -> None:
    packet = tcp("10.0.0.1", "10.0.0.2", (1, 2))
    for _ in range(10):
        packet = ip("10.0.0.1", "10.0.0.2", 47, struct.pack(">HH", 0, 0x0800) + packet)
    assert read(packet).unwrapped == {"GRE": 3}
