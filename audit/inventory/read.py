"""The inventory folder: CSV files or a workbook in; rows with places and problems out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from audit.inventory.cells import Grid, UnreadableTableError
from audit.inventory.crosscheck import cross_check
from audit.inventory.grids import read_grids
from audit.inventory.places import Place, Problem, problem
from audit.inventory.rows import TableRows, header_key, identity, read_rows, table_named
from audit.inventory.tables import TABLES, Row

__all__ = ["InventoryFile", "InventoryRead", "Place", "Problem", "read_inventory"]

WORKBOOK = "inventory.xlsx"
_TEXT_TABLES = (".csv", ".tsv")
_HELP_SHEETS = {"readme", "help", "lists", "meta", "legend"}


@dataclass(frozen=True, slots=True)
class InventoryFile:
    """A file of the inventory folder as it was read."""

    name: str
    sha256: str
    modified: datetime
    readable: bool = True


@dataclass(slots=True)
class InventoryRead:
    """Everything the inventory folder says. Rows with a problem are not in `rows`."""

    rows: dict[str, list[tuple[Row, Place]]] = field(
        default_factory=dict[str, list[tuple[Row, Place]]]
    )
    problems: list[Problem] = field(default_factory=list[Problem])
    """What cannot be used until it is corrected."""
    warnings: list[Problem] = field(default_factory=list[Problem])
    """What was used and looks wrong."""
    files: list[InventoryFile] = field(default_factory=list[InventoryFile])

    @property
    def count(self) -> int:
        """The number of usable rows."""
        return sum(len(rows) for rows in self.rows.values())


def read_inventory(folder: Path) -> InventoryRead:
    """Read every table of the folder; what is missing is simply not known.

    Every error is in `problems` with its place; the good rows are read all the same.
    """
    read = InventoryRead()
    if not folder.is_dir():
        read.problems.append(
            problem(Place(str(folder)), "there is no such folder", "make it, or `plantready init`")
        )
        return read
    for path in sorted(folder.iterdir(), key=lambda path: path.name.casefold()):
        if path.is_file() and not path.name.startswith((".", "~$")):
            _read_file(path, read)
    _drop_duplicates_between_files(read)
    read.warnings += cross_check(read.rows)
    return read


def _read_file(path: Path, read: InventoryRead) -> None:
    name = path.name
    is_text, is_book = name.casefold().endswith(_TEXT_TABLES), name.casefold() == WORKBOOK
    if not is_text and not is_book:
        if path.suffix.casefold() in (".xlsx", ".xlsm", ".xls"):
            remedy = f"name it {WORKBOOK}, or read it with `plantready import`"
            read.warnings.append(problem(Place(name), "is not read as inventory", remedy))
        return
    if is_text and not table_named(path.stem):
        remedy = f"tables: {', '.join(TABLES)}; other files belong to `plantready import`"
        read.warnings.append(problem(Place(name), "is called after no table; not read", remedy))
        return
    try:
        data = path.read_bytes()
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)
    except OSError as error:
        message = f"cannot be read ({error.strerror})"
        remedy = "close it in other programs and check its rights"
        read.problems.append(problem(Place(name), message, remedy))
        read.files.append(InventoryFile(name, "", datetime.now(UTC), readable=False))
        return
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        grids = read_grids(name, data) if data.strip() else ()
    except UnreadableTableError as error:
        read.problems.append(problem(Place(name), str(error).removeprefix(f"{name}: ")))
        read.files.append(InventoryFile(name, sha256, modified, readable=False))
        return
    read.files.append(InventoryFile(name, sha256, modified))
    for grid in grids:
        _read_grid(grid, read)


def _read_grid(grid: Grid, read: InventoryRead) -> None:
    table = table_named(grid.name)
    if not table:
        if grid.lines and header_key(grid.name) not in _HELP_SHEETS:
            remedy = f"tables: {', '.join(TABLES)}"
            read.warnings.append(problem(grid.place, "is called after no table; not read", remedy))
        return
    found: TableRows = read_rows(grid, TABLES[table])
    read.problems += found.problems
    read.warnings += found.warnings
    read.rows.setdefault(table, []).extend(found.rows)


def _drop_duplicates_between_files(read: InventoryRead) -> None:
    for table, rows in read.rows.items():
        if len({place.file for _, place in rows}) < 2:
            continue
        first: dict[tuple[str, ...], Place] = {}
        kept: list[tuple[Row, Place]] = []
        for row, place in rows:
            if (known := first.setdefault(identity(row), place)) is not place:
                message = f"stands in {known} too; the first one counts"
                read.problems.append(
                    problem(place, message, "keep each row in one file", value=row.row_key())
                )
            else:
                kept.append((row, place))
        read.rows[table] = kept
