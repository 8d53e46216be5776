"""Downtime lists of a maintenance system (CMMS, MES): stops in, losses and a key figure out.

The unplanned hours of each line are added up and taken to a year by the days that the list covers.
Planned stops are counted and left out. What could be saved of a loss is not in such a list: the
column `addressable_percent` stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.headers import Header, Synonyms, find_header, head_grids, unknown_columns
from audit.imports.moments import moment
from audit.inventory.cells import Grid, Line, UnreadableTableError
from audit.inventory.grids import read_grids
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place
from audit.inventory.rows import header_key
from audit.inventory.tables import KpiRow, LossRow, Row
from audit.inventory.tables.programme import LossBasis
from audit.inventory.tables.site import HistorySource

METHOD = "downtime"
LOSS, KPI = "unplanned stops", "unplanned downtime"
MAX_REASONS = 5
MAX_STOP_H = 31 * 24.0
_YEAR_D = 365.25
_COLUMNS: Synonyms = {
    "line": ("line", "productionline", "linie", "workcenter", "workcentre", "produktionslinie"),
    "asset": (
        *("equipment", "asset", "machine", "anlage", "maschine", "functionallocation", "object"),
        *("technicalplace", "technischerplatz", "equipmentid", "resource"),
    ),
    "start": (
        *("start", "starttime", "begin", "from", "stopstart", "downtimestart", "malfunctionstart"),
        *("beginn", "von", "störbeginn", "startdate", "starteddat", "date", "datum"),
    ),
    "end": (
        *("end", "endtime", "finish", "to", "stopend", "downtimeend", "malfunctionend", "ende"),
        *("bis", "störende", "enddate", "finishedat"),
    ),
    "duration": (
        *("duration", "downtime", "dauer", "stillstand", "breakdownduration", "ausfalldauer"),
        *("durationh", "durationhours", "downtimeh", "downtimehours", "dauerh", "stopduration"),
        *("durationmin", "durationminutes", "downtimemin", "downtimeminutes", "dauermin"),
        *("minutes", "minuten"),
    ),
    "reason": ("reason", "cause", "category", "grund", "ursache", "problem", "damage", "reasoncode",
               "störgrund", "kategorie", "failurecode"),
    "kind": ("planned", "type", "kind", "art", "stoptype", "ordertype", "plannedunplanned", "typ",
             "auftragsart", "class"),
}  # fmt: skip
_PLANNED = re.compile(
    r"^(planned|plan|scheduled|geplant|yes|ja|true|1|pm|preventive|wartung)", re.I
)
_MINUTES = re.compile(r"min")
_CLOCK = re.compile(r"^(\d{1,4}):(\d{2})(?::(\d{2}))?$")
_UNITS = re.compile(r"^([\d.,]+)\s*(h|hours?|std|min|minutes?|s)\.?$", re.I)


def sniff(raw: RawFile) -> float:
    """Judge whether stops with their time and length stand in it."""
    for grid in head_grids(raw):
        header = _header_of(grid)
        if header is not None:
            extra = len(header.columns.keys() & {"reason", "kind", "end", "duration"})
            return 0.5 + 0.12 * extra
    return 0.0


def _header_of(grid: Grid) -> Header | None:
    header = find_header(grid, _COLUMNS, wanted=("start",))
    if header is None or not header.columns.keys() & {"line", "asset"}:
        return None
    has_length = header.columns.keys() & {"duration", "end"}
    said = header.columns.keys() & {"reason", "kind", "duration"}
    return header if has_length and said else None


@dataclass(slots=True)
class _Stops:
    """The stops of one line."""

    hours: float = 0.0
    count: int = 0
    planned: int = 0
    reasons: dict[str, float] = field(default_factory=dict[str, float])
    """Reason → hours."""
    place: Place | None = None


def read(raw: RawFile) -> Imported:
    """Add the stops up by line.

    Raises
    ------
    UnreadableFileError
        When no list of stops is in it, or none of its rows can be used.
    """
    try:
        grids = read_grids(raw.name, raw.data)
    except UnreadableTableError as error:
        raise UnreadableFileError(str(error)) from None
    lines: dict[str, _Stops] = {}
    days: list[date] = []
    skipped: list[Remark] = []
    unclear: list[Remark] = []
    used = 0
    for grid in grids:
        header = _header_of(grid)
        if header is None:
            continue
        unclear += unknown_columns(header)
        if "line" not in header.columns:
            what = "no column names the line; the machine is taken for it"
            skipped.append(header.remark(header.line, what, "asset"))
        for line in header.rows:
            used += _take(header, line, lines, days, skipped)
    if not used or not days:
        why = f"; {skipped[-1].location}: {skipped[-1].what}" if skipped else ""
        raise UnreadableFileError(
            f"{raw.name}: no stop could be read; wanted: line,start,end,reason,planned{why}"
        )
    covered = max(1, (max(days) - min(days)).days + 1)
    rows = [
        pair for name, stops in lines.items() for pair in _rows(raw, name, stops, covered, days)
    ]
    end = datetime.combine(max(days), datetime.min.time(), UTC)
    observations = inventory_observations(rows, raw.name, raw.sha256, end, method=METHOD)
    return Imported(
        tuple(observations), used, (*skipped, *_account(lines, covered)), tuple(unclear)
    )


def _account(lines: dict[str, _Stops], covered: int) -> Iterator[Remark]:
    for name, stops in lines.items():
        worst = sorted(stops.reasons.items(), key=lambda pair: -pair[1])[:MAX_REASONS]
        top = ", ".join(f"{reason} {hours:.1f} h" for reason, hours in worst)
        what = f"{name}: {stops.count} unplanned stops, {stops.hours:.1f} h in {covered} days"
        if stops.planned:
            what += f"; {stops.planned} planned ones left out"
        yield Remark("", f"{what}: {top}" if top else what)


def _take(
    header: Header, line: Line, lines: dict[str, _Stops], days: list[date], skipped: list[Remark]
) -> bool:
    name = (header.cell(line, "line") or header.cell(line, "asset"))[:255]
    try:
        start = moment(header.cell(line, "start"))
    except ValueError as error:
        skipped.append(header.remark(line, f"start: {error}; row left out", "start"))
        return False
    if start is None or not name:
        skipped.append(header.remark(line, "no start or no line; row left out", "start"))
        return False
    hours, why = _hours(header, line, start)
    if hours is None:
        skipped.append(header.remark(line, f"{why}; row left out", "duration"))
        return False
    stops = lines.setdefault(name, _Stops(place=header.place(line)))
    days.append(start.date())
    kind = header.cell(line, "kind")
    if _PLANNED.match(kind):
        stops.planned += 1
    else:
        stops.count += 1
        stops.hours += hours
        if reason := header.cell(line, "reason")[:80]:
            stops.reasons[reason] = stops.reasons.get(reason, 0.0) + hours
    return True


def _hours(header: Header, line: Line, start: datetime) -> tuple[float | None, str]:
    """The length as stated; else from start to end."""
    text = header.cell(line, "duration")
    found = (
        _stated(text, header_key(header.line.cells[header.columns["duration"]])) if text else None
    )
    if found is None and text:
        return None, f"the duration {text[:40]!r} is none"
    if found is None:
        try:
            end = moment(header.cell(line, "end"))
        except ValueError as error:
            return None, f"end: {error}"
        if end is None:
            return None, "neither a duration nor an end"
        found = (end - start).total_seconds() / 3600
    if not 0 <= found <= MAX_STOP_H:
        return None, f"a stop of {found:.1f} h cannot be"
    return found, ""


def _stated(text: str, heading: str) -> float | None:
    """Return hours; a bare number counts in minutes where the heading says so."""
    if match := _CLOCK.match(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours + minutes / 60 + seconds / 3600
    match = _UNITS.match(text)
    unit = match.group(2).casefold() if match else "min" if _MINUTES.search(heading) else "h"
    try:
        number = float((match.group(1) if match else text).replace(",", "."))
    except ValueError:
        return None
    return number / (3600 if unit == "s" else 60 if unit.startswith("m") else 1)


def _rows(
    raw: RawFile, name: str, stops: _Stops, covered: int, days: list[date]
) -> Iterator[tuple[Row, Place]]:
    place = stops.place or Place(raw.name)
    yearly = round(stops.hours / covered * _YEAR_D, 1)
    source = f"{raw.base}, {stops.count} stops in {covered} days"[:255]
    loss = LossRow(
        line=name, loss=LOSS, amount_low=yearly, amount_high=yearly, unit="hours",
        basis=LossBasis.RECORDS, source=source, measured_on=max(days),
    )  # fmt: skip
    yield loss, place
    kpi = KpiRow(
        line=name, kpi=KPI, weeks=round(covered / 7, 1), source=HistorySource.SYSTEM,
        system=raw.base[:255], value=round(stops.hours / covered * 7, 2), unit="h a week",
        until=max(days),
    )  # fmt: skip
    yield kpi, place


IMPORTERS = (Importer("downtime", "downtime lists of maintenance systems", sniff, read),)
