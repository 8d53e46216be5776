"""verify finds what was changed behind the tool's back."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from audit.evidence import Evidence
from tests.audit.evidence.test_store import seen


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Make a store of three batches, with the triggers away: an attacker has his own tools."""
    with Evidence(f"sqlite:///{tmp_path / 'case.db'}") as evidence:
        for batch in range(3):
            rows = [seen(batch * 10 + number) for number in range(4)]
            evidence.add(rows, f"/{batch}", f"file {batch}", "cd" * 32)
        evidence.save_result("plan", "h", "the plan")
        evidence.keep_raw(tmp_path / "imports", b"as it came", "Prüf liste.csv")
    with sqlite3.connect(tmp_path / "case.db") as raw:
        names = [
            row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        ]
        for name in names:
            raw.execute(f"DROP TRIGGER {name}")
    return tmp_path


def _after(case: Path, *statements: str) -> str:
    with sqlite3.connect(case / "case.db") as raw:
        for statement in statements:
            raw.execute(statement)
    return _verify(case)


def _verify(case: Path) -> str:
    with Evidence(f"sqlite:///{case / 'case.db'}") as evidence:
        return "\n".join(str(problem) for problem in evidence.verify(case / "imports"))


def test_an_untouched_case_verifies(case: Path) -> None:
    assert _verify(case) == ""


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE evidence SET value = '{\"vlan_id\":9}' WHERE evidence_id = 5", "evidence 5: was"),
        ("UPDATE evidence SET grade = 'C' WHERE evidence_id = 12", "evidence 12: was altered"),
        ("UPDATE evidence SET time = '2020-01-01T00:00+00:00' WHERE evidence_id = 1", "evidence 1"),
        ("DELETE FROM evidence WHERE evidence_id = 6", "evidence 7: evidence 6 is missing"),
        ("DELETE FROM evidence WHERE evidence_id > 10", "(file 2): has 2 rows, 4 were stored"),
        ("DELETE FROM batches WHERE batch = 2", "evidence 5: its batch 2 is missing"),
        ("UPDATE batches SET origin = '/x' WHERE batch = 1", "batch 1 (file 0): was altered"),
        ("UPDATE batches SET collected_at = '2020-01-01T00:00+00:00' WHERE batch = 2", "batch 2"),
        ("UPDATE results SET text = 'another plan'", "result 1 (plan): was altered"),
    ],
)  # fmt: skip
def test_a_changed_row_is_found(case: Path, statement: str, said: str) -> None:
    assert said in _after(case, statement)


def test_swapped_rows_are_found(case: Path) -> None:
    problems = _after(
        case,
        "UPDATE evidence SET evidence_id = 100 WHERE evidence_id = 2",
        "UPDATE evidence SET evidence_id = 2 WHERE evidence_id = 3",
        "UPDATE evidence SET evidence_id = 3 WHERE evidence_id = 100",
    )
    assert "evidence 2:" in problems


def test_a_cut_off_end_is_found_by_the_remembered_head(case: Path) -> None:
    problems = _after(
        case, "DELETE FROM evidence WHERE batch = 3", "DELETE FROM batches WHERE batch = 3"
    )
    assert "batch 3 was stored and is missing" in problems


def test_a_database_put_back_from_an_older_copy_is_found(case: Path) -> None:
    older = (case / "case.db").read_bytes()
    with Evidence(f"sqlite:///{case / 'case.db'}") as evidence:
        evidence.add([seen(99)], "/new", "new")
    (case / "case.db").write_bytes(older)
    assert "batch 4 was stored and is missing" in _verify(case)


def test_a_head_that_was_not_written_before_a_power_cut_is_no_problem(case: Path) -> None:
    before = (case / "case.db.head").read_text(encoding="ascii")
    with Evidence(f"sqlite:///{case / 'case.db'}") as evidence:
        evidence.add([seen(99)], "/new", "new")
    (case / "case.db.head").write_text(before, encoding="ascii")
    assert _verify(case) == ""


def test_a_flipped_byte_in_the_database_is_found(case: Path) -> None:
    path = case / "case.db"
    data = bytearray(path.read_bytes())
    place = data.index(b'{"vlan_id":11}')
    data[place + 11] ^= 1
    path.write_bytes(data)
    assert "was altered" in _verify(case)


def test_a_changed_and_a_missing_raw_file_are_found(case: Path) -> None:
    (raw,) = list((case / "imports").iterdir())
    assert raw.stat().st_mode & 0o777 == (0o444 if os.name == "nt" else 0o400)
    raw.chmod(0o600)
    raw.write_bytes(b"as it cAme")
    assert "Prüf liste.csv): was altered" in _verify(case)
    raw.unlink()
    assert "Prüf liste.csv): is missing" in _verify(case)


def test_keeping_a_damaged_raw_file_again_repairs_it(case: Path) -> None:
    (raw,) = list((case / "imports").iterdir())
    raw.chmod(0o600)
    raw.write_bytes(b"")
    with Evidence(f"sqlite:///{case / 'case.db'}") as evidence:
        evidence.keep_raw(case / "imports", b"as it came", "Prüf liste.csv")
        assert len(evidence.raw_files()) == 1
    assert _verify(case) == ""
