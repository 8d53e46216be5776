"""NET-05: whether every flow that the use case needs gets through from this line.

Question: can every network flow the use case needs be routed from this line?
Yes: each required flow was tried and answered. Warn: one passes through an address translation or a
computer in two networks that nobody documented. No: one was refused, filtered or had no route.
Not applicable: the use case has no network flow. A try from where the auditor stands is grade A; a
hop test that somebody else made is grade C with its document, D without; where a documented one
says otherwise than our own try, the flow is unknown until it is tried again from the line. Of tries
from several vantage points those from the line count, then those from a place that nobody has
named; one from the office says nothing about the line. What was measured of the way (loss, largest
packet) is told beside it where it is worse than usual.

Example: F-L2-01 to the MES has no route, as the walk-down sheet says: fail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audit.facts.model import Seen, Stated
from audit.inventory.tables import FlowRow
from audit.payloads import Reach
from audit.records import Grade, Status, Unknown, Why
from checks.borders import from_nearest
from checks.ground import (
    NOTHING,
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
from checks.needed import flows_of, required_flows
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
from checks.remembered import among
from checks.twins import bridging

_HOP = {
    "ok": Outcome.PASS,
    "refused": Outcome.FAIL,
    "filtered": Outcome.FAIL,
    "no route": Outcome.FAIL,
}
_TRIED = {str(Status.OK): Outcome.PASS, str(Status.REFUSED): Outcome.FAIL,
          str(Status.TIMEOUT): Outcome.FAIL}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of one flow."""

    target: Target
    on: Ground


