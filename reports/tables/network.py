"""The tables of what there is: plant facts in, devices, ports, VLANs, links, crossings out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from audit.facts.crossings import State, crossings
from audit.facts.differences import differences
from audit.facts.model import PlantFacts
from reports.tables.table import Column, Kind, Needs, Table

_Rows = Iterable[tuple[Any, ...]]

STATES = ("confirmed", "undocumented", "missing", "different", "unknown")


def _names(facts: PlantFacts) -> dict[str, str]:
    return {device.device_id: device.name or device.device_id for device in facts.devices}


def _devices(facts: PlantFacts) -> _Rows:
    for d in facts.devices:
        yield (
            *(d.device_id, d.name, d.line, d.role, d.vendor, d.model, d.firmware, d.serial),
            *(d.macs, d.ips, d.vlans, d.documented, d.observed),
            *(d.first_seen, d.last_seen, d.grade, d.sources, d.name_grade),
        )


def _interfaces(facts: PlantFacts) -> _Rows:
    names = _names(facts)
    for row in facts.interfaces:
        p = row.value
        yield (
            *(row.device_id, names.get(row.device_id), p.if_index, p.name, p.alias, p.mac),
            *(p.speed_mbps, p.duplex, p.admin_up, p.oper_up, p.mode),
            *(p.access_vlan, p.native_vlan, p.tagged_vlans),
            *(p.in_errors, p.out_errors, p.in_discards, p.out_discards, p.poe_watts),
        )


def _vlans(facts: PlantFacts) -> _Rows:
    names = _names(facts)
    for row in facts.vlans:
        yield row.device_id, names.get(row.device_id), row.value.vlan_id, row.value.name


def _fdb(facts: PlantFacts) -> _Rows:
    names = _names(facts)
    for row in facts.fdb:
        f = row.value
        yield row.device_id, names.get(row.device_id), f.vlan_id, f.mac, f.port, f.status


def _placements(facts: PlantFacts) -> _Rows:
    for p in facts.placements:
        for switch, port in p.at:
            yield p.mac, p.kind, switch, port, p.segment


def _links(facts: PlantFacts) -> _Rows:
    for k in facts.links:
        yield k.a_device, k.a_port, k.b_device, k.b_port, k.kind, k.state, k.confidence


def _differences(facts: PlantFacts) -> _Rows:
    for d in differences(facts):
        yield (
            *(d.kind, d.name, d.line, d.state, d.attribute, d.documented, d.seen, d.question),
            *(d.documented_evidence, d.seen_evidence),
        )


def _services(facts: PlantFacts) -> _Rows:
    for row in facts.services:
        s = row.value
        if s.state == "open":
            yield (
                *(row.device_id, s.ip, s.port, s.transport, s.protocol),
                *(s.role, s.product, s.detail, s.seen_by),
            )


def _segments(facts: PlantFacts) -> _Rows:
    for s in facts.segments:
        meant = set(s.line.split(";"))
        others = tuple(line for line in s.lines if line not in meant)
        flat = others or (s.lines if len(s.lines) > 1 else ())
        classes = tuple(f"{role or 'unclassified'}={count}" for role, count in s.classes)
        yield s.vlan_id, s.subnet, s.line, classes, s.device_ids, flat


def _reaches(facts: PlantFacts) -> _Rows:
    for row in facts.reaches:
        r = row.value
        yield (
            *(r.vantage, r.flow, row.device_id, r.ip, r.port, r.outcome, r.rtt_ms),
            *(r.loss_percent, r.mtu, r.hops, row.time, row.evidence),
        )


def _crossings(facts: PlantFacts) -> _Rows:
    for c in crossings(facts):
        yield (
            *(c.vantage, c.segment, c.subnet, c.line, c.port, c.service, c.state),
            *(c.open_at, c.filtered_at, c.shut_at, c.silent_at, c.newest, c.evidence),
        )


def _whole(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.WHOLE) for name in names)


def _text(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


DEVICES = Table(
    "devices",
    "One device, as all sources together describe it.",
    (
        *_text("device_id", "name", "line", "role", "vendor", "model", "firmware", "serial"),
        Column("macs", Kind.TEXTS),
        Column("ips", Kind.TEXTS),
        Column("vlans", Kind.WHOLES),
        Column("documented", Kind.YES_NO),
        Column("observed", Kind.YES_NO),
        Column("first_seen", Kind.MOMENT),
        Column("last_seen", Kind.MOMENT),
        Column("grade"),
        Column("sources", Kind.TEXTS),
        Column("name_grade"),
    ),
    Needs.FACTS,
    _devices,
)
INTERFACES = Table(
    "interfaces",
    "One port of a device.",
    (
        *_text("device_id", "device"),
        *_whole("if_index"),
        *_text("name", "alias", "mac"),
        Column("speed_mbps", Kind.NUMBER),
        Column("duplex"),
        Column("admin_up", Kind.YES_NO),
        Column("oper_up", Kind.YES_NO),
        Column("mode", allowed=("access", "trunk", "routed")),
        *_whole("access_vlan", "native_vlan"),
        Column("tagged_vlans", Kind.WHOLES),
        *_whole("in_errors", "out_errors", "in_discards", "out_discards"),
        Column("poe_watts", Kind.NUMBER),
    ),
    Needs.FACTS,
    _interfaces,
)
VLANS = Table(
    "vlans",
    "One VLAN that exists on a device.",
    (*_text("device_id", "device"), *_whole("vlan_id"), *_text("name")),
    Needs.FACTS,
    _vlans,
)
FDB = Table(
    "fdb",
    "One row of a device's MAC address table.",
    (*_text("device_id", "device"), *_whole("vlan_id"), *_text("mac", "port", "status")),
    Needs.FACTS,
    _fdb,
)
PLACEMENTS = Table(
    "placements",
    "Where a MAC address sits, as the MAC tables of all switches together say: one row a port.",
    (
        *_text("mac"),
        Column("kind", allowed=("edge", "trunk", "segment", "beyond")),
        *_text("switch", "port", "segment"),
    ),
    Needs.FACTS,
    _placements,
)
LINKS = Table(
    "links",
    "One cable, seen or documented. A remote end that nobody knows starts with a question mark.",
    (
        *_text("a_device", "a_port", "b_device", "b_port"),
        Column("kind", allowed=("lldp", "cdp", "fdb", "documented")),
        Column("state", allowed=STATES),
        Column("confidence", Kind.NUMBER),
    ),
    Needs.FACTS,
    _links,
)
DIFFERENCES = Table(
    "differences",
    "One thing on which documents and the floor do not agree, and the question that leaves.",
    (
        Column("kind", allowed=("device", "link")),
        *_text("name", "line"),
        Column("state", allowed=STATES[1:]),
        *_text("attribute", "documented", "seen", "question"),
        Column("documented_evidence", Kind.WHOLES),
        Column("seen_evidence", Kind.WHOLES),
    ),
    Needs.FACTS,
    _differences,
)
SERVICES = Table(
    "services",
    "One port on which a device answers or was seen answering.",
    (
        *_text("device_id", "ip"),
        *_whole("port"),
        *_text("transport", "protocol"),
        Column("role", allowed=("server", "client")),
        *_text("product", "detail"),
        Column("seen_by", allowed=("active", "passive", "import")),
    ),
    Needs.FACTS,
    _services,
)
SEGMENTS = Table(
    "segments",
    "One broadcast domain: the classes and devices in it, and the other lines that share it.",
    (
        *_whole("vlan_id"),
        *_text("subnet", "line"),
        Column("device_classes", Kind.TEXTS),
        Column("devices", Kind.TEXTS),
        Column("flat_with", Kind.TEXTS),
    ),
    Needs.FACTS,
    _segments,
)
REACHES = Table(
    "reaches",
    "One try to reach a port from a vantage point, and what was measured of the way there.",
    (
        *_text("vantage", "flow", "device_id", "ip"),
        *_whole("port"),
        *_text("outcome"),
        Column("rtt_ms", Kind.NUMBER),
        Column("loss_percent", Kind.NUMBER),
        *_whole("mtu", "hops"),
        Column("time", Kind.MOMENT),
        *_whole("evidence"),
    ),
    Needs.FACTS,
    _reaches,
)
CROSSINGS = Table(
    "crossings",
    "One service of a segment as it is reached, or not, from one vantage point.",
    (
        *_text("vantage", "segment", "subnet", "line"),
        *_whole("port"),
        *_text("service"),
        Column("state", allowed=tuple(map(str, State))),
        Column("open_at", Kind.TEXTS),
        Column("filtered_at", Kind.TEXTS),
        Column("shut_at", Kind.TEXTS),
        Column("silent_at", Kind.TEXTS),
        Column("newest", Kind.MOMENT),
        Column("evidence", Kind.WHOLES),
    ),
    Needs.FACTS,
    _crossings,
)
ALL = (
    *(DEVICES, INTERFACES, VLANS, FDB, PLACEMENTS, LINKS, DIFFERENCES, SERVICES, SEGMENTS),
    *(REACHES, CROSSINGS),
)
