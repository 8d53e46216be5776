"""DAT-07 over measured, documented and heard periods."""

from __future__ import annotations

from audit.records import Grade
from checks.data_path.signals_arrive_fast_enough import CHECK, CHOICES
from checks.records import Outcome
from tests.checks.data_path.given import (
    MES_IP,
    PLACES,
    PLC_IP,
    flow,
    open_answers,
    said,
    signal,
    talk,
)
from tests.checks.plants import Case, Edit, ask, cases, expect, plant


def one(p95_ms: float | None, **more: object) -> Edit:
    fields: dict[str, object] = {"needed_ms": 500, "essential": True, "p95_ms": p95_ms, **more}
    return signal("vibration", asset="PLC-L1", **fields)


def heard(cycle_ms: float, jitter_ms: float = 0.0) -> list[Edit]:
    talked = talk(PLC_IP, MES_IP, 4840, "opcua", cycle_ms=cycle_ms, jitter_ms=jitter_ms)
    return [*PLACES, flow(), talked]


BEST, MIDDLE, WORST = CHOICES
CASES: list[Case] = [
    ("as fast as needed", [one(480)], Outcome.PASS, "", ["0.96 times"]),
    ("1.2 times is enough", [one(600)], Outcome.PASS, "", []),
    ("twice as slow", [one(1000)], Outcome.WARN, "", ["every 1000 ms (measured)"]),
    ("slower", [one(1001)], Outcome.FAIL, "", ["needed every 500 ms"]),
    ("slower, but not essential", [one(5000, essential=False)], Outcome.WARN, "", []),
    (
        "slower, and nobody says whether it is essential",
        [one(5000, essential=None)],
        Outcome.UNKNOWN,
        "not_asked",
        ["can do without it is not stated"],
    ),
    ("documented only", [one(None, achievable_ms=100)], Outcome.PASS, "", []),
    ("no timing data", [one(None)], Outcome.UNKNOWN, "no_evidence", ["no timing data"]),
    ("the need is not stated", [one(100, needed_ms=None)], Outcome.UNKNOWN, "not_asked", []),
    ("a signal that does not exist is no question of speed", [one(100), signal("x", exists=False)],
     Outcome.PASS, "", []),
    ("heard slower than listed", [*heard(1500), one(100)], Outcome.FAIL, "", ["(heard)"]),
    ("heard with jitter", [*heard(590, 100), one(100)], Outcome.WARN, "", ["754.5 ms (heard)"]),
    ("all as fast, as stated", [said("signal_speed", BEST)], Outcome.PASS, "", []),
    ("some slower, as stated", [said("signal_speed", MIDDLE)], Outcome.WARN, "", []),
    ("far too slow, as stated", [said("signal_speed", WORST)], Outcome.FAIL, "", []),
    *open_answers("signal_speed"),
    ("it applies to every line", [said("signal_speed", "not applicable: small line", line="L1")],
     Outcome.UNKNOWN, "conflict", ["applies to every line"]),
]  # fmt: skip


@cases(*CASES)
def test_the_periods(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_documented_period_is_weaker_than_a_measured_one() -> None:
    assert ask(CHECK, plant(one(100))).grade is Grade.B
    assert ask(CHECK, plant(one(None, achievable_ms=100))).grade is Grade.C


def test_the_day_of_the_measurement_counts() -> None:
    got = ask(CHECK, plant(one(100, measured_on="2026-02-03")))
    assert str(got.oldest) == "2026-02-03"
