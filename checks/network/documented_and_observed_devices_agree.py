"""NET-01: the devices that are documented on the line against those that were seen there.

Question: is every device that was seen on the line documented, and was every documented one seen?
Yes: 95 % of the seen devices are documented and at most 5 % of the documented ones were not seen.
No: below 85 %, above 15 %, or an undocumented router, access point, remote access box, controller.
Not applicable: never; a line without any record is unknown, and so is one where only the documented
devices were asked. A device without MAC and IP address cannot be seen and is no ghost.

Example: L2 shows an eWON remote access box that no list names: fail, whatever the share.
"""

from __future__ import annotations

from audit.facts.model import Device, PlantFacts
from audit.records import Grade, Why
from checks.ground import (
    answer,
    counted,
    listed,
    percent,
    same_at_both_ends,
    share_outcome,
    unknown,
)
from checks.line_devices import addressable, described, device_ground, devices_of, in_use
from checks.looked import base_of
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
from checks.remembered import among, by_id, links_at, segments_with

REPORTED = ("lldp", "cdp")
"""A neighbour that a switch names was seen, though nothing was read from it."""
NEVER_UNDOCUMENTED = {"router", "AP", "remote access", "controller"}


def judge(asked: Asked) -> Answer:
    """Match both sets; the devices are merged already, so a device is in both or in one."""
    line = asked.line
    own = devices_of(asked.facts, line)
    documented = [d for d in own if d.documented and in_use(d)]
    near = links_at(asked.facts, [device.device_id for device in own])
    reported = [link for link in near if link.kind in REPORTED]
    ends = {end for link in reported for end in (link.a_device, link.b_device)}
    seen = [d for d in own if d.observed or d.device_id in ends]
    on = device_ground([*documented, *seen])
    if not documented or not seen:
        what = "documented" if not documented else "seen"
        there = f"{len(seen)} seen" if not documented else f"{len(documented)} documented"
        text = f"{line}: no device of the line is {what} ({there}), so the two cannot be compared"
        return unknown(Why.NO_EVIDENCE, f"no {what} device of the line", text, on)
    extra = [d for d in seen if not d.documented]
    there_ids = {d.device_id for d in seen}
    could = [d for d in documented if addressable(d) or d.device_id in there_ids]
    ghosts = [d for d in could if d.device_id not in there_ids and d.status != "offline"]
    base = base_of(asked.facts, own, asked.limits["cycle_h"])
    odd = {d.device_id for d in (*extra, *ghosts)}
    targets = tuple(_target(device) for device in own if device.device_id in odd)
    text = f"{_sentence(line, seen, extra, could, ghosts)}; {base.in_words}"
    measured = f"{len(seen) - len(extra)} of {len(seen)} documented, {len(ghosts)} not seen"
    outcome = _outcome(asked, seen, extra, could, ghosts)
    if strays := _strays(asked.facts, own):
        text += (
            f"; seen in its segment, on which line is not known: {listed(map(described, strays))}"
        )
        there = _outcome(asked, [*seen, *strays], [*extra, *strays], could, ghosts)
        if same_at_both_ends(there, outcome) is Outcome.UNKNOWN:
            detail = "the line of devices in its segment"
            return unknown(Why.NO_EVIDENCE, detail, text, on + base.on, measured=measured,
                           targets=targets)  # fmt: skip
    if not base.whole and not _certain(asked, seen, extra):
        why = Why.PARSE_PARTIAL if base.partial else Why.NO_EVIDENCE
        detail = "no whole address table, scan or capture of a production cycle"
        return unknown(why, detail, text, on + base.on, measured=measured, targets=targets)
    return answer(
        outcome, text, on + base.on, measured=measured, targets=targets,
        value=percent(len(seen) - len(extra), len(seen)),
    )  # fmt: skip


def _strays(facts: PlantFacts, own: tuple[Device, ...]) -> list[Device]:
    """Undocumented devices of no known line that share a segment with the line's."""
    ids = {device.device_id for device in own}
    near = {i for s in segments_with(facts, ids) for i in s.device_ids}
    return [d for d in among(facts, facts.devices, by_id, near)
            if d.observed and not d.documented and not d.line]  # fmt: skip


