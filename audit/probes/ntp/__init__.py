"""NTP: stratum, source, and the difference to this computer's clock.

Source: RFC 5905.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.ntp.read import COST, read

PROBE = Probe(
    name="ntp",
    what="stratum, source and offset of a time server (one datagram)",
    transport="udp",
    port=123,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
