"""Rows that templates parsed from show output in, payload records out.

Templates name the same thing differently: one reader a subject knows the names, so it serves all
platforms. A row that makes no sense is counted and skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from audit.payloads import ArpEntry, FdbEntry, Identity, Interface, StpState
from audit.switches.columns import (
    Row,
    cells_at,
    ip_at,
    list_at,
    macs_at,
    number_at,
    text_at,
    vlan_at,
)
from audit.switches.show_neighbours import neighbour
from audit.switches.show_ports import aggregate, interface, power, switchport, vlan
from audit.switches.words import clean, mac_text, span_s

Reader: TypeAlias = "Callable[[Row], Iterator[object]]"
_OWN_PORTS = {"cpu", "router", "switch", "self", "vsi", "host", "internal", "igmp", "sup-eth1(r)",
              "sup-eth1", "system", "drop", "mgmt", "management"}  # fmt: skip
_KINDS = {
    "dynamic": "learned", "learned": "learned", "learn": "learned", "learnt": "learned",
    "d": "learned", "dl": "learned", "dr": "learned", "sl": "static", "l": "learned",
    "static": "static", "s": "static", "permanent": "static", "self": "self", "own": "self",
    "management": "mgmt", "mgmt": "mgmt", "interface": "self", "secure": "static",
}  # fmt: skip
_UNITS = ("years", "weeks", "days", "hours", "minutes", "seconds")


def identity(row: Row) -> Iterator[object]:
    """Read who the device is from `show version`, `show system` and the like."""
    name = text_at(row, "hostname", "host_name", "device_name", "system_name", "name")
    spelled = ", ".join(f"{n} {u}" for u in _UNITS if (n := text_at(row, f"uptime_{u}")))
    said = text_at(row, "uptime", "up_time")
    about = text_at(row, "description", "descr")
    if not any(_filled(row)):
        raise ValueError("an empty row")
    yield Identity(
        name=name if " " not in name else "",
        vendor=text_at(row, "vendor", "manufacturer", "vendor_name"),
        model=text_at(row, "hardware", "hardware_model", "switch_model", "model", "platform",
                      "product", "model_name", "chassis", "board_name", "hw", "machine_model",
                      "system_type", "chassis_description", "module_type"),
        firmware=_release(text_at(row, "version", "os", "junos_version", "software_version",
                                  "sw_version", "image", "image_stamp", "product_version",
                                  "os_version", "vrp_version", "current_firmware", "sw_bin",
                                  "firmware", "revision", "image_version")),
        serial=text_at(row, "serial", "serial_number", "system_serial", "sn",
                       "chassis_serial_number", "device_serial_number"),
        os=text_at(row, "os_name"),
        description=clean(about),
        object_id=text_at(row, "object_id", "oid").lstrip("."),
        macs=macs_at(row, "mac_address", "base_mac", "sys_mac", "mac", "hw_mac_addr_start"),
        ips=tuple(ip for ip in (ip_at(row, "management_ip", "mgmt_ip"),) if ip),
        uptime_s=_uptime(spelled or said),
    )  # fmt: skip


def _filled(row: Row) -> Iterator[bool]:
    yield from (bool(cells_at(row, column)) for column in row)


def _release(text: str) -> str:
    """Without words before the number: `JUNOS 12.3R1`, `Version 5.20, Release 1805`."""
    match = re.match(r"(?:junos|version|v(?=\d))\s*(.+)", text, re.IGNORECASE)
    return match[1] if match else text


def _uptime(text: str) -> int | None:
    if match := re.match(r"(?:(\d+)\s*d(?:ays?)?,?\s*)?(\d+):(\d\d):(\d\d)", text):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return span_s(text)


def _inventory(row: Row) -> Iterator[object]:
    """Only the chassis, or the first member of a stack: `name` says which part a row is."""
    model = text_at(row, "pid", "device_name", "model_name", "chassis_description", "sc_model")
    name = f"{text_at(row, 'name')} {text_at(row, 'descr', 'description')} {row.get('port', '')}"
    parts = r"power|fan|supply|transceiver|sfp|uplink|cable|stackport|module|slot|1000base|10gbase"
    if not model and not text_at(row, "sn", "system_serial"):
        if any(_filled(row)):
            return
        raise ValueError("an empty row")
    if not re.search(parts, name.casefold()) or "chassis" in name.casefold():
        serial = text_at(row, "sn", "serial_number", "device_serial_number",
                         "chassis_serial_number", "system_serial")  # fmt: skip
        macs = macs_at(row, "mac_address", "hw_mac_addr_start")
        yield Identity(model=model, serial=serial, macs=macs)


def _fdb(row: Row) -> Iterator[object]:
    columns = ("destination_address", "mac_address", "mac")
    written = text_at(row, *columns)
    mac = mac_text(written)
    if not mac:
        if set(written) & set("0") and set(written) <= set("0.:-"):
            return  # a row of the switch's own without an address
        raise ValueError("no MAC address")
    ports = list_at(row, "destination_port", "port", "ports", "interface", "on_interface",
                            "logical_interface", "next_hop")  # fmt: skip
    said = text_at(row, "type", "state", "status", "mac_flag").casefold()
    status = _KINDS.get(said, "")
    if not said and row.get("dynamic") is not None:
        status = "learned" if text_at(row, "dynamic") else ""
        status = "self" if text_at(row, "local") else status
    number = vlan_at(row, "vlan_id", "vlan", "vid")
    if ports and re.split(r"[ /]", ports[0].casefold())[0] in _OWN_PORTS:
        yield FdbEntry(mac, "", number, "self")
        return
    port = ports[0] if len(ports) == 1 else ""
    yield FdbEntry(mac, port if port not in ("0", "-") else "", number, status)


def _arp(row: Row) -> Iterator[object]:
    ip = ip_at(row, "ip_address", "address", "destination", "host")
    mac = mac_text(text_at(row, "mac_address", "hardware_address", "hardware_addr", "mac"))
    if not ip:
        raise ValueError("no address")
    if mac:
        yield ArpEntry(ip, mac, text_at(row, "interface", "port", "port_id", "vlan_name"))


def _spanning_tree(row: Row) -> Iterator[object]:
    """Rows per port (Cisco) or per VLAN (FastIron); ports of one VLAN are joined afterwards."""
    number = vlan_at(row, "vlan_id", "instance", "mastervlan")
    if number is None:
        number = number_at(row, "instance", "vlan_id") or 0
    root = text_at(row, "root_id", "rootbridgeid")
    if not root and not text_at(row, "interface", "rootport"):
        raise ValueError("neither a root nor a port")
    blocked = text_at(row, "status").upper() in ("BLK", "BKN*", "BKN")
    yield StpState(
        number,
        bridge_mac(root),
        blocked_ports=(text_at(row, "interface"),) if blocked else (),
        bridge=bridge_mac(text_at(row, "bridgeaddress", "bridgeid")),
        root_port=text_at(row, "root_port", "rootport"),
        root_cost=number_at(row, "root_cost", "rootpathcost"),
        topology_changes=number_at(row, "topochangecount"),
    )


def bridge_mac(text: str) -> str:
    """Return the MAC of a bridge id; FastIron and Comware put the priority before it."""
    text = text.strip()
    tail = text.split(" ")[-1]
    bare = re.sub(r"[^0-9a-fA-F]", "", tail)
    return mac_text(tail) or mac_text(re.split(r"[/.](?=.{12,})", tail)[-1]) or mac_text(bare[-12:])


_SHOW_READERS: dict[str, tuple[str, Reader]] = {
    "version": ("identity", identity),
    "inventory": ("identity", _inventory),
    "vlan": ("vlans", vlan),
    "running-config": ("vlans", vlan),
    "interfaces status": ("interfaces", interface),
    "interfaces": ("interfaces", interface),
    "interfaces switchport": ("interfaces", switchport),
    "mac address-table": ("fdb", _fdb),
    "lldp neighbors": ("neighbours", neighbour("lldp")),
    "cdp neighbors": ("neighbours", neighbour("cdp")),
    "arp": ("arp", _arp),
    "aggregates": ("interfaces", aggregate),
    "poe": ("interfaces", power),
    "spanning-tree": ("stp", _spanning_tree),
}
"""What a command shows → the table it fills and the reader of its rows."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one command gave."""

    table: str
    payloads: tuple[object, ...]
    rows: int
    bad: int


