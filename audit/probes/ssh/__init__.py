"""SSH to a switch's terminal: show commands of a fixed list, read-only, one login, never a guess.

Source: the vendors' command references; netmiko drives the terminal, ntc-templates read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Probe, Target
from audit.probes.ssh.commands import PACKETS
from audit.records import Observation

if TYPE_CHECKING:
    from audit.net.dialer import Dialer


async def _run(dialer: Dialer, target: Target) -> list[Observation]:
    from audit.probes.ssh.read import read

    return await read(dialer, target)


PROBE = Probe(
    name="ssh",
    what="version, VLANs, ports, MAC table, neighbours, configuration (show commands only)",
    transport="tcp",
    port=22,
    packets=PACKETS,
    bytes=12_000,
    run=_run,
)
