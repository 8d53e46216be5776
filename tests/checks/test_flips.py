"""The smallest set of packages that changes a verdict, and what each gains."""

from __future__ import annotations

from checks.engine import judge
from checks.flips import gains, packages_of, smallest_flip
from checks.records import GateRule, Outcome, Severity, Verdict
from checks.what_if import with_fixed
from tests.checks.made import answers, check
from tests.checks.plants import plant

FAIL, PASS, UNKNOWN = Outcome.FAIL, Outcome.PASS, Outcome.UNKNOWN


def test_every_failed_gate_is_needed_and_nothing_else() -> None:
    checks = [
        check("T-01", answers(FAIL)),
        check("T-02", answers(FAIL)),
        check("T-03", answers(FAIL), gate=GateRule.NEVER, severity=Severity.LOW),
    ]
    judgement = judge(plant(), checks)
    flip = smallest_flip(judgement, "L1", "pdm")
    assert flip is not None
    assert flip.packages == (("WP-T-01", "L1"), ("WP-T-02", "L1"))
    assert (flip.before, flip.after) == (Verdict.NOT_READY, Verdict.READY)
    for package in flip.packages:
        rest = [p for p in flip.packages if p != package]
        after = next(s for s in with_fixed(judgement, rest).scores if s.line == "L1")
        assert after.verdict is flip.before, "no package of the set can be left out"


def test_one_package_that_clears_both_is_chosen_before_two() -> None:
    checks = [
        check("T-01", answers(FAIL), work_packages=("WP-01", "WP-09")),
        check("T-02", answers(FAIL), work_packages=("WP-02", "WP-09")),
    ]
    flip = smallest_flip(judge(plant(), checks), "L1", "pdm")
    assert flip is not None
    assert flip.packages == (("WP-09", "L1"),)


def test_a_check_of_the_pilot_is_cleared_on_the_pilot() -> None:
    judgement = judge(plant(), [check("T-01", answers(FAIL), scope="pilot line")])
    flip = smallest_flip(judgement, "L1", "pdm")
    assert flip is not None
    assert flip.packages == (("WP-T-01", "L3"),)


def test_a_ready_line_has_nothing_to_flip() -> None:
    judgement = judge(plant(), [check("T-01", answers(PASS))])
    assert smallest_flip(judgement, "L1", "pdm") is None
    assert gains(judgement, "L1", "pdm") == ()


def test_the_pilot_and_a_stranger_have_no_verdict_to_flip() -> None:
    judgement = judge(plant(), [check("T-01", answers(FAIL))])
    assert smallest_flip(judgement, "L3", "pdm") is None
    assert smallest_flip(judgement, "L9", "pdm") is None


def test_each_package_gains_gates_and_points() -> None:
    checks = [
        check("T-01", answers(FAIL), work_packages=("WP-01", "WP-09")),
        check("T-02", answers(UNKNOWN), work_packages=("WP-09",)),
        check("T-03", answers(FAIL), gate=GateRule.NEVER, work_packages=("WP-03",)),
    ]
    judgement = judge(plant(), checks)
    found = gains(judgement, "L1", "pdm")
    assert [(gain.package[0], gain.gates) for gain in found if gain.package[1] == "L1"] == [
        ("WP-09", 2),
        ("WP-01", 1),
        ("WP-03", 0),
    ]
    for gain in found:
        after = next(s for s in with_fixed(judgement, [gain.package]).scores if s.line == "L1")
        before = next(s for s in judgement.scores if s.line == "L1")
        assert gain.index == after.index - before.index
    assert {p for p, _ in packages_of(judgement, "L1", "pdm")} == {"WP-01", "WP-03", "WP-09"}
