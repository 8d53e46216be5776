"""SEC-14: whether safety systems are listed, kept apart, and left alone by every probe.

Question: are the safety systems of the line listed, separate, and excluded from every probe?
Yes: a signed list names them, the rules of engagement exclude them, and no other device shares
their network. Warn: listed and excluded, but in a shared network. No: one that no list names, or
one that a probe tried to reach. Not applicable: the line has no safety network.

Example: SAF-L3-1 is on the signed list and excluded, but lives in VLAN 30 with PLC-L3-1: warn.
"""

from __future__ import annotations

from collections.abc import Callable

from audit.facts.model import Device, PlantFacts, Seen, Stated
from audit.inventory.tables import AnswerRow
from audit.payloads import Login, Reach
from audit.records import Grade, Status, Why
from checks.borders import segment_name, segments_with
from checks.ground import Ground, answer, ground, listed, unknown
from checks.line_devices import CABLING, device_ground, devices_of, in_use
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.remembered import reads_of
from checks.replied import by_reply
from checks.replies import matching, replies, says_no, says_yes, unsure

NETWORK_ID = "safety_network"
LIST_ID = "safety_list_signed"
EXCLUDED_ID = "safety_excluded_from_probes"
SEPARATE_ID = "safety_separate"
Rows = tuple[Stated[AnswerRow], ...]


def judge(asked: Asked) -> Answer:
    """Look for probes that touched them and devices that no list names; then ask the rest."""
    facts, line = asked.facts, asked.line
    expected = f"{line}: safety systems expected to be listed, separate and left alone"
    safety = tuple(d for d in devices_of(facts, line) if d.role == "safety" and in_use(d))
    touched = _touched(facts, safety)
    on = device_ground(safety)
    if touched:
        names = listed(sorted({t.device_id for t in touched}))
        text = f"{expected}; a probe went to {names}"
        return answer(Outcome.FAIL, text, on + ground(touched), measured="probed")
    strangers = [d.device_id for d in safety if not d.documented]
    if strangers:
        text = f"{expected}; no list names {listed(strangers)}"
        return answer(Outcome.FAIL, text, on, measured="not listed")
    if not safety and _all_say(replies(facts, NETWORK_ID, line), says_no):
        text = f"{line} has no safety network, as was answered"
        return answer(Outcome.NA, text, matching(replies(facts, NETWORK_ID, line)))
    return _signed(asked, expected, safety, on)


def _touched(
    facts: PlantFacts, safety: tuple[Device, ...]
) -> tuple[Seen[Reach] | Seen[Login], ...]:
    """Tries of this tool that left for a safety device; a refused try left nothing."""
    ids = [device.device_id for device in safety]
    tries: list[Seen[Reach] | Seen[Login]] = []
    tries += reads_of(facts, facts.reaches, ids)
    tries += reads_of(facts, facts.logins, ids)
    return tuple(t for t in tries if t.status not in (Status.OUT_OF_SCOPE, Status.BUG))


def _all_say(rows: Rows, said: Callable[[str], bool]) -> bool:
    return bool(rows) and all(said(row.record.answer) for row in rows)


def _signed(asked: Asked, expected: str, safety: tuple[Device, ...], on: Ground) -> Answer:
    def decide(rows: Rows, signed: Ground) -> Answer:
        if not _all_say(rows, says_yes):
            if _all_say(rows, says_no) and not safety:
                text = f"{expected}; there is no list of them"
                return answer(Outcome.FAIL, text, signed, measured="not listed")
            text = f"{expected}; the list of safety systems is not signed"
            return unknown(Why.NO_EVIDENCE, "safety list not signed", text, on + signed)
        proof = next((row.record.document for row in rows if row.record.document), "")
        text = f"{expected}; listed{f' ({proof})' if proof else ''}"
        return _excluded(asked, text, safety, on + signed)

    got = by_reply(asked, LIST_ID, expected, decide)
    if got.outcome is Outcome.NA:
        text = f"{got.sentence}; say whether the line has a safety network"
        return unknown(Why.CONFLICT, "said to be not applicable", text, on)
    return got


def _excluded(asked: Asked, text: str, safety: tuple[Device, ...], on: Ground) -> Answer:
    rows = replies(asked.facts, EXCLUDED_ID, asked.line)
    on = on + matching(rows)
    if any(says_no(row.record.answer) for row in rows):
        return answer(Outcome.FAIL, f"{text}, but not excluded from probes", on, measured="listed")
    if not _all_say(rows, says_yes):
        why = Why.DONT_KNOW if rows else Why.NOT_ASKED
        text = f"{text}; whether the rules of engagement exclude them is not known"
        return unknown(why, EXCLUDED_ID, text, on)
    return _separate(asked, f"{text}, excluded from probes", safety, on)


def _separate(asked: Asked, text: str, safety: tuple[Device, ...], on: Ground) -> Answer:
    shared = _sharing(asked.facts, safety)
    if shared:
        text = f"{text}, but {shared[0]}"
        return answer(Outcome.WARN, text, on + shared[1], measured="shared network")
    rows = replies(asked.facts, SEPARATE_ID, asked.line)
    known = tuple(row for row in rows if not unsure(row.record.answer))
    if any(says_no(row.record.answer) for row in known):
        text = f"{text}, but in a network with others"
        return answer(Outcome.WARN, text, on + matching(rows), measured="shared network")
    seen = bool(safety) and all(segments_with(asked.facts, [device]) for device in safety)
    if seen or _all_say(rows, says_yes):
        text = f"{text}, in a network of their own"
        on = on if seen else on + matching(rows)
        return answer(Outcome.PASS, text, on, measured="listed, excluded, separate", value=1.0)
    why = Why.DONT_KNOW if rows else Why.NOT_ASKED
    text = f"{text}; whether their network is their own is not known"
    return unknown(why, SEPARATE_ID, text, on)


def _sharing(facts: PlantFacts, safety: tuple[Device, ...]) -> tuple[str, Ground] | None:
    for segment in segments_with(facts, safety):
        members = [d for d in map(facts.device, segment.device_ids) if d is not None]
        own = [d for d in members if d.role == "safety"]
        others = [d for d in members if d.role != "safety" and d.role not in CABLING]
        if others:
            names = listed((d.device_id for d in others), 4)
            where = segment_name(segment)
            text = f"{listed(d.device_id for d in own)} shares {where} with {names}"
            return text, device_ground([*own, *others])
    return None


CHECK = Check(
    check_id="SEC-14",
    theme=Theme.SECURITY,
    title="Safety systems are separate and excluded from every probe",
    question="Are the safety systems of the line listed, separate, and excluded from every probe?",
    severity=Severity.BLOCKER,
    gate=GateRule.ALWAYS,
    stage=5,
    work_packages=("WP-04",),
    max_age_days=365,
    thresholds=(),
    basis="IEC 62443-3-2 ZCR 3.3; IEC 61511-1 clause 8.2.4 (recalled, verify)",
    so_what="A disturbed safety controller stops the line at best; at worst it does not stop it"
    " when somebody's hand is inside.",
    remedy="List the safety devices, exclude their addresses in the scope file, and give them a"
    " network of their own at the next cutover.",
    closes_unknown="The list of safety devices with their addresses, signed by whoever answers for"
    " machine safety, and the rules of engagement that exclude them",
    closes_minutes=20,
    closes_who="safety engineer",
    judge=judge,
    min_grade=Grade.C,
    not_applicable_when="no safety network",
)
