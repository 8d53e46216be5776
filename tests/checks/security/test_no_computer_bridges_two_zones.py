"""SEC-03 over addresses, the table of hosts and answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from audit.facts.model import Conflict, PlantFacts, Shown
from audit.payloads import Service, UaEndpoint
from checks.records import Outcome
from checks.security.no_computer_bridges_two_zones import CHECK
from tests.checks.plants import WHEN, Case, Edit, ask, cases, device, expect, plant, seen
from tests.checks.security.told import host, said

ONE = device("HMI-1", role="HMI", ips=("10.0.1.31",))
TWO = device("HMI-1", role="HMI", ips=("10.0.1.31", "192.168.1.31"))
TORN = device(
    "HMI-1", role="HMI", ips=("10.0.1.31", "192.168.1.31"),
    conflicts=(Conflict("ip", "10.0.1.31", "192.168.1.31", 1, 2),),
)  # fmt: skip
Q = "computers_in_two_networks"
HERE, THERE = "10.0.1.31", "192.168.1.31"
MAC, NEXT, FAR = "00:1b:1b:00:00:10", "00:1b:1b:00:00:11", "00:1b:1b:40:00:00"


def shown(ip: str, after_h: float = 0) -> Shown:
    time = WHEN + timedelta(hours=after_h)
    return Shown(ip, time, time, (7,))


def hmi(*ips: str, name: str = "HMI-1", role: str = "HMI", line: str = "L1",
        at: tuple[Shown, ...] | None = None, **more: object) -> Edit:  # fmt: skip
    """A computer whose addresses were all seen in use, or those of `at`."""
    return device(name, line, role, ips=ips, shown=tuple(map(shown, ips)) if at is None else at,
                  **more)  # fmt: skip


def called(device_id: str, name: str) -> Edit:
    """Let a device say another name of itself than the documented one."""

    def edit(facts: PlantFacts) -> PlantFacts:
        devices = tuple(
            replace(d, name=name) if d.device_id == device_id else d for d in facts.devices
        )
        return replace(facts, devices=devices)

    return edit


def other(*, mac: str = NEXT, ip: str = THERE, after_h: float = 0, name: str = "HMI-1") -> Edit:
    """A machine of no line that says the name, elsewhere."""
    return device(f"mac {mac}", "", "", name=name, macs=(mac,), ips=(ip,),
                  shown=(shown(ip, after_h),))  # fmt: skip


CARDS = host("HMI-1", nics=HERE)
KEY = "certificate fingerprint 1f2e3d4c5b6a79881f2e3d4c5b6a7988"

CASES: list[Case] = [
    ("one network", [ONE, host("HMI-1", nics="10.0.1.31")], Outcome.PASS, "", ["on 1 computers"]),
    ("two cards in one network", [ONE, host("HMI-1", nics="10.0.1.31;10.0.1.32")], Outcome.PASS,
     "", []),
    ("two networks", [TWO], Outcome.FAIL, "", ["10.0.1.0/24 and 192.168.1.0/24", "no list"]),
    ("two networks, by the list", [ONE, host("HMI-1", nics="10.0.1.31;172.16.0.9")], Outcome.FAIL,
     "", ["172.16.0.0/24"]),
    ("listed and hardened", [TWO, host("HMI-1", bridge="yes", hardened="yes")], Outcome.WARN, "",
     ["listed and hardened"]),
    ("listed, not hardened", [TWO, host("HMI-1", bridge="yes", hardened="no")], Outcome.FAIL, "",
     ["not hardened"]),
    ("listed, hardening not said", [TWO, host("HMI-1", bridge="yes")], Outcome.UNKNOWN, "not_asked",
     []),
    ("sources that disagree", [TORN], Outcome.UNKNOWN, "conflict", ["or one is old"]),
    ("cards not listed", [ONE], Outcome.UNKNOWN, "no_evidence", ["are not listed"]),
    ("cards not listed, answered", [ONE, said(Q, "none")], Outcome.PASS, "", []),
    ("two networks, answered none", [TWO, said(Q, "none")], Outcome.FAIL, "", []),
    ("answered: listed ones", [said(Q, "listed and hardened ones")], Outcome.WARN, "", []),
    ("answered: others", [said(Q, "others")], Outcome.FAIL, "", []),
    ("answered: others, none found", [ONE, host("HMI-1", nics="10.0.1.31"), said(Q, "others")],
     Outcome.UNKNOWN, "conflict", ["there are others"]),
    ("seen in two networks at once", [hmi(HERE, THERE)], Outcome.FAIL, "", ["no list says so"]),
    ("seen in two networks, both cards listed",
     [hmi(HERE, THERE), host("HMI-1", nics=f"{HERE};{THERE}", bridge="yes", hardened="yes")],
     Outcome.WARN, "", ["listed and hardened"]),
    ("an address that it made up for want of a server", [hmi(HERE, "169.254.3.4"), CARDS],
     Outcome.PASS, "", []),
    ("seen in one network, listed in another", [hmi(HERE, THERE, at=(shown(THERE),))],
     Outcome.UNKNOWN, "conflict", ["or one is old"]),
    ("seen elsewhere than its card is listed", [hmi(THERE), CARDS], Outcome.UNKNOWN, "conflict",
     ["10.0.1.0/24 and 192.168.1.0/24", "or one is old"]),
    ("seen in two networks a week apart", [hmi(HERE, THERE, at=(shown(HERE), shown(THERE, 168)))],
     Outcome.UNKNOWN, "conflict", ["or it moved"]),
    ("two that a name alone joined",
     [hmi(HERE, THERE, macs=(MAC, FAR), merged_by=("name hmi1 in a and b",))],
     Outcome.UNKNOWN, "conflict", ["two computers have one name"]),
    ("two that a name joined, cards beside each other",
     [hmi(HERE, THERE, macs=(MAC, NEXT), merged_by=("name hmi1 in a and b",))], Outcome.FAIL, "",
     []),
    ("one name in two networks, cards beside each other", [hmi(HERE, macs=(MAC,)), CARDS, other()],
     Outcome.FAIL, "", ["HMI-1 and mac 00:1b:1b:00:00:11 in 10.0.1.0/24 and 192.168.1.0/24 have"
                        " the same name HMI-1 and network cards that lie beside"]),
    ("one name in two networks, far apart", [hmi(HERE, macs=(MAC,)), CARDS, other(mac=FAR)],
     Outcome.UNKNOWN, "conflict", ["one computer with two network cards, or two alike"]),
    ("one name on three machines",
     [hmi(HERE, macs=(MAC,)), CARDS, other(), other(mac=FAR, ip="172.16.0.9")],
     Outcome.UNKNOWN, "conflict", ["or two alike"]),
    ("one name in two networks, a week apart",
     [hmi(HERE, macs=(MAC,)), CARDS, other(after_h=168)], Outcome.PASS, "", []),
    ("one name in one network", [hmi(HERE, macs=(MAC,)), CARDS, other(ip="10.0.1.32")],
     Outcome.PASS, "", []),
    ("its own name, as it says it, elsewhere",
     [hmi(HERE, macs=(MAC,), conflicts=(Conflict("name", "HMI-1", "WIN7-L1", 1, 2),)), CARDS,
      other(name="WIN7-L1")], Outcome.FAIL, "", ["the same name WIN7-L1"]),
    ("one certificate in two networks",
     [hmi(HERE, macs=(MAC,)), CARDS, other(mac=FAR), called(f"mac {FAR}", ""),
      seen("HMI-1", Service(HERE, 443, detail=f"TLSv1.3; {KEY}")),
      seen(f"mac {FAR}", Service(THERE, 443, detail=KEY))],
     Outcome.UNKNOWN, "conflict", ["have the same TLS certificate: one computer"]),
    ("its server names a second network",
     [hmi(HERE), CARDS, seen("HMI-1", UaEndpoint("opc.tcp://hmi-1:4840", "None", "None",
                                                 certificate_names=("hmi-1", THERE)))],
     Outcome.UNKNOWN, "conflict", ["its OPC UA server names 192.168.1.0/24"]),
    ("its server's address is of a second network",
     [hmi(HERE), CARDS, seen("HMI-1", UaEndpoint(f"opc.tcp://{THERE}:4840/ua", "None", "None"))],
     Outcome.UNKNOWN, "conflict", ["its OPC UA server names 192.168.1.0/24"]),
    ("its server names itself",
     [hmi(HERE), CARDS, seen("HMI-1", UaEndpoint(f"opc.tcp://{HERE}:4840", "None", "None",
                                                 certificate_names=("127.0.0.1", HERE)))],
     Outcome.PASS, "", []),
    ("a device of the line that nobody knows, in two networks",
     [hmi(HERE), CARDS, hmi(HERE, THERE, name="X", role="")], Outcome.UNKNOWN, "no_evidence",
     ["X was seen in 10.0.1.0/24 and 192.168.1.0/24, and nobody knows what it is"]),
    ("a computer of another line", [hmi(HERE), CARDS, hmi(HERE, THERE, name="H2", line="L2")],
     Outcome.PASS, "", []),
    ("nobody knows", [said(Q, "don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("not applicable", [said(Q, "not applicable: x")], Outcome.UNKNOWN, "conflict", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", ["no computer of the line"]),
]  # fmt: skip


@cases(*CASES)
def test_bridges(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_router_may_stand_in_many_networks() -> None:
    router = device("R-1", role="router", ips=("10.0.1.1", "10.0.2.1"))
    expect(ask(CHECK, plant(router)), Outcome.UNKNOWN, "no computer", code="no_evidence")
