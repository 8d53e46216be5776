"""Write inventory files, read them, and look at what came out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from audit.inventory.read import InventoryRead, read_inventory


def read_files(folder: Path, **files: str | bytes) -> InventoryRead:
    """Write `assets__csv="…"` as assets.csv and read the folder."""
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("__", ".")).write_bytes(data)
    return read_inventory(folder)


def rows(read: InventoryRead, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts."""
    return [row.model_dump() for row, _ in read.rows.get(table, [])]


def said(read: InventoryRead) -> str:
    """Return all problems and warnings, a line each."""
    return "\n".join(str(problem) for problem in [*read.problems, *read.warnings])
