"""HART-IP: a session, HART command 0 (Read Unique Identifier), the session given back.

Source: FieldComm Group HCF_SPEC-085 and -127; see `wire`.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.hartip.read import COST, PORT, read

PROBE = Probe(
    name="hartip",
    what="maker, device type, id, revisions (a session; HART command 0, Read Unique Identifier)",
    transport="tcp",
    port=PORT,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
