"""PLC-10: from where the control protocols of a line can be reached.

Question: can the controllers of this line be reached only from inside it and by listed stations?
Yes: a capture of a production cycle shows no other client, and no office device shares the network;
or tries at control ports from the office and from every other documented network were stopped.
Warn: stations for engineering, or known ones that no flow names, reach them too. No: office or
guests do: heard, tried from there, or in the same broadcast domain. Not applicable: never.

Example: QA-PC2 of the quality office is in VLAN 1 with PLC-L1-1: fail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.facts.model import Device, PlantFacts, Seen, Segment
from audit.inventory.tables import FlowRow, SegmentRow
from audit.payloads import Reach
from audit.records import Status, Unknown, Why
from checks.applies import applies
from checks.borders import from_office, held, vantage_line
from checks.clients import CONTROL_PORTS, OFFICE, Client, clients_of, exposed, flow_partners
from checks.ground import (
    NOTHING,
    Ground,
    answer,
    ground,
    in_words,
    listed,
    naming,
    rolled_up,
    unknown,
)
from checks.line_devices import device_ground, in_use, lines_of
from checks.looked import Base, base_of
from checks.needed import folded
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import among, by_id, rows_by_evidence, rows_where, segments_with
from checks.replied import chosen

QUESTION_ID = "controllers_reachable_from"
CHOICES = {
    "only from listed stations": Outcome.PASS,
    "also from the engineering network": Outcome.WARN,
    "also from office or guest network": Outcome.FAIL,
}
_OFFICE_WORDS = re.compile(r"\b(office|guest|visitor|b[uü]ro|gast)", re.I)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in, and what shows it."""

    target: Target
    on: Ground


def judge(asked: Asked) -> Answer:
    """Collect every way in that was seen; then ask whether somebody looked at all."""
    facts, line = asked.facts, asked.line
    expected = f"{line}: controllers expected to be reachable from inside and by listed stations"
    said = applies(chosen(asked, QUESTION_ID, expected, CHOICES))
    servers = exposed(facts, line)
    if not servers:
        return said
    ways = [_heard(facts, line, client) for client in clients_of(facts, servers)]
    ways += _tried(facts, servers) + _neighbours(facts, line, servers)
    base = base_of(facts, servers, asked.limits["cycle_h"])
    captured = any("capture" in text for text in base.whole)
    targets = tuple(way.target for way in ways)
    on = base.on if captured else NOTHING
    for way in ways:
        on = on + way.on
    flows = rows_where(facts, FlowRow, "line", line)
    on = naming(on, Ground(said.evidence), ground(flows), device_ground(servers))
    bad = any(target.outcome is Outcome.FAIL for target in targets)
    if not bad and not captured:
        walls = _walls(facts, line, servers)
        if walls is not None and _tells_more(walls, said):
            return _walled(expected, said, targets, walls, on)
        return _not_captured(expected, said, targets, base, on)
    if not bad and said.outcome is Outcome.FAIL:
        text = f"{said.sentence}, though the capture shows nobody from there"
        both = on + Ground(said.evidence, said.grade, said.oldest)
        return answer(Outcome.FAIL, text, both, measured=said.measured, targets=targets)
    if not targets:
        text = f"{expected}; nobody else seen, {base.in_words}"
        return answer(Outcome.PASS, text, on, measured="inside only", value=1.0)
    details = in_words(targets)
    text = f"{expected}; {details}" if details else f"{expected}; seen: listed stations only"
    return rolled_up(targets, text, on, measured=_measured(targets), value=1.0)


def _measured(targets: tuple[Target, ...]) -> str:
    names = [t.name for t in targets if t.outcome is not Outcome.PASS]
    return f"reached by {listed(names, limit=3)}" if names else "listed stations only"


def _not_captured(
    expected: str, said: Answer, targets: tuple[Target, ...], base: Base, on: Ground
) -> Answer:
    """Nothing bad was seen, but nobody listened for a production cycle: an answer may still say."""
    if said.outcome is Outcome.UNKNOWN:
        text = f"{expected}; no capture of a production cycle and no rules; {base.in_words}"
        if said.why is not None and said.why.why is not Why.NOT_ASKED:
            return unknown(said.why.why, said.why.detail, text, on, targets=targets)
        return unknown(Why.NO_EVIDENCE, "no capture and no rules", text, on, targets=targets)
    open_ones = [t for t in targets if t.outcome in (Outcome.WARN, Outcome.UNKNOWN)]
    if open_ones and said.outcome is Outcome.PASS:
        text = f"{said.sentence}; but {listed(t.sentence for t in open_ones)}"
        both = on + Ground(said.evidence, said.grade, said.oldest)
        return unknown(Why.CONFLICT, "answer and traffic", text, both, targets=targets)
    return said


