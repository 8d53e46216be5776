"""A Wi-Fi walk as points: survey rows in, the strongest access point of a zone's network out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import SurveyMetaRow, SurveyRow, UseCaseRow, ZoneRow
from audit.inventory.tables.shape import corners, inside, size
from audit.records import Unknown, Why
from checks.ground import Ground, answer, counted, ground, in_words, rolled_up, unknown
from checks.line_devices import devices_of, in_use
from checks.records import Answer, Asked, Outcome, Target
from checks.remembered import once, rows_where


@dataclass(frozen=True, slots=True)
class Point:
    """One place at one time."""

    zone: str
    x: float | None
    y: float | None
    rows: tuple[Stated[SurveyRow], ...]
    """One row for each access point heard."""

    def strongest(self, ssid: str) -> SurveyRow | None:
        """Return the strongest access point of that network; None: it was not heard here."""
        own = [
            row.record
            for row in self.rows
            if row.record.rssi_dbm is not None and row.record.ssid == ssid
        ]
        return max(own, key=_level, default=None)


def _level(row: SurveyRow) -> float:
    return -math.inf if row.rssi_dbm is None else row.rssi_dbm


@dataclass(frozen=True, slots=True)
class ZoneWalk:
    """A required zone with the points that lie in it."""

    zone: ZoneRow
    evidence: int
    points: tuple[Point, ...]
    ssid: str
    """Empty: not said, and the walk heard more than one network."""

    @property
    def name(self) -> str:
        """Id and name, for sentences."""
        return f"{self.zone.zone} ({self.zone.name})" if self.zone.name else self.zone.zone

    @property
    def area_m2(self) -> float | None:
        """The stated area, else the polygon's or the rectangle's."""
        zone = self.zone
        if zone.area_m2 is not None:
            return zone.area_m2
        if zone.polygon:
            return size(corners(zone.polygon))
        if None in (zone.x1, zone.x2, zone.y1, zone.y2):
            return None
        return abs((zone.x2 or 0) - (zone.x1 or 0)) * abs((zone.y2 or 0) - (zone.y1 or 0))

    @property
    def proof(self) -> tuple[int, ...]:
        """Evidence ids of the zone and its points."""
        return tuple(sorted({self.evidence, *(r.evidence for p in self.points for r in p.rows)}))


JudgeZone = Callable[[ZoneWalk, tuple[Point, ...]], tuple[Target, float | None]]
"""A zone and all points of the plant in, its result and its share of good points out."""


def judge_zones(asked: Asked, expected: str, judge_zone: JudgeZone) -> Answer:
    """Judge the zones in which the use case needs Wi-Fi; the worst decides."""
    facts, line = asked.facts, asked.line
    if (closed := without_wireless(asked)) is not None:
        return closed
    stated = rows_where(facts, ZoneRow, "line", line)
    zones = [row for row in stated if row.record.required]
    if not zones:
        if stated and all(row.record.required is False for row in stated):
            text = f"{line}: {counted(len(stated), 'zone')} listed, none needs Wi-Fi"
            return answer(Outcome.NA, text, ground(stated))
        text = f"{line}: no zone is listed in which {asked.use_case} needs Wi-Fi"
        return unknown(Why.NOT_ASKED, "no required zone", text, ground(stated))
    points = points_of(facts)
    walks = walks_of(facts, zones)
    results = [judge_zone(walk, points) for walk in walks]
    targets = (
        *(_still_true(facts, w, r[0]) for w, r in zip(walks, results, strict=True)),
        *(_undecided(row) for row in stated if row.record.required is None),
    )
    shares = [share for _, share in results if share is not None]
    text = f"{line}: {expected}; {in_words(targets) or '; '.join(t.sentence for t in targets)}"
    on = ground(zones)
    for walk in walks:
        on = on + _walk_ground(facts, walk)
    return rolled_up(
        targets, text, on, measured=f"{min(shares):.0f} % of points" if shares else "",
        value=min(shares) if len(shares) == len(zones) else None,
    )  # fmt: skip


def _undecided(row: Stated[ZoneRow]) -> Target:
    zone = row.record.zone
    why = Unknown(Why.NOT_ASKED, "required is empty")
    text = f"whether Wi-Fi is needed in {zone} is not said"
    return Target(zone, Outcome.UNKNOWN, text, why, (row.evidence,))


def without_wireless(asked: Asked) -> Answer | None:
    """Return the answer for a use case without a wireless part, or of which nobody said whether it
    has one; None: it has one.
    """
    rows = asked.facts.table(UseCaseRow)
    row = next((r for r in rows if r.record.use_case == asked.use_case), None)
    wireless = row.record.wireless if row else None
    if wireless is False:
        return answer(Outcome.NA, f"{asked.use_case} has no wireless part")
    if wireless is None:
        text = f"{asked.line}: whether {asked.use_case or 'the use case'} needs Wi-Fi is not said"
        return unknown(Why.NOT_ASKED, "wireless is empty", text)
    return None


def walks_of(facts: PlantFacts, zones: Iterable[Stated[ZoneRow]]) -> list[ZoneWalk]:
    """Return each zone with the points that lie in it."""
    return [_walk(facts, row) for row in zones]


@once
def points_of(facts: PlantFacts) -> tuple[Point, ...]:
    """Return the points of all walks: one for each zone, place and time."""
    found: dict[tuple[str, float | None, float | None, str], list[Stated[SurveyRow]]]
    found = defaultdict(list)
    for row in facts.table(SurveyRow):
        record = row.record
        found[(record.zone, record.x, record.y, record.time)].append(row)
    return tuple(Point(zone, x, y, tuple(rows)) for (zone, x, y, _), rows in found.items())


def _walk(facts: PlantFacts, row: Stated[ZoneRow]) -> ZoneWalk:
    """Take the points of a zone: by name; by their place where their name is no zone's."""
    zone = row.record
    named, others = _by_zone(facts)
    of_name = named.get(zone.zone.casefold(), ())
    inside = tuple(pair for pair in others if _lies_in(zone, pair[1]))
    own = tuple(point for _, point in sorted((*of_name, *inside), key=lambda pair: pair[0]))
    heard = {r.record.ssid for point in own for r in point.rows if r.record.ssid}
    ssid = zone.ssid or (next(iter(heard)) if len(heard) == 1 else "")
    return ZoneWalk(zone, row.evidence, own, ssid)


