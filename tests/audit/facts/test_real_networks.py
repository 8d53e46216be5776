"""Recorded networks that people wrote down: every cable and place must come out, and no other."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from audit.facts.model import PlantFacts
from bench import topology

NETWORKS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "snmp" / "networks"


@cache
def _read(name: str) -> PlantFacts:
    return topology.facts_of(NETWORKS / name)


def facts_of(name: str) -> PlantFacts:
    """The facts of one network; skips where the recordings are not there."""
    if not (NETWORKS / name).is_dir():
        pytest.skip(f"the recordings of {name} are not beside the repository")
    return _read(name)


@pytest.mark.parametrize("name", ["nms17216", "nms7918", "nms0002ciscojuniper"])
def test_what_people_wrote_down_comes_out_exactly(name: str) -> None:
    facts = facts_of(name)
    scores = topology.scores_of(NETWORKS / name, facts)
    assert scores
    for score in scores:
        assert score.expected
        assert not score.missing, score.what
        assert not score.extra, score.what
    assert not facts.problems


def test_links_that_both_sides_report_are_certain() -> None:
    links = facts_of("nms17216").links
    assert len(links) == 13
    assert {link.confidence for link in links} == {1.0}


def test_a_shared_segment_is_a_cloud_and_not_three_cables() -> None:
    links = facts_of("nms7918").links
    assert {(link.b_device, link.kind) for link in links} == {("?segment of ASW01 1/2", "fdb")}
    assert [link.a_port for link in links] == ["1/2", "e3", "1/11"]
    assert max(link.confidence for link in links) < 0.6


def test_a_stack_of_junos_switches_gives_its_cables_and_no_loop() -> None:
    """Local port 0 is filled from the far side; a virtual chassis sees itself and is no cable."""
    facts = facts_of("nms0123")
    rows = topology.rows_of(NETWORKS / "nms0123" / "raw_neighbour_rows.tsv") or []
    reported = {frozenset((r["local"], r["remote_name"])) for r in rows}
    pairs = [frozenset((k.a_device, k.b_device.removeprefix("?"))) for k in facts.links]
    assert set(pairs) == {pair for pair in reported if len(pair) == 2}
    assert len(pairs) == len(set(pairs))
    assert all(k.a_port and k.b_port for k in facts.links)
    assert not any(k.a_device == k.b_device for k in facts.links)
    assert sum("ITPN0111" in pair for pair in pairs) == 2


def test_switches_that_only_show_mac_tables_are_chained() -> None:
    """Their ports' own addresses are nowhere listed; they follow the switch's own one."""
    found = {
        frozenset(((k.a_device, k.a_port), (k.b_device, k.b_port)))
        for k in facts_of("nms003").links
    }
    assert found == {
        frozenset((("switch1", "port 64"), ("switch2", "port 64"))),
        frozenset((("switch2", "port 72"), ("switch3", "port 56"))),
    }
