"""Discovery on loopback: who is questioned, in what order, when it stops, what is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from audit.discovery.records import DiscoveryReport, Place, addresses_of, pieces_of
from audit.discovery.run import Discovery, hosts_in
from audit.net import ping
from audit.net.dialer import Dialer
from audit.net.ledger import Ledger, read_ledger
from audit.net.rules import Discovery as Rules
from audit.net.scope import Scope
from audit.net.target import DeviceClass, Probe
from audit.payloads import Identity, payload_of
from audit.probes import ALL
from audit.records import Observation
from tests.audit.net.scopes import SIGNED, scope
from tests.audit.net.servers import Server, answer, hang_up, read_to_end, serving

NET = "127.75.0.0/29"
PUMP = bytes.fromhex("0001 0000 0012 01 2b0e0101 00 00 01 00 08") + b"Pumpwrks"
pytestmark = pytest.mark.skipif(not ping.way(), reason="no ping socket and no ping command here")


def open_scope(more: str = "", controllers: bool = True) -> Scope:
    opened = f'[[controllers]]\nnet = "{NET}"\npermission = "on the form"\n' if controllers else ""
    return scope(f"""{SIGNED}
{more}
[[allow]]
net = "{NET}"
classes = ["infra", "server", "other", "controller"]
mode = "active"
discover = true
{opened}
[probes]
modbus = true
slmp = true
[limits]
packets_per_second = 1000
read_timeout_s = 0.4
pause_between_hosts_ms = 0
""")


def probes_at(**ports: int) -> list[Probe]:
    """The real probes, each at the port where its test device listens."""
    return [replace(p, port=ports[p.name]) for p in ALL if p.name in ports]


class Kept:
    """What a run stored, and what a later one knows of it."""

    def __init__(self) -> None:
        self.batches: dict[str, list[Observation]] = {}

    def store(self, origin: str, observations: list[Observation]) -> None:
        assert origin not in self.batches, "stored twice"
        self.batches[origin] = observations

    @property
    def identities(self) -> list[Identity]:
        said = [o for found in self.batches.values() for o in found if o.attribute == "identity"]
        return [payload_of(o, Identity) for o in said]


def discover(
    folder: Path, probes: Sequence[Probe], kept: Kept, *, rules: Scope | None = None,
    places: dict[str, Place] | None = None, greetings: tuple[int, ...] = (),
    known: dict[str, list[Observation]] | None = None,
) -> DiscoveryReport:  # fmt: skip
    with Ledger(folder / "ledger.jsonl") as ledger:
        dialer = Dialer(rules or open_scope(), ledger)
        run = Discovery(
            dialer, probes, Rules(greetings=greetings), kept.store,
            known=(known or {}).get, places=places,
        )  # fmt: skip
        return asyncio.run(run.all([NET]))


def ledger_of(folder: Path, address: str) -> list[str]:
    rows = read_ledger(folder / "ledger.jsonl")
    return [f"{row.probe} {row.outcome}" for row in rows if row.destination == address]


def test_a_device_is_identified_by_the_connection_that_found_its_port(tmp_path: Path) -> None:
    kept = Kept()
    with serving(answer(PUMP), "127.75.0.2") as server:
        report = discover(tmp_path, probes_at(modbus=server.port, slmp=9), kept)
        server.wait_for_endings()
    assert report.identified == ["127.75.0.2"]
    assert server.accepted == 1
    assert server.endings == ["fin"]
    pump = [one for one in kept.identities if one.vendor == "Pumpwrks"]
    assert [(one.ips, one.name) for one in pump] == [(("127.75.0.2",), "")]
    assert ledger_of(tmp_path, "127.75.0.2") == ["modbus ok"]
    assert ledger_of(tmp_path, "127.75.0.3") == ["modbus refused", "slmp refused"]


def test_a_second_run_asks_nobody_again(tmp_path: Path) -> None:
    kept = Kept()
    with serving(answer(PUMP, PUMP), "127.75.0.2") as server:
        discover(tmp_path, probes_at(modbus=server.port), kept)
        before = len(read_ledger(tmp_path / "ledger.jsonl"))
        report = discover(tmp_path, probes_at(modbus=server.port), Kept(), known=kept.batches)
    assert len(read_ledger(tmp_path / "ledger.jsonl")) == before
    assert set(report.already_known) == set(kept.batches)


def test_a_run_that_goes_on_asks_those_that_it_has_not_stored(tmp_path: Path) -> None:
    kept = Kept()
    with serving(answer(PUMP, PUMP), "127.75.0.2") as server:
        discover(tmp_path, probes_at(modbus=server.port), kept)
        del kept.batches["discover 127.75.0.2 from here"]
        report = discover(
            tmp_path, probes_at(modbus=server.port), again := Kept(), known=kept.batches
        )
    assert report.identified == ["127.75.0.2"]
    assert list(again.batches) == ["discover 127.75.0.2 from here"]


def test_three_silent_ports_end_the_questions(tmp_path: Path) -> None:
    with ExitStack() as stack:
        tarpits = [stack.enter_context(serving(read_to_end, "127.75.0.2")) for _ in range(5)]
        ports = dict(
            zip(("slmp", "iec104", "dnp3", "opcua"), [s.port for s in tarpits], strict=False)
        )
        text = open_scope().model_copy(
            update={"probes": open_scope().probes.model_copy(update=dict.fromkeys(ports, True))}
        )
        discover(tmp_path, probes_at(**ports), Kept(), rules=text)
    assert ledger_of(tmp_path, "127.75.0.2") == ["opcua timeout", "slmp timeout", "iec104 timeout"]


def test_another_protocol_on_the_port_is_noted_and_the_next_is_tried(tmp_path: Path) -> None:
    kept = Kept()
    web_page = answer(b"HTTP/1.0 400 Bad\r\n\r\n")
    with serving(web_page, "127.75.0.2") as web, serving(hang_up, "127.75.0.2") as other:
        report = discover(tmp_path, probes_at(modbus=web.port, slmp=other.port), kept)
    assert report.identified == []
    assert ledger_of(tmp_path, "127.75.0.2") == ["modbus protocol-error", "slmp closed"]
    said = kept.batches["discover 127.75.0.2 from here"]
    assert {o.status for o in said} == {"protocol-error", "closed"}


def test_who_is_there_is_asked_and_no_controller_that_is_not_opened(tmp_path: Path) -> None:
    kept = Kept()
    with serving(answer(PUMP), "127.75.0.2") as server:
        report = discover(
            tmp_path, probes_at(modbus=server.port), kept, rules=open_scope(controllers=False)
        )
    assert server.accepted == 0
    assert len(report.live) == 6
    closed = "controllers are passive; this one is not opened in [[controllers]]"
    assert len(report.refused) == 6
    assert all(why.endswith(closed) for _, why in report.refused)


def test_an_excluded_address_and_safety_equipment_get_not_one_packet(tmp_path: Path) -> None:
    rules = open_scope('[[exclude]]\nnet = "127.75.0.3/32"\nwhy = "the builder forbids it"\n')
    places = {"127.75.0.4": Place("127.75.0.4", "F-PLC", device_class=DeviceClass.SAFETY)}
    report = discover(tmp_path, probes_at(modbus=9), Kept(), rules=rules, places=places)
    assert {host.address for host in report.live} == {f"127.75.0.{n}" for n in (1, 2, 5, 6)}
    assert ledger_of(tmp_path, "127.75.0.3") == ledger_of(tmp_path, "127.75.0.4") == []
    (sweep,) = ledger_of(tmp_path, NET)
    assert sweep == "sweep ok"
    (row,) = [r for r in read_ledger(tmp_path / "ledger.jsonl") if r.probe == "sweep"]
    assert row.packets == 4


def test_what_the_inventory_has_asked_is_not_asked_again_and_keeps_its_name(tmp_path: Path) -> None:
    kept = Kept()
    places = {
        "127.75.0.2": Place("127.75.0.2", "PUMP-2"),
        "127.75.0.3": Place("127.75.0.3", "PUMP-3", asked=True),
    }
    with serving(answer(PUMP), "127.75.0.2") as server:
        discover(tmp_path, probes_at(modbus=server.port), kept, places=places)
    assert "PUMP-2" in {one.name for one in kept.identities}
    assert ledger_of(tmp_path, "127.75.0.3") == []


def test_a_stopped_run_says_what_it_did_not_come_to(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.jsonl") as ledger:
        dialer = Dialer(open_scope(), ledger)
        dialer.stop("enough")
        run = Discovery(dialer, probes_at(modbus=9), Rules(), Kept().store)
        report = asyncio.run(run.all([NET]))
    assert report.not_asked == [f"discover {NET} from here"]
    assert read_ledger(tmp_path / "ledger.jsonl") == ()


def test_one_answer_that_cannot_be_stored_ends_the_run_with_a_plain_error(tmp_path: Path) -> None:
    class Full(Kept):
        def store(self, origin: str, observations: list[Observation]) -> None:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        discover(tmp_path, probes_at(modbus=9), Full())


def servers_seen(*servers: Server) -> list[int]:
    return [server.most_open for server in servers]


def test_one_device_never_sees_two_connections(tmp_path: Path) -> None:
    with ExitStack() as stack:
        one = stack.enter_context(serving(read_to_end, "127.75.0.2"))
        two = stack.enter_context(serving(read_to_end, "127.75.0.2"))
        discover(tmp_path, probes_at(modbus=one.port, slmp=two.port), Kept())
        assert servers_seen(one, two) == [1, 1]
        one.wait_for_endings()
        two.wait_for_endings()
    assert one.endings == two.endings == ["fin"]


def test_stored_sweeps_give_their_hosts_back() -> None:
    assert hosts_in([]) == []


@pytest.mark.parametrize(
    ("network", "count"),
    [("10.0.0.0/22", 4), ("10.0.0.0/24", 1), ("10.0.0.4/32", 1), ("fe80::/64", 0)],
)
def test_a_network_is_cut_into_sweeps_that_are_stored_one_by_one(network: str, count: int) -> None:
    assert len(pieces_of(network)) == count


def test_the_edges_of_the_whole_network_are_no_devices_those_of_its_parts_are() -> None:
    listed = [a for piece in pieces_of("10.0.0.0/23") for a in addresses_of(piece, "10.0.0.0/23")]
    assert len(listed) == 510
    assert {"10.0.0.255", "10.0.1.0"} <= set(listed)
    assert addresses_of("10.0.0.4/32", "10.0.0.4/32") == ("10.0.0.4",)
    assert addresses_of("10.0.0.4/31", "10.0.0.4/31") == ("10.0.0.4", "10.0.0.5")
