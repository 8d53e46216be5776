"""Riverside otherwise: nothing known, a pilot that fails itself, a second audit after fixes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner, Result

from cli.main import cli

if TYPE_CHECKING:
    from tests.golden.conftest import Audit


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), *arguments], catch_exceptions=False)


def edit(folder: Path, table: str, before: str, after: str) -> None:
    path = folder / "inventory" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def copy_of(riverside: Audit, folder: Path) -> Path:
    shutil.copytree(riverside.folder, folder)
    return folder


def test_a_plant_nobody_looked_at_is_not_proven_from_0_to_100(tmp_path: Path) -> None:
    assert run(tmp_path, "init", str(tmp_path / "new")).exit_code == 0
    case = tmp_path / "new"
    (case / "inventory" / "lines.csv").write_text("line,pilot\nA,yes\nB,no\nC,no\n", "utf-8")
    text = (case / "case.toml").read_text("utf-8").replace('pilot_line = ""', 'pilot_line = "A"')
    (case / "case.toml").write_text(text, "utf-8")
    scores = json.loads(run(case, "export", "scores").stdout)
    assert {row["line"] for row in scores} == {"B", "C"}
    for row in scores:
        assert row["verdict"] == "NOT PROVEN"
        assert (row["low"], row["high"], row["coverage"]) == (0, 100, 0)
    assert run(case, "report", "pdf", "xlsx", "json", "html").exit_code == 0


def test_a_pilot_that_fails_its_own_condition_is_refused(riverside: Audit, tmp_path: Path) -> None:
    case = copy_of(riverside, tmp_path / "case")
    edit(case, "switches", "yes,vaulted,2026-10-05,ssh;snmpv3", "yes,unknown,,ssh;snmpv3")
    done = run(case, "baseline", "--sign", "somebody")
    assert done.exit_code == 1
    assert "C03" in done.output
    assert "not signed" in done.output
    scores = json.loads(run(case, "export", "scores").stdout)
    assert {row["verdict"] for row in scores} == {"NOT PROVEN"}


def test_a_second_audit_says_what_was_fixed(riverside: Audit, tmp_path: Path) -> None:
    case = copy_of(riverside, tmp_path / "second")
    edit(case, "switches", "unknown,,,label says 2014; nobody knows the password",
         "vaulted,2026-11-14,,access recovered")  # fmt: skip
    edit(case, "leavers", "m.former,2026-06-30,automation technician\n", "")
    assert run(case, "judge").exit_code == 1
    done = run(case, "--json", "diff", str(riverside.folder))
    changes = {(c["line"], c["check_id"]): c["kind"] for c in json.loads(done.stdout)["changes"]}
    assert changes["L4", "NET-08"] == "fixed"
    assert "new" not in changes.values()


def test_a_waiver_keeps_the_finding_and_lifts_the_gate(riverside: Audit, tmp_path: Path) -> None:
    case = copy_of(riverside, tmp_path / "waived")
    done = run(
        case, "waive", "OWN-02", "L4", "--reason", "charter signed next week",
        "--approver", "plant manager", "--expires", "2027-01-31",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    rows = json.loads(run(case, "export", "findings").stdout)
    status = {(r["line"], r["check_id"]): r["status"] for r in rows}
    assert status["L4", "OWN-02"] == "fail"
    scores = json.loads(run(case, "export", "scores").stdout)
    l4 = next(row for row in scores if row["line"] == "L4")
    assert "OWN-02" not in l4["blockers"]


def test_an_altered_evidence_row_is_found(riverside: Audit, tmp_path: Path) -> None:
    import sqlite3

    case = copy_of(riverside, tmp_path / "altered")
    assert run(case, "verify").exit_code == 0
    with sqlite3.connect(case / "case.db") as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE evidence SET grade = 'E' WHERE evidence_id = 100")
    done = run(case, "verify")
    assert done.exit_code == 5
    assert "100" in done.output


def test_a_broken_table_is_named_with_its_place_and_the_rest_is_used(
    riverside: Audit, tmp_path: Path
) -> None:
    case = copy_of(riverside, tmp_path / "broken")
    edit(case, "lines", "2036-12-31", "next year")
    done = run(case, "judge")
    assert "lines.csv" in done.stderr
    assert "2" in done.stderr
    assert done.exit_code in (0, 1)


def test_a_threshold_without_a_reason_does_not_count_and_is_said(
    riverside: Audit, tmp_path: Path
) -> None:
    case = copy_of(riverside, tmp_path / "thresholds")
    table = case / "inventory" / "thresholds.csv"
    header = "check_id,name,value,reason,approved_by\n"
    table.write_text(header + "NET-09,pass_months,400,,\n", "utf-8")
    done = run(case, "judge")
    assert "not counted: " in done.stdout
    assert "NET-09 pass_months" in done.stdout
    table.write_text(
        header + "NET-09,fail_months,400,agreed spare switches,plant manager\n", "utf-8"
    )
    done = run(case, "judge")
    assert "not counted: " not in done.stdout
