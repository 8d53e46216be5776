"""TCP reachability: one graceful connection to the port a flow needs, on which a service that
greets by itself (SSH, FTP, SMTP, Telnet, VNC) is heard.

Source: RFC 9293; of the greetings see `wire`.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.tcp.read import COST, read

PROBE = Probe(
    name="tcp",
    what="whether a port answers: SYN, ACK, FIN, no data; who greets by itself is heard",
    transport="tcp",
    port=4840,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
