"""Two DHCP servers in a segment of namespaces: needs root on Linux, says so elsewhere."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audit.net.ledger import read_ledger
from tests.testbed import wire
from tests.testbed.cases import plantready, scope_text, write_case
from tests.testbed.namespaces import Namespace, cannot_build
from tests.testbed.plant import Plant, plant, wait_for_port

WHY_NOT = cannot_build("tshark", "dumpcap", "ss")
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
NET = "10.62.0"
SERVER = Path(__file__).with_name("dhcp_server.py")


@dataclass(frozen=True)
class Asked:
    """A run beside two servers, and what it left."""

    told: dict[str, Any]
    rows: list[dict[str, Any]]
    capture: wire.Capture
    auditor: Namespace
    case: Path
    kinds: list[str]
    """Of the messages that the servers got: 1 is DISCOVER, 3 would be REQUEST."""
    dry: list[dict[str, Any]]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Generator[Asked]:
    folder = tmp_path_factory.mktemp("dhcp")
    with plant(folder) as built:
        flat = built.segment("flat")
        for n, name in enumerate(("known", "stranger"), 2):
            start_server(built, built.host(name, flat, f"{NET}.{n}/29"), f"{NET}.{n + 2}")
        auditor = built.host("auditor", flat, f"{NET}.6/29")
        scope = scope_text(
            [f"{NET}.0/29"], discover=True, probes=["modbus"],
            more="[discovery]\ngreetings = []\ndhcp = true\n",
        )  # fmt: skip
        case = write_case(folder / "case", scope)
        dry = json.loads(plantready(auditor, case, "--json", "probe", "--dry-run").stdout)
        with wire.captured(auditor, folder) as capture:
            ended = plantready(auditor, case, "--json", "probe", "--vantage", "cell")
        assert "Traceback" not in ended.stderr, ended.stderr
        rows = json.loads(plantready(auditor, case, "--json", "export", "evidence").stdout)
        again = json.loads(plantready(auditor, case, "--json", "probe", "--vantage", "cell").stdout)
        assert any("dhcp" in origin for origin in again["discovery"]["already_known"])
        kinds = [
            kind for log in ("known", "stranger") for kind in (folder / log).read_text().split()
        ]
        yield Asked(json.loads(ended.stdout), rows, capture, auditor, case, kinds, dry)


def start_server(built: Plant, space: Namespace, offered: str) -> None:
    words = [str(SERVER), space.address, offered, str(built.folder / space.name)]
    built.spaces.start(space, "python3", *words, log=built.log(space.name))
    wait_for_port(space, 67, udp=True)


def test_both_servers_are_told_with_their_hardware_addresses(asked: Asked) -> None:
    (told,) = asked.told["discovery"]["conflicts"]
    assert "2 DHCP servers offer addresses" in told
    said = {
        (mac, ip)
        for row in asked.rows
        if row["attribute"] == "identity" and row["method"] == "dhcp"
        for mac in row["value"]["macs"]
        for ip in row["value"]["ips"]
    }
    assert said == {(f"02:30:0a:3e:00:0{n}", f"{NET}.{n}") for n in (2, 3)}


def test_what_each_server_offers_is_evidence(asked: Asked) -> None:
    found = {
        row["value"]["ip"]: row["value"]["detail"]
        for row in asked.rows
        if row["attribute"] == "service" and row["value"]["protocol"] == "dhcp"
    }
    assert found == {
        f"{NET}.2": f"offers {NET}.4; router {NET}.2",
        f"{NET}.3": f"offers {NET}.5; router {NET}.3",
    }


def test_tshark_sees_one_discover_and_no_request(asked: Asked) -> None:
    sent = wire.fields(
        asked.capture.path, ("dhcp.option.dhcp", "eth.src"), shown="dhcp && udp.dstport == 67"
    )
    assert sent == [("1", asked.auditor.mac)]
    assert asked.kinds == ["1", "1"]
    assert wire.fields(asked.capture.path, ("icmp.type",), shown="icmp && dhcp") == []


def test_the_question_is_in_the_ledger_and_in_the_dry_run(asked: Asked) -> None:
    (row,) = [row for row in read_ledger(asked.case / "ledger.jsonl") if row.probe == "dhcp"]
    assert (row.destination, row.packets, row.bytes) == (f"{NET}.0/29", 1, 342)
    (planned,) = [entry for entry in asked.dry if entry["probe"] == "dhcp"]
    assert (planned["packets"], planned["bytes"], planned["refused"]) == (1, 342, "")
