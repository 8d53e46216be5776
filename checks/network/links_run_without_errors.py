"""NET-14: errors, discards and duplex on the ports that the line's data crosses.

Question: do the links run without errors, discards or a duplex mismatch?
Yes: no counter grew over a shift on any port of the path. Warn: an error in 10 million to 10 000
frames, or discards only. No: more errors, half duplex, or two ends that differ. One look at a
counter proves nothing: it may have grown years ago.

Example: SW-L1-1 Gi0/1 runs at half duplex: fail, whatever its counters say.
"""

from __future__ import annotations

from audit.facts.model import PlantFacts, Seen
from audit.facts.names import port_key
from audit.payloads import Interface, LinkLoad
from audit.records import Grade, Unknown, Why
from checks.ground import ground, in_words, rolled_up, same_at_both_ends, unknown
from checks.ports import PathPort, id_of, links_at, path_ports
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
from checks.remembered import reads_of
from checks.replied import chosen
from checks.replies import replies
from checks.switches import not_readable, switches_of

QUESTION_ID = "link_errors"
CHOICES = {
    "no counter grew over a shift": Outcome.PASS,
    "some discards, only in bursts": Outcome.WARN,
    "errors grow, or a link runs at half duplex": Outcome.FAIL,
}
SHORT_FRAME, LONG_FRAME = 64, 1518
"""Bytes: how many frames a number of bytes can be."""


def judge(asked: Asked) -> Answer:
    """Judge each port of the path; the worst decides."""
    facts, line = asked.facts, asked.line
    ports = path_ports(asked)
    expected = f"{line}: no errors, discards or half duplex expected where its data passes"
    targets = tuple(_target(asked, port) for port in ports)
    undecided = all(target.outcome is Outcome.UNKNOWN for target in targets)
    if undecided and replies(facts, QUESTION_ID, line):
        return chosen(asked, QUESTION_ID, expected, CHOICES)
    if not targets:
        text = f"{expected}; no port is known through which its data passes"
        return unknown(Why.NO_EVIDENCE, "no port of the path is known", text)
    good = sum(target.outcome is Outcome.PASS for target in targets)
    said = in_words(targets) or f"{good} of {len(targets)} ports are clean"
    on = ground(i for port in ports for i in _interfaces(facts, port))
    on = on + ground(x for port in ports for x in _loads(facts, port))
    return rolled_up(targets, f"{expected}; {said}", on, value=100.0 * good / len(targets),
                     measured=f"{good} of {len(targets)} ports clean")  # fmt: skip


def _interfaces(facts: PlantFacts, port: PathPort) -> list[Seen[Interface]]:
    return [i for i in reads_of(facts, facts.interfaces, [port.device_id])
            if port_key(i.value.name) == port.key[1]]  # fmt: skip


def _loads(facts: PlantFacts, port: PathPort) -> list[Seen[LinkLoad]]:
    return [x for x in reads_of(facts, facts.loads, [port.device_id])
            if port_key(x.value.port) == port.key[1]]  # fmt: skip


def _target(asked: Asked, port: PathPort) -> Target:
    facts = asked.facts
    name = f"{port.device_id} {port.port}"
    interfaces, loads = _interfaces(facts, port), _loads(facts, port)
    proof = tuple(sorted({*(i.evidence for i in interfaces), *(x.evidence for x in loads)}))
    up = [i.value for i in interfaces if i.value.oper_up is not False]
    if any(i.duplex == "half" for i in up):
        return Target(name, Outcome.FAIL, f"{name} runs at half duplex", evidence=proof)
    other = _other_end(facts, port)
    for one in up:
        for far in other:
            if one.speed_mbps and far.speed_mbps and one.speed_mbps != far.speed_mbps:
                text = f"{name} runs at {one.speed_mbps:g} Mbit/s, its other end at"
                text = f"{text} {far.speed_mbps:g}"
                return Target(name, Outcome.FAIL, text, evidence=proof)
            if "half" in (one.duplex, far.duplex) and one.duplex and far.duplex:
                text = f"{name} is {one.duplex} duplex, its other end {far.duplex}"
                return Target(name, Outcome.FAIL, text, evidence=proof)
    if loads:
        longest = max(loads, key=lambda x: x.value.seconds)
        return _grown(asked, name, longest.value, proof)
    if any(_counts(i.value) for i in interfaces):
        why = Unknown(Why.NO_EVIDENCE, "only one snapshot")
        text = f"{name}: its counters were read once, which proves nothing"
        return Target(name, Outcome.UNKNOWN, text, why, proof)
    for switch in switches_of(facts, asked.line):
        if id_of(switch) == port.device_id:
            open_one = not_readable(switch, "port counters")
            return Target(name, Outcome.UNKNOWN, open_one.sentence, open_one.why, proof)
    why = Unknown(Why.NO_EVIDENCE, "port counters")
    return Target(name, Outcome.UNKNOWN, f"{name}: its counters were not read", why, proof)


