"""NET-04: how many stations share the broadcast domains of a line, and how much they shout.

Question: is the broadcast domain small enough for controls traffic?
Yes: at most 200 end devices and at most 100 broadcast frames a second. Warn: up to 400 devices or
500 frames. No: more of either, over 5 minutes or longer. Devices are counted from MAC tables,
frames from a capture: what was not looked at is unknown, unless the other part fails already.

Example: VLAN 1 holds 431 stations of three lines: fail.
"""

from __future__ import annotations

from audit.facts.model import PlantFacts, Seen, Segment
from audit.payloads import Coverage
from audit.records import Unknown, Why
from checks.ground import NOTHING, Ground, ground, in_words, rolled_up, unknown
from checks.line_devices import CABLING, device_ground, devices_of
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
from checks.remembered import once, reads_of
from checks.replied import measured
from checks.replies import replies

QUESTION_ID = "broadcast_rate"
_ALL_STATIONS = "ff:ff:ff:ff:ff:ff"


def judge(asked: Asked) -> Answer:
    """Judge each broadcast domain in which the line's devices live; the worst decides."""
    facts, line = asked.facts, asked.line
    own = {device.device_id for device in devices_of(facts, line)}
    found_in = [s for key in sorted(own) for s in _segments_by_device(facts).get(key, ())]
    segments = list({id(segment): segment for segment in found_in}.values())
    limits = asked.limits
    expected = (
        f"{line}: at most {limits['pass_devices']:g} end devices and {limits['pass_frames']:g}"
        " broadcast frames a second expected in a broadcast domain"
    )
    if not segments:
        text = f"{expected}; in which broadcast domain its devices live is not known"
        return unknown(Why.NO_EVIDENCE, "no MAC table and no capture", text)
    targets: list[Target] = []
    on, largest = NOTHING, 0
    for segment in segments:
        count, whole, seen_on = _counted(asked, segment)
        rate, rate_on = _rate(asked, segment)
        targets.append(_target(asked, segment, count, whole, rate))
        on, largest = on + seen_on + rate_on, max(largest, count)
    found = tuple(targets)
    said = in_words(found) or "; ".join(target.sentence for target in found)
    return rolled_up(found, f"{expected}; {said}", on, measured=f"{largest} devices",
                     value=-float(largest))  # fmt: skip


@once
def _segments_by_device(facts: PlantFacts) -> dict[str, list[Segment]]:
    found: dict[str, list[Segment]] = {}
    for segment in facts.segments:
        for device_id in segment.device_ids:
            found.setdefault(device_id, []).append(segment)
    return found


def _counted(asked: Asked, segment: Segment) -> tuple[int, bool, Ground]:
    """Return the end devices, whether a whole MAC table shows them, and the ground."""
    number = _numbers(asked.facts)[id(segment)]
    return _count(asked.facts, number, asked.limits["cycle_h"])


@once
def _numbers(facts: PlantFacts) -> dict[int, int]:
    """Return the place of each domain among the facts' own: shorter to remember it by."""
    return {id(segment): number for number, segment in enumerate(facts.segments)}


@once
def _count(facts: PlantFacts, number: int, cycle_h: float) -> tuple[int, bool, Ground]:
    segment = facts.segments[number]
    found = [facts.device(device_id) for device_id in segment.device_ids]
    ends = [d for d in found if d is not None and d.role not in CABLING]
    base = base_of(facts, [d for d in found if d is not None], cycle_h)
    whole = any("MAC table" in text for text in base.whole)
    return len(ends), whole, base.on if base.on.evidence else device_ground(ends)


