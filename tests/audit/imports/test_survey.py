"""Wi-Fi walks: readings in dBm are used; what is none is refused with a remedy."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.imports import survey
from audit.imports.contract import UnreadableFileError
from audit.imports.registry import detect
from audit.payloads import Coverage, payload_of
from audit.records import Grade
from tests.audit.imports.files import raw, remarks, rows

WALK = """zone,x,y,time,bssid,ssid,rssi_dbm,noise_dbm,channel,floor
Z1,1.5,3,2026-11-06T08:01:00,68-7D-B4-03-0A-02,RIV-OT,-59,-96,36,0
Z1,1.5,9,2026-11-06T08:02:00,68:7d:b4:03:0a:02,"=cmd()",-61,,36,0
"""


def test_a_walk_is_read_as_measured() -> None:
    file = raw("walk.csv", WALK)
    importer = detect(file)
    assert importer is not None
    assert importer.name == "survey"
    imported = importer.read(file)
    first, second = rows(imported)
    assert first["bssid"] == "68:7d:b4:03:0a:02"
    assert (first["x"], first["rssi_dbm"], first["noise_dbm"]) == (1.5, -59.0, -96.0)
    assert second["noise_dbm"] is None
    assert second["ssid"] == "=cmd()"
    assert imported.used == 2
    row, _, coverage = imported.observations
    assert row.grade is Grade.A
    assert row.time == datetime(2026, 11, 6, 8, 1, tzinfo=UTC)
    assert payload_of(coverage, Coverage).start == "2026-11-06T08:01:00+00:00"


def test_other_headings_and_decimal_commas_are_understood() -> None:
    text = "Timestamp;Pos X;Pos Y;MAC address;Network;Signal;Noise;Kanal\n"
    text += "06.11.2026 08:01;1,5;3,25;687db4030a02;OT;–59,5 dBm;-95 dBm;36\n"
    file = raw("messung.csv", text.encode("cp1252"))
    importer = detect(file)
    assert importer is not None
    assert importer.name == "survey"
    (row,) = rows(importer.read(file))
    assert (row["x"], row["y"], row["rssi_dbm"], row["noise_dbm"]) == (1.5, 3.25, -59.5, -95.0)


@pytest.mark.parametrize("signal", ["70%", "70", "0", "strong", "", "-500"])
def test_what_is_no_dbm_is_refused_with_its_place(signal: str) -> None:
    text = f"zone,x,y,bssid,rssi_dbm\nZ,1,1,,{signal}\nZ,1,2,,-60\n"
    imported = survey.read(raw("w.csv", text))
    assert len(rows(imported)) == 1
    assert remarks(imported).startswith("line 2: ")
    assert ("q/2-100" in remarks(imported)) == (signal in ("70%", "70", "0", "-500"))


def test_a_quality_column_is_converted_and_worth_less() -> None:
    text = "zone,x,y,ssid,quality\nZ,1,1,OT,70%\nZ,1,1,OT,40\nZ,1,1,OT,140\n"
    imported = survey.read(raw("netsh.csv", text))
    assert [row["rssi_dbm"] for row in rows(imported)] == [-65.0, -80.0]
    assert imported.observations[0].grade is Grade.B
    assert "'140' is no percentage" in remarks(imported)


def test_impossible_noise_is_left_empty_and_said() -> None:
    text = "zone,x,y,rssi_dbm,noise_dbm\nZ,1,1,-60,0\n"
    imported = survey.read(raw("w.csv", text))
    assert rows(imported)[0]["noise_dbm"] is None
    assert "noise is no value in dBm" in remarks(imported)


def test_a_file_without_signal_says_what_is_wanted() -> None:
    with pytest.raises(UnreadableFileError, match="rssi_dbm"):
        survey.read(raw("w.csv", "a,b\n1,2\n"))


def test_the_riverside_walk_is_read_whole() -> None:
    home = Path(__file__).resolve().parents[3] / "inventories" / "riverside"
    data = (home / "handed_over" / "wifi-walk.csv").read_bytes()
    imported = survey.read(raw("wifi-walk.csv", data))
    assert imported.used == len(data.splitlines()) - 1
    assert remarks(imported) == ""


NETSPOT = """SSID|BSSID|Channel|Security|Signal level|Noise level|Snapshot
RIV-OT|68:7d:b4:03:0a:02|36|WPA2 Enterprise|-59 dBm|-95 dBm|Z1
guests|68:7d:b4:03:0a:03|6|Open|-71 dBm||Z1
"""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_survey_tools_table_is_read_with_how_networks_are_secured(encoding: str) -> None:
    file = raw("export.csv", NETSPOT.encode(encoding))
    importer = detect(file)
    assert importer is not None
    assert importer.name == "survey"
    first, second, *networks = rows(importer.read(file))
    assert (first["zone"], first["rssi_dbm"], first["noise_dbm"]) == ("Z1", -59.0, -95.0)
    assert second["noise_dbm"] is None
    assert {row["ssid"]: row["security"] for row in networks} == {
        "RIV-OT": "WPA2-Enterprise", "guests": "open",
    }  # fmt: skip


def test_the_end_of_the_percent_scale_is_said() -> None:
    text = "zone,x,y,ssid,quality\nZ,1,1,OT,100%\nZ,1,2,OT,40%\n"
    said = remarks(survey.read(raw("w.csv", text)))
    assert "2 of 2 signals were percent" in said
    assert "1 of them at 100 %, which is -50 dBm or stronger" in said
