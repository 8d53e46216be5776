"""OWN-06 over the list of changes, dates of configurations and answers; today is 16 November
2026.
"""

from __future__ import annotations

from datetime import date

from audit.inventory.tables import BackupRow, ChangeRow
from checks.ownership.changes_are_requested_approved_and_recorded import CHECK
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows


def change(system: str, day: str = "2026-05-01", **more: object) -> Edit:
    fields: dict[str, object] = {
        "system": system, "changed_on": day, "record": "C-17", "requested": True, "approved": True,
    }  # fmt: skip
    return rows(ChangeRow.model_validate({**fields, **more}))


def good(number: int) -> list[Edit]:
    return [change(f"PLC-{n}") for n in range(number)]


def bad(number: int, record: str = "", **more: bool) -> list[Edit]:
    return [change(f"SW-{n}", "2026-05-01", record=record, **more) for n in range(number)]


def answered(text: str) -> Edit:
    return said("changes_recorded", text, line="")


CASES: list[Case] = [
    ("all of the last five", good(5), Outcome.PASS, "", ["seen for 5 of 5"]),
    ("an older one does not count", [*good(5), change("SW", "2026-01-01", record="")],
     Outcome.PASS, "", []),
    ("four of five", [*good(4), *bad(1)], Outcome.WARN, "", ["SW-0 2026-05-01 without a record"]),
    ("half", [*good(1), *bad(1)], Outcome.WARN, "", []),
    ("two of five", [*good(2), *bad(3)], Outcome.FAIL, "", ["seen for 2 of 5"]),
    ("not approved", [*good(2), *bad(3, record="C-9", approved=False)], Outcome.FAIL, "",
     ["without approval"]),
    ("not requested", [*good(2), *bad(3, record="C-9", requested=False)], Outcome.FAIL, "",
     ["without request"]),
    ("changed and not listed", [*good(5), device("SW-L1", last_changed="2026-06-03")],
     Outcome.FAIL, "", ["not on the list: SW-L1 on 2026-06-03"]),
    ("a program changed and not listed", [*good(5), rows(BackupRow(asset_id="PLC-9",
     changed_on=date(2026, 6, 3)))], Outcome.FAIL, "", ["PLC-9 on 2026-06-03"]),
    ("listed two days off", [*good(5), device("PLC-1", last_changed="2026-05-03")],
     Outcome.PASS, "", []),
    ("listed, changed again later", [*good(5), device("PLC-1", last_changed="2026-06-03")],
     Outcome.FAIL, "", ["PLC-1 on 2026-06-03"]),
    ("changed before the list begins", [*good(5), device("SW-L1", last_changed="2014-03-11")],
     Outcome.PASS, "", []),
    ("approval is open", [*good(4), change("SW", approved="")], Outcome.UNKNOWN, "not_asked",
     ["whether SW 2026-05-01 (C-17) was approved"]),
    ("approval is open and changes nothing", [*bad(4), change("SW", approved="")],
     Outcome.FAIL, "", []),
    ("no timestamps", [change("SW", "")], Outcome.UNKNOWN, "no_evidence", ["none with the day"]),
    ("some without timestamps", [*good(4), change("SW", "")], Outcome.UNKNOWN, "not_asked", []),
    ("five, as stated", [answered("5")], Outcome.PASS, "", ["5 of 5"]),
    ("three, as stated", [answered("3 of 5")], Outcome.WARN, "", []),
    ("two, as stated", [answered("2")], Outcome.FAIL, "", []),
    ("the list outweighs the answer", [answered("5"), *bad(5)], Outcome.FAIL, "", []),
    ("said not to apply", [answered("n/a: nothing changes")], Outcome.UNKNOWN,
     "conflict", ["applies to every line"]),
    *open_answers("changes_recorded", line=""),
]  # fmt: skip


@cases(*CASES)
def test_changes(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_day_of_the_oldest_change_is_the_age_of_the_evidence() -> None:
    got = ask(CHECK, plant(*good(4), change("SW", "2026-02-01")))
    assert str(got.oldest) == "2026-02-01"
