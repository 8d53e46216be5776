"""Every parser of every wire module: any octets are a message or a WireError, in bounded time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.probes.ads import wire as ads
from audit.probes.bacnet import wire as bacnet
from audit.probes.dnp3 import wire as dnp3
from audit.probes.dns import wire as dns
from audit.probes.enip import wire as enip
from audit.probes.fins import wire as fins
from audit.probes.http import wire as http
from audit.probes.iec104 import wire as iec104
from audit.probes.modbus import wire as modbus
from audit.probes.mqtt import wire as mqtt
from audit.probes.ntp import wire as ntp
from audit.probes.opcua import wire as opcua
from audit.probes.opcua_session import wire as session
from audit.probes.pndcp import wire as pndcp
from audit.probes.rdp import wire as rdp
from audit.probes.s7 import wire as s7
from audit.probes.slmp import wire as slmp
from audit.probes.smb import wire as smb
from audit.probes.tcp import wire as tcp
from audit.wire import codesys, hartip
from audit.wire.octets import WireError

Parser = Callable[[bytes], Any]
PARSERS: dict[str, tuple[bytes, Parser]] = {
    "http page": (b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n<title>", http.page),
    "mqtt cut": (b"\x20\2", mqtt.cut),
    "mqtt connack": (b"\x20\2\0\0", mqtt.connack),
    "mqtt published": (b"\x31\x10\0\3abc", mqtt.published),
    "smb cut": (b"\0\0\0\x20", smb.cut),
    "smb answer": (b"\0\0\0\x40\xffSMB\x72", smb.speaks_old),
    "rdp cut": (b"\3\0\0\x13", rdp.cut),
    "rdp confirm": (b"\3\0\0\x13\x0e\xd0", rdp.choice),
    "ntp clock": (b"\x24\2" + bytes(40), lambda data: ntp.clock(data, 1.0, 2.0)),
    "dns reply": (b"\0\1\x81\x80", lambda data: dns.reply(data, 1)),
    "modbus cut": (b"\0\1\0\0", modbus.cut),
    "modbus response": (b"\x2b\x0e\1\1\0\0\3", modbus.response),
    "modbus server id": (b"\x11\4", modbus.server_id),
    "s7 cut": (b"\3\0", s7.cut),
    "s7 connect": (b"\3\0\0\x0b\6\xd0", s7.connect_reply),
    "s7 set-up": (b"\3\0\0\x1b\2\xf0\x80\x32\3\0\0\0\1\0\x08\0\0\0\0\xf0", s7.setup_reply),
    "s7 list": (b"\3\0\0\x40\2\xf0\x80\x32\7\0\0\0\1\0\x0c\0\x10\0\1\x12", s7.list_reply),
    "s7 modules": (b"\0\x11\0\0\0\x1c", s7.modules),
    "s7 components": (b"\0\x1c\0\0\0\x22", s7.components),
    "enip cut": (b"\x63\0", enip.cut),
    "enip reply": (b"\x63\0\x33\0" + bytes(20) + b"\1\0\x0c\0", enip.reply),
    "pndcp": (b"\xfe\xff\5\1\0\0\0\1\0\0\0\x30\2\2", pndcp.station),
    "bacnet": (b"\x81\x0a\0\x10\1\0", bacnet.message),
    "fins cut": (b"FINS", fins.cut),
    "fins reply": (b"\xc0\0\2\0\1\0\0\2\0\1\5\1", fins.reply),
    "fins nodes": (b"FINS\0\0\0\x10\0\0\0\1", fins.nodes_reply),
    "fins tcp": (b"FINS\0\0\0\x40\0\0\0\2\0\0\0\0", fins.tcp_reply),
    "slmp cut": (b"\xd0\0", slmp.cut),
    "slmp reply": (b"\xd0\0\0\xff\xff\3\0", slmp.reply),
    "ads cut": (b"\0\0", ads.cut),
    "ads host": (b"\3\x66\x14\x71\0\0\0\0\1\0\0\x80", ads.host),
    "ads info": (b"\0\0\x28\0\0\0" + bytes(16) + b"\1\0\5\0", ads.device_info),
    "codesys cut": (b"\xbb", codesys.cut),
    "codesys system": (b"\xbb" + bytes(70), codesys.system),
    "codesys node": (b"\xc5\x6c\x40\4\0\0", codesys.node),
    "codesys 3 cut": (b"\0\1\x17\xe8", codesys.block_cut),
    "codesys identification": (b"\xc5\x6b\x40\4\0\0\0\0\x80\xc2\0\4" + bytes(8), codesys.node),
    "a greeting": (b"220 \xff\xfd\x18\nSSH-2.0-", tcp.greeting),
    "a greeting's end": (b"\xff\xfa\x18\1", tcp.complete),
    "iec104 cut": (b"\x68", iec104.cut),
    "iec104 format": (b"\x68\4", iec104.format_of),
    "dnp3 cut": (b"\5\x64", dnp3.cut),
    "dnp3 link": (b"\5\x64\5", dnp3.link),
    "hartip cut": (b"\1\1", hartip.cut),
    "hartip message": (b"\1\1\3\0\0\2", hartip.message),
    "hartip identity": (b"\x86\0\0\0\0\0\0", hartip.identity),
    "hartip opened": (b"\1\1\0\0\0\1\0\x0d", hartip.opened),
    "hartip identified": (b"\1\1\3\0\0\2\0\x24\6\x80\0", hartip.identified),
    "hartip closed": (b"\1\1\1\0\0\3\0\x08", hartip.closed),
    "opcua cut": (b"MSGF", opcua.cut),
    "opcua acknowledged": (b"ACKF\x1c\0\0\0", opcua.acknowledged),
    "opcua opened": (b"OPNF\x60\0\0\0", opcua.opened),
    "opcua part": (b"MSGF\x60\0\0\0", opcua.part_of),
    "opcua endpoints": (b"\1\0\xaf\1" + bytes(17) + b"\xff" * 4 + b"\0\0\0", opcua.endpoints),
    "opcua servers": (b"\1\0\xa9\1" + bytes(17) + b"\xff" * 4 + b"\0\0\0", opcua.servers),
    "session created": (
        b"\1\0\xd0\1" + bytes(17) + b"\xff" * 4 + b"\0\0\0",
        lambda data: session.created(data, ""),
    ),
    "session activated": (b"\1\0\xd6\1" + bytes(17) + b"\xff" * 4, session.activated),
    "session facts": (b"\1\0\x7a\2" + bytes(17) + b"\xff" * 4 + b"\0\0\0", session.facts),
    "session names": (b"\1\0\x12\2" + bytes(17) + b"\xff" * 4 + b"\0\0\0", session.names),
}


@pytest.mark.parametrize("name", sorted(PARSERS))
@settings(max_examples=80, deadline=None)
@given(data=st.binary(max_size=300), right_start=st.booleans())
def test_any_octets_are_a_message_or_a_wire_error(
    name: str, data: bytes, right_start: bool
) -> None:
    start, parse = PARSERS[name]
    try:
        parse(start + data if right_start else data)
    except WireError as error:
        assert str(error)


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_start_alone_and_every_cut_of_it_is_no_accident(name: str) -> None:
    start, parse = PARSERS[name]
    for length in range(len(start) + 1):
        try:
            parse(start[:length])
        except WireError as error:
            assert str(error)


@pytest.mark.parametrize("name", sorted(name for name in PARSERS if name.endswith(" cut")))
@pytest.mark.parametrize("data", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n"])
def test_another_protocol_is_noticed_before_its_end(name: str, data: bytes) -> None:
    with pytest.raises(WireError):
        PARSERS[name][1](data)


@pytest.mark.parametrize("name", sorted(name for name in PARSERS if name.endswith(" cut")))
def test_nothing_is_waited_for_beyond_a_bound(name: str) -> None:
    """A cut asks for more only while less than 64 KiB have come."""
    start, parse = PARSERS[name]
    endless = start + b"\xff" * 100_000
    try:
        assert parse(endless) is not None
    except WireError as error:
        assert str(error)
