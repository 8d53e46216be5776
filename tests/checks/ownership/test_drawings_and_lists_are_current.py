"""OWN-09 over answered days and what NET-01 says; today is 16 November 2026."""

from __future__ import annotations

from audit.inventory.tables import ThresholdRow
from checks.ownership.drawings_and_lists_are_current import CHANGED_ID, CHECK, REVISED_ID
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.network.test_documented_and_observed_devices_agree import both, extra
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def revised(text: str) -> Edit:
    return said(REVISED_ID, text)


def changed(text: str) -> Edit:
    return said(CHANGED_ID, text)


CASES: list[Case] = [
    ("revised after the change", [revised("2026-05-01"), changed("2026-04-01")], Outcome.PASS, "",
     ["revised on 2026-05-01 (7 months ago)"]),
    ("on the same day, in German", [revised("01.05.2026"), changed("01.05.2026")], Outcome.PASS,
     "", []),
    ("never changed", [revised("2026-05-01"), changed("never, it is new")], Outcome.PASS, "", []),
    ("revised before the change", [revised("2026-05-01"), changed("2026-06-01")], Outcome.WARN, "",
     ["but the line was changed on 2026-06-01"]),
    ("three years old", [revised("2023-11-01"), changed("2020-01-01")], Outcome.WARN, "", []),
    ("three years old, the change is open", [revised("2023-11-01")], Outcome.WARN, "", []),
    ("six years old", [revised("2020-11-01")], Outcome.FAIL, "", ["revised on 2020-11-01"]),
    ("never revised", [revised("never")], Outcome.FAIL, "", ["never revised"]),
    ("there are none", [revised("there are none")], Outcome.FAIL, "", []),
    ("what was seen is listed", [*both(3), revised("2026-05-01"), changed("2026-04-01")],
     Outcome.PASS, "", []),
    ("what was seen is not listed", [*both(3), *extra(2), revised("2026-05-01"),
     changed("2026-04-01")], Outcome.FAIL, "", ["(NET-01)", "seen-0"]),
    ("what was seen is not listed, nobody was asked", [*both(3), *extra(2)], Outcome.FAIL, "", []),
    ("NET-01 is overridden and passes", [*both(3), *extra(1), revised("2026-05-01"),
     changed("2026-04-01"), rows(ThresholdRow(check_id="NET-01", name="pass_percent", value=50,
     reason="test")), rows(ThresholdRow(check_id="NET-01", name="warn_percent", value=40,
     reason="test"))], Outcome.PASS, "", []),
    ("the change is open", [revised("2026-05-01")], Outcome.UNKNOWN, "not_asked",
     ["when the line was last changed is not known"]),
    ("the change is not known", [revised("2026-05-01"), changed("don't know")], Outcome.UNKNOWN,
     "dont_know", []),
    ("a change to come", [revised("2026-05-01"), changed("2027-01-01")], Outcome.UNKNOWN,
     "conflict", []),
    ("a revision to come", [revised("2027-01-01")], Outcome.UNKNOWN, "conflict", ["2027-01-01"]),
    ("said not to apply", [revised("n/a: no drawing office")], Outcome.UNKNOWN, "conflict",
     ["applies to every line"]),
    *open_answers(REVISED_ID, changed("2020-01-01")),
]  # fmt: skip


@cases(*CASES)
def test_drawings(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_failure_names_the_evidence_of_what_was_seen() -> None:
    got = ask(CHECK, plant(*both(3), *extra(2)))
    assert len(got.evidence) >= 5
