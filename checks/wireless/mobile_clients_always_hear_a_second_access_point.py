"""WLS-03: a second access point of the same network wherever a client moves.

Question: do moving clients always hear a second access point?
Yes: 90 % of a zone's points hear the second-strongest at -75 dBm, -67 dBm where vehicles drive. No:
less than 75 %. Not applicable: no client moves.
A tool that recorded one access point at each place says nothing of a second one.

Example: 34 of 40 points hear a second access point at -75 dBm: warn.
"""

from __future__ import annotations

from dataclasses import replace

from audit.records import Grade, Unknown, Why
from checks.ground import answer, percent, share_outcome
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
from checks.survey import Point, ZoneWalk, judge_zones, too_few, without_wireless
from checks.wifi import Moving, clients_of_line


def judge(asked: Asked) -> Answer:
    """Judge each required zone by the share of its points that hear a second access point."""
    if (closed := without_wireless(asked)) is not None:
        return closed
    clients = clients_of_line(asked)
    if clients.moving is Moving.STAY:
        text = f"{asked.line}: no Wi-Fi client moves, so none needs a second access point"
        return answer(Outcome.NA, text, clients.on)
    strict = clients.moving is Moving.VEHICLES
    needed = asked.limits["strict_dbm" if strict else "second_dbm"]
    got = judge_zones(
        asked,
        f"{asked.limits['pass_percent']:g} % of the points of each zone expected to hear a second"
        f" access point at {needed:g} dBm or more",
        lambda walk, points: _zone(asked, walk, points, needed),
    )
    if clients.open_one is None or got.outcome in (Outcome.NA, Outcome.UNKNOWN):
        return got
    open_one = clients.open_one.why or Unknown(Why.NOT_ASKED)
    if got.outcome is Outcome.PASS and _strict_passes(asked):
        return got
    text = f"{got.sentence}; but whether the clients move, and how, is not known"
    return replace(got, outcome=Outcome.UNKNOWN, sentence=text, why=open_one, value=None)


def _strict_passes(asked: Asked) -> bool:
    """Whether the answer would be a pass even if vehicles drive with the clients."""
    needed = asked.limits["strict_dbm"]
    got = judge_zones(asked, "", lambda walk, points: _zone(asked, walk, points, needed))
    return got.outcome is Outcome.PASS


def _zone(
    asked: Asked, walk: ZoneWalk, points: tuple[Point, ...], needed: float
) -> tuple[Target, float | None]:
    name = walk.zone.zone
    if not walk.points:
        return _open(walk, "zone never walked", f"{walk.name} was never walked"), None
    if (open_one := too_few(asked, walk)) is not None:
        return open_one, None
    if not any(len(_heard(point)) > 1 for point in points):
        text = f"{walk.name}: the walk recorded one access point at each place, never a second"
        return _open(walk, "fewer than 2 access points recorded", text), None
    levels = [_second(point, walk.ssid) for point in walk.points]
    good = sum(level is not None and level >= needed for level in levels)
    share = percent(good, len(levels))
    outcome = share_outcome(share, asked.limits["pass_percent"], asked.limits["warn_percent"])
    text = (
        f"{walk.name}: {share:.0f} % of {len(levels)} points hear a second access point of"
        f" {walk.ssid} at {needed:g} dBm or more"
    )
    return Target(name, outcome, text, evidence=walk.proof), share


def _heard(point: Point) -> set[str]:
    return {r.record.bssid for r in point.rows if r.record.bssid and r.record.rssi_dbm is not None}


def _second(point: Point, ssid: str) -> float | None:
    """Return the second-strongest level of a network; None: one access point or none was heard."""
    levels: dict[str, float] = {}
    for row in (stated.record for stated in point.rows):
        if row.ssid == ssid and row.bssid and row.rssi_dbm is not None:
            levels[row.bssid] = max(row.rssi_dbm, levels.get(row.bssid, row.rssi_dbm))
    return sorted(levels.values())[-2] if len(levels) > 1 else None


def _open(walk: ZoneWalk, detail: str, text: str) -> Target:
    why = Unknown(Why.NO_EVIDENCE, detail)
    return Target(walk.zone.zone, Outcome.UNKNOWN, text, why, walk.proof)


CHECK = Check(
    check_id="WLS-03",
    theme=Theme.WIRELESS,
    title="Mobile clients always hear a second access point",
    question="Do Wi-Fi clients that move always hear a second access point?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=3,
    work_packages=("WP-11",),
    max_age_days=365,
    thresholds=(
        Threshold("second_dbm", -75, "dBm", "second-strongest access point", "D"),
        Threshold("strict_dbm", -67, "dBm", "the same where vehicles drive", "V"),
        Threshold("pass_percent", 90, "%", "points that hear it: pass from", "D"),
        Threshold("warn_percent", 75, "%", "points that hear it: below this it fails", "D"),
        Threshold("points", 30, "points", "in a zone, at least", "D"),
        Threshold("m2_per_point", 50, "m2", "of a zone per point, at most", "D"),
    ),
    basis="overlap of cells as wireless vendors advise for moving clients; -75 dBm and percentages:"
    " project default",
    so_what="A tablet that is carried along the line loses its connection in the gap between two"
    " access points.",
    remedy="Turn or move an access point so that its cell reaches into the next; add one only where"
    " that is not enough.",
    closes_unknown="The same walk with a tool that records every access point it hears",
    closes_minutes=60,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="zone",
    not_applicable_when="no roaming clients",
)
