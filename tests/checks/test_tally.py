"""The count of a line's results adds up, and names every outcome."""

from __future__ import annotations

import re

from checks.engine import judge
from checks.records import Outcome
from checks.tally import ORDER, tallies
from tests.checks.made import answers, check
from tests.checks.plants import plant


def test_every_outcome_is_named_and_the_sum_is_the_number_of_checks() -> None:
    checks = [check(f"T-0{n}", answers(outcome)) for n, outcome in enumerate(ORDER)]
    judgement = judge(plant(), [*checks, check("T-09", answers(Outcome.PASS))])
    found = tallies(judgement)
    assert {tally.line for tally in found} == {f.line for f in judgement.findings}
    for tally in found:
        total, *parts = [int(n) for n in re.findall(r"\d+", tally.sentence)]
        assert total == sum(parts) == 7
        assert "2 pass + 1 warn + 1 fail + 1 unknown + 1 not applicable + 1 not built" in (
            tally.sentence
        )


def test_an_outcome_that_nothing_has_is_a_nought_and_not_left_out() -> None:
    judgement = judge(plant(), [check("T-01", answers(Outcome.FAIL))])
    assert tallies(judgement)[0].sentence == (
        "1 = 0 pass + 0 warn + 1 fail + 0 unknown + 0 not applicable + 0 not built"
    )
