"""Where the devices sit: drafts, readings and places in, devices with line and VLANs out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from audit.facts.model import Device, PlantFacts
from audit.facts.names import natural
from audit.facts.placing import Stations
from audit.facts.segments import network
from audit.inventory.tables import AssetRow, SegmentRow


def finish(drafts: tuple[Device, ...], facts: PlantFacts, stations: Stations) -> tuple[Device, ...]:
    """Add VLANs, switch port and line; the order stays that of the ids."""
    lines = {device.device_id: device.line for device in drafts}
    documented = {row.record.asset_id: row.record for row in facts.table(AssetRow)}
    meant = _lines_of_segments(facts)
    switches = {row.device_id for row in facts.fdb}
    finished = [
        _placed(device, documented.get(device.device_id), stations, device.device_id in switches)
        for device in drafts
    ]
    devices = [
        device if device.line else replace(device, line=_line(device, lines, meant))
        for device in finished
    ]
    return tuple(sorted(devices, key=lambda device: natural(device.device_id)))


def _placed(device: Device, asset: AssetRow | None, stations: Stations, is_switch: bool) -> Device:
    vlans = {v for mac in device.macs for v in stations.vlans.get(mac, ())}
    if not vlans and asset is not None and asset.vlan:
        vlans = {asset.vlan}
    places = [stations.places[mac] for mac in device.macs if mac in stations.places]
    switch, port = (asset.switch, asset.port) if asset is not None else ("", "")
    if places and not is_switch:
        switch, port = places[0].switch, places[0].port
    return replace(device, vlans=tuple(sorted(vlans)), switch=switch, port=port)


def _lines_of_segments(facts: PlantFacts) -> dict[object, set[str]]:
    """VLAN id or subnet → the lines it is meant for."""
    meant: dict[object, set[str]] = defaultdict(set)
    for row in facts.table(SegmentRow):
        if row.record.vlan is not None:
            meant[row.record.vlan].add(row.record.line)
        if net := network(row.record.subnet):
            meant[net].add(row.record.line)
    return meant


def _line(device: Device, lines: dict[str, str], meant: dict[object, set[str]]) -> str:
    """The one line of its switch, else of its segment; empty when there is none or are several."""
    of_switch = lines.get(device.switch, "")
    if of_switch and ";" not in of_switch:
        return of_switch
    if of_switch:
        return ""
    found = {line for vlan in device.vlans for line in meant.get(vlan, ())}
    return found.pop() if len(found) == 1 else ""
