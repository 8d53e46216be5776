"""Registers that only the workbook shows: what the plant said and what was seen of it, row by row:
crews and windows, consumer × controller, drawn against seen, zones, owners, knowledge, use cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from audit.facts.differences import differences
from audit.inventory.tables import (
    AssetRow,
    ControllerRow,
    CrewRow,
    DriverRow,
    FinanceRow,
    KnowledgeRow,
    OwnerRow,
    UseCaseRow,
    WindowRow,
    ZoneRow,
)
from checks.survey import Point, walks_of
from planning.calendar import windows
from planning.records import Scheduled
from reports.model.annex import Extra
from reports.model.ground import Ground
from reports.model.rooms import rooms_register

Cell = str | float | None
_KNOWS = 2
"""From this level on somebody can keep a system running alone."""


def registers(ground: Ground) -> tuple[Extra, ...]:
    """Every register, in the order of the workbook's sheets."""
    return (
        _crew_load(ground),
        _window_hours(ground),
        _compatibility(ground),
        _reconcile(ground),
        _zones(ground),
        _owners(ground),
        _knowledge(ground),
        _use_cases(ground),
        rooms_register(ground),
    )


def _crew_load(ground: Ground) -> Extra:
    """Days a crew is planned for, against the days it has, week by week."""
    crews = {row.record.crew: row.record for row in ground.facts.table(CrewRow)}
    planned: dict[tuple[str, date], float] = defaultdict(float)
    for item in _scheduled(ground):
        for monday, days in _by_week(item.start, item.finish):
            for crew in item.task.crews:
                planned[crew, monday] += days
    rows: list[tuple[Cell, ...]] = []
    for (crew, monday), days in sorted(planned.items()):
        row = crews.get(crew)
        has = row.days_per_week if row and row.days_per_week is not None else None
        load = None if not has else days / has
        flag = "" if load is None else ("✖ more than it has" if load > 1.001 else "")
        rows.append((crew, monday.isoformat(), days, has, load, flag))
    columns = ("crew", "week of", "days planned", "days a week", "share", "remark")
    what = "Working days of each crew by week, against what the resources table gives it."
    return Extra("Crews", what, columns, tuple(rows))


def _scheduled(ground: Ground) -> Sequence[Scheduled]:
    return [i for i in (ground.plan.tasks if ground.plan else ()) if not i.task.done]


def _by_week(start: date, finish: date) -> list[tuple[date, float]]:
    """Working days in each week of a span."""
    found: dict[date, float] = defaultdict(float)
    day = start
    while day <= finish and len(found) < 520:
        if day.weekday() < 5 or start == finish:
            found[day - timedelta(days=day.weekday())] += 1
        day += timedelta(days=1)
    return sorted(found.items())


def _window_hours(ground: Ground) -> Extra:
    """Hours that the plan needs a line to stand, by month, against the hours of its windows."""
    items = [item for item in _scheduled(ground) if item.task.downtime_h > 0]
    needed: dict[tuple[str, str], float] = defaultdict(float)
    for item in items:
        needed[item.task.line, f"{item.start:%Y-%m}"] += item.task.downtime_h
    has: dict[tuple[str, str], float] = defaultdict(float)
    if items:
        listed = [stated.record for stated in ground.facts.table(WindowRow)]
        first = min(item.start for item in items).replace(day=1)
        last = max(item.finish for item in items) + timedelta(days=31)
        for window in windows(listed, first, last):
            for line in {line for line, _ in needed if window.line in ("", line)}:
                has[line, f"{window.day:%Y-%m}"] += window.hours
    rows: list[tuple[Cell, ...]] = [
        (line, ground.name(line).name, month, hours, has[line, month],
         "✖ more than the windows" if hours > has[line, month] + 0.01 else "")
        for (line, month), hours in sorted(needed.items())
    ]  # fmt: skip
    columns = ("line", "name", "month", "standstill needed (h)", "hours in windows", "remark")
    return Extra("Windows", "When each line has to stand, by month.", columns, tuple(rows))


def _compatibility(ground: Ground) -> Extra:
    """Each consumer against each controller: by which protocol it can read it."""
    lines = {row.record.asset_id: row.record.line for row in ground.facts.table(AssetRow)}
    drivers = [stated.record for stated in ground.facts.table(DriverRow)]
    controllers = [stated.record for stated in ground.facts.table(ControllerRow)]
    rows: list[tuple[Cell, ...]] = []
    for consumer in dict.fromkeys(driver.consumer for driver in drivers):
        own = [driver for driver in drivers if driver.consumer == consumer]
        for plc in controllers:
            spoken = {protocol.casefold() for protocol in plc.protocols}
            ways = [
                d for d in own
                if d.protocol.casefold() in spoken
                and d.family.casefold() in ("", plc.family.casefold())
            ]  # fmt: skip
            said = "; ".join(f"{d.protocol} ({d.route})" for d in ways)
            mark = "✔ can read" if ways else ("✖ no driver" if spoken else "? protocols not known")
            rows.append(
                (consumer, plc.asset_id, lines.get(plc.asset_id, ""), plc.family,
                 "; ".join(plc.protocols), mark, said)
            )  # fmt: skip
    columns = ("consumer", "controller", "line", "family", "it speaks", "result", "by")
    what = "Which consumer can read which controller, by the driver lists and interface tables."
    return Extra("Compatibility", what, columns, tuple(rows))


