"""SLMP Read Type Name against a device by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.net.ledger import read_ledger
from audit.payloads import TableRead, TableState
from audit.probes.slmp import PROBE, wire
from audit.probes.slmp.read import read
from audit.probes.slmp.wire import Refused, TypeName
from audit.wire.octets import WireError
from tests.audit.net.servers import answer
from tests.audit.probes.asking import asked_of, identity_in, table_in

# SH(NA)-080956ENG, 5.2: Q02UCPU, model code 0263H.
Q02U = bytes.fromhex("d000 00ff ff03 00 1400 0000") + b"Q02UCPU".ljust(16) + b"\x63\x02"
NO = bytes.fromhex("d000 00ff ff03 00 0b00 59c0 00ffff0300 0101 0000")


def test_the_request_is_the_one_of_the_manual() -> None:
    assert wire.request() == bytes.fromhex("5000 00 ff ff03 00 0600 0400 0101 0000")


def test_a_cpu_says_its_model(tmp_path: Path) -> None:
    found, server = asked_of(tmp_path, read, "slmp", answer(Q02U))
    identity = identity_in(found)
    assert (identity.vendor, identity.model) == ("Mitsubishi Electric", "Q02UCPU")
    assert server.received == [wire.request()]
    assert server.endings == ["fin"]
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets <= PROBE.packets
    assert row.bytes <= PROBE.bytes


def test_a_cpu_that_does_not_know_the_command_is_there_and_says_why(tmp_path: Path) -> None:
    found, _ = asked_of(tmp_path, read, "slmp", answer(NO))
    assert identity_in(found).vendor == ""
    assert table_in(found) == TableRead("identity", TableState.ABSENT, "end code 0xc059", 0)


def test_replies_are_read_and_every_cut_of_them_is_not() -> None:
    assert wire.reply(Q02U) == TypeName("Q02UCPU", 0x0263)
    assert wire.reply(NO) == Refused(0xC059)
    assert wire.cut(Q02U + b"next") == (Q02U, b"next")
    for length in range(len(Q02U)):
        assert wire.cut(Q02U[:length]) is None
        with pytest.raises(WireError):
            wire.reply(Q02U[:length])
    for bad in (b"D000", b"HTTP/1.1", bytes.fromhex("d000 00ff ff03 00 ffff")):
        with pytest.raises(WireError):
            wire.cut(bad)
