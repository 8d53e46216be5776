"""Who would be asked what: inventory rows in, exchanges out, in the order they are made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from audit.inventory.tables import AssetRow, ControllerRow, FlowRow, SwitchRow
from audit.inventory.tables.plant import AssetStatus, Role
from audit.net.pace import seconds_needed
from audit.net.scope import Scope, open_for
from audit.net.target import DeviceClass, Probe, Target
from audit.probes.names import probe_for

_CLASSES = {
    Role.CONTROLLER: DeviceClass.CONTROLLER,
    Role.DRIVE: DeviceClass.CONTROLLER,
    Role.IO: DeviceClass.CONTROLLER,
    Role.SAFETY: DeviceClass.SAFETY,
    Role.SWITCH: DeviceClass.INFRA,
    Role.AP: DeviceClass.INFRA,
    Role.ROUTER: DeviceClass.INFRA,
    Role.FIREWALL: DeviceClass.INFRA,
    Role.GATEWAY: DeviceClass.INFRA,
    Role.SERVER: DeviceClass.SERVER,
}
HERE = "here"
"""The vantage point nobody has named."""
_BY_DATAGRAM = ("dns", "ntp", "syslog")
"""Probes whose protocols go by UDP: a connection to their port proves nothing."""
_NO_TCP = {"udp", "snmp", "snmptrap", "trap", "tftp", "bacnet", "multicast", "profinet"}
_SPEAKS_FIRST = {"ssh", "sftp", "scp", "ftp", "telnet", "vnc", "rfb", "smtp"}
_WORD = re.compile(r"[a-z0-9]+")
_ABSENT = (AssetStatus.PLANNED, AssetStatus.INVENTORY, AssetStatus.DECOMMISSIONING)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One probe of one target."""

    target: Target
    probe: Probe
    vantage: str = HERE
    """From where: what is reached depends on it, so that no place replaces another's answers."""
    door: bool = False
    """Whether it ought to be shut: silence is then no trouble of the network's."""

    @property
    def port(self) -> int:
        """The port it goes to."""
        return self.target.ports.get(self.probe.name, self.probe.port)

    @property
    def origin(self) -> str:
        """What a later exchange of the same kind replaces in the evidence."""
        place = "" if self.vantage == HERE else f" from {self.vantage}"
        return f"probe {self.probe.name} {self.target.key} {self.target.address}:{self.port}{place}"


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of the dry run."""

    exchange: Exchange
    refused: str
    """Why it will not be made; empty: it will."""
    seconds: float = 0.0
    """What it takes of the pace; 0 when refused."""


def exchanges_of(
    rows: Iterable[object], probes: Sequence[Probe], *, lines: Sequence[str] = (),
    vantage: str = HERE,
) -> tuple[Exchange, ...]:  # fmt: skip
    """Return the exchanges that the inventory asks for; `lines` narrows to some lines.

    What stands in two tables is asked once: one exchange a probe, address and port. Whatever a row
    calls its target, the class is that of what the assets say stands at the address.
    """
    by_name = {probe.name: probe for probe in probes}
    found: list[Exchange] = []
    listed = list(rows)
    protocols = {r.asset_id: r.protocols for r in listed if isinstance(r, ControllerRow)}
    assets = {r.asset_id: r for r in listed if isinstance(r, AssetRow)}
    at = _Standing(listed).at
    for row in listed:
        if isinstance(row, SwitchRow):
            found += _of_switch(row, by_name)
        elif isinstance(row, AssetRow) and row.status not in _ABSENT:
            found += _of_asset(row, by_name, protocols.get(row.asset_id, ()))
        elif isinstance(row, FlowRow) and row.required:
            there = at(row.reach_at or row.dest_ip, row.dest_ip)
            found += _of_flow(row, by_name, there, assets.get(row.dest))
    found = [_as_careful_as(e, at(e.target.address, e.target.ip)) for e in found]
    wanted = set(lines)
    once = [replace(exchange, vantage=vantage) for exchange in _each_once(found)]
    return tuple(e for e in once if not wanted or wanted & set(e.target.line.split(";")))


class _Standing:
    """What the assets say stands at an address; planned and retired ones count too: the list may
    be wrong about that. Of several the one to be most careful with counts.

    An asset's own address is its own. `reach_at` is a translation: where several devices are
    reached at one address, the plant address tells them apart.
    """

    def __init__(self, rows: Iterable[object]) -> None:
        self._own: dict[str, list[AssetRow]] = {}
        self._reached: dict[str, list[AssetRow]] = {}
        names: dict[str, set[str]] = {}
        for row in rows:
            if isinstance(row, AssetRow):
                self._own.setdefault(row.ip, []).append(row)
                self._reached.setdefault(row.reach_at, []).append(row)
                names.setdefault(row.reach_at, set()).add(row.asset_id)
            elif isinstance(row, SwitchRow):
                names.setdefault(row.reach_at, set()).add(row.switch)
        self._several = {address for address, of in names.items() if len(of) > 1}

    def at(self, address: str, plant_ip: str) -> AssetRow | None:
        """Return the asset to be careful with; None when none stands there."""
        if not address:
            return None
        there = self._reached.get(address, [])
        if address in self._own:
            there = [*self._own[address], *there]
        elif plant_ip and address in self._several:
            there = [row for row in there if row.ip == plant_ip]
        if plant_ip not in ("", address):
            # Nobody says how this asset is reached: this translation may well lead to it.
            there = [*there, *(row for row in self._own.get(plant_ip, ()) if not row.reach_at)]
        return _careful(there) if there else None


def _careful(rows: Sequence[AssetRow]) -> AssetRow:
    """Return the row that is to be treated with most care."""
    strictest = rows[0]
    for row in rows[1:]:
        if stricter(class_of(strictest), class_of(row)) is not class_of(strictest):
            strictest = row
    return strictest


def _as_careful_as(exchange: Exchange, known: AssetRow | None) -> Exchange:
    if known is None:
        return exchange
    target = exchange.target
    strict, mac = stricter(target.device_class, class_of(known)), target.mac or known.mac
    return replace(exchange, target=replace(target, device_class=strict, mac=mac))


def _each_once(exchanges: Iterable[Exchange]) -> tuple[Exchange, ...]:
    """Join what goes to one port: the first one's target, the lines and flows of all."""
    joined: dict[tuple[str, str, int], Exchange] = {}
    for exchange in exchanges:
        place = (exchange.probe.name, exchange.target.address, exchange.port)
        first = joined.setdefault(place, exchange)
        if first is exchange:
            continue
        one, other = first.target, exchange.target
        lines = dict.fromkeys([*one.line.split(";"), *other.line.split(";")])
        target = replace(
            one,
            line=";".join(line for line in lines if line),
            flows=tuple(dict.fromkeys((*one.flows, *other.flows))),
            device_class=stricter(one.device_class, other.device_class),
            mac=one.mac or other.mac,
            greets=one.greets or other.greets,
        )
        joined[place] = replace(first, target=target)
    return tuple(joined.values())


