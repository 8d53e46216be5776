"""Every probe that there is, to the last step of its conversation, captured: tshark finds nothing
but what is on the list, and every probe's own protocol.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audit.net.ledger import read_ledger
from audit.probes import ALL
from tests.testbed import peers, wire
from tests.testbed.cases import environment
from tests.testbed.plant import plant, wait_for_port
from tests.testbed.requests import unlisted

NET = "10.30.0"
PEERS = {
    "pymodbus": "modbus", "snap7": "s7", "asyncua": "opcua", "cpppo": "enip", "bacpypes3": "bacnet",
    "c104": "iec104", "mosquitto": "mqtt", "nginx": "http", "sshd": "ssh", "snmpd": "snmp",
    "chronyd": "ntp", "node_opcua": "opcua_session",
}  # fmt: skip
"""A real server for each protocol that has one here."""
STAND_INS = {
    "fins": 9600, "slmp": 5007, "ads": 48899, "codesys": 1200, "dnp3": 20000, "hartip": 5094,
    "smb": 445, "rdp": 3389, "dns": 53, "pndcp": 34964, "tcp": 23,
    "syslog": 514,
}  # fmt: skip
CREDENTIALS = {
    "PLANTREADY_CREDENTIAL_SNMP": "community=public",
    "PLANTREADY_CREDENTIAL_SSH": "user=nobody-here;password=wrong",
}
ENDS = {"ssh": ["auth-failed", "ok"], "syslog": ["ok", "refused", "timeout"]}
"""How it ends where not with answers alone: there is no switch behind this SSH server, and a
collector answers no datagram.
"""
SPOKEN = {
    "tcp": "tcp", "modbus": "modbus", "s7": "s7comm", "opcua": "opcua", "opcua_session": "opcua",
    "enip": "enip", "bacnet": "bacapp", "iec104": "iec60870_104", "mqtt": "mqtt", "http": "http",
    "ssh": "ssh", "snmp": "snmp", "ntp": "ntp", "fins": "omron", "dnp3": "dnp3", "smb": "smb",
    "dns": "dns", "pndcp": "pn_dcp", "ads": "tcp.port == 48898 && tcp.len > 0",
    "slmp": "tcp.port == 5007 && tcp.len > 0",
    "codesys": "udp.port == 1740 || tcp.port in {1200, 11740} && tcp.len > 0",
    "hartip": "tcp.port == 5094", "rdp": "tcp.port == 3389 && cotp", "tls": "tls",
    "syslog": "udp.port == 514",
}  # fmt: skip
"""Probe → what tshark shows of its requests."""


@dataclass(frozen=True)
class Asked:
    """What each probe learned, and what it sent."""

    said: dict[str, list[dict[str, Any]]]
    capture: wire.Capture
    mac: str
    folder: Path


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Generator[Asked]:
    folder = tmp_path_factory.mktemp("each")
    with plant(folder) as built:
        flat = built.segment("flat")
        names = [*PEERS, "secured", "by_udp", "by_tcp"]
        addresses = {name: f"{NET}.{10 + n}/24" for n, name in enumerate(names)}
        hosts = dict(zip(names, built.add(flat, addresses), strict=True))
        auditor = built.host("auditor", flat, f"{NET}.250/24")
        for kind in PEERS:
            peers.start(built, kind, [hosts[kind]], wait=False)
        peers.start_tls(built, hosts["secured"])
        for name, kind in (("by_udp", "UDP"), ("by_tcp", "TCP")):
            words = [sys.executable, "-m", "tests.testbed.stand_ins", hosts[name].address, kind]
            log = built.log(name)
            built.spaces.start(hosts[name], *words, log=log, env=environment())
        for kind in PEERS:
            peers.wait_for(kind, [hosts[kind]])
        wait_for_port(hosts["by_udp"], 53, udp=True)
        wait_for_port(hosts["by_tcp"], 9600)
        wait_for_port(hosts["secured"], 443)
        places = [f"{name}={hosts[kind].address}:{peers.PORTS[kind]}"
                  for kind, name in PEERS.items()]  # fmt: skip
        there = {probe.name for probe in ALL}
        places += [f"{name}={hosts['by_udp'].address}:{port}"
                   for name, port in STAND_INS.items() if name in there]  # fmt: skip
        places += [f"{name}={hosts['by_tcp'].address}:{STAND_INS[name]}"
                   for name in ("fins", "ads")]  # fmt: skip
        places.append(f"codesys={hosts['by_tcp'].address}:11740")
        places.append(f"codesys={hosts['by_udp'].address}:1740")
        places.append(f"tls={hosts['secured'].address}:443")
        words = [sys.executable, "-m", "tests.testbed.ask_each", str(folder), "3", *places]
        env = environment() | CREDENTIALS
        with wire.captured(auditor, folder) as capture:
            done = subprocess.run(
                auditor.command(*words), env=env, capture_output=True, text=True, timeout=120,
                check=False,
            )  # fmt: skip
        assert done.returncode == 0, done.stderr
        yield Asked(json.loads(done.stdout), capture, auditor.mac, folder)


def test_no_probe_is_left_out(asked: Asked) -> None:
    every = {probe.name for probe in ALL}
    assert {name.split()[0] for name in asked.said} == every
    assert every <= set(SPOKEN)


def test_each_conversation_came_to_its_end(asked: Asked) -> None:
    for name, found in asked.said.items():
        probe = name.split()[0]
        told = sorted({row["status"] for row in found})
        assert set(told) <= set(ENDS.get(probe, ["ok"])), (name, found)
        assert "ok" in told


@pytest.mark.parametrize("probe", sorted(probe.name for probe in ALL))
def test_tshark_sees_the_requests_of_each_probe(asked: Asked, probe: str) -> None:
    shown = f"eth.src == {asked.mac} && ({SPOKEN[probe]})"
    assert wire.fields(asked.capture.path, ["frame.number"], shown=shown)


def test_nothing_was_asked_but_what_is_on_the_list(asked: Asked) -> None:
    assert unlisted(asked.capture.path, asked.mac) == []


def test_every_connection_ends_with_our_fin_and_the_ledger_has_each(asked: Asked) -> None:
    assert wire.badly_ended(asked.capture.connections) == []
    rows = read_ledger(asked.folder / "ledger.jsonl")
    opened = sum(1 for row in rows if row.transport == "tcp")
    assert len(asked.capture.connections) == opened
