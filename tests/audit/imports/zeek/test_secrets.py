"""Passwords in logs: gone before a log is kept."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from audit.case import init_case
from audit.evidence import Evidence
from audit.imports.run import import_paths
from audit.imports.zeek_logs import scrub
from tests.audit.imports.zeek.logs import SIDES, conn, connection, message, packed, table

FTP = table("ftp", (*SIDES, "user", "password", "command"), [
    message("10.1.0.5", "10.1.0.9", 21, "backup", "Tr1cky", "RETR"),
    message("10.1.0.5", "10.1.0.9", 21, "anonymous", "-", "RETR"),
])  # fmt: skip


def test_a_password_column_is_emptied_and_the_rest_stays() -> None:
    cleaned = scrub(FTP.encode()).decode()
    assert "Tr1cky" not in cleaned
    assert cleaned == FTP.replace("Tr1cky", "(removed)")


def test_a_log_without_secrets_stays_as_it_is() -> None:
    plain = conn(connection()).encode()
    assert scrub(plain) is plain
    pressed = packed(conn(connection()))
    assert scrub(pressed) is pressed


def test_json_and_packed_logs_and_exports_are_cleaned_too() -> None:
    line = json.dumps({"_path": "snmp", "ts": 1, "community": 'se"cret', "id.orig_h": "10.1.0.5"})
    assert "se" not in scrub(line.encode()).decode().replace("(removed)", "")
    item = {"related": {"password": ["Tr1cky"]}, "source": {"ip": "10.1.0.5"}}
    assert b"Tr1cky" not in scrub(json.dumps(item).encode())
    assert b"Tr1cky" not in gzip.decompress(scrub(packed(FTP)))
    text = b'source.ip,related.password,"a, b"\n10.1.0.5,"Tr1cky, x",1\n'
    assert scrub(text) == b'source.ip,related.password,"a, b"\n10.1.0.5,(removed),1\n'


def test_no_password_reaches_the_case(tmp_path: Path) -> None:
    case = init_case(tmp_path / "case", name="x")
    (tmp_path / "ftp.log").write_text(FTP, encoding="utf-8")
    with Evidence(case.database_url) as evidence:
        report = import_paths(case, evidence, [tmp_path / "ftp.log"])
        assert report.used == 1
        stored = [str(item.observation.value) for item in evidence.read()]
    kept = [file.read_bytes() for file in case.root.rglob("*") if file.is_file()]
    assert not any("Tr1cky" in text for text in stored)
    assert not any(b"Tr1cky" in data for data in kept)
