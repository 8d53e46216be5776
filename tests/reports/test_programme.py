"""The programme as a whole: pilots side by side, value events, plants, drivers, effort per line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from audit.facts.model import Device, PlantFacts, Segment
from audit.inventory.tables import (
    BenchmarkRow,
    DeadlineRow,
    DeploymentRow,
    FlowRow,
    LineRow,
    PhotoRow,
    PilotRow,
    Row,
    SignalRow,
    UseCaseRow,
    ValueEventRow,
)
from audit.inventory.tables.data import ReuseClass
from audit.inventory.tables.money import DeadlineKind
from checks.records import EconomicFlag, Judgement
from planning.records import Plan
from reports.model.ground import make_ground
from reports.model.programme import PilotCard, Programme
from reports.model.whole import programme
from tests.reports.build import AS_OF, HASH, make_evidence, make_facts, make_judgement, stated
from tests.reports.schedule import make_plan


def made(*rows: Row, without: tuple[str, ...] = (), plan: Plan | None = None,
         judgement: Judgement | None = None, **changes: Any) -> Programme:  # fmt: skip
    """The programme of the tests' plant with more rows; tables in `without` are left out first."""
    facts = make_facts()
    kept = {name: found for name, found in facts.rows.items() if name not in without}
    more = stated(*rows)
    tables = {name: (*kept.get(name, ()), *more.get(name, ())) for name in {*kept, *more}}
    facts = replace(facts, rows=tables, **changes)
    ground = make_ground(judgement or make_judgement(), plan, facts)
    return programme(ground, (), make_evidence())


def card(found: Programme, pilot: str) -> PilotCard:
    return next(c for c in found.pilots if c.pilot == pilot)


def words(card: PilotCard) -> list[str]:
    return [mark.word for mark in card.advice]


# ---------------------------------------------------------------------------- age


def test_a_pilot_that_nobody_described_is_listed_and_its_age_is_not_stated() -> None:
    found = made()
    assert [c.pilot for c in found.pilots] == ["L3/pdm", "L3/defect"]
    assert {c.age_months for c in found.pilots} == {None}
    assert not any(c.idle for c in found.pilots), "what is not known is not idle"
    assert found.sentence.startswith("When the pilot began or proved itself is not stated")


def test_age_counts_whole_months_from_success_before_start() -> None:
    row = PilotRow(pilot="P1", line="L3", started_on=date(2025, 1, 1), proved_on=date(2025, 8, 17))
    one = card(made(row), "P1")
    assert (one.age_months, one.age_text) == (14, "14 months since it proved itself")
    begun = card(made(row.model_copy(update={"proved_on": None})), "P1")
    assert (begun.age_months, begun.age_text) == (22, "22 months since it began")
    ahead = PilotRow(pilot="P1", line="L3", proved_on=AS_OF + timedelta(days=1))
    assert card(made(ahead), "P1").age_months is None


def test_without_dates_the_first_thing_on_record_gives_the_age() -> None:
    event = ValueEventRow(event="V1", line="L3", use_case="pdm", day=date(2026, 5, 16))
    assert card(made(event), "L3/pdm").age_text == "6 months since it first brought something"
    assert card(made(event), "L3/defect").age_months is None
    done = DeploymentRow(line="L3", use_case="pdm", effort_pd=40, finished_on=date(2026, 3, 16))
    assert card(made(event, done), "L3/pdm").age_text == "8 months since it was deployed"


def test_an_old_pilot_is_idle_until_a_second_line_has_begun() -> None:
    row = PilotRow(pilot="P1", line="L3", proved_on=date(2026, 2, 16), result="fewer stops")
    assert card(made(row), "P1").idle
    assert made(row).sentence.endswith("Idle: 1 of 1 pilot.")
    young = row.model_copy(update={"proved_on": date(2026, 8, 16)})
    assert not card(made(young), "P1").idle
    begun = PilotRow(pilot="P0", line="L1", use_cases=("energy",), started_on=date(2020, 1, 1))
    said = made(begun, row).sentence
    assert "P1 (Line 3 Bearings) proved itself 9 months ago" in said, "success before age"
    for second in (
        DeploymentRow(line="L4", use_case="pdm", effort_pd=20),
        LineRow(line="L9", name="Line 9", status="in rollout"),
    ):
        one = card(made(row, second), "P1")
        assert (one.idle, one.second_line != "") == (False, True)
    other = DeploymentRow(line="L4", use_case="energy", effort_pd=20)
    assert card(made(row, other), "P1").idle, "another use case is no second line"


# ---------------------------------------------------------------------------- portfolio


