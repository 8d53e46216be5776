"""Stored evidence in, `PlantFacts` out: the stages of `audit.facts` one after the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date

from audit.facts.assemble import Assembly, assemble
from audit.facts.classes import classified
from audit.facts.devices import finish, with_segment_lines
from audit.facts.directory import directory_of
from audit.facts.likeness import proposals
from audit.facts.listening import with_joined
from audit.facts.looked import looked_at
from audit.facts.merge import merge
from audit.facts.model import CaseFacts, Device, Link, PlantFacts, Segment
from audit.facts.nodes import gather
from audit.facts.placing import Stations
from audit.facts.readings import merged_rows, seen_rows
from audit.facts.reconcile import compare
from audit.facts.rows import stated_rows
from audit.facts.segments import segments_of
from audit.facts.select import select
from audit.facts.topology import topology_of
from audit.inventory.tables import AliasRow, AssetRow, LinkRow, SegmentRow
from audit.records import Stored


def build_facts(stored: Iterable[Stored], case: CaseFacts, chain_head: str) -> PlantFacts:
    """Build all that is known of the plant from one evidence state.

    Parameters
    ----------
    stored
        All evidence, in any order.
    case
        What case.toml says; with `as_of=date.min` ages are counted to the newest evidence's day.
    chain_head
        The hash of the evidence's last row; with the case it makes the dataset hash.
    """
    items = select(stored)
    rows, row_problems = stated_rows(items)
    facts = PlantFacts(_dated(case, items), _dataset_hash(case, chain_head), rows=rows)
    found = gather(items)
    assembly = assemble(found, merge(found.nodes))
    facts = _with_readings(facts, assembly)
    facts = _with_topology(facts, assembly)
    return replace(facts, problems=(*row_problems, *found.problems))


def _dated(case: CaseFacts, items: tuple[Stored, ...]) -> CaseFacts:
    if case.as_of != date.min or not items:
        return case
    return replace(case, as_of=max(item.observation.time for item in items).date())


def _dataset_hash(case: CaseFacts, chain_head: str) -> str:
    fields = asdict(case)
    if not case.pilots:  # so that a case with one pilot keeps the hash of its earlier reports
        del fields["pilots"]
    said = json.dumps({"chain_head": chain_head, "case": fields}, default=str, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _with_readings(facts: PlantFacts, assembly: Assembly) -> PlantFacts:
    reads, device_of, target_of = assembly.reads, assembly.device_of, assembly.target_of
    return replace(
        facts,
        interfaces=merged_rows(reads["interface"], device_of, "interface"),
        vlans=merged_rows(reads["vlan"], device_of, "vlan"),
        fdb=merged_rows(reads["fdb"], device_of, "fdb"),
        arp=merged_rows(reads["arp"], device_of, "arp"),
        services=merged_rows(reads["service"], device_of, "service"),
        stp=seen_rows(reads["stp"], device_of),
        neighbours=seen_rows(reads["neighbour"], device_of),
        loads=seen_rows(reads["load"], device_of),
        poe=seen_rows(reads["poe"], device_of),
        endpoints=seen_rows(reads["endpoint"], device_of),
        management=seen_rows(reads["management"], device_of),
        table_reads=seen_rows(reads["table"], device_of, failed=True),
        logins=seen_rows(reads["login"], device_of, failed=True),
        reaches=seen_rows(reads["reach"], target_of, failed=True),
        conversations=seen_rows(reads["conversation"], assembly.talker_of),
        coverage=with_joined(seen_rows(reads["coverage"], device_of)),
    )


def _with_topology(facts: PlantFacts, assembly: Assembly) -> PlantFacts:
    drafts = assembly.devices()
    directory = directory_of(drafts, assembly.names(), facts.interfaces)
    directory.learn(row.record for row in facts.table(AliasRow))
    drafts = classified(drafts, facts, directory)
    network = topology_of(facts, drafts, directory)
    seen, stations = list(network.links), network.stations
    links = compare(seen, facts.table(LinkRow), directory, looked_at(facts, seen, drafts))
    devices = finish(drafts, facts, stations)
    segments = _segments(facts, devices, stations, links)
    placed = with_segment_lines(devices, segments)
    if placed != devices:
        segments = _segments(facts, placed, stations, links)
    placements = tuple(stations.places.values())
    drawn = (name for row in facts.table(LinkRow) for name in _ends(row.record))
    labels = proposals(drawn, directory)
    return replace(
        facts, devices=placed, links=links, placements=placements, segments=segments, labels=labels
    )


def _ends(row: LinkRow) -> tuple[str, str]:
    return row.a_device, row.b_device


def _segments(
    facts: PlantFacts, devices: tuple[Device, ...], stations: Stations, links: tuple[Link, ...]
) -> tuple[Segment, ...]:
    assets, rows = facts.table(AssetRow), facts.table(SegmentRow)
    return segments_of(devices, assets, rows, stations, facts.interfaces, facts.vlans, links)
