"""NetSpot projects (.netspu, a zip with an SQLite database): walked readings by zone.

The database is opened in memory, read-only, with only plain reads allowed, a limit on its size and
one on the work of each query. Tables and columns are found by their names; what a version lacks is
left empty. Places are taken by the zone's name: x and y count in the drawing's own units.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.moments import moment
from audit.imports.packed import Packed, PackedError, names_of
from audit.imports.wifi.readings import (
    MAX_READINGS,
    Reading,
    Spot,
    imported_of,
    number,
    security_of,
)
from audit.imports.wifi.readings import mac_of as mac_text
from audit.inventory.cells import clean

METHOD = "netspot"
MAX_DATABASE = 256 * 2**20
MAX_STEPS = 20_000
"""Times a thousand instructions of SQLite's machine: a query of a real project needs far less."""
_MAGIC = b"SQLite format 3\0"
_TABLES = {
    "networks": ("wlannetworks", "wlannetwork", "networks"),
    "points": ("scanpoints", "scanpoint", "points"),
    "snapshots": ("snapshots", "snapshot"),
    "zones": ("zones", "zone"),
}
_COLUMNS = {
    "id": ("id", "pk", "zpk", "guid", "uuid"),
    "name": ("name", "title"),
    "bssid": ("bssid", "mac"),
    "ssid": ("ssid",),
    "rssi": ("rssi", "signal", "signallevel"),
    "noise": ("noise", "noiselevel"),
    "channel": ("channelprimary", "channel"),
    "security": ("securitymode", "security"),
    "time": ("date", "time", "timestamp", "created", "createdat", "datetime"),
    "point": ("scanpointid", "scanpoint", "pointid", "point"),
    "snapshot": ("snapshotid", "snapshot"),
    "zone": ("zoneid", "zone"),
}
_ALLOWED = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_FUNCTION,
}  # fmt: skip


def sniff(raw: RawFile) -> float:
    """1 for the database itself, 0.95 for an archive that holds one and calls it so."""
    if raw.data[:16] == _MAGIC:
        return 1.0 if b"WlanNetworks" in raw.data or b"ScanPoints" in raw.data else 0.0
    if not names_of(raw.data):
        return 0.0
    named = raw.base.casefold().endswith((".netspu", ".netspx"))
    return 0.95 if named or _database_name(tuple(sorted(names_of(raw.data)))) else 0.0


def _database_name(names: tuple[str, ...]) -> str:
    found = (n for n in names if re.search(r"\.(sqlite3?|db|netspd\w*)$", n, re.I))
    return next(found, "")


def read(raw: RawFile) -> Imported:
    """Read every network heard at every point.

    Raises
    ------
    UnreadableFileError
        When there is no such database in it, or it cannot be read.
    """
    data = _database(raw)
    try:
        with closing(_opened(data)) as base:
            found = _Project(base, raw)
            readings = list(found.readings())
            return imported_of(raw, readings, Spot(zone=raw.stem), METHOD, found.notes())
    except (sqlite3.Error, OverflowError) as error:
        raise UnreadableFileError(
            f"{raw.name}: the project's database cannot be read ({str(error)[:100]}); export the "
            f"survey as CSV"
        ) from None


def _database(raw: RawFile) -> bytes:
    if raw.data[:16] == _MAGIC:
        return raw.data
    try:
        packed = Packed(raw.data)
        by_name = _database_name(packed.names)
        for name in (by_name, *packed.names) if by_name else packed.names:
            data = packed.read(name, MAX_DATABASE)
            if data[:16] == _MAGIC:
                return data
    except PackedError as error:
        raise UnreadableFileError(f"{raw.name}: {error}; save the project again") from None
    raise UnreadableFileError(f"{raw.name}: no database in it; export the survey as CSV")


def _opened(data: bytes) -> sqlite3.Connection:
    if len(data) > MAX_DATABASE:
        raise sqlite3.DataError(f"larger than {MAX_DATABASE // 2**20} MiB")
    # A database in write-ahead mode cannot be opened from memory; the mark for it is these bytes
    # (SQLite file format, section 1.3.3).
    base = sqlite3.connect(":memory:")
    base.deserialize(data[:18] + b"\x01\x01" + data[20:])
    for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON"):
        base.execute(f"PRAGMA {pragma}")
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2**20)
    base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    base.text_factory = _any_text
    steps = [0]

    def too_long() -> int:
        steps[0] += 1
        return int(steps[0] > MAX_STEPS)

    base.set_progress_handler(too_long, 1000)
    base.set_authorizer(_may)
    return base


