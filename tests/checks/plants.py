"""Small plants for tables of cases: rows, devices and payloads with their evidence numbered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from audit.facts.model import CaseFacts, Device, Link, PlantFacts, Seen, Segment, Stated
from audit.inventory.tables import LineRow, LinkRow, Row, SegmentRow
from audit.payloads import (
    ArpEntry,
    Conversation,
    Coverage,
    FdbEntry,
    Interface,
    LinkLoad,
    Login,
    Management,
    PoeBudget,
    Reach,
    Service,
    StpState,
    TableRead,
    UaEndpoint,
)
from audit.records import Grade, Status
from checks.records import Answer, Asked, Check, Outcome

AS_OF = date(2026, 11, 16)
WHEN = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
CASE = CaseFacts("CASE", "Test plant", "L3", ("pdm",), AS_OF, baseline_signed_by="production lead")

Edit = Callable[[PlantFacts], PlantFacts]
"""Adds something to a plant."""

_FIELDS: dict[type[Any], str] = {
    UaEndpoint: "endpoints",
    Service: "services",
    Management: "management",
    Login: "logins",
    Reach: "reaches",
    TableRead: "table_reads",
    Conversation: "conversations",
    FdbEntry: "fdb",
    ArpEntry: "arp",
    Interface: "interfaces",
    Coverage: "coverage",
    LinkLoad: "loads",
    PoeBudget: "poe",
    StpState: "stp",
}


def plant(*parts: Edit, case: CaseFacts = CASE) -> PlantFacts:
    """Lines L1 to L4, L3 the pilot, and what the parts add."""
    facts = PlantFacts(case, "0" * 64)
    for part in (rows(*(LineRow(line=f"L{n}", pilot=n == 3) for n in range(1, 5))), *parts):
        facts = part(facts)
    return facts


def rows(
    *records: Row, grade: Grade = Grade.B, file: str = "inventory.csv", method: str = "inventory"
) -> Edit:
    """Add inventory rows of one file."""

    def add(facts: PlantFacts) -> PlantFacts:
        tables = dict(facts.rows)
        for number, record in enumerate(records, _next(facts)):
            stated = Stated(record, number, grade, WHEN, file, f"line {number}", method)
            tables[record.table] = (*tables.get(record.table, ()), stated)
        return replace(facts, rows=tables)

    return add


def device(device_id: str, line: str = "L1", role: str = "controller", **more: Any) -> Edit:
    """Add a merged device; model and firmware count as read from its documents."""

    def add(facts: PlantFacts) -> PlantFacts:
        known = bool(more.get("model") or more.get("firmware"))
        number = _next(facts)
        extra: dict[str, Any] = {
            "name": device_id,
            "documented": True,
            "identity_grade": Grade.B if known else None,
            "identity_evidence": (number,) if known else (),
            "evidence": (number,),
            "last_seen": WHEN,
        }
        made = Device(device_id, line=line, role=role, **{**extra, **more})
        return replace(facts, devices=(*facts.devices, made))

    return add


def seen(
    device_id: str, *values: object, status: Status = Status.OK, method: str = "probe"
) -> Edit:
    """Add payloads that were read from a device."""

    def add(facts: PlantFacts) -> PlantFacts:
        for number, value in enumerate(values, _next(facts)):
            name = _FIELDS[type(value)]
            item = Seen(device_id, value, number, Grade.A, WHEN, method, status)
            change: dict[str, Any] = {name: (*getattr(facts, name), item)}
            facts = replace(facts, **change)
        return facts

    return add


def link(
    a_device: str, a_port: str, b_device: str, b_port: str, state: str = "confirmed",
    kind: str = "lldp",
) -> Edit:  # fmt: skip
    """Add a link; unless it is undocumented, it carries the evidence of the row that draws it."""

    def add(facts: PlantFacts) -> PlantFacts:
        ends = {a_device, b_device}
        drawn = tuple(
            row.evidence
            for row in facts.table(LinkRow)
            if state != "undocumented" and {row.record.a_device, row.record.b_device} == ends
        )
        made = Link(a_device, a_port, b_device, b_port, kind, state, 1.0, drawn or (_next(facts),))
        return replace(facts, links=(*facts.links, made))

    return add


def segment(vlan_id: int | None, *device_ids: str, name: str = "") -> Edit:
    """Add a broadcast domain; `name` is that of the row which documents it."""

    def add(facts: PlantFacts) -> PlantFacts:
        found = [row for row in facts.table(SegmentRow) if name and row.record.segment == name]
        members = [d for d in facts.devices if d.device_id in device_ids]
        lines = tuple(sorted({part for d in members for part in d.line.split(";") if part}))
        subnet = ";".join(row.record.subnet for row in found)
        made = Segment(
            vlan_id, subnet, ";".join(lines), device_ids, (), lines,
            tuple(row.evidence for row in found),
        )  # fmt: skip
        return replace(facts, segments=(*facts.segments, made))

    return add


def _next(facts: PlantFacts) -> int:
    found = [s.evidence for table in facts.rows.values() for s in table]
    found += [n for d in facts.devices for n in d.evidence]
    found += [n for x in facts.links for n in x.evidence]
    found += [s.evidence for name in _FIELDS.values() for s in getattr(facts, name)]
    return max(found, default=0) + 1


Case = tuple[str, list[Edit], Outcome, str, list[str]]
"""Name, the plant's parts, outcome, code of an UNKNOWN's reason, words of the sentence."""


def cases(*table: Case) -> pytest.MarkDecorator:
    """Run a test once a case, named after it."""
    names = ("parts", "outcome", "code", "words")
    return pytest.mark.parametrize(names, [c[1:] for c in table], ids=[c[0] for c in table])


def ask(
    check: Check, facts: PlantFacts, line: str = "L1", use_case: str = "pdm", **limits: float
) -> Answer:
    """Ask a check with its own thresholds, some of them overridden."""
    defaults = {limit.name: limit.value for limit in check.thresholds}
    return check.judge(Asked(facts, line, use_case, {**defaults, **limits}))


def expect(got: Answer, outcome: Outcome, *words: str, code: str = "") -> None:
    """Compare an answer with what a case expects; UNKNOWN carries a reason, nothing else does."""
    assert got.outcome is outcome, got.sentence
    assert (got.why is not None) == (outcome is Outcome.UNKNOWN)
    if got.why is not None:
        assert got.why.code == code, (got.why, got.sentence)
    for word in words:
        assert word in got.sentence, got.sentence
