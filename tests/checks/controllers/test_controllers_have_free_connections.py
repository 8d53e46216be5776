"""PLC-05 over captures, flows, stated maxima and answers."""

from __future__ import annotations

from audit.inventory.tables import ControllerRow
from checks.controllers.controllers_have_free_connections import CHECK, FREE_ID, LEAK_ID
from checks.records import Outcome
from tests.checks.data_path.given import MES_IP, PLACES, capture, flow, open_answers, said, talk
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows

HMI_IP = "10.0.1.20"
HMI = [device("HMI-1", "L1", "HMI", ips=(HMI_IP,)), talk(HMI_IP)]
MES = [*PLACES, talk(MES_IP), capture(9)]
HIST = {"dest": "HIST-1", "exists": False}


def plc(most: int | None, *protocols: str, asset_id: str = "PLC-L1") -> Edit:
    return rows(ControllerRow(asset_id=asset_id, connections_max=most, protocols=protocols))


CASES: list[Case] = [
    ("two are left", [*MES, plc(3)], Outcome.PASS, "", ["2 of 3 connections left (1 today, 0"]),
    ("one is left", [*MES, *HMI, plc(3)], Outcome.WARN, "", ["1 of 3 connections left"]),
    ("none is left", [*MES, *HMI, plc(2)], Outcome.FAIL, "", ["0 of 2 connections left (2 today"]),
    ("a planned flow takes the last", [*MES, *HMI, plc(3), flow("F2", **HIST)], Outcome.FAIL, "",
     ["(2 today, 1 planned)"]),
    ("a planned flow of somebody who asks already", [*MES, plc(3), flow(exists=False)],
     Outcome.PASS, "", ["(1 today, 0 planned)"]),
    ("a flow and its traffic are one", [*MES, plc(3), flow()], Outcome.PASS, "", ["(1 today, 0"]),
    ("a running flow that was not heard", [*MES, plc(3), flow(dest="HIST-1")], Outcome.WARN, "",
     ["(2 today"]),
    ("two flows over the layer are one", [*MES, plc(4), flow("F2", **HIST, via="layer"),
     flow("F3", dest="ERP", exists=False, via="layer")], Outcome.PASS, "", ["1 planned"]),
    ("an optional flow takes none", [*MES, plc(3), flow("F2", **HIST, required=False)],
     Outcome.PASS, "", []),
    ("a flow of another use case takes none until it runs", [*MES, plc(3),
     flow("F2", **HIST, use_case="other")], Outcome.PASS, "", []),
    ("a script's host connects", [*MES, plc(3), flow(dest="HIST-1", code_host="MES-1")],
     Outcome.PASS, "", ["(1 today"]),
    ("it only publishes", [*PLACES, plc(None, "MQTT")], Outcome.NA, "", ["only publishes"]),
    ("the maximum is not stated", [*MES, plc(None)], Outcome.UNKNOWN, "not_asked",
     ["how many connections PLC-L1 allows"]),
    ("nobody listened", [*PLACES, plc(9), flow()], Outcome.UNKNOWN, "no_evidence",
     ["nobody listened"]),
    ("heard for an hour only", [*PLACES, talk(MES_IP), capture(1), plc(9)], Outcome.UNKNOWN,
     "no_evidence", ["heard in a capture of 1.0 h only"]),
    ("heard for an hour, and full", [*PLACES, talk(MES_IP), capture(1), plc(1)], Outcome.FAIL, "",
     []),
    ("no controller is known", [], Outcome.UNKNOWN, "blocked_by:PLC-01", []),
    ("a module keeps old connections", [*MES, plc(9), said(LEAK_ID, "yes")], Outcome.FAIL, "",
     ["keeps connections of stations that went away"]),
    ("no module does", [*MES, plc(9), said(LEAK_ID, "no")], Outcome.PASS, "", []),
    ("whether one does is not known", [*MES, plc(9), said(LEAK_ID, "don't know")], Outcome.PASS,
     "", []),
    ("two, as stated", [*PLACES, plc(None), said(FREE_ID, "2")], Outcome.PASS, "", ["2 free"]),
    ("one, as stated", [*PLACES, plc(9), said(FREE_ID, "1")], Outcome.WARN, "", []),
    ("none, as stated", [*PLACES, plc(9), said(FREE_ID, "0")], Outcome.FAIL, "", []),
    ("counted is worse than stated", [*MES, plc(1), said(FREE_ID, "5")], Outcome.FAIL, "", []),
    ("stated is worse than counted", [*MES, plc(9), said(FREE_ID, "0")], Outcome.FAIL, "", []),
    ("said to publish only", [*PLACES, plc(None), said(FREE_ID, "not applicable: publishes")],
     Outcome.NA, "", ["publishes"]),
    *(case for case in open_answers(FREE_ID, *PLACES, plc(None)) if case[0] != "nobody asked"),
]  # fmt: skip


@cases(*CASES)
def test_connections(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
