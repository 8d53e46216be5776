"""SEC-07: whether monitoring sees what the line's devices say to each other.

Question: does monitoring see the traffic inside the line?
Yes: a capture from the sensor's port shows at least 90 % of the listed pairs inside the line. Warn:
it sees less, or the uplink only. No: it sees none of them, or there is no sensor. Not applicable: a
document accepts the risk.

Example: the mirror port of SW-L1-1 copies the uplink; of 6 listed pairs 1 is seen: warn.
"""

from __future__ import annotations

from audit.facts.model import PlantFacts, Seen, Stated
from audit.inventory.tables import FlowRow
from audit.payloads import Conversation, Coverage
from audit.records import Why
from checks.computers import or_said
from checks.ground import Ground, answer, ground, percent, unknown
from checks.line_devices import devices_of
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Theme,
    Threshold,
)
from checks.remembered import once, reads_of, rows_where
from checks.replied import Rows, by_reply
from checks.replies import plain

QUESTION_ID = "line_monitoring"
INSIDE, UPLINK, NOTHING_THERE, ACCEPTED = (
    "a sensor inside the line",
    "a sensor at the uplink only",
    "none",
    "none, and the risk is accepted in writing",
)
CHOICES = (INSIDE, UPLINK, NOTHING_THERE, ACCEPTED)


def judge(asked: Asked) -> Answer:
    """Compare listed pairs inside the line with what a capture shows; else what was answered."""
    expected = f"{asked.line}: monitoring expected to see what its devices say to each other"
    return or_said(_seen(asked, expected), _said(asked, expected))


def _seen(asked: Asked, expected: str) -> Answer:
    facts = asked.facts
    own = [device.device_id for device in devices_of(facts, asked.line)]
    talks = reads_of(facts, facts.conversations, own)
    captures, captured = _captures(facts)
    if not talks or not captures:
        text = f"{expected}; no capture shows the line, so nothing could be tested"
        return unknown(Why.NO_EVIDENCE, "no capture to test", text)
    pairs = _pairs(facts, asked.line)
    mirrors = {capture.value.mirror for capture in captures}
    on = captured + ground(pairs.values())
    if not pairs:
        if mirrors == {"uplink"}:
            text = f"{expected}; the capture shows the uplink only"
            return answer(Outcome.WARN, text, on, measured="uplink only")
        text = f"{expected}; no pair inside the line is listed, so there is nothing to compare"
        return unknown(Why.NO_EVIDENCE, "no listed pair inside the line", text, on)
    heard = {_ends(facts, talk) for talk in talks} & pairs.keys()
    share = percent(len(heard), len(pairs))
    text = f"{expected}; {len(heard)} of {len(pairs)} listed pairs seen ({share:.0f} %)"
    outcome = Outcome.WARN if heard else Outcome.FAIL
    if share >= asked.limits["pairs_percent"]:
        outcome = Outcome.PASS
    if outcome is not Outcome.PASS and mirrors == {"uplink"}:
        outcome, text = Outcome.WARN, f"{text}; the capture shows the uplink only"
    return answer(outcome, text, on, measured=f"{share:.0f} % of pairs", value=share)


@once
def _captures(facts: PlantFacts) -> tuple[tuple[Seen[Coverage], ...], Ground]:
    """Return the captures of the plant and their ground."""
    captures = tuple(c for c in facts.coverage if c.value.what == "capture")
    return captures, ground(captures)


def _pairs(facts: PlantFacts, line: str) -> dict[frozenset[str], Stated[FlowRow]]:
    """Listed flows of which both ends are devices of the line, by the two ids."""
    own = {device.device_id for device in devices_of(facts, line)}
    found: dict[frozenset[str], Stated[FlowRow]] = {}
    for row in rows_where(facts, FlowRow, "line", line):
        ends = [facts.device(name) for name in (row.record.source, row.record.dest) if name]
        ids = frozenset(d.device_id for d in ends if d is not None)
        if len(ids) == 2 and ids <= own and row.record.exists is not False:
            found.setdefault(ids, row)
    return found


def _ends(facts: PlantFacts, talk: Seen[Conversation]) -> frozenset[str]:
    ids, value = _ids(facts), talk.value
    other = ids.get(value.dst_ip) or ids.get(value.dst_mac, "")
    return frozenset((talk.device_id, other))


@once
def _ids(facts: PlantFacts) -> dict[str, str]:
    return {key: d.device_id for d in facts.devices for key in (*d.ips, *d.macs)}


def _said(asked: Asked, expected: str) -> Answer:
    def decide(rows: Rows, on: Ground) -> Answer:
        text = rows[0].record.answer
        said = f"{expected}; asked what listens, the answer is: {text}"
        proof = next((row.record.document for row in rows if row.record.document), "")
        match next((c for c in CHOICES if plain(c) == plain(text)), ""):
            case "a sensor inside the line":
                return unknown(Why.NO_EVIDENCE, "no capture to test", f"{said}, not tested", on)
            case "a sensor at the uplink only":
                return answer(Outcome.WARN, said, on, measured="uplink only")
            case "none":
                return answer(Outcome.FAIL, said, on, measured="no sensor")
            case "none, and the risk is accepted in writing" if proof:
                return answer(Outcome.NA, f"{said} ({proof})", on)
            case "none, and the risk is accepted in writing":
                return unknown(Why.NO_EVIDENCE, "the writing was not shown", said, on)
            case _:
                return unknown(Why.CONFLICT, QUESTION_ID, f"{said}: not an answer offered", on)

    said = by_reply(asked, QUESTION_ID, expected, decide)
    if said.outcome is Outcome.NA and "accepted in writing" not in said.sentence:
        on = Ground(said.evidence, said.grade, said.oldest)
        return unknown(Why.CONFLICT, "said to be not applicable", said.sentence, on)
    return said


CHECK = Check(
    check_id="SEC-07",
    theme=Theme.SECURITY,
    title="Traffic on the line is visible to monitoring",
    question="Does monitoring see the traffic inside the line?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-19",),
    max_age_days=365,
    thresholds=(
        Threshold("pairs_percent", 90, "%", "of the listed pairs inside the line are seen", "D"),
    ),
    basis="IEC 62443-3-3 SR 6.2 (recalled, verify); vendor guidance on mirror ports: an uplink"
    " misses local traffic",
    so_what="An attack or a faulty device inside the line is noticed when the line stands, not"
    " before.",
    remedy="Mirror the ports of the controllers, not the uplink, to a sensor at the line's switch.",
    closes_unknown="A capture of one hour from the sensor's own port, and the flows inside the line"
    " in the table of flows",
    closes_minutes=75,
    closes_who="OT security",
    judge=judge,
    not_applicable_when="risk accepted in writing",
)