def flow(name: str, use: str, reuse: ReuseClass, **more: Any) -> FlowRow:
    row = {"flow_id": name, "use_case": use, "line": "L3", "exists": True, "reuse_class": reuse}
    return FlowRow.model_validate({**row, **more})


SHARED = (
    flow("A", "pdm", ReuseClass.CONFIG, source="PLC-3", dest="MES-1", consumer="MES",
         connector="opcua"),
    flow("B", "defect", ReuseClass.THROW_AWAY, source="plc-3", dest="HIST", consumer="mes"),
)  # fmt: skip


def test_two_pilots_that_share_data_and_a_consumer_are_to_be_merged() -> None:
    found = made(*SHARED)
    (overlap,) = found.overlaps
    assert (overlap.data, overlap.consumers, overlap.systems) == (("PLC-3",), ("MES",), ())
    assert words(card(found, "L3/pdm")) == ["merge", "reuse on the next line"]
    assert words(card(found, "L3/defect")) == ["merge", "make it reusable first"]
    assert "Defect detection (Line 3 Bearings)" in card(found, "L3/pdm").why


def test_data_alone_or_a_consumer_alone_is_no_reason_to_merge() -> None:
    signals = [SignalRow(signal="speed", line="L3", use_case=use) for use in ("pdm", "defect")]
    apart = (flow("A", "pdm", ReuseClass.CONFIG, source="P"),
             flow("B", "defect", ReuseClass.CONFIG, source="Q"))  # fmt: skip
    found = made(*signals, *apart)
    assert found.overlaps[0].data == ("speed",)
    assert words(card(found, "L3/pdm")) == ["reuse on the next line"]


def test_shared_segments_and_switches_come_from_what_was_seen() -> None:
    devices = (
        Device("PLC-3", "PLC-3", "L3", switch="SW-1"),
        Device("CAM-3", "CAM-3", "L3", switch="SW-1"),
        Device("SW-1", "SW-1"),
    )
    segment = Segment(30, "10.3.0.0/24", "L3", ("PLC-3", "CAM-3"), (), ("L3",))
    flows = (flow("A", "pdm", ReuseClass.CODE, source="PLC-3"),
             flow("B", "defect", ReuseClass.CODE, source="CAM-3"))  # fmt: skip
    found = made(*flows, devices=devices, segments=(segment,))
    assert found.overlaps[0].network == ("VLAN 30", "SW-1")
    assert words(card(found, "L3/pdm")) == ["make it reusable first"]


def test_a_row_of_the_table_takes_the_place_of_what_proved_itself() -> None:
    row = PilotRow(pilot="P1", name="Bearing watch", line="L3", use_cases=("pdm",), spent=61500,
                   infrastructure=("EDGE-1",), owner="quality lead")  # fmt: skip
    found = made(row)
    assert [c.pilot for c in found.pilots] == ["P1", "L3/defect"]
    one = card(found, "P1")
    assert (one.spent, one.spent_text) == (61500, "EUR 62 k as stated")
    assert (one.name, one.infrastructure) == ("Bearing watch (Line 3 Bearings)", ("EDGE-1",))
    assert card(found, "L3/defect").spent_text == "EUR 48 k by its business case"


def test_a_pilot_without_a_line_owns_no_row_without_a_line() -> None:
    row = PilotRow(pilot="P1", use_cases=("pdm",))
    stray = FlowRow(flow_id="X", use_case="pdm", exists=True, reuse_class=ReuseClass.CONFIG)
    assert card(made(row, stray), "P1").reuse_text == "no link of it is listed"


def test_after_a_year_without_anything_on_record_a_pilot_is_to_be_stopped() -> None:
    row = PilotRow(pilot="P9", line="L1", use_cases=("energy",), started_on=date(2025, 11, 1))
    assert words(card(made(row), "P9")) == ["stop"]
    assert "nothing that it brought is on record" in card(made(row), "P9").why
    young = row.model_copy(update={"started_on": date(2026, 1, 1)})
    assert words(card(made(young), "P9")) == ["not known"]
    told = row.model_copy(update={"result": "8 % less compressed air"})
    assert words(card(made(told), "P9")) == ["not known"]
    event = ValueEventRow(event="V1", pilot="P9", day=date(2026, 3, 1))
    assert words(card(made(row, event), "P9")) == ["not known"]


# ---------------------------------------------------------------------------- value events


