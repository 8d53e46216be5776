"""Rows written into one of the case's tables, in the encoding and dialect that the file has."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import Failure
from cli.files import replace_file

if TYPE_CHECKING:
    from audit.inventory.tables import Row


def upsert(path: Path, table: type[Row], rows: dict[tuple[str, ...], dict[str, str]]) -> None:
    """Replace the rows of these keys, add those that are not there; columns that the file has and
    the table does not know stay as they are.
    """
    text, encoding = read_table(path)
    fields = list(table.model_fields)
    header = text.splitlines()[0] if text.strip() else ""
    mark = ";" if header.count(";") > header.count(",") else ","
    lines = list(csv.reader(io.StringIO(text), delimiter=mark)) if header else [fields]
    names = [cell.strip().casefold() for cell in lines[0]]
    missing = [
        name for name in fields if name not in names and any(name in r for r in rows.values())
    ]
    if any(name not in names for name in table.key):
        raise Failure(f"{path}:1: the columns should be {', '.join(fields)}; correct the header")
    lines[0] += missing
    names += missing
    left = dict(rows)
    for line in lines[1:]:
        line += [""] * (len(names) - len(line))
        key = tuple(line[names.index(name)].strip() for name in table.key)
        if key in left:
            for name, value in left.pop(key).items():
                line[names.index(name)] = value
    lines += [[cells.get(name, "") for name in names] for cells in left.values()]
    made = io.StringIO()
    csv.writer(made, delimiter=mark, lineterminator="\n").writerows(lines)
    try:
        data = made.getvalue().encode(encoding)
    except UnicodeEncodeError:
        data = made.getvalue().encode("utf-8-sig")
    replace_file(path, data)


def read_table(path: Path) -> tuple[str, str]:
    """Return the text of a table and its encoding; spreadsheet programs save cp1252 or UTF-8."""
    if not path.exists():
        return "", "utf-8"
    data = path.read_bytes()
    marked = data.startswith(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8-sig"), "utf-8-sig" if marked else "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"
