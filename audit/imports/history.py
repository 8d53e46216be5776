"""Exports of stored values (historian, MES): a CSV of times and values in, one row a tag out.

Long (time, tag, value, quality) and wide (time and a column for each tag) files are read row by
row; what is kept of a tag is its times and a few counts. How complete and plausible it is:
`audit.imports.values.account`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.headers import Header, Synonyms, find_header, head_grids
from audit.imports.moments import moment
from audit.imports.values.account import Track, history_row
from audit.imports.values.dates import day_first, slashed
from audit.inventory.cells import LONGEST_FIELD, Grid, UnreadableTableError, clean
from audit.inventory.grids import decode, delimiter_of, is_workbook, read_grids
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place
from audit.payloads import Coverage, observe
from audit.records import Kind, Source, Subject

METHOD = "history"
MAX_BYTES = 512 * 2**20
MAX_ROWS = 5_000_000
MAX_TAGS = 5_000
MOST_REMARKS = 20
_LONG: Synonyms = {
    "time": ("timestamp", "time", "datetime", "date", "zeitstempel", "zeit", "timeutc", "ts"),
    "tag": ("tag", "tagname", "point", "pointname", "signal", "item", "itemid", "variable",
            "messstelle", "variablenname", "nodeid", "name", "path"),
    "value": ("value", "val", "wert", "pv", "average", "mittelwert"),
    "quality": ("quality", "status", "qualität", "opcquality", "qualitycode", "valuequality"),
}  # fmt: skip
_LOCAL_DAY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$")


def sniff(raw: RawFile) -> float:
    """Judge whether times stand beside values: with tag names, or tags as columns."""
    return max((_score(grid) for grid in head_grids(raw)), default=0.0)


def _score(grid: Grid) -> float:
    header = find_header(grid, _LONG, wanted=("time", "tag", "value"))
    if header is not None:
        return 0.9 if header.rows and _is_time(header.cell(header.rows[0], "time")) else 0.0
    return 0.5 if _is_wide(grid) else 0.0


def _is_wide(grid: Grid) -> bool:
    """Whether the first column is time under a heading of that name, and the others numbers."""
    header = find_header(grid, {"time": _LONG["time"]}, wanted=("time",))
    if header is None or header.columns["time"] != 0 or len(header.rows) < 3:
        return False
    rows = header.rows[:10]
    numbers = [_number(cell) is not None for line in rows for cell in line.cells[1:] if cell]
    times = all(_is_time(line.cells[0]) for line in rows)
    return times and len(numbers) >= 3 and sum(numbers) >= 0.8 * len(numbers)


def read(raw: RawFile) -> Imported:
    """Read all values.

    Raises
    ------
    UnreadableFileError
        When it is too large or has no times and values.
    """
    if len(raw.data) > MAX_BYTES:
        raise UnreadableFileError(
            f"{raw.name}: larger than {MAX_BYTES // 2**20} MiB; export a week for each line"
        )
    try:
        grids = read_grids(raw.name, raw.data) if is_workbook(raw.data) else head_grids(raw)
        grid = max(grids, key=_score, default=None)
        header = _header_of(grid)
        if grid is None or header is None:
            raise UnreadableFileError(
                f"{raw.name}: no columns of times and values were found; wanted: "
                f"time,tag,value,quality"
            )
        reading = _Reading(header, wide="value" not in header.columns)
        if is_workbook(raw.data):
            reading.all((line.number, list(line.cells)) for line in grid.lines)
        else:
            text = decode(raw.name, raw.data)
            if _LOCAL_DAY.match(header.cell(header.rows[0], "time") if header.rows else ""):
                reading.order_by(text)
            reading.all(enumerate(_cells(text), start=1))
    except UnreadableTableError as error:
        raise UnreadableFileError(str(error)) from None
    return _imported(raw, reading)


def _header_of(grid: Grid | None) -> Header | None:
    if grid is None:
        return None
    header = find_header(grid, _LONG, wanted=("time", "tag", "value"))
    if header is None and _is_wide(grid):
        return find_header(grid, {"time": _LONG["time"]}, wanted=("time",))
    return header


def _cells(text: str) -> Iterator[list[str]]:
    delimiter = delimiter_of(text)
    previous = csv.field_size_limit(LONGEST_FIELD)
    try:
        yield from csv.reader(_lines(text), delimiter=delimiter)
    finally:
        csv.field_size_limit(previous)


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end].rstrip("\r").replace("\0", "")
        start = end + 1


class _Reading:
    """What was read so far."""

    def __init__(self, header: Header, *, wide: bool) -> None:
        self.tracks: dict[str, Track] = {}
        self.remarks: list[Remark] = []
        self.rows = self.unreadable = 0
        self._first = header.line.number
        self._columns, self._wide = header.columns, wide
        self._tags = {
            number: clean(cell)[:255]
            for number, cell in enumerate(header.line.cells)
            if wide and number != header.columns["time"] and cell
        }
        self._day_first = False
        self._text = ""
        self._time: float | None = None

    def order_by(self, text: str) -> None:
        """Find out whether the day or the month comes first in the text's dates."""
        dates = slashed(text)
        self._day_first = day_first(dates)
        if not any(a > 12 or b > 12 for a, b, _ in dates):
            order = "day/month" if self._day_first else "month/day"
            self.remarks.append(Remark("", f"dates were taken as {order}; no day is above 12"))

    def all(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Take every row below the header."""
        try:
            self._all(rows)
        except csv.Error as error:
            what = f"cannot be read on from here ({error}); look for an open quotation mark"
            self.remarks.append(Remark(f"after row {self.rows}", what))

    def _all(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        for number, cells in rows:
            if number <= self._first or not any(cells):
                continue
            if self.rows >= MAX_ROWS:
                what = f"more than {MAX_ROWS} rows; what follows is not read"
                self.remarks.append(Remark(f"line {number}", what))
                return
            self.rows += 1
            self._take(number, cells)

    def _take(self, number: int, cells: list[str]) -> None:
        column = self._columns["time"]
        text = cells[column] if column < len(cells) else ""
        # Tags that are stored together share their time.
        time = self._time if text == self._text else _clock(text, days_first=self._day_first)
        self._text, self._time = text, time
        if time is None:
            self._unread(number, text)
            return
        if self._wide:
            for at, tag in self._tags.items():
                self._add(number, tag, time, cells[at] if at < len(cells) else "", "")
            return
        self._add(number, clean(self._cell(cells, "tag"))[:255], time, self._cell(cells, "value"),
                  self._cell(cells, "quality"))  # fmt: skip

    def _cell(self, cells: list[str], field: str) -> str:
        column = self._columns.get(field, len(cells))
        return cells[column] if column < len(cells) else ""

    def _add(self, number: int, tag: str, time: float, value: str, quality: str) -> None:
        track = self.tracks.get(tag)
        if track is None:
            if not tag or len(self.tracks) >= MAX_TAGS:
                self._unread(number, tag)
                return
            track = self.tracks[tag] = Track()
        track.add(time, value.strip(), _number(value), quality.strip())

    def _unread(self, number: int, text: str) -> None:
        self.unreadable += 1
        if self.unreadable <= MOST_REMARKS:
            what = f"neither time nor tag can be read ({clean(text)[:40]!r}); row left out"
            self.remarks.append(Remark(f"line {number}", what))


def _number(text: str) -> float | None:
    try:
        found = float(text.replace(",", ".")) if text else None
    except ValueError:
        return None
    return found if found is not None and abs(found) < 1e300 else None


def _clock(text: str, *, days_first: bool = False) -> float | None:
    """Return seconds since 1970; None for what is no time."""
    text = text.strip().strip('"')
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _other_clock(text, days_first)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _other_clock(text: str, days_first: bool) -> float | None:
    number = _number(text)
    if number is not None and 1e9 <= number < 5e9:
        return number
    if number is not None and 1e12 <= number < 5e12:
        return number / 1000
    try:
        if match := _LOCAL_DAY.match(text):
            a, b, year, hour, minute, second = (int(part or 0) for part in match.groups())
            day, month = (a, b) if days_first else (b, a)
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
        found = moment(re.sub(r"([:.]\d{2}:\d{2})[.,]\d{1,9}$", r"\1", text))
    except ValueError:
        return None
    return found.timestamp() if found else None


def _is_time(text: str) -> bool:
    return _clock(text) is not None or _clock(text, days_first=True) is not None


def _imported(raw: RawFile, reading: _Reading) -> Imported:
    times = [t for track in reading.tracks.values() for t in (track.first, track.last) if t]
    if not times:
        raise UnreadableFileError(f"{raw.name}: no row with a time that can be read")
    first, last = min(times), max(times)
    made = [history_row(tag, track, first, last) for tag, track in reading.tracks.items()]
    place = Place(raw.name)
    rows = [(row, place) for row, _ in made]
    end = datetime.fromtimestamp(last, UTC).replace(microsecond=0)
    start = datetime.fromtimestamp(first, UTC).replace(microsecond=0)
    observations = inventory_observations(rows, raw.name, raw.sha256, end, method=METHOD)
    detail = f"{reading.rows} rows of {len(rows)} tags in {raw.name}"
    about = Coverage("history", start.isoformat(), end.isoformat(), detail=detail)
    subject, source = Subject(Kind.SOURCE, raw.name), Source(raw.name, "", raw.sha256)
    observations.append(observe(subject, about, source, method=METHOD, time=end))
    if reading.unreadable > MOST_REMARKS:
        more = reading.unreadable - MOST_REMARKS
        reading.remarks.append(Remark("", f"{more} more rows without a time or a tag"))
    said = [Remark("", f"{row.tag}: {why}") for row, why in made if why][:MOST_REMARKS]
    return Imported(
        tuple(observations), reading.rows - reading.unreadable, tuple(said), tuple(reading.remarks)
    )


IMPORTERS = (Importer("history", "stored values: time, tag, value, quality", sniff, read),)
