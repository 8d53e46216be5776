"""Rows for tables of cases: signals, flows, stations, clocks, programs and what people answered."""

from __future__ import annotations

from audit.inventory.tables import (
    AnswerRow,
    ClockRow,
    FlowRow,
    HopRow,
    ProgramRow,
    SignalRow,
)
from audit.inventory.tables.people import Side
from audit.payloads import Conversation, Coverage
from checks.records import Outcome
from tests.checks.plants import Case, Edit, device, rows, seen

PLC_IP, MES_IP = "10.0.1.1", "10.0.9.1"
PLACES = [
    device("PLC-L1", ips=(PLC_IP,)),
    device("MES-1", "", "server", ips=(MES_IP,)),
]


def said(
    question_id: str, text: str, *, side: Side = Side.OT, line: str = "L1", role: str = "engineer",
    document: str = "",
) -> Edit:  # fmt: skip
    return rows(AnswerRow(question_id=question_id, line=line, side=side, answer=text, role=role,
                          document=document))  # fmt: skip


def open_answers(question_id: str, *before: Edit, line: str = "L1") -> list[Case]:
    """The ways in which an answer decides nothing; `before` is what else the plant has."""
    parts = list(before)
    unsure = said(question_id, "don't know", line=line)
    two = [said(question_id, "7 of them, blue", line=line),
           said(question_id, "9 of them, red", side=Side.IT, line=line)]  # fmt: skip
    no_reason = said(question_id, "not applicable", line=line)
    other = said(question_id, "it depends", line=line)
    return [
        ("nobody asked", parts, Outcome.UNKNOWN, "not_asked", []),
        ("who was asked does not know", [*parts, unsure], Outcome.UNKNOWN, "dont_know", []),
        ("two sides disagree", [*parts, *two], Outcome.UNKNOWN, "conflict", []),
        ("no reason", [*parts, no_reason], Outcome.UNKNOWN, "dont_know", []),
        ("an answer that is none", [*parts, other], Outcome.UNKNOWN, "conflict", []),
    ]


def signal(name: str, **more: object) -> Edit:
    fields: dict[str, object] = {"signal": name, "line": "L1", "use_case": "pdm", "required": True}
    return rows(SignalRow.model_validate({**fields, **more}))


def flow(flow_id: str = "F1", **more: object) -> Edit:
    fields: dict[str, object] = {
        "flow_id": flow_id, "use_case": "pdm", "line": "L1", "source": "PLC-L1", "dest": "MES-1",
        "consumer": "MES", "required": True, "exists": True, "load_bearing": True,
    }  # fmt: skip
    return rows(FlowRow.model_validate({**fields, **more}))


def hop(name: str, flow_id: str = "F1", **more: object) -> Edit:
    fields: dict[str, object] = {"flow_id": flow_id, "hop": name, "arrived": True, "hours": 9}
    return rows(HopRow.model_validate({**fields, **more}))


def clock(host: str, offset_ms: float | None = 5, **more: object) -> Edit:
    fields: dict[str, object] = {
        "host": host, "line": "L1", "source": "ntp1", "offset_ms": offset_ms, "utc": True,
    }  # fmt: skip
    return rows(ClockRow.model_validate({**fields, **more}))


def program(asset_id: str = "PLC-L1", **more: object) -> Edit:
    return rows(ProgramRow.model_validate({"asset_id": asset_id, **more}))


def talk(
    src: str, dst: str = PLC_IP, port: int = 502, protocol: str = "modbus", **more: object
) -> Edit:
    fields: dict[str, object] = {
        "src_ip": src, "dst_ip": dst, "server_port": port, "protocol": protocol, "packets": 100,
    }  # fmt: skip
    payload = Conversation(**{**fields, **more})  # type: ignore[arg-type]  # fields of many types
    return seen("PLC-L1", payload)


def capture(hours: int) -> Edit:
    days, rest = divmod(hours, 24)
    return seen("", Coverage("capture", "2026-10-01T00:00:00+00:00",
                             f"2026-10-{days + 1:02}T{rest:02}:00:00+00:00"))  # fmt: skip
