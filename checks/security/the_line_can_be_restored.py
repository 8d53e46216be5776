"""SEC-09: backups of what the line cannot run without, and whether one was brought back.

Question: is everything that the line cannot run without backed up, and was a restore tested?
Yes: each critical machine has a backup of at most 12 months, or one made after its last change, and
a restore was tested within 24 months. Warn: backups, but old ones or no test. No: a critical
machine without a backup. Not applicable: never.

Example: HMI-L1-1 has no backup: fail.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from audit.facts.model import Device, PlantFacts, Stated
from audit.inventory.tables import AssetRow, BackupRow
from audit.records import Unknown, Why
from checks.applies import applies
from checks.computers import COMPUTERS, or_said
from checks.ground import Ground, answer, ground, in_words, rolled_up, unknown
from checks.line_devices import devices_of, in_use
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
from checks.remembered import once
from checks.replied import chosen, day_in
from checks.replies import matching, replies, says_no, says_none, unsure
from checks.switches import months

BACKUPS_ID, TESTED_ID = "line_backups", "restore_tested_on"
CHOICES = {
    "all critical machines, and a restore was tested": Outcome.PASS,
    "all critical machines, never restored": Outcome.WARN,
    "a critical machine has none": Outcome.FAIL,
}
RESTORED = COMPUTERS - {"office"} | {"controller"}


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine of the line with its backup row; None: nobody stated anything."""

    name: str
    critical: bool | None
    row: Stated[BackupRow] | None


def judge(asked: Asked) -> Answer:
    """Judge each critical machine, then the newest restore; without rows, what was answered."""
    expected = f"{asked.line}: critical machines expected to be backed up, a restore tested"
    said = applies(chosen(asked, BACKUPS_ID, expected, CHOICES))
    machines = _critical(machines_of(asked.facts, asked.line))
    if not machines:
        text = f"{expected}; no controller, panel or server of the line is known"
        return or_said(unknown(Why.NO_EVIDENCE, "no machine is known", text), said)
    rows = [machine.row for machine in machines if machine.row]
    targets = tuple(_target(asked, machine) for machine in machines)
    good = sum(t.outcome is Outcome.PASS for t in targets)
    text = f"{expected}; {good} of {len(targets)} backed up"
    details = in_words(targets)
    got = rolled_up(
        targets, f"{text}: {details}" if details else text, ground(rows),
        measured=f"{good} of {len(targets)} backed up", value=100.0 * good / len(targets),
    )  # fmt: skip
    if got.outcome is Outcome.PASS and said.outcome is Outcome.FAIL:
        text = f"{text}; but somebody says that one has no backup"
        return unknown(Why.CONFLICT, "answer and table", text, ground(rows), targets=targets)
    return or_said(_tested(asked, got, rows), said)


def machines_of(facts: PlantFacts, line: str) -> list[Machine]:
    """Return what of the line could be restored: controllers, panels, servers, by name."""
    rows, assets = _rows(facts), _assets(facts)
    found: list[Machine] = []
    for device in devices_of(facts, line):
        if device.role in RESTORED and in_use(device):
            row = next((rows[k] for k in (device.device_id, device.name) if k in rows), None)
            found.append(Machine(device.device_id, _is_critical(device, row, assets), row))
    return sorted(found, key=lambda machine: machine.name)


@once
def _rows(facts: PlantFacts) -> dict[str, Stated[BackupRow]]:
    return {row.record.asset_id: row for row in facts.table(BackupRow)}


@once
def _assets(facts: PlantFacts) -> dict[str, AssetRow]:
    return {row.record.asset_id: row.record for row in facts.table(AssetRow)}


def _is_critical(
    device: Device, row: Stated[BackupRow] | None, assets: dict[str, AssetRow]
) -> bool | None:
    if row is not None and row.record.critical is not None:
        return row.record.critical
    asset = assets.get(device.device_id)
    said = asset.criticality.casefold() if asset else ""
    return said in ("high", "critical", "hoch", "a", "1") if said else None


