"""WLS-02: signal over noise in the zones where the use case needs Wi-Fi.

Question: is the signal-to-noise ratio high enough in every required zone?
Yes: 95 % of a zone's points have 25 dB. No: less than 85 % have 20 dB. Not applicable: the use case
has no wireless part. A walk without noise is unknown: no noise floor is ever assumed.

Example: the walk of L1 has an empty noise column: unknown, although the signal is strong.
"""

from __future__ import annotations

from audit.records import Grade, Unknown, Why
from checks.ground import percent, same_at_both_ends
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
from checks.survey import Point, ZoneWalk, judge_zones, too_few

SILENT_DB = 0.0
"""Stands for a point where the network was not heard."""


def judge(asked: Asked) -> Answer:
    """Judge each required zone by the share of its points with enough distance to the noise."""
    return judge_zones(
        asked,
        f"{asked.limits['pass_percent']:g} % of the points of each zone expected at"
        f" {asked.limits['pass_db']:g} dB or more above the noise",
        lambda walk, _: _zone(asked, walk),
    )


def _zone(asked: Asked, walk: ZoneWalk) -> tuple[Target, float | None]:
    name = walk.zone.zone
    if not walk.points:
        why = Unknown(Why.NO_EVIDENCE, "zone never walked")
        text = f"{walk.name} was never walked"
        return Target(name, Outcome.UNKNOWN, text, why, (walk.evidence,)), None
    if (open_one := too_few(asked, walk)) is not None:
        return open_one, None
    ratios = [_ratio(point, walk.ssid) for point in walk.points]
    known = [ratio for ratio in ratios if ratio is not None]
    missing = len(ratios) - len(known)
    at_worst = _outcome(asked, known, missing, good=False)
    outcome = same_at_both_ends(at_worst, _outcome(asked, known, missing, good=True))
    if outcome is Outcome.UNKNOWN:
        why = Unknown(Why.NO_EVIDENCE, "noise column empty")
        text = f"{walk.name}: the noise is missing at {missing} of {len(ratios)} points"
        return Target(name, outcome, text, why, walk.proof), None
    share = _share(known, missing, asked.limits["pass_db"], good=False)
    text = (
        f"{walk.name}: {share:.0f} % of {len(ratios)} points at {asked.limits['pass_db']:g} dB,"
        f" {_share(known, missing, asked.limits['warn_db'], good=False):.0f} % at"
        f" {asked.limits['warn_db']:g} dB"
    )
    return Target(name, outcome, text, evidence=walk.proof), share


def _ratio(point: Point, ssid: str) -> float | None:
    """Return dB above the noise at the strongest access point; None: the noise was not measured."""
    row = point.strongest(ssid)
    if row is None or row.rssi_dbm is None:
        return SILENT_DB
    return None if row.noise_dbm is None else row.rssi_dbm - row.noise_dbm


def _share(known: list[float], missing: int, limit_db: float, *, good: bool) -> float:
    """Return the share of points at the limit, with those that are missing all good or all bad."""
    reached = sum(ratio >= limit_db for ratio in known) + (missing if good else 0)
    return percent(reached, len(known) + missing)


def _outcome(asked: Asked, known: list[float], missing: int, *, good: bool) -> Outcome:
    limits = asked.limits
    if _share(known, missing, limits["pass_db"], good=good) >= limits["pass_percent"]:
        return Outcome.PASS
    enough = _share(known, missing, limits["warn_db"], good=good) >= limits["warn_percent"]
    return Outcome.WARN if enough else Outcome.FAIL


CHECK = Check(
    check_id="WLS-02",
    theme=Theme.WIRELESS,
    title="Signal-to-noise ratio is high enough",
    question="Is the signal-to-noise ratio high enough in every required zone?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=3,
    work_packages=("WP-10",),
    max_age_days=365,
    thresholds=(
        Threshold("pass_db", 25, "dB", "above the noise: pass", "V"),
        Threshold("warn_db", 20, "dB", "above the noise: below this a point is bad", "V"),
        Threshold("pass_percent", 95, "%", "points at the pass limit: pass from", "D"),
        Threshold("warn_percent", 85, "%", "points at the lower limit: below this it fails", "D"),
        Threshold("points", 30, "points", "in a zone, at least", "D"),
        Threshold("m2_per_point", 50, "m2", "of a zone per point, at most", "D"),
    ),
    basis="25 dB: voice environment table of wireless vendors; percentages and densities: project"
    " default",
    so_what="The signal looks strong, and data still arrives late: a welder or a neighbour's"
    " network drowns it.",
    remedy="Change to a channel without the noise; look for its source with the line running.",
    closes_unknown="The same walk with a tool that records the noise (a laptop, not a phone)",
    closes_minutes=60,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="zone",
    not_applicable_when="no wireless part",
)
