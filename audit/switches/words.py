"""Texts of devices: bounded, cleaned, MAC addresses, VLAN lists, durations."""

from __future__ import annotations

import re
from ipaddress import IPv4Address

MAX_NAME = 255
MAX_TEXT = 4096
MAX_VLAN = 4094
_PRIVATE = {"<private>", "<removed>", "<redacted>", "<hidden>", "(null)"}
_SPAN = re.compile(r"(\d+)\s*(year|week|day|hour|minute|second)s?", re.IGNORECASE)
_SECONDS = {
    "year": 365 * 86400,
    "week": 7 * 86400,
    "day": 86400,
    "hour": 3600,
    "minute": 60,
    "second": 1,
}


def clean(text: str, limit: int = MAX_NAME) -> str:
    """Return the text on one line, without control characters, bounded; placeholders are empty."""
    kept = "".join(c if c.isprintable() else " " for c in text[: limit * 4])
    line = " ".join(kept.split())[:limit]
    return "" if line.casefold() in _PRIVATE else line


def mac_text(text: str) -> str:
    """Return a MAC address in lower case with colons; empty when the text is none.

    Accepts colons, dashes, dots or blanks between one, two or three groups, and single digits
    between five colons.
    """
    text = text.strip().lower()
    parts = re.split(r"[:\-\s]", text)
    if len(parts) == 6 and all(re.fullmatch(r"[0-9a-f]{1,2}", part) for part in parts):
        return ":".join(part.zfill(2) for part in parts)
    shapes = (
        r"[0-9a-f]{12}",
        r"([0-9a-f]{4}[.\-:]){2}[0-9a-f]{4}",
        r"[0-9a-f]{6}[\-:.][0-9a-f]{6}",
    )
    if not any(re.fullmatch(shape, text) for shape in shapes):
        return ""
    return mac_bytes(bytes.fromhex(re.sub(r"[^0-9a-f]", "", text)))


def mac_bytes(octets: bytes) -> str:
    """Return six octets as a MAC address; empty when they are not six, or all zero."""
    return octets.hex(":") if len(octets) == 6 and any(octets) else ""


def ip_text(text: str) -> str:
    """Return an IPv4 address without a prefix length; empty when the text is none."""
    try:
        address = IPv4Address(text.strip().split("/")[0])
    except ValueError:
        return ""
    return "" if address == IPv4Address(0) else str(address)


def is_vlan(number: int) -> bool:
    """Whether a number is a VLAN id that frames can carry."""
    return 1 <= number <= MAX_VLAN


def vlan_list(text: str) -> tuple[int, ...] | None:
    """Read `1,10-12,20` as VLAN ids, ascending; None when it is no such list."""
    found: set[int] = set()
    for part in re.split(r"[,\s]+", text.strip()):
        match = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", part)
        if not match:
            return None
        first = int(match[1])
        last = int(match[2] or first)
        found.update(range(first, min(last, MAX_VLAN) + 1))
    return tuple(sorted(v for v in found if is_vlan(v)))


def span_s(text: str) -> int | None:
    """Read `2 years, 31 weeks, 6 days` as seconds; None when it holds no such span."""
    found = _SPAN.findall(text)
    return sum(int(n) * _SECONDS[unit.lower()] for n, unit in found) if found else None
