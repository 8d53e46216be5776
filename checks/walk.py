"""What a walk along a line can close: a judgement in, the places to go to and what to look at there
out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checks.records import Finding, Judgement, Outcome


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at; nothing is unplugged, pressed or opened without its owner."""

    place: str
    what: str
    note: str
    """What to write down."""
    goes_to: str
    """The inventory table that takes it."""
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A look that is due on a line, and why."""

    look: Look
    checks: tuple[str, ...]
    """The results on this line that it can close."""
    gate: bool
    """Whether one of them decides the verdict."""


@dataclass(frozen=True, slots=True)
class Walk:
    """All stops on one line, place by place."""

    line: str
    line_name: str
    stops: tuple[Stop, ...]


CABINET, MACHINE, OPERATOR = "control cabinet", "machine", "operator station"
AISLE, OFFICE = "aisle and hall", "line office"
LOOKS: tuple[Look, ...] = (
    Look(CABINET, "Every device with a network socket", "vendor, model, serial number, name on the"
         " label, port it is plugged into; a photo of each name plate", "assets", ("NET-01",
         "OWN-09")),
    Look(CABINET, "Every network cable that leaves the cabinet", "from which port, to where, label"
         " at both ends", "links", ("NET-02", "OWN-09")),
    Look(CABINET, "Every switch, the small ones on the rail too", "vendor, model, serial number;"
         " whether it has a console or web page (managed)", "switches", ("NET-07", "NET-09",
         "NET-10")),
    Look(CABINET, "Sockets of each switch", "free ports; which feed power over the cable; which are"
         " unused and not blocked", "switches", ("NET-16", "SEC-11")),
    Look(CABINET, "Power, cooling, lock", "UPS there and its last test; fan, dust, temperature;"
         " locked or open; office switch or industrial one", "answers", ("NET-17",)),
    Look(CABINET, "Modems, routers and boxes of machine builders", "label, SIM card, whose it is,"
         " plugged in or not", "assets", ("IDA-08", "SEC-02")),
    Look(CABINET, "Who opens the cabinet and logs in to its switches", "name of the role, when they"
         " last logged in", "switches", ("NET-08", "IDA-10")),
    Look(MACHINE, "Name plate of each controller", "vendor, order number, firmware on the label or"
         " display, sockets and which are free", "assets", ("PLC-01", "PLC-02", "PLC-03",
         "PLC-04")),
    Look(MACHINE, "Key switch or mode of each controller", "RUN, PROG, REM; key in it or not",
         "answers", ("PLC-09",)),
    Look(MACHINE, "Sensors and counters that the use case needs", "there, wired, shown on the"
         " display", "signals", ("DAT-06",)),
    Look(MACHINE, "Points where a part's identity is read or should be", "scanner, mark, or"
         " nothing", "answers", ("DAT-14",)),
    Look(MACHINE, "Safety controllers and networks", "name plate; own cable or shared with the"
         " rest", "assets", ("SEC-14",)),
    Look(OPERATOR, "Each screen and PC", "operating system and version, number of network sockets"
         " in use, USB sockets open or blocked", "assets", ("SEC-03", "SEC-05", "SEC-10")),
    Look(OPERATOR, "Who is logged in, on which account", "own name, shared account, or nobody;"
         " ask the night shift too", "accounts", ("IDA-02", "IDA-09")),
    Look(OPERATOR, "Clock of each screen against your own", "difference in seconds", "answers",
         ("DAT-09",)),
    Look(AISLE, "Access points on walls and ceilings", "label, channel if shown, whose it is",
         "survey", ("WLS-01", "WLS-02", "WLS-03", "WLS-04", "WLS-08")),
    Look(AISLE, "What has changed since the last Wi-Fi survey", "racks, machines, walls moved",
         "answers", ("WLS-09",)),
    Look(AISLE, "Who carries or drives Wi-Fi devices", "device, route, where it drops", "answers",
         ("WLS-05",)),
    Look(OFFICE, "Drawings and lists on the wall or in the folder", "date, and one thing that is"
         " different outside", "answers", ("OWN-09", "NET-02")),
    Look(OFFICE, "Whom the shift calls when data or a machine stops", "name of the role, by day and"
         " by night", "knowledge", ("OWN-04", "OWN-08", "DAT-12")),
    Look(OFFICE, "What the shift wants solved most", "in their own words", "answers", ("OWN-07",)),
)  # fmt: skip
"""In the order of a walk: cabinets, machines, operators, aisles, office."""


def walks(
    judgement: Judgement, names: Iterable[tuple[str, str]], only: frozenset[str] = frozenset()
) -> tuple[Walk, ...]:
    """Return a walk for each line on which a look can close something unknown.

    Parameters
    ----------
    names
        Line and its name, in the order of the inventory.
    only
        The lines that are wanted; empty: all.
    """
    unknown: dict[str, dict[str, Finding]] = {}
    for finding in judgement.findings:
        if finding.outcome is Outcome.UNKNOWN:
            own = unknown.setdefault(finding.line, {})
            own[finding.check.check_id] = finding
    found = [
        Walk(line, name or line, _stops(unknown.get(line, {})))
        for line, name in names
        if not only or line in only
    ]
    return tuple(walk for walk in found if walk.stops)


def _stops(unknown: dict[str, Finding]) -> tuple[Stop, ...]:
    stops: list[Stop] = []
    for look in LOOKS:
        due = tuple(check for check in look.checks if check in unknown)
        if due:
            stops.append(Stop(look, due, any(unknown[check].gate for check in due)))
    return tuple(stops)
