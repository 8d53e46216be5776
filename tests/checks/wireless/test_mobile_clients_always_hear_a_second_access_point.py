"""WLS-03 over points that hear one access point, or two."""

from __future__ import annotations

from checks.records import Outcome
from checks.wireless.mobile_clients_always_hear_a_second_access_point import CHECK
from tests.checks.data_path.given import said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant
from tests.checks.wireless.walked import (
    AP2,
    CARRIED,
    NO_WIFI,
    STAY,
    VEHICLES,
    WIFI,
    meta,
    walk,
    zone,
)

BASE = [WIFI, CARRIED, zone(), walk((40, -50))]

CASES: list[Case] = [
    ("all hear it", [*BASE, walk((40, -75), bssid=AP2)], Outcome.PASS, "", ["100 % of 40 points"]),
    ("90 %", [*BASE, walk((36, -70), (4, -76), bssid=AP2)], Outcome.PASS, "", []),
    ("88 %", [*BASE, walk((35, -70), (5, -76), bssid=AP2)], Outcome.WARN, "", ["88 %"]),
    ("75 %", [*BASE, walk((30, -70), bssid=AP2)], Outcome.WARN, "", ["75 %"]),
    ("72 %", [*BASE, walk((29, -70), bssid=AP2)], Outcome.FAIL, "", ["72 %", "-75 dBm"]),
    ("of another network", [*BASE, walk((40, -60), bssid=AP2, ssid="GUEST")], Outcome.FAIL, "",
     ["0 % of 40"]),
    ("heard without a level", [*BASE, walk((39, -60), (1, None), bssid=AP2)], Outcome.PASS, "", []),
    ("vehicles need more", [WIFI, VEHICLES, zone(), walk((40, -50)), walk((40, -70), bssid=AP2)],
     Outcome.FAIL, "", ["-67 dBm"]),
    ("enough for vehicles", [WIFI, VEHICLES, zone(), walk((40, -50)), walk((40, -67), bssid=AP2)],
     Outcome.PASS, "", []),
    ("nobody said how they move, and it is enough for anything",
     [WIFI, zone(), walk((40, -50)), walk((40, -66), bssid=AP2)], Outcome.PASS, "", []),
    ("nobody said how they move", [WIFI, zone(), walk((40, -50)), walk((40, -70), bssid=AP2)],
     Outcome.UNKNOWN, "not_asked", ["whether the clients move"]),
    ("nobody knows how they move",
     [WIFI, said("wifi_clients_move", "don't know"), zone(), walk((40, -50)),
      walk((9, -70), bssid=AP2)], Outcome.UNKNOWN, "dont_know", ["22 % of 40"]),
    ("an answer that is no choice",
     [WIFI, said("wifi_clients_move", "blue"), zone(), walk((40, -50)),
      walk((9, -70), bssid=AP2)], Outcome.UNKNOWN, "conflict", []),
    ("they stay", [WIFI, STAY, zone(), walk((40, -50))], Outcome.NA, "", ["no Wi-Fi client moves"]),
    ("not applicable, as somebody says",
     [WIFI, said("wifi_clients_move", "not applicable: screens are bolted on"), zone()],
     Outcome.NA, "", []),
    ("one access point at each place", BASE, Outcome.UNKNOWN, "no_evidence", ["never a second"]),
    ("never walked", [WIFI, CARRIED, zone()], Outcome.UNKNOWN, "no_evidence", ["never walked"]),
    ("too few points", [WIFI, CARRIED, zone(), walk((9, -50)), walk((9, -60), bssid=AP2)],
     Outcome.UNKNOWN, "no_evidence", ["9 points walked"]),
    ("how large the zone is", [WIFI, CARRIED, zone(area_m2=None), walk((40, -50))],
     Outcome.UNKNOWN, "not_asked", []),
    ("no zone", [WIFI, CARRIED], Outcome.UNKNOWN, "not_asked", ["no zone is listed"]),
    ("the layout changed", [*BASE, walk((40, -60), bssid=AP2), meta(layout_changed_since=True)],
     Outcome.UNKNOWN, "stale", []),
    *NO_WIFI,
]  # fmt: skip


@cases(*CASES)
def test_second(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
