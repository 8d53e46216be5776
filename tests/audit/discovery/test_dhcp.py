"""DHCP: the one message that is sent, and what is read of the offers."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from ipaddress import IPv4Address

import pytest

from audit.discovery.dhcp import (
    BYTES,
    Offer,
    cannot_ask,
    detail_of,
    discover,
    observations_of,
    read_offer,
    said_of,
)
from audit.net.ping import checksum
from audit.net.scope import Scope
from audit.net.target import Target
from audit.payloads import Coverage, Identity, Service, payload_of
from tests.audit.net.scopes import SIGNED, scope

MAC, NUMBER = bytes.fromhex("020000000001"), 0x1234ABCD
NET = "10.61.0.0/24"


def ip(text: str) -> bytes:
    return IPv4Address(text).packed


def offer(
    options: bytes, *, kind: int = 2, number: int = NUMBER, mac: bytes = MAC,
    relay: str = "0.0.0.0", source: str = "10.61.0.1",
) -> bytes:  # fmt: skip
    """An IP packet with an offer, by the RFC's drawing."""
    said = struct.pack(">BBBBIHH", kind, 1, 6, 0, number, 0, 0x8000) + ip("0.0.0.0")
    said += ip("10.61.0.77") + ip("0.0.0.0") + ip(relay) + mac.ljust(16, b"\0") + bytes(192)
    said += b"\x63\x82\x53\x63" + options
    udp = struct.pack(">HHHH", 67, 68, 8 + len(said), 0) + said
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0)
    return head + ip(source) + ip("255.255.255.255") + udp


FULL = (
    b"\x35\x01\x02" + b"\x36\x04" + ip("10.61.0.1") + b"\x01\x04" + ip("255.255.255.0")
    + b"\x00" + b"\x03\x04" + ip("10.61.0.254") + b"\x06\x08" + ip("10.1.0.1") + ip("10.1.0.2")
    + b"\x0f\x05plant" + b"\x33\x04\x00\x00\x0e\x10" + b"\xff"
)  # fmt: skip
FOUND = Offer(
    "02:00:00:00:00:fe", "10.61.0.1", "10.61.0.1", "10.61.0.77", "255.255.255.0", "10.61.0.254",
    ("10.1.0.1", "10.1.0.2"), "plant", 3600,
)  # fmt: skip


def read(packet: bytes) -> Offer | None:
    return read_offer("02:00:00:00:00:fe", packet, MAC, NUMBER)


def test_the_question_is_a_discover_to_all_with_right_checksums_and_asks_for_no_address() -> None:
    packet = discover(MAC, NUMBER)
    assert 14 + len(packet) == BYTES
    assert packet[12:20] == ip("0.0.0.0") + ip("255.255.255.255")
    assert checksum(packet[:20]) == 0
    pseudo = packet[12:20] + struct.pack(">BBH", 0, 17, len(packet) - 20)
    assert checksum(pseudo + packet[20:]) == 0
    said = packet[28:]
    assert said[240:243] == b"\x35\x01\x01"
    assert said[10:12] == b"\x80\x00"
    assert b"\x32\x04" not in said[240:], "option 50 would ask for an address"


def test_an_offer_tells_server_address_mask_router_names_and_lease() -> None:
    assert read(offer(FULL)) == FOUND
    assert detail_of(FOUND) == (
        "offers 10.61.0.77 mask 255.255.255.0; router 10.61.0.254; name servers 10.1.0.1, "
        "10.1.0.2; domain plant; lease 3600 s"
    )


@pytest.mark.parametrize(
    "packet",
    [
        offer(FULL, kind=1),
        offer(FULL, number=NUMBER + 1),
        offer(FULL, mac=bytes(6)),
        offer(b"\x35\x01\x05" + FULL[3:]),
        offer(b"\xff"),
        discover(MAC, NUMBER),
        b"",
        b"\x45",
        b"\x60" + offer(FULL)[1:],
    ],
)  # fmt: skip
def test_what_is_no_offer_for_us_is_none(packet: bytes) -> None:
    assert read(packet) is None


def test_an_offer_cut_at_any_octet_raises_nothing() -> None:
    whole = offer(FULL)
    found = [read(whole[:size]) for size in range(len(whole))]
    assert all(one is None or one.address == "10.61.0.77" for one in found)


def test_an_option_that_claims_more_than_there_is_ends_the_options() -> None:
    said = read(offer(b"\x35\x01\x02\x03\xff" + ip("10.61.0.254")))
    assert said is not None
    assert (said.server, said.router) == ("10.61.0.1", "")


def test_a_relays_hardware_address_is_not_taken_for_the_servers() -> None:
    relayed = read(offer(FULL, relay="10.61.0.254", source="10.61.0.254"))
    assert relayed is not None
    began = datetime(2026, 6, 1, tzinfo=UTC).isoformat()
    identity, service, coverage = observations_of((relayed,), NET, "cell", began)
    assert payload_of(identity, Identity).macs == ()
    assert payload_of(identity, Identity).ips == ("10.61.0.1",)
    said = payload_of(service, Service)
    assert (said.ip, said.port, said.transport, said.protocol) == ("10.61.0.1", 67, "udp", "dhcp")
    assert "through the relay 10.61.0.254" in said.detail
    assert payload_of(coverage, Coverage).detail == said_of((relayed,), NET)


def test_no_offer_is_told_as_what_was_not_heard_in_that_time() -> None:
    assert said_of((), NET).endswith("no DHCP server has offered an address within 4 s")


def open_scope(discovery: str, allow: str = "discover = true") -> Scope:
    return scope(f"""{SIGNED}
[[allow]]
net = "{NET}"
mode = "active"
{allow}
[[exclude]]
net = "10.61.0.9/32"
why = "the builder forbids it"
[discovery]
{discovery}
""")


@pytest.mark.parametrize(
    ("scope_of", "address", "why"),
    [
        (open_scope("dhcp = true"), "10.61.0.250", ""),
        (open_scope(""), "10.61.0.250", "dhcp = true"),
        (open_scope("dhcp = true", ""), "10.61.0.250", "discover = true"),
        (open_scope("dhcp = true"), "10.62.0.250", "discover = true"),
        (open_scope("dhcp = true"), "10.61.0.9", "the builder forbids it"),
    ],
)
def test_nobody_is_asked_unless_the_scope_opens_segment_and_question(
    scope_of: Scope, address: str, why: str
) -> None:
    decision = scope_of.decide(Target("segment", address), "dhcp", datetime(2026, 6, 1, tzinfo=UTC))
    assert decision.allowed is not bool(why)
    assert why in decision.reason


def test_a_segment_behind_a_router_cannot_be_asked() -> None:
    assert cannot_ask("203.0.113.0/24") == "this computer does not stand in this segment"
    assert cannot_ask("127.0.0.0/8") == "this computer does not stand in this segment"
