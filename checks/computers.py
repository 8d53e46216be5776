"""The computers and operator panels of a line, with what is stated of each."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from audit.facts.model import Device, PlantFacts, Stated
from audit.inventory.tables import HostRow
from audit.records import Why
from checks.ground import NOTHING, Ground, ground
from checks.line_devices import device_ground, devices_of, in_use
from checks.needed import flows_of
from checks.records import Answer, Outcome
from checks.remembered import once

COMPUTERS = frozenset({"HMI", "server", "engineering", "office"})
"""Roles of what runs an operating system that somebody must update."""
_WINDOWS = re.compile(r"\b(windows|win ?(nt|xp|7|8|10|11|ce)|wes ?7|posready)\b", re.I)
_OTHER = re.compile(
    r"\b(linux|ubuntu|debian|red ?hat|rhel|centos|suse|android|mac ?os|vxworks|qnx|freebsd|unix|"
    r"solaris|esxi)\b",
    re.I,
)
_SHORT = re.compile(r"^win ?(?=nt|xp|\d|ce)", re.I)


@dataclass(frozen=True, slots=True)
class Computer:
    """One computer; `row` None: nobody filled in the table of hosts for it."""

    name: str
    device: Device
    row: Stated[HostRow] | None

    @property
    def os(self) -> str:
        """Its operating system, as merged; empty: no source says it."""
        return _SHORT.sub("Windows ", self.device.os.strip())

    @property
    def is_windows(self) -> bool | None:
        """None: the operating system is not known, or its name does not tell."""
        if _WINDOWS.search(self.device.os):
            return True
        return False if _OTHER.search(self.device.os) else None

    @property
    def on(self) -> Ground:
        """The device and its row."""
        stated = ground([self.row]) if self.row else NOTHING
        return device_ground([self.device]) + stated


def computers_of(
    facts: PlantFacts, line: str, use_case: str = "", *, used: bool = False
) -> tuple[Computer, ...]:
    """Return the line's computers in use, by name; `used`: those beyond the line, too, that the
    flows of the use case end or run on.
    """
    found = {d.device_id: d for d in devices_of(facts, line) if _counts(d)}
    if used:
        for flow in flows_of(facts, line, use_case):
            for name in (flow.record.dest, flow.record.code_host):
                device = facts.device(name) if name else None
                if device is not None and _counts(device):
                    found[device.device_id] = device
    rows = _rows(facts)
    return tuple(
        Computer(key, found[key], rows.get(key) or rows.get(found[key].name))
        for key in sorted(found)
    )


def _counts(device: Device) -> bool:
    return device.role in COMPUTERS and in_use(device)


@once
def _rows(facts: PlantFacts) -> dict[str, Stated[HostRow]]:
    return {row.record.asset_id: row for row in facts.table(HostRow)}


@dataclass(frozen=True, slots=True)
class System:
    """An operating system with the day of its last public update."""

    pattern: str
    name: str
    end_of_support: date
    source: str
    checked_on: date


_SYSTEMS: list[System] = []


def system_of(text: str) -> System | None:
    """Return the entry of the shipped table that an operating system's name fits; None: it is in
    no table.
    """
    if not _SYSTEMS:
        path = Path(__file__).parent / "data" / "operating_systems.csv"
        with path.open(encoding="utf-8", newline="") as file:
            _SYSTEMS.extend(_system(row) for row in csv.DictReader(file))
    return next((s for s in _SYSTEMS if re.search(s.pattern, text, re.I)), None)


def _system(row: dict[str, str]) -> System:
    day = date.fromisoformat(row["end_of_support"])
    checked = date.fromisoformat(row["checked_on"])
    return System(row["pattern"], row["name"], day, row["source"], checked)


def or_said(found: Answer, said: Answer) -> Answer:
    """Return what evidence says; where it is silent, what somebody said."""
    if found.outcome is not Outcome.UNKNOWN or found.why is None:
        return found
    silent = found.why.why in (Why.NO_EVIDENCE, Why.NOT_ASKED)
    answered = said.why is None or said.why.why is not Why.NOT_ASKED
    return said if silent and answered else found
