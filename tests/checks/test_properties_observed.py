"""What must hold of readings, whatever the plant: which reading moves which finding, and that the
order and the place of what was read change nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import pytest

from audit.facts.build import build_facts
from audit.facts.model import PlantFacts, Seen
from audit.inventory.tables import Row
from audit.records import Stored
from bench.plant import plant as made_up
from checks.engine import judge
from checks.records import Finding, Judgement, Outcome
from checks.score import entry_of
from tests.audit.facts.evidence import Evidence

READINGS = (
    "interfaces", "fdb", "arp", "services", "endpoints", "management", "table_reads", "logins",
    "reaches", "conversations", "coverage",
)  # fmt: skip
LINES = ("L0", "L1", "L2")


@cache
def _plant() -> PlantFacts:
    return made_up(len(LINES))


@cache
def _base() -> Judgement:
    return judge(_plant())


def _named(finding: Finding) -> set[int]:
    return {*finding.evidence, *(e for target in finding.targets for e in target.evidence)}


def _of_line(item: Seen[Any], line: str) -> bool:
    return f"'{line}-" in repr(item)


def _taken() -> Iterator[Any]:
    """The first and the last reading of each kind on L2, and what was said of each table."""
    for name in READINGS:
        own = [item for item in getattr(_plant(), name) if _of_line(item, "L2")]
        named = {"first": own[0], "last": own[-1]}
        if name == "table_reads":
            named = {item.value.table: item for item in own}
        for place, item in named.items():
            yield pytest.param(name, item, id=f"{place} of {name}")


def _without(name: str, item: Seen[Any]) -> PlantFacts:
    change: dict[str, Any] = {name: tuple(i for i in getattr(_plant(), name) if i is not item)}
    return replace(_plant(), **change)


@pytest.mark.parametrize(("name", "item"), list(_taken()))
def test_a_reading_moves_only_findings_that_name_it(name: str, item: Seen[Any]) -> None:
    after = judge(_without(name, item))
    for one, other in zip(_base().findings, after.findings, strict=True):
        if (one.outcome, one.why, one.value) != (other.outcome, other.why, other.value):
            assert item.evidence in _named(one), (
                f"{one.check.check_id} on {one.line} moved: {one.sentence} / {other.sentence}"
            )


def test_some_of_these_readings_move_something() -> None:
    before = [(f.outcome, f.sentence) for f in _base().findings]
    moved = 0
    for parameters in _taken():
        after = judge(_without(*parameters.values))
        moved += before != [(f.outcome, f.sentence) for f in after.findings]
    assert moved >= 4


def test_every_finding_weighs_what_its_check_weighs_in_every_branch() -> None:
    weights = dict(_base().weights)
    branches: dict[str, set[Outcome]] = {}
    for finding in _base().findings:
        entry = entry_of(finding, weights)
        branches.setdefault(finding.check.check_id, set()).add(finding.outcome)
        if entry is not None:
            assert entry.weight == weights[str(finding.check.severity)]
            assert entry.points in (None, 0.0, 0.5, 1.0)
    assert sum(len(outcomes) > 1 for outcomes in branches.values()) >= 20


def _stored(lines: set[str]) -> list[Stored]:
    """Rows and readings of some lines as they are stored; "" is what belongs to no line."""
    kept = Evidence()
    for table, rows in _plant().rows.items():
        for line in sorted(lines):
            own: list[Row] = [row.record for row in rows if _line(repr(row.record)) == line]
            if own:
                kept.state(*own, origin=f"{line or 'plant'}/{table}.csv")
                kept.next_batch()
    for name in READINGS:
        for line in sorted(lines):
            for item in getattr(_plant(), name):
                if _line(repr(item)) == line:
                    folder = "switches" if "-SW" in item.device_id else "assets"
                    kept.say(f"{folder}/{item.device_id}", item.value, origin=f"{line} {name}")
            kept.next_batch()
    return kept.stored


def _line(text: str) -> str:
    return next((line for line in LINES if f"'{line}" in text), "")


def _judged(batches: list[list[Stored]]) -> list[tuple[object, ...]]:
    """What is said of every line, without the numbers of the evidence."""
    items = [item for batch in batches for item in batch]
    stored = [replace(item, evidence_id=n) for n, item in enumerate(items, 1)]
    findings = judge(build_facts(stored, _plant().case, "head")).findings
    said = [(f.line, f.check.check_id, f.outcome, f.why, f.value, f.relation, f.grade, f.age_days)
            for f in findings]  # fmt: skip
    return sorted(said, key=lambda one: one[:2])


def _by_origin(stored: list[Stored]) -> list[list[Stored]]:
    batches: dict[str, list[Stored]] = {}
    for item in stored:
        batches.setdefault(item.origin, []).append(item)
    return list(batches.values())


def test_the_order_in_which_readings_and_rows_came_changes_no_finding() -> None:
    batches = _by_origin(_stored({"", *LINES}))
    known = _judged(batches)
    assert known != _judged([b for b in batches if b[0].origin.endswith(".csv")])
    for seed in (1, 2):
        Random(seed).shuffle(batches)
        assert _judged(batches) == known


def test_two_cases_with_readings_together_are_one() -> None:
    one, other = _stored({"", "L0"}), _stored({"L1", "L2"})
    together = _judged([_stored({"", *LINES})])
    assert _judged([one, other]) == together
    assert _judged([other, one]) == together
