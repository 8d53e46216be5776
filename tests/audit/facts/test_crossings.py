"""The matrix vantage point × segment × service, out of tries from several places."""

from __future__ import annotations

from datetime import timedelta

from audit.facts.crossings import Crossing, State, crossings
from audit.facts.model import PlantFacts, Seen
from audit.inventory.tables import SegmentRow
from audit.payloads import Reach, Service
from audit.records import Grade
from tests.checks.plants import WHEN, Edit, device, plant, rows, seen

PLC, HMI = "10.30.1.11", "10.30.1.12"
NETS = rows(
    SegmentRow(segment="line 1", subnet="10.30.0.0/16", line="L1"),
    SegmentRow(segment="cells of line 1", subnet="10.30.1.0/24", line="L1"),
)
DEVICES = (device("PLC-1", ips=(PLC,)), device("HMI-1", role="HMI", ips=(HMI,)), NETS)


def tried(ip: str, outcome: str, vantage: str, port: int = 502) -> Edit:
    return seen({PLC: "PLC-1", HMI: "HMI-1"}.get(ip, ""), Reach(ip, port, outcome, vantage))


def cells(*parts: Edit) -> dict[tuple[str, str, int], Crossing]:
    return {(c.vantage, c.segment, c.port): c for c in crossings(plant(*DEVICES, *parts))}


def test_an_answer_from_anywhere_makes_silence_elsewhere_a_filter() -> None:
    found = cells(tried(PLC, "ok", "line"), tried(PLC, "timeout", "office"))
    assert found["line", "cells of line 1", 502].state is State.OPEN
    office = found["office", "cells of line 1", 502]
    assert (office.state, office.filtered_at) == (State.FILTERED, ("PLC-1",))
    assert (office.service, office.line, office.subnet) == ("modbus", "L1", "10.30.1.0/24")


def test_a_refusal_of_a_port_that_is_open_elsewhere_is_the_filters_own() -> None:
    found = cells(tried(PLC, "ok", "line"), tried(PLC, "refused", "office"))
    assert found["office", "cells of line 1", 502].state is State.FILTERED


def test_a_refusal_everywhere_says_that_no_filter_is_in_the_way() -> None:
    found = cells(tried(PLC, "refused", "line"), tried(PLC, "refused", "office"))
    assert found["office", "cells of line 1", 502].state is State.SHUT


def test_silence_where_the_host_itself_refuses_elsewhere_is_a_filter() -> None:
    found = cells(tried(PLC, "refused", "line"), tried(PLC, "timeout", "office"))
    assert found["office", "cells of line 1", 502].state is State.FILTERED


def test_a_filter_that_refuses_for_one_device_refuses_for_its_neighbours_too() -> None:
    found = cells(
        tried(PLC, "ok", "line"), tried(PLC, "refused", "office"),
        tried(HMI, "refused", "line"), tried(HMI, "refused", "office"),
    )["office", "cells of line 1", 502]  # fmt: skip
    assert (found.state, found.filtered_at) == (State.FILTERED, ("HMI-1", "PLC-1"))


def test_silence_everywhere_proves_nothing() -> None:
    found = cells(tried(PLC, "timeout", "line"), tried(PLC, "timeout", "office"))
    assert {c.state for c in found.values()} == {State.SILENT}


def test_what_another_source_saw_listening_counts_as_open() -> None:
    served = seen("PLC-1", Service(PLC, 502, "tcp", "modbus", seen_by="passive"))
    assert cells(tried(PLC, "timeout", "office"), served)[
        "office", "cells of line 1", 502
    ].state is State.FILTERED  # fmt: skip


def test_one_open_device_opens_the_cell_and_each_is_named_with_what_it_gave() -> None:
    found = cells(
        tried(PLC, "timeout", "office"), tried(HMI, "ok", "office"), tried(PLC, "ok", "line"),
    )["office", "cells of line 1", 502]  # fmt: skip
    assert (found.state, found.open_at, found.filtered_at) == (State.OPEN, ("HMI-1",), ("PLC-1",))
    assert len(found.evidence) == 2


def test_a_later_try_from_the_same_place_replaces_the_earlier_one() -> None:
    facts = plant(*DEVICES, tried(PLC, "ok", "office"))
    later = Seen("PLC-1", Reach(PLC, 502, "timeout", "office"), 99, Grade.A,
                 WHEN + timedelta(hours=1), "probe")  # fmt: skip
    both = PlantFacts(facts.case, facts.dataset_hash, facts.devices,
                      reaches=(later, *facts.reaches), rows=facts.rows)  # fmt: skip
    (found,) = crossings(both)
    assert (found.state, found.newest) == (State.FILTERED, later.time)


def test_an_undocumented_network_goes_by_its_own_name_and_no_address_by_none() -> None:
    found = cells(tried("192.168.7.9", "ok", "office", 80), tried("fe80::1", "ok", "office", 80))
    assert [(c.segment, c.line, c.open_at) for c in found.values()] == [
        ("192.168.7.0/24", "", ("192.168.7.9",))
    ]


def test_what_was_not_tried_for_want_of_permission_is_no_cell() -> None:
    assert cells(tried(PLC, "out-of-scope", "office")) == {}
