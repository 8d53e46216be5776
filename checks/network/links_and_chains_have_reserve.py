"""NET-13: measured load of the line's uplinks, and the delay of its switch chains.

Question: do uplinks and cyclic load leave reserve, and is the switch chain short enough?
Yes: below 20 % load with what the use case adds, and a chain delay of at most 25 % of the update
time. No: above 50 %. Not applicable: no cyclic protocol and no uplink.
A measurement shorter than a shift, or with counters that wrapped, is unknown.

Example: SW-L2-1 Gi0/1 was measured for 4 hours, a shift is 8: unknown.
"""

from __future__ import annotations

from audit.facts.model import Stated
from audit.inventory.tables import LoadRow
from audit.records import Grade, Unknown, Why
from checks.ground import (
    NOTHING,
    Ground,
    answer,
    in_words,
    rolled_up,
    same_at_both_ends,
    unknown,
    worst,
)
from checks.line_devices import no_ethernet
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
from checks.remembered import rows_where

SHORT_FRAME, LONG_FRAME = 64, 1500
"""Bytes, the two frame sizes of which the per-hop delay is given."""


def judge(asked: Asked) -> Answer:
    """Judge each measured link; the worst decides."""
    facts, line = asked.facts, asked.line
    rows = rows_where(facts, LoadRow, "line", line)
    if not rows:
        if no_ethernet(facts, line):
            return answer(Outcome.NA, f"{line} has no Ethernet, so no uplink and no switch chain")
        text = f"{line}: no load of an uplink or of cyclic traffic was measured"
        return unknown(Why.NO_EVIDENCE, "no load measured", text)
    targets = tuple(_target(asked, row) for row in rows)
    text = f"{line}: load below {asked.limits['load_pass_percent']:g} % expected on every link"
    said = in_words(targets) or "; ".join(target.sentence for target in targets)
    on = NOTHING
    for row in rows:
        day = row.record.measured_on or row.time.date()
        on = on + Ground((row.evidence,), row.grade, day)
    loads = [x for row in rows if (x := _load(asked, row.record)) is not None]
    reserve = 100.0 - max(loads) if loads else None
    return rolled_up(targets, f"{text}; {said}", on, measured=_measured(loads), value=reserve)


def _measured(loads: list[float]) -> str:
    return f"{max(loads):.1f} % load" if loads else ""


def _load(asked: Asked, row: LoadRow) -> float | None:
    """The load with what the use case adds; on the pilot the use case runs already."""
    added = 0.0 if row.added_percent is None and asked.line == asked.pilot else row.added_percent
    if row.p95_percent is None or added is None:
        return None
    return row.p95_percent + added


def _target(asked: Asked, stated: Stated[LoadRow]) -> Target:
    row = stated.record
    name = f"{row.device} {row.port}".strip()
    parts = (*_load_parts(asked, row, name), *_chain_parts(asked, row, name))
    if not parts:
        why = Unknown(Why.NOT_ASKED, "neither load nor chain")
        text = f"{name}: neither its load nor its switch chain is given"
        return Target(name, Outcome.UNKNOWN, text, why, (stated.evidence,))
    outcome = worst(parts)
    text = f"{name}: {', '.join(part.sentence for part in parts)}"
    reason = next((p.why for p in parts if p.outcome is Outcome.UNKNOWN), None)
    kept = reason if outcome is Outcome.UNKNOWN else None
    return Target(name, outcome, text, kept, (stated.evidence,))


def _load_parts(asked: Asked, row: LoadRow, name: str) -> tuple[Target, ...]:
    if row.p95_percent is None:
        return ()
    limits = asked.limits
    if row.p95_percent < 0 or (row.added_percent or 0) < 0:
        said = "a load below zero was given"
        return (_open(name, Why.PROBE_ERROR, said, said),)
    if row.wrapped:
        return (_open(name, Why.NO_EVIDENCE, "the counters wrapped", "the counters wrapped"),)
    if row.hours is None:
        return (_open(name, Why.NOT_ASKED, "hours is empty", "how long was measured is not said"),)
    if row.hours < limits["shift_h"]:
        said = f"measured for {row.hours:g} h, a shift is {limits['shift_h']:g} h"
        return (_open(name, Why.NO_EVIDENCE, "measured for less than a shift", said),)
    load = _load(asked, row)
    if load is None:
        outcome = same_at_both_ends(_load_outcome(asked, row.p95_percent), Outcome.FAIL)
        said = f"p95 load {row.p95_percent:g} %, what the use case adds is not said"
        if outcome is Outcome.UNKNOWN:
            return (_open(name, Why.NOT_ASKED, "added_percent is empty", said),)
        return (Target(name, outcome, said),)
    said = f"p95 load {load:g} % with the use case, over {row.hours:g} h"
    return (Target(name, _load_outcome(asked, load), said),)


