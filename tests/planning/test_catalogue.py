"""The shipped catalogue: complete, free of cycles, equal to the researched table."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from planning.catalogue import by_code, catalogue, merged, parse, using
from planning.errors import CatalogueError

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "design" / "workpackages.csv"
HEADER = (
    "code,name,scope,fixed_low,fixed_high,unit_low,unit_high,unit,crews,downtime_h_low,"
    "downtime_h_high,downtime_per_unit,downtime_text,lead_weeks_low,lead_weeks_high,"
    "prerequisites,only_if_planned,clears,basis\n"
)


def _row(code: str, prerequisites: str = "", scope: str = "line", fixed: str = "1") -> str:
    return f"{code},n,{scope},{fixed},2,0,0,-,OT,0,0,no,none,0,1,{prerequisites},,NET-01,D\n"


def test_the_shipped_catalogue_has_forty_packages_without_a_cycle() -> None:
    assert [p.code for p in catalogue()] == [f"WP-{n:02}" for n in range(1, 41)]


def test_ranges_run_from_low_to_high() -> None:
    for p in catalogue():
        assert p.fixed_low <= p.fixed_high
        assert p.unit_low <= p.unit_high
        assert p.downtime_h_low <= p.downtime_h_high
        assert p.lead_weeks_low <= p.lead_weeks_high
        assert bool(p.unit_high) == (p.unit != "-")


def test_the_catalogue_agrees_with_the_researched_table() -> None:
    if not SHARED.exists():
        pytest.skip("the design folder is not beside the repository")
    ours = by_code()
    with SHARED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["code"] for row in rows} == set(ours)
    for row in rows:
        p = ours[row["code"]]
        figures = (p.fixed_low, p.fixed_high, p.unit_low, p.unit_high)
        columns = ("fixed_pd_min", "fixed_pd_max", "unit_pd_min", "unit_pd_max")
        assert figures == tuple(float(row[c]) for c in columns), p.code
        assert p.scope == row["scope"]
        assert p.clears == tuple(row["clears_checks"].split()), p.code
        named = set(re.findall(r"WP-\d\d", row["prerequisites"]))
        assert named <= {*p.prerequisites, *p.only_if_planned}, p.code


def test_standstill_is_read_in_hours() -> None:
    found = by_code()
    assert (found["WP-04"].downtime_h_low, found["WP-04"].downtime_h_high) == (2, 8)
    assert (found["WP-31"].downtime_h_low, found["WP-31"].downtime_h_high) == (24, 120)
    assert found["WP-06"].downtime_per_unit
    assert not found["WP-04"].downtime_per_unit


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (_row("A", "B") + _row("B", "A"), "wait for each other"),
        (_row("A", "X"), "no package"),
        (_row("A") + _row("A"), "twice"),
        (_row("A", scope="galaxy"), "t.csv:2"),
        (_row("A", fixed="much"), "t.csv:2"),
    ],
)
def test_a_broken_catalogue_says_where(text: str, words: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(words)):
        parse(HEADER + text, "t.csv")


def test_a_case_replaces_packages_and_adds_its_own(tmp_path: Path) -> None:
    path = tmp_path / "workpackages.csv"
    shipped = by_code()["WP-02"]
    path.write_text(HEADER + _own("WP-02", 1, "") + _own("WP-91", 3, "WP-02"), encoding="utf-8")
    with using(path):
        assert by_code()["WP-02"].fixed_low == 1
        assert by_code()["WP-91"].prerequisites == ("WP-02",)
        assert by_code()["WP-01"].fixed_low == 1
    assert by_code()["WP-02"] == shipped
    assert "WP-91" not in by_code()


def test_own_packages_that_wait_for_each_other_with_shipped_ones_are_named(tmp_path: Path) -> None:
    path = tmp_path / "workpackages.csv"
    path.write_text(HEADER + _own("WP-02", 1, "WP-04"), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"workpackages\.csv: .*WP-02 -> WP-04 -> WP-02"):
        merged(path)


def _own(code: str, low: int, waits: str) -> str:
    return f"{code},x,line,{low},5,0,0,-,OT network,0,0,no,none,0,0,{waits},,,own\n"