def _certain(asked: Asked, seen: list[Device], extra: list[Device]) -> bool:
    """Whether it fails by what was seen, whatever else is there."""
    matched = percent(len(seen) - len(extra), len(seen))
    grave = any(device.role in NEVER_UNDOCUMENTED for device in extra)
    return grave or (matched < asked.limits["warn_percent"] and bool(extra))


def _outcome(
    asked: Asked, seen: list[Device], extra: list[Device], could: list[Device], ghosts: list[Device]
) -> Outcome:
    limits = asked.limits
    if any(device.role in NEVER_UNDOCUMENTED for device in extra):
        return Outcome.FAIL
    matched = percent(len(seen) - len(extra), len(seen))
    found = 100.0 - percent(len(ghosts), len(could))
    outcomes = (
        share_outcome(matched, limits["pass_percent"], limits["warn_percent"]),
        share_outcome(found, *(100 - limits[f"ghost_{n}_percent"] for n in ("pass", "warn"))),
    )
    return next(o for o in (Outcome.FAIL, Outcome.WARN, Outcome.PASS) if o in outcomes)


def _sentence(
    line: str, seen: list[Device], extra: list[Device], could: list[Device], ghosts: list[Device]
) -> str:
    text = (
        f"{line}: every device expected in the inventory and on the line;"
        f" {len(seen) - len(extra)} of {counted(len(seen), 'seen device')} documented"
        f" ({percent(len(seen) - len(extra), len(seen)):.0f} %),"
        f" {len(ghosts)} of {len(could)} documented not seen"
        f" ({percent(len(ghosts), len(could)):.0f} %)"
    )
    grave = [d for d in extra if d.role in NEVER_UNDOCUMENTED]
    if extra:
        ordered = [*grave, *(d for d in extra if d not in grave)]
        text += f"; in no list: {listed(described(d) for d in ordered)}"
    if ghosts:
        text += f"; not seen: {listed(described(d) for d in ghosts)}"
    if extra or ghosts:
        text += " - of each: which one is wrong, the list or the floor?"
    return text


def _target(device: Device) -> Target:
    if device.documented:
        text = f"{described(device)} is documented and was not seen"
        return Target(device.device_id, Outcome.WARN, text, evidence=device.evidence)
    outcome = Outcome.FAIL if device.role in NEVER_UNDOCUMENTED else Outcome.WARN
    where = f" on {device.switch} {device.port}" if device.switch else ""
    text = f"{described(device)} was seen{where} and is in no list"
    return Target(device.device_id, outcome, text, evidence=device.evidence)


CHECK = Check(
    check_id="NET-01",
    theme=Theme.NETWORK,
    title="Every device seen on the line is in the documented inventory, and every documented"
    " device is found",
    question="Is every device seen on the line documented, and was every documented device found?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=2,
    work_packages=("WP-02",),
    max_age_days=180,
    thresholds=(
        Threshold("pass_percent", 95, "%", "seen devices that are documented: pass from", "D"),
        Threshold("warn_percent", 85, "%", "below this it fails", "D"),
        Threshold("ghost_pass_percent", 5, "%", "documented, not seen: pass up to", "D"),
        Threshold("ghost_warn_percent", 15, "%", "above this it fails", "D"),
        Threshold("cycle_h", 8, "h", "a capture covers at least one production cycle", "D"),
    ),
    basis="IEC 62443-3-3 SR 7.8; NIST CSF 2.0 ID.AM-01; CIS Controls v8.1 1.1 (recalled, verify);"
    " percentages: project default",
    so_what="Work is planned on a drawing of another line: the cutover meets devices that nobody"
    " tested, or a way in that nobody guards.",
    remedy="Walk the line once with the two lists printed here; correct the inventory, and find an"
    " owner for each device that has none.",
    closes_unknown="The MAC and ARP tables of the line's switch as text, or a walk-down sheet; and"
    " the asset list of the line",
    closes_minutes=30,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.B,
    not_applicable_when="new line without drawings",
)
