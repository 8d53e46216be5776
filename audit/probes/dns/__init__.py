"""DNS: whether a name server answers.

Source: RFC 1035.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.dns.read import COST, read

PROBE = Probe(
    name="dns",
    what="whether names are resolved (one question for the root)",
    transport="udp",
    port=53,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
