"""Lists that look like an inventory table: a CSV file or workbook in, rows as evidence out."""

from __future__ import annotations

from dataclasses import replace

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.headers import head_grids
from audit.imports.secrets import is_secret_column
from audit.inventory.cells import Grid, UnreadableTableError
from audit.inventory.crosscheck import cross_check
from audit.inventory.grids import read_grids
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Problem
from audit.inventory.rows import TableRows, header_key, read_rows, table_named
from audit.inventory.tables import TABLES, Row

_OWN_IMPORTERS = ("accounts", "answers", "survey")
"""Tables whose files have importers that know more than the column names."""
_SEARCHED = 15


def sniff(raw: RawFile) -> float:
    """Judge how surely some table's column names stand in the file."""
    found = [match for grid in head_grids(raw) if (match := best_table(grid))]
    if all(table in _OWN_IMPORTERS for table, _, _ in found):
        return max((0.3 * score for _, score, _ in found), default=0.0)
    return max(score for _, score, _ in found)


def best_table(grid: Grid) -> tuple[str, float, int] | None:
    """Return the table a grid is, how surely (0 to 1), and the line of its header; else None."""
    named = table_named(grid.name)
    best: tuple[str, float, int] | None = None
    for line in grid.lines[:_SEARCHED]:
        keys = {header_key(cell) for cell in line.cells if cell} - {""}
        for name, table in TABLES.items():
            score = _score(keys, table, called_so=name == named)
            if score and (best is None or score > best[1]):
                best = name, score, line.number
    return best


def _score(keys: set[str], table: type[Row], *, called_so: bool) -> float:
    """0 unless the columns that name a row are there, and most of all columns, or five, are
    known.
    """
    fields = {header_key(name) for name in table.model_fields}
    needed = {header_key(n) for n, about in table.model_fields.items() if about.is_required()}
    needed = needed or {header_key(name) for name in table.key[:3]}
    known = len(keys & fields)
    if not keys or not needed <= keys or (known < 2 and not called_so):
        return 0.0
    share, width = known / len(keys), min(known, 20) / 20
    if share <= 0.6 and known < 5 and not called_so:
        return 0.0
    return 0.5 + 0.3 * share + 0.08 * width + (0.1 if called_so else 0.0)


def read(raw: RawFile) -> Imported:
    """Read every table of the file."""
    try:
        grids = read_grids(raw.name, raw.data)
    except UnreadableTableError as error:
        raise UnreadableFileError(str(error)) from None
    rows: list[TableRows] = []
    skipped: list[Remark] = []
    refused = 0
    for grid in grids:
        match = best_table(grid)
        if match is None:
            if grid.lines:
                what = "no table of the inventory has such columns; not read"
                skipped.append(Remark(grid.place.location, what))
            continue
        grid, count = _without_secrets(grid, match[2])
        refused += count
        rows.append(read_rows(grid, TABLES[match[0]]))
    if not rows:
        raise UnreadableFileError(
            f"{raw.name}: no header row of an inventory table was found; "
            f"tables and columns: inventory/README.txt of a new case"
        )
    return _imported(raw, rows, skipped, refused)


def _without_secrets(grid: Grid, header_line: int) -> tuple[Grid, int]:
    """Drop what stands above the header, and every cell of a password column."""
    lines = [line for line in grid.lines if line.number >= header_line]
    secret = {n for n, cell in enumerate(lines[0].cells) if is_secret_column(cell)}
    count = sum(1 for line in lines[1:] for n in secret if line.cells[n : n + 1] > ("",))
    if secret:
        lines = [
            replace(
                line, cells=tuple("" if n in secret else cell for n, cell in enumerate(line.cells))
            )
            for line in lines
        ]
    return replace(grid, lines=tuple(lines)), count


def _imported(
    raw: RawFile, tables: list[TableRows], skipped: list[Remark], refused: int
) -> Imported:
    rows = [pair for found in tables for pair in found.rows]
    by_table: dict[str, list[tuple[Row, object]]] = {}
    for row, place in rows:
        by_table.setdefault(row.table, []).append((row, place))
    problems = [remark_of(raw, part) for found in tables for part in found.problems]
    warnings = [remark_of(raw, part) for found in tables for part in found.warnings]
    warnings += [
        remark_of(raw, part)
        for part in cross_check({t: [p for p in rows if p[0].table == t] for t in by_table})
    ]
    return Imported(
        tuple(inventory_observations(rows, raw.name, raw.sha256, raw.modified)),
        used=len(rows),
        skipped=tuple(skipped),
        not_understood=(*problems, *warnings),
        refused_secrets=refused,
    )


def remark_of(raw: RawFile, found: Problem) -> Remark:
    """Return a problem of a table as a remark: its place within the file, then what is wrong."""
    place = found.place.removeprefix(raw.name).lstrip(": ")
    location = f"line {place}" if place.isdigit() else place
    return Remark(location, str(found).removeprefix(f"{found.place}: "))


IMPORTERS = (Importer("inventory", "inventory tables as CSV or workbook", sniff, read),)
