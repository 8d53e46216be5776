"""MAC address tables: BRIDGE-MIB, Q-BRIDGE-MIB and vendors' rows in, records out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.payloads import FdbEntry
from audit.switches import mibs
from audit.switches.mibs import Oid
from audit.switches.rows import Answer, Rows, Value
from audit.switches.snmp_ports import Ports
from audit.switches.snmp_vlans import Membership
from audit.switches.vendor_mibs import HUAWEI_FDB
from audit.switches.words import is_vlan, mac_bytes

STATUSES = {1: "other", 2: "invalid", 3: "learned", 4: "self", 5: "mgmt"}
"""dot1dTpFdbStatus and dot1qTpFdbStatus; RFC 4188 section 4, RFC 4363 section 5."""


@dataclass(slots=True)
class Learned:
    """Rows of a MAC address table and what was doubtful about them."""

    entries: dict[tuple[int | None, str], FdbEntry] = field(
        default_factory=dict[tuple[int | None, str], FdbEntry]
    )
    problems: list[str] = field(default_factory=list[str])


def learned_of(answer: Answer, ports: Ports, vlans: Membership) -> Learned:
    """Read the per-VLAN table, then each VLAN's context, then what only the plain table knows."""
    found = Learned(problems=answer.why(*mibs.COLUMNS["fdb"]))
    _q_bridge(answer.rows, ports, vlans, found)
    if not found.entries:
        _huawei(answer.rows, ports, found)
    for vlan, rows in sorted(answer.contexts.items()):
        _bridge(rows, ports, vlan, found)
    seen = {mac for _, mac in found.entries}
    _bridge(answer.rows, ports, None, found, without=seen)
    return found


def _q_bridge(rows: Rows, ports: Ports, vlans: Membership, found: Learned) -> None:
    statuses = rows.column(mibs.Q_FDB_STATUS)
    known = {vlan.vlan_id for vlan in vlans.vlans}
    for index, port in rows.column(mibs.Q_FDB_PORT).items():
        mac, status = _mac(index), _status(statuses.get(index))
        if not mac or len(index) < 7 or not isinstance(port, int):
            found.problems.append("a row of dot1qTpFdbTable was not understood")
        elif status != "invalid":
            vlan = _vlan(index[0], vlans, known)
            if vlan is None:
                found.problems.append("an FDB id belongs to no single VLAN")
            _keep(found, mac, port, vlan, status, ports, {})


def _vlan(fdb_id: int, vlans: Membership, known: set[int]) -> int | None:
    if owners := vlans.fdb_vlans.get(fdb_id):
        return next(iter(owners)) if len(owners) == 1 else None
    told_apart = any(owners != {number} for number, owners in vlans.fdb_vlans.items())
    if told_apart:
        return None
    return fdb_id if is_vlan(fdb_id) and (fdb_id in known or not known) else None


def _bridge(
    rows: Rows,
    ports: Ports,
    vlan: int | None,
    found: Learned,
    without: Iterable[str] = (),
) -> None:
    statuses, own = rows.column(mibs.FDB_STATUS), rows.ints(mibs.BASE_PORT_IF)
    for index, port in rows.column(mibs.FDB_PORT).items():
        mac, status = _mac(index), _status(statuses.get(index))
        if not mac or not isinstance(port, int):
            found.problems.append("a row of dot1dTpFdbTable was not understood")
        elif status != "invalid" and mac not in without:
            _keep(found, mac, port, vlan, status, ports, own)


def _keep(
    found: Learned,
    mac: str,
    port: int,
    vlan: int | None,
    status: str,
    ports: Ports,
    own: dict[int, int],
) -> None:
    name, doubt = ports.of_bridge(port, own)
    if doubt:
        found.problems.append(doubt)
    found.entries[(vlan, mac)] = FdbEntry(mac, name, vlan, status)


def _huawei(rows: Rows, ports: Ports, found: Learned) -> None:
    """hwDynFdbTable: indexed by MAC, VLAN and the name of a virtual switch."""
    for index, port in rows.column(HUAWEI_FDB).items():
        mac = _mac(index[:6])
        if mac and len(index) > 6 and isinstance(port, int):
            vlan = index[6] if is_vlan(index[6]) else None
            entry = FdbEntry(mac, ports.names.get(port, f"port {port}"), vlan, "learned")
            found.entries[(vlan, mac)] = entry


def _mac(index: Oid) -> str:
    octets = index[-6:]
    return mac_bytes(bytes(octets)) if len(octets) == 6 and max(octets) < 256 else ""


def _status(value: Value | None) -> str:
    return STATUSES.get(value, "") if isinstance(value, int) else ""
