"""DAT-01: whether every value gets from the machine to who uses it, station by station.

Question: does the full data path of this line work, over a whole shift?
Yes: every required flow arrives at every station of its way, with values no older than twice their
period, over at least one shift. No: a load-bearing flow does not arrive, or more than 5 % comes
late. Not built: no flow of the use case runs on the line yet; that is planned work, no failure. A
capture shows that something flows, not how old it is: such a flow counts as one unverified station.

Example: 4 flows arrive, 3 % of the values of one come late at the broker: warn.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import PlantFacts, Seen, Stated
from audit.inventory.tables import FlowRow, HopRow
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
    naming,
    rolled_up,
    unknown,
)
from checks.needed import folded, required_flows
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import once, rows_where, talks_from
from checks.signals import Signal, dated, listed_signals

Flow = Stated[FlowRow]
Hops = tuple[Stated[HopRow], ...]
_BROKEN = {str(Status.REFUSED), str(Status.TIMEOUT), str(Status.CLOSED)}


@dataclass(frozen=True, slots=True)
class Way:
    """One flow's result and what it rests on."""

    target: Target
    on: Ground


def judge(asked: Asked) -> Answer:
    """Judge each required flow; the worst decides."""
    facts, line = asked.facts, asked.line
    flows = required_flows(facts, line, asked.use_case)
    if not flows:
        text = f"{line}: no flow of {asked.use_case} is listed, so nothing says what should arrive"
        return unknown(Why.NOT_ASKED, "no flow list for the line", text)
    if all(row.record.exists is False for row in flows):
        text = f"{line}: none of {counted(len(flows), 'required flow')} is built yet"
        return answer(Outcome.NOT_BUILT, text, ground(flows), measured="not built")
    ways = [_way(asked, flow) for flow in flows]
    targets = tuple(way.target for way in ways)
    on = NOTHING
    for way in ways:
        on = on + way.on
    good = sum(target.outcome is Outcome.PASS for target in targets)
    text = (
        f"{line}: all of {counted(len(flows), 'required flow')} expected to arrive, no older than"
        f" {asked.limits['age_times']:g} times the period, over {asked.limits['shift_h']:g} h;"
        f" {good} proven"
    )
    details = in_words(targets)
    return rolled_up(
        targets, f"{text}: {details}" if details else text, on,
        measured=f"{good} of {counted(len(flows), 'flow')}", value=100.0 * good / len(flows),
    )  # fmt: skip


def _way(asked: Asked, flow: Flow) -> Way:
    facts, row = asked.facts, flow.record
    hops = rows_where(facts, HopRow, "flow_id", row.flow_id)
    if row.exists is False:
        outcome = Outcome.FAIL if _bears(row) else Outcome.WARN
        text = f"{row.flow_id} is not built, though others of the line run"
        return Way(Target(row.flow_id, outcome, text, evidence=(flow.evidence,)), ground([flow]))
    if not hops:
        return _heard(facts, flow)
    on = dated(hops, [h.record.measured_on for h in hops])
    on = naming(on, ground([flow, *_signals_of(asked, flow)]))
    broken = _refused(facts, row)
    if broken is not None and all(h.record.arrived is not False for h in hops):
        why = Unknown(Why.CONFLICT, "the hop export and the try disagree")
        text = (
            f"{row.flow_id}: the hop export has values, but {broken.value.ip} port"
            f" {broken.value.port} gave {broken.value.outcome}"
        )
        on = on + ground([broken])
        return Way(Target(row.flow_id, Outcome.UNKNOWN, text, why, on.evidence), on)
    return Way(_by_hops(asked, flow, hops, on), on)


def _signals_of(asked: Asked, flow: Flow) -> list[Signal]:
    """Return the signals whose periods the ages are held against."""
    rows = listed_signals(asked.facts, asked.line, asked.use_case)
    return [row for row in rows if row.record.asset == flow.record.source]


def _bears(flow: FlowRow) -> bool:
    return flow.load_bearing is not False


def _refused(facts: PlantFacts, flow: FlowRow) -> Seen[Reach] | None:
    tries = _tries(facts).get(flow.flow_id, ())
    latest = next(iter(from_nearest(facts, flow, tries)), None)
    return latest if latest is not None and latest.value.outcome in _BROKEN else None


@once
def _tries(facts: PlantFacts) -> dict[str, list[Seen[Reach]]]:
    found: dict[str, list[Seen[Reach]]] = {}
    for seen in facts.reaches:
        found.setdefault(seen.value.flow, []).append(seen)
    return found


def _heard(facts: PlantFacts, flow: Flow) -> Way:
    row = flow.record
    source, dest = facts.device(row.source), facts.device(row.dest)
    ends = {row.dest_ip, *(dest.ips if dest else ())} - {""}
    own = set(source.ips) if source and row.source else set[str]()
    there = [c for c in talks_from(facts, sorted(own)) if c.value.dst_ip in ends]
    back = [c for c in talks_from(facts, sorted(ends)) if c.value.dst_ip in own]
    talks = (*there, *back)
    if talks:
        on = naming(ground(talks), ground([flow]))
        text = f"{row.flow_id}: heard between its ends, no hop export says how old the values are"
        return Way(Target(row.flow_id, Outcome.WARN, text, evidence=on.evidence), on)
    why = Unknown(Why.NO_EVIDENCE, "no hop export")
    text = f"{row.flow_id}: no hop export"
    return Way(Target(row.flow_id, Outcome.UNKNOWN, text, why, (flow.evidence,)), ground([flow]))


