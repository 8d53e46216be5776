"""Ekahau and NetSpot projects: parts may be missing, hostile databases do nothing."""

from __future__ import annotations

import pytest

from audit.imports import ekahau, netspot
from audit.imports.contract import UnreadableFileError
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.imports.made import NETSPOT, database, esx, netspu, packed
from tests.audit.imports.sampled import imported


def test_ekahau_gives_ones_own_radios_with_their_zone() -> None:
    found = imported(raw("survey.bin", esx()), "ekahau")
    radios = {row["bssid"]: row for row in rows(found) if "bssid" in row}
    assert set(radios) == {"68:7d:b4:03:0a:02", "68:7d:b4:03:0a:03", "68:7d:b4:03:0b:02"}
    first = radios["68:7d:b4:03:0a:02"]
    assert (first["ap"], first["zone"], first["channel"]) == ("AP-1", "Z1", 36)
    assert first["measured_on"] == "2026-02-03"
    assert radios["68:7d:b4:03:0b:02"]["channel"] == 11
    networks = {row["ssid"]: row["security"] for row in rows(found) if "security" in row}
    assert networks == {"RIV-OT": "WPA2-Enterprise", "guests": "open"}
    assert "1 access points are not marked as one's own" in remarks(found)
    assert "2 parts with walked signals are binary" in remarks(found)


@pytest.mark.parametrize("part", ["areas", "floorPlans", "project", "simulatedRadios"])
def test_a_missing_part_is_said_and_the_rest_is_read(part: str) -> None:
    found = imported(raw("p.esx", esx(**{part: None})), "ekahau")
    assert sum("bssid" in row for row in rows(found)) == 3
    if part != "project":
        assert f"{part}.json" in remarks(found)


@pytest.mark.parametrize("text", ["{", "[1, 2]", '{"areas": 7}', "[" * 5000, '{"areas": [[1]]}'])
def test_a_broken_part_takes_nothing_else_along(text: str) -> None:
    found = imported(raw("p.esx", esx(areas=text)), "ekahau")
    assert sum("bssid" in row for row in rows(found)) == 3


def test_a_project_without_access_points_says_what_to_do() -> None:
    with pytest.raises(UnreadableFileError, match="export the access points as CSV"):
        ekahau.read(raw("p.esx", esx(accessPoints=None)))


def test_a_part_packed_more_tightly_than_any_real_one_is_refused() -> None:
    bomb = '{"accessPoints": "' + " " * 2 * 10**7 + '"}'
    with pytest.raises(UnreadableFileError, match="larger than any real one"):
        ekahau.read(raw("p.esx", esx(accessPoints=bomb)))


def test_netspot_gives_each_point_with_its_zone_and_noise() -> None:
    found = imported(raw("walk.netspu", netspu()), "netspot")
    first, second = [row for row in rows(found) if "rssi_dbm" in row]
    assert (first["zone"], first["rssi_dbm"], first["noise_dbm"]) == ("Z1", -59.0, -95.0)
    assert first["time"] == "2026-02-03T08:00:00+00:00"
    assert (second["noise_dbm"], second["channel"]) == (None, 36)
    assert second["time"].endswith(" point 2")
    assert first["x"] is None
    assert "no signal strength of 68:7d:b4:03:0a:02" in remarks(found)
    assert [row["security"] for row in rows(found) if "security" in row] == ["WPA2-PSK"]


def test_netspot_is_known_by_its_content_and_in_write_ahead_mode() -> None:
    assert imported(raw("x.dat", database(wal=True)), "netspot").used == 2


def test_a_version_without_links_between_its_tables_is_said() -> None:
    script = "CREATE TABLE WlanNetworks (BSSID TEXT, RSSI INTEGER);"
    script += "INSERT INTO WlanNetworks VALUES ('68:7d:b4:03:0a:02', -60);"
    found = imported(raw("old.netspu", netspu(database(script))), "netspot")
    (row,) = rows(found)
    assert row["zone"] == "old"
    assert "no column says the point" in remarks(found)


HOSTILE = [
    NETSPOT.replace("CREATE TABLE WlanNetworks", "CREATE TABLE W") .replace(
        "INTO WlanNetworks", "INTO W"
    )
    + "CREATE VIEW WlanNetworks AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c)"
    " SELECT x AS BSSID, x AS RSSI FROM c;",
    "CREATE TABLE WlanNetworks (x TEXT);",
    "CREATE TABLE t (a);",
]  # fmt: skip


@pytest.mark.parametrize("script", HOSTILE)
def test_a_database_that_is_a_program_or_another_one_is_refused(script: str) -> None:
    with pytest.raises(UnreadableFileError, match="export the survey as CSV"):
        netspot.read(raw("p.netspu", netspu(database(script))))


def test_a_damaged_database_and_an_archive_without_one_are_refused() -> None:
    data = database()
    for broken in (data[:3000], data[:100] + bytes(len(data) - 100), data[:16] + b"\xff" * 4000):
        with pytest.raises(UnreadableFileError):
            netspot.read(raw("p.netspu", netspu(broken)))
    with pytest.raises(UnreadableFileError, match="no database in it"):
        netspot.read(raw("p.netspu", packed({"a.txt": "x"})))
