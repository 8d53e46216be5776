"""What our encoders make is read by somebody else's decoder: tshark, from a capture of ours."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from audit.probes.ads import wire as ads
from audit.probes.bacnet import wire as bacnet
from audit.probes.dnp3 import wire as dnp3
from audit.probes.enip import wire as enip
from audit.probes.fins import wire as fins
from audit.probes.iec104 import wire as iec104
from audit.probes.modbus import wire as modbus
from audit.probes.opcua import wire as opcua
from audit.probes.pndcp import wire as pndcp
from audit.probes.s7 import wire as s7
from audit.wire import hartip

CHANNEL = opcua.Channel(1, 1)
SENT: tuple[tuple[str, int, bytes, str, str], ...] = (
    ("tcp", 502, modbus.request(1, 1, 0), "modbus.func_code", "43"),
    ("tcp", 502, modbus.server_id_request(1, 1), "modbus.func_code", "17"),
    ("tcp", 102, s7.connect_request(0x0102), "cotp.type", "0x0e"),
    ("tcp", 102, s7.setup_request(1), "s7comm.param.func", "0xf0"),
    ("tcp", 102, s7.list_request(2, s7.SystemList.MODULES),
     "s7comm.data.userdata.szl_id", "0x0011"),
    ("tcp", 102, s7.list_request(2, s7.SystemList.COMPONENTS),
     "s7comm.data.userdata.szl_id", "0x001c"),
    ("tcp", 102, s7.next_request(2, 1), "s7comm.param.userdata.subfunc", "1"),
    ("udp", 44818, enip.request(), "enip.command", "0x0063"),
    ("tcp", 44818, enip.request(), "enip.command", "0x0063"),
    ("udp", 47808, bacnet.who_is(), "bacapp.unconfirmed_service", "8"),
    ("udp", 47808, bacnet.read_property(1, 3, bacnet.Property.MODEL_NAME),
     "bacapp.confirmed_service", "12"),
    ("udp", 9600, fins.request(0, 9), "omron.command", "0x0501"),
    ("tcp", 48898, ads.device_info_request("10.0.0.1", "10.0.0.2"), "ams.cmdid", "1"),
    ("tcp", 2404, iec104.request(), "iec60870_104.utype", "0x10"),
    ("tcp", 20000, dnp3.request(10, 1), "dnp3.ctl.prifunc", "9"),
    ("tcp", 5094, hartip.session_initiate(), "hart_ip.session_init.inactivity_close_timer",
     "10000"),
    ("tcp", 5094, hartip.read_unique_identifier(), "hart_ip.pt.command", "0"),
    ("tcp", 5094, hartip.session_close(), "hart_ip.message_id", "1"),
    ("udp", 5094, hartip.session_initiate(), "hart_ip.session_init.master_type", "1"),
    ("udp", 5094, hartip.read_unique_identifier(), "hart_ip.pt.checksum", "0x82"),
    ("udp", 5094, hartip.session_close(), "hart_ip.msg_length", "8"),
    ("ethernet", 0x8892, pndcp.request(7), "pn_dcp.service_id", "5"),
    ("tcp", 4840, opcua.hello("opc.tcp://10.0.0.1:4840/"), "opcua.transport.type", "HEL"),
    ("tcp", 4840, opcua.open_channel(1), "opcua.servicenodeid.numeric", "446"),
    ("tcp", 4840, opcua.request(CHANNEL, 2, opcua.Service.GET_ENDPOINTS, "opc.tcp://a", 1),
     "opcua.servicenodeid.numeric", "428"),
    ("tcp", 4840, opcua.request(CHANNEL, 3, opcua.Service.FIND_SERVERS, "opc.tcp://a", 1),
     "opcua.servicenodeid.numeric", "422"),
    ("tcp", 4840, opcua.close_channel(CHANNEL, 4, 1), "opcua.servicenodeid.numeric", "452"),
)  # fmt: skip
FIELDS = sorted({field for *_, field, _ in SENT})


def frame(number: int, transport: str, port: int, payload: bytes) -> bytes:
    if transport == "ethernet":
        return bytes.fromhex("010ecf000000 020000000001") + struct.pack(">H", port) + payload
    ports = struct.pack(">HH", 40_000 + number, port)
    if transport == "udp":
        segment, kind = ports + struct.pack(">HH", 8 + len(payload), 0) + payload, 17
    else:
        head = struct.pack(">IIBBHHH", 1, 1, 0x50, 0x18, 8192, 0, 0)
        segment, kind = ports + head + payload, 6
    ip = struct.pack(
        ">BBHHHBBH4s4s", 0x45, 0, 20 + len(segment), number, 0, 64, kind, 0,
        bytes((10, 0, 0, 2)), bytes((10, 0, 0, 1)),
    )  # fmt: skip
    return bytes.fromhex("020000000002 020000000001 0800") + ip + segment


def test_another_decoder_reads_every_request_as_what_it_is_meant_to_be(tmp_path: Path) -> None:
    tshark = shutil.which("tshark")
    if not tshark:
        pytest.skip("tshark is not installed")
    capture = tmp_path / "requests.pcap"
    records = [struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)]
    for number, (transport, port, payload, *_) in enumerate(SENT):
        octets = frame(number, transport, port, payload)
        records.append(struct.pack("<IIII", number, 0, len(octets), len(octets)) + octets)
    capture.write_bytes(b"".join(records))
    command = [tshark, "-r", str(capture), "-T", "fields", "-E", "occurrence=f"]
    for field in (*FIELDS, "_ws.malformed"):
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    lines = done.stdout.splitlines()
    assert len(lines) == len(SENT)
    for line, (_, port, payload, field, expected) in zip(lines, SENT, strict=True):
        said = dict(zip((*FIELDS, "malformed"), line.split("\t"), strict=True))
        assert _plain(said[field]) == _plain(expected), (port, payload.hex(), said)
        assert not said["malformed"], payload.hex()


def _plain(text: str) -> str:
    """How many zeros a number is shown with is the decoder's matter."""
    return str(int(text, 16)) if text.startswith("0x") else text
