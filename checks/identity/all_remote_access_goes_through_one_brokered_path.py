"""IDA-08: the ways by which somebody from outside can come onto the line.

Question: does all remote access go through one path where somebody lets people in?

Yes: one path, each visit approved and recorded. Warn: several, all listed and owned. No: a modem,
VPN box or remote tool that no list names. Not applicable: there is none, and somebody looked: a
capture of the line, or a walk along it. An answer alone is not enough.

Example: an eWON stands in the cabinet of Line 2 and in no list: fail, naming it.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import Device, PlantFacts, Seen
from audit.inventory.tables import FlowRow
from audit.payloads import Conversation, Service
from audit.records import Status, Why
from checks.borders import is_public
from checks.ground import NOTHING, Ground, answer, ground, in_words, listed, unknown
from checks.joined import ground_of
from checks.line_devices import described, device_ground, devices_of, in_use
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
from checks.remembered import reads_of, rows_where
from checks.replied import chosen, day_in
from checks.replies import matching, replies

WAYS_ID, WALK_ID = "remote_ways", "remote_walk_down"
CHOICES = {
    "none": Outcome.NA,
    "one, each visit approved and recorded": Outcome.PASS,
    "one, not always approved or not recorded": Outcome.WARN,
    "several, each in a list with its owner": Outcome.WARN,
    "several, and some are in no list": Outcome.FAIL,
}
LOCAL_TOOLS = {5500: "VNC", 5800: "VNC", 5900: "VNC", 5901: "VNC", 5938: "TeamViewer",
               6568: "AnyDesk", 7070: "AnyDesk"}  # fmt: skip
OUTSIDE = LOCAL_TOOLS | {500: "IPsec", 1194: "OpenVPN", 1701: "L2TP", 1723: "PPTP", 3389: "RDP",
                         4500: "IPsec", 51820: "WireGuard"}  # fmt: skip
"""Ports that only remote tools and tunnels use, when the other end is in the internet."""
_AMBIGUOUS = {7070}
"""Other products answer there too: only traffic with the internet counts."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in."""

    name: str
    text: str
    listed: bool
    on: Ground


def judge(asked: Asked) -> Answer:
    """Judge the ways that were seen, then what people say, when somebody looked for more."""
    expected = f"{asked.line}: one approved and recorded path expected for remote access"
    ways = _seen(asked)
    strange = [way for way in ways if not way.listed]
    said = chosen(asked, WAYS_ID, expected, CHOICES)
    on = NOTHING
    for way in ways:
        on = on + way.on
    targets = tuple(_target(way) for way in ways)
    if strange:
        text = f"{expected}; {in_words(targets)}"
        return answer(Outcome.FAIL, text, on, measured=f"{len(strange)} unlisted", targets=targets)
    if said.outcome is Outcome.FAIL:
        return said
    if said.outcome is Outcome.UNKNOWN and said.why:
        found = f"; in a list: {listed(way.name for way in ways)}" if ways else ""
        text = f"{said.sentence}{found}"
        return unknown(said.why.why, said.why.detail, text, on + ground_of(said), targets=targets)
    return _verified(asked, ways, said, on + ground_of(said), targets)


def _target(way: _Way) -> Target:
    outcome = Outcome.WARN if way.listed else Outcome.FAIL
    return Target(way.name, outcome, way.text, evidence=way.on.evidence)


def _verified(
    asked: Asked, ways: list[_Way], said: Answer, on: Ground, targets: tuple[Target, ...]
) -> Answer:
    """Return what was said, when no device contradicts it and somebody looked."""
    more = len(ways) if said.outcome is Outcome.NA else len(ways) - 1
    one_only = said.outcome is Outcome.NA or said.measured.startswith("one")
    if one_only and more > 0:
        text = f"{said.sentence}; but known are {listed(way.name for way in ways)}"
        return unknown(Why.CONFLICT, "answer and devices", text, on, targets=targets)
    looked, text, stale = _looked(asked)
    if stale:
        return unknown(Why.STALE, WALK_ID, f"{said.sentence}; {text}", on + looked, targets=targets)
    if not text:
        text = f"{said.sentence}; nobody looked for more: no capture of the line, no walk along it"
        return unknown(Why.NO_EVIDENCE, "only an interview", text, on, targets=targets)
    return answer(said.outcome, f"{said.sentence}; {text}", on + looked, measured=said.measured,
                  value=said.value, targets=targets)  # fmt: skip


