"""FINS against devices by hand: UDP first, TCP where it is silent."""

from __future__ import annotations

from pathlib import Path

from audit.net.ledger import read_ledger
from audit.payloads import TableState
from audit.probes.fins import PROBE, wire
from audit.probes.fins.read import read
from audit.probes.fins.wire import Nodes
from tests.audit.net.servers import answer, serving
from tests.audit.probes.asking import asked, identity_in, service_in, table_in
from tests.audit.probes.datagrams import station
from tests.audit.probes.fins.test_wire import HEAD, SAID, tcp


def test_a_controller_answers_one_datagram_that_names_our_own_node(tmp_path: Path) -> None:
    with station(lambda _: [SAID]) as device:
        found = asked(tmp_path, read, "fins", device.port)
    identity = identity_in(found)
    assert (identity.vendor, identity.model, identity.firmware) == ("Omron", "CJ2M-CPU31", "02.01")
    own_node = int(device.senders[0].split(".")[-1])
    assert device.received == [wire.request(0, own_node)]
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets == 1


def test_a_controller_without_udp_gives_a_node_number_first(tmp_path: Path) -> None:
    nodes = tcp(1, bytes.fromhex("0000000500000014"))
    with serving(answer(nodes, tcp(2, SAID))) as server:
        found = asked(tmp_path, read, "fins", server.port, address=server.address, wait_s=1.0)
        assert server.wait_for_endings() == ["fin"]
    assert server.received == [wire.nodes_request(), wire.tcp_request(Nodes(5, 20))]
    assert service_in(found).transport == "tcp"
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert sum(row.packets for row in rows) <= PROBE.packets


def test_a_controller_that_refuses_is_there_and_says_why(tmp_path: Path) -> None:
    with station(lambda _: [HEAD + b"\x05\x01\x04\x01"]) as device:
        found = asked(tmp_path, read, "fins", device.port)
    assert table_in(found).state is TableState.ABSENT
    assert table_in(found).why == "end code 0x0401"
