"""SNMP v1, v2c and v3: who a switch is, its ports, VLANs, MAC table, neighbours, and its counters
twice; only what is needed.

Source: RFC 1157 (v1), RFC 3416 (GET, GETNEXT, GETBULK), RFC 3414 (v3 users). The objects and their
RFCs are in `audit.switches.mibs`. There is no SET in this tool.
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
    what="system, ports, VLANs, MAC table, LLDP, CDP, ARP, spanning tree, PoE, traffic (read)",
    transport="udp",
    port=161,
    packets=100,
    bytes=20000,
    run=_run,
)
