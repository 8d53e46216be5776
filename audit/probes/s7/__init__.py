"""Siemens S7: COTP connection, set-up, system status lists 0x0011 and 0x001C.

Source: RFC 1006, ISO 8073; Siemens A5E00739858, chapter 34 (system status lists).
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.s7.read import COST, read

PROBE = Probe(
    name="s7",
    what="order number, firmware, serial number, names (system status lists 0x11 and 0x1C)",
    transport="tcp",
    port=102,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
