"""NET-03: who shares the broadcast domains in which the line's control devices sit.

Question: do the line's controllers sit in their own segment, without office and building gear?
Yes: only the line's devices, network gear and the shared services that the segment plan lists.
Warn: documented exceptions, devices of another line, or several devices that hand out addresses
and are not all in the plan: one of them is a stranger. No: office computers, printers, cameras or
building automation share the segment. Not applicable: the line has no Ethernet. Documents alone
never pass: somebody has to have looked who else is there.

Example: VLAN 1 holds L1, L2 and L4 with three printers and a camera: fail on all three lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.model import Device, PlantFacts, Seen, Segment, Stated
from audit.inventory.tables import SegmentRow
from audit.payloads import Service
from audit.records import Grade, Status, Unknown, Why
from checks.ground import (
    Ground,
    answer,
    counted,
    ground,
    in_words,
    listed,
    naming,
    rolled_up,
    unknown,
)
from checks.line_devices import (
    CABLING,
    CONTROL,
    addressable,
    device_ground,
    devices_of,
    in_use,
    lines_of,
    no_ethernet,
)
from checks.looked import base_of
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
    Threshold,
)
from checks.remembered import among, by_id, reads_of, rows_by_evidence, segments_with

OFFICE = {"office", "printer", "camera", "building", "phone"}
"""Roles that never belong beside controllers."""
_NOUNS = {"office": "office computer", "building": "building controls device"}


@dataclass(frozen=True, slots=True)
class Shared:
    """A segment of the line, its members sorted by what they are to the line."""

    name: str
    members: tuple[Device, ...]
    intruders: tuple[Device, ...]
    exceptions: tuple[Device, ...]
    """Office devices that the segment plan allows."""
    neighbours: tuple[Device, ...]
    """Devices of other lines."""
    strangers: tuple[Device, ...]
    """Others that are not of the line and not allowed."""
    unclassified: tuple[Device, ...]
    givers: tuple[Device, ...]
    """Who hands out addresses by DHCP, where there are several and the plan does not name all."""


def judge(asked: Asked) -> Answer:
    """Judge each segment that holds control devices of the line; the worst decides."""
    facts, line = asked.facts, asked.line
    control = [d for d in devices_of(facts, line) if d.role in CONTROL and in_use(d)]
    if no_ethernet(facts, line):
        text = f"{line} has no Ethernet: every controller is on serial lines or a fieldbus only"
        return answer(Outcome.NA, text, device_ground(control))
    own = _deciding(facts, control)
    ids = {d.device_id for d in own}
    segments = list(segments_with(facts, ids))
    if not segments:
        text = f"{line}: no segment is known that holds one of its {_what(own)}"
        return unknown(Why.NO_EVIDENCE, "no segment known", text, device_ground(own))
    shared = [_shared(facts, line, segment) for segment in segments]
    targets = tuple(_target(asked, s) for s in shared)
    placed = {i for segment in segments for i in segment.device_ids}
    lost = [d for d in own if addressable(d) and d.device_id not in placed]
    if lost:
        why = Unknown(Why.NO_EVIDENCE, "segment of control devices")
        text = f"the segment of {listed(d.device_id for d in lost)} is not known"
        targets += (Target("not placed", Outcome.UNKNOWN, text, why),)
    on = naming(_ground(facts, segments, shared), *(_handing_out(facts, s) for s in shared))
    text = f"{line}: a segment of its own expected for its {_what(own)}"
    details = in_words(targets)
    if not details:
        details = "; ".join(target.sentence for target in targets)
    measured = ", ".join(_measured(s) for s in shared)
    return rolled_up(targets, f"{text}; {details}", on, measured=measured)


def _deciding(facts: PlantFacts, control: list[Device]) -> list[Device]:
    """The controllers on Ethernet; where there is none, whatever else makes the line run."""
    controllers = [
        d
        for d in control
        if d.role == "controller" and (addressable(d) or segments_with(facts, [d.device_id]))
    ]
    return controllers or control


def _what(devices: list[Device]) -> str:
    only = bool(devices) and all(device.role == "controller" for device in devices)
    return counted(len(devices), "controller" if only else "control device")


def _shared(facts: PlantFacts, line: str, segment: Segment) -> Shared:
    allowed = _allowed(facts, segment)
    inside = among(facts, facts.devices, by_id, segment.device_ids)
    found = [d for d in inside if in_use(d) or d.observed]
    office = [d for d in found if d.role in OFFICE]
    others = [d for d in found if line not in lines_of(d) and not _names(d) & allowed]
    plain = [d for d in others if d.role and d.role not in CABLING | OFFICE]
    return Shared(
        _name(segment),
        tuple(found),
        tuple(d for d in office if not _names(d) & allowed),
        tuple(d for d in office if _names(d) & allowed),
        tuple(d for d in plain if lines_of(d) or d.role in CONTROL),
        tuple(d for d in plain if not lines_of(d) and d.role not in CONTROL),
        tuple(d for d in found if not d.role and not _names(d) & allowed),
        _givers(facts, found, allowed),
    )


def _givers(facts: PlantFacts, members: list[Device], allowed: set[str]) -> tuple[Device, ...]:
    giving = {
        seen.device_id
        for seen in reads_of(facts, facts.services, (d.device_id for d in members))
        if seen.value.protocol == "dhcp" and _gives(seen)
    }
    found = tuple(d for d in members if d.device_id in giving)
    planned = all(_names(d) & allowed for d in found)
    return () if len(found) < 2 or planned else found


def _gives(seen: Seen[Service]) -> bool:
    return seen.value.role == "server" and seen.value.state == "open" and seen.status is Status.OK


def _allowed(facts: PlantFacts, segment: Segment) -> set[str]:
    return {name for row in _rows_of(facts, segment) for name in row.record.shared_services}


def _rows_of(facts: PlantFacts, segment: Segment) -> list[Stated[SegmentRow]]:
    rows = rows_by_evidence(facts, SegmentRow)
    return [rows[e] for e in segment.evidence if e in rows]


def _names(device: Device) -> set[str]:
    return {device.device_id, device.name} - {""}


def _name(segment: Segment) -> str:
    vlan = f"VLAN {segment.vlan_id}" if segment.vlan_id is not None else ""
    others = [str(number) for number in segment.vlan_ids if number != segment.vlan_id]
    vlan += f" joined with VLAN {' and '.join(others)}" if others else ""
    return " ".join(part for part in (vlan, segment.subnet) if part) or "an unnamed segment"


def _target(asked: Asked, shared: Shared) -> Target:
    evidence = tuple(sorted({e for d in shared.members for e in d.evidence}))
    said: list[str] = []
    outcome = Outcome.PASS
    if shared.intruders:
        outcome = Outcome.FAIL
        said.append(f"office or building gear: {_listed(shared.intruders)}")
    if shared.neighbours:
        outcome = outcome if outcome is Outcome.FAIL else Outcome.WARN
        number = counted(len(shared.neighbours), "device")
        said.append(f"{number} of {listed(_lines(shared.neighbours))}")
    if shared.exceptions:
        outcome = outcome if outcome is Outcome.FAIL else Outcome.WARN
        said.append(f"documented exceptions: {_listed(shared.exceptions)}")
    if shared.strangers:
        outcome = outcome if outcome is Outcome.FAIL else Outcome.WARN
        said.append(f"not of the line and not in the segment plan: {_listed(shared.strangers)}")
    if shared.givers:
        outcome = outcome if outcome is Outcome.FAIL else Outcome.WARN
        said.append(f"several hand out addresses by DHCP: {_listed(shared.givers)}")
    share = 100.0 * len(shared.unclassified) / max(1, len(shared.members))
    if outcome is not Outcome.FAIL and share > asked.limits["unclassified_percent"]:
        text = (
            f"{shared.name}: {len(shared.unclassified)} of {len(shared.members)} devices are not"
            f" classified ({_listed(shared.unclassified)})"
        )
        why = Unknown(Why.NO_EVIDENCE, "roles of the segment's devices")
        return Target(shared.name, Outcome.UNKNOWN, text, why, evidence)
    what = f"with {'; '.join(said)}" if said else "only its own devices and shared services"
    text = f"{shared.name} ({counted(len(shared.members), 'device')}): {what}"
    if len(said) > 1 or shared.intruders:
        text = f"{_holds(shared)}; {text}"
    base = base_of(asked.facts, shared.members, asked.limits["cycle_h"])
    if outcome is Outcome.FAIL or base.whole:
        return Target(shared.name, outcome, text, evidence=evidence)
    why = Unknown(
        Why.PARSE_PARTIAL if base.partial else Why.NO_EVIDENCE, "who else is in the segment"
    )
    return Target(shared.name, Outcome.UNKNOWN, f"{text}; {base.in_words}", why, evidence)


def _holds(shared: Shared) -> str:
    """`VLAN 1 holds 14 controllers of L1 and L2 and 3 printers (PRN-07, PRN-08 and PRN-09)`."""
    control = [d for d in shared.members if d.role == "controller"] or [
        d for d in shared.members if d.role in CONTROL
    ]
    word = "controller" if any(d.role == "controller" for d in control) else "control device"
    parts = [f"{counted(len(control), word)} of {listed(_lines(control))}"] if control else []
    for role in sorted({d.role for d in shared.intruders}):
        found = [d.device_id for d in shared.intruders if d.role == role]
        noun = _NOUNS.get(role, role)
        parts.append(f"{counted(len(found), noun)} ({listed(found, 4)})")
    return f"{shared.name} holds {listed(parts)}"


def _listed(devices: Iterable[Device]) -> str:
    return listed((f"{d.device_id} ({d.role})" if d.role else d.device_id for d in devices), 12)


def _lines(devices: Iterable[Device]) -> list[str]:
    found = {line for d in devices for line in lines_of(d)}
    return sorted(found) or ["no line that is known"]


def _measured(shared: Shared) -> str:
    lines = _lines(shared.neighbours) if shared.neighbours else []
    strange = len(shared.intruders) + len(shared.exceptions) + len(shared.strangers)
    parts = [f"with {', '.join(lines)}"] * bool(lines) + [f"{strange} others"] * bool(strange)
    return f"{shared.name} {' and '.join(parts) or 'own'}"


def _handing_out(facts: PlantFacts, shared: Shared) -> Ground:
    seen = reads_of(facts, facts.services, (d.device_id for d in shared.givers))
    return ground(s for s in seen if s.value.protocol == "dhcp" and _gives(s))


def _ground(facts: PlantFacts, segments: list[Segment], shared: list[Shared]) -> Ground:
    rows = [row for segment in segments for row in _rows_of(facts, segment)]
    return ground(rows) + device_ground(d for s in shared for d in s.members)


CHECK = Check(
    check_id="NET-03",
    theme=Theme.NETWORK,
    title="The line's controllers sit in their own network segment, without office or building"
    " devices",
    question="Do the line's controllers sit in their own network segment, without office or"
    " building devices?",
    severity=Severity.BLOCKER,
    gate=GateRule.IF_LOAD_BEARING,
    stage=2,
    work_packages=("WP-04",),
    max_age_days=180,
    thresholds=(
        Threshold("unclassified_percent", 10, "%", "devices without a role, at most", "D"),
        Threshold("cycle_h", 8, "h", "a capture covers at least one production cycle", "D"),
    ),
    basis="IEC 62443-3-2 ZCR 3.2; IEC 62443-3-3 SR 5.1; NIST SP 800-82r3 network segmentation"
    " (recalled, verify)",
    so_what="A virus on an office computer or a storm from a printer reaches the controllers, and"
    " one line's fault stops the others.",
    remedy="Move the office and building devices named here to another VLAN first: that needs no"
    " production stop; then give the line its own VLAN in a window.",
    closes_unknown="The MAC address table and the VLANs of the line's switch as text, and the role"
    " of each device that has none here",
    closes_minutes=30,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.B,
    not_applicable_when="line has no Ethernet",
)
