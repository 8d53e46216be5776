"""SEC-05 over the table of operating systems, tries, traffic and answers."""

from __future__ import annotations

from datetime import date

import pytest

from audit.inventory.tables import FlowRow
from audit.payloads import Conversation, Reach, Service
from checks.computers import system_of
from checks.records import Outcome
from checks.security.operating_systems_are_supported_or_isolated import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen, segment
from tests.checks.security.told import host, said

Q = "old_operating_systems"
PLC_2 = device("PLC-2", line="L2", ips=("10.0.2.11",))


def hmi(os: str) -> Edit:
    return device("HMI-1", role="HMI", os=os, ips=("10.0.1.31",))


OLD = hmi("Windows 7")
REACHED = seen("HMI-1", Reach("10.0.1.31", 445, "ok", "office"))
TALK = seen("HMI-1", Conversation(src_ip="10.0.1.31", dst_ip="10.0.2.11"))

CASES: list[Case] = [
    ("not known, but it speaks an old dialect",
     [hmi(""), seen("HMI-1", Service("10.0.1.31", 445, "tcp", "smb", detail="dialect 1"))],
     Outcome.UNKNOWN, "no_evidence", ["not known, and it speaks dialect 1 of SMB"]),
    ("supported", [hmi("Windows Server 2022")], Outcome.PASS, "", ["on 1 of 1"]),
    ("ended, by contract", [OLD, host("HMI-1", support_until="2027-12-31")], Outcome.PASS, "", []),
    ("ended, the contract too", [OLD, host("HMI-1", support_until="2023-01-10")], Outcome.UNKNOWN,
     "not_asked", ["whether it is isolated"]),
    ("isolated and limited", [OLD, host("HMI-1", isolated="yes", allow_listed="yes")], Outcome.WARN,
     "", ["without updates since 2020-01-14", "isolated and limited"]),
    ("isolated, not limited", [OLD, host("HMI-1", isolated="yes", allow_listed="no")], Outcome.FAIL,
     "", ["not limited"]),
    ("isolated, limits not said", [OLD, host("HMI-1", isolated="yes")], Outcome.UNKNOWN,
     "not_asked", ["only listed programs"]),
    ("not isolated", [OLD, host("HMI-1", isolated="no")], Outcome.FAIL, "", ["not isolated"]),
    ("reached from the office", [OLD, REACHED], Outcome.FAIL, "", ["port 445 answers to office"]),
    ("said to be isolated, but reached",
     [OLD, REACHED, host("HMI-1", isolated="yes", allow_listed="yes")], Outcome.FAIL, "", []),
    ("talks with another line", [OLD, PLC_2, TALK], Outcome.FAIL, "", ["talks with PLC-2"]),
    ("shares a network with another line", [OLD, PLC_2, segment(1, "HMI-1", "PLC-2")], Outcome.FAIL,
     "", ["shares VLAN 1 with PLC-2"]),
    ("reached from its own line",
     [OLD, seen("HMI-1", Reach("10.0.1.31", 445, "ok", "L1"))], Outcome.UNKNOWN, "not_asked", []),
    ("refused to the office by what stands between",
     [OLD, seen("HMI-1", Reach("10.0.1.31", 445, "refused", "office"),
                Reach("10.0.1.31", 445, "ok", "L1"))], Outcome.UNKNOWN, "not_asked", []),
    ("not known", [hmi("")], Outcome.UNKNOWN, "no_evidence", ["system is not known"]),
    ("in no table", [hmi("Vijeo")], Outcome.UNKNOWN, "not_in_lifecycle_table", ["Vijeo"]),
    ("answered: supported", [hmi(""), said(Q, "none without updates")], Outcome.PASS, "", []),
    ("answered: isolated", [said(Q, "isolated and limited to listed programs")], Outcome.WARN, "",
     []),
    ("answered: reachable", [said(Q, "some without updates can be reached")], Outcome.FAIL, "", []),
    ("answered: supported, but ended", [OLD, REACHED, said(Q, "none without updates")],
     Outcome.FAIL, "", []),
    ("nobody knows", [said(Q, "don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("not applicable", [said(Q, "not applicable: x")], Outcome.UNKNOWN, "conflict", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", ["no computer"]),
]  # fmt: skip


@cases(*CASES)
def test_systems(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_computer_where_a_flow_ends_counts() -> None:
    mes = device("MES-1", line="", role="server", os="Windows Server 2022")
    flow = rows(FlowRow(flow_id="F1", line="L1", source="PLC-1", dest="MES-1"))
    expect(ask(CHECK, plant(mes, flow)), Outcome.PASS)
    expect(ask(CHECK, plant(mes, flow), "L2"), Outcome.UNKNOWN, code="no_evidence")


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Windows 10 Pro 22H2", date(2025, 10, 14)),
        ("Windows 10 Enterprise LTSC 2019", date(2029, 1, 9)),
        ("Windows 10 Enterprise LTSC 2021", date(2027, 1, 12)),
        ("Windows 10 IoT Enterprise LTSC 2021", date(2032, 1, 13)),
        ("Microsoft Windows Server 2012 R2 Standard", date(2023, 10, 10)),
        ("Windows CE", date(2023, 10, 10)),
        ("Windows Embedded Standard 7", date(2020, 10, 13)),
        ("Windows XP Professional", date(2014, 4, 8)),
    ],
)
def test_names_of_systems_find_their_dates(text: str, ends: date) -> None:
    system = system_of(text)
    assert system is not None
    assert system.end_of_support == ends
    assert system.source


@pytest.mark.parametrize("text", ["Windows 11", "Windows 10 IoT Enterprise", "WinCC", "Linux"])
def test_a_name_that_does_not_tell_the_version_is_in_no_table(text: str) -> None:
    assert system_of(text) is None
