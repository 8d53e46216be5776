"""NET-06: subnets and addresses that are used twice in the plant.

Question: is any IP address or subnet used twice among lines that must talk to a shared system?
Yes: none is, and every line's addresses are known. No: two segments or two devices use the same
one, or two MAC addresses answer for it. Documented 1:1 translation that leaves at most one of them
visible makes it a warning. Not applicable: the site has one line.

Example: the press of L1 and the transfer of L2 both use 192.168.1.0/24 without translation: fail
for L1 and L2, pass for the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address

from audit.facts.model import Device, PlantFacts, Seen, Stated
from audit.facts.names import is_own_ip, is_station
from audit.facts.segments import network
from audit.inventory.tables import AssetRow, SegmentRow
from audit.payloads import ArpEntry
from audit.records import Grade, Why
from checks.ground import NOTHING, Ground, answer, counted, ground, listed, unknown
from checks.line_devices import device_ground, lines_of
from checks.needed import NOT_THERE
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
)
from checks.remembered import once

Network = IPv4Network | IPv6Network
_VLAN = re.compile(r"vlan[ -]?(\d{1,4})", re.I)
"""How captures and routers name where they heard a claim."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that is used twice."""

    what: str
    sentence: str
    lines: frozenset[str]
    """Lines it concerns; empty: not known, so all of them."""
    translated: bool
    """Whether documented 1:1 translations leave at most one side visible."""
    on: Ground


def judge(asked: Asked) -> Answer:
    """Find what is used twice in the plant; a line fails for its own."""
    facts, line = asked.facts, asked.line
    if len(facts.lines) == 1:
        return answer(Outcome.NA, f"{line} is the only line of the site")
    clashes = _clashes(facts)
    own = [clashes[number] for number in _clashes_of(facts, line)]
    if own:
        return _clashing(line, own)
    silent = _silent(facts)
    on = _all_ground(facts)
    if silent:
        text = (
            f"{line}: no address known to be used twice, but no address of"
            f" {listed(silent)} is in the inventory"
        )
        return unknown(Why.NO_EVIDENCE, "addresses of every line", text, on)
    text = f"{line}: none of its subnets and addresses is used twice"
    if clashes:
        others = listed(sorted({name for c in clashes for name in c.lines}))
        text += f"; {listed(c.what for c in clashes)} is, on {others}, which {line} is not part of"
    return answer(Outcome.PASS, text, on, measured="no overlap")


@once
def _clashes(facts: PlantFacts) -> tuple[Clash, ...]:
    return (*subnet_clashes(facts), *address_clashes(facts), *arp_clashes(facts))


def _clashes_of(facts: PlantFacts, line: str) -> list[int]:
    """Return the numbers of the clashes that concern the line, ascending."""
    by_line = _by_line(facts)
    return sorted((*by_line.get(line, ()), *by_line.get("", ())))


@once
def _by_line(facts: PlantFacts) -> dict[str, list[int]]:
    """Return the numbers of the clashes by line; under `` those of which no line is known."""
    found: dict[str, list[int]] = {}
    for number, clash in enumerate(_clashes(facts)):
        for line in clash.lines or ("",):
            found.setdefault(line, []).append(number)
    return found


@once
def _silent(facts: PlantFacts) -> tuple[str, ...]:
    """Return the lines of which no address is known."""
    addressed = _addressed(facts)
    return tuple(row.line for row in facts.lines if row.line not in addressed)


def _clashing(line: str, own: list[Clash]) -> Answer:
    on = NOTHING
    for clash in own:
        on = on + clash.on
    targets = tuple(
        Target(
            c.what,
            Outcome.WARN if c.translated else Outcome.FAIL,
            c.sentence,
            evidence=c.on.evidence,
        )
        for c in own
    )
    bad = [c for c in own if not c.translated]
    said = "; ".join(c.sentence for c in (*bad, *(c for c in own if c.translated)))
    outcome = Outcome.FAIL if bad else Outcome.WARN
    text = f"{line}: every subnet and address expected once in the plant; {said}"
    measured = listed(c.what for c in bad or own)
    return answer(outcome, text, on, measured=measured, targets=targets)


