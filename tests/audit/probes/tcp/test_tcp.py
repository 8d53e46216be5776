"""TCP reachability: one connection without a byte proves every flow to its port."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from pathlib import Path

from audit.net.dialer import Dialer
from audit.net.ledger import Ledger, read_ledger
from audit.net.target import Target
from audit.payloads import Reach, payload_of
from audit.probes.tcp.read import read
from audit.records import Status
from tests.audit.net.scopes import scope, target
from tests.audit.net.servers import read_to_end, serving


def asked(tmp_path: Path, of: Target) -> list[tuple[Status, Reach]]:
    dialer = Dialer(scope(), Ledger(tmp_path / "ledger.jsonl"), vantage="CC-1")
    found = asyncio.run(read(dialer, of))
    return [(o.status, payload_of(o, Reach)) for o in found]


def test_an_open_port_proves_all_its_flows_by_one_connection_without_data(tmp_path: Path) -> None:
    with serving(read_to_end) as server:
        found = asked(tmp_path, replace(server.target("tcp"), flows=("F-1", "F-2")))
        assert server.wait_for_endings() == ["fin"]
        assert server.accepted == 1
        assert server.received == []
    assert [(status, reach.flow) for status, reach in found] == [
        (Status.OK, "F-1"), (Status.OK, "F-2"),
    ]  # fmt: skip
    reach = found[0][1]
    assert (reach.ip, reach.port, reach.vantage) == ("10.71.0.9", server.port, "CC-1")
    assert reach.rtt_ms is not None


def test_a_closed_port_is_refused_not_silent(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.71.0.9", 0))
        port = free.getsockname()[1]
    ((status, reach),) = asked(tmp_path, target(ports={"tcp": port}))
    assert (status, reach.outcome, reach.flow, reach.rtt_ms) == (
        Status.REFUSED,
        "refused",
        "",
        None,
    )


def test_a_silent_address_is_a_timeout(tmp_path: Path) -> None:
    with socket.socket() as full, socket.socket() as one, socket.socket() as other:
        full.bind(("127.71.0.12", 0))
        full.listen(0)
        for filler in (one, other):
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        ((status, reach),) = asked(
            tmp_path, target("127.71.0.12", ports={"tcp": full.getsockname()[1]})
        )
    assert (status, reach.outcome) == (Status.TIMEOUT, "timeout")
    assert [row.outcome for row in read_ledger(tmp_path / "ledger.jsonl")] == ["timeout"]
