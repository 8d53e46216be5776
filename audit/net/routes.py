"""Ways out of this computer where the system has no /proc: the texts of `route print` (Windows) and
`netstat -rn` (macOS) in, routes out. Words are in the system's language; only addresses are read.
"""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network

from audit.net.system import said

READ_AGAIN_S = 60
_IP = r"\d{1,3}(?:\.\d{1,3}){3}"
_WINDOWS = re.compile(
    rf"^\s*(?P<net>{_IP})\s+(?P<mask>{_IP})\s+(?P<gateway>\S.*?)\s+(?P<own>{_IP})\s+(?P<metric>\d+)"
    r"\s*$",
    re.MULTILINE,
)
_MACOS = re.compile(
    r"^(?P<net>default|\d[\d./]*)\s+(?P<gateway>\S+)\s+(?P<flags>[A-Za-z]+)\s+(?P<adapter>\S+)",
    re.MULTILINE,
)
_NARROWEST = 30
"""Prefix of the smallest network with room for two."""


@dataclass(frozen=True, slots=True)
class Route:
    """One way out."""

    network: IPv4Network
    gateway: str
    """Empty: the network is this computer's own segment."""
    adapter: str
    """Its name; on Windows the computer's own address at it."""
    metric: int = 0


def routes() -> tuple[Route, ...]:
    """Return what the system tells; () where it is silent, and on Linux, read elsewhere."""
    return _routes(int(time.monotonic() // READ_AGAIN_S))


@lru_cache(maxsize=1)
def _routes(_moment: int) -> tuple[Route, ...]:
    if sys.platform == "win32":
        return of_route_print(said("route", "print", "-4"))
    if sys.platform == "darwin":
        return of_netstat(said("netstat", "-rn", "-f", "inet"))
    return ()


def of_route_print(text: str) -> tuple[Route, ...]:
    """Read `route print -4` of Windows, in whatever language: the active routes, which alone have
    an interface and a metric.
    """
    found: list[Route] = []
    for row in _WINDOWS.finditer(text):
        network = _network(f"{row['net']}/{row['mask']}")
        if network is not None:
            gateway = row["gateway"] if _is_ip(row["gateway"]) else ""
            found.append(Route(network, gateway, row["own"], int(row["metric"])))
    return tuple(found)


def of_netstat(text: str) -> tuple[Route, ...]:
    """Read `netstat -rn -f inet` of macOS, which leaves out zeros at an address's end."""
    found: list[Route] = []
    for row in _MACOS.finditer(text):
        network = _network(_whole(row["net"]))
        via = row["gateway"] if _is_ip(row["gateway"]) else ""
        # Flag G: through a router; H: one host that was met, no network.
        if network is None or "H" in row["flags"]:
            continue
        found.append(Route(network, via if "G" in row["flags"] else "", row["adapter"]))
    return tuple(found)


def _whole(text: str) -> str:
    """`default`, `127`, `10.20.30/24` → address with prefix length."""
    if text == "default":
        return "0.0.0.0/0"
    address, _, length = text.partition("/")
    parts = address.split(".")
    return f"{'.'.join((parts + ['0'] * 3)[:4])}/{length or 8 * len(parts)}"


def _network(text: str) -> IPv4Network | None:
    try:
        return IPv4Network(text)
    except ValueError:
        return None


def _is_ip(text: str) -> bool:
    try:
        IPv4Address(text)
    except ValueError:
        return False
    return True


def gateway_of(found: tuple[Route, ...]) -> str:
    """Return the default gateway of least metric; empty: there is none."""
    ways = [route for route in found if route.network.prefixlen == 0 and route.gateway]
    return min(ways, key=lambda route: route.metric).gateway if ways else ""


def is_on_link(found: tuple[Route, ...], address: IPv4Address) -> bool:
    """Whether the most special route to an address leads to one of this computer's own segments."""
    ways = [route for route in found if address in route.network]
    if not ways:
        return False
    return not max(ways, key=lambda route: route.network.prefixlen).gateway


def network_of(found: tuple[Route, ...], address: IPv4Address) -> IPv4Network | None:
    """Return the own segment that an address lies in, routes to single hosts left aside; None: it
    is behind a router.
    """
    if not is_on_link(found, address):
        return None
    near = [route.network for route in found if address in route.network and not route.gateway]
    segments = [network for network in near if network.prefixlen <= _NARROWEST]
    return max(segments, key=lambda network: network.prefixlen, default=None)
