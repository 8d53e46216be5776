"""Discovery of a segment of namespaces by ARP, captured: needs root on Linux, says so elsewhere."""

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
from tests.testbed.namespaces import cannot_build
from tests.testbed.plant import drop_everything, plant, wait_for_port

WHY_NOT = cannot_build("tshark", "dumpcap", "nft", "ss")
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
NET, PER_SECOND = "10.61.0", 100
WEB = "import http.server as h; h.HTTPServer(('', 80), h.SimpleHTTPRequestHandler).serve_forever()"


@dataclass(frozen=True)
class Looked:
    """A run and what it left."""

    told: dict[str, Any]
    rows: list[dict[str, Any]]
    capture: wire.Capture
    sent: tuple[wire.Frame, ...]
    case: Path

    def identities(self, address: str) -> list[dict[str, Any]]:
        """What was said of an address."""
        said = [row["value"] for row in self.rows if row["attribute"] == "identity"]
        return [value for value in said if address in value.get("ips", [])]


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Generator[Looked]:
    folder = tmp_path_factory.mktemp("segment")
    with plant(folder) as built:
        flat = built.segment("flat")
        addresses = {name: f"{NET}.{n}/24" for n, name in enumerate(("web", "bare", "shut"), 2)}
        web, _, shut = built.add(flat, addresses)
        twins = {"twin-a": f"{NET}.9/24", "twin-b": f"{NET}.9/24"}
        built.add(flat, twins, macs={"twin-b": "02:30:00:00:00:99"})
        auditor = built.host("auditor", flat, f"{NET}.250/24")
        drop_everything(shut)
        built.spaces.start(web, "python3", "-c", WEB)
        wait_for_port(web, 80)
        scope = scope_text(
            [f"{NET}.0/24"], per_second=PER_SECOND, discover=True, probes=["modbus", "s7"],
            more=f'[[controllers]]\nnet = "{NET}.0/24"\npermission = "on the form"\n'
            f'[[exclude]]\nnet = "{NET}.77/32"\nwhy = "the builder forbids it"\n',
        )  # fmt: skip
        case = write_case(folder / "case", scope)
        with wire.captured(auditor, folder) as capture:
            ended = plantready(auditor, case, "--json", "probe", "--vantage", "cell")
        assert "Traceback" not in ended.stderr, ended.stderr
        rows = plantready(auditor, case, "--json", "export", "evidence")
        sent = capture.sent_by(auditor.mac)
        yield Looked(json.loads(ended.stdout), json.loads(rows.stdout), capture, sent, case)


def test_everybody_is_found_with_address_and_mac(looked: Looked) -> None:
    live = {host["address"]: host["mac"] for host in looked.told["discovery"]["live"]}
    assert set(live) == {f"{NET}.{n}" for n in (2, 3, 4, 9)}
    assert looked.identities(f"{NET}.3")[0]["macs"] == [live[f"{NET}.3"]]


def test_two_devices_at_one_address_are_told_with_both_macs(looked: Looked) -> None:
    (conflict,) = looked.told["discovery"]["conflicts"]
    assert conflict.startswith(f"{NET}.9 is claimed by")
    assert "02:30:00:00:00:99" in conflict
    macs = {mac for said in looked.identities(f"{NET}.9") for mac in said["macs"]}
    assert len(macs) == 2
    claims = [(row["subject"], row["value"]) for row in looked.rows if row["attribute"] == "arp"]
    assert {value["mac"] for _, value in claims if value["ip"] == f"{NET}.9"} == macs
    known = {row["subject"] for row in looked.rows if row["attribute"] == "identity"}
    assert {subject for subject, _ in claims} <= known


def test_a_dead_address_costs_one_frame_and_an_excluded_one_none(looked: Looked) -> None:
    each = wire.per_address(looked.sent)
    live = {2, 3, 4, 9}
    dead = {each[f"{NET}.{n}"] for n in range(1, 250) if n not in {*live, 77}}
    assert dead == {1}
    assert each[f"{NET}.77"] == 0


def test_nothing_leaves_faster_than_the_scope_allows(looked: Looked) -> None:
    assert wire.most_in_a_second(looked.sent) <= PER_SECOND


def test_every_connection_ends_with_fin(looked: Looked) -> None:
    assert wire.badly_ended(looked.capture.connections) == []
    assert max(wire.at_once(looked.capture.connections).values()) == 1


def test_a_web_server_is_recognised_by_its_head(looked: Looked) -> None:
    services = [row["value"] for row in looked.rows if row["attribute"] == "service"]
    web = [value for value in services if value["ip"] == f"{NET}.2"]
    assert [(value["port"], value["protocol"]) for value in web] == [(80, "http")]
    assert "SimpleHTTP" in web[0]["product"]


def test_three_silent_ports_end_the_questions_to_a_firewalled_host(looked: Looked) -> None:
    rows = [row for row in read_ledger(looked.case / "ledger.jsonl")
            if row.destination == f"{NET}.4"]  # fmt: skip
    assert [row.outcome for row in rows] == ["timeout"] * 3


def test_the_evidence_says_what_was_covered_and_from_where(looked: Looked) -> None:
    (said,) = [row for row in looked.rows if row["attribute"] == "coverage"]
    assert said["value"]["what"] == "scan"
    assert "4 of 252 addresses answer by arp" in said["value"]["detail"]
    assert "from cell" in said["subject"]
