"""NET-03 over segments."""

from __future__ import annotations

from audit.inventory.tables import ControllerRow, SegmentRow
from audit.payloads import FdbEntry, Service, TableRead, TableState
from audit.records import Grade
from checks.network.controllers_sit_in_their_own_segment import CHECK
from checks.records import Outcome
from tests.checks.plants import (
    Case,
    Edit,
    ask,
    cases,
    device,
    expect,
    plant,
    rows,
    seen,
    segment,
)

MAC = "00:1b:1b:00:00:01"
LOOKED = seen("SW-1", TableRead("fdb", TableState.COMPLETE), FdbEntry(MAC, "Gi0/3", 10))
"""The whole MAC table of the switch that carries the segment."""
DOCUMENTED = [
    device("PLC-1", macs=(MAC,)),
    device("HMI-1", role="HMI"),
    device("CAM-1", role="sensor"),
    device("SW-1", "", "switch"),
    device("FW-1", "", "firewall"),
]
OWN = [*DOCUMENTED, LOOKED]
IDS = ("PLC-1", "HMI-1", "CAM-1", "SW-1", "FW-1")
PART = seen("SW-1", TableRead("fdb", TableState.PARTIAL, "cut"), FdbEntry(MAC, "Gi0/3", 10))
PRINTER = device("PRN-1", "", "printer")
PLAN = rows(SegmentRow(segment="line 1", vlan=10, line="L1", shared_services=("PRN-1", "SRV-1")))


def unclassified(number: int) -> list[Edit]:
    return [device(f"X-{n}", "", "") for n in range(number)]


def names(number: int) -> tuple[str, ...]:
    return tuple(f"X-{n}" for n in range(number))


def gives(*names: str) -> list[Edit]:
    """Devices that answered as DHCP servers."""
    return [seen(name, Service("10.0.1.1", 67, "udp", "dhcp")) for name in names]


