"""One switch's counters, round after round, by SNMP: looks in, LinkLoad observations out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.net.credentials import (
    Community,
    Credential,
    CredentialError,
    SnmpUser,
    find_credential,
)
from audit.net.dialer import Dialer
from audit.net.target import Target
from audit.payloads import Interface, LinkLoad, TableRead, TableState, observe
from audit.probes.device import reach_of, source_of
from audit.probes.snmp import plan
from audit.probes.snmp.client import Client, usable
from audit.probes.snmp.community import CommunityClient
from audit.probes.snmp.load import Look, loads_of
from audit.probes.snmp.session import Session
from audit.records import Observation, Status, now_utc
from audit.switches.from_snmp import readout_of
from audit.switches.rows import Answer as DeviceAnswer
from audit.switches.rows import Rows

METHOD = "snmp"


@dataclass(slots=True)
class Switch:
    """A switch that is sampled."""

    target: Target
    look: Look | None = None
    """The last one; None: the next round only begins."""
    ports: dict[int, tuple[str, float | None]] = field(
        default_factory=dict[int, tuple[str, float | None]]
    )

    @property
    def port(self) -> int:
        """The UDP port of its agent."""
        return self.target.ports.get(METHOD, 161)


async def sample(dialer: Dialer, switch: Switch) -> list[Observation]:
    """Look at the counters; return what every port carried since the last look.

    The first look gives no rate, and neither does the first one after silence.
    """
    try:
        credential = usable(find_credential(switch.target.credential))
    except CredentialError as error:
        return [_nothing(switch, str(error), Status.OUT_OF_SCOPE)]
    async with Session(dialer, switch.target, switch.port, _client(switch, credential)) as session:
        first = await plan.meet(session, credential)
        if first.status is not Status.OK:
            switch.look = None
            why = first.error or "no answer to this round"
            reach = reach_of(
                switch.target, switch.port, first.status, method=METHOD, vantage=dialer.vantage
            )
            return [reach, _nothing(switch, why, first.status)]
        if switch.look is None:
            await plan.ports(session)
            switch.look = await plan.look(session)
            if not switch.look.ticks:
                switch.look = None
                return [_nothing(switch, *_why_nothing(session))]
            switch.ports = _ports(session, switch.target)
            return [_table(switch, [], ("the first look: rates come with the next one",))]
        look = await plan.look_again(session, switch.look)
    before, switch.look = switch.look, look
    if not look.ticks:
        switch.look = None
        return [_nothing(switch, *_why_nothing(session))]
    loads, problems = loads_of(before, look, switch.ports)
    return _table_and_loads(switch, loads, problems)


def _client(switch: Switch, credential: Credential) -> Client:
    if isinstance(credential, Community):
        return CommunityClient(credential)
    from audit.probes.snmp.engine import UserClient

    assert isinstance(credential, SnmpUser)
    return UserClient(switch.target.address, switch.port, credential)


def _ports(session: Session, target: Target) -> dict[int, tuple[str, float | None]]:
    found = session.found
    answer = DeviceAnswer(Rows(found.values), found.contexts, found.gaps)
    return {
        payload.if_index: (payload.name, payload.speed_mbps)
        for payload in readout_of(answer, now_utc(), target.key).payloads
        if isinstance(payload, Interface) and payload.if_index is not None
    }


def _why_nothing(session: Session) -> tuple[str, Status]:
    if session.over or session.size.is_silent:
        return session.over or "no answer to the counters", Status.TIMEOUT
    return "no port that is up shows its counters with the device's clock", Status.OK


def _key(switch: Switch) -> str:
    return f"snmp {switch.target.address}:{switch.port}"


def _table_and_loads(
    switch: Switch, loads: list[LinkLoad], problems: list[str]
) -> list[Observation]:
    source = source_of(switch.target, switch.port)
    found = [observe(_key(switch), load, source, method=METHOD) for load in loads]
    return [*found, _table(switch, loads, problems)]


def _table(switch: Switch, loads: Sequence[LinkLoad], problems: Sequence[str]) -> Observation:
    state = TableState.PARTIAL if problems else TableState.COMPLETE
    payload = TableRead("load", state, "; ".join(problems)[:300], len(loads))
    return observe(_key(switch), payload, source_of(switch.target, switch.port), method=METHOD)


def _nothing(switch: Switch, why: str, status: Status) -> Observation:
    payload = TableRead("load", TableState.ABSENT, why[:300])
    source = source_of(switch.target, switch.port)
    return observe(_key(switch), payload, source, method=METHOD, status=status)
