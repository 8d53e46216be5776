"""Ekahau projects (.esx, a zip of JSON): one's own radios with name, channel, place and security.

The maker does not document the format, and it changes between versions: every part may be missing,
and what is not there is said. The walked signal points are binary and are not read; a CSV export of
them is (`survey`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.moments import moment
from audit.imports.packed import Packed, PackedError, names_of
from audit.imports.wifi.readings import channel_of, mac_of, number, security_of
from audit.inventory.cells import clean
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place
from audit.inventory.tables import RadioRow, WlanRow
from audit.inventory.tables.shape import Corner, inside
from audit.payloads import Coverage, observe
from audit.records import Grade, Kind, Observation, Source, Subject

METHOD = "ekahau"
MAX_JSON = 64 * 2**20
MAX_ENTRIES = 100_000
MAX_CORNERS = 500
_MARKS = {"accessPoints.json", "project.json", "floorPlans.json", "accessPointMeasurements.json"}
_LOWEST_MHZ = 1000

Entry = Mapping[str, Any]


def sniff(raw: RawFile) -> float:
    """1 for an archive with the project's parts in it."""
    found = names_of(raw.data) & _MARKS
    return 1.0 if len(found) >= 2 else 0.9 if found else 0.0


@dataclass(slots=True)
class _Project:
    """The parts that were there."""

    parts: dict[str, list[Entry]] = field(default_factory=dict[str, list[Entry]])
    missing: list[str] = field(default_factory=list[str])
    broken: list[Remark] = field(default_factory=list[Remark])
    changed: date | None = None

    def by_id(self, part: str) -> dict[str, Entry]:
        return {_text(entry.get("id")): entry for entry in self.parts.get(part, ())}


def read(raw: RawFile) -> Imported:
    """Read the project's own radios and networks.

    Raises
    ------
    UnreadableFileError
        When it cannot be unpacked or names no access point.
    """
    project = _opened(raw)
    if not project.parts.get("accessPoints"):
        why = f" ({project.broken[0].what})" if project.broken else ""
        raise UnreadableFileError(
            f"{raw.name}: the project names no access point{why}; export the access points as CSV"
        )
    day = project.changed or raw.modified.date()
    radios, strangers = _radios(project, day)
    networks = {row.ssid: security for row, security in radios if row.ssid and security}
    place = Place(raw.name)
    rows = [(row, place.at(0)) for row, _ in radios]
    observations: list[Observation] = inventory_observations(
        rows, raw.name, raw.sha256, raw.modified, method=METHOD, grade=Grade.B
    )
    wlans = [WlanRow(ssid=ssid, security=words, looked_on=day) for ssid, words in networks.items()]
    observations += inventory_observations(
        [(row, place) for row in wlans], raw.name, raw.sha256, raw.modified, method=METHOD
    )
    detail = f"{len(radios)} radios of one's own, {strangers} access points of others"
    about = Coverage("survey project", detail=detail)
    subject, source = Subject(Kind.SOURCE, raw.name), Source(raw.name, "", raw.sha256)
    observations.append(
        observe(subject, about, source, method=METHOD, grade=Grade.B, time=raw.modified)
    )
    return Imported(
        tuple(observations), len(radios) + len(wlans), tuple(_left_out(raw, project, strangers)),
        tuple(project.broken),
    )  # fmt: skip


def _left_out(raw: RawFile, project: _Project, strangers: int) -> Iterator[Remark]:
    if strangers:
        yield Remark("accessPoints.json", f"{strangers} access points are not marked as one's own")
    if project.missing:
        yield Remark("", f"not in this project: {', '.join(project.missing)}")
    points = [name for name in names_of(raw.data) if re.match(r"(track|survey)-", name)]
    if points:
        what = f"{len(points)} parts with walked signals are binary; export them as CSV"
        yield Remark(min(points)[:80], what)


_PARTS = {
    "accessPoints": "accessPoints",
    "accessPointMeasurements": "accessPointMeasurements",
    "measuredRadios": "measuredRadios",
    "simulatedRadios": "simulatedRadios",
    "floorPlans": "floorPlans",
    "areas": "areas",
}
"""File without .json → the list in it."""


