"""What a switch heard from its neighbours: LLDP, CDP and vendors' own tables in, one list out."""

from __future__ import annotations

from ipaddress import IPv4Address

from audit.payloads import Neighbour
from audit.switches import mibs
from audit.switches import vendor_mibs as own
from audit.switches.mibs import Oid
from audit.switches.rows import Answer, Rows, Value, text_of
from audit.switches.snmp_lldp import lldp_neighbours
from audit.switches.snmp_ports import Ports, mac_of
from audit.switches.words import ip_text, mac_text

IPV4 = 1
"""cdpCacheAddressType, CiscoNetworkProtocol."""
_CDP_CAPABILITIES = (
    (0x01, "router"),
    (0x0E, "bridge"),
    (0x10, "host"),
    (0x40, "repeater"),
    (0x80, "phone"),
)
_COLUMNS = (
    *mibs.COLUMNS["neighbours"],
    *(c for tables in own.VENDOR_COLUMNS.values() for c in tables.get("neighbours", ())),
)


def neighbours_of(answer: Answer, ports: Ports) -> tuple[list[Neighbour], list[str]]:
    """Return all neighbours and what was not understood."""
    problems, rows = answer.why(*_COLUMNS), answer.rows
    found = [
        *(lldp_neighbours(rows, ports, problems) or _tplink(rows, ports)),
        *_cdp(rows, ports, problems),
        *_mndp(rows, ports),
        *_fdp(rows, ports),
        *_edp(rows, ports),
    ]
    return list(dict.fromkeys(found)), problems


def _cdp(rows: Rows, ports: Ports, problems: list[str]) -> list[Neighbour]:
    interfaces = rows.texts(mibs.CDP_INTERFACE)
    found: list[Neighbour] = []
    for index in _rows_of(rows, mibs.CDP_DEVICE, mibs.CDP_PORT):
        if len(index) != 2:
            problems.append("a row of cdpCacheTable was not understood")
            continue
        local = ports.names.get(index[0]) or interfaces.get(index[0], f"port {index[0]}")
        kind = rows.column(mibs.CDP_ADDRESS_TYPE).get(index, IPV4)
        address = rows.column(mibs.CDP_ADDRESS).get(index)
        name = _text(rows, mibs.CDP_DEVICE, index)
        chassis = mac_text(name)
        raw = rows.column(mibs.CDP_DEVICE).get(index)
        if isinstance(raw, bytes) and not raw.rstrip(b"\0").isascii():
            # Some agents that are not Cisco's put the neighbour's MAC there, as it is.
            name, chassis = "", raw.hex(":") if len(raw) == 6 else ""
            if not chassis:
                problems.append("a row of cdpCacheTable has no readable device id")
                continue
        found.append(
            Neighbour(
                "cdp",
                local,
                remote_name=name,
                remote_chassis=chassis,
                remote_port=_text(rows, mibs.CDP_PORT, index),
                remote_ip=_ip(address) if kind == IPV4 else "",
                remote_description=_text(rows, mibs.CDP_PLATFORM, index),
                capabilities=_cdp_capabilities(rows.column(mibs.CDP_CAPABILITIES).get(index)),
            )
        )
    return found


def _cdp_capabilities(value: Value | None) -> tuple[str, ...]:
    if not isinstance(value, bytes) or len(value) != 4:
        return ()
    return tuple(word for mask, word in _CDP_CAPABILITIES if value[3] & mask)


