"""LLDP-MIB and LLDP-V2-MIB rows in, neighbours out.

The local port of an LLDP row is a number of LLDP's own table: it is resolved through
lldpLocPortTable first, and taken for an ifIndex or a bridge port only where that table is silent.
LLDP-V2-MIB numbers local ports by ifIndex.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from audit.payloads import Neighbour
from audit.switches import mibs
from audit.switches.mibs import Oid
from audit.switches.rows import Rows, Value, text_of
from audit.switches.snmp_ports import Ports
from audit.switches.vendor_mibs import MNDP_INTERFACE, TIMOS_LLDP
from audit.switches.words import ip_text, mac_bytes, mac_text

CHASSIS = {
    1: "component",
    2: "alias",
    3: "port",
    4: "mac",
    5: "network-address",
    6: "interface-name",
    7: "local",
}
"""LldpChassisIdSubtype, IEEE 802.1AB-2005 section 9.5.2.2."""
PORT = {
    1: "interface-alias",
    2: "component",
    3: "mac",
    4: "network-address",
    5: "interface-name",
    6: "agent-circuit-id",
    7: "local",
}
"""LldpPortIdSubtype, section 9.5.3.2."""
CAPABILITIES = ("", "repeater", "bridge", "wlan", "router", "phone", "docsis", "station")
"""LldpSystemCapabilitiesMap, by bit."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where one of the two MIBs keeps a neighbour."""

    chassis_kind: Oid
    chassis: Oid
    port_kind: Oid
    port: Oid
    port_description: Oid
    name: Oid
    description: Oid
    can: Oid
    does: Oid
    addresses: tuple[Oid, ...] = ()
    length: int = 4
    """Numbers in the index of a row."""


_V1 = _Columns(
    mibs.LLDP_REM_CHASSIS_SUBTYPE,
    mibs.LLDP_REM_CHASSIS,
    mibs.LLDP_REM_PORT_SUBTYPE,
    mibs.LLDP_REM_PORT,
    mibs.LLDP_REM_PORT_DESCR,
    mibs.LLDP_REM_NAME,
    mibs.LLDP_REM_DESCR,
    mibs.LLDP_REM_CAN,
    mibs.LLDP_REM_DOES,
    mibs.LLDP_REM_ADDRESS_ALL,
    3,
)
_V2 = _Columns(
    mibs.V2_REM_CHASSIS_SUBTYPE,
    mibs.V2_REM_CHASSIS,
    mibs.V2_REM_PORT_SUBTYPE,
    mibs.V2_REM_PORT,
    mibs.V2_REM_PORT_DESCR,
    mibs.V2_REM_NAME,
    mibs.V2_REM_DESCR,
    mibs.V2_REM_CAN,
    mibs.V2_REM_DOES,
    mibs.V2_REM_ADDRESS,
    4,
)
_TIMOS = _Columns(
    TIMOS_LLDP[0],
    TIMOS_LLDP[1],
    TIMOS_LLDP[2],
    TIMOS_LLDP[3],
    TIMOS_LLDP[4],
    TIMOS_LLDP[5],
    TIMOS_LLDP[6],
    TIMOS_LLDP[7],
    TIMOS_LLDP[8],
)


def lldp_neighbours(rows: Rows, ports: Ports, problems: list[str]) -> list[Neighbour]:
    """Return the neighbours of LLDP-MIB; those of its successor where it shows none."""
    found = _read(rows, _V1, local_ports(rows, ports), problems)
    for columns in (_V2, _TIMOS):
        found = found or _read(rows, columns, lambda row: ports.names.get(row[1], ""), problems)
    return found


def _read(
    rows: Rows, columns: _Columns, local: Callable[[Oid], str], problems: list[str]
) -> list[Neighbour]:
    addresses = _addresses(rows, columns)
    named = (columns.chassis, columns.port, columns.name)
    found: list[Neighbour] = []
    for index in sorted({index for column in named for index in rows.column(column)}):
        if len(index) < columns.length:
            problems.append("a row of lldpRemTable was not understood")
            continue
        row = _row(rows, columns, index, local(index), addresses.get(index[: columns.length], ""))
        if row.remote_chassis or row.remote_name or row.remote_port:
            found.append(row)
        else:
            problems.append("an LLDP neighbour without any name")
    return found


