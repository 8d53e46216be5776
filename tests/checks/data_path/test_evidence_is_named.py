"""What an answer rests on is what it names: take a row or a reading away, and an answer that it did
not name stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from audit.facts.model import PlantFacts
from audit.inventory.tables import SegmentRow
from audit.inventory.tables.people import Side
from checks import ALL
from checks.records import Check
from tests.checks.data_path.given import (
    MES_IP,
    PLACES,
    PLC_IP,
    capture,
    clock,
    flow,
    hop,
    program,
    said,
    signal,
    talk,
)
from tests.checks.plants import Edit, ask, device, plant, rows, segment

IDS = {
    *(f"DAT-{number:02}" for number in (1, *range(6, 16))),
    *("PLC-07", "PLC-09", "PLC-10", "PLC-11"),
}
MINE = [check for check in ALL if check.check_id in IDS]
PC = device("QA-PC2", "", "office", ips=("10.0.5.7",))
WELL: list[Edit] = [
    *PLACES,
    flow(via="layer", monitored=True),
    flow("F3", line="L3", via="layer", monitored=True, load_bearing=False),
    hop("PLC-L1", age_s=1),
    hop("MES-1", age_s=1),
    signal("vibration", asset="PLC-L1", exists=True, essential=True, needed_ms=1000, p95_ms=900,
           unit="mm/s", path="a/b/c", history_days=9, complete_percent=99, implausible_percent=0),
    signal("noise", required=False),
    signal("noise", line="L3", exists=True),
    clock("PLC-L1"),
    clock("MES-1"),
    program(source_available=True, same_as_running=True, compared_on="2026-05-01",
            key_switch="run", downloads_from="ENG-1"),
    talk(MES_IP, port=4840, protocol="opcua"),
    talk(PLC_IP, MES_IP, 4840, "opcua", cycle_ms=950),
    capture(200),
    said("approved_writers", "MES-1"),
    said("oem_permission", "allowed in writing"),
    said("buffer_hours", "30"),
    said("buffer_needed_hours", "20"),
    said("gaps_acceptable", "no"),
    said("flow_alarm", "a tested alarm to a named person", line=""),
    said("layer_load_percent", "10", line=""),
    said("layer_licence_lines", "4", line=""),
    said("layer_standby", "another node takes over by itself", line=""),
    said("traceability_duty", "yes"),
    said("traceability_gaps", "0"),
    said("controllers_reachable_from", "only from listed stations", side=Side.IT),
]  # fmt: skip
BADLY: list[Edit] = [
    *WELL,
    PC,
    rows(SegmentRow(segment="VLAN 1", vlan=1, purpose="all")),
    segment(1, "PLC-L1", "QA-PC2", name="VLAN 1"),
    talk("10.0.5.7", writes=4),
    hop("broker", late_percent=9),
    signal("torque", exists=False, essential=True),
    clock("HMI-L1", 4000),
    flow("F2", monitored=False, exists=False),
]


def without_each(facts: PlantFacts) -> Iterator[tuple[str, int, PlantFacts]]:
    """Every plant with one row, or one reading, less; its name and its evidence."""
    for table, stated in facts.rows.items():
        for row in stated:
            if table != "lines":
                left = tuple(other for other in stated if other is not row)
                yield table, row.evidence, replace(facts, rows={**facts.rows, table: left})
    for name in ("conversations", "coverage"):
        readings: tuple[Any, ...] = getattr(facts, name)
        for reading in readings:
            change: dict[str, Any] = {name: tuple(r for r in readings if r is not reading)}
            yield name, reading.evidence, replace(facts, **change)


@pytest.mark.parametrize("parts", [WELL, BADLY], ids=["well", "badly"])
@pytest.mark.parametrize("check", MINE, ids=lambda check: check.check_id)
def test_what_an_answer_does_not_name_does_not_change_it(check: Check, parts: list[Edit]) -> None:
    facts = plant(*parts)
    before = ask(check, facts)
    for name, evidence, less in without_each(facts):
        after = ask(check, less)
        if evidence not in before.evidence:
            assert (after.outcome, after.sentence) == (before.outcome, before.sentence), name


def test_the_two_plants_are_what_they_are_called() -> None:
    well = [ask(check, plant(*WELL)) for check in MINE]
    assert {answer.outcome.value for answer in well} == {"pass"}, [
        answer.sentence for answer in well if answer.outcome.value != "pass"
    ]
    badly = {check.check_id: ask(check, plant(*BADLY)).outcome.value for check in MINE}
    assert {name for name, outcome in badly.items() if outcome == "fail"} >= {
        "DAT-01", "DAT-06", "DAT-09", "DAT-15", "PLC-10",
    }  # fmt: skip
