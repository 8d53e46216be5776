"""One run over every protocol, captured: what tshark finds was sent, and who is still alive."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audit.net.ledger import read_ledger, verify_ledger
from tests.testbed import wire
from tests.testbed.cases import Known, plantready, scope_text, write_case
from tests.testbed.requests import unlisted
from tests.testbed.segment import NET, NETWORK, Segment, segment

PER_SECOND = 60
ETHERNET = 14
"""Octets of a frame's header."""
SEND = """import socket, sys, time
with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as s:
    s.sendall(bytes.fromhex(sys.argv[3]))
    time.sleep(0.2)
"""
PLANT = (
    ("pymodbus", "modbus", 1), ("libmodbus", "modbus", 1), ("modbus_serial", "modbus", 1),
    ("jsmodbus", "modbus", 2), ("umodbus", "modbus", 1), ("modbus_tk", "modbus", 1),
    ("snap7", "s7", 2), ("cpppo", "enip", 1), ("asyncua", "opcua", 1), ("node_opcua", "opcua", 1),
    ("bacpypes3", "bacnet", 1), ("c104", "iec104", 1), ("nginx", "http", 1), ("sshd", "ssh", 1),
    ("vsftpd", "ftp", 1),
    ("mosquitto", "mqtt", 1), ("bare", "modbus", 1), ("firewalled", "modbus", 1),
)  # fmt: skip

SAYS: dict[str, tuple[str, dict[str, str]]] = {
    "pymodbus": ("identity", {"vendor": "Peer Works", "model": "PW-340", "firmware": "2.5"}),
    "modbus_serial": ("identity", {"vendor": "Peer Works", "model": "PW-20", "firmware": "8.0"}),
    "libmodbus": ("identity", {"description": "LMB3.1"}),
    "umodbus": ("table", {"state": "absent", "why": "exception 1"}),
    "modbus_tk": ("table", {"state": "absent", "why": "exception 1"}),
    "jsmodbus": ("table", {"state": "absent", "why": "exception 14"}),
    "snap7": ("identity", {"model": "6ES7 315-2EH14-0AB0", "serial": "S C-C2UR28922012"}),
    "cpppo": ("identity", {"model": "1756-L61/B LOGIX5561", "firmware": "20.11",
                           "serial": "006c061a", "vendor": "Rockwell"}),
    "asyncua": ("login", {"ok": "True", "method": "opcua anonymous"}),
    "node_opcua": ("endpoint", {"policy": "Basic256Sha256", "mode": "SignAndEncrypt",
                                "certificate_not_after": "20", "certificate_names": "NodeOPCUA",
                                "certificate_key": "RSA 2048"}),
    "bacpypes3": ("identity", {"description": "Air handler", "vendor": "BACpypes"}),
    "c104": ("service", {"protocol": "iec104", "detail": "TESTFR con"}),
    "nginx": ("service", {"product": "nginx", "detail": "title Web page of nginx"}),
    "sshd": ("service", {"protocol": "ssh", "product": "SSH-2.0-OpenSSH"}),
    "vsftpd": ("service", {"protocol": "ftp", "product": "Peer Works file store 2.0"}),
    "mosquitto": ("service", {"product": "mosquitto version", "detail": "are accepted"}),
    "bare": ("reach", {"outcome": "refused"}),
    "firewalled": ("reach", {"outcome": "timeout"}),
}  # fmt: skip
"""Implementation → what its device is known by afterwards: a part of each value."""


@dataclass(frozen=True)
class Asked:
    """A run and what it left."""

    segment: Segment
    case: Path
    capture: wire.Capture
    ended: subprocess.CompletedProcess[str]
    sheet: list[dict[str, Any]]
    """The dry run, before anything was sent."""

    @property
    def sent(self) -> tuple[wire.Frame, ...]:
        """What the auditor's computer sent."""
        return self.capture.sent_by(self.segment.auditor.mac)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Generator[Asked]:
    folder = tmp_path_factory.mktemp("gentle")
    with segment(folder, PLANT) as built:
        known = [Known(h.space.name, h.address, h.protocol, h.space.mac) for h in built.live]
        known.append(Known("gone", f"{NET}.249", "modbus"))
        scope = scope_text(
            [NETWORK], per_second=PER_SECOND, opened=[one.address for one in known],
            limits="read_timeout_s = 5\nconnect_timeout_s = 0.9\n",
        )  # fmt: skip
        case = write_case(folder / "case", scope, known)
        sheet = plantready(built.auditor, case, "--json", "probe", "--dry-run")
        with wire.captured(built.auditor, folder) as capture:
            ended = plantready(built.auditor, case, "probe")
        yield Asked(built, case, capture, ended, json.loads(sheet.stdout))


def test_the_run_asked_everybody_and_said_who_did_not_answer(asked: Asked) -> None:
    assert "Traceback" not in asked.ended.stderr
    assert asked.ended.returncode == 4, asked.ended.stderr
    assert "refused: a host is there" in asked.ended.stdout
    assert "gone" in asked.ended.stdout
    assert "status bug" not in asked.ended.stdout


