"""Rows that ntc-templates parsed from show output in, payload records out.

The templates' columns have common names on all platforms, so one reader a table serves them all.
A row that makes no sense is counted and skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from audit.payloads import ArpEntry, FdbEntry, Identity, Interface, Neighbour, StpState, Vlan
from audit.switches.words import clean, ip_text, is_vlan, mac_text, span_s, vlan_list

Row: TypeAlias = "Mapping[str, Any]"
Reader: TypeAlias = "Callable[[Row], Iterator[object]]"
_OWN_PORTS = {"cpu", "router", "switch", "self", "vsi", "host", "internal"}
_KINDS = {
    "dynamic": "learned",
    "learned": "learned",
    "d": "learned",
    "static": "static",
    "s": "static",
    "self": "self",
    "management": "mgmt",
    "mgmt": "mgmt",
}


def text_at(row: Row, *columns: str) -> str:
    """Return the first of these columns that holds a text; of a list, its first."""
    for column in columns:
        value: Any = row.get(column)
        if isinstance(value, list):
            value = next(iter(cast("list[object]", value)), "")
        if isinstance(value, str) and (text := clean(value)):
            return text
    return ""


def list_at(row: Row, *columns: str) -> tuple[str, ...]:
    """Return the first of these columns that holds anything, as a list split at commas."""
    for column in columns:
        value: Any = row.get(column)
        parts = cast("list[object]", value) if isinstance(value, list) else [value or ""]
        found = [clean(word) for part in parts for word in str(part).split(",")]
        if any(found):
            return tuple(word for word in found if word)
    return ()


def number_at(row: Row, *columns: str) -> int | None:
    """Return the first of these columns that is a whole number."""
    text = text_at(row, *columns).replace(",", "")
    return int(text) if re.fullmatch(r"\d{1,18}", text) else None


def vlan_at(row: Row, *columns: str) -> int | None:
    """Return the first of these columns as a VLAN id."""
    number = number_at(row, *columns)
    return number if number is not None and is_vlan(number) else None


def _version(row: Row) -> Iterator[object]:
    model = text_at(row, "hardware", "platform", "product", "model", "chassis")
    yield Identity(
        name=text_at(row, "hostname"),
        vendor=text_at(row, "vendor"),
        model=model,
        firmware=text_at(row, "version", "os", "junos_version", "software_version"),
        serial=text_at(row, "serial", "serial_number"),
        os=text_at(row, "os_name"),
        macs=tuple(m for m in (mac_text(text_at(row, "mac_address", "base_mac")),) if m),
        uptime_s=span_s(text_at(row, "uptime")),
    )


def _inventory(row: Row) -> Iterator[object]:
    """Only the chassis, or the first member of a stack: `name` says which part a row is."""
    name = f"{text_at(row, 'name')} {text_at(row, 'descr')}".casefold()
    is_part = re.search(r"power|fan|supply|transceiver|sfp|uplink|cable|stackport|module", name)
    if text_at(row, "pid") and not is_part:
        yield Identity(model=text_at(row, "pid"), serial=text_at(row, "sn"))


def _vlan(row: Row) -> Iterator[object]:
    number = vlan_at(row, "vlan_id", "tag", "vlan")
    if number is None:
        raise ValueError("no VLAN id")
    status = text_at(row, "status").casefold()
    if "unsup" in status or (1002 <= number <= 1005 and "act/" in status):
        return
    yield Vlan(number, text_at(row, "vlan_name", "name"))
    for port in list_at(row, "interfaces"):
        if re.fullmatch(r"(Fa|Gi|Te|Tw|Twe|Fi|Et|Eth)[\w/]*\d", port):
            yield Interface(port, mode="access", access_vlan=number)


def _status(row: Row) -> Iterator[object]:
    name = text_at(row, "port", "interface")
    if not name:
        raise ValueError("no port")
    vlan, state = text_at(row, "vlan_id", "vlan"), text_at(row, "status", "linkstate", "link")
    word, number = vlan.casefold(), vlan_at(row, "vlan_id", "vlan")
    mode = word if word in ("trunk", "routed") else "access" if number else ""
    yield Interface(
        name,
        alias=text_at(row, "name", "description"),
        speed_mbps=speed_of(text_at(row, "speed")),
        duplex=duplex_of(text_at(row, "duplex")),
        admin_up=False
        if state.casefold() in ("disabled", "adm", "administratively down")
        else None,
        oper_up=_oper(state),
        mode=mode,
        access_vlan=number if mode == "access" else None,
    )


def _oper(state: str) -> bool | None:
    word = state.casefold()
    if word in ("connected", "up", "link up"):
        return True
    known = ("notconnect", "notconnec", "down", "disabled", "err-disabled", "adm", "inactive")
    return False if word.startswith(known) or "down" in word else None


def speed_of(text: str) -> float | None:
    """Read `a-1000`, `1000`, `10G`, `100Mb/s`, `1000000 Kbit` as Mbit/s; `auto` says nothing."""
    match = re.search(r"(\d+(?:\.\d+)?)\s*(g|k)?", text.casefold())
    if not match:
        return None
    return float(match[1]) * {"g": 1000.0, "k": 0.001}.get(match[2] or "", 1.0)


def duplex_of(text: str) -> str:
    """Return full, half, or nothing for `auto`."""
    word = text.casefold()
    return next((kind for kind in ("full", "half") if kind in word), "")


def _interface(row: Row) -> Iterator[object]:
    name, link = text_at(row, "interface", "port"), text_at(row, "link_status").casefold()
    if not name:
        raise ValueError("no interface")
    protocol = text_at(row, "protocol_status").casefold()
    yield Interface(
        name,
        alias=text_at(row, "description"),
        mac=mac_text(text_at(row, "mac_address", "bia")),
        speed_mbps=speed_of(text_at(row, "speed")) if "auto" not in row.get("speed", "") else None,
        duplex=duplex_of(text_at(row, "duplex")),
        admin_up="administratively" not in link and "disabled" not in link if link else None,
        oper_up=protocol.startswith("up") if protocol else None,
        in_errors=number_at(row, "input_errors"),
        out_errors=number_at(row, "output_errors"),
        in_discards=number_at(row, "queue_drops"),
        out_discards=number_at(row, "queue_output_drops"),
    )
    if ip := ip_text(text_at(row, "ip_address")):
        yield Identity(ips=(ip,))


def _switchport(row: Row) -> Iterator[object]:
    name, mode = text_at(row, "interface"), text_at(row, "mode").casefold()
    if not name:
        raise ValueError("no interface")
    native = vlan_at(row, "native_vlan")
    if text_at(row, "switchport").casefold() == "disabled":
        yield Interface(name, mode="routed")
    elif "trunk" in mode:
        allowed = vlan_list(",".join(list_at(row, "trunking_vlans"))) or ()
        tagged = tuple(vlan for vlan in allowed if vlan != native)
        yield Interface(name, mode="trunk", native_vlan=native, tagged_vlans=tagged)
    elif "access" in mode:
        yield Interface(name, mode="access", access_vlan=vlan_at(row, "access_vlan"))
    else:
        yield Interface(name, access_vlan=vlan_at(row, "access_vlan"), native_vlan=native)


def _fdb(row: Row) -> Iterator[object]:
    written = text_at(row, "destination_address", "mac_address", "mac")
    mac = mac_text(written)
    if not mac:
        if set(written) & set("0") and set(written) <= set("0.:-"):
            return  # a row of the switch's own without an address
        raise ValueError("no MAC address")
    columns = ("destination_port", "port", "ports", "interface", "logical_interface")
    ports = list_at(row, *columns)
    kind = text_at(row, "type", "state", "mac_flag").casefold()
    status = _KINDS.get(kind, "learned" if kind.startswith("d") else "")
    if ports and all(port.casefold() in _OWN_PORTS for port in ports):
        yield FdbEntry(mac, "", vlan_at(row, "vlan_id", "vlan"), "self")
        return
    port = ports[0] if len(ports) == 1 else ""
    yield FdbEntry(mac, port, vlan_at(row, "vlan_id", "vlan"), status)


def _neighbour(protocol: str) -> Reader:
    def read(row: Row) -> Iterator[object]:
        local = text_at(row, "local_interface", "local_port")
        chassis = text_at(row, "chassis_id")
        port = text_at(row, "neighbor_port_id", "neighbor_interface", "neighbor_port")
        name = text_at(row, "neighbor_name")
        if not (name or chassis or (local and port)):
            raise ValueError("nobody at the other end")
        yield Neighbour(
            protocol,
            local,
            remote_name=name,
            remote_chassis=mac_text(chassis) or chassis,
            remote_port=mac_text(port) or port,
            remote_ip=ip_text(text_at(row, "mgmt_address", "mgmt_ip", "interface_ip")),
            remote_description=text_at(row, "platform", "neighbor_description"),
        )

    return read


def _arp(row: Row) -> Iterator[object]:
    ip = ip_text(text_at(row, "ip_address", "address"))
    mac = mac_text(text_at(row, "mac_address", "hardware_addr", "mac"))
    if not ip:
        raise ValueError("no address")
    if mac:
        yield ArpEntry(ip, mac, text_at(row, "interface", "port"))


_SHOW_READERS: dict[str, tuple[str, Reader]] = {
    "version": ("identity", _version),
    "inventory": ("identity", _inventory),
    "vlan": ("vlans", _vlan),
    "interfaces status": ("interfaces", _status),
    "interfaces": ("interfaces", _interface),
    "interfaces switchport": ("interfaces", _switchport),
    "mac address-table": ("fdb", _fdb),
    "lldp neighbors": ("neighbours", _neighbour("lldp")),
    "cdp neighbors": ("neighbours", _neighbour("cdp")),
    "arp": ("arp", _arp),
}
"""What a command shows → the table it fills and the reader of its rows."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one command gave."""

    table: str
    payloads: tuple[object, ...]
    rows: int
    bad: int


