"""Which flows have an end in the internet: even a single packet of them matters.

Source: IANA's registries of special-purpose addresses for IPv4 and IPv6, as the standard library
holds them for single addresses; here as ranges, for whole columns.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address

import numpy as np

from audit.capture.batch import Flags, Ints, Words
from audit.capture.flows import Flows
from audit.capture.layers import ARP, IPV4, IPV6

_INSIDE = (
    (0x00000000, 8), (0x0A000000, 8), (0x64400000, 10), (0x7F000000, 8), (0xA9FE0000, 16),
    (0xAC100000, 12), (0xC0000000, 24), (0xC0000200, 24), (0xC0A80000, 16), (0xC6120000, 15),
    (0xC6336400, 24), (0xCB007100, 24), (0xE0000000, 3),
)  # fmt: skip
"""Networks that are nobody's in the internet: (first address, prefix length)."""


def outside(flows: Flows, rows: Ints) -> Flags:
    """Say of each of these flows whether one of its ends is an address of the internet."""
    kind = flows.column["kind"][rows]
    plain = (kind == IPV4) | (kind == ARP)
    found = np.zeros(len(rows), np.bool_)
    for name in ("src_ip", "dst_ip"):
        found |= plain & public(flows.words(name)[rows])
    long = np.flatnonzero(kind == IPV6)
    if len(long):
        addresses = flows.long[rows[long]]
        for at in (0, 16):
            # Only 2000::/3 is given out.
            likely = np.flatnonzero(addresses[:, at] & 0xE0 == 0x20)
            ends = addresses[likely, at : at + 16]
            given_out = [_is_global(end.tobytes()) for end in ends]
            found[long[likely]] |= np.array(given_out, np.bool_)
    return found


def public(numbers: Words) -> Flags:
    """Say of each IPv4 address whether it is one of the internet."""
    inside = numbers >= 2**32
    for first, length in _INSIDE:
        shift = np.uint64(32 - length)
        inside |= (numbers >> shift) == np.uint64(first >> (32 - length))
    found: Flags = ~inside
    return found


@lru_cache(65536)
def _is_global(address: bytes) -> bool:
    return IPv6Address(address).is_global
