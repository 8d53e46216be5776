"""Syslog: whether a collector can be reached, as far as that can be known without a message.

Source: RFC 5426 (UDP), RFC 6587 (TCP), RFC 5425 (TLS).
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.syslog.read import COST, read

PROBE = Probe(
    name="syslog",
    what="whether a collector's ports are open: an empty datagram, two connections without a word",
    transport="udp",
    port=514,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
