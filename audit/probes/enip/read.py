"""The exchange: ListIdentity, one datagram; where UDP is silent or closed, one TCP connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.enip import wire
from audit.probes.enip.names import device_type_of, vendor_of
from audit.probes.enip.wire import Identity
from audit.probes.letters import UDP_PART, correspondence, silent
from audit.probes.talk import conversation, tcp_cost, udp_cost
from audit.records import Observation

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

BY_UDP, BY_TCP = udp_cost(wire.HEADER), tcp_cost(wire.HEADER)
COST = BY_UDP + BY_TCP
_TROUBLE = {4: "major recoverable fault", 5: "major unrecoverable fault"}


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    port = target.ports.get("enip", 44818)
    transport = "udp"
    try:
        found = await _by_udp(dialer, target, port)
    except AttemptError as error:
        if not silent(error):
            raise
        transport = "tcp"
        async with conversation(dialer, target, port, "enip", BY_TCP, "EtherNet/IP") as talk:
            found = await talk.ask(wire.request(), wire.cut, wire.reply)
    return _observations(dialer, target, port, transport, found[0])


async def _by_udp(dialer: Dialer, target: Target, port: int) -> tuple[Identity, ...]:
    async with correspondence(dialer, target, port, "enip", BY_UDP, "EtherNet/IP") as letters:
        wait_s = dialer.limits.read_timeout_s * UDP_PART
        return await letters.ask(wire.request(), wire.reply, wait_s)


def _observations(
    dialer: Dialer, target: Target, port: int, transport: str, said: Identity
) -> list[Observation]:
    kind = device_type_of(said.device_type)
    identity = identity_of(
        target,
        vendor=vendor_of(said.vendor),
        model=said.product,
        firmware=said.revision,
        serial=said.serial,
        description=kind,
    )
    trouble = _TROUBLE.get(said.state or 0, "")
    service = Service(
        target.plant_ip, port, transport, "enip", product=said.product,
        detail=f"{kind}, product code {said.product_code}" + (f", {trouble}" if trouble else ""),
    )  # fmt: skip
    return answered(dialer, target, port, method="enip", identity=identity, service=service)
