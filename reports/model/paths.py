"""The way of each signal, station by station: facts and findings in, one row of stations out.

Rules:
1. A station's own reading (table `hops`) counts first; then what was seen of the device itself;
   then the check that judges such a station.
2. Values that arrive at a station prove what lies before it. A check that says otherwise stays
   beside it as a remark.
3. Whatever nothing says anything of is unknown, and names the check that would tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from audit.inventory.tables import FlowRow, SignalRow
from checks.needed import flows_of
from checks.records import Finding
from checks.signals import needed_signals
from reports.model.ground import Ground
from reports.model.path_records import (
    BROKEN,
    OPEN,
    PATH_MARKS,
    PLANNED,
    REMARK,
    WORKS,
    DataPath,
    Hop,
    PathReport,
    Station,
)
from reports.model.path_stations import Way, stations
from reports.model.records import LineName, UseName
from reports.model.words import count, listed

SHOWN = 4
"""Signals that a way is named after."""
NO_FLOW = FlowRow(flow_id="")


def path_report(ground: Ground) -> PathReport:
    """Every way of every line, the pilot's first."""
    if not any(ground.facts.rows.get(row.table) for row in (FlowRow, SignalRow)):
        return PathReport(_summary(()), (), PATH_MARKS)
    pilots = {name.line for name in ground.pilots}
    names = sorted(ground.names, key=lambda name: name.line not in pilots)
    paths = tuple(
        path for name in names for use in ground.uses for path in _paths(ground, name, use)
    )
    return PathReport(_summary(paths), paths, PATH_MARKS)


def _summary(paths: Sequence[DataPath]) -> str:
    if not paths:
        return (
            "No way can be drawn: neither a signal nor a flow of any line is listed. The tables"
            " `signals` and `flows` of the inventory take them."
        )
    tally = [sum(path.mark == mark for path in paths) for mark in PATH_MARKS]
    works, remark, planned, unknown, broken = tally
    return (
        f"{count(len(paths), 'way')} from sensor to decision: {works} working, {remark} working"
        f" with a remark, {planned} not built yet, {unknown} unknown at a station, {broken} broken."
    )


def _paths(ground: Ground, name: LineName, use: UseName) -> list[DataPath]:
    facts = ground.facts
    signals = [row.record for row in needed_signals(facts, name.line, use.use_case)]
    flows = [row.record for row in flows_of(facts, name.line, use.use_case)]
    assets = {signal.asset for signal in signals if signal.asset}
    direct = {flow.source for flow in flows if flow.source}
    findings = {
        f.check.check_id: f for f in ground.findings(name.line) if f.use_case == use.use_case
    }
    made: list[DataPath] = []
    carried: set[str] = set()
    for flow in flows:
        own = [s for s in signals if s.asset and s.asset == flow.source]
        if flow.source not in assets:  # a gateway or server, which hands on what others measure
            own = [s for s in signals if s.asset not in direct]
        carried |= {s.signal for s in own}
        made += _ways(ground, name, use, findings, flow, own)
    left = [s for s in signals if s.signal not in carried]
    if left or not flows:  # a line of which nothing is listed is drawn too, as unknown
        made += _ways(ground, name, use, findings, NO_FLOW, left)
    return made


def _ways(
    ground: Ground,
    name: LineName,
    use: UseName,
    findings: Mapping[str, Finding],
    flow: FlowRow,
    signals: Sequence[SignalRow],
) -> list[DataPath]:
    """One way for all signals that share every station; without signals one for the flow."""
    together: dict[tuple[object, ...], list[SignalRow]] = {}
    made: dict[tuple[object, ...], tuple[Hop, ...]] = {}
    given: tuple[SignalRow | None, ...] = tuple(signals) or (None,)
    for signal in given:
        way = Way(ground, name.line, findings, flow, signal)
        hops = _proven(flow, tuple(stations(way)))
        asset = signal.asset if signal else ""
        later = ((hop.kind, hop.name, hop.mark, hop.why) for hop in hops[1:])
        key = (asset, hops[0].mark, *later)
        made.setdefault(key, hops)
        together.setdefault(key, []).extend([signal] if signal else [])
    return [_path(name, use, flow, together[key], hops) for key, hops in made.items()]


