"""PROFINET DCP: Identify-All, one frame to a segment, and nothing else.

Source: IEC 61158-6-10, 4.3 (DCP).
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.pndcp.read import COST, read

PROBE = Probe(
    name="pndcp",
    what="name, type, vendor and device number, address and role of every station (Identify-All)",
    transport="ethernet",
    port=34962,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
