"""What drives the programme beside its business case: laws, customers, suppliers, each by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from audit.inventory.tables import DeadlineRow, UseCaseRow
from audit.inventory.tables.money import DeadlineKind
from checks.records import EconomicFlag
from reports.model.ground import Ground
from reports.model.pilots import proved_on
from reports.model.programme import Driver
from reports.model.records import Mark
from reports.model.words import count, day, listed

IN_TIME, LATE = Mark("✔", "done in time", "good"), Mark("✖", "too late", "bad")
LEFT_OUT, UNDATED = Mark("✖", "not in the plan", "bad"), Mark("?", "no day stated", "open")
UNPLANNED, LIVE = Mark("?", "no plan yet", "open"), Mark("✔", "live already", "good")


def drivers(ground: Ground) -> tuple[Driver, ...]:
    """Each driver on each line that it is about, the nearest day first."""
    rows = [stated.record for stated in ground.facts.table(DeadlineRow)]
    found = [_driver(ground, row, line) for row in rows for line in _lines(ground, row)]
    found += _undated(ground)
    return tuple(sorted(found, key=lambda d: (d.day or date.max, d.driver, d.line)))


def _undated(ground: Ground) -> list[Driver]:
    """Duties of the table `usecases`, which has no column for a day."""
    cases = (stated.record for stated in ground.facts.table(UseCaseRow))
    rows = (DeadlineRow(deadline=case.duty, use_case=case.use_case) for case in cases if case.duty)
    return [replace(_driver(ground, row, ""), kind="duty") for row in rows]


def _lines(ground: Ground, row: DeadlineRow) -> Sequence[str]:
    """The lines that it is about; an empty one is the plant as a whole."""
    if row.line:
        return (row.line,)
    if row.work_package:
        found = {s.task.line for s in (ground.plan.tasks if ground.plan else ())
                 if s.task.work_package == _package(row)}  # fmt: skip
        return sorted(found) or [""]
    return [name.line for name in ground.names if not _live(ground, row, name.line)]


def _package(row: DeadlineRow) -> str:
    return row.work_package.strip().upper()


def _uses(ground: Ground, row: DeadlineRow) -> tuple[str, ...]:
    return (row.use_case,) if row.use_case else tuple(use.use_case for use in ground.uses)


def _live(ground: Ground, row: DeadlineRow, line: str) -> bool:
    """Whether every use case that it is about proved itself on this line."""
    proved = proved_on(ground).get(line, ())
    return not row.work_package and set(_uses(ground, row)) <= set(proved)


def _driver(ground: Ground, row: DeadlineRow, line: str) -> Driver:
    today = ground.judgement.as_of
    by = _planned(ground, row, line)
    duties = _duties(ground, row, line)
    name = ground.name(line).name if line else ""
    note = ""
    if duties:
        uses = listed(ground.use_name(use) for use in duties)
        note = (
            f"{uses} does not pay on {name}, but {row.deadline} holds from {day(row.day)}:"
            " duty-driven."
        )
    return Driver(
        driver=row.deadline,
        kind=str(row.kind) or "other",
        line=line,
        line_name=name,
        use_name=ground.use_name(row.use_case) if row.use_case else "",
        package=row.work_package,
        day=row.day,
        day_text=day(row.day, "not stated"),
        weeks_left=None if row.day is None else (row.day - today).days // 7,
        planned=by,
        spare_days=(row.day - by).days if row.day and by else None,
        mark=_mark(ground, row, line, by),
        note=note,
        duty=bool(duties),
        source=row.source,
    )


def _planned(ground: Ground, row: DeadlineRow, line: str) -> date | None:
    """When the plan has all of it done on the line; None where something of it is not planned."""
    if ground.plan is None:
        return None
    if row.work_package:
        ends = [s.finish for s in ground.plan.tasks
                if s.task.line == line and s.task.work_package == _package(row)]  # fmt: skip
        return max(ends, default=None)
    proved = proved_on(ground).get(line, ())
    wanted = set(_uses(ground, row)) - set(proved)
    live = {v.use_case: v.day for v in ground.plan.values if v.line == line}
    return max((live[use] for use in wanted), default=None) if wanted <= set(live) else None


def _duties(ground: Ground, row: DeadlineRow, line: str) -> list[str]:
    if row.kind is not DeadlineKind.LEGAL or row.work_package or row.day is None:
        return []
    return [
        score.use_case
        for score in ground.scores(line)
        if score.economic_flag is EconomicFlag.DUTY_DRIVEN and score.use_case in _uses(ground, row)
    ]


def _mark(ground: Ground, row: DeadlineRow, line: str, by: date | None) -> Mark:
    if line and _live(ground, row, line):
        return LIVE
    if row.day is None:
        return UNDATED
    if ground.plan is None:
        return UNPLANNED
    if by is None:
        return LEFT_OUT
    return IN_TIME if by <= row.day else LATE


def drivers_text(found: Sequence[Driver]) -> str:
    """How many there are and which do not hold."""
    if not found:
        return (
            "No law, customer or supplier with a day is on record; the table `deadlines` of the"
            " inventory takes them."
        )
    named = count(len({d.driver for d in found}), "driver")
    lost = [d for d in found if d.mark in (LATE, LEFT_OUT)]
    duty = len({d.line for d in found if d.duty})
    text = f"{named} beside the business case. Not met: {len(lost)} of {len(found)}."
    driven = f"Duty-driven: {count(duty, 'line')}."
    return f"{text} {driven}" if duty else text
