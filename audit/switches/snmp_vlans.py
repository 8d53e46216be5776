"""Q-BRIDGE-MIB and Cisco's VTP rows in, VLANs and the place of each port in them out.

Rules
-----
1. VLANs are those configured (dot1qVlanStatic, vtpVlan). Only without them, those that a port is in
   (dot1qVlanCurrent with a non-empty port list): some agents list all 4,095.
2. A PVID of 0 says nothing.
3. A port that leaves VLANs tagged is a trunk; a port in one VLAN untagged is an access port.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.payloads import Interface, Vlan
from audit.switches import mibs
from audit.switches.rows import Answer, Rows, bits, text_of
from audit.switches.snmp_ports import Ports, with_vlans
from audit.switches.words import is_vlan

VTP_OPERATIONAL = 1
VTP_ETHERNET = 1


@dataclass(slots=True)
class Membership:
    """VLANs of the ports, by ifIndex."""

    vlans: list[Vlan]
    egress: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    untagged: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    pvid: dict[int, int] = field(default_factory=dict[int, int])
    access: dict[int, int] = field(default_factory=dict[int, int])
    """Cisco: vmVlan of ports that are no trunks."""
    trunks: dict[int, tuple[int | None, tuple[int, ...]]] = field(
        default_factory=dict[int, tuple[int | None, tuple[int, ...]]]
    )
    """Cisco: native VLAN and tagged VLANs of ports that trunk."""
    fdb_vlans: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    """FDB id → the VLANs that learn into it; empty when the switch does not say."""
    problems: list[str] = field(default_factory=list[str])


def membership_of(answer: Answer, ports: Ports) -> Membership:
    """Read which VLANs exist and which ports are in them."""
    rows = answer.rows
    internal = rows.ints(mibs.JUNOS_VLAN_TAG)
    names, current = _static_names(rows, internal), _by_vlan(rows, mibs.VLAN_EGRESS, internal)
    found = Membership(_vlans(rows, names, current))
    found.problems += answer.why(*mibs.COLUMNS["vlans"], *mibs.CISCO_COLUMNS["vlans"])
    egress = current or _static(rows, mibs.STATIC_EGRESS, internal)
    untagged = _by_vlan(rows, mibs.VLAN_UNTAGGED, internal)
    untagged = untagged or _static(rows, mibs.STATIC_UNTAGGED, internal)
    known = {vlan.vlan_id for vlan in found.vlans}
    _spread(egress, ports, known, found.egress)
    _spread(untagged, ports, known, found.untagged)
    for number, vlan in rows.ints(mibs.PVID).items():
        index = ports.by_bridge.get(number, number)
        if is_vlan(vlan) and index in ports.names:
            found.pvid[index] = internal.get(vlan, vlan) if internal else vlan
    for row, fdb_id in rows.column(mibs.VLAN_FDB_ID).items():
        if isinstance(fdb_id, int) and is_vlan(vlan := _tag(row[-1], internal)):
            found.fdb_vlans.setdefault(fdb_id, set()).add(vlan)
    _cisco(rows, ports, known, found)
    return found


def _tag(number: int, internal: dict[int, int]) -> int:
    return internal.get(number, 0) if internal else number


def _static_names(rows: Rows, internal: dict[int, int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for index, value in rows.column(mibs.STATIC_NAME_8021).items():
        found[index[-1]] = text_of(value) if isinstance(value, bytes) else ""
    columns = (
        mibs.STATIC_NAME,
        mibs.STATIC_EGRESS,
        mibs.STATIC_UNTAGGED,
        mibs.STATIC_STATUS,
    )
    for column in columns:
        for index, value in rows.column(column).items():
            name = text_of(value) if column == mibs.STATIC_NAME and isinstance(value, bytes) else ""
            found.setdefault(_tag(index[-1], internal), name)
    return found


def _vlans(rows: Rows, names: dict[int, str], current: dict[int, bytes]) -> list[Vlan]:
    found = {number: name for number, name in names.items() if is_vlan(number)}
    for number, name in _vtp(rows).items():
        found[number] = found.get(number) or name
    if not found:
        found = {number: "" for number, ports in current.items() if any(ports) and is_vlan(number)}
    return [Vlan(number, found[number]) for number in sorted(found)]


def _vtp(rows: Rows) -> dict[int, str]:
    """VLANs of CISCO-VTP-MIB: only Ethernet ones (1002 to 1005 are FDDI and token ring)."""
    types, states = rows.column(mibs.VTP_TYPE), rows.column(mibs.VTP_STATE)
    found: dict[int, str] = {}
    for index, value in (states | types | rows.column(mibs.VTP_NAME)).items():
        legacy = 1002 <= index[-1] <= 1005
        ethernet = types.get(index, 0 if legacy else VTP_ETHERNET) == VTP_ETHERNET
        if ethernet and is_vlan(index[-1]):
            name = rows.column(mibs.VTP_NAME).get(index, value)
            found[index[-1]] = text_of(name) if isinstance(name, bytes) else ""
    return found


def _by_vlan(rows: Rows, column: mibs.Oid, internal: dict[int, int]) -> dict[int, bytes]:
    """Port lists indexed by time mark and VLAN; the newest time mark of a VLAN counts."""
    found: dict[int, bytes] = {}
    for index, value in rows.column(column).items():
        if isinstance(value, bytes) and is_vlan(vlan := _tag(index[-1], internal)):
            found[vlan] = value
    return found


def _static(rows: Rows, column: mibs.Oid, internal: dict[int, int]) -> dict[int, bytes]:
    newer = rows.column(mibs.NEWER_8021[column])
    found = {i[-1]: value for i, value in newer.items() if isinstance(value, bytes)}
    found |= rows.octets(column)
    return {vlan: v for number, v in found.items() if is_vlan(vlan := _tag(number, internal))}


def _spread(
    lists: dict[int, bytes], ports: Ports, known: set[int], into: dict[int, set[int]]
) -> None:
    """Turn VLAN → bridge ports round into ifIndex → VLANs."""
    for vlan, octets in lists.items():
        if vlan not in known:
            continue
        for number in bits(octets, first=1):
            index = ports.by_bridge.get(number)
            index = number if index is None and not ports.by_bridge else index
            if index in ports.names:
                into.setdefault(index, set()).add(vlan)


def _cisco(rows: Rows, ports: Ports, known: set[int], found: Membership) -> None:
    status = rows.ints(mibs.TRUNK_STATUS)
    encapsulation = rows.ints(mibs.TRUNK_ENCAPSULATION)
    native = rows.ints(mibs.TRUNK_NATIVE)
    enabled = [rows.octets(column) for column in mibs.TRUNK_VLANS]
    for index in ports.names:
        trunking = status.get(index) == 1 or (
            index not in status and encapsulation.get(index) in (1, 2, 3, 4)
        )
        if not trunking:
            continue
        allowed: set[int] = set()
        for part, column in enumerate(enabled):
            allowed |= bits(column.get(index, b""), first=part * 1024)
        own = native.get(index)
        own = own if own and is_vlan(own) else None
        found.trunks[index] = (own, tuple(sorted((allowed & known) - {own or 0})))
        if index not in enabled[0]:
            found.problems.append("the trunks' allowed VLANs were not read")
    for index, vlan in rows.ints(mibs.ACCESS_VLAN).items():
        if is_vlan(vlan) and index not in found.trunks:
            found.access[index] = vlan


def place(interface: Interface, found: Membership) -> Interface:
    """Return the interface with mode and VLANs as far as they are known."""
    index = interface.if_index or 0
    if index in found.trunks:
        native, tagged = found.trunks[index]
        return with_vlans(interface, mode="trunk", native_vlan=native, tagged_vlans=tagged)
    if index in found.access:
        return with_vlans(interface, mode="access", access_vlan=found.access[index])
    egress, untagged = found.egress.get(index, set()), found.untagged.get(index, set())
    pvid = found.pvid.get(index)
    if tagged := tuple(sorted(egress - untagged)):
        return with_vlans(interface, mode="trunk", native_vlan=pvid, tagged_vlans=tagged)
    if untagged:
        own = pvid if pvid in untagged or len(untagged) > 1 else next(iter(untagged))
        return with_vlans(interface, mode="access", access_vlan=own)
    return with_vlans(interface, native_vlan=pvid) if pvid else interface
