"""The walk's file: readings in, rows of the walk CSV out, safe on disk after every sample."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.imports.wifi.readings import Reading, dbm_of, mac_of, number
from audit.inventory.cells import clean
from audit.inventory.tables import SurveyMetaRow

COLUMNS = (
    "zone", "x", "y", "time", "bssid", "ssid", "rssi_dbm", "quality", "noise_dbm", "channel",
    "floor", "security",
)  # fmt: skip
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the laptop stands."""

    zone: str
    x: float | None = None
    y: float | None = None

    def __str__(self) -> str:
        return self.zone if self.x is None else f"{self.zone} {self.x:g} {self.y:g}".strip()


def place_of(text: str) -> Place | None:
    """Read what was typed: `Z1`, `Z1 4.5 12`, `packing hall 4,5 12`, `4.5 12`; None: nothing."""
    words = clean(text).split()
    if not words:
        return None
    x, y = words[-2:] if len(words) > 1 else ("", "")
    if _NUMBER.fullmatch(x) and _NUMBER.fullmatch(y):
        return Place(" ".join(words[:-2])[:255], number(x), number(y))
    return Place(" ".join(words)[:255])


class Walk:
    """One walk being recorded."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.places = self.readings = 0
        self._begin()

    def _begin(self) -> None:
        self.path.parent.mkdir(exist_ok=True)
        with self.path.open("x", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(COLUMNS)

    def add(
        self, place: Place, floor: str, time: datetime, readings: Iterable[Reading]
    ) -> list[Reading]:
        """Write a sample to disk; give the readings that have a strength."""
        used = [reading for reading in readings if dbm_of(reading)[0] is not None]
        with self.path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows(_row(place, floor, time, reading) for reading in used)
            file.flush()
            os.fsync(file.fileno())
        self.places += 1
        self.readings += len(used)
        return used

    def describe(
        self, day: datetime, device: str, running: bool | None, changed: bool | None
    ) -> Path:
        """Write beside it when, with what and under which conditions the walk was made."""
        row = SurveyMetaRow(
            survey=self.path.stem, file=self.path.name, date=day.date(), device=clean(device)[:255],
            production_running=running, layout_changed_since=changed,
        )  # fmt: skip
        path = self.path.with_name(f"{self.path.stem}-conditions.csv")
        with path.open("x", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(SurveyMetaRow.model_fields)
            words = {None: "", True: "yes", False: "no"}
            values = row.model_dump(mode="json").values()
            writer.writerow(words.get(v, v) if isinstance(v, bool | None) else v for v in values)
        return path


def _row(place: Place, floor: str, time: datetime, reading: Reading) -> tuple[object, ...]:
    level, was_percent = dbm_of(reading)
    return (
        place.zone, _said(place.x), _said(place.y), time.isoformat(), mac_of(reading.bssid),
        clean(reading.ssid)[:255], "" if was_percent else _said(level),
        f"{reading.percent:g}%" if was_percent and reading.percent is not None else "",
        _said(reading.noise_dbm), reading.channel or "", clean(floor)[:255], reading.security,
    )  # fmt: skip


def _said(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