def read_rows(subject: str, rows: Iterable[dict[str, Any]]) -> Read:
    """Turn the parsed rows of one command into payloads; `subject` is a key of SUBJECTS."""
    table, reader = _SHOW_READERS[subject]
    payloads: list[object] = []
    good = bad = 0
    for row in rows:
        try:
            payloads += reader(row)
            good += 1
        except ValueError:
            bad += 1
    if subject == "spanning-tree":
        payloads = list(_trees(p for p in payloads if isinstance(p, StpState)))
    return Read(table, tuple(_ports_joined(payloads)), good, bad)


def _trees(rows: Iterable[StpState]) -> Iterator[StpState]:
    found: dict[int, StpState] = {}
    for row in rows:
        before = found.get(row.instance)
        blocked = (*(before.blocked_ports if before else ()), *row.blocked_ports)
        found[row.instance] = replace(before or row, blocked_ports=blocked)
    yield from found.values()


def _ports_joined(payloads: Iterable[object]) -> Iterator[object]:
    """Rows per VLAN or per member name a port more than once: its lists are joined."""
    ports: dict[str, Interface] = {}
    for payload in payloads:
        if not isinstance(payload, Interface):
            yield payload
            continue
        before = ports.get(payload.name)
        ports[payload.name] = with_vlans(before, payload) if before else payload
    yield from ports.values()


def with_vlans(before: Interface, other: Interface) -> Interface:
    """Return the port with what another row about it adds; carried VLANs are joined."""
    tagged = tuple(sorted({*before.tagged_vlans, *other.tagged_vlans}))
    mode = "trunk" if tagged else before.mode or other.mode
    untagged = before.access_vlan or other.access_vlan
    native = before.native_vlan or other.native_vlan
    if mode == "trunk":
        native, untagged = native or untagged, None
    return replace(
        before,
        alias=before.alias or other.alias,
        channel=before.channel or other.channel,
        mode=mode,
        access_vlan=untagged,
        native_vlan=native,
        tagged_vlans=tagged,
    )


SUBJECTS: dict[str, str] = {subject: table for subject, (table, _) in _SHOW_READERS.items()}