CASES: list[Case] = [
    ("one hands out addresses", [*OWN, *gives("FW-1"), segment(10, *IDS)], Outcome.PASS, "", []),
    (
        "two hand out addresses",
        [*OWN, *gives("FW-1", "HMI-1"), segment(10, *IDS)],
        Outcome.WARN,
        "",
        ["several hand out addresses by DHCP: HMI-1 (HMI) and FW-1 (firewall)"],
    ),
    (
        "two that the plan names hand out addresses",
        [
            rows(SegmentRow(segment="line 1", vlan=10, shared_services=("FW-1", "HMI-1"))),
            *OWN,
            *gives("FW-1", "HMI-1"),
            segment(10, *IDS, name="line 1"),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "two hand out addresses, beside a printer",
        [*OWN, PRINTER, *gives("FW-1", "PRN-1"), segment(10, *IDS, "PRN-1")],
        Outcome.FAIL,
        "",
        ["FW-1 (firewall) and PRN-1 (printer)"],
    ),
    (
        "its own",
        [*OWN, segment(10, *IDS)],
        Outcome.PASS,
        "",
        ["VLAN 10 (5 devices)", "only its own"],
    ),
    (
        "a printer",
        [*OWN, PRINTER, segment(1, *IDS, "PRN-1")],
        Outcome.FAIL,
        "",
        ["VLAN 1 holds ", " and 1 printer (PRN-1); ", "office or building gear: PRN-1 (printer)"],
    ),
    (
        "a printer and another line",
        [*OWN, PRINTER, device("PLC-2", "L2"), segment(1, *IDS, "PRN-1", "PLC-2")],
        Outcome.FAIL,
        "",
        ["PRN-1", "1 device of L2"],
    ),
    (
        "another line",
        [*OWN, device("PLC-2", "L2"), device("PLC-4", "L4"), segment(1, *IDS, "PLC-2", "PLC-4")],
        Outcome.WARN,
        "",
        ["2 devices of L2 and L4"],
    ),
    (
        "an office computer of the line itself",
        [*OWN, device("PC-1", "L1", "office"), segment(1, *IDS, "PC-1")],
        Outcome.FAIL,
        "",
        ["PC-1 (office)"],
    ),
    (
        "a documented exception",
        [*OWN, PRINTER, PLAN, segment(10, *IDS, "PRN-1", name="line 1")],
        Outcome.WARN,
        "",
        ["documented exceptions: PRN-1"],
    ),
    (
        "a shared service of the plan",
        [*OWN, device("SRV-1", "", "server"), PLAN, segment(10, *IDS, "SRV-1", name="line 1")],
        Outcome.PASS,
        "",
        ["shared services"],
    ),
    (
        "a server that no plan allows",
        [*OWN, device("SRV-9", "", "server"), PLAN, segment(10, *IDS, "SRV-9", name="line 1")],
        Outcome.WARN,
        "",
        ["not in the segment plan: SRV-9"],
    ),
    (
        "one in seven is not classified",
        [*OWN, *unclassified(1), segment(10, *IDS[:3], "X-0")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["1 of 4 devices are not classified (X-0)"],
    ),
    (
        "unclassified, but it fails already",
        [*OWN, PRINTER, *unclassified(9), segment(1, *IDS, "PRN-1", *names(9))],
        Outcome.FAIL,
        "",
        ["PRN-1"],
    ),
    (
        "unclassified beside another line",
        [*OWN, device("PLC-2", "L2"), *unclassified(3), segment(1, *IDS, "PLC-2", *names(3))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["not classified"],
    ),
    (
        "one of two segments is shared",
        [
            *OWN,
            PRINTER,
            device("PLC-9", macs=(MAC,)),
            segment(10, "PLC-1", "CAM-1"),
            segment(1, "PLC-9", "PRN-1"),
        ],
        Outcome.FAIL,
        "",
        ["2 controllers", "VLAN 1 (2 devices)"],
    ),
    (
        "a controller that nobody placed",
        [*OWN, device("PLC-9", ips=("10.9.9.9",)), segment(10, *IDS)],
        Outcome.UNKNOWN,
        "no_evidence",
        ["the segment of PLC-9 is not known"],
    ),
    (
        "the controllers decide, not a machine's own cell",
        [
            *OWN,
            device("IO-9", role="IO", ips=("192.168.1.9",)),
            segment(10, *IDS),
            segment(None, "IO-9"),
        ],
        Outcome.PASS,
        "",
        ["1 controller"],
    ),
    (
        "without a controller on Ethernet the other control devices decide",
        [
            device("PLC-1"),
            rows(ControllerRow(asset_id="PLC-1", interface="serial")),
            device("HMI-1", role="HMI", macs=(MAC,)),
            PRINTER,
            segment(1, "HMI-1", "PRN-1"),
        ],
        Outcome.FAIL,
        "",
        ["2 control devices", "PRN-1"],
    ),
    (
        "its own in the documents, and nobody looked",
        [*DOCUMENTED, segment(10, *IDS)],
        Outcome.UNKNOWN,
        "no_evidence",
        ["only its own", "nobody looked for what is not documented"],
    ),
    (
        "its own in a MAC table of which a part was read",
        [*DOCUMENTED, PART, segment(10, *IDS)],
        Outcome.UNKNOWN,
        "parse_partial",
        ["in part only: MAC table of SW-1"],
    ),
    (
        "another line in the documents, and nobody looked for worse",
        [*DOCUMENTED, device("PLC-2", "L2"), segment(1, *IDS, "PLC-2")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["1 device of L2"],
    ),
    (
        "a printer in the documents fails whoever looked",
        [*DOCUMENTED, PRINTER, segment(1, *IDS, "PRN-1")],
        Outcome.FAIL,
        "",
        ["PRN-1"],
    ),
    ("no segment", OWN, Outcome.UNKNOWN, "no_evidence", ["no segment is known"]),
    ("nothing", [], Outcome.UNKNOWN, "no_evidence", ["0 control devices"]),
    (
        "a line on serial lines",
        [device("PLC-1"), rows(ControllerRow(asset_id="PLC-1", interface="serial"))],
        Outcome.NA,
        "",
        ["no Ethernet"],
    ),
    (
        "a serial controller that was seen with an address",
        [device("PLC-1", macs=(MAC,)), rows(ControllerRow(asset_id="PLC-1", interface="serial"))],
        Outcome.UNKNOWN,
        "no_evidence",
        [],
    ),
]


@cases(*CASES)
def test_segments(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_weakest_device_gives_the_grade_and_each_segment_has_its_result() -> None:
    facts = plant(
        device("PLC-1", grade=Grade.A), device("PLC-2", grade=Grade.C),
        segment(10, "PLC-1"), segment(11, "PLC-2"),
    )  # fmt: skip
    got = ask(CHECK, facts)
    assert got.grade is Grade.C
    assert [t.name for t in got.targets] == ["VLAN 10", "VLAN 11"]