def _rate(asked: Asked, segment: Segment) -> tuple[float | None, Ground]:
    """Return the broadcast frames a second in a domain: of the longest capture that heard one of
    its stations shout, else what somebody read off a switch.
    """
    if _shouts(asked.facts, _numbers(asked.facts)[id(segment)]):
        capture = _capture(asked.facts)
        long_enough = capture is not None and (
            (capture.value.seconds or 0.0) >= asked.limits["minutes"] * 60)  # fmt: skip
        if capture is not None and long_enough and capture.value.broadcast_mean is not None:
            return capture.value.broadcast_mean, ground([capture])
    if not replies(asked.facts, QUESTION_ID, asked.line):
        return None, NOTHING
    said = measured(asked, QUESTION_ID, "", lambda _: Outcome.PASS, unit="frames/s")
    return said.value, Ground(said.evidence, said.grade, said.oldest)


@once
def _shouts(facts: PlantFacts, number: int) -> bool:
    """Whether a station of the domain was heard to ask all of them."""
    talks = reads_of(facts, facts.conversations, facts.segments[number].device_ids)
    return any(talk.value.dst_mac == _ALL_STATIONS for talk in talks)


@once
def _capture(facts: PlantFacts) -> Seen[Coverage] | None:
    captures = [c for c in facts.coverage if c.value.what == "capture"]
    return max(captures, key=lambda c: c.value.seconds or 0.0, default=None)


def _target(asked: Asked, segment: Segment, count: int, whole: bool, rate: float | None) -> Target:
    limits = asked.limits
    name = f"VLAN {segment.vlan_id}" if segment.vlan_id is not None else segment.subnet
    name = name or "the unnamed domain"
    shared = f" of {', '.join(segment.lines)}" if len(segment.lines) > 1 else ""
    at_least = "" if whole else "at least "
    text = f"{name}{shared}: {at_least}{count} end devices"
    text += "" if rate is None else f" and {rate:.0f} broadcast frames a second"
    by_count = _outcome(count, limits["pass_devices"], limits["fail_devices"])
    by_rate = None if rate is None else _outcome(rate, limits["pass_frames"], limits["fail_frames"])
    proof = segment.evidence
    if Outcome.FAIL in (by_count, by_rate):
        return Target(name, Outcome.FAIL, text, evidence=proof)
    if not whole or by_rate is None:
        detail = "no whole MAC table" if not whole else "broadcast rate not measured"
        more = "its MAC table was not read whole" if not whole else "how much they shout is open"
        why = Unknown(Why.NO_EVIDENCE, detail)
        return Target(name, Outcome.UNKNOWN, f"{text}; {more}", why, proof)
    warn = Outcome.WARN in (by_count, by_rate)
    return Target(name, Outcome.WARN if warn else Outcome.PASS, text, evidence=proof)


def _outcome(value: float, pass_up_to: float, fail_above: float) -> Outcome:
    if value <= pass_up_to:
        return Outcome.PASS
    return Outcome.WARN if value <= fail_above else Outcome.FAIL


CHECK = Check(
    check_id="NET-04",
    theme=Theme.NETWORK,
    title="The broadcast domain is small enough for controls traffic",
    question="Is the broadcast domain of the line small enough for controls traffic?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=2,
    work_packages=("WP-04",),
    max_age_days=180,
    thresholds=(
        Threshold("pass_devices", 200, "devices", "end devices: pass to", "V"),
        Threshold("fail_devices", 400, "devices", "end devices: above this it fails", "D"),
        Threshold("pass_frames", 100, "frames/s", "broadcast: pass to", "D"),
        Threshold("fail_frames", 500, "frames/s", "broadcast: above this it fails", "D"),
        Threshold("minutes", 5, "min", "a capture lasts at least", "D"),
        Threshold("cycle_h", 8, "h", "one production cycle", "D"),
    ),
    basis="sizing of cell/area zones in converged plant-wide Ethernet design guides (about 200"
    " nodes; verify the edition); frames per second: project default",
    so_what="A camera that floods the network makes the controllers of three lines drop their"
    " connections at once.",
    remedy="Give the line a VLAN of its own; move printers, cameras and office devices out first.",
    closes_unknown="The MAC table of the line's switch, and 5 minutes of a capture on any of its"
    " ports",
    closes_minutes=15,
    closes_who="OT network engineer",
    judge=judge,
    scope="segment",
)
