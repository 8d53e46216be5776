"""Listening first in a segment of namespaces: needs root on Linux, says so elsewhere."""

from __future__ import annotations

import json
import signal
import struct
import time
from collections.abc import Generator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from audit.net.ledger import read_ledger
from audit.net.ping import checksum
from tests.audit.capture.build import EVERYBODY, arp, eth, ip, mac, udp
from tests.testbed import wire
from tests.testbed.cases import plantready, scope_text, start_plantready, write_case
from tests.testbed.namespaces import Namespace, cannot_build
from tests.testbed.plant import plant

WHY_NOT = cannot_build("tshark", "dumpcap", "ss")
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
NET = "10.63.0"
TALKER = Path(__file__).with_name("talker.py")


def mdns(name: str, address: str) -> bytes:
    """An mDNS answer that gives a host's address."""
    labels = b"".join(bytes((len(part),)) + part.encode() for part in name.split(".")) + b"\0"
    record = struct.pack(">HHIH", 1, 1, 120, 4) + ip_address(address).packed
    return struct.pack(">HHHHHH", 0, 0x8400, 0, 1, 0, 0) + labels + record


def registration(name: str, address: str) -> bytes:
    """A NetBIOS name registration (RFC 1002, 4.2.2)."""
    plain = name.ljust(15).encode() + b"\0"
    coded = b"".join(bytes((0x41 + (c >> 4), 0x41 + (c & 15))) for c in plain)
    head = struct.pack(">HHHHHH", 1, 0x2910, 1, 0, 0, 1)
    tail = b"\xc0\x0c" + struct.pack(">HHIHH", 0x20, 1, 300, 6, 0) + ip_address(address).packed
    return head + b"\x20" + coded + b"\0" + struct.pack(">HH", 0x20, 1) + tail


def advertisement(address: str, own: bytes) -> bytes:
    """An IPv6 neighbour advertisement (RFC 4861, 4.4)."""
    head = struct.pack(">BBHI", 136, 0, 0, 0x20000000)
    return ip(address, "ff02::1", 58, head + ip_address(address).packed + b"\x02\x01" + own, 255)


def summed(packet: bytes) -> bytes:
    """Fill in the header's checksum: the bridge drops what has none."""
    return packet[:10] + struct.pack(">H", checksum(packet[:20])) + packet[12:]


GROUP = bytes.fromhex("01005e0000fb")
FRAMES = (
    eth(GROUP, mac(5), 0x800, summed(udp(f"{NET}.5", "224.0.0.251", (5353, 5353),
                                         mdns("hmi-l1.local", f"{NET}.5")))),
    eth(EVERYBODY, mac(6), 0x800, summed(udp(f"{NET}.6", f"{NET}.15", (137, 137),
                                             registration("PC-L1", f"{NET}.6")))),
    eth(bytes.fromhex("333300000001"), mac(7), 0x86DD, advertisement("fe80::7", mac(7))),
    eth(EVERYBODY, mac(8), 0x806, arp(mac(8), f"{NET}.9", f"{NET}.9")),
    eth(EVERYBODY, mac(9), 0x806, arp(mac(9), f"{NET}.9", f"{NET}.1")),
    eth(EVERYBODY, mac(10), 0x806, arp(mac(10), "10.64.0.3", "10.64.0.1"), 30),
)  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """A run that listened, and what it left."""

    told: dict[str, Any]
    rows: list[dict[str, Any]]
    began: float
    capture: wire.Capture
    auditor: Namespace
    case: Path

    def values(self, attribute: str) -> list[dict[str, Any]]:
        """What was said of an attribute."""
        return [row["value"] for row in self.rows if row["attribute"] == attribute]


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Namespace, Path]]:
    folder = tmp_path_factory.mktemp("listening")
    with plant(folder) as built:
        flat = built.segment("flat")
        talker = built.host("talker", flat, f"{NET}.4/28")
        auditor = built.host("auditor", flat, f"{NET}.2/28")
        said = folder / "frames"
        said.write_text("\n".join(frame.hex() for frame in FRAMES), encoding="ascii")
        built.spaces.start(talker, "python3", str(TALKER), str(said), log=built.log("talker"))
        yield auditor, folder