def test_a_value_event_is_held_against_the_files_of_the_case() -> None:
    rows = [
        ValueEventRow(event="V1", line="L3", use_case="pdm", day=date(2026, 5, 4), amount=18000,
                      document="photos/Bearing.JPG"),
        ValueEventRow(event="V2", line="L3", use_case="pdm", day=date(2026, 6, 4), amount=2000,
                      sha256="ef" * 32, document="order.pdf"),
        ValueEventRow(event="V3", line="L3", use_case="defect", day=date(2026, 7, 4),
                      document="report.pdf"),
        ValueEventRow(event="V4", line="L3", use_case="defect", day=date(2026, 8, 4)),
        ValueEventRow(event="V5", line="L3", use_case="pdm", day=date(2026, 9, 4),
                      document="assets.csv", sha256="00" * 32),
        PhotoRow(sha256="aa" * 32, file="bearing.jpg"),
    ]  # fmt: skip
    found = {e.event: e for e in made(*rows).events}
    assert {name: e.proof.word for name, e in found.items()} == {
        "V1": "file in the case", "V2": "file known by its hash", "V3": "file named, no hash",
        "V4": "no evidence", "V5": "the file in the case has another hash",
    }  # fmt: skip
    assert found["V1"].sha256 == "aa" * 32
    assert card(made(*rows), "L3/pdm").value == 20000
    assert made(*rows).events_text == (
        "5 value events on record, EUR 20 k together; 2 with a file that shows it."
    )


def test_what_has_no_day_or_lies_ahead_adds_nothing() -> None:
    rows = (ValueEventRow(event="V1", line="L3", use_case="pdm", amount=5),
            ValueEventRow(event="V2", line="L3", use_case="pdm", day=date(2027, 1, 1),
                          amount=7))  # fmt: skip
    found = made(*rows)
    assert not any(e.counted for e in found.events)
    assert card(found, "L3/pdm").value is None
    assert found.events_text.endswith("they have no day or lie ahead: 2.")


def test_figures_of_others_are_quoted_with_source_and_year_or_not_at_all() -> None:
    rows = (
        BenchmarkRow(figure="Three in ten scale.", source="a survey", year=2018,
                     disputed_by="another one, 2021"),
        BenchmarkRow(figure="no source", year=2018),
        BenchmarkRow(figure="no year", source="a survey"),
        BenchmarkRow(figure="switched off", source="a survey", year=2018, shown=False),
    )  # fmt: skip
    assert made(*rows).quoted == (
        "Quoted, not measured here: Three in ten scale (a survey, 2018; disputed by another one,"
        " 2021).",
    )
    assert made().quoted == ()


# ---------------------------------------------------------------------------- plants


def several_plants() -> Programme:
    rows = [
        LineRow(line=line, name=f"Line {line}", plant=plant, area="Hall A", pilot=line == "L3")
        for line, plant in (("L1", "North"), ("L2", "South"), ("L3", "North"), ("L4", "South"))
    ]
    devices = tuple(Device(f"PLC-{n}", line="L2") for n in range(3))
    return made(*rows, without=("lines",), plan=make_plan(HASH), devices=devices)


def test_lines_of_all_plants_stand_in_one_ranking_against_the_pilot() -> None:
    found = several_plants()
    assert [(x.rank, x.plant, x.line) for x in found.plant_lines] == [
        (1, "South", "L4"), (2, "North", "L1"), (3, "South", "L2"), (None, "North", "L3"),
    ]  # fmt: skip
    indices = [x.index or 0 for x in found.plant_lines if x.rank]
    assert indices == sorted(indices, reverse=True)
    assert {x.area for x in found.plant_lines} == {"Hall A"}
    assert next(x for x in found.plant_lines if x.line == "L2").assets == 3


def test_each_plant_has_a_row_with_its_lines_assets_and_best_line() -> None:
    found = {row.plant: row for row in several_plants().plants}
    assert {name: (row.lines, row.assets, row.best) for name, row in found.items()} == {
        "North": (2, 0, "Line L1"), "South": (2, 3, "Line L4"),
    }  # fmt: skip
    assert found["North"].pilots == "Line L3"
    assert several_plants().plants_text.startswith("2 plants, all lines against Line L3.")
    assert "planned once for the case" in several_plants().plants_text
    assert made().plants_text.startswith("No line says which plant it belongs to")


# ---------------------------------------------------------------------------- drivers


def law(**more: Any) -> DeadlineRow:
    row = {"deadline": "battery passport", "kind": "legal", "line": "L4", "day": date(2027, 2, 18)}
    return DeadlineRow.model_validate({**row, **more})


