"""The workbook's registers: each row from what the plant said, nothing made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from audit.inventory.tables import (
    AssetRow,
    ControllerRow,
    CrewRow,
    DriverRow,
    KnowledgeRow,
    OwnerRow,
    Row,
    SurveyRow,
    WindowRow,
    ZoneRow,
)
from planning.records import Plan
from reports.model.annex import Extra
from reports.model.ground import Ground
from reports.model.registers import registers
from tests.reports.build import make_facts, make_judgement, stated
from tests.reports.schedule import make_plan


def _register(name: str, *rows: Row, plan: Plan | None = None) -> Extra:
    facts = replace(make_facts(), rows=stated(*rows))
    ground = Ground(make_judgement(), plan, facts, (), (), {})
    return next(extra for extra in registers(ground) if extra.name == name)


def _rows(extra: Extra) -> list[dict[str, object]]:
    return [dict(zip(extra.columns, row, strict=True)) for row in extra.rows]


def test_a_controller_is_read_by_a_protocol_both_know() -> None:
    rows = (
        AssetRow(asset_id="P1", line="L1"),
        ControllerRow(asset_id="P1", family="A", protocols=("OPC UA",)),
        ControllerRow(asset_id="P2", family="B", protocols=("DH+",)),
        ControllerRow(asset_id="P3", family="C"),
        DriverRow(consumer="MES", protocol="opc ua"),
        DriverRow(consumer="MES", protocol="DH+", family="other"),
    )
    found = {row["controller"]: row["result"] for row in _rows(_register("Compatibility", *rows))}
    assert found == {"P1": "✔ can read", "P2": "✖ no driver", "P3": "? protocols not known"}


def test_a_zone_that_nobody_walked_has_no_level() -> None:
    rows = (
        ZoneRow(zone="Z1", required=True, ssid="OT"),
        ZoneRow(zone="Z2", required=True, ssid="OT"),
        *(SurveyRow(zone="Z1", x=float(n), y=0.0, time="t", bssid="02:00:00:00:00:01", ssid="OT",
                    rssi_dbm=-40.0 - n) for n in range(20)),
    )  # fmt: skip
    one, other = _rows(_register("Wireless zones", *rows))
    assert (one["points"], one["P10 (dBm)"], one["weakest (dBm)"]) == (20.0, -57.0, -59.0)
    assert one["P10 SNR (dB)"] is None, "noise was not measured"
    assert (other["points"], other["P10 (dBm)"]) == (0.0, None)


def test_two_names_for_one_layer_are_shown_as_several() -> None:
    rows = (
        OwnerRow(layer="network", line="L1", accountable="IT lead"),
        OwnerRow(layer="network", line="L1", accountable="plant engineer"),
        OwnerRow(layer="MES", accountable=""),
    )
    found = {row["layer"]: row["agree?"] for row in _rows(_register("Ownership", *rows))}
    assert found == {"network": "✖ several", "MES": "? nobody named"}


def test_only_who_can_keep_it_running_counts_as_knowing() -> None:
    rows = (
        KnowledgeRow(system="press", person="A", level=3, leave_date=date(2027, 6, 1)),
        KnowledgeRow(system="press", person="B", level=1),
        KnowledgeRow(system="press", person="C"),
    )
    (row,) = _rows(_register("Knowledge", *rows))
    assert row["who can keep it running"] == 1.0
    assert row["first leaves"] == "2027-06-01"


def test_a_crew_s_weeks_add_up_to_the_days_of_its_tasks() -> None:
    plan = make_plan("9f" * 32)
    crews = {crew for item in plan.tasks for crew in item.task.crews}
    rows = [CrewRow(crew=crew, days_per_week=0.5) for crew in crews]
    found = _rows(_register("Crews", *rows, plan=plan))
    assert found
    for row in found:
        assert isinstance(row["days planned"], float) and row["days planned"] > 0
        assert bool(row["remark"]) == (row["days planned"] > 0.5)


def test_without_windows_every_standstill_is_more_than_they_give() -> None:
    plan = make_plan("9f" * 32)
    stops = [item for item in plan.tasks if item.task.downtime_h > 0 and not item.task.done]
    found = _rows(_register("Windows", WindowRow(window="W", line="L9"), plan=plan))
    assert bool(found) == bool(stops)
    assert all(row["remark"] for row in found)


def test_a_plant_without_tables_has_empty_registers() -> None:
    assert all(not e.rows for e in registers(
        Ground(replace(make_judgement(), scores=()), None, replace(make_facts(), rows={}), (), (),
               {})) if e.name != "Reconcile")  # fmt: skip
