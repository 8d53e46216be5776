"""EtherNet/IP: ListIdentity by UDP, by TCP where UDP is silent; no session is registered.

Source: The CIP Networks Library volume 2, 2-4.2 (ListIdentity).
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.enip.read import COST, read

PROBE = Probe(
    name="enip",
    what="vendor, product, revision, serial number (ListIdentity)",
    transport="udp",
    port=44818,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
