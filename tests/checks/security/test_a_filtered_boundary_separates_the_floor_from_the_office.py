"""SEC-01 over shared networks, tries from the office, firewall rules and answers."""

from __future__ import annotations

from audit.inventory.tables import FlowRow, SegmentRow
from audit.payloads import Conversation, Reach, Service
from audit.records import Grade
from checks.records import Outcome
from checks.security.a_filtered_boundary_separates_the_floor_from_the_office import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen, segment
from tests.checks.security.told import DENY, rule, said

PLC = device("PLC-1", ips=("10.0.1.11",))
PC = device("PC-9", line="", role="office", ips=("10.0.9.9",))
NET = rows(SegmentRow(segment="line 1", subnet="10.0.1.0/24", line="L1"))


def tried(port: int, outcome: str, vantage: str = "office") -> Edit:
    return seen("PLC-1", Reach("10.0.1.11", port, outcome, vantage))


def walls(outcome: str = "timeout", ports: int = 6) -> list[Edit]:
    """Tries from the office that were stopped where the line gets an answer."""
    from_both = [(tried(n, outcome), tried(n, "ok", "L1")) for n in range(100, 100 + ports)]
    return [edit for pair in from_both for edit in pair]


def talk(src: str, dst: str) -> Edit:
    return seen("PC-9", Conversation(src_ip=src, dst_ip=dst, protocol="tcp", server_port=502))


