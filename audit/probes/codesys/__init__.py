"""CODESYS: the system's names where the port is one of version 2, else whether the port answers.

Source: Digital Bond Redpoint, codesys-v2-discover; Kaspersky ICS CERT, CODESYS Runtime.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.codesys.read import COST, read

PROBE = Probe(
    name="codesys",
    what="version 2 (ports 1200, 2455): system and product; version 3: whether it answers",
    transport="tcp",
    port=11740,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
