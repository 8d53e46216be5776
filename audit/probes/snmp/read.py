"""Ask one switch by SNMP, step by step: who it is, then table by table, then VLAN by VLAN.

One request is in flight at a time. Every datagram asks the lease first; after a slice of datagrams
a new lease is taken, so that a long walk keeps the pace that the scope sets.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from audit.net.credentials import Community, Credential, CredentialError, find_credential
from audit.net.target import Target
from audit.payloads import Identity, Login, Management, Service, TableRead, TableState, observe
from audit.probes.device import reach_of, source_of
from audit.probes.snmp.engine import Agent, Answer, usable
from audit.probes.snmp.wire import MAX_ROWS, MAX_SILENCE, Walk
from audit.records import Observation, Status, now_utc
from audit.switches import mibs
from audit.switches.from_snmp import readout_of
from audit.switches.mibs import Oid
from audit.switches.readout import Readout
from audit.switches.rows import Answer as DeviceAnswer
from audit.switches.rows import Rows, Value
from audit.switches.vendors import SCALARS, enterprise_of

if TYPE_CHECKING:
    from audit.net.dialer import Dialer, Lease

SLICE = 20
"""Datagrams charged to the pace at a time."""
DEADLINE_S = 180.0
"""For one switch; what was read by then is kept as partial."""
MAX_CONTEXTS = 128
CISCO, JUNIPER = 9, 2636
OPERATIONAL = 1
"""vtpVlanState; a suspended VLAN has no bridge to ask."""


@dataclass(slots=True)
class _Gathered:
    """What has been read of one switch."""

    values: dict[Oid, Value] = field(default_factory=dict[Oid, Value])
    gaps: dict[Oid, str] = field(default_factory=dict[Oid, str])
    contexts: dict[int, Rows] = field(default_factory=dict[int, Rows])


class _Turns:
    """The lease of the current slice; a new one when it is used up."""

    def __init__(self, dialer: Dialer, target: Target, port: int) -> None:
        self._dialer, self._target, self._port = dialer, target, port
        self._lease: Lease | None = None
        self._left = 0

    @asynccontextmanager
    async def one(self) -> AsyncGenerator[Lease, None]:
        """Take a lease for a slice of datagrams."""
        async with self._dialer.lease(
            self._target, self._port, "udp", "snmp", packets=SLICE
        ) as lease:
            self._lease, self._left = lease, SLICE
            yield lease

    @property
    def is_used_up(self) -> bool:
        """Whether the next request belongs to the next slice; v3 may need three datagrams."""
        return self._left < 3

    def guard(self, size: int) -> None:
        """Stand at the socket: ask the lease, and count."""
        assert self._lease is not None
        self._lease.check()
        self._lease.count(1, size)
        self._left -= 1


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Ask one switch; every way it can end is an observation."""
    port = target.ports.get("snmp", 161)
    try:
        credential = usable(find_credential(target.credential))
    except CredentialError as error:
        return [_nothing(target, port, str(error), Status.OUT_OF_SCOPE)]
    session = _Session(dialer, target, port, credential)
    try:
        async with asyncio.timeout(DEADLINE_S):
            first = await session.all()
    except TimeoutError:
        session.walk.give_up(f"not read within {DEADLINE_S:.0f} s")
        first = Answer(Status.OK if session.found.values else Status.TIMEOUT, error="no answer")
    if first.status is not Status.OK:
        return _failed(dialer, target, port, first)
    return _told(dialer, target, port, session, credential)