def _seen(asked: Asked) -> list[_Way]:
    facts, line = asked.facts, asked.line
    devices = [d for d in devices_of(facts, line) if in_use(d)]
    ways = [_box(device) for device in devices if device.role == "remote access"]
    flows = rows_where(facts, FlowRow, "line", line)
    known = {r.record.dest_ip for r in flows} | {
        f"{name}:{r.record.port}" for r in flows for name in (r.record.source, r.record.dest)
    }
    for device in devices:
        names = {device.device_id, device.name, *device.ips}
        ways += _tools(facts, device, names, known)
        ways += _tunnels(facts, device, known)
    return sorted(ways, key=lambda way: way.name)


def _box(device: Device) -> _Way:
    name = described(device)
    text = f"{name} is in the inventory" if device.documented else f"{name} is in no list"
    return _Way(name, text, device.documented, device_ground([device]))


def _tools(facts: PlantFacts, device: Device, names: set[str], known: set[str]) -> list[_Way]:
    """Return the remote tools that answer on a device, each once."""
    found: dict[str, list[Seen[Service]]] = {}
    for seen in reads_of(facts, facts.services, [device.device_id]):
        service = seen.value
        answers = seen.status is Status.OK and service.state == "open" and service.role == "server"
        if answers and service.port in LOCAL_TOOLS and service.port not in _AMBIGUOUS:
            found.setdefault(LOCAL_TOOLS[service.port], []).append(seen)
    return [_tool(device, tool, seen, names, known) for tool, seen in sorted(found.items())]


def _tool(
    device: Device, tool: str, seen: list[Seen[Service]], names: set[str], known: set[str]
) -> _Way:
    is_listed = any(f"{name}:{one.value.port}" in known for name in names for one in seen)
    where = "as the list of flows says" if is_listed else "and no list names it"
    text = f"{tool} answers on {described(device)}, {where}"
    return _Way(f"{tool} on {device.device_id}", text, is_listed, ground(seen))


def _tunnels(facts: PlantFacts, device: Device, known: set[str]) -> list[_Way]:
    """Return the tunnels and tools by which a device was heard talking with the internet."""
    found: dict[tuple[str, str], list[Seen[Conversation]]] = {}
    for seen in reads_of(facts, facts.conversations, [device.device_id]):
        talk = seen.value
        other = next((ip for ip in (talk.dst_ip, talk.src_ip) if is_public(ip)), "")
        if other and talk.server_port in OUTSIDE:
            found.setdefault((OUTSIDE[talk.server_port or 0], other), []).append(seen)
    return [
        _Way(
            f"{tool} of {device.device_id}",
            f"{described(device)} talks {tool} with {other},"
            f" {'as the list of flows says' if other in known else 'and no list names it'}",
            other in known,
            ground(seen),
        )
        for (tool, other), seen in sorted(found.items())
    ]


def _looked(asked: Asked) -> tuple[Ground, str, bool]:
    """Return who looked for ways that nobody named, in words, and whether that is too long ago."""
    facts = asked.facts
    ids = [d.device_id for d in devices_of(facts, asked.line)]
    captures = [c for c in facts.coverage if c.value.what == "capture"]
    hours = max(((c.value.seconds or 0.0) / 3600 for c in captures), default=0.0)
    if hours >= asked.limits["capture_h"] and reads_of(facts, facts.conversations, ids):
        longest = [c for c in captures if (c.value.seconds or 0.0) / 3600 == hours]
        return ground(longest[:1]), f"a capture of {hours:.0f} h shows no other", False
    rows = replies(facts, WALK_ID, asked.line)
    days = [day for row in rows if (day := day_in(row.record.answer))]
    if not days:
        return NOTHING, "", False
    age = (facts.case.as_of - max(days)).days
    text = f"somebody walked along the line on {max(days).isoformat()}"
    if age < 0:
        return matching(rows), "", False
    return matching(rows), text, age > asked.limits["walk_days"]


CHECK = Check(
    check_id="IDA-08",
    theme=Theme.IDENTITY,
    title="All remote access goes through one brokered path",
    question="Does all remote access to the line go through one path where somebody lets people"
    " in?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=4,
    work_packages=("WP-15",),
    max_age_days=180,
    thresholds=(
        Threshold("capture_h", 8, "h", "a capture covers at least one shift", "D"),
        Threshold("walk_days", 180, "days", "since somebody walked along the line, at most", "D"),
    ),
    basis="IEC 62443-3-3 SR 1.13, SR 2.6; NIST SP 800-82r3 (recalled, verify)",
    so_what="A service company changes a program in the night shift, from another country, and"
    " nobody on site knows that somebody is in.",
    remedy="Unplug what is in no list, and let all suppliers in through one gateway where a role of"
    " the plant opens each visit and the session is recorded.",
    closes_unknown="A walk along the line that notes every modem, router and box of a machine"
    " builder, and the list of remote paths with their owners",
    closes_minutes=30,
    closes_who="maintenance lead",
    judge=judge,
    not_applicable_when="no remote access, verified",
)
