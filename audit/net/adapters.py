"""Which network adapter of this computer stands in a segment: address in, adapter out. Linux tells
by its routing table; elsewhere nobody is asked, and None says that it is not known.
"""

from __future__ import annotations

import socket
import struct
import sys
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, ip_address
from pathlib import Path

from audit.net.routes import gateway_of, is_on_link, network_of, routes

_ROUTES = Path("/proc/net/route")
_UP, _GATEWAY = 0x1, 0x2
"""RTF_UP, RTF_GATEWAY (route.h)."""
_LOOPBACK = IPv4Network("127.0.0.0/8")
_ANY_PORT = 9


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter as one of its networks sees it."""

    name: str
    network: IPv4Network
    mac: bytes


def adapter_for(address: str) -> Adapter | None:
    """Return the adapter whose own network holds the address; None: it is behind a router, or
    this system does not tell.
    """
    ip = ip_address(address)
    if sys.platform != "linux" or not isinstance(ip, IPv4Address):
        return None
    if ip in _LOOPBACK:
        return Adapter("lo", _LOOPBACK, bytes(6))
    on_link = [(network, name) for network, name in _networks() if ip in network]
    if not on_link:
        return None
    network, name = max(on_link, key=lambda found: found[0].prefixlen)
    try:
        mac = bytes.fromhex(_hardware(name).replace(":", ""))
    except (OSError, ValueError):
        return None
    return Adapter(name, network, mac) if len(mac) == 6 else None


def gateway() -> str:
    """Return the address of the default gateway; empty: none, or this system does not tell."""
    if sys.platform != "linux":
        return gateway_of(routes())
    for fields in _rows():
        if fields[1] == "00000000" and int(fields[3], 16) & _GATEWAY:
            return str(_ip(fields[2]))
    return ""


def on_link(address: str) -> bool:
    """Whether an address lies in a segment that this computer stands in; its own loopback is none.

    False also where the system does not tell.
    """
    ip = ip_address(address)
    if sys.platform != "linux":
        return isinstance(ip, IPv4Address) and not ip.is_loopback and is_on_link(routes(), ip)
    adapter = adapter_for(address)
    return adapter is not None and adapter.name != "lo"


def own_network(address: str) -> IPv4Network | None:
    """Return the network of this computer's that holds the address; None: it is behind a router,
    or this system does not tell.
    """
    ip = ip_address(address)
    if not isinstance(ip, IPv4Address):
        return None
    if sys.platform != "linux":
        return network_of(routes(), ip)
    adapter = adapter_for(address)
    return adapter.network if adapter else None


def _hardware(name: str) -> str:
    return Path("/sys/class/net", name, "address").read_text(encoding="ascii").strip()


def _networks() -> list[tuple[IPv4Network, str]]:
    found: list[tuple[IPv4Network, str]] = []
    for fields in _rows():
        flags = int(fields[3], 16)
        if flags & _UP and not flags & _GATEWAY and fields[1] != "00000000":
            found.append((IPv4Network(f"{_ip(fields[1])}/{_ip(fields[7])}"), fields[0]))
    return found


def _rows() -> list[list[str]]:
    try:
        lines = _ROUTES.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return []
    return [fields for line in lines if len(fields := line.split()) >= 8]


def _ip(text: str) -> IPv4Address:
    """Eight hexadecimal digits in this computer's byte order."""
    return IPv4Address(struct.pack("=I", int(text, 16)))


def own_address(address: str) -> str:
    """Ask the system which address it would send from; connecting by UDP sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect((address, _ANY_PORT))
        return str(asking.getsockname()[0])