def subnet_clashes(facts: PlantFacts) -> Iterator[Clash]:
    """Documented subnets of different segments that overlap."""
    rows = [
        r
        for r in facts.table(SegmentRow)
        if network(r.record.subnet) and r.record.must_reach_shared is not False
    ]
    for a, b, one, two in _overlapping(rows):
        if _same_segment(a.record, b.record):
            continue
        lines = _lines_of_row(facts, a) | _lines_of_row(facts, b)
        hidden = [_named(r.record) for r in (a, b) if _translated(r.record)]
        how = (
            f", a documented 1:1 translation hides {listed(hidden)}"
            if hidden
            else (" without translation")
        )
        what = str(one) if one == two else f"{one} and {two}"
        text = f"{what} is used by {_named(a.record)} and {_named(b.record)}{how}"
        yield Clash(what, text, lines, bool(hidden), ground([a, b]))


def _overlapping(
    rows: list[Stated[SegmentRow]],
) -> Iterator[tuple[Stated[SegmentRow], Stated[SegmentRow], Network, Network]]:
    """Return the pairs whose subnets overlap, in the order of the rows. Two subnets are apart or
    one holds the other: in ascending order the ones still open are those that hold the next.
    """
    nets = [(net, n) for n, row in enumerate(rows) if (net := network(row.record.subnet))]
    nets.sort(key=lambda p: (p[0].version, int(p[0].network_address), p[0].prefixlen, p[1]))
    still_open: list[tuple[Network, int]] = []
    pairs: list[tuple[int, int]] = []
    for net, number in nets:
        while still_open and not _holds(still_open[-1][0], net):
            still_open.pop()
        pairs += [(min(n, number), max(n, number)) for _, n in still_open]
        still_open.append((net, number))
    by_number = {number: net for net, number in nets}
    for i, j in sorted(pairs):
        yield rows[i], rows[j], by_number[i], by_number[j]


def _holds(outer: Network, inner: Network) -> bool:
    same = outer.version == inner.version
    return same and int(inner.network_address) <= int(outer.broadcast_address)


def _same_segment(one: SegmentRow, two: SegmentRow) -> bool:
    """Whether two rows list the same segment twice."""
    same_vlan = one.vlan is not None and one.vlan == two.vlan
    return same_vlan and (one.line, one.subnet) == (two.line, two.subnet)


def _lines_of_row(facts: PlantFacts, row: Stated[SegmentRow]) -> frozenset[str]:
    if row.record.line:
        return frozenset({row.record.line})
    found = [s for s in facts.segments if row.evidence in s.evidence]
    return frozenset(line for segment in found for line in segment.lines)


def _translated(row: SegmentRow | None) -> bool:
    return row is not None and row.nat.replace(" ", "") == "1:1"


def _named(row: SegmentRow) -> str:
    return f"{row.segment} ({row.line})" if row.line else row.segment


def address_clashes(facts: PlantFacts) -> Iterator[Clash]:
    """Documented addresses that two devices have."""
    by_ip: dict[str, list[Stated[AssetRow]]] = defaultdict(list)
    for row in facts.table(AssetRow):
        if is_own_ip(row.record.ip) and row.record.status not in NOT_THERE:
            by_ip[str(ip_address(row.record.ip))].append(row)
    for ip, rows in by_ip.items():
        macs = {row.record.mac for row in rows}
        if len(rows) < 2 or (len(macs) == 1 and "" not in macs):
            continue
        segments = [_segment_of(facts, ip, row.record.line) for row in rows]
        if any(s is not None and s.must_reach_shared is False for s in segments):
            continue
        translated = sum(not _translated(segment) for segment in segments) < 2
        names = listed(f"{r.record.asset_id} ({r.record.line or 'no line'})" for r in rows)
        how = ", at most one without a documented 1:1 translation" if translated else ""
        lines = frozenset(r.record.line for r in rows) - {""}
        yield Clash(ip, f"{ip} belongs to {names}{how}", lines, translated, ground(rows))