def judge(asked: Asked) -> Answer:
    """Judge each required flow by its newest try, else by a hop test; the worst decides."""
    facts, line, use_case = asked.facts, asked.line, asked.use_case
    listed_flows = flows_of(facts, line, use_case)
    flows = required_flows(facts, line, use_case)
    if not listed_flows:
        text = f"{line}: no flow of {use_case or 'the use case'} is listed, so none can be tried"
        return unknown(Why.NOT_ASKED, "no flow listed", text)
    if not flows:
        text = f"{line}: none of the {counted(len(listed_flows), 'listed flow')} is required"
        return answer(Outcome.NA, text, ground(listed_flows))
    proofs = [_proof(asked, flow) for flow in flows]
    targets = tuple(proof.target for proof in proofs)
    on = NOTHING
    for proof in proofs:
        on = on + proof.on
    good = sum(t.outcome in (Outcome.PASS, Outcome.WARN) for t in targets)
    ways = [way for flow in flows if (way := _worst_way(asked, flow))]
    on = naming(on, ground(way.reach for way in ways))
    text = (
        f"{line}: all of {counted(len(flows), 'required flow')} expected to get through; {good}"
        " proven"
    )
    details = in_words(targets)
    text = f"{text}: {details}" if details else text
    if ways:
        text = f"{text}; the way is poor: {listed((way.sentence for way in ways), 4)}"
    return rolled_up(
        targets, text, on,
        measured=f"{good} of {counted(len(flows), 'flow')}", value=100.0 * good / len(flows),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """What was measured of a flow's way, where it is worse than usual."""

    sentence: str
    reach: Seen[Reach]


def _worst_way(asked: Asked, flow: Stated[FlowRow]) -> Way | None:
    """The newest measurement from where the flow begins; None: none, or nothing to tell."""
    row = flow.record
    tries = among(asked.facts, asked.facts.reaches, _flow, [row.flow_id])
    near = from_nearest(asked.facts, row, [r for r in tries if r.value.outcome == str(Status.OK)])
    reach = next((r for r in near if r.value.loss_percent is not None or r.value.mtu), None)
    if reach is None:
        return None
    loss, mtu = reach.value.loss_percent or 0.0, reach.value.mtu
    lossy = loss > asked.limits["loss_percent"]
    narrow = mtu is not None and mtu < asked.limits["packet_octets"]
    if lossy and narrow:
        said = (
            f"{row.flow_id} lost {loss:g} % of the echoes and carries packets of {mtu} octets at"
            " most"
        )
    elif lossy:
        said = f"{row.flow_id} lost {loss:g} % of the echoes"
    elif narrow:
        said = f"{row.flow_id} carries packets of {mtu} octets at most"
    else:
        return None
    return Way(said, reach)


def _flow(seen: Seen[Reach]) -> tuple[str, ...]:
    return (seen.value.flow,)


def _proof(asked: Asked, flow: Stated[FlowRow]) -> Proof:
    row = flow.record
    found = among(asked.facts, asked.facts.reaches, _flow, [row.flow_id])
    tries = sorted(found, key=lambda r: (r.time, r.evidence), reverse=True)
    telling = [r for r in tries if r.value.outcome in _TRIED]
    decisive = next(iter(from_nearest(asked.facts, row, telling)), None)
    hop = re.sub(r"[\s_-]+", " ", row.hop_test.strip().casefold())
    if decisive is not None and _disagree(row, decisive, hop):
        return _conflicting(flow, decisive, hop)
    if decisive is not None:
        return _tried(asked, flow, decisive, stopped=hop == "stopped")
    if hop in _HOP:
        return _told(asked, flow, _HOP[hop], hop)
    return _open(flow, tries, hop, telling[0].value.vantage if telling else "")


def _disagree(row: FlowRow, reach: Seen[Reach], hop: str) -> bool:
    """Whether a documented hop test says otherwise: it may stand nearer to the line than we do."""
    if hop not in _HOP or not row.hop_test_document:
        return False
    return _HOP[hop] is not _TRIED[reach.value.outcome]


def _conflicting(flow: Stated[FlowRow], reach: Seen[Reach], hop: str) -> Proof:
    row = flow.record
    day = min(reach.time.date(), row.hop_test_on or flow.time.date())
    on = Ground(tuple(sorted((flow.evidence, reach.evidence))), Grade.C, day)
    why = Unknown(Why.CONFLICT, "the try and the hop test disagree")
    text = (
        f"{_name(flow)}: {reach.value.outcome} at {reach.value.ip} port {reach.value.port} from"
        f" {reach.value.vantage}, but {hop} in {row.hop_test_document}: test it again from the line"
    )
    return Proof(_target(flow, Outcome.UNKNOWN, text, on, why), on)


def _tried(asked: Asked, flow: Stated[FlowRow], reach: Seen[Reach], *, stopped: bool) -> Proof:
    where = f"{reach.value.ip} port {reach.value.port} from {reach.value.vantage}"
    outcome = _TRIED[reach.value.outcome]
    on = Ground((flow.evidence, reach.evidence), reach.grade, reach.time.date())
    if outcome is Outcome.FAIL and stopped:
        why = Unknown(Why.NO_EVIDENCE, "the service was stopped")
        text = f"{_name(flow)}: {where} gave {reach.value.outcome}, but the service was stopped"
        return Proof(_target(flow, Outcome.UNKNOWN, text, on, why), on)
    return _bridged(asked, flow, outcome, f"{reach.value.outcome} at {where}", on)


def _told(asked: Asked, flow: Stated[FlowRow], outcome: Outcome, hop: str) -> Proof:
    row = flow.record
    day = row.hop_test_on or flow.time.date()
    grade = Grade.C if row.hop_test_document else Grade.D
    on = Ground((flow.evidence,), grade, day)
    basis = row.hop_test_document or "told, no document"
    return _bridged(asked, flow, outcome, f"{hop} ({basis})", on)


def _bridged(asked: Asked, flow: Stated[FlowRow], outcome: Outcome, said: str, on: Ground) -> Proof:
    """A flow that works only through a computer in two networks that nobody listed is a warning."""
    target = _through(flow, outcome, said, on)
    host = asked.facts.device(flow.record.code_host) if flow.record.code_host else None
    nets = bridging(asked.facts, host) if host is not None and outcome is Outcome.PASS else ()
    if host is None or not nets:
        return Proof(target, on)
    seen = {e for one in host.shown for e in one.evidence}
    on = naming(on, Ground(tuple(sorted(seen))))
    text = (
        f"{target.sentence}; it passes through {host.device_id}, which stands in {listed(nets)}"
        " and is on no list"
    )
    return Proof(_target(flow, Outcome.WARN, text, on), on)


def _through(flow: Stated[FlowRow], outcome: Outcome, said: str, on: Ground) -> Target:
    if outcome is Outcome.PASS and flow.record.undocumented_nat:
        text = f"{_name(flow)}: {said}, through an address translation that nobody documented"
        return _target(flow, Outcome.WARN, text, on)
    return _target(flow, outcome, f"{_name(flow)}: {said}", on)


def _open(flow: Stated[FlowRow], tries: Sequence[Seen[Reach]], hop: str, office: str) -> Proof:
    on = ground(tries) if tries else NOTHING
    if hop == "stopped":
        why, said = Unknown(Why.NO_EVIDENCE, "the service was stopped"), "the service was stopped"
    elif any(r.value.outcome == str(Status.OUT_OF_SCOPE) for r in tries):
        why = Unknown(Why.OUT_OF_SCOPE, "the rules of engagement forbid the try")
        said = "the rules of engagement do not allow the try"
    elif office:
        why = Unknown(Why.NO_EVIDENCE, "tried from the office only")
        said = f"tried from {office} only, which says nothing about the line"
    elif tries:
        why = Unknown(Why.PROBE_ERROR, f"the try ended with {tries[0].value.outcome}")
        said = f"the try ended with {tries[0].value.outcome}, which proves nothing"
    else:
        why, said = Unknown(Why.NO_EVIDENCE, "never tried"), "never tried"
    return Proof(_target(flow, Outcome.UNKNOWN, f"{_name(flow)}: {said}", on, why), on)


def _target(
    flow: Stated[FlowRow], outcome: Outcome, text: str, on: Ground, why: Unknown | None = None
) -> Target:
    evidence = tuple(sorted({flow.evidence, *on.evidence}))
    return Target(flow.record.flow_id, outcome, text, why, evidence)


def _name(flow: Stated[FlowRow]) -> str:
    row = flow.record
    ends = f" ({row.source or 'source not said'} to {row.dest or row.dest_ip or row.consumer})"
    return f"{row.flow_id}{ends if row.source or row.dest or row.dest_ip else ''}"


CHECK = Check(
    check_id="NET-05",
    theme=Theme.NETWORK,
    title="Every network flow the use case needs can be routed from this line",
    question="Can every network flow the use case needs be routed from this line?",
    severity=Severity.BLOCKER,
    gate=GateRule.ALWAYS,
    stage=2,
    work_packages=("WP-04",),
    max_age_days=90,
    thresholds=(
        Threshold("loss_percent", 1, "%", "lost echoes are told above this, and decide nothing"),
        Threshold("packet_octets", 1500, "octets", "smaller largest packets are told", "N"),
    ),
    basis="project method; IEC 62443-3-2 list of conduits (recalled, verify)",
    so_what="The use case is installed, and its data never arrives: the connection that worked on"
    " the pilot has no way through from here.",
    remedy="Ask for the one rule or route that the flow named here needs; try it again the same"
    " day.",
    closes_unknown="One TCP connect per flow from an approved place on the line's network, or the"
    " firewall's log export",
    closes_minutes=15,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="flow",
    not_applicable_when="use case has no network flow",
)
