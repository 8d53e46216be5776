"""The system's own neighbour table: what it has learned of hardware addresses. Nothing is sent."""

from __future__ import annotations

import re
import sys
from ipaddress import ip_address
from pathlib import Path

from audit.net.system import has, said

NOBODY = "00:00:00:00:00:00"
_ARP = Path("/proc/net/arp")
_COMPLETE = 0x2
"""ATF_COM (if_arp.h): the entry has an address."""
_MAC = r"(?P<mac>(?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2})\b"
_PAIR = re.compile(rf"(?P<ip>\d+\.\d+\.\d+\.\d+)\)?\s+(?:at\s+)?{_MAC}", re.IGNORECASE)
_PAIR6 = re.compile(
    rf"^\s*(?P<ip>[0-9a-f]*:[0-9a-f:]+)(?:%\S+)?\s+(?:dev \S+ lladdr )?{_MAC}",
    re.IGNORECASE | re.MULTILINE,
)
_COMMANDS6 = {
    "linux": ("ip", "-6", "neigh", "show"),
    "darwin": ("ndp", "-an"),
    "win32": ("netsh", "interface", "ipv6", "show", "neighbors"),
}


def neighbours() -> dict[str, str]:
    """Return IPv4 address → MAC of what the system has heard of."""
    if sys.platform == "linux":
        try:
            return of_proc(_ARP.read_text(encoding="ascii"))
        except OSError:
            return {}
    return of_command(said("arp", "-a"))


def neighbours6() -> dict[str, str]:
    """Return IPv6 address → MAC; empty where the system has no such command."""
    words = _COMMANDS6.get(sys.platform)
    return of_command6(said(*words)) if words else {}


def why_no_neighbours() -> str:
    """Return which of the system's tables cannot be read here; empty: both can."""
    absent = [] if sys.platform == "linux" or has("arp") else ["arp"]
    absent += [words[0] for words in (_COMMANDS6.get(sys.platform, ("ip",)),) if not has(words[0])]
    return f"no command {' and '.join(absent)}" if absent else ""


def of_proc(text: str) -> dict[str, str]:
    """Read the text of /proc/net/arp."""
    rows = [line.split() for line in text.splitlines()[1:]]
    return {
        row[0]: row[3].casefold()
        for row in rows
        if len(row) >= 6 and int(row[2], 16) & _COMPLETE and row[3] != NOBODY
    }


def of_command(text: str) -> dict[str, str]:
    """Read what `arp -a` prints on Windows and macOS, in whatever language."""
    return _pairs(_PAIR, text)


def of_command6(text: str) -> dict[str, str]:
    """Read what `ip -6 neigh`, `ndp -an` or `netsh interface ipv6 show neighbors` prints."""
    return _pairs(_PAIR6, text)


def _pairs(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    """Leave out groups, broadcasts and those who never answered."""
    found: dict[str, str] = {}
    for row in pattern.finditer(text):
        mac = _mac(row["mac"])
        try:
            ip = ip_address(row["ip"])
        except ValueError:
            continue
        if not int(mac[:2], 16) & 1 and mac != NOBODY and not ip.is_multicast:
            found[str(ip)] = mac
    return found


def _mac(text: str) -> str:
    return ":".join(part.rjust(2, "0") for part in text.casefold().replace("-", ":").split(":"))
