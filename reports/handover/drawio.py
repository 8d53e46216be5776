"""The network as it was found, as a draw.io drawing and as a list of edges.

One frame a line, its devices by layer; one line a cable with its ports at the ends. A difference
from the documents is said in words on the cable and in its stroke: dashed for a cable that is drawn
and not there, thick for one that is there and not drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from audit.facts.model import Device, Link
from audit.records import Json
from reports.handover import Handover
from reports.handover.rows import csv_bytes

_WIDTH, _HEIGHT, _GAP, _MARGIN = 150, 44, 26, 40
_LAYERS = (
    ("firewall", "router"),
    ("switch", "AP"),
    ("controller", "gateway", "safety"),
    ("HMI", "server", "drive", "IO", "sensor", "camera"),
)
"""Roles from top to bottom; what is none of them comes last."""
_STROKES = {
    "confirmed": "strokeWidth=1;strokeColor=#333333;",
    "undocumented": "strokeWidth=3;strokeColor=#0B6E4F;",
    "missing": "strokeWidth=2;dashed=1;strokeColor=#B3261E;",
    "different": "strokeWidth=3;dashed=1;dashPattern=1 3;strokeColor=#B06000;",
    "unknown": "strokeWidth=1;dashed=1;strokeColor=#888888;",
}
_SAYS = {
    "undocumented": "+ not in the documents",
    "missing": "x documented, not there",
    "different": "! otherwise than documented",
    "unknown": "? documented, not looked at",
}
_BAD = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))
"""Characters that XML 1.0 does not allow."""
COLUMNS = ("from", "port", "to", "to_port", "kind", "state", "confidence", "note")


def files(given: Handover) -> Iterator[tuple[str, bytes]]:
    """`topology.drawio` and `topology.csv`."""
    links = sorted(given.facts.links, key=lambda k: (k.a_device, k.a_port, k.b_device, k.b_port))
    names = {device.device_id: device.name or device.device_id for device in given.facts.devices}
    rows: list[dict[str, Json]] = [
        {
            "from": names.get(link.a_device, link.a_device),
            "port": link.a_port,
            "to": names.get(link.b_device, link.b_device),
            "to_port": link.b_port,
            "kind": link.kind,
            "state": link.state,
            "confidence": round(link.confidence, 2),
            "note": link.note,
        }
        for link in links
    ]
    yield "topology.drawio", _drawing(given, links)
    yield "topology.csv", csv_bytes(COLUMNS, rows)


def _drawing(given: Handover, links: list[Link]) -> bytes:
    file = ET.Element("mxfile", {"host": "plantready"})
    page = ET.SubElement(file, "diagram", {"name": "As found", "id": "as-found"})
    model = ET.SubElement(page, "mxGraphModel", {"dx": "1200", "dy": "800", "grid": "1"})
    root = ET.SubElement(model, "root")
    ET.SubElement(root, "mxCell", {"id": "0"})
    ET.SubElement(root, "mxCell", {"id": "1", "parent": "0"})
    wired = {end for link in links for end in (link.a_device, link.b_device)}
    devices = [d for d in given.facts.devices if d.device_id in wired]
    known = {device.device_id for device in devices}
    clouds = sorted(wired - known)
    _frames(root, devices, clouds)
    for number, link in enumerate(links):
        _cable(root, number, link)
    title = (
        f"{given.facts.case.name or given.facts.case.case_id}: as found, {given.judgement.as_of}"
    )
    legend = "; ".join(f"{state}: {says}" for state, says in _SAYS.items())
    _shape(root, "title", f"{title}. {legend}", "text;align=left;", (_MARGIN, 4, 1100, 24))
    ET.indent(file, " ")
    data: bytes = ET.tostring(file, "utf-8", xml_declaration=True)
    return data


def _frames(root: ET.Element, devices: list[Device], clouds: list[str]) -> None:
    by_line: dict[str, list[Device]] = defaultdict(list)
    for device in devices:
        by_line[device.line].append(device)
    left = _MARGIN
    for line in sorted(by_line, key=lambda name: (name != "", name)):
        left += _frame(root, line, by_line[line], left) + _MARGIN
    for number, cloud in enumerate(clouds):
        place = (left, _MARGIN + number * (_HEIGHT + _GAP), _WIDTH, _HEIGHT)
        _shape(root, cloud, cloud.lstrip("?") or "unknown", "ellipse;shape=cloud;", place)


def _frame(root: ET.Element, line: str, devices: list[Device], left: int) -> int:
    """Draw one line's devices, layer under layer; how wide it became."""
    layers: dict[int, list[Device]] = defaultdict(list)
    for device in sorted(devices, key=lambda d: (d.role, d.name, d.device_id)):
        layers[_layer(device.role)].append(device)
    across = min(4, max(len(layer) for layer in layers.values()))
    width = across * (_WIDTH + _GAP) + _GAP
    top = _MARGIN + 30
    for layer in sorted(layers):
        for place, device in enumerate(layers[layer]):
            x = left + _GAP + (place % across) * (_WIDTH + _GAP)
            y = top + (place // across) * (_HEIGHT + _GAP)
            name = device.name or device.device_id
            said = "\n".join(filter(None, (name, device.model, ", ".join(device.ips[:2]))))
            _shape(root, device.device_id, said, _look(device), (x, y, _WIDTH, _HEIGHT))
        top += -(-len(layers[layer]) // across) * (_HEIGHT + _GAP) + _GAP
    name = f"Line {line}" if line else "Plant"
    look = "swimlane;fillColor=none;connectable=0;"
    _shape(root, f"frame {line}", name, look, (left, _MARGIN, width, top - _MARGIN))
    return width


def _layer(role: str) -> int:
    return next((n for n, roles in enumerate(_LAYERS) if role in roles), len(_LAYERS))


def _look(device: Device) -> str:
    if device.observed and not device.documented:
        return "rounded=0;strokeWidth=3;strokeColor=#0B6E4F;"
    if device.documented and not device.observed:
        return "rounded=0;dashed=1;"
    return "rounded=0;"


def _shape(
    root: ET.Element, key: str, label: str, look: str, place: tuple[int, int, int, int]
) -> None:
    cell = ET.SubElement(
        root, "mxCell",
        {"id": f"d {key}".translate(_BAD), "value": label.translate(_BAD)[:400], "vertex": "1",
         "parent": "1", "style": f"{look}html=0;whiteSpace=wrap;fontSize=10;"},
    )  # fmt: skip
    x, y, width, height = map(str, place)
    ET.SubElement(
        cell, "mxGeometry", {"x": x, "y": y, "width": width, "height": height, "as": "geometry"}
    )


def _cable(root: ET.Element, number: int, link: Link) -> None:
    key = f"link {number}"
    look = f"edgeStyle=orthogonalEdgeStyle;endArrow=none;html=0;fontSize=9;{_STROKES[link.state]}"
    cell = ET.SubElement(
        root, "mxCell",
        {"id": key, "value": _SAYS.get(link.state, ""), "edge": "1", "parent": "1", "style": look,
         "source": f"d {link.a_device}".translate(_BAD),
         "target": f"d {link.b_device}".translate(_BAD)},
    )  # fmt: skip
    ET.SubElement(cell, "mxGeometry", {"relative": "1", "as": "geometry"})
    for side, port, x in (("a", link.a_port, "-0.8"), ("b", link.b_port, "0.8")):
        if port:
            label = ET.SubElement(
                root, "mxCell",
                {"id": f"{key} {side}", "value": port.translate(_BAD)[:80], "vertex": "1",
                 "connectable": "0", "parent": key, "style": "edgeLabel;html=0;fontSize=8;"},
            )  # fmt: skip
            ET.SubElement(label, "mxGeometry", {"x": x, "relative": "1", "as": "geometry"})
