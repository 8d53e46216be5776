"""The system's own neighbour table: what it has learned of hardware addresses. Nothing is sent."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path

_ARP = Path("/proc/net/arp")
_COMPLETE = 0x2
"""ATF_COM (if_arp.h): the entry has an address."""
_PAIR = re.compile(
    r"(?P<ip>\d+\.\d+\.\d+\.\d+)\)?\s+(?:at\s+)?(?P<mac>(?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2})",
    re.IGNORECASE,
)
_PAIR6 = re.compile(
    r"^(?P<ip>[0-9a-f:]+) dev \S+ lladdr (?P<mac>[0-9a-f:]{17})", re.IGNORECASE | re.MULTILINE
)


def neighbours() -> dict[str, str]:
    """Return IPv4 address → MAC of what the system has heard of."""
    if sys.platform == "linux":
        try:
            return of_proc(_ARP.read_text(encoding="ascii"))
        except OSError:
            return {}
    return of_command(_said("arp", "-a"))


def neighbours6() -> dict[str, str]:
    """Return IPv6 address → MAC; empty where the system has no such command."""
    found = _PAIR6.finditer(_said("ip", "-6", "neigh", "show"))
    return {str(ip_address(m["ip"])): m["mac"].casefold() for m in found}


def of_proc(text: str) -> dict[str, str]:
    """Read the text of /proc/net/arp."""
    rows = [line.split() for line in text.splitlines()[1:]]
    return {
        row[0]: row[3].casefold()
        for row in rows
        if len(row) >= 6 and int(row[2], 16) & _COMPLETE and row[3] != "00:00:00:00:00:00"
    }


def of_command(text: str) -> dict[str, str]:
    """Read what `arp -a` prints on Windows and macOS, in whatever language."""
    return {m["ip"]: _mac(m["mac"]) for m in _PAIR.finditer(text)}


def _mac(text: str) -> str:
    return ":".join(part.rjust(2, "0") for part in text.casefold().replace("-", ":").split(":"))


def _said(*words: str) -> str:
    """Return what a command of the system prints; empty when it is not there."""
    if not (command := shutil.which(words[0])):
        return ""
    try:
        # The words are this file's own.
        done = subprocess.run(  # noqa: S603
            [command, *words[1:]], capture_output=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
