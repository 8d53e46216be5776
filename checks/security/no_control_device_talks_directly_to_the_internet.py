"""SEC-02: whether control devices of the line talk with the internet.

Question: does any control device of the line talk directly with the internet?
Yes: a capture of at least 7 days shows none, or the rules let none through. Warn: listed paths for
updates or a cloud, through a proxy or broker. No: traffic with a public address, a try from the
line that got an answer there, or a rule that lets the line out to any address. Not applicable:
never. Tries that were stopped support a yes and make none: the next address, port or device may
have a way.

Example: PLC-L1-1 was heard talking with 8.8.8.8, and no flow names it: fail.
"""

from __future__ import annotations

from audit.facts.model import Device, Seen
from audit.inventory.tables import FlowRow
from audit.inventory.tables.data import Via
from audit.payloads import Conversation, Reach
from audit.records import Status, Unknown, Why
from checks.applies import applies
from checks.borders import (
    allowing,
    border_of,
    crossed,
    default_deny,
    is_any,
    is_public,
    stopped,
    to_internet,
    tries_outside,
    vantage_line,
)
from checks.computers import or_said
from checks.ground import Ground, counted, ground, in_words, listed, rolled_up
from checks.line_devices import CONTROL, devices_of, in_use
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
from checks.replied import chosen

QUESTION_ID = "internet_paths"
CHOICES = {
    "none": Outcome.PASS,
    "listed ones through a proxy or broker": Outcome.WARN,
    "direct ones": Outcome.FAIL,
}
_DAY_S = 86_400.0
Part = tuple[Target, Ground]


def judge(asked: Asked) -> Answer:
    """Judge what was heard, tried, ruled and listed; then whether somebody listened long enough."""
    expected = f"{asked.line}: no control device expected to talk with the internet"
    gear = tuple(d for d in devices_of(asked.facts, asked.line) if d.role in CONTROL and in_use(d))
    parts = [*_heard(asked, gear), *_tried(asked), *_ruled(asked), *_listed(asked)]
    bad = [part for part in parts if part[0].outcome is not Outcome.PASS]
    said = applies(chosen(asked, QUESTION_ID, expected, CHOICES))
    if bad:
        return _worse_of(_together(expected, bad), said)
    base = _listened(asked, gear)
    good = [part for part in (*parts, *base) if part[0].outcome is Outcome.PASS]
    if good:
        return _worse_of(_together(expected, [*good, *_stopped(asked, Outcome.PASS)]), said)
    return or_said(_together(expected, [*base, *_stopped(asked, Outcome.UNKNOWN)]), said)


def _worse_of(got: Answer, said: Answer) -> Answer:
    """Somebody who names a direct path counts, though nobody saw it."""
    return said if said.outcome is Outcome.FAIL and got.outcome is not Outcome.FAIL else got


def _together(expected: str, parts: list[Part]) -> Answer:
    on = Ground()
    for part in parts:
        on = on + part[1]
    targets = tuple(part[0] for part in parts)
    text = f"{expected}; {in_words(targets) or listed(t.sentence for t in targets)}"
    return rolled_up(targets, text, on, measured=targets[0].name, value=1.0)


def _flows(asked: Asked) -> dict[str, FlowRow]:
    """Listed flows to public addresses, by address."""
    rows = rows_where(asked.facts, FlowRow, "line", asked.line)
    return {r.record.dest_ip: r.record for r in rows if is_public(r.record.dest_ip)}


def _heard(asked: Asked, gear: tuple[Device, ...]) -> list[Part]:
    known, found = _flows(asked), dict[tuple[str, str], Part]()
    for seen in reads_of(asked.facts, asked.facts.conversations, (d.device_id for d in gear)):
        other = _public_end(seen)
        if not other:
            continue
        flow, on = known.get(other), ground([seen])
        relayed = flow is not None and flow.via is Via.LAYER
        how = "as listed" if relayed else "directly" if flow else "and no list names it"
        text = f"{seen.device_id} talks with {other}, {how}"
        outcome = Outcome.WARN if relayed else Outcome.FAIL
        target = Target(f"{seen.device_id} with {other}", outcome, text, evidence=on.evidence)
        found.setdefault((seen.device_id, other), (target, on))
    return [found[key] for key in sorted(found)]


def _public_end(seen: Seen[Conversation]) -> str:
    ends = (seen.value.dst_ip, seen.value.src_ip)
    return next((ip for ip in ends if is_public(ip)), "")


def _tries(asked: Asked) -> list[Seen[Reach]]:
    """Tries from inside the line at addresses of the internet."""
    return [
        reach
        for reach in tries_outside(asked.facts)
        if vantage_line(asked.facts, reach.value.vantage) == asked.line
    ]


def _tried(asked: Asked) -> list[Part]:
    """Tries that something out there answered; a refusal may be the firewall's own and says
    nothing.
    """
    refused = str(Status.REFUSED)
    out = [t for t in _tries(asked) if crossed(t) and t.value.outcome != refused]
    if not out:
        return []
    on = ground(out)
    text = f"from the line {listed(sorted({_end(t) for t in out}), 4)} answered"
    return [(Target("open way out", Outcome.FAIL, text, evidence=on.evidence), on)]


