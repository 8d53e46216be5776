"""Downtime lists: hours of each line a year and a week, planned stops left out."""

from __future__ import annotations

import pytest

from audit.imports import downtime
from audit.imports.contract import UnreadableFileError
from audit.inventory.tables import KpiRow, LineRow, LossRow, UseCaseRow
from audit.inventory.tables.programme import LossBasis
from audit.inventory.tables.site import HistorySource
from checks.operations.losses_and_the_cost_of_waiting_are_calculated import CHECK as LOSSES
from checks.operations.the_line_has_a_quantified_starting_point import CHECK as START
from checks.records import Outcome
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.imports.sampled import imported
from tests.checks.data_path.given import said
from tests.checks.plants import Edit, ask, expect, plant
from tests.checks.plants import rows as given

LIST = """Order;Line;Equipment;Malfunction Start;Malfunction End;Cause;Planned
1;L1;Press;01.01.2026 06:00;01.01.2026 10:00;hydraulics;no
2;L1;Press;10.01.2026 06:00;10.01.2026 07:30;sensor;no
3;L1;Press;20.01.2026 06:00;20.01.2026 14:00;service;yes
4;L2;Saw;01.04.2026 06:00;01.04.2026 08:00;;no
5;L2;Saw;;01.04.2026 08:00;;no
6;L2;Saw;02.03.2026 06:00;02.03.2026 05:00;;no
"""


def test_the_hours_of_a_line_are_taken_to_a_year() -> None:
    found = imported(raw("cmms.csv", LIST), "downtime")
    losses = {row["line"]: row for row in rows(found) if "loss" in row}
    assert losses["L1"]["amount_low"] == round(5.5 / 91 * 365.25, 1)
    assert (losses["L1"]["unit"], losses["L1"]["basis"]) == ("hours", "records")
    assert losses["L1"]["addressable_percent"] is None
    kpis = {row["line"]: row for row in rows(found) if "kpi" in row}
    assert (kpis["L1"]["weeks"], kpis["L1"]["value"]) == (13.0, round(5.5 / 13, 2))
    said = remarks(found)
    assert (
        "L1: 2 unplanned stops, 5.5 h in 91 days; 1 planned ones left out: hydraulics 4.0 h" in said
    )
    assert "line 6: no start" in said
    assert "line 7: a stop of -1.0 h cannot be" in said


@pytest.mark.parametrize(
    ("heading", "cell", "hours"),
    [("Duration (min)", "90", 1.5), ("Duration", "1,5", 1.5), ("Dauer", "1:30", 1.5),
     ("Downtime [h]", "1.5", 1.5), ("Duration", "90 min", 1.5), ("Dauer", "2 Std", 2.0),
     ("Duration", "5400 s", 1.5)],
)  # fmt: skip
def test_durations_are_read_in_their_unit(heading: str, cell: str, hours: float) -> None:
    text = f"line\tstart\t{heading}\treason\nL1\t2026-01-01\t{cell}\tx\n"
    found = imported(raw("d.csv", text), "downtime")
    (kpi,) = [row for row in rows(found) if "kpi" in row]
    assert kpi["value"] == hours * 7


def test_without_a_line_the_machine_is_taken_and_said() -> None:
    text = "machine,start,duration,cause\nPress,2026-01-01,2,x\n"
    found = imported(raw("d.csv", text), "downtime")
    assert "the machine is taken for it" in remarks(found)


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "line,start,duration,reason\nL1,soon,2,x\n"])
def test_a_list_without_stops_says_what_is_wanted(text: str) -> None:
    with pytest.raises(UnreadableFileError, match="line,start,end,reason,planned"):
        downtime.read(raw("d.csv", text))


RECORDED = given(
    LossRow(line="L1", loss="unplanned stops", amount_low=100, amount_high=100, unit="hours",
            basis=LossBasis.RECORDS),
    method="downtime",
)  # fmt: skip
RATE = given(LineRow(line="L1", downtime_cost_per_h=1000))


def test_recorded_stops_fill_the_amount_that_a_named_loss_lacks() -> None:
    own = given(LossRow(line="L1", loss="Unplanned stops", addressable_percent=50))
    expect(ask(LOSSES, plant(RATE, own, RECORDED)), Outcome.PASS)
    assert ask(LOSSES, plant(RATE, own)).outcome is Outcome.UNKNOWN


def test_recorded_stops_alone_name_what_is_missing_and_hide_no_answer() -> None:
    expect(ask(LOSSES, plant(RECORDED)), Outcome.UNKNOWN, "addressable share", code="not_asked")
    answered = plant(RECORDED, said("losses_calculated", "from records"))
    expect(ask(LOSSES, answered), Outcome.PASS)


def test_recorded_stops_are_not_counted_twice() -> None:
    own = given(LossRow(line="L1", loss="stops", addressable_percent=50, amount_low=10,
                        amount_high=10, unit="hours", basis=LossBasis.RECORDS))  # fmt: skip
    alone = ask(LOSSES, plant(RATE, own))
    assert ask(LOSSES, plant(RATE, own, RECORDED)).measured == alone.measured


def _history(method: str) -> Edit:
    return given(KpiRow(line="L1", kpi="unplanned downtime", weeks=20, system="cmms",
                        source=HistorySource.SYSTEM), method=method)  # fmt: skip


def test_recorded_hours_are_a_starting_point_where_they_are_the_key_figure() -> None:
    wanted = given(UseCaseRow(use_case="pdm", kpi="Unplanned downtime"))
    expect(ask(START, plant(wanted, _history("downtime"))), Outcome.PASS, "20 weeks")
    other = given(UseCaseRow(use_case="pdm", kpi="scrap"))
    answered = said("kpi_history", "13 weeks or more, from a system")
    expect(ask(START, plant(other, _history("downtime"), answered)), Outcome.PASS)
