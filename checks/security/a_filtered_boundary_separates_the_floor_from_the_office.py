"""SEC-01: what stands between the office network and the controllers.

Question: does a firewall let only listed traffic from the office to the plant floor?
Yes: tries from the office, at six ports of its devices at least, are stopped where the line itself
gets an answer, or the rules let through only what is listed and deny the rest. Warn: a filter with
broad rules (a network of /16 or wider, any port) or one that lets some tries through. No: office
computers and controllers share a network, every try from the office gets through, or a rule lets
anything through to anything. Not applicable: a line that is connected to nothing, with a document
that says so.

Example: QA-PC2 of the quality office is in VLAN 1 with PLC-L1-1: fail.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import Device, PlantFacts, Seen, Segment, Stated
from audit.inventory.tables import FirewallRuleRow, SegmentRow
from audit.payloads import Reach
from audit.records import Grade, Unknown, Why
from checks.borders import (
    allowing,
    any_service,
    border_of,
    crossed,
    default_deny,
    from_office,
    held,
    is_any,
    segment_name,
    segments_with,
    tries_at,
    wider_than,
)
from checks.computers import or_said
from checks.ground import (
    NOTHING,
    Ground,
    answer,
    counted,
    ground,
    in_words,
    listed,
    rolled_up,
    unknown,
)
from checks.line_devices import CONTROL, device_ground, devices_of, in_use, lines_of
from checks.needed import flows_of, folded
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
from checks.remembered import once
from checks.replied import chosen
from checks.replies import matching, replies, says_yes
from checks.talkers import talker_pairs, unlisted

BOUNDARY_ID = "office_boundary"
DENY_ID = "boundary_default_deny"
ISOLATED_ID = "line_isolated"
CHOICES = {
    "denies all but listed traffic": Outcome.PASS,
    "a firewall with broad rules": Outcome.WARN,
    "nothing in between": Outcome.FAIL,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One way to know it: who shares the network, what was tried, what the rules say."""

    target: Target
    on: Ground


def judge(asked: Asked) -> Answer:
    """Judge the network, the tries and the rules; without any of them, what was answered."""
    expected = f"{asked.line}: only listed traffic from the office to the controllers expected"
    gear = tuple(d for d in devices_of(asked.facts, asked.line) if d.role in CONTROL and in_use(d))
    parts = [p for p in (_shared(asked, gear), _tried(asked, gear), _ruled(asked)) if p]
    alone = _isolated(asked)
    if alone and not parts:
        return alone
    if any(part.target.outcome is Outcome.PASS for part in parts):
        parts = [part for part in parts if part.target.outcome is not Outcome.UNKNOWN]
    if not parts:
        return _said(asked, expected)
    on = NOTHING
    for part in parts:
        on = on + part.on
    targets = tuple(part.target for part in parts)
    text = f"{expected}; {in_words(targets) or listed(t.sentence for t in targets)}"
    got = rolled_up(targets, text, on, measured=targets[0].name, value=1.0)
    return or_said(got, _said(asked, expected))


def _isolated(asked: Asked) -> Answer | None:
    rows = replies(asked.facts, ISOLATED_ID, asked.line)
    proven = [row for row in rows if row.record.document and says_yes(row.record.answer)]
    if not proven or not all(says_yes(row.record.answer) for row in rows):
        return None
    text = f"{asked.line} is connected to nothing ({proven[0].record.document})"
    return answer(Outcome.NA, text, matching(rows))


def _shared(asked: Asked, gear: tuple[Device, ...]) -> Part | None:
    """Office computers in one broadcast domain with controllers: nothing can filter there."""
    for segment in segments_with(asked.facts, gear):
        office = _office_in(asked.facts, asked.line, segment)
        own = [d for d in gear if d.device_id in segment.device_ids]
        if office:
            text = (
                f"{listed(d.device_id for d in office)} of the office and"
                f" {listed((d.device_id for d in own), 4)} share {segment_name(segment)}, where"
                " nothing filters"
            )
            on = device_ground([*office, *own])
            target = Target("shared network", Outcome.FAIL, text, evidence=on.evidence)
            return Part(target, on)
    return None


