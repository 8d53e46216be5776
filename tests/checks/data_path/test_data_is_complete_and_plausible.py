"""DAT-08 over a week of history."""

from __future__ import annotations

from checks.data_path.data_is_complete_and_plausible import CHECK
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said, signal
from tests.checks.plants import Case, Edit, ask, cases, expect, plant


def history(
    complete: float | None, wrong: float | None = 0, days: float | None = 14, **more: object
) -> Edit:
    name = str(more.pop("name", "temperature"))
    return signal(name, history_days=days, complete_percent=complete, implausible_percent=wrong,
                  **more)  # fmt: skip


UNCONNECTED = signal("a", connected=False)
ASKED = [case for case in open_answers("history_kept") if case[0] != "an answer that is none"]
CASES: list[Case] = [
    ("complete and plausible", [history(98, 1)], Outcome.PASS, "", []),
    ("not quite complete", [history(97.9)], Outcome.WARN, "", ["97.9 % complete"]),
    ("some nonsense", [history(100, 4.9)], Outcome.WARN, "", ["4.9 % implausible"]),
    ("gaps", [history(94.9)], Outcome.FAIL, "", ["94.9 % complete", "14 days"]),
    ("much nonsense", [history(100, 5.1)], Outcome.FAIL, "", []),
    ("gaps in what it can do without", [history(10, essential=False)], Outcome.WARN, "", []),
    ("gaps, and nonsense not counted", [history(10, None)], Outcome.FAIL, "", ["not counted"]),
    ("nonsense not counted", [history(99, None)], Outcome.UNKNOWN, "parse_partial", []),
    ("six days", [history(100, 0, 6)], Outcome.UNKNOWN, "no_evidence", ["only 6 days"]),
    (
        "one of two has no history",
        [history(100), signal("torque")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["torque: no history was read"],
    ),
    (
        "one fails, of the other nothing is known",
        [history(10), signal("torque")],
        Outcome.FAIL,
        "",
        [],
    ),
    ("nothing is connected", [UNCONNECTED], Outcome.NA, "", ["none of 1 signal is connected"]),
    ("nothing is stored", [said("history_kept", "no")], Outcome.NA, "", ["nothing is stored"]),
    ("stored, not read", [said("history_kept", "yes")], Outcome.UNKNOWN, "no_evidence", []),
    *ASKED,
]


@cases(*CASES)
def test_the_history(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
