"""VLAN rows in, VLANs and the place of each port in them out.

Rules
-----
1. VLANs are those configured (dot1qVlanStatic, vtpVlan, a vendor's own table). Only without them,
   those that a port is in (dot1qVlanCurrent with a port): some agents list all 4,095. Where they
   are `MANY` configured, those that a port is in.
2. What is in force (dot1qVlanCurrent) says how a port sends; what is configured (dot1qVlanStatic)
   adds the ports that are down, which some agents leave out of the former.
3. A PVID of 0 says nothing.
4. A port that sends VLANs tagged is a trunk; a port in one VLAN untagged is an access port.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from audit.payloads import Interface, Vlan
from audit.switches import mibs
from audit.switches.rows import Answer, Rows, text_of
from audit.switches.snmp_cisco_vlans import CiscoPorts, cisco_ports, vtp_vlans
from audit.switches.snmp_port_lists import form_of, port_numbers
from audit.switches.snmp_ports import Ports
from audit.switches.snmp_vlan_private import PrivateVlans, private_fdb_ids, private_vlans
from audit.switches.vendor_mibs import VENDOR_COLUMNS
from audit.switches.words import is_vlan

MANY = 4000
"""More VLANs than anybody configures: the agent lists every number."""
_COLUMNS = (
    *mibs.COLUMNS["vlans"],
    *(column for tables in VENDOR_COLUMNS.values() for column in tables.get("vlans", ())),
)


@dataclass(slots=True)
class Membership:
    """VLANs of the ports, by ifIndex."""

    vlans: list[Vlan]
    egress: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    untagged: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    pvid: dict[int, int] = field(default_factory=dict[int, int])
    cisco: CiscoPorts = field(default_factory=CiscoPorts)
    fdb_vlans: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    """FDB id → the VLANs that learn into it; empty when the switch does not say."""
    problems: list[str] = field(default_factory=list[str])


def membership_of(answer: Answer, ports: Ports) -> Membership:
    """Read which VLANs exist and which ports are in them."""
    rows = answer.rows
    internal = rows.ints(mibs.JUNOS_VLAN_TAG)
    lists = _Lists(rows, internal)
    private = private_vlans(rows)
    found = Membership(_vlans(rows, lists, private))
    found.problems += answer.why(*_COLUMNS)
    known = {vlan.vlan_id for vlan in found.vlans}
    lists.spread(ports, known, found)
    for number, vlan in rows.ints(mibs.PVID).items():
        index = ports.by_bridge.get(number, number)
        if is_vlan(vlan) and index in ports.names:
            found.pvid[index] = internal.get(vlan, vlan)
    _add_private(private, ports, found)
    for row, fdb_id in rows.column(mibs.VLAN_FDB_ID).items():
        if isinstance(fdb_id, int) and is_vlan(vlan := _tag(row[-1], internal)):
            found.fdb_vlans.setdefault(fdb_id, set()).add(vlan)
    for fdb_id, owners in private_fdb_ids(rows).items():
        found.fdb_vlans.setdefault(fdb_id, owners)
    found.cisco = cisco_ports(answer, known)
    found.problems += found.cisco.problems
    return found


def _tag(number: int, internal: dict[int, int]) -> int:
    return internal.get(number, 0) if internal else number


class _Lists:
    """The port lists of Q-BRIDGE-MIB or its successor: VLAN → bridge ports."""

    def __init__(self, rows: Rows, internal: dict[int, int]) -> None:
        self._rows, self._internal = rows, internal
        columns = (
            self._current(mibs.VLAN_EGRESS),
            self._current(mibs.VLAN_UNTAGGED),
            self._static(mibs.STATIC_EGRESS),
            self._static(mibs.STATIC_UNTAGGED),
        )
        form = form_of(octets for column in columns for octets in column.values())
        self.current, self.current_untagged, self.static, self.static_untagged = (
            {vlan: port_numbers(octets, form) for vlan, octets in column.items()}
            for column in columns
        )

    def _current(self, column: mibs.Oid) -> dict[int, bytes]:
        """Indexed by time mark and VLAN; the newest time mark of a VLAN counts."""
        found: dict[int, bytes] = {}
        for index, value in self._rows.column(column).items():
            if isinstance(value, bytes) and is_vlan(vlan := _tag(index[-1], self._internal)):
                found[vlan] = value
        return found

    def _static(self, column: mibs.Oid) -> dict[int, bytes]:
        newer = self._rows.column(mibs.NEWER_8021[column])
        found = {i[-1]: value for i, value in newer.items() if isinstance(value, bytes)}
        found |= self._rows.octets(column)
        tagged = {_tag(number, self._internal): value for number, value in found.items()}
        return {vlan: value for vlan, value in tagged.items() if is_vlan(vlan)}

    def is_used(self, vlan: int) -> bool:
        """Whether a port is in the VLAN."""
        return bool(self.static.get(vlan) or self.current.get(vlan))

    def spread(self, ports: Ports, known: set[int], found: Membership) -> None:
        """Turn VLAN → bridge ports round into ifIndex → VLANs."""
        for vlan in sorted(known | set(self.current_untagged)):
            current, static = self.current.get(vlan, set()), self.static.get(vlan, set())
            now = self.current_untagged.get(vlan, set())
            set_up = self.static_untagged.get(vlan, set())
            egress = current | static
            untagged = now | (set_up - current if vlan in self.current_untagged else set_up)
            if egress:
                untagged &= egress
            if vlan not in known:
                egress = untagged  # the default VLAN of agents that list only configured ones
            for numbers, into in ((egress | untagged, found.egress), (untagged, found.untagged)):
                for number in numbers:
                    if (index := _if_index(number, ports)) is not None:
                        into.setdefault(index, set()).add(vlan)


def _if_index(number: int, ports: Ports) -> int | None:
    index = ports.by_bridge.get(number)
    index = number if index is None and not ports.by_bridge else index
    return index if index in ports.names else None


def _vlans(rows: Rows, lists: _Lists, private: PrivateVlans) -> list[Vlan]:
    found = _static_names(rows, lists)
    for names in (vtp_vlans(rows), private.names):
        for number, name in names.items():
            found[number] = found.get(number) or name
    found = {number: name for number, name in found.items() if is_vlan(number)}
    if len(found) >= MANY and lists.static:
        found = {number: name for number, name in found.items() if lists.is_used(number)}
    if not found:
        found = {number: "" for number, ports in lists.current.items() if ports}
    return [Vlan(number, found[number]) for number in sorted(found)]


def _static_names(rows: Rows, lists: _Lists) -> dict[int, str]:
    internal = rows.ints(mibs.JUNOS_VLAN_TAG)
    found: dict[int, str] = {}
    for index, value in rows.column(mibs.STATIC_NAME_8021).items():
        found[index[-1]] = text_of(value) if isinstance(value, bytes) else ""
    for index, value in rows.column(mibs.STATIC_NAME).items():
        name = text_of(value) if isinstance(value, bytes) else ""
        found.setdefault(_tag(index[-1], internal), name)
    for index in rows.column(mibs.STATIC_STATUS):
        found.setdefault(_tag(index[-1], internal), "")
    for numbers in (lists.static, lists.static_untagged):
        found = dict.fromkeys(numbers, "") | found
    return found


def _add_private(private: PrivateVlans, ports: Ports, found: Membership) -> None:
    """A vendor's own table counts for the ports that Q-BRIDGE does not place."""
    for index in {*private.tagged, *private.untagged} - set(found.egress):
        if index in ports.names:
            tagged, untagged = private.tagged.get(index, set()), private.untagged.get(index, set())
            found.egress[index] = tagged | untagged
            found.untagged[index] = untagged - tagged
    for index, vlan in private.pvid.items():
        if index in ports.names:
            found.pvid.setdefault(index, vlan)


