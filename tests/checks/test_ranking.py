"""How firm the order of two lines is when the weights are others."""

from __future__ import annotations

from checks.engine import judge
from checks.ranking import DRAWS, stability, weightings
from checks.records import Check, GateRule, Outcome, Severity
from tests.checks.made import answers, check
from tests.checks.plants import plant

WEIGHTS = {str(severity): float(severity.weight) for severity in Severity}


def made(check_id: str, severity: Severity, **outcomes: Outcome) -> Check:
    """A check that passes on every line but those named."""
    told = {line: answers(outcomes.get(line, Outcome.PASS)) for line in ("L1", "L2", "L3", "L4")}
    return check(check_id, told, severity=severity, gate=GateRule.NEVER)


def test_the_draws_are_two_hundred_within_a_half_and_always_the_same() -> None:
    drawn = list(weightings(WEIGHTS))
    assert len(drawn) == DRAWS == 200
    assert drawn == list(weightings(WEIGHTS))
    assert all(0.5 * own <= draw[name] <= 1.5 * own for draw in drawn for name, own in
               WEIGHTS.items())  # fmt: skip
    assert len({draw["high"] for draw in drawn}) > 150


def test_a_line_that_is_better_in_everything_is_ahead_under_all_weights() -> None:
    checks = [
        made("T-01", Severity.HIGH, L2=Outcome.FAIL),
        made("T-02", Severity.LOW, L2=Outcome.FAIL, L4=Outcome.FAIL),
    ]
    pairs = {(a.line, a.behind): a for a in stability(judge(plant(), checks), "pdm")}
    first = pairs["L1", "L2"]
    assert first.share == 1.0
    assert first.sentence == "L1 ahead of L2 in 100% of 200 weightings"
    assert ("L4", "L2") in pairs, "the better one comes first"


def test_level_lines_have_no_meaningful_difference() -> None:
    (pair,) = (
        p for p in stability(judge(plant(), [made("T-01", Severity.HIGH)]), "pdm")
        if (p.line, p.behind) == ("L1", "L2")
    )  # fmt: skip
    assert (pair.share, pair.meaningful) == (0.5, False)
    assert "no meaningful difference" in pair.sentence


def test_an_order_that_hangs_on_the_weights_is_said_to() -> None:
    checks = [
        *(made(f"T-0{n}", Severity.MEDIUM, L1=Outcome.FAIL) for n in range(3)),
        made("T-08", Severity.BLOCKER, L2=Outcome.FAIL),
        *(made(f"T-1{n}", Severity.LOW) for n in range(4)),
    ]
    pairs = {frozenset((p.line, p.behind)): p for p in stability(judge(plant(), checks), "pdm")}
    pair = pairs[frozenset(("L1", "L2"))]
    assert 0.5 <= pair.share < 0.8
    assert not pair.meaningful


def test_no_pair_without_a_second_line() -> None:
    assert stability(judge(plant(), [made("T-01", Severity.LOW)]), "another use case") == ()