def _tplink(rows: Rows, ports: Ports) -> list[Neighbour]:
    """LLDP in the vendor's own table, every cell a text."""
    found: list[Neighbour] = []
    for index in _rows_of(rows, own.TPLINK_LLDP_CHASSIS, own.TPLINK_LLDP_NAME):
        chassis = _text(rows, own.TPLINK_LLDP_CHASSIS, index)
        does = _text(rows, own.TPLINK_LLDP_DOES, index).casefold()
        words = {"wlan": "wlan", "bridge": "bridge", "router": "router", "telephone": "phone"}
        found.append(
            Neighbour(
                "lldp",
                _port(ports, index),
                remote_name=_text(rows, own.TPLINK_LLDP_NAME, index),
                remote_chassis=mac_text(chassis) or chassis,
                remote_port=_text(rows, own.TPLINK_LLDP_PORT, index),
                remote_ip=ip_text(_text(rows, own.TPLINK_LLDP_ADDRESS, index).removeprefix("::")),
                remote_description=_text(rows, own.TPLINK_LLDP_DESCR, index),
                remote_port_description=_text(rows, own.TPLINK_LLDP_PORT_DESCR, index),
                chassis_subtype="mac" if mac_text(chassis) else "",
                capabilities=tuple(word for said, word in words.items() if said in does),
            )
        )
    return found


def _mndp(rows: Rows, ports: Ports) -> list[Neighbour]:
    """MikroTik's neighbour table; it repeats what LLDP and CDP heard, under this one's name."""
    found: list[Neighbour] = []
    for index in _rows_of(rows, own.MNDP_MAC, own.MNDP_NAME):
        value = rows.column(own.MNDP_MAC).get(index)
        mac = mac_of(value) if isinstance(value, bytes) else ""
        port = rows.column(own.MNDP_INTERFACE).get(index)
        name = _text(rows, own.MNDP_NAME, index)
        if mac or name:
            platform = _text(rows, own.MNDP_PLATFORM, index)
            version = _text(rows, own.MNDP_VERSION, index)
            found.append(
                Neighbour(
                    "mndp",
                    ports.names.get(port, "") if isinstance(port, int) else "",
                    remote_name=name,
                    remote_chassis=mac,
                    remote_ip=_ip(rows.column(own.MNDP_IP).get(index)),
                    remote_description=f"{platform} {version}".strip(),
                    chassis_subtype="mac" if mac else "",
                )
            )
    return found


def _fdp(rows: Rows, ports: Ports) -> list[Neighbour]:
    """Foundry's protocol; the agent keeps what it heard by CDP in the same table."""
    return [
        Neighbour(
            "fdp",
            _port(ports, index),
            remote_name=_text(rows, own.FDP_DEVICE, index),
            remote_port=_text(rows, own.FDP_PORT, index),
            remote_ip=_ip(rows.column(own.FDP_ADDRESS).get(index)),
            remote_description=_text(rows, own.FDP_PLATFORM, index),
        )
        for index in _rows_of(rows, own.FDP_DEVICE)
        if len(index) == 2
    ]


def _edp(rows: Rows, ports: Ports) -> list[Neighbour]:
    """Extreme's protocol: the neighbour's id is two octets and its MAC address."""
    found: list[Neighbour] = []
    for index in _rows_of(rows, own.EDP_NAME):
        mac = mac_of(bytes(index[-6:])) if len(index) >= 9 and max(index[-6:]) < 256 else ""
        slot = rows.column(own.EDP_SLOT).get(index)
        port = rows.column(own.EDP_PORT).get(index)
        found.append(
            Neighbour(
                "edp",
                _port(ports, index),
                remote_name=_text(rows, own.EDP_NAME, index),
                remote_chassis=mac,
                remote_port=f"{_digits(slot)}:{_digits(port)}" if slot else _digits(port),
                chassis_subtype="mac" if mac else "",
            )
        )
    return found


def _digits(value: Value | None) -> str:
    return str(value) if isinstance(value, int) else ""


def _port(ports: Ports, index: Oid) -> str:
    """The local port: the ifIndex that a row's index begins with."""
    number = index[0] if index else 0
    return ports.names.get(number, f"port {number}" if number else "")


def _rows_of(rows: Rows, *columns: Oid) -> list[Oid]:
    return sorted({index for column in columns for index in rows.column(column)})


def _text(rows: Rows, column: Oid, index: Oid) -> str:
    value = rows.column(column).get(index)
    return text_of(value) if isinstance(value, bytes) else ""


def _ip(value: Value | None) -> str:
    return ip_text(str(IPv4Address(value))) if isinstance(value, bytes) and len(value) == 4 else ""
