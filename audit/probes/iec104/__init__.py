"""IEC 60870-5-104: a test frame, and nothing else; data transfer is never started.

Source: IEC 60870-5-104:2006, 5.2.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.iec104.read import COST, read

PROBE = Probe(
    name="iec104",
    what="whether it answers a test frame (TESTFR); never STARTDT",
    transport="tcp",
    port=2404,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
