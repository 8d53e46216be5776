"""WLS-01: the Wi-Fi signal in the zones where the use case needs it.

Question: does the Wi-Fi signal cover every zone where the use case needs it?
Yes: 95 % of a zone's points have -67 dBm or what the clients need. No: less than 85 %, a tenth of
the points below -75 dBm, or the walk stopped before the zone and no access point is known there.
Not applicable: the use case has no wireless part.

Example: the walk stops at x = 107 m, Line 2's zone begins at 108 m and no access point of L2 is
known: fail.
"""

from __future__ import annotations

from audit.inventory.tables import UseCaseRow
from audit.records import Grade, Unknown, Why
from checks.ground import percent, share_outcome
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
    Threshold,
)
from checks.survey import Point, ZoneWalk, access_points, judge_zones, low_end, too_few

NOT_HEARD_DBM = -100.0
"""Stands for a point where the network was not heard at all; no client works below -95 dBm."""


def judge(asked: Asked) -> Answer:
    """Judge each required zone by the share of its points with enough signal."""
    needed = _needed_dbm(asked)
    return judge_zones(
        asked,
        f"{asked.limits['pass_percent']:g} % of the points of each zone expected at {needed:g} dBm"
        " or more",
        lambda walk, points: _zone(asked, walk, points, needed),
    )


def _needed_dbm(asked: Asked) -> float:
    """What the use case's clients need, else the threshold."""
    for row in asked.facts.table(UseCaseRow):
        if row.record.use_case == asked.use_case and row.record.wifi_dbm is not None:
            return row.record.wifi_dbm
    return asked.limits["rssi_dbm"]


def _zone(
    asked: Asked, walk: ZoneWalk, points: tuple[Point, ...], needed: float
) -> tuple[Target, float | None]:
    if not walk.points:
        return _not_walked(asked, walk, points), None
    if (open_one := too_few(asked, walk)) is not None:
        return open_one, None
    limits = asked.limits
    heard = [point.strongest(walk.ssid) for point in walk.points]
    levels = [NOT_HEARD_DBM if row is None else row.rssi_dbm or 0.0 for row in heard]
    share = percent(sum(level >= needed for level in levels), len(levels))
    tenth = low_end(levels)
    outcome = share_outcome(share, limits["pass_percent"], limits["warn_percent"])
    if tenth < limits["p10_dbm"]:
        outcome = Outcome.FAIL
    silent = sum(row is None for row in heard)
    more = f", {walk.ssid} not heard at {silent}" if silent else ""
    text = (
        f"{walk.name}: {share:.0f} % of {len(levels)} points at {needed:g} dBm or more, the weakest"
        f" tenth at {tenth:g} dBm or less{more}"
    )
    return Target(walk.zone.zone, outcome, text, evidence=walk.proof), share


def _not_walked(asked: Asked, walk: ZoneWalk, points: tuple[Point, ...]) -> Target:
    """A zone without a point: a gap that nobody covers, or one that nobody walked yet.

    It is a gap when the walk stops before it, or the list of access points names none there.
    """
    known = access_points(asked.facts, asked.line)
    lists = any(device.role == "AP" and device.documented for device in asked.facts.devices)
    if not points or known or not (lists or _lies_beyond(walk, points)):
        said = "no access point is listed anywhere" if points else "no walk is known"
        if known:
            said = f"access points {', '.join(known)} are known there"
        text = f"{walk.name} was never walked; {said}"
        why = Unknown(Why.NO_EVIDENCE, "zone never walked")
        return Target(walk.zone.zone, Outcome.UNKNOWN, text, why, (walk.evidence,))
    text = (
        f"{walk.name} was never walked and no access point of {asked.line} is known;"
        f" {_where_it_stops(walk, points)}"
    )
    return Target(walk.zone.zone, Outcome.FAIL, text, evidence=(walk.evidence,))


def _lies_beyond(walk: ZoneWalk, points: tuple[Point, ...]) -> bool:
    """Whether the whole zone lies outside of the rectangle that was walked."""
    zone = walk.zone
    for low, high, walked in (
        (zone.x1, zone.x2, [p.x for p in points if p.x is not None]),
        (zone.y1, zone.y2, [p.y for p in points if p.y is not None]),
    ):
        if low is None or high is None or not walked:
            continue
        if min(low, high) > max(walked) or max(low, high) < min(walked):
            return True
    return False


def _where_it_stops(walk: ZoneWalk, points: tuple[Point, ...]) -> str:
    walked = [(point.x, point.zone) for point in points if point.x is not None]
    if not walked:
        names = ", ".join(sorted({point.zone for point in points if point.zone}))
        return f"the walk covers {names or 'other places'}"
    end, zone = max(walked)
    last = f" in {zone}" if zone else ""
    begins = [x for x in (walk.zone.x1, walk.zone.x2) if x is not None]
    if begins and min(begins) >= end:
        return (
            f"the walk stops at x = {end:g} m{last}, the zone lies beyond, from {min(begins):g} m"
        )
    return f"the walk reaches x = {end:g} m{last}"


CHECK = Check(
    check_id="WLS-01",
    theme=Theme.WIRELESS,
    title="Wi-Fi signal covers every zone where the use case needs it",
    question="Does the Wi-Fi signal cover every zone where the use case needs it?",
    severity=Severity.BLOCKER,
    gate=GateRule.IF_LOAD_BEARING,
    stage=3,
    work_packages=("WP-10", "WP-11"),
    max_age_days=365,
    thresholds=(
        Threshold("rssi_dbm", -67, "dBm", "signal where the use case names none", "V"),
        Threshold("pass_percent", 95, "%", "points with enough signal: pass from", "D"),
        Threshold("warn_percent", 85, "%", "points with enough signal: below this it fails", "D"),
        Threshold("p10_dbm", -75, "dBm", "a tenth of the points below this fails", "D"),
        Threshold("points", 30, "points", "in a zone, at least", "D"),
        Threshold("m2_per_point", 50, "m2", "of a zone per point, at most", "D"),
    ),
    basis="-67 dBm: common survey practice of wireless vendors; percentages and densities: project"
    " default",
    so_what="Tablets and mobile clients lose the connection at exactly the station the use case was"
    " bought for.",
    remedy="Walk the zone with the real client once; move or add one access point before a new"
    " design is ordered.",
    closes_unknown="A walk of the zone: 30 points or more with signal and noise, as CSV of the"
    " survey tool",
    closes_minutes=60,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="zone",
    not_applicable_when="use case has no wireless part",
)