def case_in(folder: Path, listen_s: float) -> Path:
    scope = scope_text(
        [f"{NET}.0/28"], discover=True, probes=["modbus"],
        more=f"[discovery]\ngreetings = []\nlisten_s = {listen_s}\n",
    )  # fmt: skip
    return write_case(folder, scope)


@pytest.fixture(scope="module")
def heard(segment: tuple[Namespace, Path]) -> Heard:
    auditor, folder = segment
    case = case_in(folder / "case", 2)
    began = time.time()
    with wire.captured(auditor, folder) as capture:
        ended = plantready(auditor, case, "--json", "probe", "--vantage", "cell")
    assert "Traceback" not in ended.stderr, ended.stderr
    rows = json.loads(plantready(auditor, case, "--json", "export", "evidence").stdout)
    return Heard(json.loads(ended.stdout), rows, began, capture, auditor, case)


def test_nothing_is_sent_while_it_listens(heard: Heard) -> None:
    sent = heard.capture.sent_by(heard.auditor.mac)
    assert sent
    assert sent[0].time - heard.began >= 2


def test_devices_are_known_by_the_names_they_say(heard: Heard) -> None:
    names = {ip: said["name"] for said in heard.values("identity") for ip in said.get("ips", ())
             if said.get("name")}  # fmt: skip
    assert names[f"{NET}.5"] == "hmi-l1"
    assert names[f"{NET}.6"] == "PC-L1"


def test_ipv6_neighbours_are_known_with_their_hardware_address(heard: Heard) -> None:
    found = {ip: said["macs"] for said in heard.values("identity") for ip in said.get("ips", ())}
    assert found["fe80::7"] == [mac(7).hex(":")]


def test_the_vlan_tags_that_arrive_are_told(heard: Heard) -> None:
    assert "eth0: VLAN tags 30 arrive" in heard.told["discovery"]["heard"]


def test_two_devices_at_one_address_are_told_and_stand_in_the_facts(heard: Heard) -> None:
    pair = sorted(mac(n).hex(":") for n in (8, 9))
    told = " ".join(heard.told["discovery"]["heard"])
    assert f"address {NET}.9 is used by {pair[0]} and {pair[1]}" in told
    claims = [(said["ip"], said["mac"]) for said in heard.values("arp")]
    assert sorted(claims) == [(f"{NET}.9", pair[0]), (f"{NET}.9", pair[1])]


def test_a_run_that_is_stopped_while_it_listens_ends_at_once_and_keeps_what_it_heard(
    segment: tuple[Namespace, Path],
) -> None:
    auditor, folder = segment
    case = case_in(folder / "stopped", 300)
    with start_plantready(auditor, case, "probe", "--vantage", "cell") as child:
        wait_for_tool(auditor)
        time.sleep(1)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert "interrupted" in out, err
    rows = json.loads(plantready(auditor, case, "--json", "export", "evidence").stdout)
    assert "hmi-l1" in {row["value"].get("name") for row in rows if row["attribute"] == "identity"}
    assert read_ledger(case / "ledger.jsonl") == ()


def test_the_stop_file_ends_listening_too(segment: tuple[Namespace, Path]) -> None:
    auditor, folder = segment
    case = case_in(folder / "file", 300)
    with start_plantready(auditor, case, "probe", "--vantage", "cell") as child:
        wait_for_tool(auditor)
        (case / "STOP").touch()
        out, err = child.communicate(timeout=30)
    assert "the file STOP" in out, err
    assert read_ledger(case / "ledger.jsonl") == ()


def wait_for_tool(auditor: Namespace) -> None:
    """Wait until something listens at the adapter."""
    deadline = time.monotonic() + 30
    while len(auditor.run("ss", "-H0n").splitlines()) == 0:
        assert time.monotonic() < deadline, "nobody listens"
        time.sleep(0.1)
