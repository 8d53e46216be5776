"""The stations of one way, in the order in which a value passes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from audit.facts.model import Device, Placement, PlantFacts, Stated
from audit.inventory.tables import DriverRow, FlowRow, HopRow, SignalRow
from audit.inventory.tables.data import Via
from audit.records import Why
from checks.needed import controllers, folded, heard_protocols, same_name
from checks.records import Finding, Outcome, Target
from checks.remembered import once, rows_where
from reports.model.ground import Ground
from reports.model.path_records import BROKEN, OPEN, PLANNED, REMARK, WORKS, Hop, Station
from reports.model.words import day, plain

MARKS = {
    Outcome.PASS: WORKS,
    Outcome.WARN: REMARK,
    Outcome.FAIL: BROKEN,
    Outcome.NOT_BUILT: PLANNED,
}
OWN_SOURCES = frozenset({"sensor", "camera", "gateway", "IO", "HMI", "drive", "robot"})


@dataclass(frozen=True, slots=True)
class Way:
    """What one row of stations is made from."""

    ground: Ground
    line: str
    findings: Mapping[str, Finding]
    """What the checks say of the line and use case, by id."""
    flow: FlowRow
    signal: SignalRow | None

    @property
    def source(self) -> str:
        """The device that the value is read from; empty: nobody said."""
        return (self.signal.asset if self.signal else "") or self.flow.source

    @property
    def device(self) -> Device | None:
        """The same as a merged device."""
        return self.ground.facts.device(self.source) if self.source else None

    def finding(self, check_id: str) -> Finding | None:
        """What a check says of the line and use case."""
        return self.findings.get(check_id)

    def target(self, check_id: str, *names: str) -> Target | None:
        """What a check says of one thing, which is one of the names or is labelled `NAME (…)`."""
        found = self.finding(check_id)
        for target in found.targets if found else ():
            if any(n and (target.name == n or target.name.startswith(f"{n} (")) for n in names):
                return target
        return None

    def readings(self) -> tuple[Stated[HopRow], ...]:
        """The flow's own readings that speak of this signal."""
        if not self.flow.flow_id:
            return ()
        rows = rows_where(self.ground.facts, HopRow, "flow_id", self.flow.flow_id)
        return tuple(
            row for row in rows
            if not row.record.signal or self.signal is None
            or folded(row.record.signal) == folded(self.signal.signal)
        )  # fmt: skip


def stations(way: Way) -> Iterator[Hop]:
    """Yield what the value passes, from the sensor on."""
    yield _signal(way)
    yield _source(way)
    if not way.flow.flow_id:
        name = "no consumer"
        why = "no flow in the list is known to carry it"
        yield Hop(Station.CONSUMER, name, OPEN, "DAT-01", why)
        return
    if way.flow.source and way.flow.source != way.source:
        yield _relay(way)
    yield _interface(way)
    yield from _gateway(way)
    yield _segment(way)
    yield from _script(way)
    yield _crossing(way)
    yield from _layer(way)
    yield _consumer(way)


def _judged(kind: Station, name: str, check_id: str, target: Target | None, way: Way) -> Hop:
    """The station as a check sees it; unknown where the check says nothing of it."""
    if target is not None:
        mark = MARKS.get(target.outcome, OPEN)
        return Hop(kind, name, mark, check_id, _said(target.sentence), target.evidence)
    found = way.finding(check_id)
    why = "the check names no such station" if found else "the check was not run"
    if found is not None and found.outcome is Outcome.UNKNOWN:
        why = found.sentence
    return Hop(kind, name, OPEN, check_id, why)


def _said(sentence: str) -> str:
    return sentence.rstrip(".")


def _signal(way: Way) -> Hop:
    if way.signal is None:
        why = "which signals the flow carries is not listed"
        return Hop(Station.SIGNAL, "signals not listed", OPEN, "DAT-06", why)
    name = way.signal.signal
    hop = _judged(Station.SIGNAL, name, "DAT-06", way.target("DAT-06", name), way)
    return replace(hop, mark=BROKEN) if hop.mark == REMARK else hop  # missing, not essential


