"""Where the devices sit: drafts, readings and places in, devices with line and VLANs out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from audit.facts.model import Device, Placement, PlantFacts, Segment
from audit.facts.names import natural
from audit.facts.placing import Stations
from audit.inventory.tables import AssetRow


def finish(drafts: tuple[Device, ...], facts: PlantFacts, stations: Stations) -> tuple[Device, ...]:
    """Add VLANs, switch port and line; the order stays that of the ids."""
    lines = {device.device_id: device.line for device in drafts}
    documented = {row.record.asset_id: row.record for row in facts.table(AssetRow)}
    switches = {row.device_id for row in facts.fdb}
    finished = [
        _placed(device, documented.get(device.device_id), stations, device.device_id in switches)
        for device in drafts
    ]
    devices = [
        device if device.line else replace(device, line=_line(device, lines)) for device in finished
    ]
    return tuple(sorted(devices, key=lambda device: natural(device.device_id)))


def _placed(device: Device, asset: AssetRow | None, stations: Stations, is_switch: bool) -> Device:
    vlans = {v for mac in device.macs for v in stations.vlans.get(mac, ())}
    if not vlans and asset is not None and asset.vlan:
        vlans = {asset.vlan}
    places = [stations.places[mac] for mac in device.macs if mac in stations.places]
    switch, port = (asset.switch, asset.port) if asset is not None else ("", "")
    if not is_switch:
        switch, port = _behind(places, switch, port)
    return replace(device, vlans=tuple(sorted(vlans)), switch=switch, port=port)


def _behind(places: list[Placement], switch: str, port: str) -> tuple[str, str]:
    """The edge port it was seen behind; else the cloud it sits on, unless a port is documented."""
    edge = next((place for place in places if place.kind == "edge"), None)
    if edge is not None:
        return edge.at[0]
    cloud = next((place.segment for place in places if place.segment), "")
    return (cloud, "") if cloud and not switch else (switch, port)


def _line(device: Device, lines: dict[str, str]) -> str:
    """The line of its switch; empty when that serves none or several."""
    of_switch = lines.get(device.switch, "")
    return "" if ";" in of_switch else of_switch


def with_segment_lines(
    devices: tuple[Device, ...], segments: Iterable[Segment]
) -> tuple[Device, ...]:
    """Give what nobody documented the one line of its segment, where only that line lives."""
    found: dict[str, set[str]] = defaultdict(set)
    for segment in segments:
        alone = segment.line and set(segment.lines) <= {segment.line}
        for device_id in segment.device_ids:
            found[device_id].add(segment.line if alone else "")
    return tuple(
        replace(device, line=min(found[device.device_id]))
        if not (device.line or device.documented) and len(found[device.device_id]) == 1
        else device
        for device in devices
    )