def _by_hops(asked: Asked, flow: Flow, hops: Hops, on: Ground) -> Target:
    row, name = flow.record, flow.record.flow_id
    gone = [h.record for h in hops if h.record.arrived is False]
    if gone:
        outcome = Outcome.FAIL if _bears(row) else Outcome.WARN
        text = f"{name}: nothing arrives at {gone[0].hop}{_of_signal(gone[0])}"
        return Target(name, outcome, text, evidence=on.evidence)
    late = [_late(asked, h.record) for h in hops]
    worst = max((share for share in late if share is not None), default=0.0)
    if worst > asked.limits["late_warn"]:
        text = f"{name}: {worst:g} % of the values come late at {_at(hops, late, worst)}"
        return Target(name, Outcome.FAIL if _bears(row) else Outcome.WARN, text,
                      evidence=on.evidence)  # fmt: skip
    unproven = [h.record.hop for h, share in zip(hops, late, strict=True) if share is None]
    if len(unproven) > 1:
        why = Unknown(Why.NO_EVIDENCE, "stations without a value's age")
        text = f"{name}: {len(unproven)} stations of its way were not verified"
        return Target(name, Outcome.UNKNOWN, text, why, on.evidence)
    short = [h.record.hours or 0.0 for h in hops if (h.record.hours or 0.0)
             < asked.limits["shift_h"]]  # fmt: skip
    if short:
        why = Unknown(Why.NO_EVIDENCE, "watched for less than a shift")
        text = f"{name}: watched for {min(short):g} h only"
        return Target(name, Outcome.UNKNOWN, text, why, on.evidence)
    if unproven:
        text = f"{name}: {unproven[0]} was not verified"
        return Target(name, Outcome.WARN, text, evidence=on.evidence)
    if worst > 0:
        text = f"{name}: {worst:g} % of the values come late at {_at(hops, late, worst)}"
        return Target(name, Outcome.WARN, text, evidence=on.evidence)
    return Target(name, Outcome.PASS, f"{name} arrives in time", evidence=on.evidence)


def _of_signal(hop: HopRow) -> str:
    return f" of {hop.signal}" if hop.signal else ""


def _at(hops: Hops, late: list[float | None], share: float) -> str:
    return next(h.record.hop for h, own in zip(hops, late, strict=True) if own == share)


def _late(asked: Asked, hop: HopRow) -> float | None:
    """Return the share of late values in percent; None: not verified."""
    if hop.arrived is None and hop.age_s is None and hop.late_percent is None:
        return None
    if hop.late_percent is not None:
        return hop.late_percent
    period = _period_s(asked, hop)
    if hop.age_s is None or period is None:
        return None
    return 100.0 if hop.age_s > asked.limits["age_times"] * period else 0.0


def _period_s(asked: Asked, hop: HopRow) -> float | None:
    """The needed period of the hop's signal; for all signals of a flow the shortest one."""
    flows = required_flows(asked.facts, asked.line, asked.use_case)
    source = next((f.record.source for f in flows if f.record.flow_id == hop.flow_id), "")
    rows = [r.record for r in listed_signals(asked.facts, asked.line, asked.use_case)]
    if hop.signal:
        found = [r.needed_ms for r in rows if folded(r.signal) == folded(hop.signal)]
    else:
        found = [r.needed_ms for r in rows if source and r.asset == source]
    known = [ms for ms in found if ms]
    return min(known) / 1000 if known else None


CHECK = Check(
    check_id="DAT-01",
    theme=Theme.DATA_PATH,
    title="The full data path from machine to consumer works on this line",
    question="Does every value get from the machine to who uses it, over a whole shift?",
    severity=Severity.BLOCKER,
    gate=GateRule.IF_LOAD_BEARING,
    stage=6,
    work_packages=("WP-28",),
    max_age_days=90,
    thresholds=(
        Limit("age_times", 2, "times", "age of the last value over its period, at most"),
        Limit("late_warn", 5, "%", "values that come late: warn up to"),
        Limit("shift_h", 8, "h", "watched for at least one shift"),
    ),
    basis="project default: one shift shows start, breaks and end",
    so_what="The screen shows a value, and nobody sees that it is from this morning.",
    remedy="Repair the first station at which the flow named here stops or falls behind; the"
    " stations after it only pass on what they get.",
    closes_unknown="The age of the last value at controller, gateway, broker and consumer, exported"
    " over one shift",
    closes_minutes=45,
    closes_who="integration engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="flow",
    not_applicable_when="line not yet connected: status NOT BUILT, planned work, not FAIL",
)
