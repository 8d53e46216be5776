"""NET-02: the documented cables of the line's switches against what the switches report.

Question: do the documented links match the links that the switches report?
Yes: 95 % of the documented links are confirmed. No: less than 85 %, or two switches are joined by a
link that no drawing shows. Not applicable: the line has unmanaged switches only.

Example: the drawing has SW-L2-1 on port Gi1/0/6 of SW-CORE, the neighbour tables say Gi1/0/2: fail.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import Link, PlantFacts, Stated
from audit.inventory.tables import LinkRow, SwitchRow
from audit.payloads import TableState
from audit.records import Unknown, Why
from checks.ground import (
    Ground,
    answer,
    counted,
    ground,
    in_words,
    percent,
    same_at_both_ends,
    share_outcome,
    unknown,
)
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
from checks.remembered import links_at, once, reads_of, rows_where
from checks.switches import LineSwitch, switches_of

REPORTED = ("lldp", "cdp")
_STATES = {"confirmed": Outcome.PASS, "different": Outcome.FAIL, "missing": Outcome.FAIL}


@dataclass(frozen=True, slots=True)
class Documented:
    """A documented link of the line's switches and what became of it."""

    row: Stated[LinkRow]
    state: str
    """confirmed, different, missing, or empty: its ends were not read."""
    seen: str
    """What is on its ports instead; empty: nothing known."""
    note: str = ""
    """What the comparison says of it."""


def judge(asked: Asked) -> Answer:
    """Count confirmed links; name the wrong ones and those between switches that nobody drew."""
    facts, line = asked.facts, asked.line
    switches = _own_switches(facts, line)
    if not switches:
        return _no_switch(asked)
    ids = {_device_id(s) for s in switches} | {s.name for s in switches}
    on = ground([s.row for s in switches]) + _read_ground(facts, ids)
    reported = [link for link in links_at(facts, ids) if link.kind in REPORTED]
    if not reported and not any(_was_read(facts, s) for s in switches):
        return _not_read(asked, switches, on)
    drawn = _documented(facts, ids)
    extra = [x for x in reported if x.state == "undocumented" and _joins_switches(facts, x)]
    on = on + ground([d.row for d in drawn])
    on = on + Ground(tuple(sorted({e for x in reported for e in x.evidence})))
    if not drawn and not facts.table(LinkRow):
        text = f"{line}: {counted(len(reported), 'link')} reported, and no drawing to compare with"
        return unknown(Why.NOT_ASKED, "no documented link", text, on)
    return _compared(asked, drawn, extra, on)


def _compared(asked: Asked, drawn: list[Documented], extra: list[Link], on: Ground) -> Answer:
    good = sum(d.state == "confirmed" for d in drawn)
    open_ones = sum(not d.state for d in drawn)
    limits = (asked.limits["pass_percent"], asked.limits["warn_percent"])
    outcome = same_at_both_ends(
        share_outcome(percent(good, len(drawn)), *limits),
        share_outcome(percent(good + open_ones, len(drawn)), *limits),
    )
    if extra:
        outcome = Outcome.FAIL
    targets = (*(_target(d) for d in drawn), *(_extra_target(link) for link in extra))
    text = (
        f"{asked.line}: documented links expected as the switches report them; {good} of"
        f" {len(drawn)} confirmed"
    )
    details = in_words(targets)
    text = f"{text}: {details}{_asked_of(targets)}" if details else text
    measured = f"{good} of {counted(len(drawn), 'link')}"
    if outcome is Outcome.UNKNOWN or (not drawn and not extra):
        why = "not all links compared" if drawn else "no documented link of the line"
        return unknown(Why.NO_EVIDENCE, why, text, on, measured=measured, targets=targets)
    share = percent(good, len(drawn))
    return answer(outcome, text, on, measured=measured, value=share, targets=targets)


def _asked_of(targets: tuple[Target, ...]) -> str:
    """The question that a difference leaves; a check cannot answer it."""
    if not any(target.outcome is Outcome.FAIL for target in targets):
        return ""
    return " - of each: which one is wrong, the document or the floor?"


def _own_switches(facts: PlantFacts, line: str) -> list[LineSwitch]:
    """The line's own managed switches; where it has none, the plant's in its data path."""
    found = switches_of(facts, line)
    return [s for s in found if s.row.record.line] or found


def _device_id(switch: LineSwitch) -> str:
    return switch.device.device_id if switch.device else switch.name


def _no_switch(asked: Asked) -> Answer:
    stated = switches_of(asked.facts, asked.line, managed_only=False)
    if stated:
        names = ", ".join(s.name for s in stated)
        text = f"{asked.line} has unmanaged switches only ({names}): none reports its neighbours"
        return answer(Outcome.NA, text, ground([s.row for s in stated]))
    text = f"{asked.line}: no managed switch of the line is in the inventory"
    return unknown(Why.NO_EVIDENCE, "no switch of the line is known", text)


def _was_read(facts: PlantFacts, switch: LineSwitch) -> bool:
    return facts.read_state(_device_id(switch), "neighbours") is not TableState.ABSENT


