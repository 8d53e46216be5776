"""Wi-Fi walks: a CSV of readings with their places in, survey rows out."""

from __future__ import annotations

import re
from datetime import datetime

from pydantic import ValidationError

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.headers import Header, Synonyms, find_header, head_grids, unknown_columns
from audit.imports.moments import moment
from audit.imports.wifi.readings import CEILING_DBM, account, networks_of, security_of
from audit.inventory.cells import Line, UnreadableTableError
from audit.inventory.grids import read_grids
from audit.inventory.observe import inventory_observations
from audit.inventory.tables import SurveyRow
from audit.payloads import Coverage, observe
from audit.records import Grade, Kind, Observation, Subject
from audit.records import Source as EvidenceSource

METHOD = "survey"
_COLUMNS: Synonyms = {
    "zone": ("zone", "area", "room", "zoneid", "zonename", "snapshot", "snapshotname"),
    "x": ("x", "xm", "posx", "xcoordinate", "xmeters"),
    "y": ("y", "ym", "posy", "ycoordinate", "ymeters"),
    "time": ("time", "timestamp", "datetime", "date", "zeit", "measuredat"),
    "bssid": ("bssid", "mac", "macaddress", "apmac", "radiomac"),
    "ssid": ("ssid", "networkname", "network", "name"),
    "rssi_dbm": (
        *("rssidbm", "rssi", "signaldbm", "signal", "signalstrengthdbm", "signalstrength"),
        *("level", "dbm", "pegel", "signalleveldbm", "signallevel"),
    ),
    "percent": ("rssipercent", "signalpercent", "quality", "signalquality", "linkquality", "rssiq"),
    "noise_dbm": (
        *("noisedbm", "noise", "noisefloor", "noisefloordbm", "noiselevel", "noiseleveldbm"),
        "rauschen",
    ),
    "channel": ("channel", "ch", "kanal", "primarychannel", "channelprimary"),
    "security": ("security", "securitymode", "encryption", "sicherheit", "verschlüsselung"),
    "floor": ("floor", "level", "storey", "etage", "floorplan"),
}
_PERCENT_REMEDY = "export dBm, or name the column `quality` to have it converted by q/2-100"


def sniff(raw: RawFile) -> float:
    """Judge whether readings of signal strength with places or access points stand in it."""
    for grid in head_grids(raw):
        header = _header_of(grid)
        if header is not None:
            extra = len(header.columns.keys() & {"x", "y", "bssid", "ssid", "noise_dbm", "channel"})
            return min(0.6 + 0.06 * extra, 0.96) if extra >= 2 else 0.0
    return 0.0


def _header_of(grid: object) -> Header | None:
    from audit.inventory.cells import Grid

    assert isinstance(grid, Grid)
    for wanted in (("rssi_dbm",), ("percent",)):
        header = find_header(grid, _COLUMNS, wanted=wanted)
        if header is not None:
            return header
    return None


def read(raw: RawFile) -> Imported:
    """Read one row for each access point heard at each place; what is no dBm is refused."""
    try:
        grids = read_grids(raw.name, raw.data)
    except UnreadableTableError as error:
        raise UnreadableFileError(str(error)) from None
    observations: list[Observation] = []
    skipped: list[Remark] = []
    unclear: list[Remark] = []
    times: list[datetime] = []
    networks: dict[str, str] = {}
    converted = ceiling = 0
    for grid in grids:
        header = _header_of(grid)
        if header is None:
            continue
        unclear += unknown_columns(header)
        for line in header.rows:
            row = _row(header, line, unclear, skipped)
            if row is None:
                continue
            when = _when(row, header, line, unclear)
            times += [when] if when else []
            measured = bool(header.cell(line, "rssi_dbm"))
            grade = Grade.A if measured else Grade.A.worsened()
            converted += not measured
            ceiling += not measured and row.rssi_dbm == CEILING_DBM
            if row.ssid and (words := security_of(header.cell(line, "security"))):
                networks.setdefault(row.ssid, words)
            observations += inventory_observations(
                [(row, header.place(line))],
                raw.name,
                raw.sha256,
                when or raw.modified,
                method=METHOD,
                grade=grade,
            )
    if not observations and not skipped and not unclear:
        raise UnreadableFileError(
            f"{raw.name}: no column with signal strength was found; "
            f"wanted: zone,x,y,time,bssid,ssid,rssi_dbm,noise_dbm,channel,floor"
        )
    used = len(observations)
    skipped += account(used, converted, ceiling)
    observations += networks_of(raw, networks, METHOD, max(times, default=raw.modified))
    observations += _coverage(raw, times, used)
    return Imported(tuple(observations), used, tuple(skipped), tuple(unclear))


