"""BACnet/IP: Who-Is to one device, then names of its device object.

Source: ANSI/ASHRAE 135-2020, 15.5 (ReadProperty) and 16.10 (Who-Is).
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.bacnet.read import COST, read

PROBE = Probe(
    name="bacnet",
    what="vendor, model, firmware and name of the device object (Who-Is, ReadProperty)",
    transport="udp",
    port=47808,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
