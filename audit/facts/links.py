"""Which cables there are: neighbour rows in, links out.

Rules
-----
1. The two directions of one cable become one link. Ports keep parallel cables apart.
2. A port on which several devices are heard is joined to them by something that passes LLDP on
   and speaks none: a cloud `?segment …` with one link from each end, not a cable to each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from audit.facts.model import Link
from audit.facts.names import natural
from audit.facts.neighbours import End, Heard, Row

BOTH_SIDES = 1.0
ONE_SIDE = 0.9
CLOUD = 0.6
"""The far end is something that was not read, or a segment without a name."""

_Cable = dict[str, list[Row]]
_Pair = tuple[str, str]


def observed_links(reports: Heard) -> list[Link]:
    """Links that neighbour tables report, both directions as one."""
    rows = sorted(
        reports.rows, key=lambda r: (r.protocol != "lldp", r.local.key, r.remote.key, r.evidence)
    )
    pairs: dict[_Pair, list[Row]] = defaultdict(list)
    for row in rows:
        a, b = sorted((row.local.device, row.remote.device))
        pairs[(a, b)].append(row)
    cables = [(pair, cable) for pair, group in pairs.items() for cable in _cables(pair, group)]
    return _with_clouds(cables)


def _cables(pair: _Pair, rows: list[Row]) -> list[_Cable]:
    """Join the rows between two devices that speak of one cable."""
    cables: list[_Cable] = []
    for row in sorted(rows, key=lambda row: (not row.local.port, not row.remote.known)):
        for cable in cables:
            if _same_cable(row, cable, pair):
                cable[row.local.device].append(row)
                break
        else:
            fresh: _Cable = {pair[0]: [], pair[1]: []}
            fresh[row.local.device].append(row)
            cables.append(fresh)
    return _last_two(cables, pair)


def _last_two(cables: list[_Cable], pair: _Pair) -> list[_Cable]:
    """One row left on either side, with a port id that the other cannot place, is one cable."""
    left = [[cable for cable in cables if not cable[other]] for other in reversed(pair)]
    if [len(side) for side in left] != [1, 1]:
        return cables
    (here,), (there,) = left
    known = [row.remote.known for row in (*here[pair[0]], *there[pair[1]])]
    if all(known) or any(
        row.remote.known and not _meet(row.remote, other.local)
        for rows, others in (
            (here[pair[0]], there[pair[1]]),
            (there[pair[1]], here[pair[0]]),
        )
        for row in rows
        for other in others
    ):
        return cables
    joined = {pair[0]: here[pair[0]], pair[1]: there[pair[1]]}
    return [cable for cable in cables if cable is not here and cable is not there] + [joined]


def _same_cable(row: Row, cable: _Cable, pair: _Pair) -> bool:
    here = cable[row.local.device]
    there = cable[pair[0] if row.local.device == pair[1] else pair[1]]
    if any(other.local.key == row.local.key for other in here):
        same = [o for o in here if o.local.key == row.local.key]
        return any(
            o.remote.key == row.remote.key or not (o.remote.known and row.remote.known)
            for o in same
        )
    if here:
        return False
    return any(_back(row, other) for other in there)


def _back(row: Row, other: Row) -> bool:
    """Whether `other` is the same cable seen from its other end."""
    forth, back = _meet(row.remote, other.local), _meet(other.remote, row.local)
    if row.remote.known and other.remote.known:
        return forth and back
    if row.remote.known:
        return forth
    return back if other.remote.known else forth and back


def _meet(called: End, own: End) -> bool:
    """Whether the far side's word for a port fits it; a port that was not said fits any."""
    if called.key == own.key or not (called.port and own.port):
        return True
    return not called.known and called.port.casefold().endswith(f"/{own.port.casefold()}")


def _link(pair: _Pair, cable: _Cable) -> Link:
    a, b = _ends(pair, cable)
    rows = (*cable[pair[0]], *cable[pair[1]])
    cloud = any(end.device.startswith("?") for end in (a, b))
    if a.device.startswith("?") and not b.device.startswith("?"):
        a, b = b, a
    both = cable[pair[0]] and cable[pair[1]]
    return Link(
        a.device,
        a.port,
        b.device,
        b.port,
        _kind(rows),
        "undocumented",
        CLOUD if cloud else BOTH_SIDES if both else ONE_SIDE,
        tuple(sorted(row.evidence for row in rows)),
    )


def _kind(rows: Iterable[Row]) -> str:
    kinds = {row.protocol for row in rows}
    return "lldp" if "lldp" in kinds else min(kinds)


def _ends(pair: _Pair, cable: _Cable) -> tuple[End, End]:
    """Both ends, as their own device names them where it spoke, physical ports first."""
    ends: list[End] = []
    for own, other in (pair, pair[::-1]):
        spoken = [row.local for row in cable[own] if row.local.port]
        called = [row.remote for row in cable[other] if row.remote.port]
        words = spoken or sorted(called, key=lambda end: not end.known)
        best = min(words, key=lambda end: "." in end.port, default=End(own, "", False))
        ends.append(best)
    return ends[0], ends[1]


def _with_clouds(cables: list[tuple[_Pair, _Cable]]) -> list[Link]:
    """Turn cables that share a port but not the far device into the legs of a cloud."""
    at: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, (pair, cable) in enumerate(cables):
        for end in _ends(pair, cable):
            spoken = any(row.local.key == end.key for row in cable[end.device])
            if end.port and (spoken or end.known):
                at[end.key].append(number)
    group = list(range(len(cables)))
    for (device, _), numbers in at.items():
        far = {other for n in numbers for other in cables[n][0] if other != device}
        if len(far) > 1:
            for n in numbers[1:]:
                old, new = group[n], group[numbers[0]]
                group = [new if g == old else g for g in group]
    members: dict[int, list[tuple[_Pair, _Cable]]] = defaultdict(list)
    for root, one in zip(group, cables, strict=True):
        members[root].append(one)
    links: list[Link] = []
    for own in members.values():
        links.extend([_link(*own[0])] if len(own) == 1 else _legs(own))
    return links


def _legs(cables: list[tuple[_Pair, _Cable]]) -> list[Link]:
    ends: dict[tuple[str, str], tuple[End, set[int]]] = {}
    spoken: set[str] = {end.device for c in cables for end in _ends(*c) if end.port}
    for pair, cable in cables:
        evidence = {row.evidence for rows in cable.values() for row in rows}
        for end in _ends(pair, cable):
            if end.port or end.device not in spoken:
                ends.setdefault(end.key, (end, set()))[1].update(evidence)
    order = sorted(ends.values(), key=lambda pair: (_is_cloud(pair[0]), _order(pair[0])))
    name = f"?segment of {order[0][0].device} {order[0][0].port}".rstrip()
    kind = _kind(row for _, cable in cables for rows in cable.values() for row in rows)
    legs = [
        Link(end.device, end.port, name, "", kind, "undocumented", CLOUD, tuple(sorted(evidence)))
        for end, evidence in order
    ]
    return [
        replace(k, a_device=name, a_port="", b_device=k.a_device, b_port=k.a_port)
        if k.a_device.startswith("?")
        else k
        for k in legs
    ]


def _is_cloud(end: End) -> bool:
    return end.device.startswith("?")


def _order(end: End) -> tuple[object, ...]:
    return natural(end.device), natural(end.port)