def _read_ground(facts: PlantFacts, ids: set[str]) -> Ground:
    return ground(
        [r for r in reads_of(facts, facts.table_reads, ids) if r.value.table == "neighbours"]
    )


def _not_read(asked: Asked, switches: list[LineSwitch], on: Ground) -> Answer:
    names = ", ".join(s.name for s in switches)
    locked = [s.name for s in switches if s.locked_out]
    if locked:
        text = (
            f"{asked.line}: nobody can log in to {', '.join(locked)} to read its neighbours, and no"
            " switch at the other end was read"
        )
        return unknown(Why.BLOCKED_BY, "NET-08", text, on)
    text = f"{asked.line}: no neighbour table of {names} was read"
    return unknown(Why.NO_EVIDENCE, "no neighbour table read", text, on)


def _documented(facts: PlantFacts, ids: set[str]) -> list[Documented]:
    by_evidence, rows = _by_evidence(facts), _rows_by_end(facts)
    numbers = sorted({number for end in ids for number in rows.get(end, ())})
    found: list[Documented] = []
    for row in (facts.table(LinkRow)[number] for number in numbers):
        link = by_evidence.get(row.evidence)
        state = link.state if link and link.state in _STATES else ""
        found.append(Documented(row, state, _instead(facts, link), link.note if link else ""))
    return found


@once
def _by_evidence(facts: PlantFacts) -> dict[int, Link]:
    return {e: link for link in facts.links for e in link.evidence}


@once
def _rows_by_end(facts: PlantFacts) -> dict[str, list[int]]:
    """Return the places of the documented links in their table, by the device at either end."""
    found: dict[str, list[int]] = {}
    for number, row in enumerate(facts.table(LinkRow)):
        for end in {_id_of(facts, row.record.a_device), _id_of(facts, row.record.b_device)}:
            found.setdefault(end, []).append(number)
    return found


def _id_of(facts: PlantFacts, name: str) -> str:
    device = facts.device(name)
    return device.device_id if device else name


def _instead(facts: PlantFacts, link: Link | None) -> str:
    """What the switches report between the same devices, or on the same ports."""
    if link is None or link.state != "different":
        return ""
    ends = {(link.a_device, link.a_port), (link.b_device, link.b_port)}
    pair = {link.a_device, link.b_device}
    for other in links_at(facts, pair):
        own = {(other.a_device, other.a_port), (other.b_device, other.b_port)}
        same_pair = {other.a_device, other.b_device} == pair
        if other.kind in REPORTED and (same_pair or own & ends):
            return _cable(other)
    return ""


def _cable(link: Link) -> str:
    a, b = f"{link.a_device} {link.a_port}".strip(), f"{link.b_device} {link.b_port}".strip()
    return f"{a} to {b}"


def _joins_switches(facts: PlantFacts, link: Link) -> bool:
    ends = (link.a_device, link.b_device)
    return all(
        rows_where(facts, SwitchRow, "switch", end)
        or ((device := facts.device(end)) is not None and device.role == "switch")
        for end in ends
    )


def _target(documented: Documented) -> Target:
    row = documented.row.record
    name = f"{row.a_device} {row.a_port} to {row.b_device} {row.b_port}"
    evidence = (documented.row.evidence,)
    if not documented.state:
        why = Unknown(Why.NO_EVIDENCE, "neighbour tables of both ends")
        gap = documented.note.removeprefix("not known: ") or "the tables of its ends were not read"
        text = f"{name} was not compared: {gap}"
        return Target(name, Outcome.UNKNOWN, text, why, evidence)
    seen = f" (seen: {documented.seen})" if documented.seen else ""
    text = f"{name} is {documented.state}{seen}"
    return Target(name, _STATES[documented.state], text, evidence=evidence)


def _extra_target(link: Link) -> Target:
    text = f"{_cable(link)} joins two switches and is in no drawing"
    return Target(_cable(link), Outcome.FAIL, text, evidence=link.evidence)


CHECK = Check(
    check_id="NET-02",
    theme=Theme.NETWORK,
    title="Documented links match the links the switches report",
    question="Do the documented links match the links the switches report?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=2,
    work_packages=("WP-02",),
    max_age_days=180,
    thresholds=(
        Threshold("pass_percent", 95, "%", "confirmed links: pass from", "D"),
        Threshold("warn_percent", 85, "%", "confirmed links: below this it fails", "D"),
    ),
    basis="IEC 62443-3-3 SR 7.6, SR 7.8 (recalled, verify); IEEE 802.1AB neighbour tables;"
    " percentages: project default",
    so_what="Somebody pulls the cable that the drawing calls free, and another line stops.",
    remedy="Correct the drawing from the list printed here and date it; label the ports.",
    closes_unknown="The neighbour tables (show lldp neighbors, show cdp neighbors) of the line's"
    " switch or of the switch above it",
    closes_minutes=15,
    closes_who="OT network engineer",
    judge=judge,
    not_applicable_when="no managed switch on line",
)
