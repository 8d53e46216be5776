"""What must hold whatever the plant: of scores, of verdicts, of which fact moves which finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.facts.build import build_facts
from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import Row
from audit.records import Stored
from bench.plant import plant as made_up
from checks.engine import judge
from checks.explain import explain
from checks.records import (
    Finding,
    GateRule,
    Judgement,
    LineScore,
    Outcome,
    Severity,
    Verdict,
)
from checks.score import entry_of
from checks.what_if import with_passed
from tests.audit.facts.evidence import Evidence
from tests.checks.made import answers, check
from tests.checks.plants import plant

FAIL, PASS, UNKNOWN = Outcome.FAIL, Outcome.PASS, Outcome.UNKNOWN
JUDGED = st.sampled_from([o for o in Outcome if o is not Outcome.NOT_BUILT])
ROWS = st.lists(
    st.tuples(JUDGED, st.sampled_from(list(Severity)), st.sampled_from(list(GateRule))),
    min_size=1,
    max_size=8,
)
BETTER = (Verdict.NOT_READY, Verdict.NOT_PROVEN, Verdict.READY_WITH_CONDITIONS, Verdict.READY)


def judged(rows: list[tuple[Outcome, Severity, GateRule]]) -> Judgement:
    """One check for each row, the same answer on every line but the pilot, which passes."""
    lines = ("L1", "L2", "L3", "L4")
    return judge(
        plant(),
        [
            check(
                f"T-{n:02}",
                {line: answers(PASS if line == "L3" else outcome) for line in lines},
                severity=severity,
                gate=gate,
            )
            for n, (outcome, severity, gate) in enumerate(rows)
        ],
    )


def score(judgement: Judgement) -> LineScore:
    return judgement.scores[0]


@given(ROWS)
def test_the_bar_is_as_wide_as_what_is_not_known(
    rows: list[tuple[Outcome, Severity, GateRule]],
) -> None:
    for interval in (score(judged(rows)).foundation, score(judged(rows)).transfer):
        width = 100 * (1 - interval.coverage)
        assert abs(interval.high - interval.low - width) < 1e-9


@given(ROWS, st.sampled_from(list(Severity)))
def test_an_unknown_that_becomes_known_moves_one_end_only(
    rows: list[tuple[Outcome, Severity, GateRule]], severity: Severity
) -> None:
    def bar(outcome: Outcome) -> LineScore:
        return score(judged([*rows, (outcome, severity, GateRule.NEVER)]))

    before, passed, failed = bar(UNKNOWN), bar(PASS), bar(FAIL)
    step = 100 * severity.weight / before.foundation.weight
    assert abs(passed.foundation.low - before.foundation.low - step) < 1e-9
    assert abs(passed.foundation.high - before.foundation.high) < 1e-9
    assert abs(failed.foundation.low - before.foundation.low) < 1e-9
    assert abs(before.foundation.high - failed.foundation.high - step) < 1e-9


@given(ROWS)
def test_clearing_a_failure_never_makes_a_verdict_worse(
    rows: list[tuple[Outcome, Severity, GateRule]],
) -> None:
    before = judged([(FAIL, Severity.HIGH, GateRule.ALWAYS), *rows])
    for finding in [f for f in before.findings if f.line == "L1" and f.outcome is FAIL]:
        after = score(with_passed(before, "L1", finding.check.check_id, "pdm"))
        assert BETTER.index(after.verdict) >= BETTER.index(score(before).verdict)
        assert after.index >= score(before).index
        assert after.foundation.low >= score(before).foundation.low


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 10**6))
def test_a_check_can_give_the_same_points_whatever_it_answers(seed: int) -> None:
    """On a made-up plant: a check weighs what its severity weighs, in every branch that counts."""
    judgement = _base()
    weights = dict(judgement.weights)
    finding = Random(seed).choice(judgement.findings)
    of_check = [f for f in judgement.findings if f.check.check_id == finding.check.check_id]
    entries = [entry for f in of_check if (entry := entry_of(f, weights)) is not None]
    assert {entry.weight for entry in entries} <= {weights[str(finding.check.severity)]}
    for entry in entries:
        assert entry.points in (None, 0.0, 0.5, 1.0)


@cache
def _plant() -> PlantFacts:
    return made_up(4)


@cache
def _base() -> Judgement:
    return judge(_plant())


def _changes(facts: PlantFacts) -> Iterator[Any]:
    """Blank one cell of one row of L2: some columns of each table."""
    for table, rows in facts.rows.items():
        own = [r for r in rows if "'L2" in repr(r.record) and "'L1" not in repr(r.record)]
        for stated in own[:1]:
            for name in _columns(stated)[:3]:
                yield pytest.param(table, stated, name, id=f"{table}.{name}")


def _columns(stated: Stated[Any]) -> list[str]:
    row = _row_type(stated)
    return [
        name
        for name, field in row.model_fields.items()
        if name not in (*row.key, "line", "use_case")
        and not field.is_required()
        and getattr(stated.record, name) != field.default
    ]


def _row_type(stated: Stated[Any]) -> type[Row]:
    return type(cast(Row, stated.record))


def _without(facts: PlantFacts, table: str, stated: Stated[Any], name: str) -> PlantFacts:
    blank: Any = _row_type(stated).model_fields[name].default
    changed = replace(stated, record=stated.record.model_copy(update={name: blank}))
    rows = tuple(changed if row is stated else row for row in facts.rows[table])
    return replace(facts, rows={**facts.rows, table: rows})


def _named(finding: Finding) -> set[int]:
    return {*finding.evidence, *(e for target in finding.targets for e in target.evidence)}


@pytest.mark.parametrize(("table", "stated", "name"), list(_changes(_plant())))
def test_a_fact_moves_only_findings_that_name_it(
    table: str, stated: Stated[Any], name: str
) -> None:
    after = judge(_without(_plant(), table, stated, name))
    for one, other in zip(_base().findings, after.findings, strict=True):
        if (one.outcome, one.why, one.value) != (other.outcome, other.why, other.value):
            assert stated.evidence in _named(one) | _named(other), (
                f"{one.check.check_id} on {one.line} moved: {one.sentence} / {other.sentence}"
            )


def test_some_of_these_facts_move_something() -> None:
    moved = 0
    for parameters in list(_changes(_plant()))[:40]:
        after = judge(_without(_plant(), *parameters.values))
        before = [(f.outcome, f.sentence) for f in _base().findings]
        moved += before != [(f.outcome, f.sentence) for f in after.findings]
    assert moved >= 5


def test_explain_lists_the_evidence_that_the_finding_names() -> None:
    """All of it, up to the runs that one line prints: the rest is counted."""
    listed = 0
    for finding in _base().findings:
        shown = explain(_base(), finding.line, finding.check.check_id, finding.use_case).inputs
        text = next(line for line in shown if line.startswith("evidence: "))
        assert _count(text.removeprefix("evidence: ")) == len(finding.evidence)
        listed += len(finding.evidence)
    assert listed > 100


def _count(text: str) -> int:
    """Count the ids of `4, 20-28 and 31 more`."""
    if text == "none":
        return 0
    text, _, more = text.partition(" and ")
    ends = [[int(end) for end in run.split("-")] for run in text.split(", ")]
    return sum(run[-1] - run[0] + 1 for run in ends) + int(more.split()[0] if more else 0)


def _evidence(facts: PlantFacts, lines: set[str]) -> list[Stored]:
    """The plant's rows as the inventory reader stores them, those of some lines; "" the rest."""
    kept = Evidence()
    for table, rows in facts.rows.items():
        own: dict[str, list[Row]] = {}
        for stated in rows:
            own.setdefault(_line_of(stated.record), []).append(stated.record)
        for line, records in own.items():
            if line in lines:
                kept.state(*records, origin=f"{line or 'plant'}/{table}.csv")
                kept.next_batch()
    return kept.stored


