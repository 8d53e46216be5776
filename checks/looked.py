"""What was looked at for things that nobody documented: the observation base of absence checks.

That something is not there can only be said where somebody looked: a switch's or router's whole
address table, a network scan, or a capture of at least one production cycle. Asking the documented
devices one by one finds nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from audit.facts.heard import devices_heard, listed_macs, talkers
from audit.facts.model import Device, PlantFacts, Seen
from audit.payloads import Coverage, TableRead, TableState
from checks.ground import NOTHING, Ground, counted, ground, listed
from checks.remembered import once, reads_of

SCANS = ("nmap-xml", "masscan", "runzero")
"""Methods that try every address of a range."""
_TABLES = {"fdb": "MAC table", "arp": "ARP table"}


@dataclass(frozen=True, slots=True)
class Base:
    """Where somebody looked around a set of devices."""

    whole: tuple[str, ...] = ()
    """Sources read to their end, in words."""
    partial: tuple[str, ...] = ()
    """Sources of which only a part was read, or which were too short."""
    on: Ground = NOTHING

    @property
    def in_words(self) -> str:
        """For sentences: `looked at: MAC table of SW-1`."""
        if self.whole:
            return f"looked at: {listed(self.whole)}"
        if self.partial:
            return f"looked at in part only: {listed(self.partial)}"
        return "nobody looked for what is not documented"


def base_of(facts: PlantFacts, devices: Iterable[Device], cycle_h: float) -> Base:
    """Return who looked where these devices are; `cycle_h` is what a capture must last."""
    around = {device.device_id: device for device in devices}
    bases = (
        _tables(facts, around),
        _scans(facts, around),
        captures(facts, around, cycle_h),
    )
    on = NOTHING
    for base in bases:
        on = on + base.on
    return Base(
        tuple(text for base in bases for text in base.whole),
        tuple(text for base in bases for text in base.partial),
        on,
    )


def _tables(facts: PlantFacts, around: dict[str, Device]) -> Base:
    """Address tables of these devices, and of others that list one of them."""
    macs = {mac for device in around.values() for mac in device.macs}
    found = _listed(facts)
    listing = {table: {d for mac in macs for d in found.get((table, mac), ())} for table in _TABLES}
    whole: list[str] = []
    partial: list[str] = []
    reads: list[Seen[TableRead]] = []
    for table, name in _TABLES.items():
        for device_id in sorted(listing[table] | _tried(facts, around, table)):
            state = facts.read_state(device_id, table)
            if state is TableState.COMPLETE:
                whole.append(f"{name} of {device_id}")
            elif state is TableState.PARTIAL or device_id in listing[table]:
                partial.append(f"{name} of {device_id}")
            reads += [r for r in reads_of(facts, facts.table_reads, [device_id])
                      if (r.value.table, r.value.state) == (table, state)
                      and state is not TableState.ABSENT]  # fmt: skip
    return Base(tuple(whole), tuple(partial), ground(reads))


def _tried(facts: PlantFacts, around: dict[str, Device], table: str) -> set[str]:
    tried = reads_of(facts, facts.table_reads, around)
    return {read.device_id for read in tried if read.value.table == table}


@once
def _listed(facts: PlantFacts) -> dict[tuple[str, str], set[str]]:
    """Return the devices whose table lists a MAC, by table and MAC."""
    found: dict[tuple[str, str], set[str]] = {}
    for table, rows in (("fdb", facts.fdb), ("arp", facts.arp)):
        for seen in rows:
            found.setdefault((table, seen.value.mac), set()).add(seen.device_id)
    return found


def table_ground(facts: PlantFacts, device_id: str, table: str) -> Ground:
    """Return what says how far a table of a device was read; a try without an answer says
    nothing.
    """
    reads = reads_of(facts, facts.table_reads, [device_id])
    return ground(
        r for r in reads if r.value.table == table and r.value.state is not TableState.ABSENT
    )


def _scans(facts: PlantFacts, around: dict[str, Device]) -> Base:
    found = [s for s in reads_of(facts, facts.services, around) if s.method in SCANS]
    return Base(("a network scan",), (), ground(found)) if found else Base()


def captures(facts: PlantFacts, around: Iterable[str], cycle_h: float) -> Base:
    """Return the capture in which these devices speak; captures do not say which of them holds a
    packet: the longest one counts. One that shows less than half of those of the devices that are
    known to talk is only a part.
    """
    longest = _longest_capture(facts)
    if longest is None or not reads_of(facts, facts.conversations, around):
        return Base()
    hours = _hours(longest.value.start, longest.value.end)
    devices = [device for key in around if (device := facts.device(key))]
    share = devices_heard(devices, *_addresses(facts))
    known = counted(len(share.known), "known device")
    text = f"a capture of {hours:.1f} h"
    text = text if share.most else f"{text} that shows {len(share.heard)} of {known}"
    whole = hours >= cycle_h and share.most
    on = ground([longest])
    return Base((text,), (), on) if whole else Base((), (text,), on)


@once
def _addresses(facts: PlantFacts) -> tuple[frozenset[str], frozenset[str]]:
    """Return who is listed by a table, and who spoke."""
    return listed_macs(facts), talkers(facts)


@once
def _longest_capture(facts: PlantFacts) -> Seen[Coverage] | None:
    captures = [c for c in facts.coverage if c.value.what == "capture"]
    return max(captures, key=lambda c: _hours(c.value.start, c.value.end), default=None)


def _hours(start: str, end: str) -> float:
    try:
        first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
        return (last - first).total_seconds() / 3600
    except (ValueError, TypeError):  # no times, or one with and one without an offset
        return 0.0
