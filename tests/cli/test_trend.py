"""Audits of one case over time, and the warning before the pilot is copied."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.cli.run import plantready


def _as_of(case: Path, day: str) -> None:
    path = case / "case.toml"
    text = re.sub(r"^as_of = .*$", f"as_of = {day}", path.read_text("utf-8"), flags=re.MULTILINE)
    path.write_text(text, "utf-8")


def _report(case: Path) -> Any:
    assert plantready("report", "json", case=case).code == 0
    return json.loads((case / "reports" / "report.json").read_text("utf-8"))


def test_each_day_that_was_judged_is_a_point_and_a_day_counts_once(riverside: Path) -> None:
    for day in ("2026-11-14", "2026-11-15"):
        _as_of(riverside, day)
        for _ in range(2):
            assert plantready("judge", case=riverside).code == 1
    _as_of(riverside, "2026-11-16")
    trend = _report(riverside)["trend"]
    assert trend["audits"] == 3
    days = {tuple(point["as_of"] for point in row["points"]) for row in trend["rows"]}
    assert days == {("2026-11-14", "2026-11-15", "2026-11-16")}
    for row in trend["rows"]:
        assert row["points"][0]["change"] == "first audit"
        assert all(0 <= p["low"] <= p["high"] <= 100 for p in row["points"])


def test_the_first_audit_says_that_it_is_the_first(riverside: Path) -> None:
    trend = _report(riverside)["trend"]
    assert (trend["audits"], "first audit of this case" in str(trend["sentence"])) == (1, True)


def test_status_says_why_the_pilot_must_not_be_copied_yet(riverside: Path) -> None:
    done = plantready("status", case=riverside)
    assert "Do not copy this pilot yet: 2 reasons (DAT-03, OPS-02)." in done.out
    assert "F-L3-04 (defect-script) has addresses or tags written into it" in done.out
    copying = plantready("--json", "status", case=riverside).data["copying"]
    assert [reason["check_id"] for reason in copying["against"]] == ["DAT-03", "OPS-02"]
    assert copying["banner"].startswith("Do not copy this pilot yet")


def test_a_plan_that_copies_the_pilot_says_so_first(riverside: Path) -> None:
    copied = plantready("plan", "--time-limit", "1", "--scenario", "copy the pilot", case=riverside)
    assert copied.out.startswith("Do not copy this pilot yet")
    own = plantready("plan", "--time-limit", "1", case=riverside)
    assert "Do not copy" not in own.out
