"""RDP: which security a remote desktop asks for.

Source: MS-RDPBCGR.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.rdp.read import COST, read

PROBE = Probe(
    name="rdp",
    what="which security a remote desktop asks for (the connection request)",
    transport="tcp",
    port=3389,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