@dataclass(frozen=True, slots=True)
class Walls:
    """What tries at control ports from outside the line came to, none of which got through."""

    vantages: tuple[str, ...]
    """From where they were stopped."""
    left: tuple[str, ...]
    """Documented networks outside the line from which nobody has tried."""
    on: Ground

    @property
    def in_words(self) -> str:
        """For sentences."""
        return f"tries at control ports from {listed(self.vantages)} stopped"


def _walls(facts: PlantFacts, line: str, servers: tuple[Device, ...]) -> Walls | None:
    """Return what was tried from outside; None: nothing from the office, or some got through."""
    found = among(facts, facts.reaches, _address, _places(servers))
    aimed = [t for t in found if t.value.port in CONTROL_PORTS]
    tries = [t for t in aimed if _outside(facts, line, t.value.vantage)]
    stopped = [t for t in tries if held(facts, t)]
    through = any(t.value.outcome == str(Status.OK) for t in tries)
    if through or not any(from_office(facts, t.value.vantage) for t in stopped):
        return None
    vantages = tuple(sorted({t.value.vantage for t in stopped}))
    there = {folded(vantage) for vantage in vantages}
    others = [r.record for r in facts.table(SegmentRow) if r.record.line != line]
    left = sorted({r.segment for r in others if folded(r.segment) not in there})
    return Walls(vantages, tuple(left), ground(stopped))


def _tells_more(walls: Walls, said: Answer) -> bool:
    """Whether the tries outdo the answer: never one that names a way in, nor a good one as long as
    a network is left out.
    """
    if said.outcome is Outcome.PASS:
        return not walls.left
    return said.outcome in (Outcome.UNKNOWN, Outcome.FAIL)


def _outside(facts: PlantFacts, line: str, vantage: str) -> bool:
    """Whether a vantage point is known to stand outside the line: the office, a documented network
    of others.
    """
    if from_office(facts, vantage):
        return True
    named = any(folded(r.record.segment) == folded(vantage) for r in facts.table(SegmentRow))
    return named and vantage_line(facts, vantage) != line


def _walled(
    expected: str, said: Answer, targets: tuple[Target, ...], walls: Walls, on: Ground
) -> Answer:
    """Nobody listened, but tries from outside were stopped: enough when no network is left out."""
    both = on + walls.on
    if said.outcome is Outcome.FAIL:
        text = f"{said.sentence}, though {walls.in_words}"
        on = both + Ground(said.evidence, said.grade, said.oldest)
        return answer(Outcome.FAIL, text, on, measured=said.measured, targets=targets)
    text = f"{expected}; {walls.in_words}"
    if walls.left:
        text = f"{text}; nobody has tried from {listed(walls.left)}"
        return unknown(Why.NO_EVIDENCE, "not tried from every network", text, both, targets=targets)
    if not targets:
        return answer(Outcome.PASS, text, both, measured="inside only", value=1.0)
    text = f"{text}; {in_words(targets)}" if in_words(targets) else text
    return rolled_up(targets, text, both, measured=_measured(targets), value=1.0)


def _heard(facts: PlantFacts, line: str, client: Client) -> Way:
    port = client.talk.value.server_port or 0
    what = f"{client.name} speaks {CONTROL_PORTS.get(port, f'port {port}')} with {client.server}"
    on = ground([client.talk])
    device = client.device
    inside = device is not None and line in lines_of(device) and device.role not in OFFICE
    if inside or client.names & flow_partners(facts, line):
        return Way(Target(client.name, Outcome.PASS, what, evidence=on.evidence), on)
    if device is None or not device.role:
        why = Unknown(Why.NO_EVIDENCE, "a client that nobody knows")
        text = f"{what}, and nobody knows what it is"
        return Way(Target(client.name, Outcome.UNKNOWN, text, why, on.evidence), on)
    if device.role in OFFICE or _in_office(facts, device):
        text = f"{what} from the office"
        return Way(Target(client.name, Outcome.FAIL, text, evidence=on.evidence), on)
    text = f"{what} ({device.role}), and no flow names it"
    return Way(Target(client.name, Outcome.WARN, text, evidence=on.evidence), on)


