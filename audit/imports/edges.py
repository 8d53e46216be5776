"""Cable lists that somebody made (from, port, to, port): a CSV file or workbook in, links out."""

from __future__ import annotations

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.headers import Header, Synonyms, find_header, head_grids, unknown_columns
from audit.inventory.cells import Grid, Line, UnreadableTableError
from audit.inventory.grids import read_grids
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place
from audit.inventory.rows import header_key
from audit.inventory.tables import LinkRow

METHOD = "cable-list"
MAX_NAME = 255
_COLUMNS: Synonyms = {
    "a_device": (
        *("adevice", "from", "fromdevice", "source", "sourcedevice", "localdevice", "devicea"),
        *(
            "switch",
            "switcha",
            "enda",
            "aend",
            "sideadevice",
            "device",
            "von",
            "vongerät",
            "quelle",
        ),
        *("terminationadevice", "hosta", "systema", "gerät"),
    ),
    "a_port": (
        *("aport", "fromport", "sourceport", "localport", "porta", "switchport", "localinterface"),
        *("frominterface", "sourceinterface", "vonport", "quellport", "interfacea", "port"),
        *("interface", "anschluss", "buchse"),
    ),
    "b_device": (
        *("bdevice", "to", "todevice", "target", "targetdevice", "destination", "dest"),
        *("destinationdevice", "remotedevice", "neighbour", "neighbor", "deviceb", "switchb"),
        *("endb", "bend", "nach", "nachgerät", "ziel", "zielgerät", "hostb", "systemb", "device2"),
        *("from2", "gerät2"),
    ),
    "b_port": (
        *("bport", "toport", "targetport", "destinationport", "destport", "remoteport", "portb"),
        *("tointerface", "remoteinterface", "nachport", "zielport", "interfaceb", "port2"),
        *("interface2", "anschluss2", "buchse2"),
    ),
}
_OTHER_LISTS = {"action", "service", "protocol", "rule", "proto", "srcport", "flowid", "bytes"}
"""Columns that rules and flow lists have and cable lists have not."""


def sniff(raw: RawFile) -> float:
    """Judge whether two ends stand in each row, with a port of one of them."""
    for grid in head_grids(raw):
        header = _header_of(grid)
        if header is not None:
            ports = len(header.columns.keys() & {"a_port", "b_port"})
            return 0.55 + 0.1 * ports
    return 0.0


def _header_of(grid: Grid) -> Header | None:
    """Find the header; a column's second `port` belongs to the second end."""
    numbered = Grid(grid.place, tuple(_numbered(line) for line in grid.lines[:30]))
    found = find_header(numbered, _COLUMNS, wanted=("a_device", "b_device"))
    if found is None or not found.columns.keys() & {"a_port", "b_port"}:
        return None
    if {header_key(cell) for cell in found.line.cells} & _OTHER_LISTS:
        return None
    return Header(grid, found.line, found.columns, found.unknown)


def _numbered(line: Line) -> Line:
    seen: dict[str, int] = {}
    cells: list[str] = []
    for cell in line.cells:
        key = header_key(cell)
        seen[key] = seen.get(key, 0) + 1
        cells.append(f"{cell} {seen[key]}" if key and seen[key] > 1 else cell)
    return Line(line.number, tuple(cells))


def read(raw: RawFile) -> Imported:
    """Read each row as a cable.

    Raises
    ------
    UnreadableFileError
        When no table in it names both ends.
    """
    try:
        grids = read_grids(raw.name, raw.data)
    except UnreadableTableError as error:
        raise UnreadableFileError(str(error)) from None
    rows: list[tuple[LinkRow, Place]] = []
    skipped: list[Remark] = []
    unclear: list[Remark] = []
    found = False
    for grid in grids:
        header = _header_of(grid)
        if header is None:
            continue
        found = True
        unclear += unknown_columns(header)
        rows += [
            (row, header.place(line))
            for line in header.rows
            if (row := _row(raw, header, line, skipped)) is not None
        ]
    if not found:
        raise UnreadableFileError(
            f"{raw.name}: no columns for both ends of a cable were found; wanted: from,port,to,port"
        )
    observations = inventory_observations(rows, raw.name, raw.sha256, raw.modified, method=METHOD)
    return Imported(tuple(observations), len(rows), tuple(skipped), tuple(unclear))


def _row(raw: RawFile, header: Header, line: Line, skipped: list[Remark]) -> LinkRow | None:
    cells = {name: header.cell(line, name)[:MAX_NAME] for name in _COLUMNS}
    missing = [name for name in ("a_device", "b_device") if not cells[name]]
    if missing:
        skipped.append(header.remark(line, "an end without a device; row left out", missing[0]))
        return None
    if (cells["a_device"], cells["a_port"]) == (cells["b_device"], cells["b_port"]):
        skipped.append(header.remark(line, "both ends are the same; row left out", "a_device"))
        return None
    source = f"{raw.base}, {header.place(line).location}"[:MAX_NAME]
    return LinkRow(source=source, **cells)


IMPORTERS = (Importer("cable-list", "cable lists: from, port, to, port", sniff, read),)
