"""TCP reachability: one graceful connection to the port a flow needs. Source: RFC 9293."""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.tcp.read import COST, read

PROBE = Probe(
    name="tcp",
    what="whether a port answers: SYN, ACK, FIN, no data",
    transport="tcp",
    port=4840,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
