"""Answer sheets: whose they are, what was not asked, and what an answer is worth."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from audit.imports import answers
from audit.imports.contract import UnreadableFileError
from audit.imports.registry import detect
from audit.records import Grade
from tests.audit.imports.files import MODIFIED, raw, remarks, rows
from tests.audit.inventory.workbooks import workbook

SHEET = """question_id,line,question,answer,document,answered_by,role,answered_on
boundary_owner,,Who decides?,head of IT,,network lead,IT,10.11.2026
firewall_rules,L1,Who approves?,don't know,,network lead,IT,2026-11-10
patch_window,,Who agrees?,,,network lead,IT,2026-11-10
backup_plc,,Who backs up?,maintenance,minutes 2026-10-02,network lead,IT,
"""


def test_answers_are_rows_and_a_blank_is_not_asked() -> None:
    file = raw("answers-it.csv", SHEET)
    importer = detect(file)
    assert importer is not None
    assert importer.name == "answers"
    imported = importer.read(file)
    found = {row["question_id"]: row for row in rows(imported)}
    assert set(found) == {"boundary_owner", "firewall_rules", "backup_plc"}
    assert found["firewall_rules"]["answer"] == "don't know"
    assert {row["side"] for row in found.values()} == {"IT"}
    assert remarks(imported) == "line 4: no answer: counts as not asked"
    assert [o.grade for o in imported.observations] == [Grade.D, Grade.D, Grade.C]
    assert [o.time for o in imported.observations] == [
        datetime(2026, 11, 10, tzinfo=UTC),
        datetime(2026, 11, 10, tzinfo=UTC),
        MODIFIED,
    ]


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("answers-ot.csv", "OT"),
        ("Antworten IT.csv", "IT"),
        ("floor_answers.csv", "floor"),
        ("security.csv", ""),
        ("iteration.csv", ""),
    ],
)
def test_the_files_name_says_whose_answers_they_are(name: str, side: str) -> None:
    (row, *_) = rows(answers.read(raw(name, SHEET)))
    assert row["side"] == side


def test_a_column_goes_before_a_title_and_a_title_before_the_sheets_name() -> None:
    head = ["Question ID", "Question", "Answer", "Side"]
    data = workbook(
        IT=[["Answers of the OT team"], head, ["q1", "a?", "x", ""],
            ["q2", "b?", "y", "shop floor"]],
        floor=[head, ["q3", "c?", "z", None]],
        legend=[["IT = information technology"]],
    )  # fmt: skip
    file = raw("Fragebogen.xlsx", data)
    importer = detect(file)
    assert importer is not None
    assert importer.name == "answers"
    imported = importer.read(file)
    assert {row["question_id"]: row["side"] for row in rows(imported)} == {
        "q1": "OT",
        "q2": "floor",
        "q3": "floor",
    }
    assert imported.observations[0].source.location == "IT!C3"


def test_a_wrong_side_is_said_with_what_is_allowed() -> None:
    imported = answers.read(raw("a.csv", "question_id,question,answer,side\nq,?,yes,sales\n"))
    assert rows(imported) == []
    assert "allowed: IT, OT, floor, finance" in remarks(imported)


def test_a_question_without_an_id_gets_one_of_its_words() -> None:
    imported = answers.read(raw("it.csv", "Question,Answer,Date\nWho owns the VLANs?,nobody,\n"))
    assert rows(imported)[0]["question_id"] == "who_owns_the_vlans"


def test_a_password_in_an_answer_is_removed() -> None:
    imported = answers.read(raw("it.csv", "question_id,question,answer\nq,?,password: abc123\n"))
    assert rows(imported)[0]["answer"] == "password: (removed)"
    assert imported.refused_secrets == 1


def test_a_sheet_without_answers_says_what_is_wanted() -> None:
    with pytest.raises(UnreadableFileError, match="question_id"):
        answers.read(raw("a.csv", "a,b\n1,2\n"))