def _row(rows: Rows, columns: _Columns, index: Oid, local: str, address: str) -> Neighbour:
    def value(column: Oid) -> Value | None:
        return rows.column(column).get(index)

    chassis_kind = _kind(value(columns.chassis_kind), CHASSIS)
    port_kind = _kind(value(columns.port_kind), PORT)
    chassis = id_text(value(columns.chassis), chassis_kind)
    port = id_text(value(columns.port), port_kind)
    described = _text(value(columns.port_description))
    does = capabilities_of(value(columns.does)) or capabilities_of(value(columns.can))
    return Neighbour(
        "lldp",
        local,
        remote_name=_text(value(columns.name)),
        remote_chassis=chassis,
        remote_port=port or described,
        remote_ip=address or ip_text(chassis),
        remote_description=_text(value(columns.description)),
        remote_port_description=described,
        chassis_subtype=chassis_kind if chassis else "",
        port_subtype=port_kind if port else "",
        capabilities=does,
    )


def _kind(value: Value | None, names: dict[int, str]) -> str:
    return names.get(value, "") if isinstance(value, int) else ""


def _text(value: Value | None) -> str:
    return text_of(value) if isinstance(value, bytes) else ""


def id_text(value: Value | None, kind: str) -> str:
    """Read a chassis or port id by its subtype; by its shape where the subtype is missing."""
    if not isinstance(value, bytes) or not value:
        return ""
    if kind == "network-address" and len(value) == 5 and value[0] == 1:
        return str(IPv4Address(value[1:]))
    if kind == "network-address" and len(value) == 17 and value[0] == 2:
        return str(IPv6Address(value[1:]))
    if len(value) == 6 and (kind == "mac" or not all(32 <= octet < 127 for octet in value)):
        return mac_bytes(value)
    text = text_of(value)
    return mac_text(text) or text


def capabilities_of(value: Value | None) -> tuple[str, ...]:
    """Read the capability bits; some recorders print them (`28 2 4`: octet, then bit numbers)."""
    if not isinstance(value, bytes) or not value:
        return ()
    printed = re.match(rb"([0-9A-Fa-f]{2})(?: [0-9A-Fa-f]{1,2})*\s*$", value)
    octet = int(printed[1], 16) if printed else value[0]
    return tuple(word for bit, word in enumerate(CAPABILITIES) if word and octet & (0x80 >> bit))


def local_ports(rows: Rows, ports: Ports) -> Callable[[Oid], str]:
    """Return the function that names the local port of an LLDP row by the row's index.

    Number 0 stays unnamed, but for RouterOS, whose own neighbour table has the same row numbers.
    """
    kinds = rows.ints(mibs.LLDP_PORT_SUBTYPE)
    ids, descriptions = rows.octets(mibs.LLDP_PORT_ID), rows.texts(mibs.LLDP_PORT_DESCR)
    interfaces = rows.ints(MNDP_INTERFACE)
    listed = bool(ids or descriptions)

    def name(index: Oid) -> str:
        number = index[1]
        if number == 0 and not listed:
            return ports.names.get(interfaces.get(index[2], 0), "")
        own = id_text(ids.get(number), PORT.get(kinds.get(number, 0), ""))
        described = descriptions.get(number, "")
        for text in (own, described):
            if port := ports.of_text(text):
                return port
        if own.isdigit() and int(own) in ports.names:
            return ports.names[int(own)]
        if number in ports.names and not (listed and number not in ids):
            return ports.names[number]
        if text := (described if mac_text(own) else own) or described or own:
            return text
        where = ports.by_bridge.get(number, number)
        return ports.names.get(where, f"port {number}" if number else "")

    return name


def _addresses(rows: Rows, columns: _Columns) -> dict[Oid, str]:
    """Management IPv4 addresses: the index goes on with subtype 1, length 4 and the address; some
    agents leave the length out.
    """
    found: dict[Oid, str] = {}
    for column in columns.addresses:
        for index in rows.column(column):
            row, rest = index[: columns.length], index[columns.length :]
            octets = rest[2:] if rest[:2] == (1, 4) and len(rest) == 6 else rest[1:]
            if rest[:1] == (1,) and len(octets) == 4 and max(octets) < 256:
                found.setdefault(row, ip_text(".".join(map(str, octets))))
    return {row: ip for row, ip in found.items() if ip}
