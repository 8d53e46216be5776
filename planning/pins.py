"""The user's own plan: a CSV of the lines' order and of tasks' dates in, pins out."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from planning.errors import PinError
from planning.records import Task

COLUMNS = ("task_id", "start", "line", "order")
_LONGEST_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class Pins:
    """What the user fixes; the rest is planned around it."""

    order: tuple[str, ...] = ()
    """Lines, the first one first."""
    dates: tuple[tuple[str, date, str], ...] = ()
    """(task id, first day, file:line)."""


def read_pins(path: Path) -> Pins:
    """Read the user's file.

    Raises
    ------
    PinError
        It cannot be read, or a row of it says nothing that can be planned with.
    """
    try:
        if path.stat().st_size > _LONGEST_FILE:
            raise PinError(f"{path.name}: larger than 1 MB; this is no list of tasks and dates")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise PinError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise PinError(f"{path.name}: this is not UTF-8 text; save it as CSV in UTF-8") from None
    return parse_pins(text, path.name)


def parse_pins(text: str, file: str) -> Pins:
    """Return the pins that `text` holds: rows with task_id and start, or with line and order."""
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") else ",")
    named = {str(name).strip().casefold() for name in rows.fieldnames or ()}
    if not named & {"task_id", "line"}:
        raise PinError(
            f"{file}:1: the first row must name columns, of {', '.join(COLUMNS)}: "
            "task_id and start fix a date, line and order the order of the lines"
        )
    order: list[tuple[int, str]] = []
    dates: dict[str, tuple[date, str]] = {}
    try:
        for row in rows:
            where = f"{file}:{rows.line_num}"
            cells = {str(k).strip().casefold(): str(v or "").strip() for k, v in row.items()}
            task, line = cells.get("task_id", ""), cells.get("line", "")
            if task and cells.get("start"):
                if task in dates:
                    raise PinError(f"{where}: {task} is there twice; keep one date")
                dates[task] = _day(cells["start"], where), where
            if line and cells.get("order"):
                order.append((_number(cells["order"], where), line))
    except csv.Error as error:
        raise PinError(f"{file}:{rows.line_num}: cannot be read as CSV ({error})") from None
    if not order and not dates:
        raise PinError(f"{file}: no row gives a task with a start, or a line with its order")
    return Pins(
        tuple(dict.fromkeys(line for _, line in sorted(order))),
        tuple((task, day, where) for task, (day, where) in dates.items()),
    )


def pinned(tasks: Iterable[Task], pins: Pins) -> tuple[Task, ...]:
    """Return the tasks with the user's dates.

    Raises
    ------
    PinError
        A pinned task is not in the plan, or has begun already.
    """
    tasks = tuple(tasks)
    known = {task.task_id: task for task in tasks}
    days: dict[str, date] = {}
    for name, day, where in pins.dates:
        if name not in known:
            like = difflib.get_close_matches(name, known, 3, 0.5)
            hint = f"; do you mean {' or '.join(like)}?" if like else ""
            raise PinError(f"{where}: the plan has no task {name!r}{hint}")
        if known[name].fixed_start is not None or known[name].done:
            raise PinError(f"{where}: {name} has begun already and cannot be moved; leave it out")
        days[name] = day
    return tuple(
        replace(task, pinned=days[task.task_id]) if task.task_id in days else task for task in tasks
    )


def checked_order(pins: Pins, lines: Iterable[str]) -> tuple[str, ...] | None:
    """Return the user's order of the lines; None: they gave none."""
    known = set(lines)
    for line in pins.order:
        if line not in known:
            raise PinError(f"the own plan orders line {line!r}, which the inventory does not have")
    return pins.order or None


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PinError(f"{where}: {text!r} is no date; write it like 2027-03-31") from None


def _number(text: str, where: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise PinError(f"{where}: {text!r} is no place in an order; write 1, 2, …") from None
