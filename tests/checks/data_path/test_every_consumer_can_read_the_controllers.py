"""DAT-05 over driver lists and controllers."""

from __future__ import annotations

from audit.inventory.tables import ControllerRow, DriverRow, FlowRow
from audit.payloads import UaEndpoint
from checks.data_path.every_consumer_can_read_the_controllers import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen


def flow(consumer: str = "MES", source: str = "PLC-1", line: str = "L1", **more: object) -> Edit:
    fields: dict[str, object] = {
        "flow_id": f"{line}-{source}-{consumer}",
        "use_case": "pdm",
        "line": line,
        "source": source,
        "consumer": consumer,
        "required": True,
    }
    return rows(FlowRow.model_validate({**fields, **more}))


def controller(*protocols: str, model: str = "CPU 1", line: str = "L1", **more: object) -> Edit:
    fields: dict[str, object] = {
        "asset_id": "PLC-1",
        "needed": True,
        "family": "S7-1500",
        "interface": "ethernet",
        "protocols": list(protocols),
    }
    row = rows(ControllerRow.model_validate({**fields, **more}))
    made = device("PLC-1", line, model=model)
    return lambda facts: made(row(facts))


def driver(protocol: str, consumer: str = "MES", **more: object) -> Edit:
    return rows(DriverRow.model_validate({"consumer": consumer, "protocol": protocol, **more}))


SLC = controller(
    "DH+",
    "DF1",
    family="SLC 500",
    interface="serial",
    gateway_route=True,
    options="gateway 12 k; module 18 k; migration 95 k",
)

CASES: list[Case] = [
    ("native", [flow(), controller("OPC UA"), driver("opc-ua")], Outcome.PASS, "", ["for 1"]),
    (
        "native for this family",
        [flow(), controller(), driver("S7comm", family="s7 1500")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "native for another family only",
        [flow(), controller("S7comm", gateway_route=False), driver("S7comm", family="S7-300")],
        Outcome.FAIL,
        "",
        ["no driver for S7comm and no gateway"],
    ),
    (
        "through a gateway that the list prices",
        [
            flow(),
            controller("Modbus TCP"),
            driver("Modbus TCP", route="gateway", cost_low=4000, cost_high=7000),
        ],
        Outcome.WARN,
        "",
        ["through a gateway (4 000 to 7 000)"],
    ),
    (
        "through a gateway without a price",
        [flow(), controller("Modbus TCP"), driver("Modbus TCP", route="gateway")],
        Outcome.WARN,
        "",
        ["through a gateway (not costed yet)"],
    ),
    (
        "no driver, a gateway is on the market",
        [flow(), controller("S7comm", gateway_route=True, options="gateway 9 k"), driver("OPC UA")],
        Outcome.WARN,
        "",
        ["a gateway exists", "options: gateway 9 k"],
    ),
    (
        "no driver, nobody asked for a gateway",
        [flow(), controller("S7comm"), driver("OPC UA")],
        Outcome.UNKNOWN,
        "not_asked",
        ["whether a gateway exists"],
    ),
    (
        "serial only, with three ways out",
        [flow(), SLC, driver("OPC UA")],
        Outcome.FAIL,
        "",
        [
            "MES from PLC-1 (SLC 500)",
            "serial only (DH+, DF1)",
            "gateway 12 k, module 18 k, migration",
        ],
    ),
    (
        "one consumer can, the other cannot",
        [
            flow(),
            flow("historian"),
            controller("OPC UA", gateway_route=False),
            driver("OPC UA"),
            driver("S7comm", "historian"),
        ],
        Outcome.FAIL,
        "",
        ["2 pairs", "historian from PLC-1"],
    ),
    (
        "no driver list",
        [flow(), controller("OPC UA")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["no driver list of MES"],
    ),
    (
        "model and family not known",
        [flow(), controller("OPC UA", model="", family=""), driver("OPC UA")],
        Outcome.UNKNOWN,
        "blocked_by:PLC-01",
        [],
    ),
    (
        "protocols not known",
        [flow(), controller(), driver("OPC UA")],
        Outcome.UNKNOWN,
        "not_asked",
        ["which protocols"],
    ),
    (
        "a protocol that it was heard to speak",
        [
            flow(),
            controller(),
            seen("PLC-1", UaEndpoint("opc.tcp://10.0.0.1:4840", "Basic256Sha256", "Sign")),
            driver("OPC UA"),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "no controller known",
        [flow(), driver("OPC UA")],
        Outcome.UNKNOWN,
        "blocked_by:PLC-01",
        ["no controller of the line is known"],
    ),
    (
        "the use case needs no controller here",
        [flow(source="CAM-1"), controller("OPC UA", needed=False), driver("OPC UA")],
        Outcome.NA,
        "",
        ["needs no controller"],
    ),
    (
        "a camera's consumer does not need the controller",
        [flow(source="CAM-1"), device("CAM-1", role="camera"), controller("OPC UA")],
        Outcome.NA,
        "",
        ["no consumer"],
    ),
    (
        "a line of cameras",
        [flow(source="CAM-1"), device("CAM-1", role="camera"), driver("OPC UA")],
        Outcome.NA,
        "",
        ["needs no controller of this line"],
    ),
    (
        "another line's controller says nothing of this one",
        [flow(source="X"), controller("OPC UA", needed=False, line="L2"), driver("OPC UA")],
        Outcome.UNKNOWN,
        "blocked_by:PLC-01",
        [],
    ),
    ("no flow list", [controller("OPC UA")], Outcome.UNKNOWN, "not_asked", ["No flow list"]),
    (
        "no flow listed here: the pilot's consumers count",
        [flow(line="L3", source="PLC-3"), controller("OPC UA"), driver("OPC UA")],
        Outcome.PASS,
        "",
        ["taken from the pilot L3"],
    ),
]


@cases(*CASES)
def test_consumers(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
