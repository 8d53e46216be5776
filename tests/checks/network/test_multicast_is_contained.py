"""NET-12 over switch configurations and captures."""

from __future__ import annotations

from audit.inventory.tables import SwitchRow
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import Conversation, Coverage, Management
from checks.network.multicast_is_contained import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen

LINE = [
    rows(SwitchRow(switch="SW-L1", line=("L1",), managed=True)),
    device("SW-L1", "L1", "switch"),
    *(device(f"IO-{n}", "L1", "IO", macs=(f"00:1b:1b:00:00:{n:02x}",)) for n in range(14)),
]
DAY = seen("", Coverage("capture", "2026-11-01T00:00:00+00:00", "2026-11-01T09:00:00+00:00"))
HOUR = seen("", Coverage("capture", "2026-11-01T00:00:00+00:00", "2026-11-01T01:00:00+00:00"))
QUERY = seen("SW-L1", Conversation(src_ip="10.0.0.1", dst_ip="224.0.0.1", protocol="igmp"))
SSDP = seen("IO-0", Conversation(src_mac="00:1b:1b:00:00:00", dst_ip="239.255.255.250"))


def unicast(count: int) -> list[Edit]:
    return [
        seen(f"IO-{n}", Conversation(src_mac=f"00:1b:1b:00:00:{n:02x}", dst_ip="10.0.0.1"))
        for n in range(count)
    ]


def config(snooping: bool | None, querier: bool | None = None, name: str = "SW-L1") -> Edit:
    return seen(name, Management(igmp_snooping=snooping, igmp_querier=querier))


def senders(number: int) -> list[Edit]:
    return [
        seen(f"IO-{n}", Conversation(src_mac=f"00:1b:1b:00:00:{n:02x}", dst_ip="239.192.1.7"))
        for n in range(number)
    ]


CASES: list[Case] = [
    ("snooping and a querier", [*LINE, config(True, True)], Outcome.PASS, "", ["querier is SW-L1"]),
    (
        "a querier that was heard",
        [*LINE, config(True), QUERY, *senders(3)],
        Outcome.PASS,
        "",
        ["3 multicast senders seen", "querier is SW-L1"],
    ),
    ("no querier", [*LINE, config(True)], Outcome.WARN, "", ["no querier was seen"]),
    (
        "two queriers",
        [*LINE, config(True, True), config(True, True, "SW-X")],
        Outcome.WARN,
        "",
        ["several queriers: SW-L1 and SW-X"],
    ),
    (
        "off with 14 senders",
        [*LINE, config(False), *senders(14)],
        Outcome.FAIL,
        "",
        ["14 multicast senders", "snooping is off on SW-L1"],
    ),
    (
        "off with a few senders over a whole cycle",
        [*LINE, config(False), *senders(10), DAY],
        Outcome.WARN,
        "",
        ["10 multicast senders"],
    ),
    (
        "off, and nobody listened long enough",
        [*LINE, config(False), *senders(3), HOUR],
        Outcome.UNKNOWN,
        "no_evidence",
        ["snooping is off"],
    ),
    (
        "nobody sends multicast but discovery",
        [*LINE, config(False), *unicast(8), SSDP, DAY],
        Outcome.NA,
        "",
        ["no device sends multicast"],
    ),
    (
        "a capture that shows two of the line's devices",
        [*LINE, config(False), *unicast(2), SSDP, DAY],
        Outcome.UNKNOWN,
        "no_evidence",
        ["senders not known"],
    ),
    (
        "the configuration was read in part",
        [*LINE, config(None)],
        Outcome.UNKNOWN,
        "parse_partial",
        ["was read in part"],
    ),
    ("no configuration", LINE, Outcome.UNKNOWN, "no_evidence", ["SW-L1 was not read"]),
    (
        "nobody can log in",
        [rows(SwitchRow(switch="SW-L1", line=("L1",), credential_status=CredentialStatus.UNKNOWN))],
        Outcome.UNKNOWN,
        "blocked_by:NET-08",
        ["nobody can log in to SW-L1"],
    ),
    ("no switch", [], Outcome.UNKNOWN, "no_evidence", ["no managed switch"]),
]


@cases(*CASES)
def test_multicast(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