def test_a_driver_is_held_against_the_plan() -> None:
    plan = make_plan(HASH)
    live = max(v.day for v in plan.values if v.line == "L4")
    marks = {}
    for name, row in {
        "same day": law(day=live), "day before": law(day=live - timedelta(days=1)),
        "left out": law(line="L2"), "undated": law(day=None), "pilot": law(line="L3"),
        "package": law(work_package="wp-06", line="L1", day=date(2027, 6, 1)),
    }.items():  # fmt: skip
        (found,) = made(row, plan=plan).drivers
        marks[name] = found.mark.word
    assert marks == {
        "same day": "done in time", "day before": "too late", "left out": "not in the plan",
        "undated": "no day stated", "pilot": "live already", "package": "done in time",
    }  # fmt: skip
    (found,) = made(law(), plan=None).drivers
    assert (found.mark.word, found.weeks_left) == ("no plan yet", 13)


def test_a_driver_without_a_line_is_about_every_line_that_has_not_proved_it() -> None:
    found = made(law(line="", kind=DeadlineKind.CUSTOMER), plan=make_plan(HASH)).drivers
    assert [d.line for d in found] == ["L1", "L2", "L4"]
    assert {d.kind for d in found} == {"customer"}


def test_a_duty_of_a_use_case_is_a_driver_without_a_day() -> None:
    case = UseCaseRow(use_case="pdm", name="Predictive maintenance", duty="insurer's condition")
    (driver,) = made(case, without=("usecases",)).drivers
    assert (driver.driver, driver.kind, driver.line) == ("insurer's condition", "duty", "")
    assert (driver.use_name, driver.mark.word) == ("Predictive maintenance", "no day stated")


def test_a_legal_date_stands_beside_a_business_case_that_does_not_hold() -> None:
    judged = make_judgement()
    scores = tuple(
        replace(s, economic_flag=EconomicFlag.DUTY_DRIVEN) if s.line == "L2" else s
        for s in judged.scores
    )
    judged = replace(judged, scores=scores)
    found = made(law(line="L2", use_case="pdm"), plan=make_plan(HASH), judgement=judged)
    (driver,) = found.drivers
    assert driver.duty
    assert driver.note == (
        "Predictive maintenance does not pay on Line 2 Shafts, but battery passport holds from"
        " 18 Feb 2027: duty-driven."
    )
    assert found.drivers_text.endswith("Duty-driven: 1 line.")
    (customer,) = made(law(line="L2", kind="customer"), judgement=judged).drivers
    assert not customer.duty


# ---------------------------------------------------------------------------- effort


def test_effort_of_each_line_follows_the_plans_reuse_factor() -> None:
    found = made(plan=make_plan(HASH)).effort
    points = {p.line: p for p in found.points}
    assert list(points) == ["L4", "L1"], "in the order of the plan"
    assert points["L4"].without == 6.5, "the middle of the catalogue's connector"
    for point in found.points:
        assert point.with_layer is not None and point.without is not None
        assert point.with_layer <= point.without
    assert found.once > 0
    assert f"takes {found.once:g} pd" in found.sentence


def test_the_reuse_ratio_says_where_it_comes_from() -> None:
    assert "is not known" in made().effort.reuse_text
    counted = made(*SHARED).effort.reuse_text
    assert counted.startswith("Reuse ratio 0 %, counted from the list of flows (Defect detection")
    done = DeploymentRow(line="L4", effort_pd=20, reused_percent=85, finished_on=date(2026, 9, 1),
                         source="time sheets")  # fmt: skip
    measured = made(*SHARED, done).effort
    assert measured.reuse_text == ("Reuse ratio 85 %, measured on Line 4 Couplings (time sheets).")
    assert next(p for p in measured.points if p.line == "L4").actual == 20


def test_consumers_that_each_line_brings_make_the_way_without_a_layer_dearer() -> None:
    rows = [
        FlowRow(flow_id=f"{line}{n}", line=line, source=f"PLC-{line}", consumer=consumer)
        for line in ("L1", "L3", "L4")
        for n, consumer in enumerate(("MES", f"model {line}"))
    ]
    points = made(*rows, without=("flows",), plan=make_plan(HASH)).effort.points
    assert [p.links_without for p in points] == sorted(p.links_without for p in points)
    assert (points[1].without or 0) > (points[0].without or 0)
    assert {p.links_with for p in points} == {points[0].links_with}


def test_facts_without_anything_give_an_empty_programme() -> None:
    facts = PlantFacts(make_facts().case, HASH)
    judged = replace(make_judgement(), findings=(), scores=(), baselines=(), cells=())
    found = programme(make_ground(judged, None, facts), (), ())
    assert not (found.warnings or found.drivers or found.events or found.overlaps)
    assert found.effort.points == ()
