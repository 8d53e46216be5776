"""WLS-01 over points of a walk."""

from __future__ import annotations

from typing import Any

import pytest

from audit.inventory.tables import SurveyMetaRow, SurveyRow, UseCaseRow, ZoneRow
from audit.records import Grade
from checks.records import Outcome
from checks.wireless.signal_covers_every_required_zone import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows

WIFI = rows(UseCaseRow(use_case="pdm", wireless=True))


def zone(zone_id: str = "Z1", line: str = "L1", **more: Any) -> Edit:
    given: dict[str, Any] = {"required": True, "ssid": "OT", "area_m2": 1000, **more}
    return rows(ZoneRow(zone=zone_id, line=line, **given))


def walk(*levels: tuple[int, float | None], zone: str = "Z1", **more: Any) -> Edit:
    """(number of points, dBm) in a row along x."""
    dbm = [level for number, level in levels for _ in range(number)]
    given: dict[str, Any] = {"bssid": "68:7d:b4:00:00:01", "ssid": "OT", "y": 0, **more}
    return rows(
        *(
            SurveyRow(zone=zone, x=n, time=f"2026-05-06T08:{n:02}:00", rssi_dbm=level, **given)
            for n, level in enumerate(dbm)
        ),
        file="walk.csv",
    )


CORNER: dict[str, Any] = {"area_m2": None, "polygon": "0 0; 39 0; 39 20; 19 20; 19 4; 0 4"}
"""An L: what lies at x 8 and y 5 is outside."""

AP_ELSEWHERE = device("AP-3", "L3", "AP")
"""The plant has a list of access points; this line has none in it."""

