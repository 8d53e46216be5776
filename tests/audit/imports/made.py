"""Projects made by hand from what is known of their formats: parts in, archives out."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from typing import Any


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return file.getvalue()


ESX: dict[str, Any] = {
    "project.json": {"project": {"name": "Riverside", "modifiedAt": "2026-02-03T10:00:00Z"}},
    "floorPlans.json": {"floorPlans": [{"id": "f1", "name": "Hall", "metersPerUnit": 0.05}]},
    "areas.json": {"areas": [
        {"name": "Z1", "floorPlanId": "f1",
         "area": [{"x": 0, "y": 0}, {"x": 100, "y": 0}, {"x": 100, "y": 50}, {"x": 0, "y": 50}]},
    ]},
    "accessPoints.json": {"accessPoints": [
        {"id": "a1", "name": "AP-1", "mine": True,
         "location": {"floorPlanId": "f1", "coord": {"x": 20, "y": 20}}},
        {"id": "a2", "name": "neighbour", "mine": False},
        {"id": "a3", "name": "AP-3", "mine": True},
    ]},
    "measuredRadios.json": {"measuredRadios": [
        {"id": "r1", "accessPointId": "a1", "accessPointMeasurementIds": ["m1", "m2", "gone"]},
        {"id": "r2", "accessPointId": "a2", "accessPointMeasurementIds": ["m3"]},
        {"id": "r3", "accessPointId": "a3", "accessPointMeasurementIds": ["m4"]},
    ]},
    "accessPointMeasurements.json": {"accessPointMeasurements": [
        {"id": "m1", "mac": "68:7D:B4:03:0A:02", "ssid": "RIV-OT", "security": "WPA2_ENTERPRISE",
         "channelByCenterFrequencyDefinedNarrowChannels": [5180, 5200]},
        {"id": "m2", "mac": "68:7d:b4:03:0a:03", "ssid": "guests", "security": "OPEN",
         "channelByCenterFrequencyDefinedNarrowChannels": [2437]},
        {"id": "m3", "mac": "02:00:00:00:00:09", "ssid": "other", "security": "WEP"},
        {"id": "m4", "mac": "68:7d:b4:03:0b:02", "ssid": "RIV-OT",
         "channelByCenterFrequencyDefinedNarrowChannels": [11]},
    ]},
    "survey-0a.json": {"surveys": []},
    "track-0a.bin": "\x00\x01",
}  # fmt: skip


def esx(**changed: Any) -> bytes:
    """Return an Ekahau project; a part given as None is missing, as text is written as it is."""
    parts = {**ESX, **{f"{name}.json": part for name, part in changed.items()}}
    return packed({
        name: part if isinstance(part, str) else json.dumps(part)
        for name, part in parts.items() if part is not None
    })  # fmt: skip


NETSPOT = """
CREATE TABLE Zones (Id INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE Snapshots (Id INTEGER PRIMARY KEY, ZoneId INTEGER, Name TEXT);
CREATE TABLE ScanPoints (Id INTEGER PRIMARY KEY, SnapshotId INTEGER, X REAL, Y REAL, Date TEXT);
CREATE TABLE WlanNetworks (Id INTEGER PRIMARY KEY, ScanPointId INTEGER, BSSID TEXT, SSID TEXT,
  RSSI INTEGER, ChannelPrimary INTEGER, ChannelCenter INTEGER, ChannelWidth INTEGER,
  WiFiBand TEXT, SecurityMode TEXT, Noise INTEGER);
CREATE TABLE Maps (Id INTEGER PRIMARY KEY, Image BLOB);
INSERT INTO Zones VALUES (1, 'Z1');
INSERT INTO Snapshots VALUES (1, 1, 'early shift');
INSERT INTO ScanPoints VALUES (1, 1, 10, 20, '2026-02-03T08:00:00Z'), (2, 1, 30, 20, NULL),
  (3, 1, 50, 20, NULL);
INSERT INTO WlanNetworks VALUES
  (1, 1, '68:7D:B4:03:0A:02', 'RIV-OT', -59, 36, 42, 80, '5', 'WPA2 Personal', -95),
  (2, 2, '68:7D:B4:03:0A:02', 'RIV-OT', -71, 36, 42, 80, '5', 'WPA2 Personal', NULL),
  (3, 3, '68:7D:B4:03:0A:02', 'RIV-OT', 0, 36, 42, 80, '5', 'WPA2 Personal', NULL);
"""


def database(script: str = NETSPOT, *, wal: bool = False) -> bytes:
    """Return an SQLite database as bytes."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.executescript(script)
        data = base.serialize()
    return data[:18] + b"\x02\x02" + data[20:] if wal else data


def netspu(data: bytes | None = None) -> bytes:
    """Return a NetSpot project."""
    return packed({"map.png": b"\x89PNG", "project.sqlite": data or database()})