def test_each_implementation_says_who_it_is(asked: Asked) -> None:
    said = plantready(asked.segment.auditor, asked.case, "export", "evidence")
    rows: list[dict[str, Any]] = json.loads(said.stdout)
    for kind in {kind for kind, _, _ in PLANT}:
        attribute, words = SAYS[kind]
        for host in asked.segment.of(kind):
            values = [
                row["value"] for row in rows
                if row["attribute"] == attribute and f"{host.address}:" in row["subject"]
            ]  # fmt: skip
            fitting = [
                value for value in values
                if all(part in str(value.get(name)) for name, part in words.items())
            ]  # fmt: skip
            assert fitting, (kind, values)


def test_nobody_is_sent_more_than_the_signed_sheet_says(asked: Asked) -> None:
    """By tshark's count of frames and octets of IP, not by our own ledger."""
    allowed_packets, allowed_bytes = Counter[str](), Counter[str]()
    for row in asked.sheet:
        assert not row["refused"]
        allowed_packets[row["address"]] += row["packets"]
        allowed_bytes[row["address"]] += row["bytes"]
    sent = [frame for frame in asked.sent if not frame.arp]
    packets = Counter(frame.destination for frame in sent)
    size = Counter[str]()
    for frame in sent:
        size[frame.destination] += frame.size - ETHERNET
    over = {a: (packets[a], allowed_packets[a]) for a in packets if packets[a] > allowed_packets[a]}
    assert over == {}
    over = {a: (size[a], allowed_bytes[a]) for a in size if size[a] > allowed_bytes[a]}
    assert over == {}


def test_no_window_of_one_second_holds_more_frames_than_the_ceiling(asked: Asked) -> None:
    """What the system asks by ARP is counted too."""
    assert len(asked.sent) > PER_SECOND
    assert wire.most_in_a_second(asked.sent) <= PER_SECOND


def test_the_system_asks_by_arp_for_each_address_once_and_in_vain_three_times(
    asked: Asked,
) -> None:
    """Its questions are not the dialer's: Linux asks up to three times for somebody who is not
    there (mcast_solicit). Discovery asks by itself, once.
    """
    questions = wire.per_address(frame for frame in asked.sent if frame.arp == 1)
    assert set(questions) == {h.address for h in asked.segment.live} | {f"{NET}.249"}
    assert questions.pop(f"{NET}.249") <= 3
    assert max(questions.values()) <= 2


def test_no_device_sees_two_connections_at_once(asked: Asked) -> None:
    at_once = wire.at_once(asked.capture.connections)
    assert len(at_once) >= 10
    assert set(at_once.values()) == {1}


def test_every_connection_ends_with_our_fin_and_without_a_reset_from_us(asked: Asked) -> None:
    assert [c for c in asked.capture.connections if c.answered]
    assert wire.badly_ended(asked.capture.connections) == []


def test_nobody_gets_a_second_syn(asked: Asked) -> None:
    assert [c for c in asked.capture.connections if c.syns > 1] == []


def test_no_frame_goes_to_an_address_outside_the_scope(asked: Asked) -> None:
    assert wire.outside(asked.sent, [NETWORK]) == []


def test_nothing_was_asked_but_what_is_on_the_list(asked: Asked) -> None:
    assert unlisted(asked.capture.path, asked.segment.auditor.mac) == []


def test_every_device_is_alive_afterwards(asked: Asked) -> None:
    """Among them two jsmodbus servers, which end when a connection is reset."""
    assert [host.space.name for host in asked.segment.dead()] == []


def test_the_ledger_says_what_the_capture_shows(asked: Asked) -> None:
    assert verify_ledger(asked.case / "ledger.jsonl") == ()
    rows = read_ledger(asked.case / "ledger.jsonl")
    shown = wire.per_address(frame for frame in asked.sent if not frame.arp)
    told: dict[str, int] = {}
    for row in rows:
        told[row.destination] = told.get(row.destination, 0) + row.packets
    # The SYN to the address where nobody is never left: the system asked for it by ARP in vain.
    gone = f"{NET}.249"
    assert (told.pop(gone), shown[gone]) == (1, 0)
    assert told == dict(shown)


def test_the_list_of_requests_notices_a_write(asked: Asked, tmp_path: Path) -> None:
    """Against a list that lets everything through: a Modbus write, an S7 stop, an unknown one."""
    host, auditor = asked.segment.of("pymodbus")[0], asked.segment.auditor
    s7 = asked.segment.of("snap7")[0]
    write_register = "000100000006010600010002"
    s7_stop = "0300002102f080320100000001001000002900000000" + "0009505f50524f4752414d"
    with wire.captured(auditor, tmp_path) as capture:
        for address, port, message in (
            (host.address, 502, write_register), (s7.address, 102, s7_stop),
            (host.address, 502, "ffffffff"),
        ):  # fmt: skip
            auditor.run(
                "python3", "-c", SEND, address, str(port), message,
            )  # fmt: skip
    found = unlisted(capture.path, auditor.mac)
    assert len(found) == 3
    assert "modbus.func_code = 6" in found[0]
    assert "s7comm.param.func = 41" in found[1]