def stricter(one: DeviceClass, other: DeviceClass) -> DeviceClass:
    """Two rows disagree on what stands behind an address: the more careful one counts."""
    for strict in (DeviceClass.SAFETY, DeviceClass.CONTROLLER):
        if strict in (one, other):
            return strict
    return one


def _of_switch(row: SwitchRow, probes: dict[str, Probe]) -> list[Exchange]:
    address = row.reach_at or row.ip
    if not address or row.managed is False or not row.credential:
        return []
    ports: dict[str, int] = {}
    if row.snmp_port:
        ports["snmp"] = row.snmp_port
    if row.ssh_port:
        ports["ssh"] = row.ssh_port
    target = Target(
        row.switch, address, row.ip, ";".join(row.line), DeviceClass.INFRA, row.mac, ports,
        row.credential, row.platform,
    )  # fmt: skip
    names = [name for name in ("snmp", "ssh") if name in ports] or ["snmp", "ssh"]
    return [Exchange(target, probes[name]) for name in names if name in probes]


def _of_asset(row: AssetRow, probes: dict[str, Probe], protocols: Sequence[str]) -> list[Exchange]:
    address = row.reach_at or row.ip
    if not address:
        return []
    ports: dict[str, int] = {}
    if row.modbus_port:
        ports["modbus"] = row.modbus_port
    if row.opcua_port:
        ports["opcua"] = row.opcua_port
    target = Target(
        row.asset_id, address, row.ip, row.line, class_of(row), row.mac, ports
    )  # fmt: skip
    names = list(ports)
    if not row.reach_at:
        names += [name for name in map(probe_for, protocols) if name]
    return [Exchange(target, probes[name]) for name in dict.fromkeys(names) if name in probes]


def class_of(row: AssetRow) -> DeviceClass:
    """Return what the scope must open for an asset."""
    return _CLASSES.get(row.role, DeviceClass.OTHER)


def _of_flow(
    row: FlowRow, probes: dict[str, Probe], there: AssetRow | None, named: AssetRow | None
) -> list[Exchange]:
    """A flow's destination is asked by one TCP connection, from where the auditor stands; where the
    flow goes by UDP, in its own protocol, or not at all. `there` stands at the address, `named` is
    what the row calls it; the address is what counts.
    """
    address, port = row.reach_at or row.dest_ip, row.reach_port or row.port
    name = _way_of(row.protocol)
    if not address or not port or name not in probes or row.hop_test:
        return []
    known = there or named
    target = Target(
        known.asset_id if known else row.dest or address, address, row.dest_ip, row.line,
        class_of(known) if known else DeviceClass.SERVER, known.mac if known else "",
        {name: port}, greets=_greets(row.protocol), flows=(row.flow_id,),
    )  # fmt: skip
    return [Exchange(target, probes[name])]


def _greets(protocol: str) -> bool:
    """Whether the inventory calls it by a protocol in which the server speaks first."""
    return bool(_SPEAKS_FIRST & set(_WORD.findall(protocol.casefold())))


def _way_of(protocol: str) -> str:
    """Return the probe that tries a flow; empty: a connection would prove nothing of it."""
    spoken = probe_for(protocol)
    if spoken in _BY_DATAGRAM:
        return spoken
    words = set(_WORD.findall(protocol.casefold()))
    return "" if words & _NO_TCP and "tcp" not in words else "tcp"


def dry_run(exchanges: Iterable[Exchange], scope: Scope) -> tuple[Planned, ...]:
    """Return each exchange with the reason why it would be refused once the scope is in force, for
    the table is what the client signs; sends nothing.
    """
    found: list[Planned] = []
    for exchange in exchanges:
        refused = open_for(scope, exchange.target, exchange.probe.name).reason
        seconds = 0.0 if refused else exchange.probe.packets / scope.limits.packets_per_second
        found.append(Planned(exchange, refused, seconds))
    return tuple(found)


def minutes_needed(planned: Iterable[Planned], scope: Scope) -> float:
    """Return how long the allowed exchanges take by the pace and the pause between devices."""
    allowed = [item.exchange for item in planned if not item.refused]
    hosts = {exchange.target.address for exchange in allowed}
    pause_s = scope.limits.pause_between_hosts_ms / 1000
    by_pace = seconds_needed([e.probe.packets for e in allowed], scope.limits.packets_per_second)
    return max(by_pace, len(hosts) * pause_s) / 60
