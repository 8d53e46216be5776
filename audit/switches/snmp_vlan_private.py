"""Vendors' own VLAN tables in, VLAN names and members out; for agents whose Q-BRIDGE is empty."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.switches import mibs
from audit.switches import vendor_mibs as own
from audit.switches.mibs import Oid
from audit.switches.rows import Rows, bits, text_of
from audit.switches.snmp_port_lists import port_names
from audit.switches.words import is_vlan

TAG_ALL, TAG_NONE, TAG_OTHERS, TAG_PVID = 1, 2, 4, 5
"""rcVlanPortPerformTagging."""
HUAWEI_TRUNK, HUAWEI_ACCESS, HUAWEI_HYBRID = 1, 2, 3
"""hwL2IfPortType."""


@dataclass(slots=True)
class PrivateVlans:
    """What one vendor's table says; ports by ifIndex."""

    names: dict[int, str] = field(default_factory=dict[int, str])
    tagged: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    untagged: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    pvid: dict[int, int] = field(default_factory=dict[int, int])

    def name(self, vlan: int, text: str) -> None:
        """Note a VLAN; an id that no frame can carry is none."""
        if is_vlan(vlan):
            self.names.setdefault(vlan, text)

    def member(self, port: int, vlan: int, *, tagged: bool) -> None:
        """Note that a port is in a VLAN."""
        if vlan in self.names:
            (self.tagged if tagged else self.untagged).setdefault(port, set()).add(vlan)


def private_vlans(rows: Rows) -> PrivateVlans:
    """Return the first vendor table that names a VLAN; an empty record when there is none."""
    for read in (_tplink, _alcatel, _nortel, _huawei, _juniper, _juniper_els):
        found = PrivateVlans()
        read(rows, found)
        if found.names:
            return found
    return PrivateVlans()


def _named(rows: Rows, column: Oid, found: PrivateVlans) -> None:
    for index, value in rows.column(column).items():
        if len(index) == 1:
            found.name(index[0], text_of(value) if isinstance(value, bytes) else "")


def _tplink(rows: Rows, found: PrivateVlans) -> None:
    _named(rows, own.TPLINK_NAME, found)
    ports = {text: index for index, text in rows.texts(own.TPLINK_PORT_TEXT).items()}
    for column, tagged in ((own.TPLINK_TAGGED, True), (own.TPLINK_UNTAGGED, False)):
        for vlan, octets in rows.octets(column).items():
            for name in port_names(octets.decode("ascii", "replace")):
                if name in ports:
                    found.member(ports[name], vlan, tagged=tagged)
    found.pvid |= {i: vlan for i, vlan in rows.ints(own.TPLINK_PVID).items() if is_vlan(vlan)}


def _alcatel(rows: Rows, found: PrivateVlans) -> None:
    for column in own.ALCATEL_NAMES:
        _named(rows, column, found)
    for column in own.ALCATEL_MEMBERS:
        for index, kind in rows.column(column).items():
            if len(index) == 2:
                found.member(index[1], index[0], tagged=kind == 2)
                if kind == 1 and is_vlan(index[0]):
                    found.pvid[index[1]] = index[0]


def _nortel(rows: Rows, found: PrivateVlans) -> None:
    _named(rows, own.NORTEL_NAME, found)
    found.pvid |= {i: vlan for i, vlan in rows.ints(own.NORTEL_PVID).items() if is_vlan(vlan)}
    tagging = rows.ints(own.NORTEL_TAGGING)
    for vlan, octets in rows.octets(own.NORTEL_MEMBERS).items():
        for port in bits(octets, first=0):
            is_own = found.pvid.get(port) == vlan
            how = tagging.get(port, TAG_NONE)
            tagged = how == TAG_ALL or how == (TAG_PVID if is_own else TAG_OTHERS)
            found.member(port, vlan, tagged=tagged)


def _huawei(rows: Rows, found: PrivateVlans) -> None:
    _named(rows, own.HUAWEI_NAME, found)
    ports, kinds = rows.ints(own.HUAWEI_IF), rows.ints(own.HUAWEI_TYPE)
    pvid = rows.ints(own.HUAWEI_PVID)
    lists = (
        (own.HUAWEI_TRUNK, HUAWEI_TRUNK, True),
        (own.HUAWEI_HYBRID_TAGGED, HUAWEI_HYBRID, True),
        (own.HUAWEI_HYBRID_UNTAGGED, HUAWEI_HYBRID, False),
    )
    for columns, kind, tagged in lists:
        for half, column in enumerate(columns):
            for number, octets in rows.octets(column).items():
                port = ports.get(number)
                if port is None or kinds.get(number, kind) != kind:
                    continue
                for vlan in bits(octets, first=half * 2048):
                    is_own = kind == HUAWEI_TRUNK and vlan == pvid.get(number)
                    found.member(port, vlan, tagged=tagged and not is_own)
    for number, vlan in pvid.items():
        port = ports.get(number)
        if port is not None and is_vlan(vlan):
            found.pvid[port] = vlan
            if kinds.get(number) == HUAWEI_ACCESS:
                found.member(port, vlan, tagged=False)


def _juniper(rows: Rows, found: PrivateVlans) -> None:
    tags, names = rows.ints(mibs.JUNOS_VLAN_TAG), rows.texts(own.JUNIPER_NAME)
    groups = rows.ints(own.JUNIPER_GROUP)
    by_group: dict[int, int] = {}
    for number, vlan in tags.items():
        found.name(vlan, names.get(number, ""))
        by_group[groups.get(number, number)] = vlan
    for index, tagness in rows.column(own.JUNIPER_TAGNESS).items():
        if len(index) == 2 and index[0] in by_group:
            found.member(index[1], by_group[index[0]], tagged=tagness == 1)


def _juniper_els(rows: Rows, found: PrivateVlans) -> None:
    names = rows.texts(own.JUNIPER_L2ALD_NAME)
    for number, vlan in rows.ints(own.JUNIPER_L2ALD_TAG).items():
        found.name(vlan, names.get(number, ""))


def private_fdb_ids(rows: Rows) -> dict[int, set[int]]:
    """FDB id → VLANs, where a vendor's table says it instead of dot1qVlanFdbId."""
    tags = rows.ints(own.JUNIPER_L2ALD_TAG)
    found: dict[int, set[int]] = {}
    for number, fdb_id in rows.ints(own.JUNIPER_L2ALD_FDB).items():
        if is_vlan(tags.get(number, 0)):
            found.setdefault(fdb_id, set()).add(tags[number])
    return found
