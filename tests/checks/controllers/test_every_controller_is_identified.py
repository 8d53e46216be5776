"""PLC-01 over merged devices."""

from __future__ import annotations

from audit.inventory.tables import ControllerRow, FlowRow
from audit.payloads import Service
from audit.records import Grade
from checks.controllers.every_controller_is_identified import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen


def controllers(identified: int, bare: int) -> list[Edit]:
    full = [device(f"PLC-{n}", model="CPU", firmware="2.9", vendor="V") for n in range(identified)]
    return full + [device(f"BARE-{n}", model="CPU") for n in range(bare)]


NOT_NEEDED = [rows(*(ControllerRow(asset_id=f"BARE-{n}", needed=False) for n in range(9)))]
PORT = Service("10.0.0.9", 502)

CASES: list[Case] = [
    ("all", controllers(2, 0), Outcome.PASS, "", ["seen for 2", "PLC-0 V CPU 2.9"]),
    ("19 of 20", controllers(19, 1) + NOT_NEEDED, Outcome.PASS, "", ["BARE-0 (no firmware)"]),
    ("18 of 20", controllers(18, 2) + NOT_NEEDED, Outcome.WARN, "", ["20 controllers"]),
    ("half", controllers(1, 1) + NOT_NEEDED, Outcome.FAIL, "", ["seen for 1"]),
    (
        "19 of 20, and the use case needs the other one",
        [*controllers(19, 1), rows(ControllerRow(asset_id="BARE-0", needed=True))],
        Outcome.FAIL,
        "",
        ["BARE-0 (no firmware, needed by the use case)"],
    ),
    (
        "19 of 20, and the other one is the source of a required flow",
        [
            *controllers(19, 1),
            rows(FlowRow(flow_id="F1", use_case="pdm", line="L1", source="BARE-0", required=True)),
        ],
        Outcome.FAIL,
        "",
        ["BARE-0"],
    ),
    (
        "no source says anything of it",
        [device("PLC-1")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["PLC-1", "open port alone"],
    ),
    (
        "an open port of something without a role",
        [device("X", role=""), seen("X", PORT)],
        Outcome.UNKNOWN,
        "no_evidence",
        ["X may be a controller", "not identification"],
    ),
    (
        "firmware without a model",
        [device("PLC-1", firmware="2.9")],
        Outcome.FAIL,
        "",
        ["PLC-1 (no model, needed by the use case)"],
    ),
    (
        "a refused port of something without a role",
        [device("X", role=""), seen("X", Service("10.0.0.9", 502, state="refused"))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["of X nobody knows whether it is a controller"],
    ),
    ("a device without a role", [device("X", role="")], Outcome.UNKNOWN, "no_evidence", ["X"]),
    (
        "no controller on the line",
        [device("CAM", role="camera")],
        Outcome.NA,
        "",
        ["1 known device"],
    ),
    (
        "a controller that is only planned",
        [device("CAM", role="camera"), device("PLC-9", status="planned")],
        Outcome.NA,
        "",
        [],
    ),
    ("nothing imported", [], Outcome.UNKNOWN, "no_evidence", ["nothing was imported"]),
]


@cases(*CASES)
def test_identification(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_weakest_identity_gives_the_grade() -> None:
    read = device("PLC-1", model="CPU", firmware="1", identity_grade=Grade.A)
    photo = device("PLC-2", model="CPU", firmware="1", identity_grade=Grade.C)
    assert ask(CHECK, plant(read, photo)).grade is Grade.C


def test_each_controller_has_its_own_result() -> None:
    got = ask(CHECK, plant(*controllers(1, 1)))
    assert [(t.name, t.outcome) for t in got.targets] == [
        ("BARE-0", Outcome.FAIL),
        ("PLC-0", Outcome.PASS),
    ]
