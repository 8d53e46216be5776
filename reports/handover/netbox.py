"""Lists for NetBox's bulk import (device, interface, VLAN, IP address, cable): what was seen and is
in no list yet. Proposed: a person reads them and imports them, in the order of their numbers.

Column names are those of NetBox 4's import forms. Roles, makers and types must exist there first.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.facts.model import Device, PlantFacts
from audit.records import Json
from reports.handover import Handover
from reports.handover.rows import csv_bytes

_READ_ME = """These lists are proposals: what this audit saw and found in no list.
Read each row before importing it; nothing is sent to NetBox by plantready.
Import in this order: 1-devices, 2-interfaces, 3-vlans, 4-ip-addresses, 5-cables.
Create the site, the device roles, manufacturers and device types that the rows name first.
A device without a model has the type "unknown": find the name plate before importing it.
"""

DEVICES = ("name", "role", "manufacturer", "device_type", "serial", "site", "status", "comments")
INTERFACES = ("device", "name", "type", "enabled", "mac_address", "description")
VLANS = ("vid", "name", "site", "status")
ADDRESSES = ("address", "status", "device", "description")
CABLES = ("side_a_device", "side_a_type", "side_a_name", "side_b_device", "side_b_type",
          "side_b_name", "status", "label")  # fmt: skip


def files(given: Handover) -> Iterator[tuple[str, bytes]]:
    """`netbox/1-devices.csv` to `netbox/5-cables.csv`, and how to use them."""
    facts = given.facts
    site = facts.case.name or facts.case.case_id
    new = [d for d in facts.devices if d.observed and not d.documented]
    names = {d.device_id: d.name or d.device_id for d in facts.devices}
    ours = {d.device_id for d in new}
    lists = (
        ("devices", DEVICES, [_device(device, site) for device in new]),
        ("interfaces", INTERFACES, _interfaces(facts, ours, names)),
        ("vlans", VLANS, _vlans(facts, site)),
        ("ip-addresses", ADDRESSES, _addresses(new, names)),
        ("cables", CABLES, _cables(facts, names)),
    )
    yield "netbox/read-me.txt", _READ_ME.encode()
    for number, (name, columns, rows) in enumerate(lists, start=1):
        yield f"netbox/{number}-{name}.csv", csv_bytes(columns, rows)


def _device(device: Device, site: str) -> dict[str, Json]:
    seen = device.last_seen.date().isoformat() if device.last_seen else "at an unknown time"
    where = f", line {device.line}" if device.line else ""
    return {
        "name": device.name or device.device_id,
        "role": device.role or "unknown",
        "manufacturer": device.vendor or "unknown",
        "device_type": device.model or "unknown",
        "serial": device.serial,
        "site": site,
        "status": "active",
        "comments": f"seen {seen}{where}, grade {device.grade}",
    }


def _interfaces(facts: PlantFacts, ours: set[str], names: dict[str, str]) -> list[dict[str, Json]]:
    return [
        {
            "device": names[row.device_id],
            "name": row.value.name,
            "type": "other",
            "enabled": row.value.admin_up,
            "mac_address": row.value.mac.upper(),
            "description": row.value.alias,
        }
        for row in facts.interfaces
        if row.device_id in ours and row.value.name
    ]


def _vlans(facts: PlantFacts, site: str) -> list[dict[str, Json]]:
    named: dict[int, str] = {}
    for row in facts.vlans:
        named[row.value.vlan_id] = named.get(row.value.vlan_id) or row.value.name
    return [
        {"vid": vid, "name": name or f"VLAN {vid}", "site": site, "status": "active"}
        for vid, name in sorted(named.items())
        if 1 <= vid <= 4094
    ]


def _addresses(new: list[Device], names: dict[str, str]) -> list[dict[str, Json]]:
    return [
        {
            "address": ip if "/" in ip else f"{ip}/{128 if ':' in ip else 32}",
            "status": "active",
            "device": names[device.device_id],
            "description": "seen; the prefix length is not known",
        }
        for device in new
        for ip in device.ips
    ]


def _cables(facts: PlantFacts, names: dict[str, str]) -> list[dict[str, Json]]:
    return [
        {
            "side_a_device": names[link.a_device],
            "side_a_type": "dcim.interface",
            "side_a_name": link.a_port,
            "side_b_device": names[link.b_device],
            "side_b_type": "dcim.interface",
            "side_b_name": link.b_port,
            "status": "connected",
            "label": f"{link.kind}, {link.confidence:.0%} sure",
        }
        for link in facts.links
        if link.state == "undocumented"
        and link.a_device in names and link.b_device in names and link.a_port and link.b_port
    ]  # fmt: skip
