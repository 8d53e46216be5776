"""Conversations with the internet: told apart as the standard library does, never left out."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from ipaddress import IPv4Address, IPv6Address

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.capture import observe
from audit.capture.engine import analyse
from audit.capture.reach import public
from tests.audit.capture.build import eth, mac, pcap, udp

ORIGIN = observe.Origin("l3.pcap", "", datetime(2026, 2, 1, tzinfo=UTC))


@given(st.integers(0, 2**32 - 1))
def test_an_address_is_one_of_the_internet_where_the_standard_library_says_so(number: int) -> None:
    address = IPv4Address(number)
    wanted = address.is_global and not address.is_multicast
    # 192.0.0.0/24 holds a few single addresses that are global: nobody's host on a plant.
    if number >> 8 != 0xC00000:
        assert bool(public(np.array([number], np.uint64))[0]) == wanted


@pytest.mark.parametrize("packet", [
    udp("10.0.0.9", "8.8.8.8", (40000, 123), b"x" * 48),
    b"\x60\0\0\0\0\x38\x11\x40" + IPv6Address("fd00::9").packed
    + IPv6Address("2a00:1450:4001::8").packed + b"\x9c\x40\0\x7b\0\x38\0\0" + b"x" * 48,
], ids=["IPv4", "IPv6"])  # fmt: skip
def test_one_packet_to_the_internet_is_listed_before_many_inside(
    packet: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observe, "MAX_CONVERSATIONS", 5)
    frames = [
        eth(mac(1), mac(n), 0x0800, udp(f"10.0.1.{n}", "10.0.0.1", (40000, 5000), b"y"))
        for n in range(2, 40)
        for _ in range(3)
    ]
    frames.insert(50, eth(mac(1), mac(9), 0x86DD if packet[0] >> 4 == 6 else 0x0800, packet))
    found = observe.observations_of(analyse(BytesIO(pcap(*frames))), ORIGIN)
    talks = [one.subject.key for one in found if one.attribute == "conversation"]
    assert len(talks) == 5
    assert any("8.8.8.8" in key or "2a00:1450" in key for key in talks)
    (coverage,) = (str(one.value) for one in found if one.attribute == "coverage")
    assert "34 of the smallest conversations are not listed one by one" in coverage
