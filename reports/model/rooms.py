"""Headroom with one line, two and all of them, as the report prints it."""

from __future__ import annotations

from checks.headroom import Room, Use, rooms
from checks.limits import limits_of
from checks.records import Outcome
from reports.model import phrases
from reports.model.annex import Extra
from reports.model.ground import Ground
from reports.model.marks import OUTCOMES
from reports.model.outlook import RoomReport, RoomRow
from reports.model.records import StripCell
from reports.model.words import count, sentence, shorten

CELL = 40
"""Characters of a cell."""
BASIS = 300
"""Characters of what a row rests on."""


def room_report(ground: Ground) -> RoomReport:
    """One row a resource that is known with at least one number of lines."""
    found = _rooms(ground)
    known = [room for room in found if any(step.use.used for step in room.steps)]
    open_ones = [room.resource for room in found if room not in known and _open(room)]
    steps = found[0].steps if found else ()
    last = steps[-1].lines if steps else 0
    heads = tuple(
        f"all {count(step.lines, 'line')}" if step.lines == last > 2 else count(step.lines, "line")
        for step in steps
    )
    return RoomReport(
        heads=heads,
        rows=tuple(_row(room) for room in known),
        unknown=f"Not known: {', '.join(open_ones)}." if open_ones else "",
    )


def rooms_register(ground: Ground) -> Extra:
    """The same with its numbers, for the workbook."""
    rows = tuple(
        (room.resource, room.check_id, float(step.lines), step.use.used, step.use.of, room.unit,
         step.use.where, str(step.use.outcome), room.basis)
        for room in _rooms(ground) for step in room.steps
    )  # fmt: skip
    columns = ("resource", "check", "lines", "used", "of", "unit", "tightest at", "status",
               "rests on")  # fmt: skip
    what = "What is left of each resource with one line, two and all of them."
    return Extra("Room for lines", what, columns, rows)


def _rooms(ground: Ground) -> tuple[Room, ...]:
    checks = {f.check.check_id: f.check for f in ground.judgement.findings}
    limits = limits_of(ground.facts, tuple(checks.values())).values
    if not {"NET-13", "NET-16", "DAT-13", "PLC-05"} <= set(limits):
        return ()
    return rooms(ground.facts, limits)


def _open(room: Room) -> bool:
    return any(step.use.outcome is Outcome.UNKNOWN for step in room.steps)


def _row(room: Room) -> RoomRow:
    cells = tuple(_cell(step.use, room.unit) for step in room.steps)
    return RoomRow(room.resource, room.check_id, cells, shorten(sentence(room.basis), BASIS))


def _cell(use: Use, unit: str) -> StripCell:
    mark = OUTCOMES[use.outcome]
    if use.used is None:
        return StripCell(mark, mark.word)
    text = f"{use.used:.1f} %" if unit == "%" else _of(use, unit)
    if not use.used and use.of == 0:
        text = phrases.ROOM_NONE
    return StripCell(mark, shorten(f"{text}, {use.where}" if use.where else text, CELL))


def _of(use: Use, unit: str) -> str:
    if use.of is None:
        return f"{use.used:g} {unit}"
    return f"{use.used:g} of {use.of:g} {unit if len(unit) < 6 else ''}".strip()