def _office_in(facts: PlantFacts, line: str, segment: Segment) -> list[Device]:
    return [d for d in _office_of(facts)[id(segment)] if line not in lines_of(d)]


@once
def _office_of(facts: PlantFacts) -> dict[int, list[Device]]:
    """Office devices of every segment, without those that it is documented to share."""
    shared = {row.evidence: row.record.shared_services for row in facts.table(SegmentRow)}
    found: dict[int, list[Device]] = {}
    for segment in facts.segments:
        allowed = {folded(name) for e in segment.evidence for name in shared.get(e, ())}
        devices = [facts.device(device_id) for device_id in segment.device_ids]
        found[id(segment)] = [
            d for d in devices
            if d is not None and d.role == "office" and in_use(d)
            and not {folded(d.device_id), folded(d.name)} & allowed
        ]  # fmt: skip
    return found


def _tried(asked: Asked, gear: tuple[Device, ...]) -> Part | None:
    """Tries from the office; a silent port counts only where somebody else got an answer, and a
    refusal there is the filter's own.
    """
    tries = tries_at(asked.facts, gear)
    office = [t for t in tries if from_office(asked.facts, t.value.vantage)]
    inside = [t for t in tries if crossed(t) and not from_office(asked.facts, t.value.vantage)]
    conduits = _conduits(asked)
    shut = [t for t in office if held(asked.facts, t)]
    through = [t for t in office if crossed(t) and t not in shut and _key(t) not in conduits]
    if not through and not shut:
        return None
    shown, why = listed(sorted({_where(t) for t in through}), 4), None
    if through and not shut:
        outcome, text = Outcome.FAIL, f"every try from the office got through: {shown}"
    elif through:
        outcome = Outcome.WARN
        text = f"from the office {shown} answered, {counted(len(shut), 'try', 'tries')} stopped"
    else:
        outcome, text, why = _all_shut(asked, shut)
    on = ground([*through, *shut, *(t for t in inside if _key(t) in {_key(h) for h in shut})])
    return Part(Target("tries from the office", outcome, text, why, on.evidence), on)


def _all_shut(asked: Asked, shut: list[Seen[Reach]]) -> tuple[Outcome, str, Unknown | None]:
    """None got through: a wall, where enough was tried."""
    doors, needed = len({_key(t) for t in shut}), asked.limits["tries_from"]
    tries = counted(len(shut), "try", "tries")
    if doors >= needed:
        return Outcome.PASS, f"{tries} from the office stopped, none got through", None
    text = (
        f"{tries} from the office stopped, none got through; {needed:g} ports of its devices are"
        " needed to tell"
    )
    return Outcome.UNKNOWN, text, Unknown(Why.NO_EVIDENCE, "too few tries from the office")


def _key(reach: Seen[Reach]) -> tuple[str, int]:
    return reach.value.ip, reach.value.port


def _where(reach: Seen[Reach]) -> str:
    return f"{reach.device_id} port {reach.value.port}"


def _conduits(asked: Asked) -> set[tuple[str, int]]:
    """Where listed flows of the line may be fetched from the office."""
    found: set[tuple[str, int]] = set()
    for flow in flows_of(asked.facts, asked.line, asked.use_case):
        source = asked.facts.device(flow.record.source)
        if source is not None and flow.record.port is not None:
            found |= {(ip, flow.record.port) for ip in source.ips}
    return found