def _end(reach: Seen[Reach]) -> str:
    return f"{reach.value.ip} port {reach.value.port}"


def _stopped(asked: Asked, outcome: Outcome) -> list[Part]:
    """What came of tries that nothing answered: a support of other grounds, alone no ground."""
    held = [t for t in _tries(asked) if stopped(t)]
    if not held:
        return []
    on = ground(held)
    tries = counted(len(held), "try", "tries")
    if outcome is Outcome.PASS:
        text = f"{tries} from the line to the internet stopped"
        return [(Target("tries stopped", outcome, text, evidence=on.evidence), on)]
    why = Unknown(Why.NO_EVIDENCE, "only some ways out were tried")
    text = (
        f"{tries} from the line to the internet stopped, which says nothing of other addresses,"
        " ports and devices"
    )
    return [(Target("tries stopped", outcome, text, why, on.evidence), on)]


def _ruled(asked: Asked) -> list[Part]:
    border, deny = border_of(asked.facts, asked.line), default_deny(asked.facts)
    ways = [r for r in allowing(asked.facts)
            if border.covers(r.record.source) and to_internet(r.record.dest)]  # fmt: skip
    if not ways and not deny:
        return []
    on = ground([*ways, *deny])
    names = listed((f"{r.record.rule} of {r.record.firewall}" for r in ways), 4)
    if any(is_any(r.record.dest) or not any(is_public(t) for t in r.record.dest) for r in ways):
        text = f"rule {names} lets the line out to the internet"
        return [(Target("firewall rules", Outcome.FAIL, text, evidence=on.evidence), on)]
    if ways:
        text = f"rule {names} names single addresses of the internet"
        return [(Target("firewall rules", Outcome.WARN, text, evidence=on.evidence), on)]
    text = "no firewall rule lets the line out, all else is denied"
    return [(Target("firewall rules", Outcome.PASS, text, evidence=on.evidence), on)]


def _listed(asked: Asked) -> list[Part]:
    found: list[Part] = []
    for row in rows_where(asked.facts, FlowRow, "line", asked.line):
        flow = row.record
        if is_public(flow.dest_ip) and flow.exists is not False:
            on = ground([row])
            relayed = flow.via is Via.LAYER
            how = "through the shared layer" if relayed else "directly"
            text = f"flow {flow.flow_id} goes to {flow.dest_ip} {how}"
            outcome = Outcome.WARN if relayed else Outcome.FAIL
            found.append((Target(flow.flow_id, outcome, text, evidence=on.evidence), on))
    return found


def _listened(asked: Asked, gear: tuple[Device, ...]) -> list[Part]:
    """Whether a capture that holds the line's devices is long enough to say that there is none."""
    talks = reads_of(asked.facts, asked.facts.conversations, (d.device_id for d in gear))
    captures = [c for c in asked.facts.coverage if c.value.what == "capture" and c.value.seconds]
    if not talks or not captures:
        text = "nobody listened to the line"
        return [_open("no capture of the line and no rules", text, Ground())]
    longest = max(captures, key=lambda c: (c.value.seconds or 0.0, c.evidence))
    days = (longest.value.seconds or 0.0) / _DAY_S
    on = ground([longest])
    if longest.value.mirror == "uplink":
        return [_open("the capture saw the uplink only", "the capture saw the uplink only", on)]
    if days < asked.limits["days"]:
        text = f"nothing heard in {days:.1f} days; {asked.limits['days']:g} days are needed"
        return [_open("the capture is too short", text, on)]
    text = f"nothing heard in {days:.1f} days"
    return [(Target("nothing heard", Outcome.PASS, text, evidence=on.evidence), on)]


def _open(detail: str, text: str, on: Ground) -> Part:
    why = Unknown(Why.NO_EVIDENCE, detail)
    return Target("capture", Outcome.UNKNOWN, text, why, on.evidence), on


CHECK = Check(
    check_id="SEC-02",
    theme=Theme.SECURITY,
    title="No control device talks directly to the internet",
    question="Does any control device of the line talk directly with the internet?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-05",),
    max_age_days=180,
    thresholds=(Threshold("days", 7, "days", "a capture lasts at least this long", "D"),),
    basis="IEC 62443-3-2 ZCR 3.6; NIST SP 800-82r3 (recalled, verify)",
    so_what="What a controller can reach, somebody out there can reach through it: a changed"
    " program, or a line that waits for a server that is gone.",
    remedy="Close the way at the firewall and give the one service that needs it a proxy or a"
    " broker in between.",
    closes_unknown="A capture of 7 days at the line's distribution switch, or the firewall's rules"
    " and address translations as a CSV",
    closes_minutes=45,
    closes_who="OT network engineer",
    judge=judge,
)
