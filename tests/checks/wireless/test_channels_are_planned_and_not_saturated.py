"""WLS-04 over radios of the controller's export and channels of a walk."""

from __future__ import annotations

from datetime import date

from checks.records import Outcome
from checks.wireless.channels_are_planned_and_not_saturated import CHECK
from tests.checks.plants import Case, Edit, ask, cases, expect, plant
from tests.checks.wireless.walked import AP1, AP2, NO_WIFI, WIFI, radio, walk, zone

BASE = [WIFI, zone()]
OTHER = walk((40, -70), bssid=AP2, channel=36)

CASES: list[Case] = [
    ("room and distance", [*BASE, radio(utilisation_percent=30, separation_db=19)], Outcome.PASS,
     "", ["busy for 30 %", "19 dB weaker"]),
    ("50 %", [*BASE, radio(utilisation_percent=50, separation_db=25)], Outcome.WARN, "", ["50 %"]),
    ("70 %", [*BASE, radio(utilisation_percent=70, separation_db=25)], Outcome.WARN, "", []),
    ("71 %", [*BASE, radio(utilisation_percent=71)], Outcome.FAIL, "", ["71 %"]),
    ("18 dB", [*BASE, radio(utilisation_percent=10, separation_db=18)], Outcome.WARN, "",
     ["18 dB"]),
    ("channel 3", [*BASE, radio(channel=3)], Outcome.FAIL, "", ["channel 3"]),
    ("channel 6", [*BASE, radio(channel=6, utilisation_percent=10, separation_db=30)],
     Outcome.PASS, "", []),
    ("radar", [*BASE, radio(dfs_events=2, utilisation_percent=10)], Outcome.FAIL, "", ["radar"]),
    ("a walk heard channel 9", [*BASE, walk((40, -50), channel=9)], Outcome.FAIL, "",
     ["OT was heard on channel 9"]),
    ("another network's channel 9", [*BASE, walk((40, -50), channel=9, ssid="GUEST"),
                                     radio(utilisation_percent=9, separation_db=30)],
     Outcome.PASS, "", []),
    ("distance from the walk", [*BASE, walk((40, -50), channel=36), OTHER,
                                radio(utilisation_percent=10)], Outcome.PASS, "", ["20 dB"]),
    ("too near in the walk", [*BASE, walk((40, -52), channel=36), OTHER,
                              radio(utilisation_percent=10)], Outcome.WARN, "",
     ["18 dB"]),
    ("nothing else on the channel", [*BASE, walk((40, -52), channel=36),
                                     walk((40, -60), bssid=AP2, channel=44),
                                     radio(utilisation_percent=10)], Outcome.PASS, "", []),
    ("a radio of one of its zones", [*BASE, radio(line=(), zone="Z1", utilisation_percent=80)],
     Outcome.FAIL, "", []),
    ("no radio", BASE, Outcome.UNKNOWN, "no_evidence", ["nobody measured"]),
    ("one radio is not measured", [*BASE, radio(utilisation_percent=9, separation_db=30),
                                   radio(AP2)], Outcome.UNKNOWN, "no_evidence", [AP2]),
    ("the distance is not known", [*BASE, radio(utilisation_percent=10)], Outcome.UNKNOWN,
     "no_evidence", ["how far the next access point"]),
    ("one access point at each place says nothing of distance",
     [*BASE, walk((40, -52), channel=36), radio(utilisation_percent=10)], Outcome.UNKNOWN,
     "no_evidence", []),
    ("which channel", [*BASE, radio(channel=None, utilisation_percent=10, separation_db=30)],
     Outcome.UNKNOWN, "no_evidence", ["which channel"]),
    *NO_WIFI,
]  # fmt: skip


@cases(*CASES)
def test_channels(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_busiest_channel_is_the_measure_and_the_day_of_measuring_counts() -> None:
    day = date(2026, 7, 1)
    given = {"separation_db": 30, "measured_on": day}
    facts = plant(*BASE, radio(AP1, utilisation_percent=20, **given),
                  radio(AP2, utilisation_percent=45, **given))  # fmt: skip
    got = ask(CHECK, facts)
    assert (got.measured, got.value, got.oldest) == ("45 % busy", 55, day)
