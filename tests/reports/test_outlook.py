"""What stands beside the verdicts: firmness, risks, links, headroom, the map, doubts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from audit.facts.model import Device, Link, PlantFacts
from audit.inventory.tables import AnswerRow, BudgetRow, FlowRow, KnowledgeRow, Row
from audit.inventory.tables.data import Via
from audit.inventory.tables.people import Side
from checks.payback import Case
from checks.points import points
from reports.model import ReportModel
from reports.model.ground import make_ground
from reports.model.robust import ledger_hash
from reports.model.waterfall import waterfall_of
from tests.reports.build import HASH, make_facts, make_judgement, model, stated
from tests.reports.made import plain
from tests.reports.schedule import make_plan


def _with(*rows: Row, **fields: Any) -> ReportModel:
    facts = make_facts()
    return model(facts=replace(facts, rows={**facts.rows, **stated(*rows)}, **fields))


def test_the_smallest_flip_stands_on_the_lines_own_sheet() -> None:
    m = plain()
    for flip in m.robust.flips:
        line = next(line for line in m.lines if line.name.line == flip.line)
        assert flip.sentence in line.flips
        assert all(code in flip.sentence for code in flip.packages)


def test_the_ledger_hash_changes_with_any_point_and_with_nothing_else() -> None:
    judged = make_judgement()
    digest, rows = ledger_hash(judged)
    assert rows == sum(len(points(judged, score)) for score in judged.scores)
    assert (digest, rows) == ledger_hash(make_judgement())
    heavier = replace(judged, weights=(("blocker", 9.0), *judged.weights[1:]))
    assert ledger_hash(heavier)[0] != digest
    assert plain().robust.ledger_hash == digest
    assert digest[:12] in plain().robust.ledger_text


def test_the_order_of_the_lines_is_said_with_its_share() -> None:
    assert any("Line 4 Couplings ahead of Line 1 Housings" in text for text in plain().robust.order)


def test_a_leaver_who_alone_can_repair_something_is_a_risk() -> None:
    gone = date(2027, 3, 31)
    alone = KnowledgeRow(system="press", line="L1", person="lead", level=3, leave_date=gone)
    m = _with(alone, KnowledgeRow(system="press", line="L1", person="other", level=2))
    (risk,) = (risk for risk in m.risks if risk.kind == "People")
    assert (risk.day, "press (L1)" in risk.what) == (gone, True)
    both = _with(alone, KnowledgeRow(system="press", line="L1", person="other", level=3))
    assert not [risk for risk in both.risks if risk.kind == "People"]


def test_work_after_the_last_budget_and_more_work_than_money_are_risks() -> None:
    first, last = date(2026, 11, 1), date(2026, 12, 31)
    m = _with(BudgetRow(period="2026", amount=1000, start=first, end=last))
    texts = [risk.what for risk in m.risks if risk.kind == "Money"]
    assert any("has EUR 1 k; the plan starts work for" in text for text in texts)
    assert any("after the last budget stated (2026)" in text for text in texts)
    enough = _with(BudgetRow(period="all", amount=1e9, start=first, end=date(2030, 12, 31)))
    assert not [risk for risk in enough.risks if risk.kind == "Money"]


def test_risks_are_at_most_five_and_numbered() -> None:
    m = plain()
    assert [risk.number for risk in m.risks] == list(range(1, len(m.risks) + 1))
    assert len(m.risks) <= 5


def test_links_are_counted_and_projected_as_the_checks_do() -> None:
    flows = [
        FlowRow(
            flow_id=f"F{n}-{line}", line=line, source=f"S{n}", consumer=consumer, via=Via.DIRECT
        )
        for line in ("L1", "L2")
        for n, consumer in enumerate(("MES", "historian"))
    ]
    links = _with(*flows).links
    assert (links.direct_today, links.layer_today) == (4, 0)
    four = next(row for row in links.growth if row.lines == 4)
    assert (four.direct, four.layer) == (2 * 4 * 2, 2 * 4 + 2)
    assert f"{four.direct} links" in links.sentence
    assert str(links.growth[-1].direct) in links.alt


def test_no_flow_means_no_projection() -> None:
    facts = make_facts()
    rows = {name: rows for name, rows in facts.rows.items() if name != "flows"}
    assert model(facts=replace(facts, rows=rows)).links.growth == ()


def _network() -> PlantFacts:
    switches = [Device(n, n, role="switch", documented=True, observed=True) for n in "ABCD"]
    links = (
        Link("A", "1", "B", "1", "lldp", "confirmed", 1.0),
        Link("A", "2", "C", "1", "documented", "missing", 1.0),
        Link("A", "3", "D", "1", "lldp", "undocumented", 1.0),
        Link("A", "9", "PLC", "1", "documented", "confirmed", 1.0),
    )
    return replace(make_facts(), devices=tuple(switches), links=links)


def test_the_map_draws_what_was_drawn_beside_what_was_found() -> None:
    net = model(facts=_network()).network
    drawn, found = net.pictures
    assert {(e.a, e.b): e.state for e in drawn.edges} == {("A", "B"): "same", ("A", "C"): "drawn"}
    assert {(e.a, e.b): e.state for e in found.edges} == {("A", "B"): "same", ("A", "D"): "found"}
    assert [n.node_id for n in drawn.nodes] == [n.node_id for n in found.nodes] == list("ABCD")
    assert {(n.x, n.y) for n in drawn.nodes} == {(n.x, n.y) for n in found.nodes}
    assert {e.symbol for e in (*drawn.edges, *found.edges)} == {"", "✖", "▲"}
    assert "A to C (not found)" in drawn.alt
    assert net.sentence.startswith("2 differences between the drawing")
    assert [(d.mark.symbol, d.drawn != "–") for d in net.differences] == [("✖", True), ("▲", False)]


def test_too_many_switches_are_listed_not_drawn() -> None:
    facts = _network()
    many = [Device(f"S{n}", f"S{n}", role="switch", documented=True) for n in range(40)]
    links = [Link("A", str(n), d.device_id, "1", "lldp", "undocumented", 1.0)
             for n, d in enumerate(many)]  # fmt: skip
    facts = replace(facts, devices=(*facts.devices, *many), links=(*facts.links, *links))
    net = model(facts=facts).network
    assert net.pictures == ()
    assert "too many" in net.note
    assert len(net.differences) == 42


def test_every_node_lies_inside_the_drawing() -> None:
    net = model(facts=_network()).network
    for picture in net.pictures:
        assert all(0 < n.x < net.width and 0 < n.y < net.height for n in picture.nodes)


def test_a_waterfall_adds_up_from_the_pilots_years_to_the_lines() -> None:
    ground = make_ground(make_judgement(), make_plan(HASH), make_facts())
    pilot = Case((60, 60), (0, 0), 0, (22, 22), 2)
    line = Case((60, 60), (25, 25), 27, (18, 18), 3)
    made = waterfall_of(ground, "L2", "pdm", line, pilot)
    assert made is not None
    first, *steps, last = made.steps
    assert (first.text, last.text) == ("3 years", "7.5 years")
    added = sum(float(s.text.replace("+", "").replace("−", "-")) for s in steps)
    assert added == pytest.approx(7.5 - 3, abs=0.05)  # each is printed rounded
    assert all(s.left >= 0 and s.left + s.width <= 100.5 for s in made.steps)
    never = waterfall_of(ground, "L2", "pdm", replace(line, benefit=(1, 1)), pilot)
    assert never is not None
    assert never.steps[-1].text == "never"


def test_different_answers_of_it_and_ot_are_shown_and_equal_ones_are_not() -> None:
    m = _with(
        AnswerRow(question_id="q1", side=Side.IT, question="Who decides?", answer="we"),
        AnswerRow(question_id="q1", side=Side.OT, question="Who decides?", answer="they"),
        AnswerRow(question_id="q2", side=Side.IT, answer="Same "),
        AnswerRow(question_id="q2", side=Side.OT, answer="same"),
    )
    assert m.disagreements == ("Who decides? IT: “we”; OT: “they”.",)


def test_what_is_asked_first_decides_a_verdict_and_waits_for_nothing() -> None:
    m = plain()
    gates = [q.gate for q in m.asked_first if q.minutes]
    assert gates == sorted(gates, reverse=True)
    assert sorted(q.row_key for q in m.asked_first) == sorted(q.row_key for q in m.questions)
    waiting = [not q.minutes for q in m.asked_first]
    assert waiting == sorted(waiting)


def test_the_tallies_of_page_one_count_every_line_once() -> None:
    m = plain()
    assert sum(t.number for t in m.tallies) == len(m.lines)
    for row, tally in zip(m.answer.strip, m.strip_tallies, strict=True):
        assert sum(number for _, number in tally.cells) == len(row.cells)
