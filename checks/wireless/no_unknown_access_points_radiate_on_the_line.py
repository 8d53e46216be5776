"""WLS-08: access points that a walk heard and no list names.

Question: does an access point that nobody knows radiate on the line?
Yes (all is well): every access point heard is in the list of radios. Warn: unknown ones, all weaker
than -60 dBm: a neighbour's. No: an unknown strong one, or one whose MAC sits on the plant's wire
(up to one number beside it, as access points count their radios).

Example: 02:…:31 was heard at -48 dBm in zone Z-L1 and is in no list: fail.
"""

from __future__ import annotations

from audit.facts.model import Device, PlantFacts, Stated
from audit.inventory.tables import RadioRow, SurveyRow
from audit.records import Why
from checks.ground import NOTHING, Ground, answer, counted, ground, listed, unknown
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
from checks.remembered import devices_by_mac, once
from checks.replied import day_in
from checks.signals import dated
from checks.wifi import points_on


def judge(asked: Asked) -> Answer:
    """Judge every access point heard in a zone of the line."""
    facts, line = asked.facts, asked.line
    expected = f"{line}: no access point expected that no list names"
    points = points_on(facts, line)
    rows = [row for point in points for row in point.rows if row.record.bssid]
    known, listed_on = _known(facts)
    if not rows:
        text = f"{expected}; nobody walked a zone of the line with a tool that names access points"
        return unknown(Why.NO_EVIDENCE, "no walk of the line", text)
    on = _walked_on(rows) + listed_on
    strongest: dict[str, float] = {}
    for row in rows:
        mac, level = row.record.bssid.casefold(), row.record.rssi_dbm
        if level is not None:
            strongest[mac] = max(level, strongest.get(mac, level))
    if not known:
        heard = counted(len(strongest), "access point")
        text = f"{expected}; {heard} heard, and there is no list of one's own"
        return unknown(Why.NOT_ASKED, "no access point list", text, on)
    strangers = {mac: level for mac, level in strongest.items() if mac not in known}
    targets = tuple(_target(asked, mac, level) for mac, level in sorted(strangers.items()))
    words = f"{len(strangers)} of {counted(len(strongest), 'access point')} unknown"
    if not targets:
        text = f"{expected}; {counted(len(strongest), 'access point')} heard, all in the list"
        return answer(Outcome.PASS, text, on, measured=words, value=0.0)
    failing = [t for t in targets if t.outcome is Outcome.FAIL]
    text = f"{expected}; {words}: {listed(t.sentence for t in failing or targets)}"
    outcome = Outcome.FAIL if failing else Outcome.WARN
    return answer(outcome, text, on, measured=words, value=-float(len(strangers)), targets=targets)


def _walked_on(rows: list[Stated[SurveyRow]]) -> Ground:
    return dated(rows, (day_in(row.record.time) for row in rows))


@once
def _known(facts: PlantFacts) -> tuple[frozenset[str], Ground]:
    """Return the BSSIDs of one's own: listed radios, and documented access points with their
    neighbouring numbers.
    """
    radios = facts.table(RadioRow)
    own = {row.record.bssid.casefold() for row in radios if row.record.bssid}
    aps = [d for d in facts.devices if d.role == "AP" and d.documented]
    near = {beside for d in aps for mac in d.macs for beside in _beside(mac, _RADIOS)}
    return frozenset(own | near), ground(radios) if radios else NOTHING


_RADIOS = 15
"""Radios and networks count up from the MAC of the access point, within its last digit."""


def _beside(mac: str, reach: int) -> list[str]:
    """Return a MAC and those up to `reach` above or below it."""
    try:
        number = int(mac.replace(":", ""), 16)
    except ValueError:
        return [mac]
    wanted = range(max(0, number - reach), min(number + reach, 2**48 - 1) + 1)
    return [":".join(f"{n:012x}"[i : i + 2] for i in range(0, 12, 2)) for n in wanted]


def _target(asked: Asked, mac: str, level: float) -> Target:
    text = f"{mac} at {level:g} dBm"
    wired = _on_wire(asked.facts, mac)
    if wired is not None:
        place = f"{wired.switch} {wired.port}".strip()
        where = f" on {place}" if place else ""
        text = f"{text}, and its MAC is on the wire{where}"
        return Target(mac, Outcome.FAIL, text, evidence=wired.evidence)
    strong = level > asked.limits["strong_dbm"]
    return Target(mac, Outcome.FAIL if strong else Outcome.WARN, text)


def _on_wire(facts: PlantFacts, mac: str) -> Device | None:
    found = devices_by_mac(facts)
    return next((found[near][0] for near in _beside(mac, 1) if near in found), None)


CHECK = Check(
    check_id="WLS-08",
    theme=Theme.WIRELESS,
    title="No unknown access points radiate on the line",
    question="Does an access point that nobody knows radiate on the line?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=3,
    work_packages=("WP-12",),
    max_age_days=180,
    thresholds=(Threshold("strong_dbm", -60, "dBm", "an unknown one above this fails", "D"),),
    basis="IEC 62443-3-3 SR 1.6 RE and 2.2 RE (recalled, verify); -60 dBm: project default",
    so_what="A router that somebody brought for a day is a second way into the machine, and takes"
    " air time from the first.",
    remedy="Find it with the walk's strongest place, ask who put it there, and give what it is for"
    " a place in the plant's own Wi-Fi.",
    closes_unknown="The list of radios (BSSID) of the plant's own access points, from the wireless"
    " controller",
    closes_minutes=10,
    closes_who="wireless administrator",
    judge=judge,
    scope="zone",
)
