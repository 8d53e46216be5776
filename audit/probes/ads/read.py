"""The exchange: discovery, one datagram; where UDP is silent or closed, one TCP connection. By TCP
a device speaks only with those it has a route to; most hang up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.ads import wire
from audit.probes.ads.wire import Host, Refused
from audit.probes.device import answered, identity_of
from audit.probes.letters import UDP_PART, correspondence, silent
from audit.probes.talk import conversation, tcp_cost, udp_cost
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

BY_UDP, BY_TCP = udp_cost(24), tcp_cost(38)
COST = BY_UDP + BY_TCP
TCP_PORT = 48898


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    port = target.ports.get("ads", 48899)
    if ":" in target.address:
        raise AttemptError(Status.PROTOCOL_ERROR, "AMS net ids are made of IPv4 addresses")
    own_address = "0.0.0.0"  # noqa: S104 (said in a message, nothing listens on it)
    try:
        async with correspondence(dialer, target, port, "ads", BY_UDP, "AMS discovery") as letters:
            own_address = letters.own_address
            wait_s = dialer.limits.read_timeout_s * UDP_PART
            host = await letters.ask(wire.discovery(own_address), wire.host, wait_s)
    except AttemptError as error:
        if not silent(error):
            raise
        return await _by_tcp(dialer, target, own_address)
    return _of_host(dialer, target, port, host)


def _of_host(dialer: Dialer, target: Target, port: int, host: Host) -> list[Observation]:
    identity = identity_of(
        target,
        vendor="Beckhoff",
        firmware=f"TwinCAT {host.twincat}" if host.twincat else "",
        os=host.os,
        description=host.name,
    )
    service = Service(
        target.plant_ip, port, "udp", "ads", product=host.name, detail=f"AMS net id {host.net_id}"
    )
    return answered(dialer, target, port, method="ads", identity=identity, service=service)


async def _by_tcp(dialer: Dialer, target: Target, own_address: str) -> list[Observation]:
    async with conversation(dialer, target, TCP_PORT, "ads", BY_TCP, "AMS/TCP") as talk:
        request = wire.device_info_request(target.address, own_address)
        said = await talk.ask(request, wire.cut, wire.device_info)
    why = f"ADS error {said.error:#x}" if isinstance(said, Refused) else ""
    name, version = ("", "") if isinstance(said, Refused) else (said.name, said.version)
    identity = identity_of(target, vendor="Beckhoff", model=name, firmware=version)
    service = Service(
        target.plant_ip, TCP_PORT, "tcp", "ads", product=name, detail=why or "ReadDeviceInfo"
    )
    return answered(
        dialer, target, TCP_PORT, method="ads", identity=identity, service=service, why=why
    )
