"""Links out of MAC tables alone, on networks that are known because the test drew them."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.facts.bridges import UNSURE, Bridged
from audit.payloads import FdbEntry
from tests.audit.facts.plants import Plant, Port, joined, plants


def _claims(network: Bridged) -> tuple[set[frozenset[Port]], dict[str, list[Port]], set[str]]:
    """Cables, clouds with their legs, and the clouds that are unsure."""
    cables: set[frozenset[Port]] = set()
    clouds: dict[str, list[Port]] = defaultdict(list)
    unsure: set[str] = set()
    for link in network.links:
        a, b = (link.a_device, link.a_port), (link.b_device, link.b_port)
        if link.b_device.startswith("?"):
            clouds[link.b_device].append(a)
            if link.confidence == UNSURE:
                unsure.add(link.b_device)
        else:
            cables.add(frozenset((a, b)))
    return cables, dict(clouds), unsure


@settings(max_examples=150, deadline=None)
@given(plants())
def test_complete_tables_give_every_cable_and_every_cloud(plant: Plant) -> None:
    network, _ = joined(plant, list(plant.rows()))
    cables, clouds, unsure = _claims(network)
    assert not unsure
    found = cables | {frozenset(legs) for legs in clouds.values()}
    truth = [(ports, inner) for ports, inner in plant.segments() if len(ports) > 1]
    assert found == {frozenset(ports) for ports, _ in truth}
    for ports, inner in truth:
        must = len(ports) > 2 or any(node.startswith("p") for node in inner)
        assert (frozenset(ports) not in cables) == must


@settings(max_examples=150, deadline=None)
@given(plants())
def test_complete_tables_place_every_station(plant: Plant) -> None:
    _, stations = joined(plant, list(plant.rows()))
    for ports, inner in plant.segments():
        for node in inner:
            if node.startswith("p") and ports:
                found = stations.places[plant.mac(node)]
                assert set(found.at) == ports
                assert found.kind == ("edge" if len(ports) == 1 else "segment")


def _leads_to_all(way: dict[str, dict[str, str]], hub: Port, legs: list[Port]) -> bool:
    """Whether one leg's port leads to all others, and theirs, where known, back to it."""
    return all(
        way[hub[0]][one] == hub[1] and port in ("", way[one][hub[0]])
        for one, port in legs
        if one != hub[0]
    )


def _strangers(plant: Plant, rows: list[tuple[str, FdbEntry]]) -> set[frozenset[str]]:
    """Pairs of switches that do not see each other and have no address in common."""
    known = {switch: {plant.mac(switch)} for switch in plant.switches}
    for switch, row in rows:
        known[switch].add(row.mac)
    return {frozenset((a, b)) for a, b in combinations(known, 2) if not known[a] & known[b]}


@settings(max_examples=300, deadline=None)
@given(plants(), st.randoms(use_true_random=False), st.floats(0.05, 0.9))
def test_incomplete_tables_never_give_an_invented_link(
    plant: Plant, random: Random, lost: float
) -> None:
    """A switch that nobody heard of, and that heard nobody, may sit anywhere."""
    rows = [row for row in plant.rows() if random.random() > lost]
    network, _ = joined(plant, rows)
    cables, clouds, unsure = _claims(network)
    strangers = _strangers(plant, rows)
    way = {switch: plant.behind(switch) for switch in plant.switches}

    def is_joined(a: Port, b: Port) -> bool:
        (one, p), (other, q) = a, b
        between = [k for k in way if k not in (one, other) and way[k][one] != way[k][other]]
        unheard = all({frozenset((k, one)), frozenset((k, other))} <= strangers for k in between)
        return way[one][other] == p and (not q or way[other][one] == q) and unheard

    for cable in cables:
        one, other = sorted(cable, key=lambda end: not end[1])
        assert is_joined(one, other)
    for name, legs in clouds.items():
        ports = [leg for leg in legs if leg[1]]
        assert any(_leads_to_all(way, hub, legs) for hub in ports)
        if name not in unsure:
            assert all(is_joined(a, b) for a, b in combinations(ports, 2)), legs
