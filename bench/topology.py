"""`python -m bench.topology FOLDER`: links and MAC placements of recorded networks against what
people wrote down.

FOLDER holds one folder a network: recordings, and `expected_links.tsv` (a, a_port, b, b_port),
`expected_mac_placement.tsv` (mac, switch, bridge_port; several joined by `+`) where somebody wrote
them. A network is imported as a case is, only in memory. Every difference is named.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import combinations
from pathlib import Path

from audit.facts.build import build_facts
from audit.facts.model import CaseFacts, Link, PlantFacts
from audit.facts.names import name_key, port_key
from audit.imports.contract import RawFile
from audit.imports.registry import named
from audit.records import Stored

TIME = datetime(2026, 3, 1, tzinfo=UTC)
End = tuple[str, str]
Cable = tuple[End, End]


@dataclass(frozen=True, slots=True)
class Score:
    """What was expected, what of it was found, and what was found beside it."""

    what: str
    expected: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def found(self) -> int:
        """Expected things that came out."""
        return self.expected - len(self.missing)

    @property
    def recall(self) -> float:
        """Share of the expected that was found; 1 when nothing is expected."""
        return self.found / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """Share of the found that is expected; 1 when nothing was found."""
        return self.found / (self.found + len(self.extra)) if self.found or self.extra else 1.0


def facts_of(folder: Path) -> PlantFacts:
    """Import all recordings of a network and build its facts."""
    stored: list[Stored] = []
    for batch, file in enumerate(sorted(folder.glob("*.snmprec")), 1):
        raw = RawFile(file.name, file.read_bytes(), "", TIME, partial(_read, folder))
        for seen in named("snmprec").read(raw).observations:
            number = len(stored) + 1
            stored.append(Stored(number, batch, file.name, "bench", TIME, "", "", seen))
    case = CaseFacts(folder.name, folder.name, "", (), date.min)
    return build_facts(stored, case, "")


def _read(folder: Path, name: str) -> bytes | None:
    path = folder / name
    return path.read_bytes() if path.is_file() else None


def links_of(facts: PlantFacts) -> set[Cable]:
    """Every link between two devices that were recorded; a cloud joins all its ends in pairs."""
    recorded = {row.device_id for row in facts.interfaces}
    recorded |= {row.device_id for row in facts.fdb} | {row.device_id for row in facts.neighbours}
    clouds: dict[str, set[End]] = {}
    cables: set[Cable] = set()
    for link in facts.links:
        cloud = link.b_device.startswith("?segment of ")
        if link.a_device not in recorded or not (cloud or link.b_device in recorded):
            continue
        a, b = _end(facts, link.a_device, link.a_port), _end(facts, link.b_device, link.b_port)
        if cloud:
            clouds.setdefault(link.b_device, set()).add(a)
        else:
            cables.add(_cable(a, b))
    for ends in clouds.values():
        cables.update(_cable(a, b) for a, b in combinations(sorted(ends), 2))
    return cables


def _end(facts: PlantFacts, device: str, port: str) -> End:
    known = facts.device(device)
    return name_key(known.name if known and known.name else device), port_key(port)


def _cable(a: End, b: End) -> Cable:
    return (a, b) if a <= b else (b, a)


def score_links(facts: PlantFacts, expected: Iterable[dict[str, str]]) -> Score:
    """Hold the links against the table; a bare number in it counts the switch's ports."""
    found = links_of(facts)
    left = set(found)
    missing: list[str] = []
    rows = list(expected)
    for row in rows:
        a, b = (name_key(row["a"]), row["a_port"]), (name_key(row["b"]), row["b_port"])
        hits = {c for c in found if _is_cable(c, a, b)}
        if not hits:
            missing.append(f"{row['a']} {row['a_port']} - {row['b']} {row['b_port']}")
        left -= hits
    extra = tuple(f"{a[0]} {a[1]} - {b[0]} {b[1]}" for a, b in sorted(left))
    return Score("links", len(rows), tuple(missing), extra)


def _is_cable(cable: Cable, a: End, b: End) -> bool:
    one, two = cable
    return (_is_end(one, a) and _is_end(two, b)) or (_is_end(one, b) and _is_end(two, a))


def _is_end(end: End, wanted: End) -> bool:
    return end[0] == wanted[0] and is_port(end[1], wanted[1])


def is_port(port: str, wanted: str) -> bool:
    """Whether a port is the wanted one: the same name, or for a bare number the last number."""
    if wanted.isdigit():
        return re.sub(r"^.*?(\d*)$", r"\1", port) == wanted
    return port_key(port) == port_key(wanted)


def score_places(facts: PlantFacts, expected: Iterable[dict[str, str]]) -> Score:
    """Hold the placements of the listed MACs against the table; other MACs are not judged."""
    places = {place.mac: place for place in facts.placements}
    missing: list[str] = []
    extra: list[str] = []
    rows = list(expected)
    for row in rows:
        mac = ":".join(re.findall("..", row["mac"]))
        wanted = list(zip(row["switch"].split("+"), row["bridge_port"].split("+"), strict=True))
        place = places.get(mac)
        if place and _is_place(facts, place.at, wanted):
            continue
        said = f"{mac}: expected {row['switch']} {row['bridge_port']} ({row['kind']})"
        missing.append(said)
        if place:
            extra.append(f"{mac}: {place.kind} {place.at}")
    return Score("MAC places", len(rows), tuple(missing), tuple(extra))


def _is_place(facts: PlantFacts, at: tuple[End, ...], wanted: list[tuple[str, str]]) -> bool:
    if len(at) != len(wanted):
        return False
    ends = [_end(facts, switch, port) for switch, port in at]
    return all(
        any(end[0] == name_key(switch) and is_port(end[1], port) for end in ends)
        for switch, port in wanted
    )


def rows_of(path: Path) -> list[dict[str, str]] | None:
    """The rows of a table; None when nobody wrote it."""
    if not path.is_file():
        return None
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def scores_of(folder: Path, facts: PlantFacts) -> list[Score]:
    """Every table that is there, held against the facts."""
    links = rows_of(folder / "expected_links.tsv")
    places = rows_of(folder / "expected_mac_placement.tsv")
    found = [score_links(facts, links)] if links is not None else []
    return found + ([score_places(facts, places)] if places is not None else [])


def _words(link: Link) -> str:
    ends = f"{link.a_device} {link.a_port} - {link.b_device} {link.b_port}".rstrip()
    return f"    {ends}  {link.kind} {link.confidence}"


def main() -> None:
    """Print one line a network and table, every difference, and all links."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/snmp/networks")
    folders = sorted(path for path in root.glob("*") if any(path.glob("*.snmprec")))
    print("network               what        expected found missing extra precision recall")
    for folder in folders:
        start = time.perf_counter()
        facts = facts_of(folder)
        seconds = time.perf_counter() - start
        for score in scores_of(folder, facts):
            print(
                f"{folder.name:21} {score.what:11} {score.expected:8} {score.found:5}"
                f" {len(score.missing):7} {len(score.extra):5} {score.precision:9.3f}"
                f" {score.recall:6.3f}"
            )
            for word, things in (("missing", score.missing), ("extra", score.extra)):
                for thing in things:
                    print(f"    {word}: {thing}")
        print(f"{folder.name}: {len(facts.links)} links, {seconds:.1f} s")
        for link in facts.links:
            print(_words(link))


if __name__ == "__main__":
    main()
