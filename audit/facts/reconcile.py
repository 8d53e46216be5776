"""Documented cables against seen ones: links and link rows in, links with their state out.

Rules
-----
1. A documented link confirms a seen one when the devices and the ports that both sides name agree.
   One seen link is used up by one documented one; the same cable in two lists is one cable.
2. Where no neighbour protocol speaks, the MAC table decides: the station is learned behind the
   documented port (confirmed), or that switch learned it behind another one (different).
3. `different`: the same two devices are joined on other ports, or the port leads elsewhere.
4. `missing`: only when both ends' neighbour tables were read to the end, both ends do speak a
   neighbour protocol, and neither reports the cable.
5. All else is `unknown`, with what would have to be read. A name that several devices bear is
   listed, not guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from audit.facts.directory import Directory
from audit.facts.likeness import meant
from audit.facts.model import Link, Stated
from audit.facts.names import natural, port_key
from audit.inventory.tables import LinkRow

CROWD = 2
"""From so many other stations on a port on, something unmanaged sits in between."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A MAC table lists a device."""

    switch: str
    port: str
    stations: int
    """MACs behind that port."""
    evidence: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read, so that what is not there can be told from what nobody looked at."""

    complete: frozenset[str] = frozenset()
    """Devices whose neighbour tables were read to the end."""
    partly: frozenset[str] = frozenset()
    """Devices whose neighbour tables were read in part."""
    speakers: frozenset[str] = frozenset()
    """Devices that reported a neighbour or were reported as one."""
    learned: Mapping[str, tuple[Learned, ...]] = field(
        default_factory=dict[str, "tuple[Learned, ...]"]
    )


@dataclass(frozen=True, slots=True)
class _End:
    device: str
    port: str
    why_unknown: str = ""
    """Why no device could be found for the name; empty: one was."""
    taken: str = ""
    """By what likeness it was found; empty: by its name."""

    @property
    def key(self) -> tuple[str, str]:
        return self.device, port_key(self.port)

    @property
    def words(self) -> str:
        return f"{self.device} {self.port}".strip()


@dataclass(frozen=True, slots=True)
class _Drawn:
    row: Stated[LinkRow]
    a: _End
    b: _End

    @property
    def words(self) -> str:
        return f"{self.a.words} to {self.b.words}"

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.a.device, self.b.device))

    @property
    def taken(self) -> str:
        """What was taken for what; empty: the names fit."""
        return "; ".join(filter(None, (self.a.taken, self.b.taken)))


def compare(
    links: list[Link], documented: Iterable[Stated[LinkRow]], directory: Directory, looked: Looked
) -> tuple[Link, ...]:
    """Set each link's state against the documented ones; add those that no seen link confirms."""
    result = list(links)
    drawn = [_drawn(row, directory) for row in documented]
    at = _index(links)
    left = [one for one in drawn if not _confirm(result, one, at)]
    used: dict[int, str] = {}
    open_ones = [
        _behind(one, looked) or _different(result, one, used, at) or _not_seen(one, looked)
        for one in left
    ]
    if drawn:
        result = [_asked(link, used.get(n, "")) for n, link in enumerate(result)]
    return tuple(sorted((*result, *_contradicting(_once(open_ones))), key=_order))


def _drawn(row: Stated[LinkRow], directory: Directory) -> _Drawn:
    record = row.record
    a = _end(record.a_device, record.a_port, directory)
    b = _end(record.b_device, record.b_port, directory)
    return _Drawn(row, a, b)


def _end(device: str, port: str, directory: Directory) -> _End:
    found = meant(device, directory)
    if found.device:
        own = directory.port(found.device, port) or port
        return _End(found.device, own, taken=found.why)
    if found.several:
        return _End(device, port, f"several devices could be {device}: {', '.join(found.several)}")
    return _End(device, port, f"nothing that was read is called {device}")


_Index: TypeAlias = Mapping[object, list[int]]
"""Pair of devices, or (device, port key) → numbers of the seen links."""


