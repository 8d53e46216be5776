"""A pulled cable and a dead router are told from a filter; routes as the system writes them."""

from __future__ import annotations

import sys
from ipaddress import IPv4Address

import pytest

from audit.net import way_out as module
from audit.net.way_out import first_step, way_out

HEAD = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"


def octets(address: str) -> str:
    """An address as /proc/net/route writes it on this computer."""
    return f"{int.from_bytes(IPv4Address(address).packed, sys.byteorder):08X}"


def route(adapter: str, net: str, mask: str, hop: str = "", metric: int = 0, up: int = 1) -> str:
    flags = up | (2 if hop else 0)
    words = [adapter, octets(net), octets(hop or "0.0.0.0"), f"{flags:04X}", "0", "0"]
    return "\t".join([*words, str(metric), octets(mask), "0", "0", "0"]) + "\n"


TABLE = HEAD + "".join([
    route("eth0", "0.0.0.0", "0.0.0.0", "10.50.0.1", 100),
    route("wlan0", "0.0.0.0", "0.0.0.0", "10.60.0.1", 600),
    route("eth0", "10.50.0.0", "255.255.255.0"),
    route("eth1", "10.51.0.0", "255.255.0.0", "10.50.0.7"),
    route("eth2", "10.51.9.0", "255.255.255.0", up=0),
])  # fmt: skip


@pytest.mark.parametrize(
    ("address", "step"),
    [
        ("10.50.0.9", ("eth0", "")),
        ("10.51.9.3", ("eth1", "10.50.0.7")),
        ("192.168.1.1", ("eth0", "10.50.0.1")),
    ],
)
def test_the_most_special_route_that_is_up_gives_the_first_step(
    address: str, step: tuple[str, str]
) -> None:
    assert first_step(TABLE, IPv4Address(address)) == step


def test_without_a_route_there_is_no_step() -> None:
    assert first_step(HEAD, IPv4Address("10.1.1.1")) == ("", "")


def test_this_computer_reaches_itself() -> None:
    assert way_out("127.71.0.9") == ""


def test_an_address_that_the_system_finds_no_way_to_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(_: str) -> str:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(module, "own_address", none)
    assert way_out("10.9.9.9") == "this computer has no way to 10.9.9.9: Network is unreachable"
