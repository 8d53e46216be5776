"""OPC UA: GetEndpoints without a session. Source: OPC 10000-4 (Discovery Service Set), OPC 10000-6
(UA TCP).
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.opcua.read import read

PROBE = Probe(
    name="opcua",
    what="endpoints, security policies, token types, certificate end; no session",
    transport="tcp",
    port=4840,
    packets=11,
    bytes=1100,
    run=read,
)