def _segment_of(facts: PlantFacts, ip: str, line: str) -> SegmentRow | None:
    """The documented segment of an address, its own line's before another's."""
    address = ip_address(ip)
    fitting = [
        row.record
        for row in facts.table(SegmentRow)
        if (net := network(row.record.subnet)) is not None and address in net
    ]
    own = [row for row in fitting if row.line == line]
    return next(iter(own or fitting), None)


def arp_clashes(facts: PlantFacts) -> Iterator[Clash]:
    """Addresses for which two stations answered; one device with two of its own is none."""
    owner = {mac: d for d in facts.devices for mac in d.macs}
    by_ip: dict[str, dict[str, list[Seen[ArpEntry]]]] = defaultdict(lambda: defaultdict(list))
    for seen in facts.arp:
        if is_own_ip(seen.value.ip) and is_station(seen.value.mac):
            by_ip[seen.value.ip][seen.value.mac].append(seen)
    for ip, macs in by_ip.items():
        holders = {owner[mac].device_id if mac in owner else mac for mac in macs}
        if len(macs) < 2 or len(holders) < 2:
            continue
        lines = frozenset(x for mac in macs if mac in owner for x in lines_of(owner[mac]))
        on = ground([one for found in macs.values() for one in found])
        who = listed(f"{mac} ({owner[mac].device_id})" if mac in owner else mac for mac in macs)
        claims = counted(len(macs), "MAC address", "MAC addresses")
        if _hidden_apart(facts, ip, macs, owner):
            text = (
                f"{claims} in VLANs of their own answer for {ip}, at most one without a documented"
                f" 1:1 translation: {who}"
            )
            yield Clash(ip, text, lines, True, on)
        else:
            yield Clash(ip, f"{claims} answer for {ip}: {who}", lines, False, on)


def _hidden_apart(
    facts: PlantFacts, ip: str, macs: dict[str, list[Seen[ArpEntry]]], owner: dict[str, Device]
) -> bool:
    """Whether each was heard in a VLAN of its own, and translations leave at most one visible."""
    heard = [{_vlan(seen) for seen in found} for found in macs.values()]
    apart = {place for places in heard for place in places if len(places) == 1} - {""}
    if len(apart) < len(heard):
        return False
    named = [lines_of(owner[mac]) if mac in owner else () for mac in macs]
    rows = [_segment_of(facts, ip, lines[0]) if lines else None for lines in named]
    return sum(not _translated(row) for row in rows) < 2


def _vlan(claim: Seen[ArpEntry]) -> str:
    """The VLAN in which a claim was heard, by its number; empty: not told."""
    found = _VLAN.fullmatch(claim.value.interface)
    return found[1] if found else ""


@once
def _addressed(facts: PlantFacts) -> frozenset[str]:
    """Return the lines of which an address is known."""
    seen = {line for device in facts.devices if device.ips for line in lines_of(device)}
    return frozenset(seen | {r.record.line for r in facts.table(AssetRow) if r.record.ip})


@once
def _all_ground(facts: PlantFacts) -> Ground:
    rows = [row for row in facts.table(AssetRow) if row.record.ip]
    segments = [row for row in facts.table(SegmentRow) if row.record.subnet]
    if not rows:
        return device_ground(d for d in facts.devices if d.ips) + ground(segments)
    return ground(rows) + ground(segments)


CHECK = Check(
    check_id="NET-06",
    theme=Theme.NETWORK,
    title="No IP address or subnet is used twice across lines that must talk to a shared system",
    question="Is any IP address or subnet used twice across lines that must talk to a shared"
    " system?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=2,
    work_packages=("WP-03",),
    max_age_days=365,
    thresholds=(),
    basis="vendor guidance on duplicate machine subnets and NAT in plant networks",
    so_what="Two machines answer under one address: the historian stores one line's values under"
    " the other line's name, or neither gets through.",
    remedy="Put one of the two machines behind a documented 1:1 translation; renumber only when the"
    " machine builder can do it in a planned stop.",
    closes_unknown="The address list of each line (asset, IP address, subnet), and of the networks"
    " inside machines",
    closes_minutes=45,
    closes_who="OT network engineer with maintenance",
    judge=judge,
    min_grade=Grade.B,
    scope="plant",
    not_applicable_when="single-line site",
)
