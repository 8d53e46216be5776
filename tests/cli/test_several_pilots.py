"""A second pilot in case.toml: signed for itself, refused when it makes no sense."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from audit.case import CaseError, parse_config
from checks.records import Judgement
from cli.baseline import sign
from tests.checks.plants import AS_OF

TEXT = """case_id = "a"
pilot_line = "L3"  # the first one
use_cases = ["pdm", "defect"]
[baseline]
signed_by = "old"
signed_on = 2026-01-01

[pilots."Line 5"]
signed_by = "old too"
use_cases = ["defect"]

[report]
page = "A4"
"""
JUDGEMENT = Judgement("hash", AS_OF, "L3", (), (), (), ())


def signed(path: Path, pilot: str) -> tuple[str, str]:
    sign(path, "operations manager", JUDGEMENT, pilot)
    said = tomllib.loads(path.read_text("utf-8"))
    assert said["report"] == {"page": "A4"}
    return said["baseline"]["signed_by"], said["pilots"]["Line 5"]["signed_by"]


def test_a_signature_is_written_under_its_own_pilot(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text(TEXT, "utf-8")
    assert signed(path, "") == ("operations manager", "old too")
    path.write_text(TEXT, "utf-8")
    assert signed(path, "Line 5") == ("old", "operations manager")
    assert signed(path, "Line 5") == ("old", "operations manager")
    config = parse_config(path.read_text("utf-8"))
    assert config.pilots["Line 5"].signed_on == AS_OF
    assert config.pilots["Line 5"].use_cases == ("defect",)


def test_a_first_signature_makes_its_section(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text('case_id = "a"\n', "utf-8")
    sign(path, "operations manager", JUDGEMENT)
    assert parse_config(path.read_text("utf-8")).baseline.signed_by == "operations manager"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('[pilots.L3]\nuse_cases = ["defect"]', "L3 is the pilot_line already"),
        ('[pilots.L5]\nuse_cases = ["other"]', "other is none of this case's use cases"),
        ("[pilots.L5]\nuse_cases = []", "at least 1 item"),
        ('[pilots.L5]\nuse_cases = ["pdm"]\nfrom = 1', "there is no such setting"),
        (
            '[pilots.L5]\nuse_cases = ["pdm"]\n[pilots.L6]\nuse_cases = ["pdm"]',
            "pdm has a pilot already, L5",
        ),
    ],
)
def test_a_pilot_that_makes_no_sense_is_refused_at_its_line(lines: str, words: str) -> None:
    text = f'case_id = "a"\npilot_line = "L3"\nuse_cases = ["pdm", "defect"]\n{lines}\n'
    with pytest.raises(CaseError, match=r"case\.toml:[4-7]: ") as caught:
        parse_config(text)
    assert words in str(caught.value)
