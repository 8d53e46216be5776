"""The exchange: one question on one connection. On a port of version 2 it is asked in the other
byte order too when the first meets silence.

Where nobody said which port, version 3's is tried; where that is closed, the two of version 2: a
closed port costs one SYN. Where all are closed and the device stands in our own network, one
datagram asks version 3's name service, which old runtimes have by UDP only.
"""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Network
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.letters import correspondence
from audit.probes.talk import TCP_FRAME, Cost, Talk, conversation, tcp_cost, udp_cost
from audit.records import Observation, Status
from audit.wire import codesys as wire
from audit.wire.codesys import Node, System

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

BY_2, BY_3, BY_UDP = tcp_cost(7, 7), tcp_cost(36), udp_cost(16)
COST = BY_2 + Cost(2, 2 * (TCP_FRAME + 8))
"""The last part: a SYN to each of the ports before it that were closed."""
V3_PORT, UDP_PORTS = 11740, range(1740, 1744)
_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""Answers by UDP come to one port of ours: one device after the other is asked."""
MOST_OTHERS = 4
"""Messages of version 3 that are passed over while the answer is waited for."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    given = target.ports.get("codesys")
    if given:
        return await _at(dialer, target, given)
    *first, last = _usual(target)
    for port in first:
        try:
            return await _at(dialer, target, port)
        except AttemptError as error:
            if error.status is not Status.REFUSED:
                raise
    return await _at(dialer, target, last)


def _usual(target: Target) -> tuple[int, ...]:
    ports = (V3_PORT, *reversed(wire.V2_PORTS))
    return (*ports, UDP_PORTS[0]) if _near(target) else ports


def _near(target: Target) -> IPv4Network | None:
    """Our network that the device stands in, if it may be asked by UDP in it."""
    from audit.net.adapters import own_network

    network = own_network(target.address)
    return network if network and network.prefixlen >= wire.LARGEST_NETWORK else None


async def _at(dialer: Dialer, target: Target, port: int) -> list[Observation]:
    if port in wire.V2_PORTS:
        return await _version_2(dialer, target, port)
    if port in UDP_PORTS:
        return await _by_udp(dialer, target, port)
    return await _version_3(dialer, target, port)


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
    return _told(dialer, target, port, "tcp", node)


async def _by_udp(dialer: Dialer, target: Target, port: int) -> list[Observation]:
    from audit.net.dialer import AttemptError

    network = _near(target)
    if network is None:
        why = "CODESYS 3 answers by UDP within its own network only, which we do not stand in"
        raise AttemptError(Status.PROTOCOL_ERROR, why)
    turns = _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with (
        turns,
        correspondence(
            dialer, target, port, "codesys", BY_UDP, "CODESYS 3", own_port=UDP_PORTS[0]
        ) as letters,
    ):
        request = wire.who_letter(letters.own_address, network)
        node = await letters.ask(request, wire.node, dialer.limits.read_timeout_s)
    return _told(dialer, target, port, "udp", node)


def _told(
    dialer: Dialer, target: Target, port: int, transport: str, node: Node
) -> list[Observation]:
    identity = identity_of(
        target, vendor=node.vendor, model=node.device, firmware=node.version, serial=node.serial,
        description=node.name,
    )  # fmt: skip
    detail = f"version 3; target type {node.target_type:#06x}, id {node.target_id:#010x}"
    service = Service(
        target.plant_ip, port, transport, "codesys", product=node.device, detail=detail
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