class _Session:
    """One switch being read."""

    def __init__(self, dialer: Dialer, target: Target, port: int, credential: Credential) -> None:
        self.found = _Gathered()
        self.walk = Walk(self.found.values, self.found.gaps, MAX_ROWS)
        self._turns = _Turns(dialer, target, port)
        self._limits = dialer.limits
        self._agent = Agent(target.address, port, credential, self._limits.read_timeout_s)
        self._steps = self._plan()

    async def all(self) -> Answer:
        """Make all requests, slice by slice; return how the first one ended."""
        await self._agent.open(self._turns.guard)
        first: Answer | None = None
        try:
            while True:
                async with self._turns.one() as lease:
                    async for answer in self._steps:
                        if answer is None:
                            if self._turns.is_used_up:
                                break  # a request is due: it belongs to the next slice
                            continue
                        if first is None or first.status is Status.TIMEOUT:
                            first = answer
                        lease.outcome(answer.status)
                    else:
                        return first or Answer(Status.TIMEOUT, error="no answer")
        finally:
            await self._steps.aclose()
            self._agent.close()

    async def _plan(self) -> AsyncGenerator[Answer | None, None]:
        """Every request in order: None when one is due, then how it ended."""
        yield None
        answer = await self._agent.get(mibs.SCALARS)
        yield answer
        if answer.status in (Status.TIMEOUT, Status.PROTOCOL_ERROR):
            yield None
            answer = await self._agent.get(mibs.SCALARS[:3])  # a small one, for weak agents
            yield answer
        if answer.status is not Status.OK:
            return
        self._keep(answer)
        object_id = self.found.values.get(mibs.SYS_OBJECT_ID)
        enterprise = enterprise_of(object_id if isinstance(object_id, tuple) else ())
        async for one in self._vendor_words(enterprise, object_id):
            yield one
        for columns in _columns(enterprise):
            async for one in self._walk(self.walk, columns):
                yield one
        if enterprise == CISCO:
            async for one in self._contexts():
                yield one

    def _keep(self, answer: Answer) -> None:
        self.found.values.update((oid, v) for oid, v in answer.objects if v is not None)

    async def _vendor_words(
        self, enterprise: int, object_id: Value | None
    ) -> AsyncGenerator[Answer | None, None]:
        base = object_id if isinstance(object_id, tuple) else ()
        own = [s for s in SCALARS if s.enterprise == enterprise]
        single = [base + s.where if s.below_object_id else s.where for s in own if not s.column]
        single += mibs.CISCO_SCALARS if enterprise == CISCO else ()
        if single:
            yield None
            answer = await self._agent.get(single)
            if answer.status is Status.OK:
                self._keep(answer)
            yield answer
        tables = tuple(base + s.where if s.below_object_id else s.where for s in own if s.column)
        async for one in self._walk(self.walk, tables):
            yield one

    async def _walk(
        self, walk: Walk, columns: tuple[Oid, ...], vlan: int = 0
    ) -> AsyncGenerator[Answer | None, None]:
        walk.begin(columns)
        while request := walk.next():
            if self._agent.received_bytes > self._limits.max_bytes:
                walk.give_up("the switch sent more than max_bytes")
                return
            yield None
            if request.repetitions:
                answer = await self._agent.bulk(request.after, request.repetitions, vlan)
            else:
                answer = await self._agent.next(request.after, vlan)
            if answer.status is Status.OK:
                walk.take(request, answer.objects)
            elif answer.too_big or answer.status is Status.TIMEOUT:
                walk.shrink(silent=answer.status is Status.TIMEOUT)
            else:
                walk.refuse(request, answer.error)
            yield answer

    async def _contexts(self) -> AsyncGenerator[Answer | None, None]:
        """Ask for each VLAN's own bridge, on switches that have no common MAC table."""
        rows = Rows(self.found.values)
        if rows.column(mibs.Q_FDB_PORT) or self.walk.is_silent:
            return
        states = rows.column(mibs.VTP_STATE)
        vlans = sorted({index[-1] for index, state in states.items() if state == OPERATIONAL})
        vlans = [vlan for vlan in vlans if not 1002 <= vlan <= 1005]
        if len(vlans) > MAX_CONTEXTS:
            self.found.gaps[mibs.FDB_PORT] = f"only the first {MAX_CONTEXTS} VLANs were asked"
        failures = 0
        for vlan in vlans[:MAX_CONTEXTS]:
            values: dict[Oid, Value] = {}
            yield None
            answer = await self._agent.get(mibs.CONTEXT_SCALARS, vlan)
            yield answer
            if answer.status is not Status.OK:
                failures += 1
                more = " and on" if failures >= MAX_SILENCE else ""
                self.found.gaps[mibs.FDB_PORT] = f"VLAN {vlan}{more}: {answer.error}"
                if failures >= MAX_SILENCE:
                    return
                continue
            values.update((oid, v) for oid, v in answer.objects if v is not None)
            walk = Walk(values, {}, MAX_ROWS)
            async for one in self._walk(walk, mibs.CONTEXT_COLUMNS, vlan):
                yield one
            self.found.gaps.update(walk.gaps)
            self.found.contexts[vlan] = Rows(values)


def _columns(enterprise: int) -> list[tuple[Oid, ...]]:
    """Return what is walked, table by table."""
    extra = {CISCO: mibs.CISCO_COLUMNS, JUNIPER: mibs.JUNIPER_COLUMNS}.get(enterprise, {})
    return [columns + extra.get(table, ()) for table, columns in mibs.COLUMNS.items()]


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
        login = Login(False, "snmp", why[:300])
        found.append(
            observe(
                _key(target, port),
                login,
                source_of(target, port),
                method="snmp",
                status=first.status,
            )
        )
    return found


def _told(
    dialer: Dialer, target: Target, port: int, session: _Session, credential: Credential
) -> list[Observation]:
    found, time = session.found, now_utc()
    answer = DeviceAnswer(Rows(found.values), found.contexts, found.gaps)
    readout = readout_of(answer, time, target.key)
    _complete(readout, target, port, credential)
    told = readout.observations(
        _key(target, port), source_of(target, port), method="snmp", time=time
    )
    return [reach_of(target, port, Status.OK, method="snmp", vantage=dialer.vantage), *told]


def _complete(readout: Readout, target: Target, port: int, credential: Credential) -> None:
    """Add what the exchange itself shows: the address, the login, the version that is on."""
    version = "snmpv2c" if isinstance(credential, Community) else "snmpv3"
    default = credential.is_default if isinstance(credential, Community) else None
    saved: bool | None = None
    for place, payload in enumerate(readout.payloads):
        if isinstance(payload, Identity):
            ips = tuple(dict.fromkeys((target.plant_ip, *payload.ips)))
            readout.payloads[place] = replace(payload, ips=ips)
        elif isinstance(payload, Management):
            saved = payload.running_saved
    readout.payloads[:] = [p for p in readout.payloads if not isinstance(p, Management)]
    readout.add(
        (
            Management(protocols=(version,), default_community=default, running_saved=saved),
            Service(target.plant_ip, port, "udp", "snmp", product=version),
            Login(True, "snmp", f"{version} credential {target.credential}"),
        )
    )
