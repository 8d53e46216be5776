"""Headers of a whole batch at once: tags, labels and tunnels come off, cut frames are told."""

from __future__ import annotations

import struct

import numpy as np

from audit.capture.batch import of_frames
from audit.capture.layers import LLC, OTHER_LINK, SNAP, Columns, columns
from audit.capture.pick import mac_text, vlan_ids
from tests.audit.capture.build import arp, eth, ip, llc, mac, tcp, udp

WEB = tcp("10.0.0.1", "10.0.0.2", (40000, 80), b"GET /")


def read(*frames: bytes, link: int = 1) -> Columns:
    return columns(of_frames([(n, frame) for n, frame in enumerate(frames)], link))


def ports(found: Columns) -> list[tuple[int, int]]:
    return list(zip(found.sport.tolist(), found.dport.tolist(), strict=True))


def test_addresses_ports_and_payload_of_a_plain_frame() -> None:
    frame = eth(mac(1), mac(2), 0x0800, WEB)
    found = read(frame)
    assert (mac_text(int(found.src[0])), mac_text(int(found.dst[0]))) == (
        "00:1b:1b:00:00:02", "00:1b:1b:00:00:01",
    )  # fmt: skip
    assert ports(found) == [(40000, 80)]
    at = int(found.payload[0])
    assert frame[at : at + int(found.size[0])] == b"GET /"


def test_the_padding_of_a_short_frame_is_no_payload() -> None:
    empty = tcp("10.0.0.1", "10.0.0.2", (40000, 80))
    assert int(read(eth(mac(1), mac(2), 0x0800, empty + bytes(6))).size[0]) == 0


def test_tags_are_kept_from_the_outside_in_and_priority_tags_are_none() -> None:
    tags: tuple[tuple[int, ...], ...] = ((), (20,), (0,), (30, 20), (1, 2, 3), (0x2000 | 7,))
    found = read(*(eth(mac(1), mac(2), 0x0800, WEB, *own) for own in tags))
    assert [vlan_ids(int(value)) for value in found.vlans] == [
        (), (20,), (), (30, 20), (1, 2, 3), (7,),
    ]  # fmt: skip
    assert ports(found) == [(40000, 80)] * 6


def test_labels_and_sessions_come_off() -> None:
    label = struct.pack(">I", 16 << 12 | 0x40) + struct.pack(">I", 17 << 12 | 0x140)
    session = struct.pack(">BBHHH", 0x11, 0, 1, len(WEB) + 2, 0x0021)
    snap = b"\xaa\xaa\x03\0\0\0\x08\x00"
    found = read(
        eth(mac(1), mac(2), 0x8847, label + WEB),
        eth(mac(1), mac(2), 0x8864, session + WEB),
        llc(mac(1), mac(2), snap + WEB),
    )
    assert ports(found) == [(40000, 80)] * 3


def test_frames_with_a_length_are_told_by_their_service_access_point() -> None:
    cdp = b"\xaa\xaa\x03\x00\x00\x0c\x20\x00\x02\xb4"
    found = read(llc(mac(1), mac(2), b"\x42\x42\x03" + bytes(35)), llc(mac(1), mac(2), cdp))
    assert found.kind.tolist() == [LLC + 0x42, SNAP + 0x2000]


def test_ipv6_with_extension_headers_and_options_of_ipv4() -> None:
    body = struct.pack(">HHHH", 5353, 5353, 10, 0) + b"xy"
    hops = struct.pack(">BB6x", 17, 0)
    six = ip("fe80::1", "ff02::fb", 0, hops + body)
    four = bytearray(ip("10.0.0.1", "10.0.0.2", 17, bytes(4) + body))
    four[0] = 0x46
    found = read(eth(mac(1), mac(2), 0x86DD, six), eth(mac(1), mac(2), 0x0800, bytes(four)))
    assert ports(found) == [(5353, 5353)] * 2
    assert found.size.tolist() == [2, 2]


def test_a_later_fragment_has_no_ports() -> None:
    packet = bytearray(udp("10.0.0.1", "10.0.0.2", (1, 2), b"abcdefgh"))
    packet[6:8] = struct.pack(">H", 100)
    found = read(eth(mac(1), mac(2), 0x0800, bytes(packet)))
    assert ports(found) == [(0, 0)]
    assert not found.first[0]


def test_arp_gives_its_sender_and_whom_it_asks_for() -> None:
    found = read(eth(mac(1), mac(2), 0x0806, arp(mac(2), "10.0.0.2", "10.0.0.9", 2)))
    assert (int(found.src_ip[0]), int(found.dst_ip[0])) == (0x0A000002, 0x0A000009)
    assert int(found.protocol[0]) == 2


def test_other_links_have_no_mac_addresses_or_say_one() -> None:
    cooked = struct.pack(">HHH8sH", 0, 1, 6, mac(5) + b"\0\0", 0x0800) + WEB
    assert mac_text(int(read(cooked, link=113).src[0])) == "00:1b:1b:00:00:05"
    for link, head in ((0, b"\x02\0\0\0"), (108, b"\0\0\0\x02"), (101, b""), (228, b"")):
        assert ports(read(head + WEB, link=link)) == [(40000, 80)], link
    assert int(read(WEB, link=147).kind[0]) == OTHER_LINK + 147


def test_a_frame_that_ends_anywhere_gives_no_more_than_it_holds() -> None:
    whole = eth(mac(1), mac(2), 0x0800, WEB, 20)
    found = read(*(whole[:end] for end in range(len(whole) + 1)))
    assert found.short[:14].all()
    assert not found.short[58:].any()
    assert (found.dport[:42] == 0).all()
    assert (found.size >= 0).all()
    assert np.array_equal(found.vlans[18:], np.full(len(whole) + 1 - 18, 20))


def test_a_broken_network_header_has_no_protocol() -> None:
    wrong = bytearray(WEB)
    wrong[0] = 0x65
    found = read(eth(mac(1), mac(2), 0x0800, bytes(wrong)), eth(mac(1), mac(2), 0x0806, WEB))
    assert found.protocol.tolist() == [-1, -1]
    assert found.short.tolist() == [True, True]


def test_a_segment_counts_only_with_its_whole_header() -> None:
    whole = eth(mac(1), mac(2), 0x0800, WEB)
    later = eth(mac(1), mac(2), 0x0800, WEB[:6] + b"\x00\x10" + WEB[8:])
    options = eth(mac(1), mac(2), 0x0800, b"\x46" + WEB[1:20] + bytes(4) + WEB[20:])
    found = read(whole, whole[:46], later, options)
    assert found.segments.tolist() == [0, 3]
    assert ports(found)[3] == (40000, 80)
