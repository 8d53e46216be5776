"""NET-13 over measured loads and switch chains."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from audit.inventory.tables import LoadRow
from checks.network.links_and_chains_have_reserve import CHECK, hop_delay_us
from checks.records import Asked, Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def load(p95: float | None = 5, port: str = "1", **more: Any) -> Edit:
    given: dict[str, Any] = {"line": "L1", "hours": 24, "added_percent": 1, **more}
    return rows(LoadRow(device="SW-1", port=port, p95_percent=p95, **given))


def chain(hops: int | None, frame: int | None, update: float | None) -> Edit:
    return load(None, hops=hops, frame_bytes=frame, update_time_ms=update)


CASES: list[Case] = [
    ("low", [load(5)], Outcome.PASS, "", ["SW-1 1: p95 load 6 % with the use case, over 24 h"]),
    ("just below", [load(18.9)], Outcome.PASS, "", []),
    ("a fifth", [load(19)], Outcome.WARN, "", ["20 %"]),
    ("half", [load(49)], Outcome.WARN, "", ["50 %"]),
    ("above half", [load(49.1)], Outcome.FAIL, "", ["50.1 %"]),
    ("one of two", [load(5), load(60, "2")], Outcome.FAIL, "", ["SW-1 2"]),
    ("a shift", [load(hours=8)], Outcome.PASS, "", []),
    ("less than a shift", [load(hours=7.5)], Outcome.UNKNOWN, "no_evidence", ["7.5 h", "8 h"]),
    ("nobody knows how long", [load(hours=None)], Outcome.UNKNOWN, "not_asked", []),
    ("wrapped", [load(wrapped=True)], Outcome.UNKNOWN, "no_evidence", ["counters wrapped"]),
    ("added load open", [load(added_percent=None)], Outcome.UNKNOWN, "not_asked", ["adds"]),
    ("too much already", [load(51, added_percent=None)], Outcome.FAIL, "", ["p95 load 51 %"]),
    ("a short chain", [chain(3, 64, 8)], Outcome.PASS, "", ["3 hops", "30 us", "0.4 %"]),
    ("a quarter", [chain(25, 64, 1)], Outcome.PASS, "", ["25.0 %"]),
    ("above a quarter", [chain(26, 64, 1)], Outcome.WARN, "", ["26.0 %"]),
    ("half of it", [chain(50, 64, 1)], Outcome.WARN, "", []),
    ("above half of it", [chain(51, 64, 1)], Outcome.FAIL, "", ["510 us"]),
    ("long frames", [chain(8, 1500, 2)], Outcome.FAIL, "", ["1040 us", "52.0 %"]),
    ("an incomplete chain", [chain(3, None, 8)], Outcome.UNKNOWN, "not_asked", ["not all"]),
    ("a negative update time", [chain(3, 64, -8)], Outcome.UNKNOWN, "not_asked", ["no real count"]),
    ("a negative load", [load(-5)], Outcome.UNKNOWN, "probe_error", ["below zero"]),
    ("no update time", [chain(3, 64, 0)], Outcome.UNKNOWN, "not_asked", []),
    (
        "good load, bad chain",
        [load(5, hops=60, frame_bytes=64, update_time_ms=1)],
        Outcome.FAIL,
        "",
        ["6 %", "60 hops"],
    ),
    (
        "short measurement, bad chain",
        [load(5, hours=1, hops=60, frame_bytes=64, update_time_ms=1)],
        Outcome.FAIL,
        "",
        ["60 hops"],
    ),
    ("empty row", [load(None)], Outcome.UNKNOWN, "not_asked", ["neither"]),
    ("no row", [], Outcome.UNKNOWN, "no_evidence", ["no load"]),
    ("another line's", [load(line="L2")], Outcome.UNKNOWN, "no_evidence", []),
]


@cases(*CASES)
def test_reserve(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


@pytest.mark.parametrize(("frame", "delay"), [(40, 10), (64, 10), (782, 70), (1500, 130)])
def test_the_delay_of_a_hop_grows_with_the_frame(frame: int, delay: float) -> None:
    limits = {limit.name: limit.value for limit in CHECK.thresholds}
    asked = Asked(plant(), "L1", "pdm", limits)
    assert hop_delay_us(asked, frame) == pytest.approx(delay)


def test_on_the_pilot_the_use_case_runs_already() -> None:
    facts = plant(load(line="L3", added_percent=None))
    assert ask(CHECK, facts, "L3").outcome is Outcome.PASS


def test_less_load_is_more_reserve_and_the_measurements_own_day_counts() -> None:
    day = date(2026, 5, 1)
    got = ask(CHECK, plant(load(9, measured_on=day), load(4, "2")))
    assert got.value == 90
    assert got.measured == "10.0 % load"
    assert got.oldest == day