def place(interface: Interface, found: Membership) -> Interface:
    """Return the interface with mode and VLANs as far as they are known."""
    index = interface.if_index or 0
    cisco = found.cisco
    interface = replace(interface, voice_vlan=cisco.voice.get(index))
    if trunk := cisco.trunks.get(index):
        return replace(interface, mode="trunk", native_vlan=trunk.native, tagged_vlans=trunk.tagged)
    if index in cisco.access:
        return replace(interface, mode="access", access_vlan=cisco.access[index])
    egress, untagged = found.egress.get(index, set()), found.untagged.get(index, set())
    pvid = found.pvid.get(index)
    if tagged := tuple(sorted(egress - untagged)):
        native = _own(untagged, pvid) if found.untagged else pvid
        several = tuple(sorted(untagged)) if len(untagged) > 1 else ()
        return replace(
            interface,
            mode="trunk",
            native_vlan=native,
            tagged_vlans=tagged,
            untagged_vlans=several,
        )
    if untagged:
        several = tuple(sorted(untagged)) if len(untagged) > 1 else ()
        return replace(
            interface, mode="access", access_vlan=_own(untagged, pvid), untagged_vlans=several
        )
    return replace(interface, native_vlan=pvid) if pvid else interface


def _own(untagged: set[int], pvid: int | None) -> int | None:
    """The VLAN of frames without a tag: the PVID where the port sends it so, else the only one."""
    if pvid in untagged:
        return pvid
    return next(iter(untagged)) if len(untagged) == 1 else None
