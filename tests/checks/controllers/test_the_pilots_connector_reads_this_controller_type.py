"""PLC-03 over families and protocols."""

from __future__ import annotations

from audit.inventory.tables import ControllerRow, FlowRow
from checks.controllers.the_pilots_connector_reads_this_controller_type import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows


def controller(line: str, family: str, *protocols: str, **more: object) -> Edit:
    name = f"PLC-{line}"
    fields = {"asset_id": name, "needed": True, "family": family, "protocols": list(protocols)}
    row = rows(ControllerRow.model_validate({**fields, **more}))
    made = device(name, line, model="" if not family else "CPU " + line)
    return lambda facts: made(row(facts))


def flow(line: str, protocol: str, connector: str = "", source: str = "") -> Edit:
    return rows(
        FlowRow(
            flow_id=f"F-{line}-{protocol}",
            use_case="pdm",
            line=line,
            source=source or f"PLC-{line}",
            protocol=protocol,
            connector=connector,
            required=True,
        )
    )


PILOT = [controller("L3", "S7-1500", "OPC UA", "S7comm"), flow("L3", "OPC UA", "s7-ua")]

CASES: list[Case] = [
    (
        "same family",
        [*PILOT, controller("L1", "S7 1500", "OPC UA")],
        Outcome.PASS,
        "",
        ["S7-1500 over"],
    ),
    (
        "same family, another connector",
        [*PILOT, controller("L1", "S7-1500", "OPC UA"), flow("L1", "OPC UA", "new-one")],
        Outcome.WARN,
        "",
        ["another connector is planned (new-one)"],
    ),
    (
        "same protocol, other family",
        [*PILOT, controller("L1", "M580", "Modbus TCP", "OPC UA")],
        Outcome.WARN,
        "",
        ["PLC-L1 (M580): same protocol (OPC UA), other family: needs a test"],
    ),
    (
        "a protocol that the pilot's controller has, but its connector does not use",
        [*PILOT, controller("L1", "S7-300", "S7comm")],
        Outcome.FAIL,
        "",
        ["other protocol (S7comm)"],
    ),
    (
        "a protocol that the pilot only plans to use",
        [
            *PILOT,
            rows(
                FlowRow(
                    flow_id="F9",
                    use_case="pdm",
                    line="L3",
                    source="PLC-L3",
                    protocol="Modbus TCP",
                    exists=False,
                )
            ),
            controller("L1", "M340", "Modbus TCP"),
        ],
        Outcome.FAIL,
        "",
        ["other protocol (Modbus TCP)"],
    ),
    (
        "the pilot's family is not known",
        [controller("L3", "", "OPC UA"), controller("L1", "M580", "OPC UA")],
        Outcome.UNKNOWN,
        "blocked_by:PLC-01",
        ["PLC-L3 have no family"],
    ),
    (
        "no family stated, but the model is the pilot's",
        [
            device("PLC-L3", "L3", model="6ES7 515-2AM02"),
            device("PLC-L1", "L1", model="6ES7515-2AM02"),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "other protocol",
        [*PILOT, controller("L1", "SLC 500", "DH+", "DF1")],
        Outcome.FAIL,
        "",
        ["needs a new connector"],
    ),
    (
        "other family, protocols not stated",
        [*PILOT, controller("L1", "M580")],
        Outcome.UNKNOWN,
        "not_asked",
        ["protocols are not stated"],
    ),
    (
        "model not known",
        [*PILOT, controller("L1", "", "OPC UA")],
        Outcome.UNKNOWN,
        "blocked_by:PLC-01",
        ["model is not known"],
    ),
    ("no controller known here", PILOT, Outcome.UNKNOWN, "blocked_by:PLC-01", []),
    (
        "not needed here",
        [*PILOT, controller("L1", "M580", "OPC UA", needed=False)],
        Outcome.NA,
        "",
        ["needs no data of PLC-L1"],
    ),
    (
        "the pilot reads no controller",
        [
            device("CAM", "L3", "camera"),
            flow("L3", "TCP", source="CAM"),
            controller("L1", "M580", "OPC UA"),
        ],
        Outcome.NA,
        "",
        ["reads no controller"],
    ),
    (
        "nothing known of the pilot",
        [controller("L1", "M580", "OPC UA")],
        Outcome.UNKNOWN,
        "blocked_by:PLC-01",
        ["pilot L3"],
    ),
]


@cases(*CASES)
def test_families(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_family_is_the_kind_that_the_baseline_compares() -> None:
    facts = plant(*PILOT, controller("L1", "M580", "OPC UA"))
    assert ask(CHECK, facts, "L1").kind == "M580"
    assert ask(CHECK, facts, "L3").kind == "S7-1500"
    expect(ask(CHECK, facts, "L3"), Outcome.PASS)
