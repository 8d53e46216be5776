"""Beckhoff ADS: discovery by UDP, ReadDeviceInfo by TCP where UDP is silent.

Source: Beckhoff Information System, ADS/AMS specification.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.ads.read import COST, read

PROBE = Probe(
    name="ads",
    what="host name, AMS net id, TwinCAT and system version (discovery, ReadDeviceInfo)",
    transport="udp",
    port=48899,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
