"""The common use cases: whole lists, units that people can read, nothing said of any plant."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from audit.inventory import library
from audit.inventory.library import template_of, templates
from audit.inventory.tables import CapabilityRow, SignalRow, UseCaseRow
from audit.inventory.tables.capabilities import CAPABILITIES
from audit.inventory.template import use_case_id, write_tables

CLASSES = {"sensor", "controller", "camera", "meter", "MES", "person"}
UNITS = {"mm/s", "m/s2", "degC", "1/min", "A", "ms", "s", "h", "kW", "kWh", "m3/h", "kPa", "mm/min",
         "pieces", "1", "%", ""}  # fmt: skip


@pytest.mark.parametrize("key", sorted(templates()))
def test_every_list_is_whole(key: str) -> None:
    one = templates()[key]
    assert key == use_case_id(key), "the key is the id under which it enters the tables"
    assert one.name and one.kpi and one.latency_ms > 0
    assert any(signal.essential for signal in one.signals)
    names = [signal.signal for signal in one.signals]
    assert len(names) == len(set(names)) >= 5
    for signal in one.signals:
        assert signal.source_class in CLASSES
        assert signal.unit in UNITS
        assert signal.needed_ms >= 100 and signal.data_type


def test_no_list_is_of_a_use_case_that_does_not_exist() -> None:
    folder = Path(library.__file__).parent
    with (folder / "signals.csv").open(encoding="utf-8", newline="") as file:
        assert {row["use_case"] for row in csv.DictReader(file)} == set(templates())


def test_a_key_is_found_in_any_case_and_another_name_is_none() -> None:
    assert template_of(" OEE ") is templates()["oee"]
    assert template_of("spindle watch") is None


def test_what_is_written_says_what_is_needed_and_nothing_of_the_plant(tmp_path: Path) -> None:
    write_tables(tmp_path, use_case="energy")
    with (tmp_path / "signals.csv").open(encoding="utf-8", newline="") as file:
        rows = [SignalRow.model_validate(row) for row in csv.DictReader(file)]
    assert len(rows) == len(templates()["energy"].signals)
    for row in rows:
        assert (row.exists, row.connected, row.unit, row.path, row.tag) == (None, None, "", "", "")
        assert row.needed_ms and row.needed_unit and row.source_class
    with (tmp_path / "usecases.csv").open(encoding="utf-8", newline="") as file:
        (use,) = [UseCaseRow.model_validate(row) for row in csv.DictReader(file)]
    assert (use.use_case, use.kpi) == ("energy", "kWh per good piece")


def test_a_new_case_says_nothing_of_the_layer_but_what_may_be_said(tmp_path: Path) -> None:
    write_tables(tmp_path)
    assert len((tmp_path / "capabilities.csv").read_text("utf-8").splitlines()) == 1
    told = " ".join((tmp_path / "README.txt").read_text("utf-8").split())
    assert all(name in told for name in CAPABILITIES)
    assert set(CapabilityRow.model_fields) <= set(told.replace(":", "").replace("*#", "").split())