def _index(links: list[Link]) -> _Index:
    found: dict[object, list[int]] = defaultdict(list)
    for number, link in enumerate(links):
        found[frozenset((link.a_device, link.b_device))].append(number)
        ends = {(link.a_device, port_key(link.a_port)), (link.b_device, port_key(link.b_port))}
        for end in ends:
            found[end].append(number)
    return dict(found)


def _confirm(links: list[Link], one: _Drawn, at: _Index) -> bool:
    found = _exact(links, one, at)
    if found is None:
        return False
    link = links[found]
    evidence = tuple(sorted({*link.evidence, one.row.evidence}))
    links[found] = replace(link, state="confirmed", evidence=evidence, note=one.taken)
    return True


def _exact(links: list[Link], one: _Drawn, at: _Index) -> int | None:
    """The seen link that fits; one not yet confirmed before one that is, named ports first."""
    fitting: list[tuple[bool, int, int]] = []
    for number in at.get(one.pair, ()):
        link = links[number]
        ends = (link.a_device, port_key(link.a_port)), (link.b_device, port_key(link.b_port))
        for first, second in (ends, ends[::-1]):
            if _fits(one.a, first) and _fits(one.b, second):
                named = (one.a.key == first) + (one.b.key == second)
                fitting.append((link.state == "confirmed", -named, number))
                break
    if not fitting:
        return None
    confirmed, named, number = min(fitting)
    if confirmed and named > -2 and not (one.a.port or one.b.port):
        return None if len(fitting) > 1 else number
    return number


def _fits(end: _End, seen: tuple[str, str]) -> bool:
    return end.device == seen[0] and (not end.port or not seen[1] or end.key[1] == seen[1])


def _behind(one: _Drawn, looked: Looked) -> Link | None:
    """What the MAC tables say of a cable from a switch port to a station."""
    for switch, station in ((one.a, one.b), (one.b, one.a)):
        if not switch.port or station.device in looked.speakers:
            continue
        seen = [x for x in looked.learned.get(station.device, ()) if x.switch == switch.device]
        here = [x for x in seen if port_key(x.port) == switch.key[1]]
        if here:
            return _learned_here(one, here[0], station)
        if seen:
            return _learned_elsewhere(one, seen, switch, station)
    return None


def _learned_here(one: _Drawn, at: Learned, station: _End) -> Link:
    others = at.stations - 1
    note = ""
    if others >= CROWD:
        note = (
            f"{others} other stations are learned behind {at.switch} {at.port} too, so something"
            f" unmanaged sits between it and {station.device}"
        )
    confidence = 0.5 if others >= CROWD else 0.8
    evidence = tuple(sorted({at.evidence, one.row.evidence}))
    ends = (one.a.device, one.a.port, one.b.device, one.b.port)
    return Link(*ends, "fdb", "confirmed", confidence, evidence, note)


def _learned_elsewhere(one: _Drawn, seen: list[Learned], switch: _End, station: _End) -> Link:
    ports = ", ".join(sorted({x.port for x in seen}, key=natural))
    note = (
        f"drawn: {one.words}; seen: {switch.device} learned {station.device} on {ports}. Which one"
        " is wrong: the document, or was the cable moved?"
    )
    return _documented(one, "different", 0.7, note, (x.evidence for x in seen))


def _different(links: list[Link], one: _Drawn, used: dict[int, str], at: _Index) -> Link | None:
    """The seen link that contradicts: on one of its ports, else between its two devices."""
    number = _on_its_port(one, at)
    if number is None:
        number = _same_pair(links, one, used, at)
        if number is None:
            return None
    used[number] = one.words
    seen = links[number]
    between = {one.a.device, one.b.device}
    moved = {seen.a_device, seen.b_device} == between
    question = "was the cable moved?" if moved else "is something else plugged in here?"
    note = (
        f"drawn: {one.words}; seen: {_cable(seen)} ({_word(seen.kind)}). Which one is wrong: the"
        f" document, or {question}"
    )
    return _documented(one, "different", 0.9, note, seen.evidence)


