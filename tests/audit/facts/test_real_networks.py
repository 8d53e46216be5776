"""Recorded networks whose cables people wrote down: every one must come out, and no other."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.facts.build import build_facts
from audit.facts.model import PlantFacts
from audit.facts.names import port_key
from audit.imports.contract import RawFile
from audit.imports.snmp_walk import IMPORTERS
from audit.records import Stored
from tests.audit.facts.evidence import CASE

NETWORKS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "snmp" / "networks"
TIME = datetime(2026, 3, 1, tzinfo=UTC)


def facts_of(name: str) -> PlantFacts:
    files = sorted((NETWORKS / name).glob("*.snmprec")) if NETWORKS.exists() else []
    if not files:
        pytest.skip("the shared recordings are not there")
    (snmprec,) = (importer for importer in IMPORTERS if importer.name == "snmprec")
    stored: list[Stored] = []
    for batch, file in enumerate(files, 1):
        raw = RawFile(file.name, file.read_bytes(), "", TIME)
        for seen in snmprec.read(raw).observations:
            number = len(stored) + 1
            stored.append(Stored(number, batch, file.name, "test", TIME, "", "", seen))
    return build_facts(stored, CASE, "")


def expected_links(name: str) -> set[frozenset[tuple[str, str]]]:
    with (NETWORKS / name / "expected_links.tsv").open(newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return {
        frozenset(((r["a"], port_key(r["a_port"])), (r["b"], port_key(r["b_port"])))) for r in rows
    }


def test_the_links_of_a_campus_come_out_exactly() -> None:
    facts = facts_of("nms17216")
    found = {
        frozenset(((k.a_device, port_key(k.a_port)), (k.b_device, port_key(k.b_port))))
        for k in facts.links
    }
    assert found == expected_links("nms17216")
    assert all(link.confidence == 1.0 for link in facts.links)
    assert not facts.problems


def test_a_shared_segment_without_lldp_comes_out_with_low_confidence() -> None:
    links = facts_of("nms7918").links
    pairs = {frozenset((k.a_device.casefold(), k.b_device.casefold())) for k in links}
    wanted = {frozenset(name for name, _ in pair) for pair in expected_links("nms7918")}
    assert pairs == wanted
    assert {link.kind for link in links} == {"fdb"}
    assert max(link.confidence for link in links) <= 0.4
