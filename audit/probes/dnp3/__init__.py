"""DNP3: Request Link Status, and nothing else.

Source: IEEE 1815-2012, 9.2.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.dnp3.read import COST, read

PROBE = Probe(
    name="dnp3",
    what="whether it answers Request Link Status, and its link address",
    transport="tcp",
    port=20000,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