def _source(way: Way) -> Hop:
    if not way.source:
        why = "nobody said which device gives the value"
        return Hop(Station.CONTROLLER, "device not named", OPEN, "DAT-06", why)
    device = way.device
    own = device is not None and device.role in OWN_SOURCES
    kind = Station.DEVICE if own else Station.CONTROLLER
    if read := _read(way, kind, way.source):
        return read
    if device is not None and device.observed:
        return Hop(kind, way.source, WORKS, "", "it was seen on the network", device.evidence[:6])
    why = "it is in a list, and nothing saw it run"
    if device is None:
        why = "no list and no reading knows this device"
    return Hop(kind, way.source, OPEN, "PLC-01", why)


def _relay(way: Way) -> Hop:
    """The flow starts at another device than the one that gives the value."""
    name = way.flow.source
    if read := _read(way, Station.GATEWAY, name):
        return read
    why = f"how the value gets to {name} is not listed"
    return Hop(Station.GATEWAY, name, OPEN, "DAT-01", why)


def _interface(way: Way) -> Hop:
    name = way.flow.protocol or "protocol not named"
    known = {c.device_id for c in controllers(way.ground.facts, way.line)}
    start = way.flow.source or way.source
    if start in known:
        hop = _judged(Station.INTERFACE, name, "PLC-02", way.target("PLC-02", start), way)
        wanting = hop.mark == REMARK and way.flow.exists is not True
        return replace(hop, mark=PLANNED) if wanting else hop
    device = way.ground.facts.device(start) if start else None
    heard = heard_protocols(way.ground.facts, device)
    if any(same_name(protocol, way.flow.protocol) for protocol in heard):
        return Hop(Station.INTERFACE, name, WORKS, "", "it answers in this protocol")
    why = "nothing asked it in this protocol" if way.flow.protocol else "no protocol is listed"
    return Hop(Station.INTERFACE, name, OPEN, "PLC-02", why)


def _gateway(way: Way) -> Iterator[Hop]:
    """A gateway, where one stands beside the device or would have to."""
    flow = way.flow
    pairs = way.finding("DAT-05")
    wanted = f"{flow.consumer} from {flow.source or way.source}".casefold()
    for target in pairs.targets if pairs else ():
        if target.name.casefold() == wanted or target.name.casefold().startswith(f"{wanted} ("):
            if target.outcome is not Outcome.PASS:
                yield _wanted(way, target)
            return
    if not _native(way):
        why = "no check says whether the consumer reads this device without a gateway"
        yield Hop(Station.GATEWAY, "gateway or driver", OPEN, "DAT-05", why)


def _script(way: Way) -> Iterator[Hop]:
    """The program that hands the value on, where the list of flows names one."""
    flow = way.flow
    if not (flow.code_host or flow.code_name):
        return
    where = flow.code_host
    both = bool(flow.code_name and where)
    name = f"{flow.code_name} on {where}" if both else flow.code_name or where
    read = _read(way, Station.SCRIPT, where, name) if where else None
    target = way.target("DAT-04", flow.code_name, flow.flow_id)
    yield read or _judged(Station.SCRIPT, name, "DAT-04", target, way)


def _native(way: Way) -> bool:
    """Whether the consumer's driver list names the protocol itself."""
    rows = way.ground.facts.table(DriverRow)
    return any(
        same_name(row.record.consumer, way.flow.consumer)
        and same_name(row.record.protocol, way.flow.protocol)
        and not row.record.family
        and row.record.route.casefold() != "gateway"
        for row in rows
    ) and bool(way.flow.protocol)


def _wanted(way: Way, target: Target) -> Hop:
    mark = MARKS.get(target.outcome, OPEN)
    if mark == REMARK and way.flow.exists is not True:
        mark = PLANNED  # a gateway would do, and nobody has one yet
    why = _said(target.sentence)
    return Hop(Station.GATEWAY, "gateway or driver", mark, "DAT-05", why, target.evidence)


