"""The exchange: HEL, OPN without security, GetEndpoints, FindServers, CLO. No session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service, TableRead, TableState, UaEndpoint, observe
from audit.probes.certificate import certificate_of
from audit.probes.device import identity_of, reach_of, source_of
from audit.probes.opcua import wire
from audit.probes.opcua.calls import now, open_channel, whole_answer
from audit.probes.opcua.wire import Application, Channel, Endpoint, Refused
from audit.probes.talk import Cost, Talk, conversation, tcp_cost
from audit.records import Observation, Status
from audit.wire.octets import clean

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = tcp_cost(70, 132, 120, 120, 60) + Cost(6, 6 * 52)
"""The last part: acknowledgements of an answer of 17 thousand octets."""


@dataclass(slots=True)
class _Found:
    endpoints: tuple[Endpoint, ...] = ()
    why: str = ""
    servers: tuple[Application, ...] = ()
    servers_why: str = ""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, endpoints, service, table state, reach; raises AttemptError without an
    answer.
    """
    port = target.ports.get("opcua", 4840)
    url = f"opc.tcp://{target.address}:{port}/"
    async with conversation(dialer, target, port, "opcua", COST, "OPC UA") as talk:
        found = await _discover(talk, url)
    return _observations(dialer, target, port, found)


async def _discover(talk: Talk, url: str) -> _Found:
    channel = await open_channel(talk, url)
    if isinstance(channel, Refused):
        return _Found(why=channel.reason)
    found = _Found()
    request = wire.request(channel, 2, wire.Service.GET_ENDPOINTS, url, now())
    body = await whole_answer(talk, channel, 2, request)
    with talk.sense():
        said = body if isinstance(body, Refused) else wire.endpoints(body)
    if isinstance(said, Refused):
        found.why = said.reason
    else:
        found.endpoints, found.why = said
        await _other_servers(talk, channel, url, found)
    await talk.say(wire.close_channel(channel, 4, now()))
    return found


async def _other_servers(talk: Talk, channel: Channel, url: str, found: _Found) -> None:
    """Ask which servers this one knows; the endpoints are kept when it does not say."""
    from audit.net.dialer import AttemptError

    try:
        request = wire.request(channel, 3, wire.Service.FIND_SERVERS, url, now())
        body = await whole_answer(talk, channel, 3, request)
        with talk.sense():
            said = body if isinstance(body, Refused) else wire.servers(body)
    except AttemptError as error:
        found.servers_why = str(error)
        return
    if isinstance(said, Refused):
        found.servers_why = said.reason
    else:
        found.servers = said


def _observations(dialer: Dialer, target: Target, port: int, found: _Found) -> list[Observation]:
    key, source = f"opcua {target.address}:{port}", source_of(target, port)
    own = found.endpoints[0].application if found.endpoints else None
    state = TableState.PARTIAL if found.why else TableState.COMPLETE
    if not found.endpoints:
        state = TableState.ABSENT
    why = found.why or ("" if found.endpoints else "no endpoint was given")
    identity = identity_of(target, description=own.product_uri if own else "")
    service = Service(
        target.plant_ip, port, "tcp", "opcua", product=own.name if own else "",
        detail=_detail(found) or why,
    )  # fmt: skip
    payloads = (
        identity,
        service,
        TableRead("endpoints", state, clean(why), len(found.endpoints)),
        *(_endpoint(endpoint) for endpoint in found.endpoints),
    )
    return [
        *(observe(key, payload, source, method="opcua") for payload in payloads),
        reach_of(target, port, Status.OK, method="opcua", vantage=dialer.vantage),
    ]


def _endpoint(found: Endpoint) -> UaEndpoint:
    certificate = certificate_of(found.certificate)
    return UaEndpoint(
        found.url,
        found.policy,
        found.mode,
        found.tokens,
        certificate.not_after,
        application_uri=found.application.uri,
        product_uri=found.application.product_uri,
        certificate_names=certificate.names,
        certificate_self_signed=certificate.self_signed,
        certificate_key=certificate.key,
    )


def _detail(found: _Found) -> str:
    """Return the application's URI and the other servers that this one knows."""
    if not found.endpoints:
        return ""
    own = found.endpoints[0].application.uri
    others = sorted({s.name or s.uri for s in found.servers if s.uri != own and s.kind != 1})
    words = [own, "knows " + ", ".join(others) if others else ""]
    words.append(f"FindServers: {found.servers_why}" if found.servers_why else "")
    return clean("; ".join(word for word in words if word))
