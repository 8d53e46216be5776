"""OWN-02 over two answer sheets."""

from __future__ import annotations

from audit.inventory.tables import AnswerRow
from audit.inventory.tables.people import Side
from audit.records import Grade
from checks.ownership.the_it_ot_border_has_an_owner import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def said(side: Side, answer: str, question: str = "boundary_owner", **more: str) -> Edit:
    row = AnswerRow.model_validate(
        {"question_id": question, "side": side, "answer": answer, **more}
    )
    return rows(row, grade=Grade.C if more.get("document") else Grade.D)


def both(it: str, ot: str, question: str = "boundary_owner") -> list[Edit]:
    return [said(Side.IT, it, question), said(Side.OT, ot, question)]


AGREED = both("Head of automation", "the head of automation.")

CASES: list[Case] = [
    (
        "one name, written",
        AGREED + both("yes", "yes", "boundary_rights_written"),
        Outcome.PASS,
        "",
        ['both name "Head of automation"', "with written decision rights"],
    ),
    (
        "one name, one side shows the paper",
        [*AGREED, said(Side.IT, "yes", "boundary_rights_written", document="charter 2026-03")],
        Outcome.PASS,
        "",
        ["charter 2026-03"],
    ),
    (
        "one name, not written",
        AGREED + both("yes", "no", "boundary_rights_written"),
        Outcome.WARN,
        "",
        ["not written down"],
    ),
    (
        "one name, nobody asked for the paper",
        AGREED,
        Outcome.UNKNOWN,
        "not_asked",
        ["not confirmed by both sides"],
    ),
    (
        "one name, one side says that it is written",
        [*AGREED, said(Side.OT, "yes", "boundary_rights_written")],
        Outcome.UNKNOWN,
        "not_asked",
        [],
    ),
    (
        "two names",
        both("head of IT infrastructure", "automation lead"),
        Outcome.FAIL,
        "",
        ['IT says "head of IT infrastructure", OT says "automation lead"'],
    ),
    ("nobody", both("nobody", "don't know"), Outcome.FAIL, "", ["neither side can name one"]),
    ("one says nobody", both("nobody", "automation lead"), Outcome.FAIL, "", ["names another"]),
    (
        "one does not know",
        both("don't know", "automation lead"),
        Outcome.UNKNOWN,
        "dont_know",
        ["one side does not know"],
    ),
    (
        "only one side asked",
        [said(Side.OT, "automation lead")],
        Outcome.UNKNOWN,
        "not_asked",
        ['OT names "automation lead"', "IT was not asked"],
    ),
    ("nobody asked", [], Outcome.UNKNOWN, "not_asked", ["Nobody was asked"]),
    ("one organisation", both("yes", "Yes.", "one_organisation"), Outcome.NA, "", ["both sides"]),
    (
        "one organisation, says one side",
        both("yes", "no", "one_organisation"),
        Outcome.UNKNOWN,
        "not_asked",
        [],
    ),
]


@cases(*CASES)
def test_border(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_two_statements_that_match_are_better_than_one() -> None:
    facts = plant(*AGREED, *both("yes", "yes", "boundary_rights_written"))
    assert ask(CHECK, facts).grade is Grade.D_PLUS


def test_statements_that_differ_stay_single_statements() -> None:
    assert ask(CHECK, plant(*both("a", "b"))).grade is Grade.D