def _line_of(record: Row) -> str:
    found = re.search(r"'(L\d+)", repr(record))
    return found[1] if found else ""


def _judged(stored: list[Stored]) -> list[tuple[object, ...]]:
    """What is said of every line, without the numbers of the evidence."""
    renumbered = [replace(item, evidence_id=n) for n, item in enumerate(stored, 1)]
    facts = build_facts(renumbered, _plant().case, "head")
    return sorted(
        (
            (f.line, f.check.check_id, f.outcome, f.why, f.value, f.relation, f.grade, f.age_days)
            for f in judge(facts).findings
        ),
        key=lambda said: said[:2],
    )


LINES = {"", "L0", "L1", "L2", "L3"}


def test_the_order_of_imports_changes_no_finding() -> None:
    batches = _by_origin(_evidence(_plant(), LINES))
    known = _judged([item for batch in batches for item in batch])
    assert {row[2] for row in known} >= {PASS, FAIL, UNKNOWN}
    for seed in (1, 2):
        Random(seed).shuffle(batches)
        assert _judged([item for batch in batches for item in batch]) == known


def _by_origin(stored: list[Stored]) -> list[list[Stored]]:
    batches: dict[str, list[Stored]] = {}
    for item in stored:
        batches.setdefault(item.origin, []).append(item)
    return list(batches.values())


def test_the_evidence_of_two_cases_together_is_that_of_importing_both() -> None:
    """One case holds the plant's own tables and two lines, the other the other two."""
    one, other = (_evidence(_plant(), lines) for lines in ({"", "L0", "L1"}, {"L2", "L3"}))
    together = _judged(_evidence(_plant(), LINES))
    assert _judged(one + other) == together
    assert _judged(other + one) == together
    assert _judged(one) != together
