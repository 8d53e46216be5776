"""What people changed in the report's workbook, taken into the case's tables: a three-way merge of
what the row said, what it says now, and what the table says by now.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from audit.imports.workbook_back import Edit, Sheet
from cli.tables import upsert

if TYPE_CHECKING:
    from audit.facts.model import PlantFacts
    from audit.inventory.tables import Row

TABLES = {Sheet.STATUS: "status", Sheet.WAIVERS: "waivers",
          Sheet.THRESHOLDS: "thresholds", Sheet.WEIGHTS: "thresholds"}  # fmt: skip


@dataclass(slots=True)
class Taken:
    """What became of the edits. Mutable while they are taken."""

    rows: dict[str, dict[tuple[str, ...], dict[str, str]]] = field(
        default_factory=dict[str, "dict[tuple[str, ...], dict[str, str]]"]
    )
    """Table → key → cells to write."""
    same: int = 0
    problems: list[str] = field(default_factory=list[str])
    conflicts: list[str] = field(default_factory=list[str])

    @property
    def changed(self) -> list[str]:
        """Table and key of what is written."""
        return [
            f"{t}: {' '.join(filter(None, key))}" for t, rows in self.rows.items() for key in rows
        ]


def take(taken: Taken, edits: tuple[Edit, ...], facts: PlantFacts) -> None:
    """Hold each edit against the table as it is now; what is fine is put into `taken.rows`."""
    from audit.inventory.tables import TABLES as ALL_TABLES

    for edit in edits:
        name = TABLES[edit.sheet]
        table = ALL_TABLES[name]
        key = ("weights", *edit.key) if edit.sheet is Sheet.WEIGHTS else edit.key
        current = _current(facts, table, key, edit)
        pending = taken.rows.get(name, {}).get(key)
        cells = {**dict(zip(table.key, key, strict=True)), **edit.now}
        wrong = _wrong(table, edit, cells, facts)
        if wrong:
            taken.problems.append(f"{edit.place}: {wrong}; the row is left out")
        elif _meaning(table, current) == _meaning(table, cells) and pending is None:
            taken.same += 1
        elif pending is not None and _meaning(table, pending) != _meaning(table, cells):
            del taken.rows[name][key]
            taken.conflicts.append(f"{edit.place}: another copy says otherwise of {' '.join(key)}; "
                                   "neither was taken")  # fmt: skip
        elif _moved_on(table, edit, key, current):
            taken.conflicts.append(
                f"{edit.place}: the table {name} says something else of {' '.join(key)} than when "
                "the workbook was written; it stays: correct it there, or write a new workbook"
            )
        else:
            taken.rows.setdefault(name, {})[key] = cells


def store(taken: Taken, folder: Path) -> None:
    """Write what was taken into the case's tables, each file whole or not at all."""
    from audit.inventory.tables import TABLES as ALL_TABLES

    for name, rows in taken.rows.items():
        if rows:
            upsert(folder / f"{name}.csv", ALL_TABLES[name], rows)


def _current(
    facts: PlantFacts, table: type[Row], key: tuple[str, ...], edit: Edit
) -> dict[str, str]:
    """What the case says of the row now; empty: nothing."""
    for stated in facts.table(table):
        row = stated.record
        if tuple(str(getattr(row, name)) for name in table.key) == key:
            return {name: _shown(getattr(row, name)) for name in (*table.key, *edit.now)}
    return {}


def _moved_on(table: type[Row], edit: Edit, key: tuple[str, ...], current: dict[str, str]) -> bool:
    """Whether somebody changed the row after the workbook was written."""
    was = {**dict(zip(table.key, key, strict=True)), **edit.was} if edit.was else {}
    if not current:
        # A row that only the workbook knew: a package not started, a limit at its default.
        return bool(edit.was) and edit.sheet is Sheet.WAIVERS
    return _meaning(table, current) != _meaning(table, was)


def _meaning(table: type[Row], cells: dict[str, str]) -> object:
    """The cells as the table reads them, so that 3,5 is 3.5 and 31.03.2027 a day."""
    if not cells:
        return None
    try:
        row = table.model_validate({name: text for name, text in cells.items() if text})
    except ValueError:
        return dict(cells)
    return tuple(getattr(row, name) for name in cells)


def _wrong(table: type[Row], edit: Edit, cells: dict[str, str], facts: PlantFacts) -> str:
    """Say why a row cannot be taken; empty: it can."""
    from pydantic import ValidationError

    from audit.inventory.tables import LineRow

    line = cells.get("line", "")
    if line and line not in {row.record.line for row in facts.table(LineRow)}:
        return f"there is no line {line!r}"
    if edit.sheet is Sheet.WAIVERS and not all(edit.now.values()):
        return "a waiver needs a reason, who approved it, and until when"
    if edit.sheet in (Sheet.THRESHOLDS, Sheet.WEIGHTS) and not edit.now["reason"]:
        return "a changed value needs a reason beside it"
    try:
        table.model_validate({name: text for name, text in cells.items() if text})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        message = str(first["msg"]).removeprefix("Value error, ")
        column = str(first["loc"][0]) if first["loc"] else ""
        return f"{column}: {message} ({edit.now.get(column, '')[:60]!r})"
    return ""


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
