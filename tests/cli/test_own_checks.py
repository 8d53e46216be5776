"""A case's own checks on the command line: left out until trusted, then judged and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.test_own import GOOD
from tests.cli.run import plantready


@pytest.fixture
def with_check(riverside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    (riverside / "checks").mkdir()
    (riverside / "checks" / "oven.py").write_text(GOOD, "utf-8")
    return riverside


def test_a_stranger_s_check_is_left_out_and_said(with_check: Path) -> None:
    done = plantready("--json", "judge", case=with_check)
    assert "plantready checks --trust oven.py" in done.err
    assert not [f for f in done.data["findings"] if f["check_id"] == "XOP-01"]
    assert any("not counted" in sentence for sentence in done.data["own_checks"])


def test_a_trusted_check_is_judged_on_every_line_until_it_changes(with_check: Path) -> None:
    before = plantready("--json", "judge", case=with_check).data
    done = plantready("checks", "--trust", "oven.py", case=with_check)
    assert done.code == 0 and "XOP-01" in done.out
    after = plantready("--json", "judge", case=with_check)
    assert after.code == 1 and not after.err
    own = [f for f in after.data["findings"] if f["check_id"] == "XOP-01"]
    assert {f["status"] for f in own} == {"warn"}
    assert {f["line"] for f in own} == {f["line"] for f in before["findings"]}
    assert after.data["tallies"][0]["total"] == before["tallies"][0]["total"] + 1
    (with_check / "checks" / "oven.py").write_text(GOOD + "\n", "utf-8")
    assert "--trust oven.py" in plantready("judge", case=with_check).err


def test_a_name_that_is_not_there_lists_those_that_are(with_check: Path) -> None:
    done = plantready("checks", "--trust", "kiln.py", case=with_check)
    assert done.code == 2
    assert "there are: oven.py" in done.err


def test_the_catalogue_is_listed_without_a_case(tmp_path: Path) -> None:
    done = plantready("--json", "checks", case=tmp_path)
    assert done.code == 0
    assert any(check["check_id"] == "NET-01" for check in done.data["checks"])


def test_the_results_of_every_line_add_up(riverside: Path) -> None:
    done = plantready("judge", case=riverside)
    sums = [line for line in done.out.splitlines() if " = " in line and "not built" in line]
    assert len(sums) > 4
    for line in sums[:-1]:
        total, *parts = [int(w) for w in line.partition(":")[2].split() if w.isdigit()]
        assert total == sum(parts)
