"""Every check that is built says what the catalogue says."""

from __future__ import annotations

import csv
import importlib
import pkgutil
from pathlib import Path

import pytest

import checks
from checks.records import STAGES, Check, Theme

CATALOGUE = Path(__file__).resolve().parents[2].parent / "shared" / "design" / "checks.csv"


def built() -> list[Check]:
    home = Path(checks.__file__).parent
    found = [(t, m.name) for t in Theme for m in pkgutil.iter_modules([str(home / t)])]
    names = [(theme, name) for theme, name in found if name != "questions"]
    return [importlib.import_module(f"checks.{theme}.{name}").CHECK for theme, name in names]


@pytest.mark.parametrize("check", built(), ids=lambda check: check.check_id)
def test_a_check_is_the_catalogues(check: Check) -> None:
    if not CATALOGUE.exists():
        pytest.skip("the design's checks.csv is not beside this repository")
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        row = next(r for r in csv.DictReader(file) if r["id"] == check.check_id)
    grade = row["min_evidence_grade_for_gate"]
    assert check.title == row["title_pass_state"]
    assert check.severity == row["severity"]
    assert check.gate == row["gate_rule"]
    assert (check.min_grade or "-") == grade
    assert check.max_age_days == int(row["max_evidence_age_days"])
    assert check.stage == int(row["discovery_stage"])
    assert check.work_packages == tuple(row["remediation_wp"].split(" | "))
    assert check.scope == row["scope"]
    assert (check.not_applicable_when or "-") == row["not_applicable_when"]


@pytest.mark.parametrize("check", built(), ids=lambda check: check.check_id)
def test_a_check_says_what_to_do_about_it(check: Check) -> None:
    assert check.stage in STAGES
    assert check.question.endswith("?")
    for text in (check.so_what, check.remedy, check.closes_unknown):
        assert 20 < len(text) <= 400
    assert check.closes_minutes > 0
    assert check.closes_who
    assert check.basis
    clauses = any(name in check.basis for name in ("IEC 62443", "CIS Controls", "NIST"))
    assert not clauses or "recalled, verify" in check.basis


def test_no_two_checks_share_an_id() -> None:
    ids = [check.check_id for check in built()]
    assert len(ids) == len(set(ids))


def test_every_check_file_is_in_the_list() -> None:
    listed = [check.check_id for check in checks.ALL]
    assert sorted(listed) == sorted(check.check_id for check in built())
