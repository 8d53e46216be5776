"""The exchange: one datagram."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.dns import wire
from audit.probes.dns.wire import Reply
from audit.probes.letters import correspondence
from audit.probes.talk import udp_cost
from audit.records import Observation

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = udp_cost(17)


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return whether names are resolved; raises AttemptError when nobody answers."""
    port = target.ports.get("dns", 53)
    number = secrets.randbelow(65536)

    def reply(data: bytes) -> Reply | None:
        return wire.reply(data, number)

    async with correspondence(dialer, target, port, "dns", COST, "DNS") as letters:
        found = await letters.ask(wire.request(number), reply, dialer.limits.read_timeout_s)
    recursion = "recursion offered" if found.recursion else "no recursion"
    service = Service(target.plant_ip, port, "udp", "dns", detail=f"{found.said}; {recursion}")
    identity = identity_of(target)
    return answered(dialer, target, port, method="dns", identity=identity, service=service)
