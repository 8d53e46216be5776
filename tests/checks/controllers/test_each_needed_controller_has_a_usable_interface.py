"""PLC-02 over the data interfaces of controllers."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import ControllerRow, DriverRow, FlowRow
from audit.payloads import Service, UaEndpoint
from audit.records import Grade
from checks.controllers.each_needed_controller_has_a_usable_interface import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen


def controller(*protocols: str, name: str = "PLC-1", model: str = "CPU", **more: object) -> Edit:
    fields: dict[str, object] = {
        "asset_id": name,
        "needed": True,
        "family": "S7-1500",
        "interface": "ethernet",
        "protocols": list(protocols),
        "licence_ok": True,
        "firmware_ok": True,
    }
    row = rows(ControllerRow.model_validate({**fields, **more}))
    made = device(name, model=model)
    return lambda facts: made(row(facts))


WAYS = "gateway 12 k; module 18 k; migration 95 k"
SLC: dict[str, Any] = {"family": "SLC 500", "interface": "serial", "options": WAYS}
SEEN = "gateway 12 k, module 18 k, migration 95 k"
ENDPOINT = seen("PLC-1", UaEndpoint("opc.tcp://10.0.0.1:4840", "Basic256Sha256", "SignAndEncrypt"))

CASES: list[Case] = [
    ("OPC UA on Ethernet", [controller("OPC UA")], Outcome.PASS, "", ["seen on 1"]),
    (
        "a licence is missing",
        [controller("OPC UA", licence_ok=False, options="licence 2 k")],
        Outcome.WARN,
        "",
        ["OPC UA needs a licence; options: licence 2 k"],
    ),
    (
        "licence and firmware, not costed",
        [controller("OPC UA", licence_ok=False, firmware_ok=False)],
        Outcome.WARN,
        "",
        ["needs a licence and a firmware step (not costed yet)"],
    ),
    (
        "serial, a gateway exists",
        [controller("DH+", **SLC, gateway_route=True)],
        Outcome.WARN,
        "",
        ["serial only (DH+), needs a gateway", SEEN],
    ),
    (
        "serial, no gateway",
        [controller("DH+", "DF1", **SLC, gateway_route=False)],
        Outcome.FAIL,
        "",
        ["PLC-1 (SLC 500): serial only (DH+, DF1) and no gateway route", SEEN],
    ),
    (
        "serial, nobody asked for a gateway",
        [controller("DH+", **SLC)],
        Outcome.UNKNOWN,
        "not_asked",
        ["nobody said whether a gateway exists"],
    ),
    (
        "proprietary only, no gateway",
        [controller("House protocol", gateway_route=False)],
        Outcome.FAIL,
        "",
        ["proprietary protocol only (House protocol)"],
    ),
    (
        "a vendor's protocol that a consumer supports",
        [controller("House protocol"), rows(DriverRow(consumer="MES", protocol="house-protocol"))],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "licence not stated",
        [controller("OPC UA", licence_ok=None)],
        Outcome.UNKNOWN,
        "not_asked",
        ["whether licence and firmware suffice"],
    ),
    (
        "licence not stated, but the server answers",
        [controller("OPC UA", licence_ok=None, firmware_ok=None), ENDPOINT],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "an open port alone is no answer",
        [
            controller("OPC UA", licence_ok=None),
            seen("PLC-1", Service("10.0.0.1", 4840, protocol="opcua")),
        ],
        Outcome.UNKNOWN,
        "not_asked",
        [],
    ),
    ("protocols not stated", [controller()], Outcome.UNKNOWN, "not_asked", ["not stated"]),
    (
        "model not known",
        [controller("OPC UA", model="", family="")],
        Outcome.UNKNOWN,
        "blocked_by:PLC-01",
        ["model is not known"],
    ),
    ("no row for it", [device("PLC-1", model="CPU")], Outcome.UNKNOWN, "not_asked", ["PLC-1"]),
    (
        "not needed",
        [controller("OPC UA", needed=False)],
        Outcome.NA,
        "",
        ["needs no data of PLC-1"],
    ),
    (
        "a use case of cameras",
        [
            device("CAM", role="camera"),
            rows(FlowRow(flow_id="F1", use_case="pdm", line="L1", source="CAM", required=True)),
        ],
        Outcome.NA,
        "",
        ["no required flow"],
    ),
    ("no controller known", [], Outcome.UNKNOWN, "blocked_by:PLC-01", []),
]


@cases(*CASES)
def test_interfaces(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_one_that_fails_decides_for_the_line() -> None:
    good = controller("OPC UA", name="PLC-2")
    got = ask(CHECK, plant(good, controller("DH+", **SLC, gateway_route=False)))
    expect(got, Outcome.FAIL, "2 needed controllers", "seen on 1")
    assert got.value == 50
    assert got.grade is Grade.B
