"""DAT-02 over flow lists and what was heard."""

from __future__ import annotations

from audit.inventory.tables import FlowRow
from audit.payloads import Conversation, Service
from audit.records import Grade
from checks.data_path.data_travels_over_a_shared_layer import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen


def flow(number: int, via: str = "layer", line: str = "L1", **more: object) -> FlowRow:
    fields: dict[str, object] = {
        "flow_id": f"F{number}",
        "use_case": "pdm",
        "line": line,
        "source": f"PLC-{line}",
        "dest": "MES-1",
        "consumer": "MES",
        "via": via,
        "required": True,
    }
    return FlowRow.model_validate({**fields, **more})


def flows(layer: int, direct: int, unsaid: int = 0) -> Edit:
    vias = ["layer"] * layer + ["direct"] * direct + [""] * unsaid
    return rows(*(flow(number, via) for number, via in enumerate(vias, 1)))


def talk(src: str, dst: str, protocol: str = "tcp", server_port: int = 4840) -> Edit:
    return seen(
        "", Conversation(src_ip=src, dst_ip=dst, protocol=protocol, server_port=server_port)
    )


PLACES = [
    device("PLC-L1", ips=("10.0.1.1",)),
    device("MES-1", "", "server", ips=("10.0.9.1",)),
]
HEARD = [*PLACES, talk("10.0.1.1", "10.0.9.1")]
STRANGER = talk("10.0.1.1", "10.0.9.77")

OPEN = seen("MES-1", Service("10.0.9.1", 1883, "tcp", "mqtt",
                             detail="anonymous connections are accepted"))  # fmt: skip
SHUT = seen("MES-1", Service("10.0.9.1", 1883, "tcp", "mqtt",
                             detail="anonymous connections are refused"))  # fmt: skip
NAMED = "without a password MES-1 lets anybody read and publish"

CASES: list[Case] = [
    (
        "4 of 5, over a broker that lets strangers in",
        [*PLACES, flows(4, 1), OPEN],
        Outcome.PASS,
        "",
        [NAMED],
    ),
    (
        "none, and the broker lets strangers in",
        [*PLACES, flows(0, 2), OPEN],
        Outcome.FAIL,
        "",
        [NAMED],
    ),
    ("4 of 5", [flows(4, 1)], Outcome.PASS, "", ["4 of 5 required flows", "point to point: F5"]),
    ("half", [flows(2, 2)], Outcome.WARN, "", ["2 of 4"]),
    ("1 of 5", [flows(1, 4)], Outcome.FAIL, "", ["1 of 5", "4 direct links today"]),
    ("none", [flows(0, 2)], Outcome.FAIL, "", ["0 of 2", "F1 and F2"]),
    ("a single flow", [flows(0, 1)], Outcome.NA, "", ["single flow"]),
    (
        "a single flow listed where the pilot has more",
        [flows(0, 1), rows(flow(8, line="L3"), flow(9, line="L3"))],
        Outcome.FAIL,
        "",
        ["0 of 1"],
    ),
    ("nothing listed", [], Outcome.UNKNOWN, "not_asked", ["no flow of pdm is listed"]),
    ("not stated, it decides", [flows(2, 0, 2)], Outcome.UNKNOWN, "not_asked", ["not stated: F3"]),
    ("not stated, it does not decide", [flows(8, 0, 1)], Outcome.PASS, "", []),
    ("heard and listed", [flows(4, 1), *HEARD], Outcome.PASS, "", []),
    (
        "heard, but in no list",
        [flows(4, 1), *HEARD, STRANGER],
        Outcome.UNKNOWN,
        "conflict",
        ["1 of 2 talker pairs", "10.0.1.1 and 10.0.9.77"],
    ),
    ("in no list, but it fails anyway", [flows(0, 5), *HEARD, STRANGER], Outcome.FAIL, "", []),
    (
        "name service and broadcasts are no flows",
        [
            flows(4, 1),
            *HEARD,
            talk("10.0.1.1", "10.0.9.53", protocol="dns", server_port=53),
            talk("10.0.1.1", "10.0.1.255"),
            talk("10.0.1.1", "239.1.1.1"),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "optional flows do not count",
        [flows(1, 1), rows(flow(7, required=False), flow(8, required=False))],
        Outcome.WARN,
        "",
        ["1 of 2"],
    ),
    (
        "another use case's flows do not count",
        [flows(1, 1), rows(flow(7, use_case="defect"))],
        Outcome.WARN,
        "",
        ["1 of 2"],
    ),
]


@cases(*CASES)
def test_shared_layer(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_script_on_a_host_of_its_own_is_not_an_unlisted_talker() -> None:
    hop = [device("QA-PC2", "", "office", ips=("10.0.9.77",)), rows(flow(9, code_host="QA-PC2"))]
    expect(ask(CHECK, plant(flows(4, 1), *HEARD, STRANGER, *hop)), Outcome.PASS)


def test_links_are_projected_to_all_lines() -> None:
    # 1 source a line, MES shared: 4 direct links on 4 lines, and 4 + 1 over a layer.
    three = rows(flow(21, line="L2"), flow(31, "direct", "L3"), flow(41, line="L4"))
    got = ask(CHECK, plant(rows(flow(1, "direct"), flow(2, "direct")), three))
    expect(got, Outcome.FAIL, "3 direct links today; on 4 lines 4 direct links or 5 over a layer")
    assert got.grade is Grade.B


def test_one_stranger_in_ten_pairs_is_within_the_limit() -> None:
    flows_of_ten = [flow(n, dest_ip=f"10.0.9.{n}") for n in range(1, 10)]
    heard = [talk("10.0.1.1", f"10.0.9.{n}") for n in range(1, 10)]
    facts = plant(rows(*flows_of_ten), *PLACES, *heard, STRANGER)
    expect(ask(CHECK, facts), Outcome.PASS, "9 of 9")


def test_a_broker_that_refuses_strangers_or_carries_other_flows_is_not_named() -> None:
    elsewhere = rows(flow(1, dest="HIST-1"), flow(2, dest="HIST-1"))
    for parts in ((flows(4, 1), SHUT), (elsewhere, OPEN), (flows(0, 1), OPEN)):
        assert "password" not in ask(CHECK, plant(*PLACES, *parts)).sentence


def test_the_brokers_answer_is_evidence() -> None:
    facts = plant(*PLACES, flows(4, 1), OPEN)
    (answer,) = facts.services
    assert answer.evidence in ask(CHECK, facts).evidence
