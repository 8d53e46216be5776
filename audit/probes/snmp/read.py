"""One switch by SNMP: who it is, its tables, its counters twice; every way it can end is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from audit.net.credentials import Community, Credential, CredentialError, SnmpUser, find_credential
from audit.net.target import Target
from audit.payloads import (
    Identity,
    Interface,
    Login,
    Management,
    Service,
    TableRead,
    TableState,
    observe,
)
from audit.probes.device import reach_of, source_of
from audit.probes.snmp import plan
from audit.probes.snmp.client import Answer, Client, usable
from audit.probes.snmp.community import CommunityClient
from audit.probes.snmp.load import Look, loads_of
from audit.probes.snmp.session import Asked, Session
from audit.records import Observation, Status, now_utc
from audit.switches import mibs
from audit.switches.from_snmp import readout_of
from audit.switches.readout import Readout
from audit.switches.rows import Answer as DeviceAnswer
from audit.switches.rows import Rows

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

LOOK_GAP_S = 10.0
"""Between the two looks at the counters: many switches refresh theirs only every few seconds."""
CLOCK_S = 1.2
"""Time within which a clock that moves has moved."""
NOTHING = Look({}, {})


async def read(
    dialer: Dialer,
    target: Target,
    *,
    gap_s: float = LOOK_GAP_S,
    told: Callable[[Asked], None] = lambda _: None,
) -> list[Observation]:
    """Ask one switch; every way it can end is an observation.

    Parameters
    ----------
    gap_s : float
        Time between the two looks at the counters, at least.
    told : callable
        Called at the end with what the reading has cost.
    """
    port = target.ports.get("snmp", 161)
    try:
        credential = usable(find_credential(target.credential))
    except CredentialError as error:
        return [_nothing(target, port, str(error), Status.OUT_OF_SCOPE)]
    client, loop = _client(target, port, credential), asyncio.get_running_loop()
    async with Session(dialer, target, port, client) as session:
        first = await plan.meet(session, credential)
        if first.status is not Status.OK:
            told(session.asked)
            return _failed(dialer, target, port, first)
        await plan.ports(session)
        began, look = loop.time(), await plan.look(session)
        await plan.others(session)
        looks = await _looks(session, look, began + gap_s)
    told(session.asked)
    return _told(dialer, target, port, session, credential, looks)


def _client(target: Target, port: int, credential: Credential) -> Client:
    if isinstance(credential, Community):
        return CommunityClient(credential)
    from audit.probes.snmp.engine import UserClient

    assert isinstance(credential, SnmpUser)
    return UserClient(target.address, port, credential)


async def _looks(session: Session, first: Look, due_s: float) -> tuple[Look, Look, str]:
    """Look at the counters again when it is time; or say why not.

    A clock that stands still, as in a recording, gives no rate however long we wait; but some only
    move once a second.
    """
    now_s = asyncio.get_running_loop().time
    if not first.ticks:
        return first, NOTHING, "no port that is up shows its counters with the device's clock"
    await plan.pause(session, min(due_s - now_s(), CLOCK_S - session.asked.seconds))
    if await plan.clock(session) == session.found.values.get(mibs.SYS_UPTIME):
        return first, NOTHING, "the device's clock stands still"
    await plan.pause(session, due_s - now_s())
    second = await plan.look_again(session, first)
    why = "" if second.ticks else session.over or "no answer to the second look"
    return first, second, why


def _key(target: Target, port: int) -> str:
    return f"snmp {target.address}:{port}"


def _nothing(target: Target, port: int, why: str, status: Status) -> Observation:
    payload = TableRead("identity", TableState.ABSENT, why[:300])
    source = source_of(target, port)
    return observe(_key(target, port), payload, source, method="snmp", status=status)


def _failed(dialer: Dialer, target: Target, port: int, first: Answer) -> list[Observation]:
    """Say that nobody answered, or that the agent does not accept us."""
    if first.status is Status.TIMEOUT:
        why = "no answer: nobody there, SNMP off, or another community"
    else:
        why = first.error
    found = [
        reach_of(target, port, first.status, method="snmp", vantage=dialer.vantage),
        _nothing(target, port, why, first.status),
    ]
    if first.status is Status.AUTH_FAILED:
        login, source = Login(False, "snmp", why[:300]), source_of(target, port)
        key = _key(target, port)
        found.append(observe(key, login, source, method="snmp", status=first.status))
    return found


def _told(
    dialer: Dialer, target: Target, port: int, session: Session, credential: Credential,
    looks: tuple[Look, Look, str],
) -> list[Observation]:  # fmt: skip
    found, time = session.found, now_utc()
    answer = DeviceAnswer(Rows(found.values), found.contexts, found.gaps)
    readout = readout_of(answer, time, target.key)
    _add_loads(readout, *looks)
    _complete(readout, target, port, credential, session.client.version)
    told = readout.observations(
        _key(target, port), source_of(target, port), method="snmp", time=time
    )
    return [reach_of(target, port, Status.OK, method="snmp", vantage=dialer.vantage), *told]


def _add_loads(readout: Readout, first: Look, second: Look, why: str) -> None:
    ports = {
        payload.if_index: (payload.name, payload.speed_mbps)
        for payload in readout.payloads
        if isinstance(payload, Interface) and payload.if_index is not None
    }
    loads, problems = loads_of(first, second, ports) if not why else ([], [why])
    readout.table("load", readout.add(loads), problems)


def _complete(
    readout: Readout, target: Target, port: int, credential: Credential, version: str
) -> None:
    """Add what the exchange itself shows: the address, the login, the version that is on."""
    default = credential.is_default if isinstance(credential, Community) else None
    management = Management()
    for place, payload in enumerate(readout.payloads):
        if isinstance(payload, Identity):
            ips = tuple(dict.fromkeys((target.plant_ip, *payload.ips)))
            readout.payloads[place] = replace(payload, ips=ips)
        elif isinstance(payload, Management):
            management = payload
    readout.payloads[:] = [p for p in readout.payloads if not isinstance(p, Management)]
    readout.add(
        (
            replace(management, protocols=(version,), default_community=default),
            Service(target.plant_ip, port, "udp", "snmp", product=version),
            Login(True, "snmp", f"{version} credential {target.credential}"),
        )
    )
