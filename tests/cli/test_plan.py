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