def _reconcile(ground: Ground) -> Extra:
    rows: list[tuple[Cell, ...]] = [
        (d.kind, d.name, d.line, d.state, d.attribute, d.documented, d.seen, d.question, "")
        for d in differences(ground.facts)
    ]
    columns = ("kind", "name", "line", "state", "attribute", "documented", "seen", "question",
               "which is wrong?")  # fmt: skip
    what = "Where documents and the floor disagree. Which of them is wrong, a person decides."
    return Extra("Reconcile", what, columns, tuple(rows))


def _zones(ground: Ground) -> Extra:
    stated = ground.facts.table(ZoneRow)
    rows: list[tuple[Cell, ...]] = []
    for walk in walks_of(ground.facts, stated):
        zone = walk.zone
        levels = _levels(walk.points, walk.ssid)
        noise = _snr(walk.points, walk.ssid)
        need = "" if zone.required is None else ("yes" if zone.required else "no")
        rows.append(
            (zone.zone, zone.name, zone.line, need, walk.ssid, float(len(walk.points)),
             _tenth(levels), min(levels, default=None), _tenth(noise))
        )  # fmt: skip
    columns = ("zone", "name", "line", "needed", "network", "points", "P10 (dBm)",
               "weakest (dBm)", "P10 SNR (dB)")  # fmt: skip
    what = "Wireless zones and what the walk measured there; an empty cell was not measured."
    return Extra("Wireless zones", what, columns, tuple(rows))


def _levels(points: Iterable[Point], ssid: str) -> list[float]:
    best = [point.strongest(ssid) for point in points]
    return sorted(row.rssi_dbm for row in best if row is not None and row.rssi_dbm is not None)


def _snr(points: Iterable[Point], ssid: str) -> list[float]:
    best = [point.strongest(ssid) for point in points]
    return sorted(
        row.rssi_dbm - row.noise_dbm
        for row in best
        if row is not None and row.rssi_dbm is not None and row.noise_dbm is not None
    )


def _tenth(ordered: list[float]) -> float | None:
    """The value that nine points of ten reach."""
    return ordered[len(ordered) // 10] if ordered else None


def _owners(ground: Ground) -> Extra:
    rows: list[tuple[Cell, ...]] = []
    found: dict[tuple[str, str], list[OwnerRow]] = defaultdict(list)
    for row in (stated.record for stated in ground.facts.table(OwnerRow)):
        found[row.layer, row.line].append(row)
    for (layer, line), said in sorted(found.items()):
        names = list(dict.fromkeys(row.accountable for row in said if row.accountable))
        agree = "? nobody named" if not names else ("✔ one" if len(names) == 1 else "✖ several")
        rows.append(
            (layer, line or "plant", "; ".join(names), agree,
             "; ".join(dict.fromkeys(r.responsible for r in said if r.responsible)),
             "; ".join(dict.fromkeys(r.org for r in said if r.org)),
             "; ".join(dict.fromkeys(r.document for r in said if r.document)))
        )  # fmt: skip
    columns = ("layer", "line", "accountable", "agree?", "responsible", "organisation", "document")
    return Extra("Ownership", "Who answers for what, as the lists say it.", columns, tuple(rows))


def _knowledge(ground: Ground) -> Extra:
    rows: list[tuple[Cell, ...]] = []
    found: dict[tuple[str, str], list[KnowledgeRow]] = defaultdict(list)
    for row in (stated.record for stated in ground.facts.table(KnowledgeRow)):
        found[row.system, row.line].append(row)
    for (system, line), said in sorted(found.items()):
        able = [r for r in said if r.level is not None and r.level >= _KNOWS]
        leaves = [r.leave_date for r in said if r.leave_date is not None]
        written = any(r.written for r in said)
        rows.append(
            (system, line or "plant", "; ".join(r.person for r in said if r.person),
             float(len(able)), "yes" if written else "",
             min(leaves).isoformat() if leaves else "")
        )  # fmt: skip
    columns = ("system", "line", "people", "who can keep it running", "written down",
               "first leaves")  # fmt: skip
    what = f"Systems and the people who know them; level {_KNOWS} or more counts as able."
    return Extra("Knowledge", what, columns, tuple(rows))


def _use_cases(ground: Ground) -> Extra:
    money = {(s.record.use_case, s.record.line): s.record for s in ground.facts.table(FinanceRow)}
    stated = {s.record.use_case: s.record for s in ground.facts.table(UseCaseRow)}
    several = len(ground.pilots) > 1
    rows: list[tuple[Cell, ...]] = []
    for score in ground.judgement.scores:
        row = stated.get(score.use_case)
        case = money.get((score.use_case, score.line))
        rows.append(
            (ground.use_name(score.use_case), ground.name(score.line).name, str(score.verdict),
             float(score.index), row.kpi if row else "",
             case.benefit_per_year_low if case else None,
             case.benefit_per_year_high if case else None,
             case.cost_low if case else None, case.cost_high if case else None,
             row.finance_signed_by if row else "", row.scope if row else "",
             *([_pilot(ground, score.use_case)] if several else []))
        )  # fmt: skip
    columns = ("use case", "line", "verdict", "index", "KPI", "benefit a year low",
               "benefit a year high", "cost low", "cost high", "signed by", "scope",
               *(["pilot"] if several else []))  # fmt: skip
    what = "Value beside readiness, for every use case and line."
    return Extra("Use cases", what, columns, tuple(rows))


def _pilot(ground: Ground, use_case: str) -> str:
    return ground.name(ground.judgement.pilot_of(use_case)).name