def _ruled(asked: Asked) -> Part | None:
    facts, border = asked.facts, border_of(asked.facts, asked.line)
    deny = default_deny(facts)
    ways = [
        row for row in allowing(facts)
        if border.covers(row.record.dest) and not border.only_inside(row.record.source)
    ]  # fmt: skip
    if not ways and not deny:
        return None
    on = ground([*ways, *deny])
    whole = [w for w in ways if is_any(w.record.source) and is_any(w.record.dest)
             and any_service(w.record.service)]  # fmt: skip
    wide = [w for w in ways if _broad(w, asked.limits["broad_prefix"])]
    why = None
    if whole:
        outcome = Outcome.FAIL
        text = f"rule {_names(whole)} lets anything through to anything"
    elif wide:
        outcome = Outcome.WARN
        text = f"rule {_names(wide)} is broad (/16 or wider, or any port)"
    elif deny or _denies(asked):
        outcome = Outcome.PASS
        text = f"{counted(len(ways), 'listed rule')} to the line, all else denied"
        on = on if deny else on + matching(replies(facts, DENY_ID))
    else:
        outcome = Outcome.UNKNOWN
        text = "the rules do not show what happens to all other traffic"
        why = Unknown(Why.NO_EVIDENCE, "no final deny in the rules")
    return Part(Target("firewall rules", outcome, text, why, on.evidence), on)


def _broad(row: Stated[FirewallRuleRow], prefix: float) -> bool:
    rule = row.record
    sides = (rule.source, rule.dest)
    return any_service(rule.service) or any(wider_than(side, prefix) for side in sides)


def _names(rows: list[Stated[FirewallRuleRow]]) -> str:
    return listed((f"{r.record.rule} of {r.record.firewall}" for r in rows), 4)


def _denies(asked: Asked) -> bool:
    rows = replies(asked.facts, DENY_ID)
    return bool(rows) and all(says_yes(row.record.answer) for row in rows)


def _said(asked: Asked, expected: str) -> Answer:
    said = chosen(asked, BOUNDARY_ID, expected, CHOICES)
    if said.outcome is Outcome.NA:
        text = f"{said.sentence}; only a line that is connected to nothing, with proof, is exempt"
        on = Ground(said.evidence, said.grade, said.oldest)
        return unknown(Why.CONFLICT, "said to be not applicable", text, on)
    if said.outcome is not Outcome.PASS:
        return said
    strangers = _office_talk(asked)
    if not strangers:
        return said
    text = f"{said.sentence}; but the capture shows {listed(strangers, 4)}, which no list names"
    on = Ground(said.evidence, said.grade, said.oldest)
    return unknown(Why.CONFLICT, "answer and traffic", text, on)


def _office_talk(asked: Asked) -> list[str]:
    """Pairs heard between the office and the line that no flow names."""
    pairs = unlisted(asked.facts, talker_pairs(asked.facts, asked.line))
    office = _office_ips(asked.facts) if pairs else frozenset[str]()
    return [" with ".join(sorted(pair)) for pair in pairs if pair & office]


@once
def _office_ips(facts: PlantFacts) -> frozenset[str]:
    return frozenset(ip for d in facts.devices if d.role == "office" for ip in d.ips)


CHECK = Check(
    check_id="SEC-01",
    theme=Theme.SECURITY,
    title="A filtered boundary separates the plant floor from the office network",
    question="Does a firewall let only listed traffic from the office to the plant floor?",
    severity=Severity.BLOCKER,
    gate=GateRule.ALWAYS,
    stage=5,
    work_packages=("WP-05",),
    max_age_days=365,
    thresholds=(
        Threshold("broad_prefix", 16, "bits", "a network this wide or wider is broad", "D"),
        Threshold("tries_from", 6, "ports", "stopped tries from the office that make a wall", "D"),
    ),
    basis="IEC 62443-3-3 SR 5.2 RE1; IEC 62443-3-2 ZCR 3.2; NIST SP 800-82r3 (recalled, verify)",
    so_what="One infected office computer reaches every controller, and production stops with the"
    " office.",
    remedy="Put the controllers behind a firewall that denies everything, then list the few"
    " connections that the flows need.",
    closes_unknown="The firewall's rules as a CSV (source, destination, service, action, order), or"
    " one run of the segmentation test from an office socket",
    closes_minutes=30,
    closes_who="network security",
    judge=judge,
    min_grade=Grade.B,
    scope="plant",
    not_applicable_when="isolated line (verified)",
)