def _opened(raw: RawFile) -> _Project:
    try:
        packed = Packed(raw.data)
    except PackedError as error:
        raise UnreadableFileError(f"{raw.name}: {error}; save the project again") from None
    project = _Project()
    for part, key in _PARTS.items():
        name = f"{part}.json"
        if name not in packed.names:
            project.missing.append(name)
            continue
        loaded = _loaded(packed, name, project)
        entries = _list(loaded.get(key))
        if len(entries) > MAX_ENTRIES:
            what = f"more than {MAX_ENTRIES} entries; what follows is not read"
            project.broken.append(Remark(name, what))
        project.parts[part] = [_dict(entry) for entry in entries[:MAX_ENTRIES]]
    if "project.json" in packed.names:
        about = _dict(_loaded(packed, "project.json", project).get("project"))
        history = _dict(about.get("history"))
        project.changed = _day(about.get("modifiedAt") or history.get("modifiedAt"))
    return project


def _loaded(packed: Packed, name: str, project: _Project) -> Entry:
    try:
        return _dict(json.loads(packed.read(name, MAX_JSON)))
    except PackedError as error:
        project.broken.append(Remark(name, str(error)))
    except (ValueError, RecursionError) as error:
        project.broken.append(Remark(name, f"no JSON ({str(error)[:100]})"))
    return {}


def _dict(value: object) -> Entry:
    return cast(Entry, value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _text(value: object) -> str:
    return clean(value)[:255] if isinstance(value, str) else ""


def _day(value: object) -> date | None:
    try:
        found = moment(_text(value))
    except ValueError:
        return None
    return found.date() if found else None


def _radios(project: _Project, day: date) -> tuple[list[tuple[RadioRow, str]], int]:
    """Return each BSSID of one's own once, with its security, and how many others were heard."""
    heard = project.by_id("accessPointMeasurements")
    measured: dict[str, list[Entry]] = {}
    for radio in project.parts.get("measuredRadios", ()):
        ids = (_text(one) for one in _list(radio.get("accessPointMeasurementIds")))
        found = [heard[one] for one in ids if one in heard]
        measured.setdefault(_text(radio.get("accessPointId")), []).extend(found)
    planned = {
        _text(radio.get("accessPointId")) for radio in project.parts.get("simulatedRadios", ())
    }
    rows: dict[str, tuple[RadioRow, str]] = {}
    strangers = 0
    for ap in project.parts["accessPoints"]:
        ap_id = _text(ap.get("id"))
        own = ap.get("mine")
        if own is not True and not (own is None and ap_id in planned):
            strangers += 1
            continue
        zone = _zone(project, _dict(ap.get("location")))
        for one in measured.get(ap_id, ()):
            row, security = _radio(_text(ap.get("name")), zone, one, day)
            if row.bssid:
                rows.setdefault(row.bssid, (row, security))
    return list(rows.values()), strangers


def _radio(ap: str, zone: str, heard: Entry, day: date) -> tuple[RadioRow, str]:
    numbers = _list(heard.get("channelByCenterFrequencyDefinedNarrowChannels"))
    first = number(numbers[0]) if numbers else None
    channel = None
    if first is not None and first > 0:
        channel = channel_of(first) if first > _LOWEST_MHZ else int(first)
    words = heard.get("security")
    said = " ".join(map(str, _list(words))) or _text(words)
    ssid = _text(heard.get("ssid"))
    row = RadioRow(bssid=mac_of(heard.get("mac")), ap=ap, zone=zone, ssid=ssid, channel=channel,
                   measured_on=day)  # fmt: skip
    return row, security_of(said.replace("_", " ")) if said else ""


def _zone(project: _Project, location: Entry) -> str:
    """The named area of the drawing in which an access point hangs; empty: none, or no place."""
    spot, floor = _corner(location.get("coord")), _text(location.get("floorPlanId"))
    if spot is None:
        return ""
    for area in project.parts.get("areas", ()):
        corners = tuple(_corners(_list(area.get("area"))))
        same = _text(area.get("floorPlanId")) == floor
        if same and len(corners) >= 3 and inside(corners, *spot):
            return _text(area.get("name"))
    return ""


def _corners(points: Iterable[object]) -> Iterator[Corner]:
    for _, point in zip(range(MAX_CORNERS), points, strict=False):
        if (corner := _corner(point)) is not None:
            yield corner


def _corner(value: object) -> Corner | None:
    point = _dict(value)
    x, y = number(point.get("x")), number(point.get("y"))
    return None if x is None or y is None else (x, y)


IMPORTERS = (Importer("ekahau", "Ekahau projects (.esx)", sniff, read),)
