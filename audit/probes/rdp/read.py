"""The exchange: one connection request; the answer names the security."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.rdp import wire
from audit.probes.talk import conversation, tcp_cost
from audit.records import Observation

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = tcp_cost(len(wire.request()))


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return the security that is chosen; raises AttemptError when nobody answers."""
    port = target.ports.get("rdp", 3389)
    async with conversation(dialer, target, port, "rdp", COST, "RDP") as talk:
        chosen = await talk.ask(wire.request(), wire.cut, wire.choice)
    service = Service(target.plant_ip, port, "tcp", "rdp", detail=chosen)
    identity = identity_of(target)
    return answered(dialer, target, port, method="rdp", identity=identity, service=service)
