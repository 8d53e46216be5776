"""Small readers that all dissectors share; nothing here raises on short or odd bytes."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

LONGEST = 512


def text(value: bytes, longest: int = LONGEST) -> str:
    """Device text: UTF-8, else Latin-1; no control characters, no runs of blanks, bounded."""
    value = value[:longest].split(b"\0", 1)[0]
    try:
        said = value.decode("utf-8")
    except UnicodeDecodeError:
        said = value.decode("latin-1")
    if not said.isprintable():
        said = "".join(c if c.isprintable() else " " for c in said)
    return " ".join(said.split())


def u16(data: bytes, at: int) -> int:
    """Two bytes, most significant first; 0 behind the end."""
    return int.from_bytes(data[at : at + 2], "big") if at + 2 <= len(data) else 0


def u32(data: bytes, at: int) -> int:
    """Four bytes, most significant first; 0 behind the end."""
    return int.from_bytes(data[at : at + 4], "big") if at + 4 <= len(data) else 0


def le16(data: bytes, at: int) -> int:
    """Two bytes, least significant first; 0 behind the end."""
    return int.from_bytes(data[at : at + 2], "little") if at + 2 <= len(data) else 0


def le32(data: bytes, at: int) -> int:
    """Four bytes, least significant first; 0 behind the end."""
    return int.from_bytes(data[at : at + 4], "little") if at + 4 <= len(data) else 0


def address(value: bytes) -> str:
    """An IPv4 or IPv6 address; empty for another length and for the unspecified one."""
    if not any(value):
        return ""
    if len(value) == 4:
        return str(IPv4Address(value))
    return str(IPv6Address(value)) if len(value) == 16 else ""


def mac(value: bytes) -> str:
    """A MAC address of a station; empty for another length, groups and zeros."""
    if len(value) != 6 or value[0] & 1 or not any(value):
        return ""
    return value.hex(":")


def tlvs(data: bytes, head: str, most: int = 200) -> Iterator[tuple[int, bytes]]:
    """Type-length-value elements; a damaged one ends them.

    Parameters
    ----------
    head
        "1+1" for one byte of each (as in DHCP), "2+2 whole" for two of each, with a length that
        counts both (as in CDP).
    """
    at, whole = 0, head == "2+2 whole"
    width = 4 if whole else 2
    for _ in range(most):
        if at + width > len(data):
            return
        kind = u16(data, at) if whole else data[at]
        size = u16(data, at + 2) - 4 if whole else data[at + 1]
        if size < 0 or at + width + size > len(data):
            return
        yield kind, data[at + width : at + width + size]
        at += width + size
