"""Photos of a walk-down and the list that says what they show: hash, place and day out.

The list (a CSV file or workbook) names a file in each row, and a place; its photos lie beside it.
Where it has the columns of the table `cabinets`, its rows answer for cabinets, as dated documents.
A photo alone is kept with its hash and its day. Its position is thrown away.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.headers import Header, Synonyms, find_header, head_grids, unknown_columns
from audit.imports.moments import moment
from audit.imports.photo.exif import JPEG, taken_on, without_position
from audit.inventory.cells import Grid, Line, UnreadableTableError
from audit.inventory.grids import read_grids
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place
from audit.inventory.tables import CabinetRow, PhotoRow, Row
from audit.records import Grade

METHOD = "photos"
MAX_PHOTO = 64 * 2**20
MAX_PHOTOS = 5_000
_PICTURE = re.compile(r"\.(jpe?g|png|heic|webp)$", re.I)
_COLUMNS: Synonyms = {
    "file": ("file", "photo", "photos", "image", "picture", "filename", "datei", "foto", "bild"),
    "place": ("place", "cabinet", "asset", "zone", "device", "where", "location", "ort",
              "schaltschrank", "gerät", "schrank"),
    "line": ("line", "linie", "area", "bereich"),
    "taken_on": ("takenon", "date", "datum", "taken", "day", "lookedon"),
    "note": ("note", "notes", "caption", "comment", "remark", "description", "bemerkung", "text"),
    "ups": ("ups", "usv"), "ups_tested_on": ("upstestedon",), "rated": ("rated", "industrial"),
    "suitable": ("suitable", "geeignet"), "locked": ("locked", "verschlossen", "abgeschlossen"),
}  # fmt: skip
_SEEN = ("ups", "ups_tested_on", "rated", "suitable", "locked")


def sniff(raw: RawFile) -> float:
    """0.92 for a table with the names of pictures in its column of files."""
    for grid in head_grids(raw):
        header = _header_of(grid)
        if header is not None:
            named = [bool(_PICTURE.search(header.cell(line, "file"))) for line in header.rows[:10]]
            return 0.92 if any(named) else 0.0
    return 0.0


def sniff_photo(raw: RawFile) -> float:
    """0.8 for a JPEG."""
    return 0.8 if raw.data[:3] == JPEG else 0.0


def _header_of(grid: Grid) -> Header | None:
    header = find_header(grid, _COLUMNS, wanted=("file",))
    return header if header is not None and len(header.columns) > 1 else None


@dataclass(slots=True)
class _Reading:
    raw: RawFile
    rows: list[tuple[Row, Place]] = field(default_factory=list[tuple[Row, Place]])
    skipped: list[Remark] = field(default_factory=list[Remark])
    unclear: list[Remark] = field(default_factory=list[Remark])


def read(raw: RawFile) -> Imported:
    """Read the list, and the hash and day of each photo beside it.

    Raises
    ------
    UnreadableFileError
        When no table names photos.
    """
    try:
        grids = read_grids(raw.name, raw.data)
    except UnreadableTableError as error:
        raise UnreadableFileError(str(error)) from None
    reading = _Reading(raw)
    headers = [header for grid in grids if (header := _header_of(grid)) is not None]
    if not headers:
        raise UnreadableFileError(
            f"{raw.name}: no column names photos; wanted: file,place,line,taken_on,note"
        )
    for header in headers:
        reading.unclear += unknown_columns(header)
        for line in header.rows[:MAX_PHOTOS]:
            _take(reading, header, line)
    observations = inventory_observations(
        reading.rows, raw.name, raw.sha256, raw.modified, method=METHOD, grade=Grade.C
    )
    return Imported(
        tuple(observations), len(reading.rows), tuple(reading.skipped), tuple(reading.unclear)
    )


def _take(reading: _Reading, header: Header, line: Line) -> None:
    name, place = header.cell(line, "file")[:255], header.place(line)
    data = _photo(reading, header, line, name) if name else None
    said = _day(reading, header, line)
    taken = taken_on(data) if data else None
    if taken and said and taken != said:
        what = f"the list says {said}, the photo itself {taken}; the photo counts"
        reading.skipped.append(header.remark(line, what, "taken_on"))
    day = taken or said
    if data is not None:
        sha256 = hashlib.sha256(without_position(data)).hexdigest()
        cells = {f: header.cell(line, f)[:255] for f in ("place", "line", "note")}
        reading.rows.append((PhotoRow(sha256=sha256, file=name, taken_on=day, **cells), place))
    if (row := _cabinet(reading, header, line, day)) is not None:
        reading.rows.append((row, place))


def _photo(reading: _Reading, header: Header, line: Line, name: str) -> bytes | None:
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    try:
        data = reading.raw.beside(base) if reading.raw.beside else None
    except Exception as error:
        # What lies beside the list may be unreadable in many ways; the row says so.
        data = None
        what = f"the photo {base[:80]} cannot be read ({error})"
        reading.unclear.append(header.remark(line, what, "file"))
        return data
    if data is None or len(data) > MAX_PHOTO:
        why = "does not lie beside the list" if data is None else "is larger than any photo"
        reading.unclear.append(header.remark(line, f"the photo {base[:80]} {why}", "file"))
        return None
    return data


def _day(reading: _Reading, header: Header, line: Line) -> date | None:
    try:
        found = moment(header.cell(line, "taken_on"))
    except ValueError as error:
        reading.unclear.append(header.remark(line, str(error), "taken_on"))
        return None
    return found.date() if found else None


def _cabinet(reading: _Reading, header: Header, line: Line, day: date | None) -> CabinetRow | None:
    """What the list says of a cabinet; nothing where it has none of its columns."""
    seen = {name: text for name in _SEEN if (text := header.cell(line, name))}
    name = header.cell(line, "place")[:255]
    if not seen or not name:
        return None
    given: dict[str, Any] = {
        "cabinet": name, "line": header.cell(line, "line"), "looked_on": day,
        "note": header.cell(line, "note")[:255], **seen,
    }  # fmt: skip
    try:
        return CabinetRow.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        message = str(first["msg"]).removeprefix("Value error, ")
        what = f"{first['loc'][0]}: {message}; the cabinet is left out"
        reading.unclear.append(header.remark(line, what, str(first["loc"][0])))
        return None


def read_photo(raw: RawFile) -> Imported:
    """Read a photo's day; its hash is the file's."""
    if len(raw.data) > MAX_PHOTO:
        raise UnreadableFileError(f"{raw.name}: larger than {MAX_PHOTO // 2**20} MiB; no photo is")
    row = PhotoRow(sha256=raw.sha256, file=raw.base[:255], taken_on=taken_on(raw.data))
    observations = inventory_observations(
        [(row, Place(raw.name))], raw.name, raw.sha256, raw.modified, method=METHOD, grade=Grade.C
    )
    said = [] if row.taken_on else [Remark("", "the photo does not say when it was taken")]
    return Imported(tuple(observations), 1, tuple(said))


IMPORTERS = (
    Importer("photo-index", "a list of photos with what they show", sniff, read),
    Importer("photo", "photos (JPEG): hash and day", sniff_photo, read_photo, without_position),
)