CASES: list[Case] = [
    (
        "in a zone with corners",
        [WIFI, zone(**CORNER), walk((40, -60), zone=""), walk((9, -90), zone="", y=5)],
        Outcome.PASS,
        "",
        ["100 % of 40 points at -67 dBm"],
    ),
    (
        "all strong",
        [WIFI, zone(), walk((40, -60))],
        Outcome.PASS,
        "",
        ["100 % of 40 points at -67 dBm"],
    ),
    ("at the limit", [WIFI, zone(), walk((38, -67), (2, -68))], Outcome.PASS, "", ["95 %"]),
    ("below it", [WIFI, zone(), walk((37, -67), (3, -68))], Outcome.WARN, "", ["92 %"]),
    ("85 %", [WIFI, zone(), walk((34, -60), (6, -70))], Outcome.WARN, "", ["85 %"]),
    ("82 %", [WIFI, zone(), walk((33, -60), (7, -70))], Outcome.FAIL, "", ["82 %"]),
    (
        "a tenth far below",
        [WIFI, zone(), walk((36, -60), (4, -76))],
        Outcome.FAIL,
        "",
        ["90 %", "-76 dBm"],
    ),
    ("a tenth at the limit", [WIFI, zone(), walk((36, -60), (4, -75))], Outcome.WARN, "", []),
    (
        "not heard at four",
        [WIFI, zone(), walk((36, -60), (4, None))],
        Outcome.FAIL,
        "",
        ["OT not heard at 4"],
    ),
    (
        "the strongest access point counts",
        [WIFI, zone(), walk((40, -60)), walk((40, -80), bssid="68:7d:b4:00:00:02")],
        Outcome.PASS,
        "",
        ["40 points"],
    ),
    (
        "another network does not count",
        [WIFI, zone(), walk((40, -50), ssid="OFFICE"), walk((40, -90))],
        Outcome.FAIL,
        "",
        ["0 % of 40"],
    ),
    (
        "what the clients need",
        [rows(UseCaseRow(use_case="pdm", wireless=True, wifi_dbm=-60)), zone(), walk((40, -61))],
        Outcome.FAIL,
        "",
        ["-60 dBm"],
    ),
    (
        "points by their place",
        [WIFI, zone(x1=0, y1=0, x2=29, y2=5), walk((40, -60), zone="")],
        Outcome.PASS,
        "",
        ["30 points"],
    ),
    (
        "points that somebody filed under a name of his own",
        [WIFI, zone(x1=0, y1=0, x2=29, y2=5), walk((40, -60), zone="hall")],
        Outcome.PASS,
        "",
        ["30 points"],
    ),
    (
        "points of the neighbour zone that overlaps",
        [WIFI, AP_ELSEWHERE, zone(x1=0, y1=0, x2=39, y2=5), zone("Z2", "L2"),
         walk((40, -60), zone="Z2")],
        Outcome.FAIL,
        "",
        ["Z1 was never walked"],
    ),
    ("names differ in case", [WIFI, zone("z1"), walk((40, -60))], Outcome.PASS, "", []),
    (
        "29 points",
        [WIFI, zone(), walk((29, -60))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["29 points walked, 30 are needed"],
    ),
    (
        "too thin",
        [WIFI, zone(area_m2=1600), walk((31, -60))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["31 points on 1600 m2"],
    ),
    ("just enough", [WIFI, zone(area_m2=1550), walk((31, -60))], Outcome.PASS, "", []),
    (
        "too thin for its rectangle",
        [WIFI, zone(area_m2=None, x1=0, y1=0, x2=100, y2=20), walk((31, -60))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["2000 m2"],
    ),
    (
        "one network heard, so it is that",
        [WIFI, zone(ssid=""), walk((40, -60))],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "which network is not said",
        [WIFI, zone(ssid=""), walk((40, -60)), walk((40, -50), ssid="GUEST")],
        Outcome.UNKNOWN,
        "not_asked",
        ["which network"],
    ),
    (
        "the walk stops before the zone",
        [WIFI, zone("Z9", name="past the crib", x1=50, x2=70), walk((40, -60))],
        Outcome.FAIL,
        "",
        ["Z9 (past the crib)", "no access point of L1", "stops at x = 39 m in Z1", "50 m"],
    ),
    (
        "the walk goes around the zone",
        [WIFI, AP_ELSEWHERE, zone("Z9", x1=10, x2=20), walk((40, -60))],
        Outcome.FAIL,
        "",
        ["the walk reaches x = 39 m"],
    ),
    (
        "not walked, but an access point is there",
        [WIFI, zone("Z9"), walk((40, -60)), device("AP-1", role="AP")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["never walked", "AP-1"],
    ),
    (
        "not walked, an access point is planned",
        [WIFI, zone("Z9"), walk((40, -60)), device("AP-1", role="AP", status="planned")],
        Outcome.FAIL,
        "",
        [],
    ),
    (
        "not walked, and nobody listed any access point",
        [WIFI, zone("Z9", x1=10, x2=20), walk((40, -60))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["Z9 was never walked; no access point is listed anywhere"],
    ),
    (
        "the walk starts behind the zone",
        [WIFI, zone("Z9", x1=-30, x2=-5), walk((40, -60))],
        Outcome.FAIL,
        "",
        ["Z9 was never walked", "no access point of L1"],
    ),
    (
        "the walk stops in front of the zone's other side",
        [WIFI, zone("Z9", x1=0, x2=39, y1=5, y2=20), walk((40, -60))],
        Outcome.FAIL,
        "",
        ["Z9 was never walked"],
    ),
    (
        "how large the zone is, nobody said",
        [WIFI, zone(area_m2=None), walk((40, -60))],
        Outcome.UNKNOWN,
        "not_asked",
        ["Z1: how large the zone is, is not said"],
    ),
    (
        "whether a second zone needs it, nobody said",
        [WIFI, zone(), zone("Z2", required=None), walk((40, -60))],
        Outcome.UNKNOWN,
        "not_asked",
        ["whether Wi-Fi is needed in Z2 is not said"],
    ),
    (
        "a zone that needs none beside one that does",
        [WIFI, zone(), zone("Z2", required=False), walk((40, -60))],
        Outcome.PASS,
        "",
        [],
    ),
    ("no walk", [WIFI, zone()], Outcome.UNKNOWN, "no_evidence", ["no walk is known"]),
    (
        "one good zone and one gap",
        [WIFI, AP_ELSEWHERE, zone(), zone("Z9"), walk((40, -60))],
        Outcome.FAIL,
        "",
        ["Z9"],
    ),
    (
        "the layout changed since",
        [WIFI, zone(), walk((40, -60)),
         rows(SurveyMetaRow(survey="w", file="Walk.csv", layout_changed_since=True))],
        Outcome.UNKNOWN,
        "stale",
        ["the layout changed since the walk"],
    ),
    (
        "the layout of another walk changed",
        [WIFI, zone(), walk((40, -60)),
         rows(SurveyMetaRow(survey="w", file="walk.csv", layout_changed_since=False),
              SurveyMetaRow(survey="o", file="old.csv", layout_changed_since=True))],
        Outcome.PASS,
        "",
        [],
    ),
    ("no zone", [WIFI], Outcome.UNKNOWN, "not_asked", ["no zone is listed"]),
    ("not said", [WIFI, zone(required=None)], Outcome.UNKNOWN, "not_asked", []),
    ("none needs it", [WIFI, zone(required=False)], Outcome.NA, "", ["none needs Wi-Fi"]),
    (
        "no wireless part",
        [rows(UseCaseRow(use_case="pdm", wireless=False)), zone()],
        Outcome.NA,
        "",
        ["pdm has no wireless part"],
    ),
    ("not said whether wireless", [rows(UseCaseRow(use_case="pdm")), zone()],
     Outcome.UNKNOWN, "not_asked", ["is not said"]),
    ("another use case", [rows(UseCaseRow(use_case="x", wireless=True)), zone()],
     Outcome.UNKNOWN, "not_asked", []),
]  # fmt: skip


@cases(*CASES)
def test_signal(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_weakest_zone_is_the_measure_and_the_walks_day_counts() -> None:
    facts = plant(WIFI, zone(), zone("Z2"), walk((40, -60)), walk((38, -60), (2, -70), zone="Z2"))
    got = ask(CHECK, facts)
    assert got.value == 95
    assert got.measured == "95 % of points"
    assert str(got.oldest) == "2026-05-06"


@pytest.mark.parametrize("time", ["", "Friday"])
def test_a_walk_without_a_readable_time_counts_from_its_file(time: str) -> None:
    points = (SurveyRow(zone="Z1", x=n, y=0, time=time, ssid="OT", rssi_dbm=-50) for n in range(40))
    got = ask(CHECK, plant(WIFI, zone(), rows(*points)))
    assert got.outcome is Outcome.PASS
    assert str(got.oldest) == "2026-11-01"


@pytest.mark.parametrize(
    ("meta", "grade"),
    [
        ([], Grade.C),
        ([SurveyMetaRow(survey="w", file="walk.csv")], Grade.C),
        ([SurveyMetaRow(survey="w", file="walk.csv", device="rugged tablet")], Grade.B),
    ],
)
def test_a_walk_with_a_device_that_nobody_named_counts_a_grade_less(
    meta: list[SurveyMetaRow], grade: Grade
) -> None:
    got = ask(CHECK, plant(WIFI, zone(), walk((40, -60)), rows(*meta)))
    assert (got.outcome, got.grade) == (Outcome.PASS, grade)
