"""OPC UA: GetEndpoints and FindServers without a session.

Source: OPC 10000-4, 5.5 (discovery services); OPC 10000-6, 7.1 (connection protocol).
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.opcua.read import COST, read

PROBE = Probe(
    name="opcua",
    what="endpoints, policies, token types, certificate, servers it knows; no session",
    transport="tcp",
    port=4840,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
