"""OWN-06: whether the last changes of network, controllers and integration have a record.

Question: are changes requested, approved and recorded?
Yes: at least 90 % of the last five. Warn: from 50 %. No: fewer, or the configuration of a device
changed within the time of the list and the list does not name it. Not applicable: never.

Example: the list of changes begins in January, SW-L1 was changed in March and is not on it: fail.
"""

from __future__ import annotations

from datetime import date, timedelta

from audit.facts.model import Device, PlantFacts, Stated
from audit.inventory.tables import BackupRow, ChangeRow
from audit.records import Unknown, Why
from checks.applies import applies
from checks.ground import (
    Ground,
    answer,
    counted,
    ground,
    in_words,
    listed,
    naming,
    percent,
    same_at_both_ends,
    share_outcome,
    unknown,
)
from checks.needed import folded
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import same_on_every_line
from checks.replied import measured
from checks.signals import dated

QUESTION_ID = "changes_recorded"
Change = Stated[ChangeRow]


@same_on_every_line
def judge(asked: Asked) -> Answer:
    """Judge the newest rows of the list; without a list, the number that was answered."""
    limits = asked.limits
    expected = (
        f"At least {limits['pass_from']:g} % of the last {limits['changes']:g} changes expected to"
        " be requested, approved and recorded"
    )
    rows = asked.facts.table(ChangeRow)
    if not rows:
        return _answered(asked, expected)
    timed = [row for row in rows if row.record.changed_on is not None]
    if not timed:
        text = f"{expected}; {counted(len(rows), 'change')} listed, none with the day it was made"
        return unknown(Why.NO_EVIDENCE, "no timestamps", text, ground(rows))
    missing, on_missing = _not_listed(asked, timed)
    if missing:
        text = f"{expected}; changed and not on the list: {listed(missing)}"
        on = ground(timed) + on_missing
        return answer(Outcome.FAIL, text, on, measured=f"{len(missing)} without a record")
    return _share(asked, expected, rows, timed)


def _answered(asked: Asked, expected: str) -> Answer:
    whole = asked.limits["changes"]

    def outcome(number: float) -> Outcome:
        return share_outcome(
            100 * min(number, whole) / whole, asked.limits["pass_from"], asked.limits["warn_from"]
        )

    return applies(measured(asked, QUESTION_ID, expected, outcome, unit=f"of {whole:g}"))


def _share(asked: Asked, expected: str, rows: tuple[Change, ...], timed: list[Change]) -> Answer:
    """Judge the newest ones with what is open taken at its worst and at its best."""
    newest = sorted(timed, key=_day, reverse=True)[: int(asked.limits["changes"])]
    targets = tuple(_target(row) for row in newest)
    good = sum(t.outcome is Outcome.PASS for t in targets)
    still_open = sum(t.outcome is Outcome.UNKNOWN for t in targets)
    if len(newest) < asked.limits["changes"]:
        still_open += len(rows) - len(timed)
    whole = max(len(targets), good + still_open)
    ends = [
        share_outcome(percent(n, whole), asked.limits["pass_from"], asked.limits["warn_from"])
        for n in (good, good + still_open)
    ]
    said = f"{good} of {whole}"
    details = in_words(targets)
    text = f"{expected}; seen for {said}" + (f": {details}" if details else "")
    on = dated(newest, (row.record.changed_on for row in newest))
    outcome = same_at_both_ends(*ends)
    if outcome is Outcome.UNKNOWN:
        detail = f"record, approval or day of {counted(still_open, 'change')}"
        return unknown(Why.NOT_ASKED, detail, text, on, measured=said, targets=targets)
    return answer(
        outcome, text, naming(on, ground(rows)), measured=said, value=percent(good, whole),
        targets=targets,
    )  # fmt: skip


def _day(row: Change) -> date:
    return row.record.changed_on or date.min


def _target(row: Change) -> Target:
    record, evidence = row.record, (row.evidence,)
    name = f"{record.system} {record.changed_on}"
    if record.approved is False or record.requested is False:
        what = "approval" if record.requested else "request"
        return Target(name, Outcome.FAIL, f"{name} without {what}", evidence=evidence)
    if not record.record:
        return Target(name, Outcome.FAIL, f"{name} without a record", evidence=evidence)
    if record.approved is None:
        why = Unknown(Why.NOT_ASKED, QUESTION_ID)
        text = f"whether {name} ({record.record}) was approved is not stated"
        return Target(name, Outcome.UNKNOWN, text, why, evidence)
    return Target(name, Outcome.PASS, f"{name}: {record.record}", evidence=evidence)


def _not_listed(asked: Asked, timed: list[Change]) -> tuple[list[str], Ground]:
    """Return systems whose own day of change lies in the time of the list, which names none near
    it.
    """
    since = min(_day(row) for row in timed)
    near = timedelta(days=asked.limits["near_days"])
    said: dict[str, list[date]] = {}
    for row in timed:
        said.setdefault(folded(row.record.system), []).append(_day(row))
    names: list[str] = []
    evidence: set[int] = set()
    for keys, day, seen in _stamps(asked.facts):
        known = [one for key in keys for one in said.get(folded(key), ())]
        in_time = since <= day <= asked.facts.case.as_of
        if in_time and not any(abs(day - one) <= near for one in known):
            names.append(f"{keys[0]} on {day}")
            evidence |= set(seen)
    return names, Ground(tuple(sorted(evidence)))


def _stamps(facts: PlantFacts) -> list[tuple[tuple[str, ...], date, tuple[int, ...]]]:
    """Return what says of itself, or of its backup, when it was last changed; by name."""
    found = [
        ((d.device_id, d.name), day, d.evidence) for d in facts.devices if (day := _changed(d))
    ]
    found += [
        ((row.record.asset_id, row.record.asset_id), row.record.changed_on, (row.evidence,))
        for row in facts.table(BackupRow)
        if row.record.changed_on
    ]
    return sorted(found)


def _changed(device: Device) -> date | None:
    try:
        return date.fromisoformat(device.last_changed[:10])
    except ValueError:
        return None


CHECK = Check(
    check_id="OWN-06",
    theme=Theme.OWNERSHIP,
    title="Changes to network, controllers and integration are requested, approved and recorded",
    question="Are changes of network, controllers and integration requested, approved and"
    " recorded?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=8,
    work_packages=("WP-21",),
    max_age_days=365,
    thresholds=(
        Limit("changes", 5, "changes", "the newest ones that are looked at"),
        Limit("pass_from", 90, "%", "of them with a record: pass from"),
        Limit("warn_from", 50, "%", "of them with a record: warn from"),
        Limit("near_days", 3, "days", "between a device's own day of change and its record"),
    ),
    basis="IEC 62443-2-1, change management (recalled, verify); the shares are project defaults",
    so_what="Something was changed, the line stands still, and nobody knows what it was or how to"
    " take it back.",
    remedy="One short form for every change: what, why, who agreed, how to take it back; kept where"
    " maintenance and IT both look.",
    closes_unknown="The last five changes with day and record, beside the dates that the"
    " configurations carry",
    closes_minutes=20,
    closes_who="maintenance lead with IT",
    judge=judge,
    scope="plant",
)