def _segment(way: Way) -> Hop:
    """Where the device hangs: a switch that learned it proves the cable."""
    facts = way.ground.facts
    start = way.flow.source or way.source
    device = facts.device(start) if start else None
    zone = way.flow.source_zone or _vlans(device) or "segment not named"
    edges = _edges(facts)
    for placed in (edges[mac] for mac in (device.macs if device else ()) if mac in edges):
        switch, port = placed.at[0]
        why = f"{switch} learned it at {port}"
        return Hop(Station.SEGMENT, zone, WORKS, "", why, placed.evidence[:6])
    why = "no switch was read that knows this device"
    return Hop(Station.SEGMENT, zone, OPEN, "NET-01", why)


@once
def _edges(facts: PlantFacts) -> dict[str, Placement]:
    """Of each MAC the port behind which no other switch is."""
    return {placed.mac: placed for placed in facts.placements if placed.kind == "edge"}


def _vlans(device: Device | None) -> str:
    return ", ".join(f"VLAN {vlan}" for vlan in device.vlans[:3]) if device else ""


def _crossing(way: Way) -> Hop:
    flow = way.flow
    dest = flow.dest or flow.dest_ip or flow.consumer or "destination not named"
    name = f"way to {dest} port {flow.port}" if flow.port else f"way to {dest}"
    return _judged(Station.CROSSING, name, "NET-05", way.target("NET-05", flow.flow_id), way)


def _layer(way: Way) -> Iterator[Hop]:
    """Stations that the flow's readings name beside its ends, and the shared layer itself."""
    flow = way.flow
    ends = {folded(n) for n in (way.source, flow.source, flow.dest, flow.consumer,
                                flow.code_host, flow.code_name) if n}  # fmt: skip
    named = dict.fromkeys(r.record.hop for r in way.readings() if folded(r.record.hop) not in ends)
    kind = Station.LAYER if flow.via is Via.LAYER else Station.RELAY
    for name in named:
        if read := _read(way, kind, name):
            yield read
    if flow.via is Via.LAYER and not named:
        why = "no reading of this flow names the layer"
        yield Hop(Station.LAYER, "shared layer", OPEN, "DAT-01", why)
    if flow.via is Via.UNSAID:
        why = "nobody said whether it goes over a shared layer"
        yield Hop(Station.LAYER, "shared layer", OPEN, "DAT-02", why)


def _consumer(way: Way) -> Hop:
    flow = way.flow
    dest = flow.dest or flow.dest_ip
    name = f"{flow.consumer} on {dest}" if flow.consumer and dest else flow.consumer or dest
    name = name or "consumer not named"
    if flow.exists is False:
        why = "this flow is not built yet"
        return Hop(Station.CONSUMER, name, PLANNED, "DAT-01", why)
    for end in (flow.dest, flow.consumer):
        if end and (read := _read(way, Station.CONSUMER, end, name)):
            return read
    target = way.target("DAT-01", flow.flow_id)
    return _judged(Station.CONSUMER, name, "DAT-01", target, way)


def _read(way: Way, kind: Station, station: str, name: str = "") -> Hop | None:
    """The station as the flow's own readings have it; None: none is of this station."""
    rows = [row for row in way.readings() if folded(row.record.hop) == folded(station)]
    if not rows:
        return None
    evidence = tuple(row.evidence for row in rows)
    said = [row.record for row in rows]
    name = name or station
    when = day(min((r.measured_on for r in said if r.measured_on), default=None), "no day")
    judged = way.finding("DAT-01")
    if judged is not None and judged.why is not None and judged.why.why is Why.STALE:
        why = f"its readings are too old ({when})"
        return Hop(kind, name, OPEN, "DAT-01", why, evidence)
    if any(row.arrived is False for row in said):
        return Hop(kind, name, BROKEN, "DAT-01", f"nothing arrived there ({when})", evidence)
    late = max((row.late_percent for row in said if row.late_percent is not None), default=None)
    if late:
        why = f"values arrived, {plain(late)} % of them late ({when})"
        return Hop(kind, name, REMARK, "", why, evidence, reading=True)
    if late is None and not any(row.arrived or row.age_s is not None for row in said):
        why = "its row of readings is empty"
        return Hop(kind, name, OPEN, "DAT-01", why, evidence)
    return Hop(kind, name, WORKS, "", f"values arrived ({when})", evidence, reading=True)
