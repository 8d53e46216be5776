"""The ReportModel: its sentences, its order, and plants of which little or nothing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from audit.facts.model import CaseFacts, PlantFacts
from audit.records import Unknown, Why
from checks.records import Baseline, Interval, Judgement, Outcome, Relation, Verdict
from reports.html import render
from reports.json_report import json_text
from reports.model import ReportModel, build_report
from reports.model.words import day, listed, minutes, money, money_range, sentence, span
from reports.xlsx import xlsx_bytes
from tests.reports.build import AS_OF, HASH, MADE_ON, hostile, make_facts, make_judgement, model
from tests.reports.made import plain
from tests.reports.schedule import make_plan


def _all_formats(m: ReportModel) -> str:
    """Every format but the PDF can be made; the page is what the PDF is set from."""
    assert json_text(m)
    assert xlsx_bytes(m)
    return render(m)


def _nothing_known() -> Judgement:
    judged = make_judgement()
    why = Unknown(Why.NOT_ASKED)
    findings = tuple(
        replace(f, outcome=Outcome.UNKNOWN, why=why, sentence=f"{f.line}: nobody was asked",
                relation=Relation.UNKNOWN, evidence=(), measured="", grade=None, age_days=None,
                targets=(), waiver=None)
        for f in judged.findings
    )  # fmt: skip
    scores = tuple(
        replace(s, verdict=Verdict.NOT_PROVEN, blockers=(), questions=("NET-03", "NET-08"),
                question_minutes=90, foundation=Interval(0, 100, 0, 130), index=0, uncapped=0,
                cap_reason="", first_blocker="", first_blocker_domain="")
        for s in judged.scores
    )  # fmt: skip
    cells = tuple(replace(c, relation=Relation.UNKNOWN, value="") for c in judged.cells)
    return replace(judged, findings=findings, scores=scores, cells=cells)


def _no_lines() -> ReportModel:
    facts = PlantFacts(CaseFacts("EMPTY", "", "", (), AS_OF), HASH)
    judged = Judgement(HASH, AS_OF, "", (), (Baseline("", (), "", None, (), ()),), (), ())
    return build_report(judged, None, facts, (), tool_version="0", made_on=MADE_ON)


def test_the_first_sentence_answers_the_question() -> None:
    assert plain().answer.sentence == (
        "The pilot works on Line 3 Bearings under 12 conditions. Line 4 Couplings can follow in"
        " about 12 weeks, Line 1 Housings in 16. Line 2 Shafts is not worth it now (41 %)."
    )


def test_without_a_plan_the_sentence_names_the_first_gate() -> None:
    text = model(plan=None).answer.sentence
    assert "Line 4 Couplings is not ready: 3 gates fail, first of all NET-08" in text


def test_a_case_without_lines_still_makes_every_format() -> None:
    m = _no_lines()
    assert m.answer.sentence.startswith("No line is known yet.")
    assert m.answer.coverage == "Nothing has been judged yet."
    assert "No line is known yet." in _all_formats(m)


def test_everything_unknown_is_not_proven_and_never_good() -> None:
    m = model(judgement=_nothing_known(), plan=None)
    assert {line.mark.word for line in m.lines} == {"NOT PROVEN"}
    assert m.answer.coverage.startswith("0 % of what matters was assessed")
    marks = {c.mark.tone for row in m.answer.strip for c in row.cells}
    assert marks == {"open"}
    assert {v.interval_text for line in m.lines for v in line.verdicts} == {"0–100 of 100"}
    assert m.keep == ()
    assert m.causes == ()
    assert len(m.questions) == 30
    assert "No question fails on any line." in _all_formats(m)


def test_a_refused_baseline_comes_before_any_date() -> None:
    judged = make_judgement()
    refusal = "C01 is called load-bearing and fails on the pilot itself"
    baselines = tuple(replace(b, refusals=(refusal,)) for b in judged.baselines)
    m = model(judgement=replace(judged, baselines=baselines))
    assert m.answer.sentence.startswith("Line 3 Bearings cannot serve as the pilot yet: C01 is")
    assert m.baseline.refusals == (f"{refusal}.",)
    assert refusal in _all_formats(m)


def test_an_unsigned_baseline_is_said_first() -> None:
    judged = make_judgement()
    baselines = tuple(replace(b, signed_by="") for b in judged.baselines)
    text = model(judgement=replace(judged, baselines=baselines)).answer.sentence
    assert text.startswith("12 conditions are written down for the pilot on Line 3 Bearings, but")


def test_a_plan_that_cannot_be_made_names_what_clashes() -> None:
    made = make_plan(HASH)
    clash = ("Line 2 needs 14 h", "the calendar has 6 h before the funding date")
    plan = replace(made, status="infeasible", tasks=(), values=(), money=(), conflicts=clash)
    m = model(plan=plan)
    assert m.no_plan.startswith("No plan fits. These cannot hold together: Line 2 needs 14 h and")
    assert "Line 2 needs 14 h" in _all_formats(m)


def test_causes_name_what_waits_behind_them_and_are_at_most_seven() -> None:
    m = plain()
    assert len(m.causes) == 7
    first = m.causes[0]
    assert (first.check_id, first.lines) == ("NET-08", "L2 and L4")
    assert [text.split()[0] for text in first.behind] == ["NET-09", "NET-11", "SEC-04"]
    assert all("L2 and L4" in text for text in first.behind)
    assert "L3" not in " ".join(cause.lines for cause in m.causes)


def test_a_waived_gate_is_no_cause_and_keeps_its_status() -> None:
    m = plain()
    shown = next(f for f in m.annex.findings if f.line == "L1" and f.check_id == "NET-07")
    assert (shown.status, shown.mark.word) == ("fail", "fail, risk accepted")
    assert [w.check_id for w in m.annex.waivers] == ["NET-07"]


def test_use_cases_that_say_the_same_share_a_row_and_others_do_not() -> None:
    line = next(x for x in plain().lines if x.name.line == "L1")
    assert [i.uses for i in line.blockers] == ["", "", ""]
    wifi = next(i for i in line.questions if i.check_id == "WLS-01")
    assert wifi.uses == "Defect detection"


def test_the_matrix_shows_the_worst_of_the_use_cases() -> None:
    row = next(r for r in plain().matrix if r.check_id == "WLS-01")
    marks = dict(zip((n.line for n in plain().matrix_lines), row.cells, strict=True))
    assert {line: cell.mark.symbol for line, cell in marks.items()} == {
        "L1": "?", "L2": "✖", "L4": "✔",
    }  # fmt: skip


def test_the_strip_fails_only_where_a_gate_fails() -> None:
    m = plain()
    strip = {row.name: [c.mark.symbol for c in row.cells] for row in m.answer.strip}
    assert [name.line for name in m.names] == ["L3", "L1", "L2", "L4"]
    assert strip["Network"] == ["✔", "✖", "✖", "✖"]
    assert strip["Data path"] == ["▲", "?", "✖", "▲"]
    assert strip["Wireless"] == ["✔", "?", "✖", "✔"]


def test_answers_reconcile_with_their_parts() -> None:
    m = plain()
    assert m.reconciliation == (
        "30 checks on 4 lines for 2 use cases: 240 answers = 116 pass + 26 warn + 74 fail +"
        " 19 unknown + 5 not applicable."
    )
    tallies = m.annex.tallies
    assert sum(t.pass_count for t in tallies) == 116
    assert sum(t.fail_count for t in tallies) == 74


def test_open_questions_come_cheapest_first_and_blocked_ones_cost_nothing_themselves() -> None:
    m = plain()
    amounts = [q.minutes for q in m.questions]
    assert amounts == sorted(amounts)
    assert {q.minutes_text for q in m.questions if not q.minutes} == {"after NET-08"}


def test_the_next_ten_days_hold_only_what_is_due_in_them() -> None:
    steps = plain().next_days
    assert {step.kind for step in steps} == {"decide", "do", "ask"}
    assert all(date(2026, 11, 23) <= step.day <= date(2026, 12, 4) for step in steps)
    assert [s.what for s in steps if s.kind == "decide"] == [
        "Name one owner of the border between IT and OT.",
        "Order the IT/OT firewall.",
    ]


def test_paybacks_are_held_against_the_pilot() -> None:
    m = plain()
    assert m.money is not None
    rows = {(p.line, p.use_case): p for p in m.money.paybacks}
    assert rows["L3", "pdm"].stretch_text == "pilot"
    assert (rows["L2", "pdm"].years_text, rows["L2", "pdm"].stretch_text) == ("7.5 years", "2.5 ×")
    assert rows["L2", "defect"].years_text == "never"
    assert rows["L2", "defect"].years is None


def test_evidence_is_listed_with_hash_and_grade_or_from_the_inventory_alone() -> None:
    with_store, without = plain().annex, model(evidence=()).annex
    assert [(f.file, f.sha256[:4], f.grade, f.count) for f in with_store.files] == [
        ("SW-L1.txt", "cdcd", "A", 1),
        ("assets.csv", "abab", "B", 2),
    ]
    assert {f.sha256 for f in without.files} == {""}
    assert "lines.csv" in {f.file for f in without.files}


def test_the_footprint_sums_packets_by_destination_and_probe() -> None:
    rows = plain().annex.footprint
    assert [(r.destination, r.probe, r.packets) for r in rows[:2]] == [
        ("10.30.0.1", "snmp", 41),
        ("10.30.0.1", "ssh", 41),
    ]
    assert "252 packets" in plain().annex.footprint_text
    assert (
        "Nothing was sent"
        in build_report(
            make_judgement(), None, make_facts(), (), tool_version="0", made_on=MADE_ON
        ).annex.footprint_text
    )


def test_changed_thresholds_print_their_default_and_basis() -> None:
    (changed,) = plain().annex.overridden
    assert changed.text == "share that must hold: 90 % (default 95 %)"
    assert changed.basis_text == "standard + project default"


@pytest.mark.parametrize(
    ("made", "printed"),
    [
        (money(41_400, "EUR"), "EUR 41 k"),
        (money(1_234_000, "EUR"), "EUR 1.23 M"),
        (money(-222_000, "EUR"), "EUR −222 k"),
        (money(650, "EUR"), "EUR 650"),
        (money(9_960, "EUR"), "EUR 10 k"),
        (money(999_600, "EUR"), "EUR 1 M"),
        (money_range(41_200, 57_900, "EUR").text, "EUR 41–58 k"),
        (money_range(640, 9_970, "EUR").text, "EUR 600–10 k"),
        (money_range(25_000, 25_000, "EUR").text, "EUR 25 k"),
        (day(date(2027, 1, 4)), "4 Jan 2027"),
        (span(date(2027, 1, 4), date(2027, 1, 8)), "4–8 Jan 2027"),
        (span(date(2026, 12, 28), date(2027, 1, 1)), "28 Dec 2026 – 1 Jan 2027"),
        (span(date(2027, 1, 28), date(2027, 2, 3)), "28 Jan – 3 Feb 2027"),
        (minutes(150), "2 h 30 min"),
        (listed(["a", "b", "a", "", "c"]), "a, b and c"),
        (sentence("the walk stops"), "The walk stops."),
    ],
)
def test_numbers_and_days_are_printed_for_people(made: str, printed: str) -> None:
    assert made == printed


def test_a_name_of_three_hundred_characters_does_not_flood_the_first_page() -> None:
    m = hostile("W" * 300)
    assert {len(name.name) for name in m.names} == {80}
    assert len(m.case_name) == 120
    assert len(m.answer.sentence) < 600


def test_a_range_of_money_still_holds_both_ends() -> None:
    wide = money_range(41_999, 57_001, "EUR")
    assert wide.low <= 41_999
    assert wide.high >= 57_001
