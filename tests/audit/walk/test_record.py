"""The walk's file: what was typed is a place; every sample is on disk before the next one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.imports.survey import read
from audit.imports.wifi.readings import Reading
from audit.walk.record import Place, Walk, place_of
from tests.audit.imports.files import raw, remarks, rows

NOW = datetime(2026, 11, 6, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Z1", Place("Z1")),
        ("Z1 4,5 12", Place("Z1", 4.5, 12.0)),
        ("packing hall -1 2.25", Place("packing hall", -1.0, 2.25)),
        ("4.5 12", Place("", 4.5, 12.0)),
        ("hall 3", Place("hall 3")),
        ("  \x00", None),
    ],
)
def test_a_place_is_a_zone_with_or_without_metres(typed: str, place: Place | None) -> None:
    assert place_of(typed) == place


def test_the_walk_is_read_back_as_it_was_heard(tmp_path: Path) -> None:
    walk = Walk(tmp_path / "walks" / "w.csv")
    heard = [
        Reading(bssid="68:7D:B4:03:0A:02", ssid="=OT,1", rssi_dbm=-59.0, noise_dbm=-95.0,
                channel=36, security="WPA2-PSK"),
        Reading(bssid="68:7d:b4:03:0a:03", ssid="OT", percent=81),
        Reading(bssid="68:7d:b4:03:0a:04", ssid="quiet"),
    ]  # fmt: skip
    used = walk.add(Place("Z1", 1.5, 3.0), "0", NOW, heard)
    assert (len(used), walk.readings, walk.places) == (2, 2, 1)
    found = read(raw("w.csv", walk.path.read_bytes()))
    first, second, network = rows(found)
    assert (first["ssid"], first["rssi_dbm"], first["noise_dbm"]) == ("=OT,1", -59.0, -95.0)
    assert (second["rssi_dbm"], second["noise_dbm"], second["x"]) == (-59.5, None, 1.5)
    assert network == {**network, "ssid": "=OT,1", "security": "WPA2-PSK"}
    assert "1 of 2 signals were percent" in remarks(found)


def test_a_walk_never_writes_over_another(tmp_path: Path) -> None:
    Walk(tmp_path / "w.csv")
    with pytest.raises(FileExistsError):
        Walk(tmp_path / "w.csv")


def test_the_conditions_stand_beside_it(tmp_path: Path) -> None:
    walk = Walk(tmp_path / "w.csv")
    path = walk.describe(NOW, "tablet of the line", True, None)
    head, row = path.read_text(encoding="utf-8").splitlines()
    assert head == "survey,file,date,device,production_running,layout_changed_since"
    assert row == "w,w.csv,2026-11-06,tablet of the line,yes,"
