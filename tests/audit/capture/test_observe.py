"""Conversations as evidence: the short way writes what the long way would."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.capture.cycles import Cycle
from audit.capture.observe import conversation_value
from audit.capture.servers import Talk
from audit.payloads import Conversation, observe
from audit.records import Source

PLAIN = Talk("00:1b:1b:00:00:01", "10.0.0.1", "00:1b:1b:00:00:02", "10.0.0.2", None, "", None)
COUNTED = replace(PLAIN, packets=7, bytes=900, first_ns=10**18, last_ns=10**18 + 10**9, vlan=20)
ASKED = replace(COUNTED, protocol="modbus", server_port=502, reads=0, writes=3, repeated=2,
                payloads=9)  # fmt: skip
CYCLIC = replace(PLAIN, dst_ip="", cycle=Cycle(gaps=4, total_ns=4e6, squares=4e12))


@pytest.mark.parametrize("talk", [PLAIN, COUNTED, ASKED, CYCLIC])
def test_a_conversation_is_written_as_its_record_would_be(talk: Talk) -> None:
    value = conversation_value(talk)
    record = Conversation(**value)  # type: ignore[arg-type]  # the test is about its fields
    about = observe("conversation", record, Source("x", "", ""), method="pcap")
    assert about.value == value


def test_empty_fields_are_left_out_and_zeros_are_not() -> None:
    assert conversation_value(ASKED) == {
        "src_mac": "00:1b:1b:00:00:01", "src_ip": "10.0.0.1", "dst_mac": "00:1b:1b:00:00:02",
        "dst_ip": "10.0.0.2", "vlan": 20, "protocol": "modbus", "server_port": 502, "packets": 7,
        "bytes": 900, "first_seen": "2001-09-09T01:46:40+00:00",
        "last_seen": "2001-09-09T01:46:41+00:00", "reads": 0, "writes": 3, "payloads": 9,
        "repeated": 2, "zero_windows": 0,
    }  # fmt: skip
    assert conversation_value(CYCLIC)["cycle_ms"] == 1.0
