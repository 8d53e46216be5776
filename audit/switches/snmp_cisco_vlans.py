"""CISCO-VTP-MIB and CISCO-VLAN-MEMBERSHIP-MIB rows in, VLANs and the ports' places in them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.switches import mibs
from audit.switches.rows import Answer, Rows, bits, text_of
from audit.switches.words import is_vlan

VTP_ETHERNET = 1
TRUNKING = 1
"""vlanTrunkPortDynamicStatus."""
ENCAPSULATED = (1, 2, 3, 4)
"""vlanTrunkPortEncapsulationOperType of ports that trunk."""
LEGACY = range(1002, 1006)
"""FDDI and token ring: on every switch, used by none."""


@dataclass(frozen=True, slots=True)
class Trunk:
    """The VLANs of a port that trunks."""

    native: int | None
    tagged: tuple[int, ...]


@dataclass(slots=True)
class CiscoPorts:
    """Ports by ifIndex."""

    trunks: dict[int, Trunk] = field(default_factory=dict[int, Trunk])
    access: dict[int, int] = field(default_factory=dict[int, int])
    voice: dict[int, int] = field(default_factory=dict[int, int])
    problems: list[str] = field(default_factory=list[str])


def vtp_vlans(rows: Rows) -> dict[int, str]:
    """Return the Ethernet VLANs of the VTP domain with their names."""
    types, states = rows.column(mibs.VTP_TYPE), rows.column(mibs.VTP_STATE)
    names = rows.column(mibs.VTP_NAME)
    found: dict[int, str] = {}
    for index in states | types | names:
        kind = types.get(index, 0 if index[-1] in LEGACY else VTP_ETHERNET)
        if kind == VTP_ETHERNET and is_vlan(index[-1]):
            name = names.get(index)
            found[index[-1]] = text_of(name) if isinstance(name, bytes) else ""
    return found


def cisco_ports(answer: Answer, known: set[int]) -> CiscoPorts:
    """Read the ports' places; `known` are the VLANs that exist."""
    rows, found = answer.rows, CiscoPorts()
    native = rows.ints(mibs.TRUNK_NATIVE)
    bridges = {1: rows, **answer.contexts}  # the plain context is VLAN 1's bridge
    bitmaps = [rows.octets(column) for column in mibs.TRUNK_VLANS]
    for index in _trunking(rows):
        allowed: set[int] = set()
        for part, column in enumerate(bitmaps):
            allowed |= bits(column.get(index, b""), first=part * 1024)
        if index not in bitmaps[0]:
            found.problems.append("the trunks' allowed VLANs were not read")
            allowed = _bridged(bridges, index)
        own = native.get(index)
        own = own if own and is_vlan(own) else None
        found.trunks[index] = Trunk(own, tuple(sorted((allowed & known) - {own or 0})))
    for index, vlan in rows.ints(mibs.ACCESS_VLAN).items():
        if is_vlan(vlan) and index not in found.trunks:
            found.access[index] = vlan
    voice = rows.ints(mibs.VOICE_VLAN)
    found.voice = {index: vlan for index, vlan in voice.items() if is_vlan(vlan)}
    return found


def _trunking(rows: Rows) -> list[int]:
    status = rows.ints(mibs.TRUNK_STATUS)
    encapsulation = rows.ints(mibs.TRUNK_ENCAPSULATION)
    return [
        index
        for index in sorted({*status, *encapsulation})
        if status.get(index) == TRUNKING
        or (index not in status and encapsulation.get(index) in ENCAPSULATED)
    ]


def _bridged(bridges: Mapping[int, Rows], if_index: int) -> set[int]:
    """VLANs whose own bridge has the port: what the trunk carries now, at least."""
    return {
        vlan for vlan, rows in bridges.items() if if_index in rows.ints(mibs.BASE_PORT_IF).values()
    }
