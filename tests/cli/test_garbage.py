"""What careless hands do: each ends with a sentence, the right exit code, and nothing lost."""

from pathlib import Path

import pytest

from tests.cli.run import plantready

READERS = (
    ("status",), ("judge",), ("plan",), ("baseline",), ("verify",), ("export", "devices"),
    ("report", "json"), ("scope", "show"), ("explain", "L1", "NET-01"), ("replan",),
    ("what-if", "--fix", "WP-04"), ("diff", "."),
)  # fmt: skip


@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_a_folder_without_a_case_says_how_to_get_one(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    done = plantready(*words, case=tmp_path)
    assert done.code == 2
    assert "plantready init" in done.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'case_id = "x', "case.toml:1"),
        (b"\xff\xfe", "not UTF-8"),
        (b'case_id = "x"\nnonsense = 3\n', "case.toml:2"),
        (b"", "case_id"),
    ],
)
def test_a_broken_case_file_is_named_with_its_line(fresh: Path, content: bytes, said: str) -> None:
    (fresh / "case.toml").write_bytes(content)
    done = plantready("status", case=fresh)
    assert done.code == 2
    assert said in done.err


@pytest.mark.parametrize("words", [("status",), ("verify",), ("import", __file__)], ids=" ".join)
def test_a_database_that_is_none_is_broken_integrity_and_stays(
    fresh: Path, words: tuple[str, ...]
) -> None:
    noise = bytes(range(256)) * 40
    (fresh / "case.db").write_bytes(noise)
    done = plantready(*words, case=fresh)
    assert done.code == 5
    assert "case.db" in done.err
    assert (fresh / "case.db").read_bytes() == noise


def test_a_folder_in_the_database_s_place_is_said(fresh: Path) -> None:
    (fresh / "case.db").unlink(missing_ok=True)
    (fresh / "case.db").mkdir()
    done = plantready("status", case=fresh)
    assert done.code == 2
    assert "case.db" in done.err


def test_a_missing_inventory_is_partial_and_said_even_when_quiet(fresh: Path) -> None:
    for path in (fresh / "inventory").iterdir():
        path.unlink()
    (fresh / "inventory").rmdir()
    done = plantready("--quiet", "judge", case=fresh)
    assert done.code == 4
    assert "inventory" in done.err


def test_a_file_in_the_reports_place_is_said(fresh: Path) -> None:
    (fresh / "reports").rmdir()
    (fresh / "reports").write_text("mine")
    done = plantready("report", "json", case=fresh)
    assert done.code == 4
    assert "reports" in done.err
    assert (fresh / "reports").read_text() == "mine"


def test_a_cell_of_megabytes_is_bounded(fresh: Path) -> None:
    lines = fresh / "inventory" / "lines.csv"
    lines.write_text(lines.read_text(encoding="utf-8-sig") + "x" * 6_000_000 + "\n")
    done = plantready("judge", case=fresh)
    assert done.code == 4
    assert len(done.err) < 5000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "nothing"), "devices"),
        (("export", "devices", "--format", "xml"), "json"),
        (("explain", "L9", "NET-01"), "L1"),
        (("explain", "L1", "XX-99"), "NET-01"),
        (("explain", "L1", "NET-01", "--use-case", "zz"), "pdm"),
        (("what-if", "--fix", "WP-99@L1"), "WP-01"),
        (("what-if", "--fix", "WP-04@L9"), "L4"),
        (("plan", "--objective", "fun"), "value"),
        (("report", "docx"), "pdf"),
        (("diff", "nowhere"), "nowhere"),
        (("replan",), "plantready plan"),
        (("waive", "NET-01", "L9", "--reason", "a", "--approver", "b", "--expires", "2027-06-30"),
         "nothing to waive"),
        (("waive", "NET-01", "L1", "--reason", "a", "--approver", "b", "--expires", "soon"),
         "2027-06-30"),
        (("waive", "NET-01", "L1", "--reason", "a", "--approver", "b", "--expires", "2020-01-01"),
         "before"),
        (("waive", "NET-01", "L1", "--reason", " ", "--approver", "b", "--expires", "2027-06-30"),
         "must say"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_answered_with_the_right_ones(
    riverside: Path, words: tuple[str, ...], said: str
) -> None:
    done = plantready(*words, case=riverside)
    assert done.code == 2
    assert said in done.err
