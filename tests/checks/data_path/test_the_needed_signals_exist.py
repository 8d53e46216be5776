"""DAT-06 over signal lists and answers."""

from __future__ import annotations

from audit.records import Grade
from checks.data_path.the_needed_signals_exist import CHECK
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said, signal
from tests.checks.plants import Case, Edit, ask, cases, expect, plant


def some(there: int, missing: int = 0, unsaid: int = 0, **gap: object) -> list[Edit]:
    """`there` signals that exist, then gaps that the use case can do without, then unsaid ones."""
    gaps = {"essential": False, "add_cost": 1200, **gap}
    return [
        *(signal(f"s{n}", exists=True) for n in range(there)),
        *(signal(f"m{n}", exists=False, **gaps) for n in range(missing)),
        *(signal(f"u{n}", essential=False) for n in range(unsaid)),
    ]


CASES: list[Case] = [
    ("all of 20", some(20), Outcome.PASS, "", ["20 signals", "seen 20"]),
    ("19 of 20", some(19, 1), Outcome.PASS, "", ["seen 19", "m0 is missing, 1200 to add"]),
    ("18 of 20, priced", some(18, 2), Outcome.WARN, "", ["seen 18"]),
    (
        "18 of 20, one without a price",
        some(18, 2, add_cost=None),
        Outcome.UNKNOWN,
        "not_asked",
        ["what adding m0 and m1 costs"],
    ),
    ("15 of 20", some(15, 5), Outcome.FAIL, "", ["seen 15"]),
    (
        "an essential one is missing",
        [*some(30), signal("vibration", exists=False, essential=True)],
        Outcome.FAIL,
        "",
        ["vibration is essential and missing"],
    ),
    (
        "nobody said whether the missing one is essential",
        [*some(30), signal("vibration", exists=False, add_cost=5)],
        Outcome.UNKNOWN,
        "no_evidence",
        [],
    ),
    ("the tag export is missing", some(2, 0, 8), Outcome.UNKNOWN, "no_evidence", ["not looked"]),
    ("not looked for, it does not decide", some(39, 0, 1), Outcome.PASS, "", []),
    ("not looked for, it fails anyway", some(1, 9, 1), Outcome.FAIL, "", []),
    (
        "an essential one was not looked for",
        [*some(39), signal("vibration", essential=True)],
        Outcome.UNKNOWN,
        "no_evidence",
        ["vibration was not looked for"],
    ),
    (
        "missing and connected at once",
        [signal("a", exists=False, connected=True, essential=True)],
        Outcome.UNKNOWN,
        "conflict",
        ["missing and to be connected"],
    ),
    ("connected is there", [signal("a", connected=True)], Outcome.PASS, "", []),
    (
        "a signal of the pilot is not in the list",
        [*some(3), signal("torque", line="L3", exists=True)],
        Outcome.UNKNOWN,
        "no_evidence",
        ["torque of the pilot is not in the list"],
    ),
    (
        "a signal of the pilot that this line can do without",
        [*some(3), signal("torque", line="L3"), signal("Torque", required=False)],
        Outcome.PASS,
        "",
        [],
    ),
    ("another use case's", [signal("a", use_case="x", exists=True)], Outcome.UNKNOWN, "not_asked",
     []),
    ("an answer of 97 %", [said("signals_exist", "97 %")], Outcome.PASS, "", ["97 % exist"]),
    ("an answer of 82,5", [said("signals_exist", "82,5")], Outcome.WARN, "", []),
    ("an answer of 10", [said("signals_exist", "10")], Outcome.FAIL, "", []),
    *open_answers("signals_exist"),
    ("it applies to every line", [said("signals_exist", "not applicable: small line", line="L1")],
     Outcome.UNKNOWN, "conflict", ["applies to every line"]),
]  # fmt: skip


@cases(*CASES)
def test_the_signals(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_list_outweighs_the_answer() -> None:
    got = ask(CHECK, plant(*some(1, 9), said("signals_exist", "100")))
    assert got.outcome is Outcome.FAIL
    assert got.grade is Grade.B
    assert {t.outcome for t in got.targets} == {Outcome.PASS, Outcome.WARN}