@once
def _by_zone(
    facts: PlantFacts,
) -> tuple[dict[str, list[tuple[int, Point]]], tuple[tuple[int, Point], ...]]:
    """Return the points by the name of their zone, and those whose name is no zone's; numbered."""
    names = {row.record.zone.casefold() for row in facts.table(ZoneRow)}
    named: dict[str, list[tuple[int, Point]]] = {}
    others: list[tuple[int, Point]] = []
    for number, point in enumerate(points_of(facts)):
        name = point.zone.casefold()
        (named.setdefault(name, []) if name in names else others).append((number, point))
    return named, tuple(others)


def _lies_in(zone: ZoneRow, point: Point) -> bool:
    if point.x is None or point.y is None:
        return False
    if zone.polygon:
        return inside(corners(zone.polygon), point.x, point.y)
    if zone.x1 is None or zone.x2 is None:
        return False
    if zone.y1 is None or zone.y2 is None:
        return False
    inside_x = min(zone.x1, zone.x2) <= point.x <= max(zone.x1, zone.x2)
    return inside_x and min(zone.y1, zone.y2) <= point.y <= max(zone.y1, zone.y2)


def _walk_ground(facts: PlantFacts, walk: ZoneWalk) -> Ground:
    """The walk's rows count from the day they were measured, not from the day of the import; a walk
    with a device that nobody named counts a grade less.
    """
    rows = [row for point in walk.points for row in point.rows]
    if not rows:
        return Ground()
    grade = max((row.grade for row in rows), key=lambda g: g.rank)
    if not any(meta.record.device for meta in metas_of(facts, walk)):
        grade = grade.worsened()
    evidence = tuple(sorted({row.evidence for row in rows}))
    return Ground(evidence, grade, min(_day(row) for row in rows))


def _day(row: Stated[SurveyRow]) -> date:
    with suppress(ValueError):
        return date.fromisoformat(row.record.time[:10])
    return row.time.date()


def _still_true(facts: PlantFacts, walk: ZoneWalk, target: Target) -> Target:
    """A layout that changed since the walk makes what it measured unknown."""
    if target.outcome is Outcome.UNKNOWN or not walk.points:
        return target
    if not any(meta.record.layout_changed_since for meta in metas_of(facts, walk)):
        return target
    why = Unknown(Why.STALE, "the layout changed since the walk")
    text = f"{target.sentence}; but the layout changed since the walk"
    return Target(target.name, Outcome.UNKNOWN, text, why, target.evidence)


def metas_of(facts: PlantFacts, walk: ZoneWalk) -> list[Stated[SurveyMetaRow]]:
    """What is said of the walk: by its file, or the only one there is."""
    files = {_file(row.file) for point in walk.points for row in point.rows}
    metas = facts.table(SurveyMetaRow)
    by_file = _metas_by_file(facts)
    own = {number: meta for file in files for number, meta in by_file.get(file, ())}
    return [own[n] for n in sorted(own)] or (list(metas) if len(metas) == 1 else [])


@once
def _metas_by_file(facts: PlantFacts) -> dict[str, list[tuple[int, Stated[SurveyMetaRow]]]]:
    found: dict[str, list[tuple[int, Stated[SurveyMetaRow]]]] = {}
    for number, meta in enumerate(facts.table(SurveyMetaRow)):
        found.setdefault(_file(meta.record.file), []).append((number, meta))
    return found


def _file(name: str) -> str:
    return PureWindowsPath(PurePosixPath(name).name).name.casefold()


def too_few(asked: Asked, walk: ZoneWalk) -> Target | None:
    """Return UNKNOWN for a zone with too few points to judge it, or without a known network."""
    number, area = len(walk.points), walk.area_m2
    needed = asked.limits["points"]
    per = asked.limits["m2_per_point"]
    detail, said = "", ""
    if number < needed:
        detail, said = "too few points", f"{number} points walked, {needed:g} are needed"
    elif area is not None and number * per < area:
        detail = "too few points"
        said = f"{number} points on {area:.0f} m2, one for every {per:g} m2 is needed"
    elif area is None:
        detail, said = "area of the zone", "how large the zone is, is not said"
    elif not walk.ssid:
        detail, said = "ssid of the zone", "which network the use case needs is not said"
    if not said:
        return None
    why = Unknown(Why.NO_EVIDENCE if detail == "too few points" else Why.NOT_ASKED, detail)
    return Target(walk.zone.zone, Outcome.UNKNOWN, f"{walk.name}: {said}", why, walk.proof)


def access_points(facts: PlantFacts, line: str) -> list[str]:
    """Return the access points known on the line."""
    return [d.device_id for d in devices_of(facts, line) if d.role == "AP" and in_use(d)]


def low_end(values: list[float], share: float = 0.1) -> float:
    """Return the value that a share of all values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
