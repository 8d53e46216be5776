"""What changed since the earlier audit, and what the client had allowed, in every output."""

from __future__ import annotations

import functools
import json
from datetime import date
from typing import Any

from reports.json_report import json_text
from reports.model import ReportModel
from reports.model.since import Earlier
from tests.reports.build import make_judgement, model
from tests.reports.made import HOSTILE, pdf_text, plain, rows, workbook

RULES = """RULES OF ENGAGEMENT
May be asked:
  10.20.30.0/24        active   infra

Never asked:
  10.20.99.0/24: safety network
SHA-256 of scope.toml: 0f0f"""


def _row(number: int, status: str) -> dict[str, Any]:
    f = make_judgement().findings[number]
    return {"line": f.line, "use_case": f.use_case, "check_id": f.check.check_id,
            "status": status, "sentence": "as it was"}  # fmt: skip


@functools.cache
def _compared() -> ReportModel:
    """Against an audit in which everything passed but the first answer, which failed."""
    findings = make_judgement().findings
    before = [_row(n, "pass") for n in range(1, len(findings))]
    return model(earlier=Earlier(date(2026, 5, 16), (_row(0, "fail"), *before)), rules=RULES)


def test_the_delta_has_each_change_once_with_its_class() -> None:
    m = _compared()
    assert m.since is not None
    assert m.since.days == 184
    keys = [(c.line, c.use_case, c.check_id) for c in m.since.changes]
    assert len(set(keys)) == len(keys)
    now = {(f.line, f.use_case, f.check.check_id): str(f.outcome) for f in
           make_judgement().findings}  # fmt: skip
    failing = [key for key, outcome in now.items() if outcome == "fail"][1:]
    kinds = {(c.line, c.use_case, c.check_id): c.kind for c in m.since.changes}
    assert {kinds[key] for key in failing if key in kinds} == {"new"}
    assert dict(m.since.counts)["new"] == [c.kind for c in m.since.changes].count("new")


def test_workbook_pdf_and_json_name_the_same_changes() -> None:
    m = _compared()
    assert m.since is not None
    told = rows(workbook(m)["Delta"], "Change")
    assert [(r["Change"], r["Check"]) for r in told] == [
        (c.kind, c.check_id) for c in m.since.changes
    ]
    assert m.since.sentence in pdf_text(m)
    assert "184 days between the audits" in pdf_text(m)
    assert "Since the last audit" in pdf_text(m, "annex")
    assert len(json.loads(json_text(m))["since"]["changes"]) == len(m.since.changes)


def test_a_first_audit_says_that_it_is_the_first() -> None:
    assert plain().since is None
    assert "first audit" in str(workbook(plain())["Delta"]["A2"].value)
    assert "Since the last audit" not in pdf_text(plain(), "annex")


def test_the_rules_of_engagement_are_printed_line_by_line() -> None:
    m = _compared()
    assert [line.below for line in m.annex.rules] == [False, False, True, False, True, False]
    sheet = workbook(m)["Rules of engagement"]
    written = [str(c.value) for row in sheet.iter_rows(min_row=4) for c in row if c.value]
    assert written == [line.text for line in m.annex.rules]
    assert "10.20.99.0/24: safety network" in pdf_text(m, "annex")
    assert "No rules of engagement" in pdf_text(plain(), "annex")


def test_what_an_earlier_audit_or_a_scope_says_stays_text() -> None:
    row = {**_row(0, "fail"), "line": HOSTILE, "sentence": HOSTILE}
    m = model(earlier=Earlier(date(2026, 5, 16), (row,)), rules=f"=1+1\n{HOSTILE}")
    book = workbook(m, values=False)
    cells = [c for name in ("Delta", "Rules of engagement") for r in book[name] for c in r]
    assert not [c.coordinate for c in cells if c.data_type == "f"]
    assert "=1+1" in pdf_text(m, "annex")