def read_rows(subject: str, rows: list[dict[str, Any]]) -> Read:
    """Turn the parsed rows of one command into payloads; `subject` is a key of SUBJECTS."""
    table, reader = _SHOW_READERS[subject]
    payloads: list[object] = []
    bad = 0
    for row in rows:
        try:
            payloads += reader(row)
        except ValueError:
            bad += 1
    return Read(table, tuple(payloads), len(rows) - bad, bad)


SUBJECTS: dict[str, str] = {subject: table for subject, (table, _) in _SHOW_READERS.items()}


def spanning_tree_of(text: str) -> list[StpState]:
    """Read `show spanning-tree` of Cisco IOS: root, protocol, blocked ports of each instance."""
    found: list[StpState] = []
    for part in re.split(r"(?m)^(?=(?:VLAN|MST|MSTI|Bridge group )\s?\d+\s*$)", text):
        head = re.match(r"(?:VLAN|MSTI?|Bridge group )\s?(\d+)", part)
        if not head:
            continue
        protocol = re.search(r"enabled protocol (\w+)", part)
        root = re.search(r"Root ID.*?Address\s+([0-9a-fA-F.:-]+)", part, re.DOTALL)
        blocked = re.findall(r"(?m)^(\S+)\s+(?:Altn|Back|Root|Desg)\s+BLK\b", part)
        word = protocol[1].casefold() if protocol else ""
        kind = {"ieee": "stp", "rstp": "rstp", "mstp": "mstp"}.get(word, word)
        found.append(
            StpState(int(head[1]), mac_text(root[1]) if root else "", kind, tuple(blocked))
        )
    return found


def trunks_of(text: str) -> list[Interface]:
    """Read `show interfaces trunk` of Cisco IOS: native VLAN and the VLANs each trunk carries."""
    native: dict[str, int] = {}
    tagged: dict[str, tuple[int, ...]] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("Port"):
            section = line[4:].strip().casefold()
            continue
        words = line.split()
        if len(words) < 2:
            continue
        if section.startswith("mode") and words[-1].isdigit() and "trunking" in words:
            native[words[0]] = int(words[-1])
        elif section.startswith("vlans allowed and active"):
            tagged[words[0]] = vlan_list(words[1]) or ()
    return [
        Interface(
            port,
            mode="trunk",
            native_vlan=vlan,
            tagged_vlans=tuple(v for v in tagged.get(port, ()) if v != vlan),
        )
        for port, vlan in native.items()
    ]
