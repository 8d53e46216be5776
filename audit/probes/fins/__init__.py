"""Omron FINS: controller data read by UDP, by TCP where UDP is silent.

Source: Omron W342, 5-3-11 (controller data read, 05 01).
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.fins.read import COST, read

PROBE = Probe(
    name="fins",
    what="model and version of the CPU (controller data read, 05 01)",
    transport="udp",
    port=9600,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
