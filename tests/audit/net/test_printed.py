"""What is read of system commands' texts: hand-written samples in their formats, Windows in several
languages.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.net import adapters, neighbours, routes, system
from audit.net.ping import is_answered
from audit.net.routes import (
    Route,
    gateway_of,
    is_on_link,
    network_of,
    of_netstat,
    of_route_print,
)
from tests.audit.net import printed

TWO = {"10.20.30.1": "00:1b:1b:00:00:01", "10.20.30.5": "00:1b:1b:00:00:05"}
TWO6 = {
    "fe80::21b:1bff:fe00:1": "00:1b:1b:00:00:01",
    "fe80::21b:1bff:fe00:5": "00:1b:1b:00:00:05",
}
WINDOWS = (printed.ROUTE_ENGLISH, printed.ROUTE_GERMAN, printed.ROUTE_FRENCH)
Reader = Callable[[str], object]
READERS: tuple[Reader, ...] = (
    neighbours.of_command, neighbours.of_command6, of_route_print, of_netstat,
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        printed.ARP_WINDOWS_ENGLISH, printed.ARP_WINDOWS_GERMAN, printed.ARP_WINDOWS_FRENCH,
        printed.ARP_MACOS,
    ],
)  # fmt: skip
def test_arp_tables_hold_devices_and_no_groups_or_absent_ones(text: str) -> None:
    assert neighbours.of_command(text) == TWO


@pytest.mark.parametrize(
    "text",
    [
        printed.NEIGH_LINUX, printed.NETSH_ENGLISH, printed.NETSH_GERMAN, printed.NETSH_FRENCH,
        printed.NDP_MACOS,
    ],
)  # fmt: skip
def test_ipv6_tables_hold_devices_and_no_groups_or_absent_ones(text: str) -> None:
    assert neighbours.of_command6(text) == TWO6


@pytest.mark.parametrize("text", [*WINDOWS, printed.NETSTAT_MACOS])
def test_the_gateway_and_the_own_segments_are_read_from_the_routes(text: str) -> None:
    found = of_netstat(text) if "Netif" in text else of_route_print(text)
    assert gateway_of(found) == "10.20.30.1"
    near = {place: is_on_link(found, IPv4Address(place))
            for place in ("10.20.30.77", "10.20.40.5", "192.0.2.1")}  # fmt: skip
    assert near == {"10.20.30.77": True, "10.20.40.5": False, "192.0.2.1": False}
    assert str(network_of(found, IPv4Address("10.20.30.77"))) == "10.20.30.0/24"
    assert network_of(found, IPv4Address("10.20.40.5")) is None


def test_a_route_to_one_host_is_no_segment() -> None:
    segment = Route(IPv4Network("10.20.30.0/24"), "", "en0")
    host = Route(IPv4Network("10.20.30.7/32"), "", "en0")
    assert network_of((segment, host), IPv4Address("10.20.30.7")) == segment.network
    assert network_of((host,), IPv4Address("10.20.30.7")) is None


@pytest.mark.parametrize("text", WINDOWS)
def test_persistent_routes_that_are_not_in_force_are_left_out(text: str) -> None:
    assert "10.99.99.1" not in {route.gateway for route in of_route_print(text)}


def test_no_route_is_no_gateway_and_no_segment() -> None:
    assert gateway_of(()) == ""
    assert not is_on_link((), IPv4Address("10.20.30.1"))
    assert of_netstat("default 10.300.1.1 UGSc en0\n10.20.30/99 link#6 UCS en0\n") == of_netstat(
        "default link#9 UCS en0\n"
    )


@pytest.mark.parametrize("said", printed.PINGS_ANSWERED)
def test_an_answered_ping_is_known_by_its_time_to_live(said: str) -> None:
    assert is_answered(said.encode())


@pytest.mark.parametrize("said", printed.PINGS_UNANSWERED)
def test_a_routers_word_that_nobody_is_there_is_no_answer(said: str) -> None:
    assert not is_answered(said.encode())


@pytest.mark.parametrize("read", READERS)
@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="0123456789abcdef:.-()% \n\tx/", max_size=200))
def test_no_text_breaks_a_reader(read: Reader, text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    ("platform", "command", "text"),
    [
        ("win32", "route", printed.ROUTE_GERMAN),
        ("darwin", "netstat", printed.NETSTAT_MACOS),
    ],
)
def test_each_system_is_asked_by_its_own_command(
    platform: str, command: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def said(*words: str) -> str:
        asked.append(words[0])
        return text

    for module in (routes, adapters, neighbours):
        monkeypatch.setattr(module, "sys", SimpleNamespace(platform=platform))
    monkeypatch.setattr(routes, "said", said)
    monkeypatch.setattr(neighbours, "said", said)
    monkeypatch.setattr(routes, "time", SimpleNamespace(monotonic=lambda: len(platform) * 1e6))
    assert adapters.gateway() == "10.20.30.1"
    assert adapters.on_link("10.20.30.77")
    assert not adapters.on_link("127.0.0.1")
    assert not adapters.on_link("fe80::1")
    assert adapters.adapter_for("10.20.30.77") is None
    assert neighbours.neighbours() == neighbours.of_command(text)
    neighbours.neighbours6()
    assert asked == [command, "arp", "netsh" if platform == "win32" else "ndp"]


def test_a_command_that_is_absent_or_hangs_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert system.said("no-such-command-here") == ""
    assert not system.has("no-such-command-here")

    def hang(*words: object, **given: object) -> None:
        raise subprocess.TimeoutExpired("arp", 5)

    monkeypatch.setattr(subprocess, "run", hang)
    assert system.said(sys.executable, "-c", "print(1)") == ""


def test_routes_are_compared_by_metric_and_by_prefix() -> None:
    found = of_route_print(printed.ROUTE_ENGLISH)
    assert [route.gateway for route in found if route.network.prefixlen == 0] == [
        "10.20.30.1", "172.16.9.1",
    ]  # fmt: skip
    assert Route(found[0].network, "10.20.30.1", "10.20.30.250", 25) == found[0]
