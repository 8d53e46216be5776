"""The exchange: HEL, OPN, GetEndpoints, CreateSession, ActivateSession, Read, Browse, CloseSession,
CLO. No session is created where the endpoints let nobody in; one that was created is always closed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Login, Service, TableRead, TableState, observe
from audit.probes.device import answered, identity_of, source_of
from audit.probes.opcua import wire as discovery
from audit.probes.opcua.calls import now, open_channel, whole_answer
from audit.probes.opcua.wire import Channel, Refused
from audit.probes.opcua_session import wire
from audit.probes.opcua_session.wire import Fact, Session
from audit.probes.talk import Cost, Talk, conversation, tcp_cost
from audit.records import Observation
from audit.wire.octets import clean

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = tcp_cost(70, 132, 120, 250, 140, 240, 140, 80, 60) + Cost(6, 6 * 52)


@dataclass(slots=True)
class _Found:
    login: str = ""
    """Why no session could be opened; empty when one was."""
    facts: dict[Fact, tuple[str, ...]] = field(default_factory=dict[Fact, tuple[str, ...]])
    names: tuple[str, ...] = ()
    why: str = ""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return login, identity, service and table states; raises AttemptError without an answer."""
    port = target.ports.get("opcua_session", target.ports.get("opcua", 4840))
    url = f"opc.tcp://{target.address}:{port}/"
    found = _Found()
    async with conversation(dialer, target, port, "opcua_session", COST, "OPC UA") as talk:
        channel = await open_channel(talk, url)
        if isinstance(channel, Refused):
            found.login = channel.reason
        else:
            number = await _session(talk, channel, url, found)
            await talk.say(discovery.close_channel(channel, number, now()))
    return _observations(dialer, target, port, found)


async def _session(talk: Talk, channel: Channel, url: str, found: _Found) -> int:
    """Open a session, look around, close it; return the number of the next request."""
    from audit.net.dialer import AttemptError

    request = discovery.request(channel, 2, discovery.Service.GET_ENDPOINTS, url, now())
    answer = await whole_answer(talk, channel, 2, request)
    with talk.sense():
        said = answer if isinstance(answer, Refused) else discovery.endpoints(answer)
    if isinstance(said, Refused):
        found.login = said.reason
        return 3
    open_ones = [e.anonymous_policy for e in said[0] if e.policy == "None"]
    policy = next((one for one in open_ones if one is not None), None)
    if policy is None:
        found.login = "no endpoint without security lets anonymous users in"
        return 3
    request = wire.create_session(channel, 3, url, now())
    answer = await whole_answer(talk, channel, 3, request)
    with talk.sense():
        session = answer if isinstance(answer, Refused) else wire.created(answer, policy)
    if isinstance(session, Refused):
        found.login = session.reason
        return 4
    try:
        await _look_around(talk, channel, session, found)
    except AttemptError as error:
        found.why = found.why or str(error)
    # Whatever happened: the place that the session takes is given back, and the answer read.
    request = wire.close_session(channel, 7, session, now())
    try:
        await whole_answer(talk, channel, 7, request)
    except AttemptError as error:
        found.why = found.why or f"CloseSession: {error}"
    return 8


async def _look_around(talk: Talk, channel: Channel, session: Session, found: _Found) -> None:
    answer = await whole_answer(talk, channel, 4, wire.activate_session(channel, 4, session, now()))
    with talk.sense():
        refused = answer if isinstance(answer, Refused) else wire.activated(answer)
    if refused:
        found.login = refused.reason
        return
    answer = await whole_answer(talk, channel, 5, wire.read(channel, 5, session, now()))
    with talk.sense():
        facts = answer if isinstance(answer, Refused) else wire.facts(answer)
    if isinstance(facts, Refused):
        found.why = f"Read: {facts.reason}"
    else:
        found.facts = facts
    answer = await whole_answer(talk, channel, 6, wire.browse(channel, 6, session, now()))
    with talk.sense():
        names = answer if isinstance(answer, Refused) else wire.names(answer)
    if isinstance(names, Refused):
        found.why = f"Browse: {names.reason}"
    else:
        found.names = names.names
        found.why = f"more than {wire.MOST_REFERENCES} names" if names.more else ""


def _observations(dialer: Dialer, target: Target, port: int, found: _Found) -> list[Observation]:
    def said(fact: Fact) -> str:
        return found.facts.get(fact, ("",))[0]

    product, build = said(Fact.PRODUCT_NAME), said(Fact.BUILD_NUMBER)
    spaces = found.facts.get(Fact.NAMESPACES, ())[2:]  # the first two are the standard's own
    identity = identity_of(
        target,
        vendor=said(Fact.MANUFACTURER),
        model=product,
        firmware=said(Fact.SOFTWARE_VERSION),
        description=f"build {build}" if build else "",
    )
    service = Service(
        target.plant_ip, port, "tcp", "opcua", product=product,
        detail=clean(f"namespaces: {', '.join(spaces)}") if spaces else found.login,
    )  # fmt: skip
    why = found.login or found.why
    state = TableState.PARTIAL if why else TableState.COMPLETE
    if not found.names:
        state, why = TableState.ABSENT, why or "the Objects folder is empty"
    key, source = f"opcua_session {target.address}:{port}", source_of(target, port)
    login = Login(not found.login, "opcua anonymous", clean(found.login))
    folder = TableRead("namespace", state, clean(why), len(found.names))
    return [
        *answered(
            dialer, target, port, method="opcua_session", identity=identity, service=service,
            why=found.login or found.why,
        ),
        observe(key, login, source, method="opcua_session"),
        observe(key, folder, source, method="opcua_session"),
    ]  # fmt: skip
