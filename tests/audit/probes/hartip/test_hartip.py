"""HART-IP: the port is tried without a word; a capture is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.net.ledger import read_ledger
from audit.payloads import TableState
from audit.probes.hartip import PROBE, wire
from audit.probes.hartip.read import read
from audit.probes.hartip.wire import Identity
from audit.probes.octets import WireError
from tests.audit.net.servers import read_to_end
from tests.audit.probes.asking import asked_of, service_in, table_in

# Answer to command 0 of a HART 7 device: long address, 22 octets of data behind the two of status.
COMMAND_0 = bytes.fromhex(
    "86 9a1e 0a0b0c 00 18 0000 fe 1a1e 05 07 01 02 08 00 0a0b0c 05 05 0001 00 0026 0026 01"
)
MESSAGE = b"\x01\x01\x03\x00\x00\x02" + (8 + len(COMMAND_0)).to_bytes(2, "big") + COMMAND_0


def test_the_port_is_found_open_and_nothing_is_said(tmp_path: Path) -> None:
    found, server = asked_of(tmp_path, read, "hartip", read_to_end)
    assert server.received == []
    assert server.endings == ["fin"]
    assert service_in(found).state == "open"
    assert table_in(found).state is TableState.ABSENT
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets <= PROBE.packets == 4


def test_an_identity_in_a_capture_is_read() -> None:
    message = wire.message(MESSAGE)
    assert (message.kind, message.message_id) == ("response", wire.TOKEN_PASSING)
    assert wire.identity(message.body) == Identity(0x0026, 0x1A1E, 7, 1, 2, "0a0b0c")
    other = bytearray(COMMAND_0)
    other[6] = 3
    assert wire.identity(bytes(other)) is None
    assert wire.identity(b"\x82" + COMMAND_0[1:]) is None


def test_every_cut_is_refused() -> None:
    for length in range(len(MESSAGE)):
        assert wire.cut(MESSAGE[:length]) is None
        with pytest.raises(WireError):
            wire.message(MESSAGE[:length])
    for length in range(len(COMMAND_0)):
        with pytest.raises(WireError):
            wire.identity(COMMAND_0[:length])
