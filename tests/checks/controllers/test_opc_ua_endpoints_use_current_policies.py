"""PLC-08 over endpoint lists."""

from __future__ import annotations

from audit.inventory.tables import ControllerRow
from audit.payloads import Reach, Service, TableRead, TableState, UaEndpoint
from audit.records import Status
from checks.controllers.opc_ua_endpoints_use_current_policies import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen

PLC = device("PLC-1", model="CPU", firmware="1")
SPEAKS = rows(ControllerRow(asset_id="PLC-1", family="F", protocols=("OPC UA",)))
MODBUS = rows(ControllerRow(asset_id="PLC-1", family="F", protocols=("Modbus TCP",)))


def offers(*policies: str, mode: str = "SignAndEncrypt", token: str = "UserName") -> Edit:
    url = "opc.tcp://10.0.0.1:4840"
    return seen(
        "PLC-1",
        *(UaEndpoint(url, p, "None" if p == "None" else mode, (token,)) for p in policies),
    )


CASES: list[Case] = [
    ("current", [PLC, offers("Basic256Sha256")], Outcome.PASS, "", ["seen on 1"]),
    (
        "the other current ones",
        [PLC, offers("Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "None beside a current one",
        [PLC, offers("Basic256Sha256", "None")],
        Outcome.WARN,
        "",
        ["PLC-1 also offers None"],
    ),
    (
        "a deprecated one beside a current one",
        [PLC, offers("Basic256Sha256", "Basic128Rsa15")],
        Outcome.WARN,
        "",
        ["also offers Basic128Rsa15"],
    ),
    (
        "anonymous clients",
        [PLC, offers("Basic256Sha256", token="Anonymous")],
        Outcome.WARN,
        "",
        ["anonymous"],
    ),
    ("signed only", [PLC, offers("Basic256Sha256", mode="Sign")], Outcome.WARN, "", ["signs only"]),
    (
        "deprecated only",
        [PLC, offers("None", "Basic256", "Basic128Rsa15")],
        Outcome.FAIL,
        "",
        ["PLC-1 offers only Basic128Rsa15, Basic256 and None"],
    ),
    ("None only", [PLC, offers("None")], Outcome.FAIL, "", ["offers only None"]),
    (
        "a policy newer than the list",
        [PLC, offers("ECC_nistP256")],
        Outcome.WARN,
        "",
        ["not in the list of current policies"],
    ),
    (
        "not allowed by the scope",
        [
            PLC,
            SPEAKS,
            seen("PLC-1", Reach("10.0.0.1", 4840, "out-of-scope"), status=Status.OUT_OF_SCOPE),
        ],
        Outcome.UNKNOWN,
        "out_of_scope",
        ["rules of engagement"],
    ),
    (
        "the question was not answered",
        [
            PLC,
            SPEAKS,
            seen(
                "PLC-1",
                TableRead("endpoints", TableState.ABSENT, "timeout"),
                status=Status.TIMEOUT,
            ),
        ],
        Outcome.UNKNOWN,
        "probe_error",
        ["not answered"],
    ),
    ("never asked", [PLC, SPEAKS], Outcome.UNKNOWN, "no_evidence", ["never read"]),
    (
        "an open port",
        [PLC, MODBUS, seen("PLC-1", Service("10.0.0.1", 4840))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["never read"],
    ),
    (
        "a refused port, and a client's own port",
        [
            PLC,
            MODBUS,
            seen("PLC-1", Service("10.0.0.1", 4840, state="refused")),
            seen("PLC-1", Service("10.0.0.1", 4840, role="client")),
        ],
        Outcome.NA,
        "",
        [],
    ),
    (
        "a device without a role beside a controller that is known",
        [PLC, MODBUS, device("X", role="")],
        Outcome.NA,
        "",
        [],
    ),
    (
        "a device without a role",
        [device("X", role="")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["no role"],
    ),
    ("Modbus instead", [PLC, MODBUS], Outcome.NA, "", ["Modbus TCP instead"]),
    ("protocols not stated", [PLC], Outcome.UNKNOWN, "no_evidence", ["PLC-1 speaks OPC UA"]),
    ("a line of cameras", [device("CAM", role="camera")], Outcome.NA, "", ["serves OPC UA"]),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", []),
]


@cases(*CASES)
def test_policies(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_server_that_was_not_read_leaves_the_line_unknown() -> None:
    other = [
        device("PLC-2", model="CPU"),
        rows(ControllerRow(asset_id="PLC-2", family="F", protocols=("OPC UA",))),
    ]
    got = ask(CHECK, plant(PLC, offers("Basic256Sha256"), *other))
    expect(got, Outcome.UNKNOWN, "PLC-2: its endpoints were never read", code="no_evidence")
