"""A use case that another line proved: judged, signed and refused against that line."""

from __future__ import annotations

from dataclasses import replace

from audit.facts.model import PilotFacts, PlantFacts
from audit.inventory.tables import ConditionRow, FinanceRow
from audit.inventory.tables.people import WouldFail
from audit.records import Grade
from checks.engine import judge
from checks.explain import explain
from checks.flips import packages_of
from checks.records import Baseline, Check, Judgement, Outcome, Relation, Verdict
from checks.what_if import with_fixed, with_passed
from planning.worth import payback_rows
from tests.checks.made import answers, check
from tests.checks.plants import CASE, Edit, plant, rows

SECOND = PilotFacts("L2", ("defect",), "quality lead")
TWO = replace(CASE, use_cases=("pdm", "defect"), pilots=(SECOND,))
PASS, FAIL = Outcome.PASS, Outcome.FAIL
TOLD = {"L1": answers(PASS), "L2": answers(FAIL), "L3": answers(PASS), "L4": answers(PASS)}


def condition(use_case: str = "", pilot_value: str = "", scaffolding: str = "") -> ConditionRow:
    return ConditionRow(
        condition_id="C1", use_case=use_case, check_id="T-01", statement="it holds",
        would_fail_without=WouldFail.YES, pilot_value=pilot_value, scaffolding=scaffolding,
    )  # fmt: skip


def facts_of(*parts: Edit, pilot: PilotFacts = SECOND) -> PlantFacts:
    return plant(*parts, case=replace(TWO, pilots=(pilot,)))


def judged(*conditions: ConditionRow, pilot: PilotFacts = SECOND) -> Judgement:
    facts = facts_of(rows(*(conditions or (condition(),)), grade=Grade.D), pilot=pilot)
    return judge(facts, [one()])


def one() -> Check:
    return check("T-01", TOLD)


def of(judgement: Judgement, use_case: str) -> Baseline:
    return next(b for b in judgement.baselines if b.use_case == use_case)


def test_each_use_case_has_its_own_pilot() -> None:
    judgement = judged()
    assert judgement.pilots == (("L3", ("pdm",)), ("L2", ("defect",)))
    assert judgement.pilot_of("defect") == "L2"
    assert judgement.pilot_of("pdm") == judgement.pilot_of("else") == "L3"


def test_a_pilot_has_a_verdict_for_what_another_line_proved() -> None:
    scored = {use: [s.line for s in judged().scores if s.use_case == use] for use in TWO.use_cases}
    assert scored == {"pdm": ["L1", "L2", "L4"], "defect": ["L1", "L3", "L4"]}


def test_a_line_is_held_against_the_pilot_of_the_use_case() -> None:
    judgement = judged()
    relations = {(f.line, f.use_case): f.relation for f in judgement.findings}
    assert relations["L3", "pdm"] is relations["L2", "defect"] is Relation.PILOT
    assert relations["L2", "pdm"] is Relation.INSUFFICIENT
    assert relations["L3", "defect"] is Relation.SAME_OR_BETTER


def test_only_the_use_cases_of_a_failing_pilot_are_refused() -> None:
    judgement = judged()
    assert of(judgement, "pdm").refusals == ()
    assert "fails on the pilot L2 itself" in of(judgement, "defect").refusals[0]
    verdicts = {(s.line, s.use_case): s.verdict for s in judgement.scores}
    assert verdicts["L1", "pdm"] is Verdict.READY
    assert verdicts["L1", "defect"] is Verdict.NOT_PROVEN


def test_a_signature_counts_for_one_pilot() -> None:
    judgement = judged(pilot=replace(SECOND, signed_by=""))
    assert of(judgement, "pdm").signed_by == "production lead"
    assert of(judgement, "defect").signed_by == ""
    assert of(judged(), "defect").signed_by == "quality lead"


def test_what_was_said_of_the_cases_pilot_is_not_said_of_another() -> None:
    judgement = judged(condition(pilot_value="by hand", scaffolding="an engineer on site"))
    first, second = (of(judgement, use).conditions[0] for use in ("pdm", "defect"))
    assert (first.pilot_value, first.scaffolding) == ("by hand", "an engineer on site")
    assert (second.pilot_value, second.scaffolding) == (answers(FAIL).measured, "")
    told = [w for w in of(judgement, "defect").warnings if "another pilot than L2" in w]
    assert len(told) == 1
    assert not any("another pilot" in w for w in of(judgement, "pdm").warnings)


def test_a_row_of_the_use_case_takes_the_place_of_the_general_one() -> None:
    own = condition("defect", pilot_value="counted", scaffolding="spare parts by hand")
    judgement = judged(condition(pilot_value="by hand", scaffolding="an engineer"), own)
    made = of(judgement, "defect").conditions
    assert [(c.pilot_value, c.scaffolding) for c in made] == [("counted", "spare parts by hand")]
    assert not any("another pilot" in w for w in of(judgement, "defect").warnings)
    assert [c.pilot_value for c in of(judgement, "pdm").conditions] == ["by hand"]


def test_a_second_pilot_changes_nothing_for_the_first() -> None:
    checks = [one()]
    table = rows(condition(), grade=Grade.D)
    alone = judge(plant(table, case=replace(TWO, pilots=())), checks)
    beside = judge(facts_of(table), checks)
    assert [f for f in alone.findings if f.use_case == "pdm"] == [
        f for f in beside.findings if f.use_case == "pdm"
    ]
    assert of(alone, "pdm") == of(beside, "pdm")


def test_work_on_a_pilot_lifts_the_refusal_of_its_own_use_cases() -> None:
    judgement = judged()
    assert ("WP-T-01", "L2") in packages_of(judgement, "L1", "defect")
    assert ("WP-T-01", "L2") not in packages_of(judgement, "L1", "pdm")
    for after in (
        with_fixed(judgement, {("WP-T-01", "L2")}), with_passed(judgement, "L2", "T-01", "defect")
    ):  # fmt: skip
        assert of(after, "defect").refusals == ()
        verdict = next(s.verdict for s in after.scores if (s.line, s.use_case) == ("L1", "defect"))
        assert verdict is Verdict.READY


def test_an_explanation_names_the_pilot_where_there_are_several() -> None:
    text = "\n".join(explain(judged(), "L1", "T-01", "defect").as_lines())
    assert "the pilot of defect is L2" in text
    alone = judge(plant(rows(condition())), [one()])
    assert "the pilot of" not in "\n".join(explain(alone, "L1", "T-01").as_lines())


def test_money_is_compared_with_the_pilot_of_the_use_case() -> None:
    money = [
        FinanceRow(
            line=line, use_case="defect", benefit_per_year_low=benefit, cost_low=100,
            benefit_per_year_high=benefit, cost_high=100, upkeep_per_year=0,
        )
        for line, benefit in (("L1", 25.0), ("L2", 50.0), ("L3", 100.0))
    ]  # fmt: skip
    facts = facts_of(rows(condition(), *money, grade=Grade.D))
    found = {row.line: row.stretch for row in payback_rows(judge(facts, [one()]), facts)}
    assert found["L1"] == 2.0
    assert found["L3"] == 0.5
