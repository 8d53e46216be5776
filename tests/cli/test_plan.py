"""`plantready plan` and `replan`: readable on a screen, kept, and moved with reasons."""

from pathlib import Path

import pytest

from tests.cli.run import plantready


def test_a_task_is_one_line_at_100_columns(
    riverside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    done = plantready("plan", case=riverside)
    assert done.code == 0, done.err
    tasks = plantready("export", "plan", case=riverside).data
    lines = done.out.splitlines()
    for task in tasks:
        own = [line for line in lines if line.split()[:1] == [task["task_id"]]]
        assert len(own) == 1, task["task_id"]
        assert task["start"] in own[0]
    assert max(map(len, lines[: len(tasks)])) <= 100
    assert "left out, or assumed:" in done.out


def test_a_case_without_lines_says_what_to_do(fresh: Path) -> None:
    done = plantready("plan", case=fresh)
    assert done.code == 0
    assert "lines.csv" in done.out


def test_replanning_the_same_facts_moves_nothing(riverside: Path) -> None:
    plantready("plan", case=riverside)
    done = plantready("--json", "replan", case=riverside)
    assert (done.code, done.data["moved"]) == (0, [])


def test_a_later_start_moves_tasks_and_says_why(riverside: Path) -> None:
    plantready("plan", case=riverside)
    path = riverside / "case.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("plan_start = 2027-01-11", "plan_start = 2027-02-01"), "utf-8")
    done = plantready("replan", case=riverside)
    assert "moves from 2027-01-" in done.out


def test_the_plan_leaves_as_project_xml_calendar_and_work_orders(
    riverside: Path, tmp_path: Path
) -> None:
    files = {form: tmp_path / f"plan.{form}" for form in ("mspdi", "ics", "xlsx")}
    for form, path in files.items():
        table = "workorders" if form == "xlsx" else "plan"
        done = plantready("export", table, "--format", form, "-o", path, case=riverside)
        assert (done.code, done.out) == (0, ""), done.err
    assert b'<Project xmlns="http://schemas.microsoft.com/project">' in files["mspdi"].read_bytes()
    assert files["ics"].read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert files["xlsx"].read_bytes().startswith(b"PK")


def test_a_format_that_a_table_does_not_have_is_refused(riverside: Path) -> None:
    done = plantready("export", "devices", "--format", "mspdi", case=riverside)
    assert done.code == 2
    assert "export plan" in done.err


def test_ways_to_roll_out_stand_side_by_side_with_the_users_own(
    riverside: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.csv"
    own.write_text("line,order\nL1,1\nL4,2\n", encoding="utf-8")
    done = plantready("--json", "plan", "--compare", "--own", own, "--time-limit", "4",
                      case=riverside)  # fmt: skip
    assert done.code == 0, done.err
    names = [way["scenario"] for way in done.data["scenarios"]]
    assert names == ["copy the pilot", "foundation first", "interleaved", "own"]
    assert all(way["problems"] == [] for way in done.data["scenarios"])
    kept = plantready("export", "scenarios", case=riverside).data
    assert kept == done.data["scenarios"]
    shown = plantready("plan", "--compare", "--time-limit", "4", case=riverside)
    assert "first value, 80 % sure" in shown.out


def test_a_row_that_cannot_be_planned_with_is_named_and_the_report_goes_without_a_plan(
    riverside: Path,
) -> None:
    path = riverside / "inventory" / "budget.csv"
    lines = path.read_text("utf-8").splitlines()
    number = lines[0].split(",").index("amount")
    cells = lines[1].split(",")
    cells[number] = "-1"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", "utf-8")
    done = plantready("plan", case=riverside)
    assert done.code == 4
    assert "budget.csv, line 2: amount is -1; write zero or more" in done.err
    report = plantready("report", "json", case=riverside)
    assert "amount is -1" in report.err
    assert (riverside / "reports").is_dir()


def test_a_file_of_ones_own_that_is_not_there_is_said(riverside: Path, tmp_path: Path) -> None:
    done = plantready("plan", "--own", tmp_path / "no.csv", case=riverside)
    assert done.code == 4
    assert "cannot be read" in done.err


def test_a_case_with_its_own_packages_plans_with_them_and_names_a_cycle(riverside: Path) -> None:
    head = (
        "code,name,scope,fixed_low,fixed_high,unit_low,unit_high,unit,crews,downtime_h_low,"
        "downtime_h_high,downtime_per_unit,downtime_text,lead_weeks_low,lead_weeks_high,"
        "prerequisites,only_if_planned,clears\n"
    )
    row = "WP-20,Charter,plant,{0},{0},0,0,-,programme lead,0,0,no,none,1,1,{1},,OWN-02\n"
    path = riverside / "workpackages.csv"
    path.write_text(head + row.format(40, ""), "utf-8")
    rows = plantready("export", "plan", case=riverside).data
    assert next(r["effort_pd"] for r in rows if r["work_package"] == "WP-20") == 40
    path.write_text(head + row.format(40, "WP-05"), "utf-8")
    done = plantready("plan", case=riverside)
    assert done.code == 2
    assert "workpackages.csv: these wait for each other: WP-05 -> WP-20 -> WP-05" in done.err
