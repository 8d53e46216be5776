"""The bench over recorded switches: every difference to the other parser is explained or absent."""

import shutil
from pathlib import Path

import pytest

from bench.switch_fields import FIELDS, compare, is_same_word
from bench.switch_recordings import load, recordings
from bench.switches import DEFAULT, main

needs_recordings = pytest.mark.skipif(
    not DEFAULT.is_dir(), reason="no recordings beside the repository"
)
AT_LEAST = {
    "vlans": 17,
    "ports": 29,
    "untagged": 15,
    "tagged": 9,
    "os": 29,
    "hardware": 28,
    "version": 28,
    "serial": 20,
    "links": 12,
    "fdb": 1,
    "stp": 11,
}
"""Devices for which the other parser saved something; fewer would mean nothing was compared."""


@needs_recordings
def test_every_difference_to_the_other_parser_is_explained() -> None:
    compared = dict.fromkeys(FIELDS, 0)
    for path in recordings(DEFAULT):
        for result in compare(load(path)):
            compared[result.field] += 1
            if not result.is_equal:
                assert result.why, f"{path.name} {result.field}: missing {result.missing[:3]}"
    assert all(compared[field] >= count for field, count in AT_LEAST.items()), compared


@needs_recordings
def test_the_bench_prints_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = DEFAULT / "planet"
    recording = next(source.glob("*.snmprec"))
    shutil.copy(next(source.glob("*.expected.json")), tmp_path)
    interfaces = ("1.3.6.1.2.1.2.2.1.", "1.3.6.1.2.1.31.")
    lines = recording.read_text().splitlines()
    (tmp_path / recording.name).write_text(
        "\n".join(line for line in lines if not line.startswith(interfaces))
    )
    assert main([str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "ports        DIFFERS" in printed


def test_the_bench_says_so_when_there_are_no_recordings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere")]) == 0
    assert "no recordings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("theirs", "ours", "same"),
    [
        ("V04.02.00", "v04.02.00", True),
        ("SG350X-24P V04", "SG350X-24P", True),
        ("EKI-7712G-4FP", "EKI-7710", False),
        ("anything", "", False),
    ],
)
def test_words_are_compared_without_case_and_punctuation(
    theirs: str, ours: str, same: bool
) -> None:
    assert is_same_word(theirs, ours) is same
