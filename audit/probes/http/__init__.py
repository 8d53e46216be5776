"""HTTP: server, title and login of the first page.

Source: RFC 9110 and 9112.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.http.read import COST, read

PROBE = Probe(
    name="http",
    what="server, title and login of the first page (one GET)",
    transport="tcp",
    port=80,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
