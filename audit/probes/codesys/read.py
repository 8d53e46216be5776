"""The exchange: on a port of version 2 one question, in the other byte order when the first meets
silence; on every other port connect and close.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.codesys import wire
from audit.probes.codesys.wire import System
from audit.probes.device import answered, identity_of, port_answers
from audit.probes.talk import Talk, connected, conversation, tcp_cost
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = tcp_cost(7, 7)


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when nobody answers."""
    port = target.ports.get("codesys", 11740)
    if port not in wire.V2_PORTS:
        rtt_ms = await connected(dialer, target, port, "codesys", tcp_cost())
        why = "version 3 gives its identity only to its own network service"
        return port_answers(dialer, target, port, method="codesys", why=why, rtt_ms=rtt_ms)
    async with conversation(dialer, target, port, "codesys", COST, "CODESYS 2") as talk:
        system = await _system(talk, dialer.limits.read_timeout_s / 3)
    identity = identity_of(target, model=system.product, os=system.os)
    service = Service(
        target.plant_ip, port, "tcp", "codesys", product=system.product, detail="version 2"
    )
    return answered(dialer, target, port, method="codesys", identity=identity, service=service)


async def _system(talk: Talk, wait_s: float) -> System:
    from audit.net.dialer import AttemptError

    try:
        return await talk.ask(wire.request(little_endian=True), wire.cut, wire.system, wait_s)
    except AttemptError as error:
        if error.status is not Status.TIMEOUT or talk.in_the_middle:
            raise
    return await talk.ask(wire.request(little_endian=False), wire.cut, wire.system)
