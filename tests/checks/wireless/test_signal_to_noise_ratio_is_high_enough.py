"""WLS-02 over points of a walk with noise, and without."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import SurveyRow, UseCaseRow, ZoneRow
from checks.records import Outcome
from checks.wireless.signal_to_noise_ratio_is_high_enough import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows

BASE = [
    rows(UseCaseRow(use_case="pdm", wireless=True)),
    rows(ZoneRow(zone="Z1", line="L1", required=True, ssid="OT", area_m2=1000)),
]


def walk(*parts: tuple[int, float | None], rssi: float | None = -60, bssid: str = "a") -> Edit:
    """(number of points, dB above the noise or None) in a row along x."""
    ratios = [ratio for number, ratio in parts for _ in range(number)]
    return rows(*(_row(n, ratio, rssi, bssid) for n, ratio in enumerate(ratios)))


def _row(number: int, ratio: float | None, rssi: float | None, bssid: str) -> SurveyRow:
    noise = None if ratio is None or rssi is None else rssi - ratio
    given: dict[str, Any] = {"rssi_dbm": rssi, "noise_dbm": noise, "ssid": "OT", "bssid": bssid}
    return SurveyRow(zone="Z1", x=number, y=0, time="2026-11-06T08:00:00", **given)


CASES: list[Case] = [
    ("good", [*BASE, walk((40, 25))], Outcome.PASS, "", ["100 % of 40 points at 25 dB"]),
    ("95 %", [*BASE, walk((38, 25), (2, 10))], Outcome.PASS, "", ["95 %"]),
    ("90 %", [*BASE, walk((36, 25), (4, 10))], Outcome.WARN, "", ["90 %"]),
    ("all between", [*BASE, walk((40, 20))], Outcome.WARN, "", ["0 % of 40", "100 % at 20 dB"]),
    ("85 % at the lower limit", [*BASE, walk((34, 20), (6, 19))], Outcome.WARN, "", []),
    ("less", [*BASE, walk((33, 24), (7, 19))], Outcome.FAIL, "", ["82 % at 20 dB"]),
    ("nothing heard", [*BASE, walk((40, None), rssi=None)], Outcome.FAIL, "", ["0 % of 40"]),
    (
        "the strongest access point counts",
        [*BASE, walk((40, 30)), walk((40, 5), rssi=-80, bssid="b")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "no noise",
        [*BASE, walk((40, None))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["the noise is missing at 40 of 40 points"],
    ),
    (
        "noise at some points",
        [*BASE, walk((30, 30), (10, None))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["10 of 40"],
    ),
    ("noise at nearly all", [*BASE, walk((39, 30), (1, None))], Outcome.PASS, "", []),
    ("bad whatever the rest says", [*BASE, walk((10, 5), (30, 5), (4, None))],
     Outcome.FAIL, "", []),
    ("too few points", [*BASE, walk((29, 30))], Outcome.UNKNOWN, "no_evidence", ["29 points"]),
    ("never walked", BASE, Outcome.UNKNOWN, "no_evidence", ["Z1 was never walked"]),
    (
        "never walked, with an access point",
        [*BASE, device("AP-1", role="AP")],
        Outcome.UNKNOWN,
        "no_evidence",
        [],
    ),
    ("no use case", BASE[1:], Outcome.UNKNOWN, "not_asked", []),
    (
        "no wireless part",
        [rows(UseCaseRow(use_case="pdm", wireless=False)), BASE[1]],
        Outcome.NA,
        "",
        [],
    ),
]  # fmt: skip


@cases(*CASES)
def test_ratio(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_strong_signal_is_no_substitute_for_the_noise() -> None:
    got = ask(CHECK, plant(*BASE, walk((40, None), rssi=-30)))
    assert got.outcome is Outcome.UNKNOWN
    assert got.value is None
