"""NET-06 over the whole plant."""

from __future__ import annotations

from typing import Any

import pytest

from audit.facts.model import PlantFacts
from audit.inventory.tables import AssetRow, LineRow, SegmentRow
from audit.payloads import ArpEntry
from checks.network.addresses_are_unique_across_lines import CHECK
from checks.records import Outcome
from tests.checks.plants import AS_OF, Case, Edit, ask, cases, device, expect, plant, rows, seen
from tests.checks.plants import segment as domain

MACS = [f"00:1b:1b:00:00:0{n}" for n in range(1, 6)]


def asset(name: str, line: str, ip: str, **more: Any) -> AssetRow:
    return AssetRow(asset_id=name, line=line, ip=ip, **more)


def segment(name: str, line: str, subnet: str, **more: Any) -> SegmentRow:
    return SegmentRow(segment=name, line=line, subnet=subnet, **more)


EVERY = rows(*(asset(f"PLC-{n}", f"L{n}", f"10.0.{n}.11") for n in range(1, 5)))
TWICE = (segment("press", "L1", "192.168.1.0/24"), segment("transfer", "L2", "192.168.1.0/24"))
HIDDEN = (
    segment("press", "L1", "192.168.1.0/24", nat="1:1"),
    segment("transfer", "L2", "192.168.1.0/24", nat="1:1"),
)

