"""The exchange: one datagram."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.letters import correspondence
from audit.probes.ntp import wire
from audit.probes.ntp.wire import Clock
from audit.probes.talk import udp_cost
from audit.records import Observation

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = udp_cost(48)


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return the server's clock against ours; raises AttemptError when nobody answers."""
    port = target.ports.get("ntp", 123)
    async with correspondence(dialer, target, port, "ntp", COST, "NTP") as letters:
        sent = time.time()

        def clock(data: bytes) -> Clock | None:
            return wire.clock(data, sent, time.time())

        found = await letters.ask(wire.request(sent), clock, dialer.limits.read_timeout_s)
    state = f"stratum {found.stratum}" if found.synchronised else "not synchronised"
    detail = f"{state}; source {found.source or 'not said'}; offset {found.offset_s:+.3f} s"
    service = Service(target.plant_ip, port, "udp", "ntp", detail=detail)
    identity = identity_of(target)
    return answered(dialer, target, port, method="ntp", identity=identity, service=service)
