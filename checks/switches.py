"""The switches that a line's data path runs through, and what is known of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from audit.facts.model import Device, PlantFacts, Seen, Stated
from audit.facts.names import vendor_key
from audit.inventory.tables import LifecycleRow, SwitchRow
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import Login, Management
from audit.records import Status, Unknown, Why
from checks.ground import (
    NOTHING,
    Ground,
    answer,
    ground,
    in_words,
    listed,
    rolled_up,
    unknown,
)
from checks.records import Answer, Asked, Outcome, Target
from checks.remembered import once, reads_of, rows_where

DAYS_PER_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class LineSwitch:
    """One switch: the inventory's row, the merged device, what was read from it."""

    row: Stated[SwitchRow]
    device: Device | None
    management: tuple[Seen[Management], ...]
    logins: tuple[Seen[Login], ...]

    @property
    def name(self) -> str:
        """The inventory's name."""
        return self.row.record.switch

    @property
    def ground(self) -> Ground:
        """The row and what was read."""
        return ground([self.row, *self.management, *self.logins])

    @property
    def seen_ground(self) -> Ground:
        """As `ground`, with the evidence of the merged device's model and firmware."""
        return self.ground if self.device is None else self.ground + identity_ground(self.device)

    @property
    def logged_in(self) -> bool:
        """Whether a login with the vaulted credential worked."""
        return any(login.value.ok and login.status is Status.OK for login in self.logins)

    @property
    def refused(self) -> bool:
        """Whether the switch refused the credential that was tried, and none worked.

        A try without an answer says nothing of the credential.
        """
        denied = any(login.status is Status.AUTH_FAILED for login in self.logins)
        return denied and not self.logged_in

    @property
    def locked_out(self) -> bool:
        """Whether nobody can log in, as the inventory or a try says."""
        lost = (CredentialStatus.UNKNOWN, CredentialStatus.DEFAULT)
        return self.refused or (self.row.record.credential_status in lost and not self.logged_in)

    @property
    def model(self) -> str:
        """Model as read, else as documented."""
        return (self.device.model if self.device else "") or self.row.record.model

    @property
    def software(self) -> str:
        """Software version as read, else as documented."""
        read = (self.device.firmware or self.device.os) if self.device else ""
        return read or self.row.record.os_version

    @property
    def vendor(self) -> str:
        """Vendor as documented, else as read."""
        return self.row.record.vendor or (self.device.vendor if self.device else "")


def identity_ground(device: Device) -> Ground:
    """Return the ground of a device's model and firmware."""
    day = device.last_seen.date() if device.last_seen else None
    return Ground(device.identity_evidence, device.identity_grade, day)


def switches_of(facts: PlantFacts, line: str, *, managed_only: bool = True) -> list[LineSwitch]:
    """Return the line's own switches and the plant's in its data path, by name."""
    return [
        switch
        for switch in _serving(facts, line)
        if not (managed_only and switch.row.record.managed is False)
    ]


@once
def _serving(facts: PlantFacts, line: str) -> tuple[LineSwitch, ...]:
    rows = rows_where(facts, SwitchRow, "line", line, "")
    ordered = sorted(rows, key=lambda row: row.record.switch)
    return tuple(_line_switch(facts, row) for row in ordered if _serves(row.record, line))


def _serves(row: SwitchRow, line: str) -> bool:
    return line in row.line or (not row.line and row.in_data_path is True)


def _line_switch(facts: PlantFacts, row: Stated[SwitchRow]) -> LineSwitch:
    device = facts.device(row.record.switch)
    key = device.device_id if device else row.record.switch
    return LineSwitch(
        row,
        device,
        tuple(m for m in reads_of(facts, facts.management, [key]) if m.status is Status.OK),
        reads_of(facts, facts.logins, [key]),
    )


def not_readable(switch: LineSwitch, what: str) -> Target:
    """Return UNKNOWN for a switch: blocked by the lost login if that is why, else no evidence."""
    if switch.locked_out:
        why = Unknown(Why.BLOCKED_BY, "NET-08")
        sentence = f"{switch.name}: nobody can log in to read {what}"
    else:
        why = Unknown(Why.NO_EVIDENCE, what)
        sentence = f"{switch.name}: {what} is not known"
    return Target(switch.name, Outcome.UNKNOWN, sentence, why, switch.ground.evidence)


def judge_each(
    asked: Asked,
    expected: str,
    target_of: Callable[[LineSwitch], Target],
    measure: Callable[[list[LineSwitch], int], str] | None = None,
    *,
    managed_only: bool = True,
) -> Answer:
    """Judge every switch of the line; the worst decides."""
    switches = switches_of(asked.facts, asked.line, managed_only=managed_only)
    if not switches:
        return _without_switches(asked)
    targets = tuple(target_of(switch) for switch in switches)
    on = NOTHING
    for switch in switches:
        on = on + switch.ground
    good = sum(target.outcome is Outcome.PASS for target in targets)
    text = f"{asked.line}: {expected}, seen on {good} of {len(targets)} switches"
    details = in_words(targets)
    measured = measure(switches, good) if measure else f"{good} of {len(targets)} switches"
    return rolled_up(
        targets, f"{text}: {details}" if details else text, on, measured=measured,
        value=100.0 * good / len(targets),
    )  # fmt: skip


def _without_switches(asked: Asked) -> Answer:
    unmanaged = switches_of(asked.facts, asked.line, managed_only=False)
    if unmanaged:
        names = listed(switch.name for switch in unmanaged)
        text = f"{asked.line} has unmanaged switches only ({names}): see NET-07"
        return answer(Outcome.NA, text, ground([switch.row for switch in unmanaged]))
    text = f"{asked.line}: no managed switch of the line is in the inventory"
    return unknown(Why.NO_EVIDENCE, "no switch of the line is known", text)


def lifecycle_of(
    facts: PlantFacts, vendor: str, text: str, column: Literal["model", "software"]
) -> Stated[LifecycleRow] | None:
    """Return the lifecycle row whose pattern fits a model or a software version, or None.

    A pattern that is no regular expression stands for itself.
    """
    if not text:
        return None
    for row in facts.table(LifecycleRow):
        record = row.record
        pattern = record.model_pattern if column == "model" else record.software_pattern
        if pattern and vendor_key(record.vendor) == vendor_key(vendor) and _fits(pattern, text):
            return row
    return None


def _fits(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return pattern == text


def months(since: date, until: date) -> float:
    """Return the months between two days."""
    return (until - since).days / DAYS_PER_MONTH
