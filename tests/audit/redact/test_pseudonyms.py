"""Pseudonyms keep what structure says and nothing of who."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.redact import Pseudonyms

KEY = bytes(range(32))
GIVEN = Pseudonyms(KEY)


def _common(a: int, b: int, width: int) -> int:
    return width - (a ^ b).bit_length()


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_two_addresses_share_as_long_a_prefix_as_before(a: int, b: int) -> None:
    one, other = IPv4Address(a), IPv4Address(b)
    new = [int(ip_address(GIVEN.ip(str(x)))) for x in (one, other)]
    if all(GIVEN.ip(str(x)) != str(x) for x in (one, other)):
        same_head = one.is_private == other.is_private
        before = _common(a, b, 32)
        if same_head and before >= 16:
            assert _common(new[0], new[1], 32) == before


@given(st.integers(0, 2**32 - 1))
def test_a_private_address_stays_private_and_a_public_one_public(number: int) -> None:
    old = IPv4Address(number)
    for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"):
        if old in ip_network(net):
            assert ip_address(GIVEN.ip(str(old))) in ip_network(net)


@pytest.mark.parametrize(
    "kept", ["127.0.0.1", "255.255.255.0", "0.0.0.0", "224.0.0.1", "169.254.1.1", "fe80::1"]
)
def test_what_names_no_host_stays(kept: str) -> None:
    assert GIVEN.ip(kept) == kept


def test_a_network_stays_a_network() -> None:
    new = ip_network(GIVEN.ip("10.20.30.0/24"))
    assert new.prefixlen == 24
    assert ip_address(GIVEN.ip("10.20.30.17")) in new
    assert ip_address(GIVEN.ip("10.20.31.17")) not in new


def test_an_ipv6_host_stays_in_its_network() -> None:
    one, other = (IPv6Address(GIVEN.ip(f"2001:db8:1:2::{n}")) for n in (1, 2))
    assert one != other
    assert int(one) >> 64 == int(other) >> 64


def test_a_mac_keeps_its_maker_and_its_spelling() -> None:
    new = GIVEN.mac("00:30:DE:F6:7B:1D")
    assert new.startswith("00:30:DE:") and new != "00:30:DE:F6:7B:1D"
    assert GIVEN.mac("0030.def6.7b1d").replace(".", "") == new.replace(":", "").lower()
    assert GIVEN.mac("01:00:5e:00:00:01") == "01:00:5e:00:00:01"


def test_a_name_is_the_same_in_every_copy_and_another_under_another_key() -> None:
    assert GIVEN.name("device", "PLC-L1 ") == GIVEN.name("device", "plc-l1")
    assert GIVEN.name("device", "PLC-L1") != Pseudonyms(bytes(32)).name("device", "PLC-L1")
    assert GIVEN.name("device", "PLC-L1") != GIVEN.name("device", "PLC-L2")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Pseudonyms(b"short")
