"""The exchange: one question on one connection. On a port of version 2 it is asked in the other
byte order too when the first meets silence.

Where nobody said which port, version 3's is tried; where that is closed, the two of version 2: a
closed port costs one SYN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.codesys import wire
from audit.probes.codesys.wire import Node, System
from audit.probes.device import answered, identity_of
from audit.probes.talk import TCP_FRAME, Cost, Talk, conversation, tcp_cost
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

BY_2, BY_3 = tcp_cost(7, 7), tcp_cost(36)
COST = BY_2 + Cost(2, 2 * (TCP_FRAME + 8))
"""The last part: a SYN to each of the ports before it that were closed."""
V3_PORT = 11740
MOST_OTHERS = 4
"""Messages of version 3 that are passed over while the answer is waited for."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    *first, last = _ports_of(target)
    for port in first:
        try:
            return await _at(dialer, target, port)
        except AttemptError as error:
            if error.status is not Status.REFUSED:
                raise
    return await _at(dialer, target, last)


def _ports_of(target: Target) -> tuple[int, ...]:
    given = target.ports.get("codesys")
    return (given,) if given else (V3_PORT, *reversed(wire.V2_PORTS))


async def _at(dialer: Dialer, target: Target, port: int) -> list[Observation]:
    return await (_version_2 if port in wire.V2_PORTS else _version_3)(dialer, target, port)


async def _version_2(dialer: Dialer, target: Target, port: int) -> list[Observation]:
    async with conversation(dialer, target, port, "codesys", BY_2, "CODESYS 2") as talk:
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


async def _version_3(dialer: Dialer, target: Target, port: int) -> list[Observation]:
    from audit.net.dialer import AttemptError

    if ":" in target.address:
        why = "CODESYS 3 has IPv4 addresses in its messages"
        raise AttemptError(Status.PROTOCOL_ERROR, why)
    async with conversation(dialer, target, port, "codesys", BY_3, "CODESYS 3") as talk:
        node = await _node(talk, (target.address, port))
    identity = identity_of(
        target, vendor=node.vendor, model=node.device, firmware=node.version, serial=node.serial,
        description=node.name,
    )  # fmt: skip
    detail = f"version 3; target type {node.target_type:#06x}, id {node.target_id:#010x}"
    service = Service(
        target.plant_ip, port, "tcp", "codesys", product=node.device, detail=detail
    )  # fmt: skip
    return answered(dialer, target, port, method="codesys", identity=identity, service=service)


async def _node(talk: Talk, device: tuple[str, int]) -> Node:
    from audit.net.dialer import AttemptError

    request = wire.who_request(talk.own_place, device)
    said = await talk.ask(request, wire.block_cut, wire.node)
    for _ in range(MOST_OTHERS):
        said = said or await talk.hear(wire.block_cut, wire.node)
    if said:
        return said
    raise AttemptError(Status.PROTOCOL_ERROR, "many messages, and none is the answer")
