"""PLC-06 over cycle times that were read out, the pilot's, and answers; L3 is the pilot."""

from __future__ import annotations

from datetime import date

from audit.inventory.tables import ControllerRow, ScanRow
from checks.controllers.reading_leaves_the_cycle_time_alone import CHECK, QUESTION_ID
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows

PLC, PILOT = device("PLC-L1"), device("PLC-L3", "L3")


def scan(asset_id: str = "PLC-L1", watchdog_ms: float | None = 100, **more: object) -> Edit:
    fields: dict[str, object] = {"asset_id": asset_id, "watchdog_ms": watchdog_ms, **more}
    return rows(ScanRow.model_validate(fields))


def family(asset_id: str, name: str) -> Edit:
    return rows(ControllerRow(asset_id=asset_id, family=name))


SLOWER = [PILOT, scan("PLC-L3", scan_ms=20, scan_reading_ms=24)]
TWICE = [device("PLC-L3-2", "L3"), scan("PLC-L3-2", scan_ms=20, scan_reading_ms=40)]
FAMILIES = [family("PLC-L1", "S7-1500"), family("PLC-L3", "S7 1500"), family("PLC-L3-2", "M580")]

CASES: list[Case] = [
    ("60 % while reading", [PLC, scan(scan_reading_ms=60)], Outcome.PASS, "",
     ["60 % (60 of 100 ms while reading)"]),
    ("61 %", [PLC, scan(scan_reading_ms=61)], Outcome.WARN, "", []),
    ("80 %", [PLC, scan(scan_reading_ms=80)], Outcome.WARN, "", []),
    ("81 %", [PLC, scan(scan_reading_ms=81)], Outcome.FAIL, "", ["81 %"]),
    ("cycles ran over", [PLC, scan(scan_reading_ms=10, overruns=True)], Outcome.FAIL, "",
     ["ran over and nobody knows why"]),
    ("cycles ran over, the rest is open", [PLC, scan(overruns=True)], Outcome.FAIL, "", []),
    ("scaled as on the pilot", [PLC, scan(scan_ms=60), *SLOWER], Outcome.WARN, "",
     ["72 % (60 of 100 ms, times 1.20 as on the pilot)"]),
    ("scaled as on the pilot's slowest", [PLC, scan(scan_ms=45), *SLOWER, *TWICE], Outcome.FAIL,
     "", ["times 2.00"]),
    ("scaled as on the same family", [PLC, scan(scan_ms=45), *SLOWER, *TWICE, *FAMILIES],
     Outcome.PASS, "", ["times 1.20"]),
    ("reading made nothing faster", [PLC, scan(scan_ms=60), PILOT,
     scan("PLC-L3", scan_ms=20, scan_reading_ms=18)], Outcome.PASS, "", ["times 1.00"]),
    ("a measurement outweighs the scale", [PLC, scan(scan_ms=60, scan_reading_ms=60), *SLOWER],
     Outcome.PASS, "", []),
    ("too long before anybody reads", [PLC, scan(scan_ms=85)], Outcome.FAIL, "",
     ["before anybody reads"]),
    ("nobody read anywhere", [PLC, scan(scan_ms=20)], Outcome.UNKNOWN, "no_evidence",
     ["nor was the pilot"]),
    ("not read out", [PLC], Outcome.UNKNOWN, "no_evidence", ["PLC-L1 was not read out"]),
    ("no watchdog", [PLC, scan(watchdog_ms=None, scan_reading_ms=9)], Outcome.UNKNOWN,
     "no_evidence", ["no watchdog time"]),
    ("no cycle", [PLC, scan()], Outcome.UNKNOWN, "no_evidence", ["no longest cycle"]),
    ("one fails, one is open", [PLC, device("PLC-2"), scan(scan_reading_ms=90)], Outcome.FAIL, "",
     []),
    ("one passes, one is open", [PLC, device("PLC-2"), scan(scan_reading_ms=9)], Outcome.UNKNOWN,
     "no_evidence", ["PLC-2 was not read out"]),
    ("no controller is known", [], Outcome.UNKNOWN, "blocked_by:PLC-01", []),
    ("40 %, as stated", [PLC, said(QUESTION_ID, "40,5")], Outcome.PASS, "", ["40.5 % of the"]),
    ("70 %, as stated", [PLC, said(QUESTION_ID, "70 %")], Outcome.WARN, "", []),
    ("90 %, as stated", [PLC, said(QUESTION_ID, "90")], Outcome.FAIL, "", []),
    ("measured is worse than stated", [PLC, scan(scan_reading_ms=90), said(QUESTION_ID, "40")],
     Outcome.FAIL, "", []),
    ("stated is worse than measured", [PLC, scan(scan_reading_ms=40), said(QUESTION_ID, "90")],
     Outcome.FAIL, "", []),
    ("said not to apply", [PLC, said(QUESTION_ID, "n/a: fast enough")], Outcome.UNKNOWN,
     "conflict", ["applies to every line"]),
    *(case for case in open_answers(QUESTION_ID, PLC) if case[0] != "nobody asked"),
]  # fmt: skip


@cases(*CASES)
def test_the_cycle(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_day_of_the_measurement_is_the_age_of_the_evidence() -> None:
    got = ask(CHECK, plant(PLC, scan(scan_reading_ms=9, measured_on="2026-03-01")))
    assert got.oldest == date(2026, 3, 1)