CASES: list[Case] = [
    ("all different", [EVERY], Outcome.PASS, "", ["none of its subnets and addresses"]),
    (
        "one subnet in two machines",
        [EVERY, rows(*TWICE)],
        Outcome.FAIL,
        "",
        ["192.168.1.0/24 is used by press (L1) and transfer (L2) without translation"],
    ),
    (
        "one inside the other",
        [EVERY, rows(TWICE[0], segment("big", "L2", "192.168.0.0/16"))],
        Outcome.FAIL,
        "",
        ["192.168.1.0/24 and 192.168.0.0/16"],
    ),
    ("both translated", [EVERY, rows(*HIDDEN)], Outcome.WARN, "", ["documented 1:1 translation"]),
    (
        "one of two translated: the shared system sees the subnet once",
        [EVERY, rows(HIDDEN[0], TWICE[1])],
        Outcome.WARN,
        "",
        ["a documented 1:1 translation hides press (L1)"],
    ),
    (
        "one of three translated",
        [EVERY, rows(HIDDEN[0], TWICE[1], segment("cell", "L1", "192.168.1.0/24"))],
        Outcome.FAIL,
        "",
        ["transfer (L2) and cell (L1) without translation"],
    ),
    (
        "a translation that is not one to one hides nothing",
        [EVERY, rows(segment("press", "L1", "192.168.1.0/24", nat="many:1"), TWICE[1])],
        Outcome.FAIL,
        "",
        [],
    ),
    (
        "nobody must reach one of them",
        [
            EVERY,
            rows(TWICE[0], segment("t", "L2", "192.168.1.0/24", must_reach_shared=False)),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "one segment listed twice",
        [EVERY, rows(*(segment(n, "L1", "10.0.1.0/24", vlan=10) for n in ("a", "b")))],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "a clash of other lines",
        [EVERY, rows(segment("a", "L2", "10.9.0.0/24"), segment("b", "L4", "10.9.0.0/24"))],
        Outcome.PASS,
        "",
        ["10.9.0.0/24 is, on L2 and L4, which L1 is not part of"],
    ),
    (
        "a segment of no line with devices of this one",
        [
            EVERY,
            rows(segment("flat", "", "10.0.0.0/16"), segment("b", "L4", "10.0.4.0/24")),
            device("PLC-1"),
            domain(1, "PLC-1", name="flat"),
        ],
        Outcome.FAIL,
        "",
        ["flat and b (L4)"],
    ),
    (
        "one address on two devices",
        [EVERY, rows(asset("X", "L2", "10.0.1.11"))],
        Outcome.FAIL,
        "",
        ["10.0.1.11 belongs to PLC-1 (L1) and X (L2)"],
    ),
    (
        "one address on a device that is only planned",
        [EVERY, rows(asset("X", "L2", "10.0.1.11", status="planned"))],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "one address, one of the two without a translation",
        [
            EVERY,
            rows(HIDDEN[0], TWICE[1]),
            rows(asset("X", "L1", "192.168.1.5"), asset("Y", "L2", "192.168.1.5")),
        ],
        Outcome.WARN,
        "",
        ["192.168.1.5 belongs to X (L1) and Y (L2), at most one without"],
    ),
    (
        "one address, each behind its translation",
        [
            EVERY,
            rows(*HIDDEN, asset("X", "L1", "192.168.1.5"), asset("Y", "L2", "192.168.1.5")),
        ],
        Outcome.WARN,
        "",
        ["192.168.1.5"],
    ),
    (
        "two stations in VLANs of their own, each behind its translation",
        [
            EVERY,
            rows(*HIDDEN),
            *(
                part
                for n, line in enumerate(("L1", "L2"))
                for part in (
                    device(f"X-{n}", line, macs=(MACS[n],)),
                    seen(f"X-{n}", ArpEntry("192.168.1.5", MACS[n], f"VLAN {n + 11}")),
                )
            ),
        ],
        Outcome.WARN,
        "",
        ["2 MAC addresses in VLANs of their own answer for 192.168.1.5, at most one without"],
    ),
    (
        "two stations in VLANs of their own, none translated",
        [
            EVERY,
            *(
                part
                for n, line in enumerate(("L1", "L2"))
                for part in (
                    device(f"X-{n}", line, macs=(MACS[n],)),
                    seen(f"X-{n}", ArpEntry("192.168.1.5", MACS[n], f"VLAN {n + 11}")),
                )
            ),
        ],
        Outcome.FAIL,
        "",
        ["2 MAC addresses answer for 192.168.1.5: "],
    ),
    (
        "two stations in one VLAN are behind no translation",
        [
            EVERY,
            rows(*HIDDEN),
            *(
                part
                for n, line in enumerate(("L1", "L2"))
                for part in (
                    device(f"X-{n}", line, macs=(MACS[n],)),
                    seen(f"X-{n}", ArpEntry("192.168.1.5", MACS[n], "VLAN 11")),
                )
            ),
        ],
        Outcome.FAIL,
        "",
        ["2 MAC addresses answer for 192.168.1.5: "],
    ),
    (
        "two stations answer for one address",
        [
            EVERY,
            device("PLC-1", macs=(MACS[0],)),
            device("X", "L2", macs=(MACS[1],)),
            seen("R", ArpEntry("10.0.1.11", MACS[0]), ArpEntry("10.0.1.11", MACS[1])),
        ],
        Outcome.FAIL,
        "",
        ["2 MAC addresses answer for 10.0.1.11", "(PLC-1)", "(X)"],
    ),
    (
        "two ports of one device answer",
        [
            EVERY,
            device("PLC-1", macs=(MACS[0], MACS[1])),
            seen("R", ArpEntry("10.0.1.11", MACS[0]), ArpEntry("10.0.1.11", MACS[1])),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "a router's shared address",
        [
            EVERY,
            seen(
                "R",
                ArpEntry("10.0.1.1", "00:00:5e:00:01:05"),
                ArpEntry("10.0.1.1", MACS[0]),
            ),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "no address of two lines",
        [rows(asset("A", "L1", "10.0.1.1"), asset("B", "L2", "10.0.2.1"))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["no address of L3 and L4"],
    ),
    ("no address at all", [], Outcome.UNKNOWN, "no_evidence", ["L1, L2, L3 and L4"]),
    ("text that is no subnet", [EVERY, rows(segment("a", "L1", "vlan"))], Outcome.PASS, "", []),
]


@cases(*CASES)
def test_uniqueness(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_only_the_lines_that_are_part_of_it_fail() -> None:
    facts = plant(EVERY, rows(*TWICE))
    outcomes = [ask(CHECK, facts, f"L{n}").outcome for n in range(1, 5)]
    assert outcomes == [Outcome.FAIL, Outcome.FAIL, Outcome.PASS, Outcome.PASS]


def test_a_clash_is_found_though_the_other_lines_are_silent() -> None:
    expect(ask(CHECK, plant(rows(*TWICE))), Outcome.FAIL, "192.168.1.0/24")


def test_a_site_with_one_line_has_nothing_to_clash_with() -> None:
    table = rows(LineRow(line="L1"))(PlantFacts(plant().case, "0" * 64))
    assert ask(CHECK, table).outcome is Outcome.NA


@pytest.mark.parametrize("name", ["evidence", "grade"])
def test_a_pass_rests_on_the_address_lists(name: str) -> None:
    got = ask(CHECK, plant(EVERY))
    assert getattr(got, name)
    assert got.oldest
    assert got.oldest < AS_OF
