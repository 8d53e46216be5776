"""Tag lists that engineering tools export: TIA Portal workbooks, Studio 5000 CSV; tags out.

Which controller a list belongs to is not in these exports: it is the file's name, without words
such as `-Tags`. A project file itself (proprietary, binary) is never read.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.headers import Header, Synonyms, find_header, grid_remarks, head_grids
from audit.imports.secrets import without_secrets
from audit.inventory.cells import Grid, Line, UnreadableTableError
from audit.inventory.grids import read_grids
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place
from audit.inventory.rows import header_key
from audit.inventory.tables import TagRow

METHOD = "plc-tags"
MAX_TEXT = 255
_COLUMNS: Synonyms = {
    "tag": ("name", "tag", "tagname", "symbol", "symbolname", "variable", "variablename"),
    "data_type": ("datatype", "type", "datentyp", "typ", "dataformat"),
    "address": ("logicaladdress", "address", "adresse", "logischeadresse", "specifier", "operand"),
    "scope": ("path", "scope", "pfad", "tagtable", "group", "program"),
    "comment": ("comment", "description", "kommentar", "beschreibung"),
    "readable": ("hmiaccessible", "accessiblefromhmi", "opcaccessible"),
    "attributes": ("attributes",),
    "kind": ("type",),
}
_STUDIO = {"type", "scope", "name", "datatype", "specifier", "attributes"}
_FILLING = re.compile(
    r"[\s_.-]*(?:plc|controller|sps)?[\s_.-]*(?:tags?|tag ?list|tag ?table|variablen|symbols?)"
    r"(?:[\s_.-]*export)?[\s_.-]*$",
    re.I,
)
_ACCESS = re.compile(r"ExternalAccess\s*:=\s*([\w/ ]+)", re.I)


def sniff(raw: RawFile) -> float:
    """Judge whether the columns of an engineering tool's tag export stand in it."""
    for grid in head_grids(raw):
        header = _header_of(grid)
        if header is None:
            continue
        keys = {header_key(cell) for cell in header.line.cells}
        if keys >= _STUDIO or {"name", "datatype", "logicaladdress"} <= keys:
            return 0.98
        return 0.6
    return 0.0


def _header_of(grid: Grid) -> Header | None:
    return find_header(grid, _COLUMNS, wanted=("tag", "data_type", "address"))


def read(raw: RawFile) -> Imported:
    """Read every tag.

    Raises
    ------
    UnreadableFileError
        When no list of tags is in it.
    """
    try:
        grids = read_grids(raw.name, raw.data)
    except UnreadableTableError as error:
        raise UnreadableFileError(str(error)) from None
    rows: dict[tuple[str, str], tuple[TagRow, Place]] = {}
    unclear: list[Remark] = []
    found, refused, left_out = False, 0, 0
    asset = controller_of(raw.stem)
    for grid in grids:
        header = _header_of(grid)
        if header is None:
            continue
        found = True
        unclear += grid_remarks(grid)
        for line in header.rows:
            row, secrets = _row(asset, header, line, unclear)
            refused += secrets
            if row is None:
                left_out += 1
            else:
                rows.setdefault((row.scope, row.tag), (row, header.place(line)))
    if not found:
        raise UnreadableFileError(
            f"{raw.name}: no list of tags was found; wanted: the tag table as TIA Portal (xlsx) or "
            f"Studio 5000 (csv) export it, or columns name, data type, address"
        )
    observations = inventory_observations(
        rows.values(), raw.name, raw.sha256, raw.modified, method=METHOD
    )
    said = [Remark("", f"taken as the tags of {asset!r}, after the file's name")]
    if left_out:
        said.append(Remark("", f"{left_out} rows that name no tag (comments, headings)"))
    return Imported(tuple(observations), len(rows), tuple(said), tuple(unclear), refused)


def controller_of(stem: str) -> str:
    """Return the controller that a file is called after: `PLC-L1_Tags` is PLC-L1."""
    return _FILLING.sub("", stem).strip(" _-.") or stem


def _row(
    asset: str, header: Header, line: Line, unclear: list[Remark]
) -> tuple[TagRow | None, int]:
    studio = "attributes" in header.columns
    kind = line.cells[0].casefold() if line.cells else ""
    tag = header.cell(line, "tag")
    if not tag or (studio and kind not in ("tag", "alias")):
        return None, 0
    comment, secrets = without_secrets(header.cell(line, "comment"))
    cells: dict[str, Any] = {
        "asset": asset, "tag": tag, "comment": comment,
        "data_type": _column(header, line, "datatype") or header.cell(line, "data_type"),
        "address": header.cell(line, "address"), "scope": header.cell(line, "scope"),
    }  # fmt: skip
    cells = {name: str(value)[:MAX_TEXT] for name, value in cells.items()}
    if (said := _readable(header, line)) is not None:
        cells["readable"] = said
    try:
        return TagRow.model_validate(cells), secrets
    except ValidationError:
        unclear.append(header.remark(line, "the row is no tag; left out", "tag"))
        return None, secrets


def _column(header: Header, line: Line, key: str) -> str:
    """The cell under a heading, where two headings could give a field."""
    keys = [header_key(cell) for cell in header.line.cells]
    number = keys.index(key) if key in keys else len(line.cells)
    return line.cells[number] if number < len(line.cells) else ""


def _readable(header: Header, line: Line) -> bool | None:
    if match := _ACCESS.search(header.cell(line, "attributes")):
        return match.group(1).strip().casefold() != "none"
    said = header.cell(line, "readable").casefold()
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(said)


IMPORTERS = (Importer("plc-tags", "tag lists of controllers (TIA, Studio 5000)", sniff, read),)
