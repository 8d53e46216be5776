"""`plantready diff`: classes of change, days apart, and the other case left as it was."""

import json
from datetime import date
from pathlib import Path

import pytest

from reports.model.since import apart, compare
from tests.cli.run import plantready


def _finding(status: str) -> list[dict[str, str]]:
    row = {"line": "L1", "use_case": "pdm", "check_id": "NET-01", "status": status, "sentence": "x"}
    return [row] if status else []


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ("pass", "fail", "new"),
        ("pass", "warn", "new"),
        ("warn", "fail", "worse"),
        ("fail", "warn", "better"),
        ("fail", "pass", "fixed"),
        ("warn", "pass", "fixed"),
        ("fail", "unknown", "no longer assessed"),
        ("pass", "", "no longer assessed"),
        ("unknown", "fail", "now assessed"),
        ("", "fail", "now assessed"),
    ],
)
def test_each_change_has_its_class(before: str, now: str, kind: str) -> None:
    assert [change.kind for change in compare(_finding(before), _finding(now))] == [kind]


@pytest.mark.parametrize(
    ("before", "now"), [("fail", "fail"), ("", "unknown"), ("pass", "not applicable")]
)
def test_what_says_the_same_is_no_change(before: str, now: str) -> None:
    assert compare(_finding(before), _finding(now)) == []


def test_days_apart_are_no_more_exact_than_the_dates() -> None:
    day = date(2026, 11, 16)
    assert "less than a day" in apart(day, day)
    assert "1 day between" in apart(date(2026, 11, 15), day)
    assert "the other audit is the later one" in apart(day, date(2026, 11, 15))
    assert "unknown" in apart(date.min, day)


def test_an_audit_that_asked_less_finds_nothing_new_and_nothing_fixed(
    riverside: Path, tmp_path: Path
) -> None:
    smaller = tmp_path / "smaller"
    plantready("init", smaller, "--example", "riverside")
    for case, other, only in (
        (smaller, riverside, "no longer assessed"),
        (riverside, smaller, "now assessed"),
    ):
        changes = plantready("--json", "diff", other, case=case).data["changes"]
        assert {change["kind"] for change in changes} == {only}


def test_a_case_without_judgement_is_judged_and_left_as_it_was(
    riverside: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    plantready("init", other, "--example", "riverside")
    before = {path: path.read_bytes() for path in other.rglob("*") if path.is_file()}
    done = plantready("diff", other, case=riverside)
    assert done.code == 1
    assert "less than a day apart" in done.out
    assert before == {path: path.read_bytes() for path in other.rglob("*") if path.is_file()}


def test_a_report_is_compared_with_the_case_s_own_earlier_audit(riverside: Path) -> None:
    from audit.case import Case
    from audit.evidence import Evidence

    assert plantready("report", "json", case=riverside).code in (0, 4)
    made = riverside / "reports" / "report.json"
    assert json.loads(made.read_text("utf-8"))["since"] is None
    with Evidence(Case.open(riverside).database_url) as evidence:
        (kept,) = evidence.newest_results("judgement")
        told = json.loads(kept.text)
        told["as_of"], told["findings"][0]["status"] = "2026-05-16", "warn"
        evidence.save_result("judgement", "of an earlier day", json.dumps(told))
    assert plantready("report", "json", case=riverside).code in (0, 4)
    report = json.loads(made.read_text("utf-8"))
    assert report["since"]["as_of"] == "2026-05-16"
    assert len(report["since"]["changes"]) <= 1
    assert any(line["text"].startswith("Signed on:") for line in report["annex"]["rules"])
