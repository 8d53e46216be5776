"""OPS-07 over finance tables."""

from __future__ import annotations

from audit.inventory.tables import FinanceRow, UseCaseRow
from checks.operations.the_line_pays_back_within_the_limit import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def money(line: str, cost: float | None, benefit: float | None, **more: object) -> Edit:
    fields: dict[str, object] = {
        "line": line,
        "use_case": "pdm",
        "cost_low": cost,
        "foundation_share_low": 0,
        "benefit_per_year_low": benefit,
    }
    return rows(FinanceRow.model_validate({**fields, **more}))


PILOT = money("L3", 60_000, 20_000)
LINE_2: dict[str, object] = {
    "foundation_share_low": 25_000,
    "other_cost": 27_000,
    "upkeep_per_year": 3_000,
}
DUTY = rows(UseCaseRow(use_case="pdm", duty="battery passport"))

CASES: list[Case] = [
    (
        "3.0 years, like the pilot",
        [PILOT, money("L1", 60_000, 20_000)],
        Outcome.PASS,
        "",
        ["3.0 y"],
    ),
    (
        "3.1 years",
        [PILOT, money("L1", 62_000, 20_000)],
        Outcome.WARN,
        "",
        [
            "seen 3.1 years (62 000 EUR over 20 000 EUR net a year)",
            "1.0 times the pilot's 3.0 years",
        ],
    ),
    ("5.0 years", [PILOT, money("L1", 100_000, 20_000)], Outcome.WARN, "", ["1.7 times"]),
    ("5.1 years", [PILOT, money("L1", 102_000, 20_000)], Outcome.FAIL, "", ["5.1 years"]),
    (
        "within the months, but more than twice the pilot's",
        [money("L3", 20_000, 20_000), money("L1", 42_000, 20_000)],
        Outcome.FAIL,
        "",
        ["2.1 times"],
    ),
    (
        "within the months, 1.6 times the pilot's",
        [money("L3", 20_000, 20_000), money("L1", 32_000, 20_000)],
        Outcome.WARN,
        "",
        ["1.6 times"],
    ),
    (
        "the high end decides",
        [PILOT, money("L1", 50_000, 25_000, cost_high=90_000, benefit_per_year_high=30_000)],
        Outcome.WARN,
        "",
        ["seen 1.7 to 3.6 years (50 000 to 90 000 EUR"],
    ),
    (
        "benefit below upkeep",
        [PILOT, money("L1", 1_000, 2_000, upkeep_per_year=2_000)],
        Outcome.FAIL,
        "",
        ["seen never", "upkeep never"],
    ),
    (
        "never at the low end",
        [PILOT, money("L1", 9_000, 0, benefit_per_year_high=20_000)],
        Outcome.FAIL,
        "",
        ["0.5 years to never"],
    ),
    ("no row", [PILOT], Outcome.UNKNOWN, "not_asked", ["no cost and no benefit"]),
    ("no cost", [PILOT, money("L1", None, 9)], Outcome.UNKNOWN, "not_asked", ["the cost of pdm"]),
    ("no benefit", [PILOT, money("L1", 9, None)], Outcome.UNKNOWN, "not_asked", ["the benefit of"]),
    (
        "no share of the foundation",
        [PILOT, money("L1", 9_000, 9_000, foundation_share_low=None)],
        Outcome.UNKNOWN,
        "not_asked",
        ["share of the foundation is missing"],
    ),
    (
        "no share of the foundation, and too long without it",
        [PILOT, money("L1", 200_000, 20_000, foundation_share_low=None)],
        Outcome.FAIL,
        "",
        ["10.0 years"],
    ),
    (
        "no case of the pilot",
        [money("L1", 20_000, 20_000)],
        Outcome.UNKNOWN,
        "not_asked",
        ["pilot's case is missing"],
    ),
    ("no case of the pilot, and too long", [money("L1", 200_000, 20_000)], Outcome.FAIL, "", []),
    (
        "a duty",
        [PILOT, DUTY, money("L1", 200_000, 1, upkeep_per_year=5_000)],
        Outcome.NA,
        "",
        ["battery passport", "200 000 EUR once, 5 000 EUR a year"],
    ),
    ("a duty without a cost", [DUTY], Outcome.NA, "", ["no cost is stated"]),
]


@cases(*CASES)
def test_payback(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_line_2_takes_two_and_a_half_times_as_long_as_the_pilot() -> None:
    got = ask(CHECK, plant(PILOT, money("L2", 60_000, 18_000, **LINE_2)), "L2")
    expect(
        got,
        Outcome.FAIL,
        "seen 7.5 years (112 000 EUR over 15 000 EUR net a year), 2.5 times the pilot's 3.0 years",
        "share of the foundation +1.25, other cost +1.35, benefit +0.62, upkeep +1.24",
    )
    assert got.measured == "7.5 years, stretch 2.5"


def test_the_pilot_is_compared_with_the_limit_only() -> None:
    expect(ask(CHECK, plant(PILOT), "L3"), Outcome.PASS, "3.0 years")