def _load_outcome(asked: Asked, load: float) -> Outcome:
    if load < asked.limits["load_pass_percent"]:
        return Outcome.PASS
    return Outcome.WARN if load <= asked.limits["load_fail_percent"] else Outcome.FAIL


def _chain_parts(asked: Asked, row: LoadRow, name: str) -> tuple[Target, ...]:
    given = (row.hops, row.frame_bytes, row.update_time_ms)
    if all(value is None for value in given):
        return ()
    if row.hops is None or row.frame_bytes is None or not _counts(row):
        said = "of hops, frame size and update time not all are given, or one is no real count"
        return (_open(name, Why.NOT_ASKED, "the switch chain is incomplete", said),)
    update_ms = row.update_time_ms or 0.0
    delay_us = row.hops * hop_delay_us(asked, row.frame_bytes)
    share = delay_us / (10.0 * update_ms)
    said = (
        f"{row.hops} hops delay a frame of {row.frame_bytes} bytes by {delay_us:.0f} us,"
        f" {share:.1f} % of the update time of {update_ms:g} ms"
    )
    limits = asked.limits
    if share <= limits["chain_pass_percent"]:
        return (Target(name, Outcome.PASS, said),)
    warn = share <= limits["chain_fail_percent"]
    return (Target(name, Outcome.WARN if warn else Outcome.FAIL, said),)


def _counts(row: LoadRow) -> bool:
    values = (row.hops, row.frame_bytes, row.update_time_ms)
    return all(value is not None and value > 0 for value in values)


def hop_delay_us(asked: Asked, frame_bytes: int) -> float:
    """Return the delay of one switch: linear between the two frame sizes, never below the short
    one's.
    """
    low, high = asked.limits["hop_us_short"], asked.limits["hop_us_long"]
    slope = (high - low) / (LONG_FRAME - SHORT_FRAME)
    return low + slope * (max(frame_bytes, SHORT_FRAME) - SHORT_FRAME)


def _open(name: str, why: Why, detail: str, said: str) -> Target:
    return Target(name, Outcome.UNKNOWN, said, Unknown(why, detail))


CHECK = Check(
    check_id="NET-13",
    theme=Theme.NETWORK,
    title="Uplinks and cyclic network load leave reserve, and the switch chain is short enough for"
    " the update time",
    question="Do uplinks and cyclic load leave reserve, and is the switch chain short enough?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=2,
    work_packages=("WP-08",),
    max_age_days=180,
    thresholds=(
        Threshold("load_pass_percent", 20, "%", "load: pass below", "V"),
        Threshold("load_fail_percent", 50, "%", "load: above this it fails", "V"),
        Threshold("chain_pass_percent", 25, "%", "chain delay of the update time: pass to", "V"),
        Threshold("chain_fail_percent", 50, "%", "chain delay: above this it fails", "V"),
        Threshold("hop_us_short", 10, "us", "delay of one switch for a frame of 64 bytes", "V"),
        Threshold("hop_us_long", 130, "us", "delay of one switch for 1500 bytes", "V"),
        Threshold("shift_h", 8, "h", "a measurement covers at least this", "D"),
    ),
    basis="PROFINET design guideline load limits as published by drive and switch vendors; per-hop"
    " delay at 100 Mbit/s as published by switch vendors; shift length: project default",
    so_what="With the use case's data on the same uplink, cyclic telegrams arrive late and the"
    " machine stops with a bus error.",
    remedy="Move the added traffic to another uplink or lower its rate; upgrade the uplink only"
    " when that is not enough.",
    closes_unknown="The uplink's load over one shift as 5-minute averages, from the switch's"
    " counters or the monitoring system",
    closes_minutes=15,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="segment",
    not_applicable_when="no cyclic protocol and no uplink",
)