def _proven(flow: FlowRow, hops: tuple[Hop, ...]) -> tuple[Hop, ...]:
    """Let stations count as working behind which values arrive."""
    last = max((n for n, hop in enumerate(hops) if _arrived(hop)), default=-1)
    if flow.exists is False or last < 0:
        return hops
    where = hops[last].name
    found: list[Hop] = []
    for number, hop in enumerate(hops):
        missing = hop.kind == Station.SIGNAL and hop.mark == BROKEN
        if number >= last or hop.mark in (WORKS, REMARK) or missing:
            found.append(hop)  # other signals of the flow prove nothing of a missing one
        elif hop.mark == BROKEN:
            said = f"{hop.why}; but values arrive behind it, at {where}"
            found.append(replace(hop, mark=REMARK, why=said))
        else:
            said = f"values arrive behind it, at {where}"
            found.append(replace(hop, mark=WORKS, why=said, check_id=""))
    return tuple(found)


def _arrived(hop: Hop) -> bool:
    """Whether the station's own reading has values."""
    return hop.reading and hop.mark in (WORKS, REMARK)


def _path(
    name: LineName, use: UseName, flow: FlowRow, signals: Iterable[SignalRow], hops: tuple[Hop, ...]
) -> DataPath:
    said = tuple(dict.fromkeys(signal.signal for signal in signals))
    first = Hop(hops[0].kind, _named(said), hops[0].mark, hops[0].check_id,
                _of_signals(said, hops[0]), hops[0].evidence) if said else hops[0]  # fmt: skip
    hops = (first, *hops[1:])
    worst = max((hop.mark for hop in hops), key=PATH_MARKS.index)
    return DataPath(
        line=name.line, line_name=name.name, pilot=name.pilot,
        use_case=use.use_case, use_name=use.name, flow=flow.flow_id,
        signals=said, signals_text=_named(said) if said else "signals not listed",
        way=_way(flow), wired_by=_wired_by(flow), code=_code(flow),
        mark=worst, sentence=_sentence(hops), hops=hops,
    )  # fmt: skip


def _named(signals: Sequence[str]) -> str:
    """The first of them, and how many more: names only, which no language changes."""
    rest = len(signals) - SHOWN
    return ", ".join(signals[:SHOWN]) + (f" (+{rest})" if rest > 0 else "")


def _of_signals(said: tuple[str, ...], hop: Hop) -> str:
    """What the check says of one signal holds for all of them."""
    if len(said) == 1:
        return hop.why
    words = {
        WORKS: f"the line has all {len(said)} of them",
        BROKEN: f"the line has none of these {len(said)}",
        OPEN: f"nobody looked whether the line has these {len(said)}",
    }
    return words.get(hop.mark, hop.why)


def _sentence(hops: Sequence[Hop]) -> str:
    """Where the way ends, or that it does not."""
    broken = [hop for hop in hops if hop.mark == BROKEN]
    unknown = [hop for hop in hops if hop.mark == OPEN]
    planned = [hop for hop in hops if hop.mark == PLANNED]
    remarks = [hop for hop in hops if hop.mark == REMARK]
    if broken:
        return f"It stops at {broken[0].name}: {broken[0].why}."
    if unknown:
        return f"Not known: {_names(unknown)}."
    if planned:
        return f"Still to be built: {_names(planned)}."
    if remarks:
        return f"Values pass every station, with a remark on {_names(remarks)}."
    return "Values pass every station."


def _names(hops: Iterable[Hop]) -> str:
    return listed(hop.name for hop in hops)


def _way(flow: FlowRow) -> str:
    if not flow.flow_id:
        return "no flow listed"
    words = {"layer": "over the shared layer", "direct": "wired directly"}
    return words.get(str(flow.via), "not said whether over a layer")


def _wired_by(flow: FlowRow) -> str:
    names = dict.fromkeys(name for name in (flow.owner, flow.code_owner) if name)
    return listed(names) if names else "nobody is named"


def _code(flow: FlowRow) -> str:
    parts = [flow.connector, flow.code_name]
    made = ", ".join(dict.fromkeys(part for part in parts if part))
    if not made:
        return ""
    where = flow.code_repo or flow.code_host
    return f"{made} in {where}" if where else made
