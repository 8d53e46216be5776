"""A Cisco ASA's configuration: access lists on their interfaces in, rules out.

Source: Cisco, ASA Series General Operations and Firewall CLI configuration guides (objects, object
groups, extended access lists, access groups, security levels). An access list that is bound to no
interface filters nothing and gives no rule. An interface without an inbound list lets traffic out
to interfaces of a lower security level, and of the same one where that is permitted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from audit.imports.firewall.asa_entries import AsaObjects, Ends, entry_of
from audit.imports.firewall.rules import ANY, Reading, Rule, Ways, masked

MAX_LINES = 2_000_000


@dataclass(slots=True)
class _Interface:
    name: str = ""
    level: int | None = None
    network: str = ""


@dataclass(slots=True)
class _Asa:
    reading: Reading
    objects: AsaObjects = field(default_factory=AsaObjects)
    interfaces: dict[str, _Interface] = field(default_factory=dict[str, _Interface])
    """By `nameif`."""
    ways: Ways = field(default_factory=Ways)
    lists: dict[str, list[tuple[int, str, str]]] = field(
        default_factory=dict[str, list[tuple[int, str, str]]]
    )
    """Access list → line number, remark before it, entry."""
    same_level: bool = False
    """Whether interfaces of one security level may talk (same-security-traffic)."""
    bound: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    """Access list, `in`, `out` or `global`, interface."""


def read(text: str, reading: Reading) -> None:
    """Read the access lists that are in force."""
    asa = _Asa(reading)
    _collect(asa, text.split("\n")[:MAX_LINES])
    order = 0
    for name, way, interface in asa.bound:
        for line, remark, words in asa.lists.get(name, ()):
            ends = entry_of(words, asa.objects)
            if ends is None:
                if " ethertype " not in f" {words} " and " webtype " not in f" {words} ":
                    reading.say(line, f"access-list {name}: {words[:120]!r} not understood")
                continue
            order += 1
            reading.add(_rule(asa, name, way, interface, order, line, remark, ends))
    _unbound(asa)
    _levels(asa, order)


def _collect(asa: _Asa, lines: list[str]) -> None:
    """Go through the lines once; a line that is indented belongs to the one before."""
    current: _Interface | None = None
    remark: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words:
            continue
        if line[0] in " \t":
            if current is not None:
                _of_interface(asa, current, words)
            else:
                asa.objects.line(number, words, asa.reading)
            continue
        asa.objects.done()
        current = None
        match words[0]:
            case "hostname" if len(words) > 1:
                asa.reading.firewall = words[1]
            case "ASA" if words[1:2] == ["Version"] and len(words) > 2:
                asa.reading.version = words[2][:64]
            case "interface":
                current = _Interface()
            case "object" | "object-group":
                asa.objects.open(words)
            case "access-list" if len(words) > 2:
                _listed(asa, number, words, remark)
            case "access-group" if len(words) > 2:
                interface = words[4] if words[3:4] == ["interface"] and len(words) > 4 else ""
                asa.bound.append((words[1], words[2], interface))
            case "same-security-traffic":
                asa.same_level = asa.same_level or "inter-interface" in words
            case "route" if len(words) > 3:
                _route(asa, number, words)
            case _:
                _hardware(asa, line)


def _hardware(asa: _Asa, line: str) -> None:
    if match := re.match(r"^:?\s*Hardware:\s+([\w-]+)", line):
        asa.reading.model = match[1][:64]
    elif match := re.match(r"^:?\s*Serial Number:\s+(\w+)", line):
        asa.reading.serial = match[1][:64]


def _of_interface(asa: _Asa, interface: _Interface, words: list[str]) -> None:
    if words[0] == "nameif" and len(words) > 1:
        interface.name = words[1]
        asa.interfaces[words[1]] = interface
    elif words[0] == "security-level" and words[1:] and words[1].isdigit():
        interface.level = int(words[1][:3])
    elif words[:2] == ["ip", "address"] and len(words) > 3:
        try:
            interface.network = masked(words[2], words[3])
        except ValueError:
            return
        asa.reading.addresses.append(words[2])
    if interface.name and interface.network:
        asa.ways.add(interface.name, interface.network)


def _route(asa: _Asa, number: int, words: list[str]) -> None:
    try:
        asa.ways.add(words[1], masked(words[2], words[3]))
    except ValueError:
        asa.reading.say(number, f"route {' '.join(words[1:4])[:80]!r} not understood")


def _listed(asa: _Asa, number: int, words: list[str], remark: dict[str, str]) -> None:
    name, rest = words[1], words[2:]
    if rest[:1] == ["line"]:
        rest = rest[2:]
    if rest[:1] == ["remark"]:
        remark[name] = " ".join(rest[1:])
    elif rest[:1] != ["standard"]:
        entry = (number, remark.pop(name, ""), " ".join(rest[:200]))
        asa.lists.setdefault(name, []).append(entry)


def _rule(
    asa: _Asa, name: str, way: str, interface: str, order: int, line: int, remark: str, ends: Ends
) -> Rule:
    source, dest = ends.source, ends.dest
    if interface and way == "in":
        source = asa.ways.narrowed(source, (interface,))
    elif interface and way == "out":
        dest = asa.ways.narrowed(dest, (interface,))
    where = f"{way} {interface}".strip()
    note = f"{where}; {remark}" if remark else where
    return Rule(
        f"{name} {order}", order, ends.allow, source, dest, ends.service, ends.active, note, line
    )


def _unbound(asa: _Asa) -> None:
    used = {name for name, _, _ in asa.bound}
    for name, rows in asa.lists.items():
        if name not in used:
            what = f"access list {name} ({len(rows)} entries) is bound to no interface; not used"
            asa.reading.say(rows[0][0], what)


def _levels(asa: _Asa, order: int) -> None:
    """What happens where no list says anything."""
    if not asa.interfaces:
        return
    filtered = {interface for _, way, interface in asa.bound if way == "in"}
    everywhere = any(way == "global" for _, way, _ in asa.bound)
    open_ones = [] if everywhere else [i for n, i in asa.interfaces.items() if n not in filtered]
    for interface in open_ones:
        for other in asa.interfaces.values():
            if not _lets_out(asa, interface, other):
                continue
            order += 1
            note = f"no inbound list: level {interface.level} to level {other.level}"
            asa.reading.add(
                Rule(f"{interface.name} to {other.name} by level", order, True,
                     asa.ways.behind([interface.name]), asa.ways.behind([other.name]), ANY,
                     note=note)
            )  # fmt: skip
    known = everywhere or all(interface.level is not None for interface in open_ones)
    if known and asa.reading.rules:
        note = "an ASA denies what neither a list nor a security level lets through"
        asa.reading.add(Rule("implicit deny", order + 1, False, ANY, ANY, ANY, note=note))


def _lets_out(asa: _Asa, interface: _Interface, other: _Interface) -> bool:
    if interface is other or interface.level is None or other.level is None:
        return False
    return other.level < interface.level or (asa.same_level and other.level == interface.level)