CASES: list[Case] = [
    (
        "an office computer in the controllers' network",
        [PLC, PC, segment(1, "PLC-1", "PC-9")],
        Outcome.FAIL,
        "",
        ["PC-9 of the office and PLC-1 share VLAN 1"],
    ),
    (
        "every try from the office gets through",
        [PLC, tried(502, "ok"), tried(80, "refused")],
        Outcome.FAIL,
        "",
        ["every try from the office got through: PLC-1 port 502"],
    ),
    (
        "some get through",
        [PLC, tried(80, "ok"), tried(502, "timeout"), tried(502, "ok", "L1")],
        Outcome.WARN,
        "",
        ["PLC-1 port 80 answered, 1 try stopped"],
    ),
    (
        "none gets through where the line gets an answer",
        [PLC, *walls()],
        Outcome.PASS,
        "",
        ["6 tries from the office stopped, none got through"],
    ),
    (
        "too few to tell",
        [PLC, *walls(ports=5)],
        Outcome.UNKNOWN,
        "no_evidence",
        ["5 tries from the office stopped, none got through; 6 ports of its devices are needed"],
    ),
    (
        "too few to tell, one of them twice",
        [PLC, *walls(ports=5), tried(100, "timeout", "guest")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["6 tries from the office stopped"],
    ),
    (
        "too few to tell, and good rules",
        [PLC, NET, *walls(ports=1), rule("mes", "10.0.50.10", "10.0.1.11"), DENY],
        Outcome.PASS,
        "",
        ["1 listed rule to the line"],
    ),
    (
        "too few to tell, and what was answered",
        [PLC, *walls(ports=1), said("office_boundary", "denies all but listed traffic")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "none gets through to a port that a scan saw open",
        [PLC, *walls(ports=5), tried(502, "timeout"), seen("PLC-1", Service("10.0.1.11", 502))],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "a listed flow may get through",
        [
            PLC,
            rows(FlowRow(flow_id="F1", line="L1", source="PLC-1", port=502)),
            tried(502, "ok"),
            *walls(),
            NET,
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "the firewall refuses what the line gets an answer from",
        [PLC, *walls("refused")],
        Outcome.PASS,
        "",
        ["6 tries from the office stopped, none got through"],
    ),
    (
        "silence alone proves nothing",
        [PLC, tried(502, "timeout")],
        Outcome.UNKNOWN,
        "not_asked",
        [],
    ),
    ("a try from nowhere in particular", [PLC, tried(502, "ok", "here")], Outcome.UNKNOWN,
     "not_asked", []),
    (
        "listed rules and a final deny",
        [PLC, NET, rule("mes", "10.0.50.10", "10.0.1.11"), DENY],
        Outcome.PASS,
        "",
        ["1 listed rule to the line, all else denied"],
    ),
    (
        "a rule for every port",
        [PLC, NET, rule("mes", "10.0.50.10", "10.0.1.0/24", "any"), DENY],
        Outcome.WARN,
        "",
        ["rule mes of FW-1 is broad"],
    ),
    (
        "a rule from a wide network",
        [PLC, NET, rule("all", "10.0.0.0/8", "10.0.1.11"), DENY],
        Outcome.WARN,
        "",
        ["broad"],
    ),
    (
        "anything to anything",
        [PLC, NET, rule("tmp", "any", "any", "any"), DENY],
        Outcome.FAIL,
        "",
        ["rule tmp of FW-1 lets anything through to anything"],
    ),
    (
        "a disabled rule does not count",
        [PLC, NET, rule("tmp", "any", "any", "any", enabled="no"), DENY],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "rules without a final deny",
        [PLC, NET, rule("mes", "10.0.50.10", "10.0.1.11")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["do not show what happens"],
    ),
    (
        "rules without a final deny, which IT states",
        [PLC, NET, rule("mes", "10.0.50.10", "line 1"), said("boundary_default_deny", "yes", "IT")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "answered: denied",
        [said("office_boundary", "denies all but listed traffic")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "answered: denied, but other traffic was heard",
        [
            PLC,
            PC,
            said("office_boundary", "denies all but listed traffic"),
            talk("10.0.9.9", "10.0.1.11"),
        ],
        Outcome.UNKNOWN,
        "conflict",
        ["10.0.1.11 with 10.0.9.9"],
    ),
    ("answered: broad", [said("office_boundary", "a firewall with broad rules")], Outcome.WARN, "",
     []),
    ("answered: nothing", [said("office_boundary", "nothing in between")], Outcome.FAIL, "", []),
    ("nobody knows", [said("office_boundary", "don't know")], Outcome.UNKNOWN, "dont_know", []),
    (
        "two answers",
        [said("office_boundary", "nothing in between"),
         said("office_boundary", "a firewall with broad rules", "IT")],
        Outcome.UNKNOWN,
        "conflict",
        [],
    ),
    (
        "not applicable, without proof",
        [said("office_boundary", "not applicable: no office here")],
        Outcome.UNKNOWN,
        "conflict",
        [],
    ),
    (
        "an isolated line, with proof",
        [PLC, said("line_isolated", "yes", document="walk-down 2026-10-02")],
        Outcome.NA,
        "",
        ["walk-down 2026-10-02"],
    ),
    ("an isolated line, says somebody", [said("line_isolated", "yes")], Outcome.UNKNOWN,
     "not_asked", []),
    (
        "an isolated line that the office reaches",
        [PLC, tried(502, "ok"), said("line_isolated", "yes", document="walk-down 2026-10-02")],
        Outcome.FAIL,
        "",
        [],
    ),
    ("nothing known", [], Outcome.UNKNOWN, "not_asked", []),
]  # fmt: skip


@cases(*CASES)
def test_boundary(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_an_office_computer_of_the_line_itself_is_no_breach() -> None:
    own = device("PC-1", role="office")
    got = ask(CHECK, plant(PLC, own, segment(1, "PLC-1", "PC-1")))
    expect(got, Outcome.UNKNOWN, code="not_asked")


def test_a_shared_network_outweighs_good_rules() -> None:
    facts = plant(PLC, PC, NET, segment(1, "PLC-1", "PC-9"), DENY)
    expect(ask(CHECK, facts), Outcome.FAIL, "share VLAN 1")


def test_tries_are_better_evidence_than_an_answer() -> None:
    got = ask(CHECK, plant(PLC, *walls()))
    assert got.grade is Grade.A
    assert ask(CHECK, plant(said("office_boundary", "nothing in between"))).grade is Grade.D


def test_the_width_of_a_broad_network_is_a_threshold() -> None:
    facts = plant(PLC, NET, rule("all", "10.0.0.0/20", "10.0.1.11"), DENY)
    expect(ask(CHECK, facts), Outcome.PASS)
    expect(ask(CHECK, facts, broad_prefix=20), Outcome.WARN)
