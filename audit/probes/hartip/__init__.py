"""HART-IP: whether the port answers. An identity would need a session; none is opened.

Source: FieldComm Group HCF_SPEC-085.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.hartip.read import COST, read

PROBE = Probe(
    name="hartip",
    what="whether the port answers: SYN, ACK, FIN, no data; no session is opened",
    transport="tcp",
    port=5094,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
