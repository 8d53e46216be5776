"""Inventories under headings of their own (any header row, several tables a sheet): rows out.

A cell that a column cannot hold costs the cell, not its row, and is named by its place.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.headers import grid_remarks, head_grids
from audit.imports.lists.blocks import Block, blocks_of
from audit.imports.moments import moment
from audit.imports.secrets import is_secret_column, without_secrets
from audit.inventory.cells import Line, UnreadableTableError
from audit.inventory.grids import read_grids
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place
from audit.inventory.role_words import role_word
from audit.inventory.tables import TABLES, Row

METHOD = "list"
_SEVERAL = 0.96
_STATUS = (
    ("decommissioning", r"decom|retired|scrap|verschrottet|ausser betrieb|außer betrieb|entsorgt"),
    ("offline", r"offline|off\b|down|defekt|broken"),
    ("planned", r"plan"),
    ("inventory", r"spare|stock|lager|reserve|ersatz"),
    ("active", r"active|aktiv|in use|in betrieb|running|ok\b|online|live"),
)
_DATES = {"backup_on", "changed_on", "restore_tested_on", "left_on", "backup_date"}


def sniff(raw: RawFile) -> float:
    """Judge whether a header row of a known kind of list stands in it."""
    best = 0.0
    tables: set[str] = set()
    for grid in head_grids(raw):
        for block in blocks_of(grid, raw.columns):
            score = min(0.5 + 0.02 * len(block.columns), 0.66)
            best = max(best, 0.7 if block.table == "leavers" else score)
            tables.add(block.table)
    # An export of a tool holds one kind of things; several kinds somebody put together.
    return _SEVERAL if len(tables) > 1 else best


def read(raw: RawFile) -> Imported:
    """Read every table of every sheet.

    Raises
    ------
    UnreadableFileError
        When no header row is understood.
    """
    try:
        grids = read_grids(raw.name, raw.data)
    except UnreadableTableError as error:
        raise UnreadableFileError(str(error)) from None
    reading = _Reading()
    for grid in grids:
        blocks = blocks_of(grid, raw.columns)
        reading.unclear += grid_remarks(grid)
        if not blocks and grid.lines:
            what = "no header row is understood here; not read"
            reading.skipped.append(Remark(grid.place.location, what))
        for block in blocks:
            reading.block(block)
    if not reading.found:
        raise UnreadableFileError(
            f"{raw.name}: no header row is understood; name the headings with `plantready columns`"
        )
    observations = inventory_observations(
        reading.rows, raw.name, raw.sha256, raw.modified, method=METHOD
    )
    return Imported(
        tuple(observations), len(reading.rows), tuple(reading.skipped), tuple(reading.unclear),
        reading.refused,
    )  # fmt: skip


class _Reading:
    """What was read so far."""

    def __init__(self) -> None:
        self.rows: list[tuple[Row, Place]] = []
        self.skipped: list[Remark] = []
        self.unclear: list[Remark] = []
        self.found, self.refused = False, 0
        self._keys: set[str] = set()

    def block(self, block: Block) -> None:
        """Read one table."""
        self.found = True
        secret = self._headings(block)
        for line in block.lines:
            cells = line.cells[block.first : block.last]
            self.refused += sum(bool(line.cells[n]) for n in secret if n < len(line.cells))
            if not block.cell(line, block.key):
                if sum(map(bool, cells)) > 1:
                    what = f"no {block.key}; row left out"
                    self.skipped.append(_remark(block, line, block.key, what))
                continue
            self._row(block, line)

    def _headings(self, block: Block) -> set[int]:
        """Say what the headings were taken for; return the columns that hold secrets."""
        place = block.grid.place
        taken = ", ".join(f"{block.heading(n)} = {field}" for field, n in block.columns.items())
        where = place.at(block.header.number, min(block.columns.values()) + 1).location
        self.skipped.append(Remark(where, f"read as {block.table}: {taken}"[:1000]))
        secret: set[int] = set()
        for number in (*block.unknown, *block.guesses):
            heading = block.heading(number)[:80]
            where = place.at(block.header.number, number + 1).location
            if is_secret_column(heading):
                secret.add(number)
                what = f"column {heading!r} holds passwords or keys: its values were thrown away"
            elif number in block.guesses:
                field = block.guesses[number]
                what = f"column {heading!r} may be {field}; confirm it with `plantready columns`"
            else:
                what = f"column {heading!r} is not understood and not read"
            self.unclear.append(Remark(where, what))
        return secret

    def _row(self, block: Block, line: Line) -> None:
        table, cells = TABLES[block.table], dict[str, Any]()
        for field in block.columns:
            text, secrets = without_secrets(block.cell(line, field))
            self.refused += secrets
            if text:
                cells[field] = self._cell(block, line, field, text)
        if block.table in ("plc", "drivers"):
            cells["document"] = f"list {block.grid.place.file}"[:255]
        row: Row | None = None
        for _ in range(len(cells) + 1):
            try:
                row = table.model_validate({k: v for k, v in cells.items() if v not in (None, "")})
                break
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                field = str(first["loc"][0]) if first["loc"] else ""
                message = str(first["msg"]).removeprefix("Value error, ")
                self.unclear.append(_remark(block, line, field, f"{field}: {message}; left empty"))
                if field not in cells or field == block.key:
                    return
                del cells[field]
        if row is None:
            return
        key = f"{row.table}/{row.row_key()}"
        if key in self._keys:
            what = f"{row.row_key()} stands twice; the first one counts"
            self.skipped.append(_remark(block, line, block.key, what))
            return
        self._keys.add(key)
        self.rows.append((row, block.grid.place.at(line.number, block.columns[block.key] + 1)))

    def _cell(self, block: Block, line: Line, field: str, text: str) -> Any:
        """Return a cell as its column wants it."""
        if field == "role" and block.table == "assets":
            role = role_word(text)
            if not role:
                what = f"{text[:40]!r} is no role that is known; left empty"
                self.unclear.append(_remark(block, line, field, what))
            return str(role) if role else ""
        if field == "status":
            known = (status for status, words in _STATUS if re.search(words, text, re.I))
            return next(known, "")
        if field == "ip":
            return text.split("/")[0].strip()
        if field == "mac":
            return re.split(r"[,;\s]+", text)[0] if len(text) > 17 else text
        if field == "vlan" and (match := re.search(r"\d{1,4}", text)):
            return match.group()
        if field == "protocols":
            return re.sub(r"[,\n]", ";", text)
        if field in _DATES:
            try:
                day = moment(text)
            except ValueError:
                return text
            return day.date() if day else None
        if field == "utilisation_percent":
            return text.rstrip("% ")
        return text


def _remark(block: Block, line: Line, field: str, what: str) -> Remark:
    column = block.columns.get(field, -1) + 1
    return Remark(block.grid.place.at(line.number, column).location, what)


IMPORTERS = (Importer("list", "inventories under headings of their own", sniff, read),)
