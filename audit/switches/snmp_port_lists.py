"""Port lists of VLAN tables in, port numbers out.

RFC 4363 makes a PortList a bitmap, the highest bit of the first octet being port 1. Two agents
write text instead: Junos decimal numbers (`4102,4104,0`), SONiC hexadecimal octets (`ff ff f8`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from audit.switches.rows import bits

_DECIMALS = re.compile(rb"\d{1,6}(,\s*\d{1,6})*")
_HEX_OCTETS = re.compile(rb"[0-9A-Fa-f]{2}( [0-9A-Fa-f]{2})+ ?")
MAX_SPAN = 1000
"""Ports in one `1-24`: more is nonsense."""


class Form(StrEnum):
    """How an agent writes port lists."""

    BITMAP = "bitmap"
    DECIMAL = "decimal"
    HEXADECIMAL = "hexadecimal"


def form_of(lists: Iterable[bytes]) -> Form:
    """Tell the form from all port lists of an agent: a single `0` may be any of them."""
    filled = [octets for octets in lists if octets]
    if any(b"," in octets for octets in filled) and all(map(_DECIMALS.fullmatch, filled)):
        return Form.DECIMAL
    if any(map(_HEX_OCTETS.fullmatch, filled)) and all(
        octets == b"0" or _HEX_OCTETS.fullmatch(octets) for octets in filled
    ):
        return Form.HEXADECIMAL
    return Form.BITMAP


def port_numbers(octets: bytes, form: Form = Form.BITMAP) -> set[int]:
    """Return the bridge ports in one list."""
    if form is Form.DECIMAL:
        return {int(number) for number in re.findall(rb"\d+", octets)}
    if form is Form.HEXADECIMAL:
        octets = b"" if octets == b"0" else bytes.fromhex(octets.decode("ascii"))
    return bits(octets, first=1)


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
