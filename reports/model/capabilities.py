"""What the shared layer can do: the plant's own list beside what the checks found.

A capability that nobody stated and no check speaks of is unknown. Where the list says yes and the
checks say no, both are shown and neither is believed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.inventory.tables import CapabilityRow
from audit.inventory.tables.capabilities import CAPABILITIES, Has
from checks.needed import folded
from checks.records import Finding, Outcome
from reports.model.ground import Ground
from reports.model.records import Mark
from reports.model.words import day, listed

YES = Mark("✔", "yes", "good")
PARTLY = Mark("▲", "partly", "warn")
NO = Mark("✖", "no", "bad")
UNKNOWN = Mark("?", "unknown", "open")
CAPABILITY_MARKS = (YES, PARTLY, NO, UNKNOWN)
WITNESSES: dict[str, tuple[str, ...]] = {
    "connectivity": ("DAT-05",),
    "normalisation": ("DAT-10",),
    "buffering": ("DAT-11",),
    "routing": ("DAT-02",),
    "monitoring": ("DAT-12",),
    "access control": ("DAT-15",),
}
"""Checks whose answer shows that a capability is used, or missed."""
_STATED = {Has.YES: YES, Has.PARTLY: PARTLY, Has.NO: NO}
LAYER_CHECK = "DAT-13"


@dataclass(frozen=True, slots=True)
class Capability:
    """One line of the checklist."""

    name: str
    what: str
    mark: Mark
    """One of `CAPABILITY_MARKS`."""
    stated: str
    """What the plant's list says; empty: nothing."""
    seen: str
    """What the checks say; empty: no check speaks of it."""
    checks: str
    system: str
    owner: str
    document: str
    missing: str
    """For an unknown: what would tell; else empty."""


@dataclass(frozen=True, slots=True)
class CapabilityReport:
    """The checklist."""

    sentence: str
    rows: tuple[Capability, ...]


def capabilities(ground: Ground) -> CapabilityReport:
    """The ten capabilities of a shared layer, and those that the plant added."""
    stated = {folded(r.record.capability): r.record for r in ground.facts.table(CapabilityRow)}
    names = dict(CAPABILITIES)
    for row in stated.values():
        if not any(folded(name) == folded(row.capability) for name in names):
            names[row.capability] = row.note
    absent = _no_layer(ground)
    rows = tuple(
        _row(ground, name, what, stated.get(folded(name)), absent) for name, what in names.items()
    )
    return CapabilityReport(_sentence(rows, absent), rows)


def _sentence(rows: tuple[Capability, ...], absent: str) -> str:
    tally = [sum(row.mark == mark for row in rows) for mark in CAPABILITY_MARKS]
    yes, partly, no, unknown = tally
    text = (
        f"The shared layer has {yes} of {len(rows)} capabilities, {partly} partly; {no} missing,"
        f" {unknown} unknown."
    )
    return f"{text} {absent}." if absent else text


def _no_layer(ground: Ground) -> str:
    """What says that there is no shared layer; empty: nothing does."""
    found = _of(ground, (LAYER_CHECK,))
    said = [f for f in found if f.outcome is Outcome.NA]
    return said[0].sentence.rstrip(".") if said and len(said) == len(found) else ""


def _of(ground: Ground, check_ids: Iterable[str]) -> list[Finding]:
    wanted = set(check_ids)
    return [f for f in ground.judgement.findings if f.check.check_id in wanted]


def _row(
    ground: Ground, name: str, what: str, row: CapabilityRow | None, absent: str
) -> Capability:
    witnesses = WITNESSES.get(name, ())
    found = _of(ground, witnesses)
    told = _STATED.get(row.state) if row else None
    seen, words = _seen(ground, found)
    mark = _joined(told, seen) if not (absent and told is None) else NO
    return Capability(
        name=name, what=what, mark=mark,
        stated=_told(row, told), seen=words, checks=", ".join(witnesses),
        system=row.system if row else "", owner=row.owner if row else "",
        document=row.document if row else "",
        missing=_missing(found, told, seen) if mark == UNKNOWN else "",
    )  # fmt: skip


def _told(row: CapabilityRow | None, told: Mark | None) -> str:
    if row is None or told is None:
        return ""
    if row.looked_on is not None:
        return f"{told.word}, looked at on {day(row.looked_on)}"
    return told.word if row.document else f"{told.word}, no document"


def _seen(ground: Ground, found: list[Finding]) -> tuple[Mark | None, str]:
    """What the checks come to over all lines; None: they say nothing."""
    judged = [f for f in found if f.outcome not in (Outcome.NA, Outcome.NOT_BUILT)]
    if not judged:
        return None, ""
    open_ones = [f for f in judged if f.outcome is Outcome.UNKNOWN]
    good = [f for f in judged if f.outcome is Outcome.PASS]
    bad = [f for f in judged if f.outcome is Outcome.FAIL]
    parts = (("pass", good), ("warn", [f for f in judged if f.outcome is Outcome.WARN]),
             ("fail", bad), ("unknown", open_ones))  # fmt: skip
    words = "; ".join(f"{word}: {_lines(ground, some)}" for word, some in parts if some)
    if len(open_ones) == len(judged):
        return UNKNOWN, words
    if len(good) == len(judged):
        return YES, words
    if len(bad) == len(judged):
        return NO, words
    only_good, only_bad = len(good) + len(open_ones), len(bad) + len(open_ones)
    return (UNKNOWN if len(judged) in (only_good, only_bad) else PARTLY), words


def _lines(ground: Ground, found: list[Finding]) -> str:
    return listed(dict.fromkeys(ground.name(f.line).line for f in found))


def _joined(told: Mark | None, seen: Mark | None) -> Mark:
    """What was said and what was found together: they must not contradict each other."""
    if told is None:
        return seen or UNKNOWN
    if seen is None or seen in (UNKNOWN, told):
        return told
    return UNKNOWN if {told, seen} == {YES, NO} else PARTLY


def _missing(found: list[Finding], told: Mark | None, seen: Mark | None) -> str:
    if told is not None and seen is not None:
        return "The list and the checks contradict each other; ask who runs the layer."
    open_ones = [f for f in found if f.outcome is Outcome.UNKNOWN]
    if open_ones:
        return open_ones[0].check.closes_unknown
    return "Ask who runs the layer and fill in the table `capabilities`."