def _row(
    header: Header, line: Line, unclear: list[Remark], skipped: list[Remark]
) -> SurveyRow | None:
    cells = {name: header.cell(line, name) for name in SurveyRow.model_fields}
    cells = {name: text for name, text in cells.items() if text}
    signal, why = _signal(header, line)
    if why:
        skipped.append(header.remark(line, why, "rssi_dbm"))
        return None
    cells["rssi_dbm"] = signal
    cells["noise_dbm"] = re.sub(r"\s*dBm?$", "", cells.get("noise_dbm", ""), flags=re.I)
    if mac := re.sub(r"[^0-9a-f]", "", cells.get("bssid", "").casefold()):
        if len(mac) != 12:
            unclear.append(header.remark(line, "the BSSID is no MAC address", "bssid"))
        else:
            cells["bssid"] = ":".join(mac[i : i + 2] for i in range(0, 12, 2))
    try:
        row = SurveyRow.model_validate(cells)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        message = str(first["msg"]).removeprefix("Value error, ")
        skipped.append(header.remark(line, f"{name}: {message}", name))
        return None
    if row.noise_dbm is not None and not -130 <= row.noise_dbm < 0:
        unclear.append(header.remark(line, "noise is no value in dBm; left empty", "noise_dbm"))
        row = row.model_copy(update={"noise_dbm": None})
    return row


def _signal(header: Header, line: Line) -> tuple[str, str]:
    """Return the strength in dBm as text, or why there is none."""
    text = re.sub(r"\s*dBm?$", "", header.cell(line, "rssi_dbm"), flags=re.I)
    percent = header.cell(line, "percent")
    if not text and percent:
        text = percent if percent.endswith("%") else f"{percent}%"
        value = _number(text.rstrip("% "))
        if value is None or not 0 <= value <= 100:
            return "", f"signal quality {percent!r} is no percentage"
        return repr(value / 2 - 100), ""
    if text.endswith("%"):
        return "", f"signal in percent ({text}), not dBm; {_PERCENT_REMEDY}"
    value = _number(text)
    if value is None:
        return "", f"no signal strength ({text!r}); a number in dBm is wanted"
    if not -130 <= value < 0:
        return "", f"signal {text} is no value in dBm (-130 to -1); {_PERCENT_REMEDY}"
    return repr(value), ""


def _number(text: str) -> float | None:
    try:
        row = SurveyRow.model_validate({"rssi_dbm": text})
    except ValidationError:
        return None
    return row.rssi_dbm


def _when(row: SurveyRow, header: Header, line: Line, unclear: list[Remark]) -> datetime | None:
    try:
        return moment(row.time)
    except ValueError as error:
        unclear.append(header.remark(line, str(error), "time"))
        return None


def _coverage(raw: RawFile, times: list[datetime], rows: int) -> list[Observation]:
    if not rows:
        return []
    start, end = (min(times), max(times)) if times else (raw.modified, raw.modified)
    coverage = Coverage(
        "survey", start.isoformat(), end.isoformat(), detail=f"{rows} readings in {raw.name}"
    )
    subject = Subject(Kind.SOURCE, raw.name)
    source = EvidenceSource(raw.name, "", raw.sha256)
    return [observe(subject, coverage, source, method=METHOD, time=end)]


IMPORTERS = (Importer("survey", "Wi-Fi walk readings (CSV or workbook)", sniff, read),)