def _counts(port: Interface) -> bool:
    counters = (port.in_errors, port.out_errors, port.in_discards, port.out_discards)
    return any(counter is not None for counter in counters)


def _other_end(facts: PlantFacts, port: PathPort) -> list[Interface]:
    ends: list[PathPort] = []
    for link in links_at(facts, port.device_id):
        a, b = PathPort(link.a_device, link.a_port), PathPort(link.b_device, link.b_port)
        ends += [far for near, far in ((a, b), (b, a)) if near.key == port.key]
    found = [i.value for end in ends for i in _interfaces(facts, end)]
    return [i for i in found if i.oper_up is not False]


def _grown(asked: Asked, name: str, load: LinkLoad, proof: tuple[int, ...]) -> Target:
    """Judge by growth; between the fewest and the most frames the bytes can be."""
    errors = [n for n in (load.in_errors, load.out_errors) if n is not None]
    discards = [n for n in (load.in_discards, load.out_discards) if n is not None]
    hours = load.seconds / 3600.0
    bad, lost = sum(errors), sum(discards)
    text = f"{name}: {bad} errors and {lost} discards in {hours:.1f} h"
    if not errors or min((*errors, *discards)) < 0:
        said = "the counters were reset" if errors else "its error counters were not read twice"
        why = Unknown(Why.NO_EVIDENCE, "error counters")
        return Target(name, Outcome.UNKNOWN, f"{name}: {said}", why, proof)
    if bad:
        octets = load.seconds * ((load.in_bps or 0.0) + (load.out_bps or 0.0)) / 8.0
        at_worst = _ratio(asked, bad, octets / LONG_FRAME)
        outcome = same_at_both_ends(at_worst, _ratio(asked, bad, octets / SHORT_FRAME))
        if outcome is Outcome.UNKNOWN:
            why = Unknown(Why.NO_EVIDENCE, "number of frames")
            said = f"{text}; of how many frames is not exact enough"
            return Target(name, outcome, said, why, proof)
        if outcome is not Outcome.PASS:
            return Target(name, outcome, text, evidence=proof)
    if hours < asked.limits["shift_h"]:
        why = Unknown(Why.NO_EVIDENCE, "watched for less than a shift")
        said = f"{text}, a shift is {asked.limits['shift_h']:g} h"
        return Target(name, Outcome.UNKNOWN, said, why, proof)
    return Target(name, Outcome.WARN if lost else Outcome.PASS, text, evidence=proof)


def _ratio(asked: Asked, bad: int, frames: float) -> Outcome:
    ratio = bad / max(frames, float(bad))
    if ratio > asked.limits["fail_ratio"]:
        return Outcome.FAIL
    return Outcome.WARN if ratio >= asked.limits["warn_ratio"] else Outcome.PASS


CHECK = Check(
    check_id="NET-14",
    theme=Theme.NETWORK,
    title="Links run without errors, discards or duplex mismatch",
    question="Do the links of the line run without errors, discards or a duplex mismatch?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=2,
    work_packages=("WP-08",),
    max_age_days=90,
    thresholds=(
        Threshold("warn_ratio", 1e-7, "of frames", "bad frames: warn from", "D"),
        Threshold("fail_ratio", 1e-4, "of frames", "bad frames: above this it fails", "D"),
        Threshold("shift_h", 8, "h", "counters are watched for at least", "D"),
    ),
    basis="duplex reports of network inventory tools (practice); ratios and shift: project default",
    so_what="A worn cable costs one telegram in ten thousand: too few to see, enough to stop the"
    " machine every other day.",
    remedy="Set both ends to automatic, change the cable, then the port.",
    closes_unknown="Two looks at the port counters, a shift apart: `plantready probe` in the"
    " morning and in the afternoon",
    closes_minutes=10,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="port",
)