def _on_its_port(one: _Drawn, at: _Index) -> int | None:
    found = (at[end.key][0] for end in (one.a, one.b) if end.port and end.key in at)
    return next(found, None)


def _same_pair(links: list[Link], one: _Drawn, used: Mapping[int, str], at: _Index) -> int | None:
    for number in at.get(one.pair, ()):
        link = links[number]
        free = number not in used and link.state == "undocumented"
        named = bool(link.a_port and link.b_port)
        if free and named:
            return number
    return None


def _not_seen(one: _Drawn, looked: Looked) -> Link:
    why = [end.why_unknown for end in (one.a, one.b) if end.why_unknown]
    why = why or [text for end in (one.a, one.b) if (text := _gap(end.device, looked))]
    if why:
        return _documented(one, "unknown", 0.0, f"not known: {'; '.join(dict.fromkeys(why))}")
    note = (
        f"drawn: {one.words}; seen: neither end reports it, and both neighbour tables were read to"
        " the end. Which one is wrong: the document, or is the cable pulled or a device off?"
    )
    return _documented(one, "missing", 0.7, note)


def _gap(device: str, looked: Looked) -> str:
    if device in looked.partly and device not in looked.complete:
        return f"the neighbour table of {device} was read in part only"
    if device not in looked.complete:
        return f"the neighbour table of {device} was not read"
    if device not in looked.speakers:
        return f"{device} reports no neighbour and none reports it: LLDP and CDP may be off"
    return ""


def _documented(
    one: _Drawn, state: str, confidence: float, note: str, seen: Iterable[int] = ()
) -> Link:
    evidence = tuple(sorted({one.row.evidence, *seen}))
    ends = (one.a.device, one.a.port, one.b.device, one.b.port)
    note = "; ".join(filter(None, (note, one.taken)))
    return Link(*ends, "documented", state, confidence, evidence, note)


def _asked(link: Link, drawn: str) -> Link:
    """Ask of a seen link that no document shows; `drawn` is what one shows in its place."""
    if link.state != "undocumented":
        return link
    question = "does the document miss a cable, or should this cable not be there?"
    if drawn:
        question = "the document, or was a cable moved?"
    note = (
        f"seen: {_cable(link)} ({_word(link.kind)}); drawn: {drawn or 'nowhere'}. Which one is"
        f" wrong: {question}"
    )
    return replace(link, note=note)


def _once(links: list[Link]) -> list[Link]:
    """One cable that two lists show the same way is one finding with the evidence of both."""
    found: dict[object, Link] = {}
    for link in links:
        ends = frozenset(
            ((link.a_device, port_key(link.a_port)), (link.b_device, port_key(link.b_port)))
        )
        first = found.setdefault((ends, link.state), link)
        if first is not link:
            evidence = tuple(sorted({*first.evidence, *link.evidence}))
            found[(ends, link.state)] = replace(first, evidence=evidence)
    return list(found.values())


def _contradicting(links: list[Link]) -> list[Link]:
    """Say of documents that put two cables into one port that one of them must be wrong."""
    at: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        for end in ((link.a_device, link.a_port), (link.b_device, link.b_port)):
            if link.kind == "documented" and end[1]:
                at[(end[0], port_key(end[1]))].append(link)
    result: list[Link] = []
    for link in links:
        ends = ((link.a_device, link.a_port), (link.b_device, link.b_port))
        others = [o for d, p in ends for o in at.get((d, port_key(p)), ()) if o is not link]
        if others and link.kind == "documented":
            note = f"{link.note}; another document draws {_cable(others[0])}"
            link = replace(link, note=note)
        result.append(link)
    return result


def _cable(link: Link) -> str:
    a, b = f"{link.a_device} {link.a_port}".strip(), f"{link.b_device} {link.b_port}".strip()
    return f"{a} to {b}"


def _word(kind: str) -> str:
    return "the MAC tables" if kind == "fdb" else kind.upper()


def _order(link: Link) -> tuple[object, ...]:
    return (
        natural(link.a_device),
        natural(link.a_port),
        natural(link.b_device),
        natural(link.b_port),
        link.kind,
    )
