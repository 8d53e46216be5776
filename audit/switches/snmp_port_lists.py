"""Port lists of VLAN tables in, port numbers out.

RFC 4363 makes a PortList a bitmap, the highest bit of the first octet being port 1. Two agents
write text instead: Junos decimal numbers (`4102,4104,0`), SONiC hexadecimal octets (`ff ff f8`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from audit.switches.rows import bits

_DECIMALS = re.compile(rb"\d{1,6}(,\s*\d{1,6})*")
_HEX_OCTETS = re.compile(rb"[0-9A-Fa-f]{2}( [0-9A-Fa-f]{2})+ ?")
MAX_SPAN = 1000
"""Ports in one `1-24`: more is nonsense."""


def port_numbers(lists: Mapping[int, bytes]) -> dict[int, set[int]]:
    """Return VLAN → bridge port numbers, for all port lists of one column.

    Which form an agent uses is seen in the whole column: a single `0` may be either.
    """
    filled = [octets for octets in lists.values() if octets]
    decimal = any(b"," in octets for octets in filled) and all(map(_DECIMALS.fullmatch, filled))
    hexadecimal = any(map(_HEX_OCTETS.fullmatch, filled)) and all(
        _HEX_OCTETS.fullmatch(octets) or octets == b"0" for octets in filled
    )
    if decimal:
        return {
            vlan: {int(number) for number in re.findall(rb"\d+", octets)}
            for vlan, octets in lists.items()
        }
    if hexadecimal:
        return {
            vlan: set() if octets == b"0" else bits(_octets(octets), first=1)
            for vlan, octets in lists.items()
        }
    return {vlan: bits(octets, first=1) for vlan, octets in lists.items()}


def _octets(text: bytes) -> bytes:
    return bytes.fromhex(text.decode("ascii"))


def port_names(text: str) -> list[str]:
    """Expand `1/0/15-18,LAG2` into the names of single ports."""
    found: list[str] = []
    for part in re.split(r"[,\s]+", text):
        match = re.fullmatch(r"(.*?)(\d+)-(?:.*?)(\d+)", part)
        if match and 0 <= int(match[3]) - int(match[2]) < MAX_SPAN:
            numbers = range(int(match[2]), int(match[3]) + 1)
            found += [f"{match[1]}{number}" for number in numbers]
        elif part:
            found.append(part)
    return found
