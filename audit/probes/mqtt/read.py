"""The exchange: one anonymous connection; where it is accepted, the broker's version, then goodbye.

A broker may log it: the scope opens it by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.mqtt import wire
from audit.probes.talk import Talk, conversation, tcp_cost
from audit.records import Observation

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = tcp_cost(len(wire.connect()), len(wire.subscribe()), 0, len(wire.disconnect()))
_LOOKS = 3
"""Packets among which the version is looked for."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return whether strangers are let in, and the version; raises AttemptError without one."""
    port = target.ports.get("mqtt", 1883)
    async with conversation(dialer, target, port, "mqtt", COST, "MQTT") as talk:
        code = await talk.ask(wire.connect(), wire.cut, wire.connack)
        version = await _version(talk) if code == 0 else ""
    detail = (
        "anonymous connections are accepted"
        if code == 0
        else wire.REFUSALS.get(code, f"connection refused with code {code}")
    )
    service = Service(target.plant_ip, port, "tcp", "mqtt", product=version, detail=detail)
    identity = identity_of(target, description=version)
    return answered(dialer, target, port, method="mqtt", identity=identity, service=service)


async def _version(talk: Talk) -> str:
    """The retained message; a broker that keeps it to itself is no fault."""
    from audit.net.dialer import AttemptError

    found = ""
    try:
        found = await talk.ask(wire.subscribe(), wire.cut, wire.published)
        for _ in range(_LOOKS):
            if found:
                break
            found = await talk.hear(wire.cut, wire.published, 0.5)
        await talk.say(wire.disconnect())
    except AttemptError:
        return found
    return found
