"""WLS-08 over access points heard on a walk, listed ones, and MACs on the wire."""

from __future__ import annotations

from checks.records import Outcome
from checks.wireless.no_unknown_access_points_radiate_on_the_line import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant
from tests.checks.wireless.walked import AP1, AP2, STRANGER, radio, walk, zone

BASE = [zone(), walk((3, -50)), radio()]
BESIDE = STRANGER[:-1] + "2"

CASES: list[Case] = [
    ("all are known", BASE, Outcome.PASS, "", ["1 access point heard, all in the list"]),
    ("a documented access point with another radio",
     [zone(), walk((3, -50), bssid="68:7d:b4:00:00:0c"),
      device("AP-1", "L1", "AP", macs=(AP1,))], Outcome.PASS, "", []),
    ("an observed access point is no list",
     [zone(), walk((3, -50)), device("AP-1", "L1", "AP", macs=(AP1,), documented=False)],
     Outcome.UNKNOWN, "not_asked", ["there is no list"]),
    ("a weak stranger", [*BASE, walk((3, -60), bssid=STRANGER)], Outcome.WARN, "",
     [f"{STRANGER} at -60 dBm"]),
    ("a strong stranger", [*BASE, walk((2, -80), (1, -59), bssid=STRANGER)], Outcome.FAIL, "",
     ["1 of 2 access points unknown", f"{STRANGER} at -59 dBm"]),
    ("a weak stranger whose MAC is on the wire",
     [*BASE, walk((3, -80), bssid=STRANGER),
      device("X", "", "", macs=(BESIDE,), switch="SW-1", port="Gi0/7")], Outcome.FAIL, "",
     ["on the wire on SW-1 Gi0/7"]),
    ("a wired MAC two numbers away",
     [*BASE, walk((3, -80), bssid=STRANGER), device("X", "", "", macs=(STRANGER[:-1] + "3",))],
     Outcome.WARN, "", []),
    ("a stranger on another line", [*BASE, zone("Z2", "L2"),
                                    walk((3, -40), zone="Z2", bssid=STRANGER)],
     Outcome.PASS, "", []),
    ("a name in other letters", [zone(), walk((3, -50), bssid=AP2.upper()), radio(AP2)],
     Outcome.PASS, "", []),
    ("no list", [zone(), walk((3, -50))], Outcome.UNKNOWN, "not_asked",
     ["1 access point heard", "no list"]),
    ("nobody walked", [zone(), radio()], Outcome.UNKNOWN, "no_evidence", ["nobody walked"]),
    ("a walk without access points", [zone(), walk((3, -50), bssid=""), radio()], Outcome.UNKNOWN,
     "no_evidence", []),
]  # fmt: skip


@cases(*CASES)
def test_strangers(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
