"""OPC UA: an anonymous session that reads who the server is and what its Objects folder holds. The
server writes it into its audit log, so it has a permission of its own.

Source: OPC 10000-4, 5.7 (sessions), 5.9.2 (Browse), 5.11.2 (Read); OPC 10000-5, 12.4 (BuildInfo).
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.opcua_session.read import COST, read

PROBE = Probe(
    name="opcua_session",
    what="anonymous session: maker, product, version, namespaces, names in the Objects folder",
    transport="tcp",
    port=4840,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
"""Asked only where the scope opens it by name."""
