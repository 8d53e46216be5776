"""A case's own checks: run only when trusted, never counted as passed when they are not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from checks.own import LARGEST, own_files

GOOD = """
from checks.records import Answer, Check, GateRule, Outcome, Severity, Theme

def judge(asked):
    return Answer(Outcome.WARN, f"{asked.line}: the oven was not looked at this year")

CHECK = Check(
    "XOP-01", Theme.OPERATIONS, "The oven is calibrated", "Is the oven calibrated?",
    Severity.MEDIUM, GateRule.NEVER, 7, (), 365, (), "plant rule", "scrap", "calibrate it",
    "the certificate", 5, "quality", judge,
)
"""


def _case(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "checks"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, "utf-8")
    return tmp_path


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_file_that_nobody_trusts_is_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    case = _case(tmp_path, sly=f"open({str(mark)!r}, 'w')\n" + GOOD)
    (file,) = own_files(case, (), ())
    assert file.check is None and not mark.exists()
    assert "--trust sly.py" in file.sentence


def test_a_trusted_file_gives_its_check(tmp_path: Path) -> None:
    (file,) = own_files(_case(tmp_path, oven=GOOD), {_sha(GOOD)}, ())
    assert file.check is not None and file.check.check_id == "XOP-01"
    assert "this case's own check" in file.sentence and _sha(GOOD)[:12] in file.sentence


def test_a_changed_file_is_trusted_no_more(tmp_path: Path) -> None:
    (file,) = own_files(_case(tmp_path, oven=GOOD + "# more"), {_sha(GOOD)}, ())
    assert file.check is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("CHECK = 1 /", "SyntaxError"),
        ("x = 1\nraise ValueError('no oven')", "x.py:2: ValueError: no oven"),
        ("CHECK = 'nothing'", "no CHECK"),
        (GOOD.replace("XOP-01", "NET-01"), "must be like XOP-01"),
        (GOOD.replace('"plant rule"', '" "'), "a basis"),
    ],
)
def test_a_file_that_holds_no_check_says_why(tmp_path: Path, text: str, why: str) -> None:
    (file,) = own_files(_case(tmp_path, x=text), {_sha(text)}, ())
    assert file.check is None
    assert why in file.why_not


def test_an_id_counts_once(tmp_path: Path) -> None:
    files = own_files(_case(tmp_path, a=GOOD, b=GOOD), {_sha(GOOD)}, ())
    assert [file.check is not None for file in files] == [True, False]
    assert "taken" in files[1].why_not


def test_a_file_too_large_is_not_read_whole(tmp_path: Path) -> None:
    text = "#" * (LARGEST + 1)
    (file,) = own_files(_case(tmp_path, big=text), {_sha(text)}, ())
    assert "larger than" in file.why_not


def test_a_case_without_the_folder_has_none(tmp_path: Path) -> None:
    assert own_files(tmp_path, (), ()) == ()
