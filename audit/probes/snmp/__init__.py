"""SNMP v2c and v3: who a switch is, its ports, VLANs, MAC table, neighbours; only needed columns.

Source: RFC 3416 (GET, GETNEXT, GETBULK), RFC 3414 (v3 users). The objects and their RFCs are in
`audit.switches.mibs`. There is no SET in this tool.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Probe, Target
from audit.records import Observation

if TYPE_CHECKING:
    from audit.net.dialer import Dialer


async def _run(dialer: Dialer, target: Target) -> list[Observation]:
    from audit.probes.snmp.read import read

    return await read(dialer, target)


PROBE = Probe(
    name="snmp",
    what="system, interfaces, VLANs, MAC table, LLDP and CDP neighbours, ARP, spanning tree (read)",
    transport="udp",
    port=161,
    packets=60,
    bytes=12000,
    run=_run,
)