def _in_office(facts: PlantFacts, device: Device) -> bool:
    """Whether it sits in a segment that is meant for the office or guests, and for no line."""
    rows = rows_by_evidence(facts, SegmentRow)
    own = {e for s in segments_with(facts, [device.device_id]) for e in s.evidence if e in rows}
    return any(_OFFICE_WORDS.search(f"{rows[e].record.segment} {rows[e].record.purpose}")
               for e in own)  # fmt: skip


def _tried(facts: PlantFacts, servers: tuple[Device, ...]) -> list[Way]:
    """Connections that worked from a vantage point in the office."""
    ips = _places(servers)
    ways: list[Way] = []
    for seen in among(facts, facts.reaches, _address, ips):
        reach = seen.value
        hit = reach.port in CONTROL_PORTS and reach.outcome == str(Status.OK)
        if hit and from_office(facts, reach.vantage):
            text = f"{ips[reach.ip]} port {reach.port} answers to {reach.vantage}"
            target = Target(reach.vantage, Outcome.FAIL, text, evidence=(seen.evidence,))
            ways.append(Way(target, ground([seen])))
    return ways


def _places(servers: tuple[Device, ...]) -> dict[str, str]:
    """Return device id by address."""
    return {ip: device.device_id for device in servers for ip in device.ips}


def _address(seen: Seen[Reach]) -> tuple[str, ...]:
    return (seen.value.ip,)


def _neighbours(facts: PlantFacts, line: str, servers: tuple[Device, ...]) -> list[Way]:
    """Office devices in one broadcast domain with a controller: no filter stands in between."""
    ids = {device.device_id for device in servers}
    return [way for segment in segments_with(facts, ids)
            if (way := _shared(facts, line, segment, ids)) is not None]  # fmt: skip


def _shared(facts: PlantFacts, line: str, segment: Segment, ids: set[str]) -> Way | None:
    rows = rows_by_evidence(facts, SegmentRow)
    allowed = {folded(name) for e in segment.evidence if e in rows
               for name in rows[e].record.shared_services}  # fmt: skip
    members = set(segment.device_ids)
    found = among(facts, facts.devices, by_id, members)
    office = [d for d in found if d.role in OFFICE
              and (in_use(d) or d.observed)
              and not {folded(d.device_id), folded(d.name)} & allowed]  # fmt: skip
    if not office:
        return None
    name = f"VLAN {segment.vlan_id}" if segment.vlan_id is not None else segment.subnet
    text = (
        f"{listed(d.device_id for d in office)} of the office in one network"
        f"{f' ({name})' if name else ''} with {listed(sorted(ids & set(segment.device_ids)))}"
    )
    on = device_ground(office) + device_ground(among(facts, facts.devices, by_id, ids))
    evidence = tuple(sorted({*on.evidence, *segment.evidence}))
    on = Ground(evidence, on.grade, on.oldest)
    return Way(Target(name or line, Outcome.FAIL, text, evidence=evidence), on)


CHECK = Check(
    check_id="PLC-10",
    theme=Theme.CONTROLLERS,
    title="Unauthenticated control protocols are reachable only from inside the line",
    question="From where can the controllers of this line be reached?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=1,
    work_packages=("WP-04",),
    max_age_days=180,
    thresholds=(Limit("cycle_h", 8, "h", "a capture covers at least one production cycle"),),
    basis="IEC 62443-3-3 SR 5.1 and 5.2 (recalled, verify); port list of the ITI ICS security"
    " tools",
    so_what="A tool started on an office PC, or a guest's laptop, can stop the machine: these"
    " protocols do not ask who is there.",
    remedy="Put the line behind its own VLAN and let only the listed stations through to the"
    " controllers' ports.",
    closes_unknown="A capture of one shift at the line's uplink, or the firewall rules towards the"
    " line's network",
    closes_minutes=30,
    closes_who="OT network engineer",
    judge=judge,
    scope="line",
)
