"""The exchange: one question on one connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.slmp import wire
from audit.probes.slmp.wire import Refused
from audit.probes.talk import conversation, tcp_cost
from audit.records import Observation

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = tcp_cost(15)


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when it is no SLMP."""
    port = target.ports.get("slmp", 5007)
    async with conversation(dialer, target, port, "slmp", COST, "SLMP") as talk:
        said = await talk.ask(wire.request(), wire.cut, wire.reply)
    why = f"end code {said.end_code:#06x}" if isinstance(said, Refused) else ""
    model = "" if isinstance(said, Refused) else said.model
    service = Service(
        target.plant_ip, port, "tcp", "slmp", product=model, detail=why or "Read Type Name"
    )
    identity = identity_of(target, vendor="Mitsubishi Electric" if model else "", model=model)
    return answered(
        dialer, target, port, method="slmp", identity=identity, service=service, why=why
    )
