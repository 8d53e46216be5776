"""LLDP and CDP rows in, neighbours out.

The local port of an LLDP row is a number of LLDP's own table: it is resolved through
lldpLocPortTable first, and taken for an ifIndex or a bridge port only where that table is silent.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address

from audit.payloads import Neighbour
from audit.switches import mibs
from audit.switches.mibs import Oid
from audit.switches.rows import Answer, Rows, Value, text_of
from audit.switches.snmp_ports import Ports
from audit.switches.words import MAX_NAME, ip_text, mac_bytes, mac_text

CHASSIS_MAC, CHASSIS_ADDRESS = 4, 5
"""LldpChassisIdSubtype, IEEE 802.1AB-2005 section 9.5.2.2."""
PORT_MAC, PORT_ADDRESS = 3, 4
"""LldpPortIdSubtype, section 9.5.3.2."""


def neighbours_of(answer: Answer, ports: Ports) -> tuple[list[Neighbour], list[str]]:
    """Return all neighbours and what was not understood."""
    columns = (*mibs.COLUMNS["neighbours"], *mibs.CISCO_COLUMNS["neighbours"])
    problems = answer.why(*columns)
    found = [*_lldp(answer.rows, ports, problems), *_cdp(answer.rows, ports, problems)]
    return list(dict.fromkeys(found)), problems


def _lldp(rows: Rows, ports: Ports, problems: list[str]) -> list[Neighbour]:
    addresses = _addresses(rows)
    local = local_ports(rows, ports)
    found: list[Neighbour] = []
    for index in sorted(_rows_of(rows, *_LLDP_COLUMNS)):
        if len(index) < 3:
            problems.append("a row of lldpRemTable was not understood")
            continue
        neighbour = _lldp_row(rows, index, local(index[1]), addresses.get(index[:3], ""))
        if neighbour.remote_chassis or neighbour.remote_name or neighbour.remote_port:
            found.append(neighbour)
        else:
            problems.append("an LLDP neighbour without any name")
    return found


_LLDP_COLUMNS = (mibs.LLDP_REM_CHASSIS, mibs.LLDP_REM_PORT, mibs.LLDP_REM_NAME)


def _lldp_row(rows: Rows, index: Oid, local: str, address: str) -> Neighbour:
    chassis_kind = rows.column(mibs.LLDP_REM_CHASSIS_SUBTYPE).get(index)
    port_kind = rows.column(mibs.LLDP_REM_PORT_SUBTYPE).get(index)
    chassis_raw = rows.column(mibs.LLDP_REM_CHASSIS).get(index)
    chassis = _id(chassis_raw, chassis_kind, CHASSIS_MAC, CHASSIS_ADDRESS)
    port = _id(rows.column(mibs.LLDP_REM_PORT).get(index), port_kind, PORT_MAC, PORT_ADDRESS)
    described = _text(rows.column(mibs.LLDP_REM_PORT_DESCR).get(index))
    return Neighbour(
        "lldp",
        local,
        remote_name=_text(rows.column(mibs.LLDP_REM_NAME).get(index)),
        remote_chassis=chassis,
        remote_port=port or described,
        remote_ip=address or ip_text(chassis),
        remote_description=_text(rows.column(mibs.LLDP_REM_DESCR).get(index)),
    )


def _id(value: Value | None, kind: Value | None, mac_kind: int, address_kind: int) -> str:
    """Read a chassis or port id by its subtype; by its shape where the subtype is missing."""
    if not isinstance(value, bytes) or not value:
        return ""
    if kind == address_kind and len(value) == 5 and value[0] == 1:
        return str(IPv4Address(value[1:]))
    binary = len(value) == 6 and (kind == mac_kind or not value.isascii() or not _printable(value))
    if binary:
        return mac_bytes(value)
    text = text_of(value)
    return mac_text(text) or text


def _printable(octets: bytes) -> bool:
    return all(32 <= octet < 127 for octet in octets)


def local_ports(rows: Rows, ports: Ports) -> Callable[[int], str]:
    """Return the function that names a local LLDP port number; number 0 stays unnamed."""
    kinds = rows.ints(mibs.LLDP_PORT_SUBTYPE)
    ids, descriptions = rows.octets(mibs.LLDP_PORT_ID), rows.texts(mibs.LLDP_PORT_DESCR)
    listed = bool(ids or descriptions)

    def name(number: int) -> str:
        own = _id(ids.get(number), kinds.get(number), PORT_MAC, PORT_ADDRESS)
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
        index = ports.by_bridge.get(number, number)
        return ports.names.get(index, f"port {number}" if number else "")

    return name


def _addresses(rows: Rows) -> dict[Oid, str]:
    """Management IPv4 addresses: the index goes on with subtype 1, length 4 and the address."""
    found: dict[Oid, str] = {}
    for column in mibs.LLDP_REM_ADDRESS_ALL:
        for index in rows.column(column):
            family, octets = index[3:5], index[5:]
            if family == (1, 4) and len(octets) == 4 and max(octets) < 256:
                found.setdefault(index[:3], ip_text(".".join(map(str, octets))))
    return found


def _cdp(rows: Rows, ports: Ports, problems: list[str]) -> list[Neighbour]:
    interfaces = rows.texts(mibs.CDP_INTERFACE)
    found: list[Neighbour] = []
    for index in sorted(_rows_of(rows, mibs.CDP_DEVICE, mibs.CDP_PORT)):
        if len(index) != 2:
            problems.append("a row of cdpCacheTable was not understood")
            continue
        local = ports.names.get(index[0]) or interfaces.get(index[0], f"port {index[0]}")
        kind = rows.column(mibs.CDP_ADDRESS_TYPE).get(index, 1)
        address = rows.column(mibs.CDP_ADDRESS).get(index)
        ip = address if isinstance(address, bytes) and len(address) == 4 and kind == 1 else b""
        name = _text(rows.column(mibs.CDP_DEVICE).get(index))
        found.append(
            Neighbour(
                "cdp",
                local,
                remote_name=name,
                remote_chassis=mac_text(name),
                remote_port=_text(rows.column(mibs.CDP_PORT).get(index)),
                remote_ip=ip_text(str(IPv4Address(ip))) if ip else "",
                remote_description=_text(rows.column(mibs.CDP_PLATFORM).get(index)),
            )
        )
    return found


def _rows_of(rows: Rows, *columns: Oid) -> set[Oid]:
    return {index for column in columns for index in rows.column(column)}


def _text(value: Value | None) -> str:
    return text_of(value, MAX_NAME) if isinstance(value, bytes) else ""
