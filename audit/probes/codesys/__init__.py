"""CODESYS: who the runtime is: version 3 by its name service, version 2 by its one question.

Source: Kaspersky ICS CERT, CODESYS Runtime; Digital Bond Redpoint, codesys-v2-discover; see `wire`.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.codesys.read import COST, V3_PORT, read

PROBE = Probe(
    name="codesys",
    what="vendor, device, version, node name (version 3); system, product (version 2): 1 question",
    transport="tcp",
    port=V3_PORT,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
