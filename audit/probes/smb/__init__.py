"""SMB: whether dialect 1 is still spoken.

Source: MS-CIFS, MS-SMB2.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.smb.read import COST, read

PROBE = Probe(
    name="smb",
    what="whether dialect 1 is spoken (the first message of two negotiations)",
    transport="tcp",
    port=445,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
