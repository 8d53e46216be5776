"""IF-MIB and BRIDGE-MIB rows in, the names of ports and their interface records out.

Three numberings meet here: ifIndex, bridge port (dot1dBasePort) and LLDP port number. They are
equal on many switches and on many others not, so each is translated by its own table.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from audit.payloads import Interface
from audit.switches import mibs
from audit.switches.rows import Answer, Rows
from audit.switches.snmp_channels import channels_of
from audit.switches.snmp_poe import port_watts
from audit.switches.words import clean, mac_bytes, mac_text

_DUPLEX = {2: "half", 3: "full"}
_UP_DOWN = {1: True, 2: False}
GAUGE_MAX = 4_294_967_295
"""ifSpeed of anything faster than 4.29 Gbit/s: ifHighSpeed has the true one."""


@dataclass(frozen=True, slots=True)
class Ports:
    """How one switch names its ports."""

    names: dict[int, str]
    """ifIndex → unique name."""
    aliases: dict[str, str]
    """Any other text the switch uses for a port (ifDescr, ifAlias, MAC) → name, where unique."""
    by_bridge: dict[int, int]
    """Bridge port → ifIndex."""

    def of_bridge(self, number: int, context: dict[int, int] | None = None) -> tuple[str, str]:
        """Return the name of a bridge port, and what is doubtful about it; port 0 is the CPU."""
        if number == 0:
            return "", ""
        index = (context or {}).get(number, self.by_bridge.get(number))
        if index is not None and index in self.names:
            return self.names[index], ""
        if index is None and number in self.names:
            missing = "dot1dBasePortIfIndex names not every port: taken as ifIndex"
            return self.names[number], missing
        return f"port {number}", "some bridge ports have no interface"

    def of_text(self, text: str) -> str:
        """Return the name of the port that the switch itself calls by this text; empty: unknown."""
        return self.aliases.get(text.casefold(), "") if text else ""


def ports_of(rows: Rows) -> Ports:
    """Name every interface: ifName where it is unique, else ifDescr, else by its number."""
    indices = interface_indices(rows)
    short, long = rows.texts(mibs.IF_NAME), rows.texts(mibs.IF_DESCR)
    short_count, long_count = Counter(short.values()), Counter(long.values())
    names: dict[int, str] = {}
    for index in indices:
        if index in short and short_count[short[index]] == 1:
            names[index] = short[index]
        elif index in long and long_count[long[index]] == 1:
            names[index] = long[index]
        else:
            names[index] = f"{short.get(index) or long.get(index) or 'port'} {index}"
    return Ports(names, _aliases(rows, names), _bridge_ports(rows))


def _bridge_ports(rows: Rows) -> dict[int, int]:
    """Bridge port → ifIndex.

    Some agents number bridge ports like their interfaces (49153, 49154, …) and count from 1 in the
    MAC table all the same: there, the first port is the first bridge port.
    """
    found = rows.ints(mibs.BASE_PORT_IF)
    used = {
        port
        for column in (mibs.Q_FDB_PORT, mibs.FDB_PORT)
        for port in rows.column(column).values()
        if isinstance(port, int) and port
    }
    first = min(found, default=0)
    counted = list(range(first, first + len(found))) == sorted(found)
    if used and first > len(found) >= max(used) and counted:
        found |= {number - first + 1: index for number, index in found.items()}
    return found


def interface_indices(rows: Rows) -> list[int]:
    """Every ifIndex that IF-MIB has a row for, ascending; ifIndex itself may be unreadable."""
    return sorted({i[0] for column in _ROWS for i in rows.column(column) if len(i) == 1 and i[0]})


_ROWS = (
    mibs.IF_INDEX,
    mibs.IF_DESCR,
    mibs.IF_TYPE,
    mibs.IF_MTU,
    mibs.IF_SPEED,
    mibs.IF_MAC,
    mibs.IF_ADMIN,
    mibs.IF_OPER,
    mibs.IF_IN_OCTETS,
    mibs.IF_NAME,
    mibs.IF_HC_IN_OCTETS,
    mibs.IF_HIGH_SPEED,
    mibs.IF_ALIAS,
)


def _aliases(rows: Rows, names: dict[int, str]) -> dict[str, str]:
    """Collect other texts for a port; a text that two ports share names neither."""
    owners: dict[str, set[str]] = {}
    columns = (rows.texts(mibs.IF_NAME), rows.texts(mibs.IF_DESCR), rows.texts(mibs.IF_ALIAS))
    for column in columns:
        for index, text in column.items():
            if index in names:
                owners.setdefault(text.casefold(), set()).add(names[index])
    for index, octets in rows.octets(mibs.IF_MAC).items():
        if (mac := mac_of(octets)) and index in names:
            owners.setdefault(mac, set()).add(names[index])
    for name in names.values():
        owners[name.casefold()] = {name}
    return {text: next(iter(found)) for text, found in owners.items() if len(found) == 1}


def interfaces_of(answer: Answer, ports: Ports) -> list[Interface]:
    """Return one record an interface, in the order of ifIndex; VLANs are not yet in it."""
    maker = _Maker(answer.rows, ports)
    return [maker.interface(index, name) for index, name in ports.names.items()]


class _Maker:
    """Looks the columns up once."""

    def __init__(self, rows: Rows, ports: Ports) -> None:
        self.channels, self.watts = channels_of(rows, ports.names), _watts(rows, ports)
        self.mtu = rows.ints(mibs.IF_MTU)
        self.alias = rows.texts(mibs.IF_ALIAS)
        self.mac = rows.octets(mibs.IF_MAC)
        self.high_speed, self.speed = rows.ints(mibs.IF_HIGH_SPEED), rows.ints(mibs.IF_SPEED)
        self.duplex = rows.ints(mibs.DUPLEX)
        self.admin, self.oper = rows.ints(mibs.IF_ADMIN), rows.ints(mibs.IF_OPER)
        self.errors = rows.ints(mibs.IF_IN_ERRORS), rows.ints(mibs.IF_OUT_ERRORS)
        self.discards = rows.ints(mibs.IF_IN_DISCARDS), rows.ints(mibs.IF_OUT_DISCARDS)
        self.octets_in = {**rows.ints(mibs.IF_IN_OCTETS), **rows.ints(mibs.IF_HC_IN_OCTETS)}
        self.octets_out = {**rows.ints(mibs.IF_OUT_OCTETS), **rows.ints(mibs.IF_HC_OUT_OCTETS)}

    def interface(self, index: int, name: str) -> Interface:
        return Interface(
            name=clean(name),
            if_index=index,
            alias=self.alias.get(index, ""),
            mac=mac_of(self.mac.get(index, b"")),
            speed_mbps=self._speed_mbps(index),
            duplex=_DUPLEX.get(self.duplex.get(index, 0), ""),
            admin_up=_UP_DOWN.get(self.admin.get(index, 0)),
            oper_up=_oper_up(self.oper.get(index)),
            in_errors=self.errors[0].get(index),
            out_errors=self.errors[1].get(index),
            in_discards=self.discards[0].get(index),
            out_discards=self.discards[1].get(index),
            in_octets=self.octets_in.get(index),
            out_octets=self.octets_out.get(index),
            poe_watts=self.watts.get(index),
            channel=self.channels.get(index, ""),
            mtu=self.mtu.get(index) or None,
        )

    def _speed_mbps(self, index: int) -> float | None:
        if high := self.high_speed.get(index):
            return float(high)
        speed = self.speed.get(index)
        return speed / 1e6 if speed and 0 < speed < GAUGE_MAX else None


def mac_of(octets: bytes) -> str:
    """Read a MAC address in six octets, or as the text that some agents answer."""
    if len(octets) == 6:
        return mac_bytes(octets)
    text = mac_text(octets.decode("ascii", "replace")) if 11 <= len(octets) <= 17 else ""
    return "" if text == "00:00:00:00:00:00" else text


def _watts(rows: Rows, ports: Ports) -> dict[int, float]:
    return port_watts(rows, ports.names, ports.by_bridge)


def _oper_up(state: int | None) -> bool | None:
    """1 is up, 5 dormant; testing (3) and unknown (4) say nothing; the rest is down."""
    if state is None or state in (3, 4):
        return None
    return state in (1, 5)
