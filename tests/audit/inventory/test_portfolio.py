"""The tables of the portfolio: what a cell may say, and what the tables say about each other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from audit.inventory.tables import TABLES, BudgetRow, DeadlineRow, PilotRow, ValueEventRow
from audit.inventory.tables.money import DeadlineKind
from audit.inventory.tables.portfolio import PilotState
from audit.inventory.template import help_text, write_tables
from tests.audit.inventory.reading import read_files, said


def test_a_pilot_is_read_as_people_write_it() -> None:
    row = PilotRow.model_validate(
        {"pilot": "P1", "use_cases": "pdm; defect", "state": "Proved", "started_on": "01.02.2025",
         "proved_on": "2025-11-30", "spent": "61.500,00", "infrastructure": "EDGE-1; broker"}
    )  # fmt: skip
    assert (row.state, row.use_cases) == (PilotState.PROVED, ("pdm", "defect"))
    assert (row.started_on, row.spent) == (date(2025, 2, 1), 61500.0)
    assert row.infrastructure == ("EDGE-1", "broker")


def test_a_hash_is_64_hexadecimal_digits_or_nothing() -> None:
    row = ValueEventRow.model_validate({"event": "V1", "sha256": " " + "AB" * 32})
    assert row.sha256 == "ab" * 32
    with pytest.raises(ValidationError, match="64 hexadecimal digits"):
        ValueEventRow.model_validate({"event": "V1", "sha256": "abc"})


def test_a_driver_has_a_kind_and_may_have_no_day() -> None:
    row = DeadlineRow.model_validate({"deadline": "last order of the drives", "kind": "supply"})
    assert (row.kind, row.day) == (DeadlineKind.SUPPLY, None)
    assert BudgetRow.model_validate({"period": "Q1", "spent": "12 000"}).spent == 12000


def test_a_new_case_has_the_tables_and_their_help(tmp_path: Path) -> None:
    write_tables(tmp_path)
    for name in ("pilots", "value_events", "benchmarks"):
        head = (tmp_path / f"{name}.csv").read_text("utf-8").splitlines()[0]
        assert head.split(",") == list(TABLES[name].model_fields)
        assert f"\n{name}\n" in help_text()
    assert "kind: legal, customer, supply, capability, funding" in help_text()
    assert "state: planned, running, proved, stopped" in help_text()


def test_what_the_tables_say_about_each_other_is_held_together(tmp_path: Path) -> None:
    read = read_files(
        tmp_path,
        lines__csv="line\nL3\n",
        usecases__csv="use_case\npdm\n",
        pilots__csv="pilot,line,use_cases,started_on,proved_on\nP1,L33,pdm;scrap,2026-02-01,2025-02-01\n",
        value_events__csv="event,pilot,use_case\nV1,P2,energy\n",
    )
    text = said(read)
    assert "pilots.csv:2: line: 'L33'" in text
    assert "'scrap': not in the table usecases" in text
    assert "is not after started_on (2026-02-01)" in text
    assert "'P2': not in the table pilots" in text
    assert "'energy': not in the table usecases" in text
