"""Whether silence can be laid at a filter's door: address in, what is wrong with this computer's
own first step towards it out. A pulled cable is silent too. Nothing is sent.
"""

from __future__ import annotations

import sys
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from audit.net.adapters import own_address
from audit.net.neighbours import neighbours

_ROUTES = Path("/proc/net/route")
_UP, _GATEWAY = 0x1, 0x2
"""RTF_UP, RTF_GATEWAY (route.h)."""


def way_out(address: str) -> str:
    """Return what keeps packets for an address from leaving; empty: nothing, or this system does
    not tell.
    """
    try:
        own_address(address)
    except OSError as error:
        return f"this computer has no way to {address}: {error.strerror or error}"
    if sys.platform != "linux":
        return ""
    try:
        ip, text = IPv4Address(address), _ROUTES.read_text(encoding="ascii")
    except (ValueError, OSError):
        return ""
    adapter, hop = first_step(text, ip)
    if not adapter:
        return ""
    if _carrier(adapter) == "0":
        return f"the cable of {adapter} is out"
    if hop and hop not in neighbours():
        return f"the router {hop} on {adapter} does not answer"
    return ""


def first_step(text: str, ip: IPv4Address) -> tuple[str, str]:
    """Return adapter and router of the most special route, by the text of /proc/net/route; no
    router: it is on the adapter's own segment; no adapter: no such route.
    """
    found: list[tuple[int, int, str, str]] = []
    for fields in (line.split() for line in text.splitlines()[1:]):
        if len(fields) < 8 or not int(fields[3], 16) & _UP:
            continue
        network = IPv4Network(f"{_ip(fields[1])}/{_ip(fields[7])}")
        if ip in network:
            hop = str(_ip(fields[2])) if int(fields[3], 16) & _GATEWAY else ""
            found.append((-network.prefixlen, int(fields[6]), fields[0], hop))
    return min(found)[2:] if found else ("", "")


def _ip(text: str) -> IPv4Address:
    """Eight hexadecimal digits in this computer's byte order."""
    return IPv4Address(int.from_bytes(bytes.fromhex(text), sys.byteorder))


def _carrier(adapter: str) -> str:
    """1, 0, or empty where the adapter does not tell: it is down, or has none."""
    try:
        return Path("/sys/class/net", adapter, "carrier").read_text(encoding="ascii").strip()
    except OSError:
        return ""
