"""IDA-11 over endpoints, TLS services and answers."""

from __future__ import annotations

from datetime import timedelta

from audit.inventory.tables import ControllerRow, FlowRow
from audit.payloads import Reach, Service, TableRead, TableState, UaEndpoint
from checks.identity.certificates_do_not_expire_unnoticed import CHECK
from checks.records import Outcome
from tests.checks.identity.told import said
from tests.checks.plants import AS_OF, Case, Edit, ask, cases, device, expect, plant, rows, seen


def until(days: int, *, own: bool | None = False, key: str = "RSA 2048") -> Edit:
    """Let P offer an endpoint whose certificate ends in that many days."""
    day = (AS_OF + timedelta(days=days)).isoformat()
    return seen("P", UaEndpoint("opc.tcp://p", "Basic256Sha256", "SignAndEncrypt", (), day,
                                certificate_self_signed=own, certificate_key=key))  # fmt: skip


def tls(detail: str, protocol: str = "https") -> Edit:
    return seen("MES", Service("10.0.0.9", 8443, "tcp", protocol, detail=detail))


def ends(days: int) -> Edit:
    return said("first_certificate_ends", (AS_OF + timedelta(days=days)).isoformat(), "IT")


PLC = device("P")
OWNED, PARTLY = said("certificate_renewal", "yes"), said("certificate_renewal", "partly")
NOBODY = said("certificate_renewal", "no")
UNUSED = said("certificate_renewal", "not applicable: no certificates")
NO_CERTIFICATE = seen("P", UaEndpoint("opc.tcp://p", "None", "None"))
OPEN = seen("P", Service("10.0.0.1", 4840, "tcp", "opcua"))
SPEAKS = rows(ControllerRow(asset_id="P", protocols=("OPC UA",)))
FLOW = rows(FlowRow(flow_id="F", line="L1", source="P", dest="MES"))
MES = device("MES", line="", role="server")
LONG = "TLSv1.3 X; certificate until 2027-11-16; signed by another; for mes; key EC 256"

CASES: list[Case] = [
    ("91 days and somebody who renews", [PLC, until(91), OWNED], Outcome.PASS, "",
     ["the first ends in 91 days"]),
    ("90 days, the limit itself", [PLC, until(90), OWNED], Outcome.WARN, "", ["few days left"]),
    ("30 days, the limit itself", [PLC, until(30), OWNED], Outcome.WARN, "", []),
    ("29 days", [PLC, until(29), OWNED], Outcome.FAIL, "", ["P ends on", "in 29 days"]),
    ("expired", [PLC, until(-1), OWNED], Outcome.FAIL, "", ["P ended on"]),
    ("expired, nobody asked", [PLC, until(-1)], Outcome.FAIL, "", []),
    ("self-signed with an owner", [PLC, until(400, own=True), OWNED], Outcome.WARN, "",
     ["self-signed"]),
    ("nobody renews", [PLC, until(400), NOBODY], Outcome.FAIL, "", ["nobody renews it"]),
    ("somebody renews a part", [PLC, until(400), PARTLY], Outcome.WARN, "", ["only a part"]),
    ("a short key", [PLC, until(400, key="RSA 1024"), OWNED], Outcome.WARN, "", ["1024 bits"]),
    ("a short number of an elliptic curve", [PLC, until(400, key="EC 256"), OWNED], Outcome.PASS,
     "", []),
    ("the key was not read", [PLC, until(400, key=""), OWNED], Outcome.UNKNOWN, "no_evidence",
     ["key or issuer"]),
    ("the issuer was not read", [PLC, until(400, own=None), OWNED], Outcome.UNKNOWN, "no_evidence",
     []),
    ("who renews was not asked", [PLC, until(400)], Outcome.UNKNOWN, "not_asked",
     ["who renews it is not known"]),
    ("who renews is not known", [PLC, until(400), said("certificate_renewal", "?")],
     Outcome.UNKNOWN, "dont_know", []),
    ("two say two things of it", [PLC, until(400), OWNED, said("certificate_renewal", "no", "IT")],
     Outcome.UNKNOWN, "conflict", []),
    ("a consumer with TLS", [PLC, MES, FLOW, tls(LONG), OWNED], Outcome.PASS, "", []),
    ("a consumer whose certificate was not read", [PLC, MES, FLOW, tls("nginx"), until(400), OWNED],
     Outcome.UNKNOWN, "no_evidence", ["MES was never read"]),
    ("a web page that no flow uses", [PLC, MES, tls("nginx"), until(400), OWNED], Outcome.PASS, "",
     []),
    ("a controller that speaks OPC UA was never asked", [PLC, SPEAKS, OWNED], Outcome.UNKNOWN,
     "no_evidence", ["P was never read"]),
    ("the scope forbids it", [PLC, OPEN, OWNED, seen("P", Reach("10.0.0.1", 4840, "out-of-scope"))],
     Outcome.UNKNOWN, "out_of_scope", ["must not be asked"]),
    ("it did not answer", [PLC, OPEN, OWNED, seen("P", TableRead("endpoints", TableState.ABSENT))],
     Outcome.UNKNOWN, "probe_error", ["did not answer"]),
    ("no certificates used, as answered", [PLC, UNUSED], Outcome.NA, "", ["no certificates"]),
    ("no certificates used, but one was read", [PLC, until(400), UNUSED], Outcome.UNKNOWN,
     "conflict", ["P has a certificate"]),
    ("asked, and there is none", [PLC, NO_CERTIFICATE], Outcome.NA, "", ["P was asked"]),
    ("asked, there is none, but somebody renews them", [PLC, NO_CERTIFICATE, OWNED],
     Outcome.UNKNOWN, "no_evidence", []),
    ("answered: nobody renews", [NOBODY], Outcome.FAIL, "", []),
    ("answered: a day far away is never a pass", [ends(400), OWNED], Outcome.WARN, "",
     ["keys and issuers were not read"]),
    ("answered: a near day", [ends(29), OWNED], Outcome.FAIL, "", []),
    ("answered: a day, who renews was not asked", [ends(400)], Outcome.UNKNOWN, "not_asked", []),
    ("answered: no day", [OWNED, said("first_certificate_ends", "soon", "IT")], Outcome.UNKNOWN,
     "conflict", ["is no day"]),
    ("answered: not known", [OWNED, said("first_certificate_ends", "?", "IT")], Outcome.UNKNOWN,
     "dont_know", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", ["no certificate of the data path"]),
]  # fmt: skip


@cases(*CASES)
def test_certificates(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_one_certificate_on_many_endpoints_is_one() -> None:
    got = ask(CHECK, plant(PLC, until(91), until(91), OWNED))
    expect(got, Outcome.PASS, "1 certificate read")
    assert len(got.targets) == 1
