"""Zones, walks and networks for tables of cases about Wi-Fi."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import (
    RadioRow,
    SurveyMetaRow,
    SurveyRow,
    UseCaseRow,
    WlanRow,
    ZoneRow,
)
from checks.records import Outcome
from tests.checks.data_path.given import said
from tests.checks.plants import Case, Edit, rows

WIFI = rows(UseCaseRow(use_case="pdm", wireless=True))
AP1, AP2, STRANGER = "68:7d:b4:00:00:01", "68:7d:b4:00:01:01", "02:11:22:33:44:31"
STAY = said("wifi_clients_move", "no, they stay where they are")
CARRIED = said("wifi_clients_move", "yes, people carry them around")
VEHICLES = said("wifi_clients_move", "yes, vehicles drive with them")

NO_WIFI: list[Case] = [
    ("no wireless part", [rows(UseCaseRow(use_case="pdm", wireless=False))], Outcome.NA, "",
     ["pdm has no wireless part"]),
    ("nobody said whether it needs Wi-Fi", [rows(UseCaseRow(use_case="pdm"))], Outcome.UNKNOWN,
     "not_asked", ["whether pdm needs Wi-Fi is not said"]),
]  # fmt: skip
"""What holds for every check of a use case's Wi-Fi."""


def zone(zone_id: str = "Z1", line: str = "L1", **more: Any) -> Edit:
    given: dict[str, Any] = {"required": True, "ssid": "OT", "area_m2": 1000, **more}
    return rows(ZoneRow(zone=zone_id, line=line, **given))


def walk(
    *parts: tuple[int, float | None], zone: str = "Z1", time: str = "2026-05-06T08:00:00",
    **more: Any,
) -> Edit:  # fmt: skip
    """(number of points, dBm) in a row along x, in file walk.csv."""
    levels = [level for number, level in parts for _ in range(number)]
    given: dict[str, Any] = {"bssid": AP1, "ssid": "OT", "y": 0, "zone": zone, "time": time, **more}
    made = (SurveyRow(x=n, rssi_dbm=level, **given) for n, level in enumerate(levels))
    return rows(*made, file="walk.csv")


def meta(**more: Any) -> Edit:
    given: dict[str, Any] = {
        "survey": "w", "file": "walk.csv", "device": "tablet", "production_running": True,
        "layout_changed_since": False, **more,
    }  # fmt: skip
    return rows(SurveyMetaRow(**given))


def radio(bssid: str = AP1, **more: Any) -> Edit:
    given: dict[str, Any] = {"ap": "AP-1", "line": ("L1",), "ssid": "OT", "channel": 36, **more}
    return rows(RadioRow(bssid=bssid, **given))


def wlan(ssid: str = "OT", **more: Any) -> Edit:
    return rows(WlanRow(ssid=ssid, **more))