def _any_text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _may(action: int, first: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_PRAGMA and first != "table_info":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: Mapping[str, str]


class _Project:
    """The tables that are there."""

    def __init__(self, base: sqlite3.Connection, raw: RawFile) -> None:
        self._base, self._raw = base, raw
        named = dict[str, str]()
        # Views and virtual tables are programs of the file's maker; only tables are read.
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        for (name,) in base.execute(query).fetchmany(1000):
            named.setdefault(str(name).casefold().removeprefix("z"), str(name))
            named.setdefault(str(name).casefold(), str(name))
        self._tables = {
            what: self._table(next(named[n] for n in names if n in named))
            for what, names in _TABLES.items()
            if any(n in named for n in names)
        }
        if not {"rssi", "bssid"} & self._tables.get("networks", _Table("", {})).columns.keys():
            raise sqlite3.DataError("no table of heard networks")

    def _table(self, name: str) -> _Table:
        quoted = _quoted(name)
        columns = {str(row[1]).casefold(): str(row[1])
                   for row in self._base.execute(f"PRAGMA table_info({quoted})")}  # fmt: skip
        found = {
            what: next(columns[n] for n in names if n in columns)
            for what, names in _COLUMNS.items()
            if any(n in columns for n in names)
        }
        return _Table(name, found)

    def notes(self) -> Iterator[Remark]:
        """Say which links between the tables this version lacks."""
        for child, parent in (("networks", "point"), ("points", "snapshot"), ("snapshots", "zone")):
            if parent not in self._tables.get(child, _Table("", {})).columns:
                yield Remark(child, f"no column says the {parent}; the zone may be missing")

    def _rows(self, table: str, *columns: str) -> Iterator[dict[str, Any]]:
        about = self._tables.get(table)
        if about is None:
            return
        there = [name for name in columns if name in about.columns]
        if not there:
            return
        wanted = ", ".join(_quoted(about.columns[name]) for name in there)
        # The names come from the database's own list of tables and columns, and are quoted.
        query = f"SELECT {wanted} FROM {_quoted(about.name)} LIMIT {MAX_READINGS + 1}"  # noqa: S608
        for row in self._base.execute(query):
            yield dict(zip(there, row, strict=True))

    def _places(self) -> dict[object, Spot]:
        """Point id → its zone and time."""
        zones = {row.get("id"): _text(row.get("name")) for row in self._rows("zones", "id", "name")}
        snapshots = {
            row.get("id"): (zones.get(row.get("zone"), ""), _text(row.get("name")))
            for row in self._rows("snapshots", "id", "name", "zone")
        }
        found: dict[object, Spot] = {}
        for row in self._rows("points", "id", "snapshot", "zone", "time"):
            zone, floor = snapshots.get(row.get("snapshot"), ("", ""))
            zone = zone or zones.get(row.get("zone"), "") or floor
            mark = _text(row.get("id"))[:40]
            found[row.get("id")] = Spot(zone, floor=floor, time=_time(row.get("time")), point=mark)
        return found

    def readings(self) -> Iterator[Reading]:
        """Give each network heard at each point."""
        places = self._places()
        columns = ("bssid", "ssid", "rssi", "noise", "channel", "security", "point", "time")
        for row in self._rows("networks", *columns):
            spot = places.get(row.get("point"), Spot(zone=self._raw.stem))
            if spot.time is None:
                spot = replace(spot, time=_time(row.get("time")))
            channel = number(row.get("channel"))
            words = _text(row.get("security"))
            yield Reading(
                0, _mac(row.get("bssid")), _text(row.get("ssid")), number(row.get("rssi")), None,
                number(row.get("noise")) if row.get("noise") is not None else None,
                int(channel) if channel and 1 <= channel <= 233 else None,
                "" if words.isdigit() or not words else security_of(words), spot,
            )  # fmt: skip


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""').replace("\0", "") + '"'


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value[:255].decode("utf-8", "replace")
    return clean(str(value))[:255] if value is not None else ""


def _mac(value: object) -> str:
    if isinstance(value, bytes) and len(value) == 6:
        return mac_text(value.hex())
    if isinstance(value, int) and 0 <= value < 2**48:
        return mac_text(f"{value:012x}")
    return mac_text(_text(value))


def _time(value: object) -> datetime | None:
    """Read text, or seconds since 1970; other ways of counting are left out."""
    if isinstance(value, int | float) and 10**9 <= value < 5 * 10**9:
        return datetime.fromtimestamp(value, UTC).replace(microsecond=0)
    try:
        return moment(_text(value))
    except ValueError:
        return None


IMPORTERS = (Importer("netspot", "NetSpot projects (.netspu)", sniff, read),)