def _critical(machines: Iterable[Machine]) -> list[Machine]:
    """Those that are critical; where nobody said it of a machine, it counts."""
    return [machine for machine in machines if machine.critical is not False]


def _target(asked: Asked, machine: Machine) -> Target:
    name, row = machine.name, machine.row.record if machine.row else None
    evidence = (machine.row.evidence,) if machine.row else ()
    if row is not None and row.backed_up is False:
        return Target(name, Outcome.FAIL, f"{name} has no backup", evidence=evidence)
    if row is None or row.backup_on is None:
        why = Unknown(Why.NO_EVIDENCE, "date of the backup missing")
        text = f"{name}: the date of its backup is missing"
        return Target(name, Outcome.UNKNOWN, text, why, evidence)
    age = months(row.backup_on, asked.facts.case.as_of)
    after_change = row.changed_on is not None and row.backup_on >= row.changed_on
    if age <= asked.limits["backup_months"] or after_change:
        text = f"{name} was backed up on {row.backup_on}"
        return Target(name, Outcome.PASS, text, evidence=evidence)
    changed = f", changed on {row.changed_on}" if row.changed_on else ""
    text = f"the backup of {name} is {age:.0f} months old{changed}"
    return Target(name, Outcome.WARN, text, evidence=evidence)


def _tested(asked: Asked, got: Answer, rows: list[Stated[BackupRow]]) -> Answer:
    """A line whose backups are good passes only when one of them was brought back."""
    if got.outcome is not Outcome.PASS:
        return got
    on = Ground(got.evidence, got.grade, got.oldest)
    days = [r.record.restore_tested_on for r in rows if r.record.restore_tested_on is not None]
    told = replies(asked.facts, TESTED_ID, asked.line)
    known = [row for row in told if not unsure(row.record.answer)]
    said = [day for row in known if (day := day_in(row.record.answer)) is not None]
    if not days and said:
        days, on = said, on + matching(told)
    if days:
        return _aged(asked, got, max(days), on)
    never = [r for r in known if says_no(r.record.answer) or says_none(r.record.answer)
             or r.record.answer.strip().casefold() == "never"]  # fmt: skip
    if never:
        text = f"{got.sentence}; no restore was ever tested"
        return answer(Outcome.WARN, text, on + matching(told), measured=got.measured,
                      targets=got.targets)  # fmt: skip
    why = Why.DONT_KNOW if told else Why.NOT_ASKED
    text = f"{got.sentence}; whether a restore was ever tested is not known"
    return unknown(why, TESTED_ID, text, on, measured=got.measured, targets=got.targets)


def _aged(asked: Asked, got: Answer, day: date, on: Ground) -> Answer:
    good = months(day, asked.facts.case.as_of) <= asked.limits["restore_months"]
    text = f"{got.sentence}; a restore was tested on {day}"
    return answer(
        Outcome.PASS if good else Outcome.WARN, text, on, measured=got.measured, value=got.value,
        targets=got.targets,
    )  # fmt: skip


CHECK = Check(
    check_id="SEC-09",
    theme=Theme.SECURITY,
    title="Controllers, HMIs and servers on the line can be restored, and this was tested",
    question="Is everything that the line cannot run without backed up, and was a restore tested?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-22",),
    max_age_days=365,
    thresholds=(
        Threshold("backup_months", 12, "months", "a backup is at most this old", "D"),
        Threshold("restore_months", 24, "months", "a restore was tested within", "D"),
    ),
    basis="IEC 62443-3-3 SR 7.3 RE1, SR 7.4; CIS Controls v8.1 11.5 (recalled, verify)",
    so_what="A dead disk in one panel stops the line until somebody writes its program again.",
    remedy="Copy every critical program and disk to two places, and bring one of them back on a"
    " spare once a year.",
    closes_unknown="The dates of the last backup and the last restore of each critical machine, in"
    " the table of backups",
    closes_minutes=30,
    closes_who="maintenance lead",
    judge=judge,
)
