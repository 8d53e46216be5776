"""Logs as Zeek writes them, made from the fields that a test needs."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from typing import TypeVar

from audit.imports.contract import Imported
from audit.payloads import payload_of
from tests.audit.imports.files import raw

START = 1772323200.0
"""2026-03-01 00:00 UTC."""
P = TypeVar("P")

HEADER = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"
CONN = (
    "ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "duration",
    "orig_bytes", "resp_bytes", "conn_state", "local_orig", "local_resp", "missed_bytes", "history",
    "orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes", "tunnel_parents",
)  # fmt: skip
ENDS = ("ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p")
SIDES = (*ENDS, "is_orig", "source_h", "source_p", "destination_h", "destination_p")


def table(path: str, fields: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a log with its header lines."""
    head = f"{HEADER}#path\t{path}\n#open\t2026-03-01-00-00-00\n"
    names = "#fields\t" + "\t".join(fields) + "\n#types" + "\tstring" * len(fields) + "\n"
    lines = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    return f"{head}{names}{lines}#close\t2026-03-01-01-00-00\n"


def connection(
    orig: str = "10.1.0.5", resp: str = "10.1.0.9", port: int = 502, *, hours: float = 0.0,
    service: str = "modbus", proto: str = "tcp", state: str = "SF", duration: object = 1.5,
    there: int = 10, back: int = 9, client: int = 50123, more: Sequence[object] = (),
) -> tuple[object, ...]:  # fmt: skip
    """Return a row of conn.log."""
    return (
        f"{START + hours * 3600:.6f}", "Cx1", orig, client, resp, port, proto, service, duration,
        100, 200, state, "T", "T", 0, "ShADadFf", there, there * 60, back, back * 80, "-", *more,
    )  # fmt: skip


def conn(*rows: tuple[object, ...], fields: Sequence[str] = ()) -> str:
    """Return a conn.log."""
    return table("conn", (*CONN, *fields), rows)


def message(orig: str, resp: str, port: int, *more: object, to: bool = True) -> tuple[object, ...]:
    """Return a row of a log with a line for every message and the true sender."""
    sides = (orig, 40000, resp, port) if to else (resp, port, orig, 40000)
    return (START, "Cx2", orig, 40000, resp, port, "T" if to else "F", *sides, *more)


def as_json(path: str, fields: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return the same rows, one JSON object a line, unset fields left out."""
    objects = (
        {k: v for k, v in zip(fields, row, strict=True) if v != "-"} | {"ts": float(str(row[0]))}
        for row in rows
    )
    named = ({"_path": path, **item} if path else item for item in objects)
    return "".join(json.dumps(item) + "\n" for item in named)


def read(text: str | bytes, name: str = "conn.log") -> Imported:
    """Import a log."""
    from audit.imports.zeek_logs import read as read_log

    return read_log(raw(name, text))


def packed(text: str) -> bytes:
    """Return a log as rotation packs it."""
    return gzip.compress(text.encode())


def payloads(imported: Imported, attribute: str, record: type[P]) -> list[P]:
    """Return the payloads of one kind."""
    found = (o for o in imported.observations if o.attribute == attribute)
    return [payload_of(observation, record) for observation in found]
