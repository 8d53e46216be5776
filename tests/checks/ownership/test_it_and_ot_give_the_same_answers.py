"""OWN-03 over two answer sheets."""

from __future__ import annotations

import pytest

from audit.inventory.tables import AnswerRow
from audit.inventory.tables.people import Side
from checks.ownership.it_and_ot_give_the_same_answers import CHECK, pairs
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def sheet(side: Side, *answers: str) -> Edit:
    return rows(
        *(
            AnswerRow(question_id=f"q{number:02}", side=side, answer=answer)
            for number, answer in enumerate(answers)
        )
    )


def alike(same: int, apart: int) -> list[Edit]:
    answers = ["Network team"] * (same + apart)
    return [
        sheet(Side.IT, *answers),
        sheet(Side.OT, *["the network team."] * same, *["maintenance"] * apart),
    ]


UNITED = rows(
    AnswerRow(question_id="one_organisation", side=Side.IT, answer="yes"),
    AnswerRow(question_id="one_organisation", side=Side.OT, answer="yes"),
)

CASES: list[Case] = [
    ("9 of 10", alike(9, 1), Outcome.PASS, "", ["seen 9 (90 %)", "q09"]),
    ("8 of 10", alike(8, 2), Outcome.WARN, "", ["seen 8 (80 %)"]),
    ("7 of 10", alike(7, 3), Outcome.WARN, "", ["seen 7"]),
    (
        "6 of 12",
        alike(6, 6),
        Outcome.FAIL,
        "",
        ["seen 6 (50 %)", 'q06: IT "Network team", OT "maintenance"', "and 3 more"],
    ),
    ("9 pairs", alike(9, 0), Outcome.UNKNOWN, "not_asked", ["seen 9 pairs"]),
    ("one side only", [alike(12, 0)[0]], Outcome.UNKNOWN, "not_asked", ["seen 0 pairs"]),
    ("one organisation", [*alike(1, 9), UNITED], Outcome.NA, "", ["One organisation"]),
]


@cases(*CASES)
def test_agreement(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_question_that_neither_side_could_answer_is_no_pair() -> None:
    facts = plant(sheet(Side.IT, "don't know", "yes"), sheet(Side.OT, "Do not know", "Yes, it is"))
    found = pairs(facts)
    assert [pair.question_id for pair in found] == ["q01"]
    assert found[0].agrees


def test_not_knowing_and_a_name_are_no_agreement() -> None:
    facts = plant(sheet(Side.IT, "don't know"), sheet(Side.OT, "network team"))
    assert [pair.agrees for pair in pairs(facts)] == [False]


def test_the_same_question_on_two_lines_is_two_pairs() -> None:
    one = [
        AnswerRow(question_id="q", line=x, side=s, answer="a") for x in ("L1", "L2") for s in Side
    ]
    assert [(p.question_id, p.line) for p in pairs(plant(rows(*one)))] == [("q", "L1"), ("q", "L2")]


@pytest.mark.parametrize(
    ("it", "ot", "agree"),
    [
        ("yes", "Ja", True),
        ("Yes, signed", "yes", True),
        ("yes", "no", False),
        ("yes, the network team looks after them", "yes, maintenance does", False),
        ("no", "nein", True),
    ],
)
def test_a_short_yes_or_no_is_compared_as_such(it: str, ot: str, agree: bool) -> None:
    found = pairs(plant(sheet(Side.IT, it), sheet(Side.OT, ot)))
    assert [pair.agrees for pair in found] == [agree]


def test_each_pair_has_its_own_result() -> None:
    got = ask(CHECK, plant(*alike(9, 1)))
    assert [t.name for t in got.targets if t.outcome is Outcome.FAIL] == ["q09"]
    assert sum(t.outcome is Outcome.PASS for t in got.targets) == 9


def test_two_people_of_one_side_who_differ_are_a_pair_that_does_not_agree() -> None:
    said = [
        AnswerRow(question_id="q", side=Side.IT, answer=text, answered_by=by)
        for text, by in (("yes", "network lead"), ("no", "server lead"))
    ]
    (pair,) = pairs(plant(rows(*said)))
    assert not pair.agrees
    assert pair.quoted == 'q: IT "yes", IT "no"'


def test_a_colleague_who_knows_speaks_for_one_who_does_not() -> None:
    said = [
        AnswerRow(question_id="q", side=side, answer=text, answered_by=by)
        for side, text, by in (
            (Side.IT, "don't know", "network lead"),
            (Side.IT, "yes", "server lead"),
            (Side.OT, "yes", "maintenance lead"),
        )
    ]
    assert [pair.agrees for pair in pairs(plant(rows(*said)))] == [True]


def test_one_person_who_answers_twice_is_no_pair() -> None:
    said = [
        AnswerRow(question_id="q", side=Side.IT, answer=text, answered_by="network lead")
        for text in ("yes", "no")
    ]
    assert pairs(plant(rows(*said))) == ()
