"""WLS-04: how busy the Wi-Fi channels are in the zones where the use case needs them.

Question: are the channels planned, and do they have room?
Yes: every radio's channel is busy for less than 50 % of the time and the next access point on the
same channel is 19 dB weaker. No: more than 70 %, a 2.4 GHz channel other than 1, 6 and 11, or radar
moved a channel. A walk shows channels and distances; how busy they are, only radios say.

Example: a radio on channel 3: fail, before anybody measured how busy it is.
"""

from __future__ import annotations

from audit.facts.model import Stated
from audit.inventory.tables import RadioRow
from audit.records import Grade, Unknown, Why
from checks.ground import NOTHING, ground, in_words, rolled_up
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
from checks.signals import dated
from checks.survey import Point, ZoneWalk, low_end, walks_of, without_wireless
from checks.wifi import radios_of, zones_of

_PLANNED = {1, 6, 11}
_LAST_24 = 14
"""The highest channel number of 2.4 GHz."""


def judge(asked: Asked) -> Answer:
    """Judge the walked channels of each zone and every radio of the line; the worst decides."""
    if (closed := without_wireless(asked)) is not None:
        return closed
    facts, line = asked.facts, asked.line
    walks = walks_of(facts, zones_of(facts, line))
    radios = radios_of(facts, line)
    targets = (*(t for walk in walks for t in _walked(walk)),
               *(_radio(asked, row, walks) for row in radios))  # fmt: skip
    busy = [row.record.utilisation_percent for row in radios]
    known = [value for value in busy if value is not None]
    if not known:
        why = Unknown(Why.NO_EVIDENCE, "no utilisation source")
        said = "how busy the channels are, nobody measured"
        targets = (*targets, Target(line, Outcome.UNKNOWN, said, why))
    limits = asked.limits
    text = (
        f"{line}: channels busy for less than {limits['pass_percent']:g} % and same channels"
        f" {limits['separation_db']:g} dB apart expected"
    )
    on = dated(radios, (row.record.measured_on for row in radios)) if radios else NOTHING
    on = on + ground(row for walk in walks for point in walk.points for row in point.rows)
    said = in_words(targets) or "; ".join(target.sentence for target in targets)
    measured = f"{max(known):g} % busy" if known else ""
    return rolled_up(targets, f"{text}; {said}", on, measured=measured,
                     value=100.0 - max(known) if known else None)  # fmt: skip


def _walked(walk: ZoneWalk) -> list[Target]:
    """A channel that nobody plans is a failure; a good one says nothing of how busy it is."""
    rows = [r for point in walk.points for r in point.rows if r.record.ssid == walk.ssid]
    odd = sorted({c for r in rows if (c := r.record.channel) is not None and _unplanned(c)})
    if not walk.ssid or not odd:
        return []
    text = f"{walk.name}: {walk.ssid} was heard on channel {', '.join(map(str, odd))}"
    proof = tuple(sorted({r.evidence for r in rows if r.record.channel in odd}))
    return [Target(walk.zone.zone, Outcome.FAIL, text, evidence=proof)]


def _unplanned(channel: int) -> bool:
    return channel <= _LAST_24 and channel not in _PLANNED


def _radio(asked: Asked, row: Stated[RadioRow], walks: list[ZoneWalk]) -> Target:
    record, limits = row.record, asked.limits
    name = f"{record.ap} {record.bssid}".strip()
    busy = record.utilisation_percent
    if record.channel is not None and _unplanned(record.channel):
        return _said(row, Outcome.FAIL, f"{name} is on channel {record.channel} of 2.4 GHz")
    if record.dfs_events:
        return _said(row, Outcome.FAIL, f"radar moved the channel of {name} {record.dfs_events}"
                     " times in 30 days")  # fmt: skip
    if busy is None:
        return _open(row, "utilisation_percent is empty", f"how busy {name} is, is not said")
    text = f"the channel of {name} is busy for {busy:g} %"
    if busy > limits["fail_percent"]:
        return _said(row, Outcome.FAIL, text)
    if record.channel is None:
        return _open(row, "channel is empty", f"which channel {name} uses is not said")
    apart = record.separation_db
    if apart is None:
        apart = _separation(walks, record)
    if apart is None:
        said = f"{text}; how far the next access point on channel {record.channel} is, is not known"
        return _open(row, "same-channel separation not measured", said)
    text = f"{text}, the next on the same channel is {apart:g} dB weaker"
    good = busy < limits["pass_percent"] and apart >= limits["separation_db"]
    return _said(row, Outcome.PASS if good else Outcome.WARN, text)


def _separation(walks: list[ZoneWalk], radio: RadioRow) -> float | None:
    """Return the distance that a tenth of the points served by this radio does not exceed; None
    where it serves no point, or the walk recorded one access point at each place.
    """
    points = [point for walk in walks for point in walk.points]
    if not any(len({r.record.bssid for r in point.rows}) > 1 for point in points):
        return None
    found = [apart for point in points if (apart := _apart(point, radio)) is not None]
    return low_end(found) if found else None


_FAR_DB = 99.0
"""Stands for a place where nothing else is heard on that channel."""


def _apart(point: Point, radio: RadioRow) -> float | None:
    heard = [r.record for r in point.rows if r.record.rssi_dbm is not None]
    ours = radio.bssid.casefold()
    own = [r for r in heard if r.ssid == radio.ssid or r.bssid.casefold() == ours]
    if not own:
        return None
    best = max(own, key=lambda r: r.rssi_dbm or -200.0)
    if best.bssid.casefold() != ours or best.rssi_dbm is None:
        return None
    others = [r.rssi_dbm for r in heard if r.channel == radio.channel
              and r.bssid.casefold() != ours and r.rssi_dbm is not None]  # fmt: skip
    return best.rssi_dbm - max(others) if others else _FAR_DB


def _said(row: Stated[RadioRow], outcome: Outcome, text: str) -> Target:
    return Target(row.record.bssid, outcome, text, evidence=(row.evidence,))


def _open(row: Stated[RadioRow], detail: str, text: str) -> Target:
    why = Unknown(Why.NO_EVIDENCE, detail)
    return Target(row.record.bssid, Outcome.UNKNOWN, text, why, (row.evidence,))


CHECK = Check(
    check_id="WLS-04",
    theme=Theme.WIRELESS,
    title="Channels are planned and not saturated",
    question="Are the Wi-Fi channels planned, and do they have room?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=3,
    work_packages=("WP-12",),
    max_age_days=180,
    thresholds=(
        Threshold("pass_percent", 50, "%", "of the time busy: pass below", "V"),
        Threshold("fail_percent", 70, "%", "of the time busy: above this it fails", "V"),
        Threshold("separation_db", 19, "dB", "to the next on the same channel: pass from", "V"),
    ),
    basis="voice environment tables of wireless vendors",
    so_what="The signal is strong and the channel is full: data waits for its turn, and arrives"
    " late when the shift is busiest.",
    remedy="Move the radio to a free channel of 5 GHz outside of the radar band; switch off what"
    " nobody needs on the same channel.",
    closes_unknown="The channel utilisation of each radio from the wireless controller, as an"
    " export of a production day",
    closes_minutes=15,
    closes_who="wireless administrator",
    judge=judge,
    min_grade=Grade.B,
    scope="zone",
)
