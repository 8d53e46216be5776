"""`judge`, `status`, `explain`, `what-if`, `export`, `report`, `doctor`, `credential`."""

import csv
import io
import json
from pathlib import Path

import pytest

from reports.tables import TABLES
from tests.cli.run import plantready


def test_judge_ends_with_1_when_a_gate_fails(riverside: Path) -> None:
    assert plantready("judge", case=riverside).code == 1


def test_an_empty_case_has_no_failing_gate(fresh: Path) -> None:
    done = plantready("judge", case=fresh)
    assert done.code == 0
    assert "lines.csv" in done.out


def test_a_broken_cell_is_named_and_the_rest_is_judged(riverside: Path) -> None:
    path = riverside / "inventory" / "budget.csv"
    path.write_text(path.read_text("utf-8-sig") + "2031Q1,lots\n", "utf-8")
    done = plantready("--json", "status", case=riverside)
    assert done.code == 4
    assert "budget.csv:" in done.err
    assert done.data["lines"]


def test_status_counts_what_is_answered(riverside: Path) -> None:
    lines = plantready("--json", "status", case=riverside).data["lines"]
    assert all(0 < line["answered"] <= line["asked"] for line in lines)


def test_explain_shows_rule_inputs_and_what_would_change_it(riverside: Path) -> None:
    done = plantready("explain", "L1", "net-03", case=riverside)
    assert done.code == 0
    assert all(word in done.out for word in ("Rule", "Inputs", "What would change it", "WP-04"))


def test_what_if_stores_nothing(riverside: Path) -> None:
    done = plantready("--json", "what-if", "--fix", "WP-04@L1", case=riverside).data
    before, after = (
        next(row["blockers"] for row in done[key] if row["line"] == "L1")
        for key in ("before", "after")
    )
    assert set(after) == set(before) - {"NET-03"}
    scores = plantready("export", "scores", case=riverside).data
    assert next(row["blockers"] for row in scores if row["line"] == "L1") == before


@pytest.mark.parametrize("table", TABLES)
def test_json_and_csv_hold_the_same_rows_and_columns(riverside: Path, table: str) -> None:
    rows = plantready("export", table, case=riverside).data
    text = plantready("export", table, "--format", "csv", case=riverside).out
    read = list(csv.DictReader(io.StringIO(text)))
    assert len(read) == len(rows)
    assert all(list(one) == list(other) for one, other in zip(read, rows, strict=True))


def test_export_into_a_file_leaves_stdout_empty(riverside: Path, tmp_path: Path) -> None:
    path = tmp_path / "devices.json"
    done = plantready("export", "devices", "-o", path, case=riverside)
    assert (done.code, done.out) == (0, "")
    assert json.loads(path.read_text("utf-8"))


def test_export_where_no_folder_is_says_so(riverside: Path, tmp_path: Path) -> None:
    done = plantready("export", "devices", "-o", tmp_path / "no" / "x.json", case=riverside)
    assert done.code == 2
    assert "could not be written" in done.err


def test_only_the_formats_asked_for_are_written(riverside: Path) -> None:
    done = plantready("report", "json", "html", case=riverside)
    assert done.code == 0, done.err
    written = {path.suffix for path in (riverside / "reports").iterdir()}
    assert written == {".json", ".html"}
    assert all(Path(line).exists() for line in done.out.splitlines())


def test_the_doctor_gives_every_item_a_state_and_a_reason() -> None:
    items = plantready("--json", "doctor").data
    assert {item["state"] for item in items} <= {"ok", "limited", "missing"}
    assert all(item["why"] for item in items)


def test_a_credential_that_is_none_is_refused_and_not_shown() -> None:
    done = plantready("credential", "set", "plant", typed="hunter2\n")
    assert done.code == 2
    assert "hunter2" not in done.out + done.err
