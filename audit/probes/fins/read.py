"""The exchange: one datagram; where UDP is silent or closed, one TCP connection with the exchange
of node numbers before it.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.fins import wire
from audit.probes.fins.wire import Controller, Refused
from audit.probes.letters import UDP_PART, correspondence, silent
from audit.probes.talk import conversation, tcp_cost, udp_cost
from audit.records import Observation

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

BY_UDP, BY_TCP = udp_cost(13), tcp_cost(20, 29)
COST = BY_UDP + BY_TCP


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    port = target.ports.get("fins", 9600)
    transport = "udp"
    try:
        said = await _by_udp(dialer, target, port)
    except AttemptError as error:
        if not silent(error):
            raise
        transport = "tcp"
        said = await _by_tcp(dialer, target, port)
    why = said.reason if isinstance(said, Refused) else ""
    model, version = ("", "") if isinstance(said, Refused) else (said.model, said.version)
    service = Service(
        target.plant_ip, port, transport, "fins", product=model,
        detail=why or "controller data read",
    )  # fmt: skip
    identity = identity_of(target, vendor="Omron" if model else "", model=model, firmware=version)
    return answered(
        dialer, target, port, method="fins", identity=identity, service=service, why=why
    )


async def _by_udp(dialer: Dialer, target: Target, port: int) -> Controller | Refused:
    async with correspondence(dialer, target, port, "fins", BY_UDP, "FINS") as letters:
        # A device that makes addresses from node numbers answers to its own network and our node.
        own = int(ip_address(letters.own_address)) & 0xFF
        wait_s = dialer.limits.read_timeout_s * UDP_PART
        return await letters.ask(wire.request(0, own), _response, wait_s)


async def _by_tcp(dialer: Dialer, target: Target, port: int) -> Controller | Refused:
    async with conversation(dialer, target, port, "fins", BY_TCP, "FINS") as talk:
        nodes = await talk.ask(wire.nodes_request(), wire.cut, wire.nodes_reply)
        if isinstance(nodes, Refused):
            return nodes
        return await talk.ask(wire.tcp_request(nodes), wire.cut, _tcp_response)


def _response(frame: bytes) -> Controller | Refused:
    return wire.reply(frame, wire.SERVICE_ID)


def _tcp_response(message: bytes) -> Controller | Refused:
    return wire.tcp_reply(message, wire.SERVICE_ID)
