"""Mitsubishi SLMP (MELSEC): Read Type Name, and nothing else.

Source: Mitsubishi Electric SH(NA)-080956ENG, SLMP Reference Manual, 5.2.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.slmp.read import COST, read

PROBE = Probe(
    name="slmp",
    what="model of the CPU (SLMP Read Type Name, 0101)",
    transport="tcp",
    port=5007,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
