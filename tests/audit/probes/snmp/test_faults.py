"""Bad agents: each ends in bounded time with what it gave, and the gap is named."""

import asyncio
import socket
import tracemalloc
from pathlib import Path

import pytest

from audit.net.ledger import read_ledger
from audit.payloads import (
    FdbEntry,
    Interface,
    LinkLoad,
    Management,
    TableRead,
    Vlan,
    payload_of,
)
from audit.probes.snmp.read import read
from audit.probes.snmp.session import Asked
from audit.probes.snmp.size import MAX_SILENCE
from audit.records import Observation, Status
from audit.switches import mibs
from audit.switches.mibs import Oid
from audit.switches.rows import Value
from tests.audit.probes.dialing import dialer, scope, switch
from tests.audit.probes.snmp.faulty_agent import Faults, FaultyAgent, serving
from tests.audit.probes.snmp.switch48 import PORTS, values


@pytest.fixture(autouse=True)
def _credential(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_test", "community=plant-read")


def ask(
    folder: Path, agent: FaultyAgent, *, wait_s: float = 0.3, gap_s: float = 0.0,
    gentle: float | None = None, costs: list[Asked] | None = None, max_bytes: int = 4_000_000,
) -> list[Observation]:  # fmt: skip
    rules = scope(wait_s=wait_s)
    changes = {"gentle_requests_per_second": gentle, "max_bytes": max_bytes}
    limits = rules.limits.model_copy(update=changes)
    rules = rules.model_copy(update={"limits": limits})
    noted = [] if costs is None else costs

    async def run() -> list[Observation]:
        async with serving(agent) as port:
            to = switch(port, "snmp")
            return await read(dialer(folder, rules), to, gap_s=gap_s, told=noted.append)

    return asyncio.run(run())


def all_of(found: list[Observation], kind: type, name: str) -> list[object]:
    return [payload_of(o, kind) for o in found if o.attribute == name]


def table(found: list[Observation], name: str) -> TableRead:
    tables = [payload_of(o, TableRead) for o in found if o.attribute == "table"]
    return next(t for t in tables if t.table == name)


def forwarding(rows: int) -> dict[Oid, Value]:
    """A MAC table, and one VLAN that all of it is in."""
    found = values() | {(*mibs.BASE_PORT_IF, port): port for port in range(1, PORTS + 1)}
    found |= {(*mibs.VLAN_FDB_ID, 0, 1): 1, (*mibs.STATIC_NAME, 1): b"plant"}
    for row in range(rows):
        index = (1, 0, 12, row >> 8, row & 255, 200, row % 100)
        found[(*mibs.Q_FDB_PORT, *index)] = 1 + row % PORTS
        found[(*mibs.Q_FDB_STATUS, *index)] = 3
    return found


def requests_of(folder: Path, objects: dict[Oid, Value]) -> int:
    """How many requests a healthy agent with these objects is asked."""
    own = folder / "healthy"
    own.mkdir()
    agent = FaultyAgent(objects)
    ask(own, agent)
    return len(agent.kinds)


def test_five_thousand_learned_addresses_are_read_in_little_memory(tmp_path: Path) -> None:
    agent, costs = FaultyAgent(forwarding(5000)), list[Asked]()
    tracemalloc.start()
    found = ask(tmp_path, agent, costs=costs)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(all_of(found, FdbEntry, "fdb")) == 5000
    assert table(found, "fdb").state == "complete"
    assert peak < 60_000_000
    assert costs[0].objects < 10_900


def test_a_bitmap_of_twelve_kilobytes_is_read_and_the_rest_in_large_portions(
    tmp_path: Path,
) -> None:
    objects = forwarding(300)
    objects[*mibs.VLAN_EGRESS, 0, 1] = b"\xff\xff\xff\xff\xff\xff" + b"\0" * 12_150
    objects[*mibs.VLAN_UNTAGGED, 0, 1] = b"\xff\xff\xff\xff\xff\xff" + b"\0" * 12_150
    agent = FaultyAgent(objects)
    found = ask(tmp_path, agent)
    ports = [payload_of(o, Interface) for o in found if o.attribute == "interface"]
    assert {port.access_vlan or port.native_vlan for port in ports} == {1}
    assert table(found, "vlans").state == "complete"
    assert len(agent.kinds) < 60


@pytest.mark.parametrize("most", [1, 2, 10])
def test_too_big_at_a_few_objects_still_gives_every_row(tmp_path: Path, most: int) -> None:
    agent = FaultyAgent(values(), Faults(most_objects=most))
    found = ask(tmp_path, agent)
    assert len(all_of(found, Interface, "interface")) == PORTS
    assert table(found, "interfaces").state == "complete"


def test_a_third_of_the_datagrams_lost_loses_no_row(tmp_path: Path) -> None:
    agent = FaultyAgent(forwarding(200), Faults(drop=0.3))
    found = ask(tmp_path, agent, wait_s=0.05)
    assert table(found, "interfaces").state == "complete"
    assert len(all_of(found, FdbEntry, "fdb")) == 200
    assert table(found, "fdb").state == "complete"


def test_an_answer_to_another_request_is_passed_over(tmp_path: Path) -> None:
    found = ask(tmp_path, FaultyAgent(values(), Faults(wrong_number=True)))
    assert table(found, "interfaces").state == "complete"


def test_only_answers_to_other_requests_are_no_answer(tmp_path: Path) -> None:
    found = ask(tmp_path, FaultyAgent(values(), Faults(only_wrong_number=True)))
    assert {o.status for o in found} == {Status.TIMEOUT}


def test_cut_answers_are_asked_again(tmp_path: Path) -> None:
    agent = FaultyAgent(values(), Faults(cut=7))
    found = ask(tmp_path, agent)
    assert table(found, "interfaces").state == "complete"
    assert len(all_of(found, Interface, "interface")) == PORTS


def test_a_switch_that_stops_half_way_keeps_what_it_told(tmp_path: Path) -> None:
    whole = requests_of(tmp_path, forwarding(500))
    agent = FaultyAgent(forwarding(500), Faults(silent_after=whole - 15))
    found = ask(tmp_path, agent, wait_s=0.1)
    told = len(all_of(found, FdbEntry, "fdb"))
    assert 0 < told < 500
    assert (table(found, "fdb").state, "no answer" in table(found, "fdb").why) == ("partial", True)
    assert table(found, "interfaces").state == "complete"
    assert len(agent.kinds) == whole - 15 + MAX_SILENCE


def test_a_circle_in_one_table_leaves_the_others_whole(tmp_path: Path) -> None:
    objects = forwarding(300)
    agent = FaultyAgent(objects)
    place = agent.oids.index((*mibs.Q_FDB_PORT, 1, 0, 12, 0, 100, 200, 0))
    agent.faults.circle_after = place
    found = ask(tmp_path, agent)
    assert 0 < len(all_of(found, FdbEntry, "fdb")) < 300
    assert "do not increase" in table(found, "fdb").why
    assert len(agent.kinds) < 200


def test_an_agent_that_knows_only_version_1_is_read_by_it(tmp_path: Path) -> None:
    agent = FaultyAgent(forwarding(20), Faults(version_1_only=True))
    found = ask(tmp_path, agent)
    assert len(all_of(found, Interface, "interface")) == PORTS
    assert len(all_of(found, FdbEntry, "fdb")) == 20
    assert table(found, "interfaces").state == "complete"
    assert "BULK" not in agent.kinds
    (management,) = [payload_of(o, Management) for o in found if o.attribute == "management"]
    assert management.protocols == ("snmpv1",)


def test_a_closed_port_is_refused_and_asked_once(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    found = asyncio.run(read(dialer(tmp_path, scope(wait_s=0.3)), switch(port, "snmp")))
    assert {o.status for o in found} == {Status.REFUSED}
    assert sum(row.packets for row in read_ledger(tmp_path / "ledger.jsonl")) == 1


def test_more_than_max_bytes_ends_the_reading_with_the_reason(tmp_path: Path) -> None:
    found = ask(tmp_path, FaultyAgent(forwarding(3000)), max_bytes=30_000)
    assert "max_bytes" in table(found, "fdb").why
    assert table(found, "interfaces").state == "complete"


def test_one_request_at_a_time_and_never_a_write(tmp_path: Path) -> None:
    agent = FaultyAgent(forwarding(200), Faults(delay_s=0.002))
    ask(tmp_path, agent)
    assert agent.most_waiting == 1
    assert set(agent.kinds) <= {"GET", "NEXT", "BULK"}


def test_a_gentle_pace_keeps_requests_apart_and_small(tmp_path: Path) -> None:
    agent, costs = FaultyAgent(values()), list[Asked]()
    found = ask(tmp_path, agent, gentle=50.0, costs=costs)
    assert table(found, "interfaces").state == "complete"
    gaps = [after - before for before, after in zip(agent.times, agent.times[1:], strict=False)]
    assert min(gaps) > 0.015  # what is asserted is the least, which load only lengthens
    assert costs[0].objects / costs[0].requests <= 20


def test_a_switch_that_slows_down_is_given_rests(tmp_path: Path) -> None:
    whole = requests_of(tmp_path, forwarding(500))
    agent = FaultyAgent(forwarding(500), Faults(slow_after=whole - 3, slow_s=0.15))
    found = ask(tmp_path, agent, wait_s=1.0)
    assert len(all_of(found, FdbEntry, "fdb")) == 500
    gaps = [after - before for before, after in zip(agent.times, agent.times[1:], strict=False)]
    assert max(gaps) > 0.29  # the answer, and a rest as long


def test_counters_are_read_twice_and_told_by_the_devices_clock(tmp_path: Path) -> None:
    objects = values() | {mibs.SYS_UPTIME: 10_000}
    for port in range(1, PORTS + 1):
        objects |= {(*c, port): 0 for c in (mibs.IF_IN_ERRORS, mibs.IF_OUT_ERRORS)}
        objects |= {(*c, port): 5 for c in (mibs.IF_HC_IN_OCTETS, mibs.IF_HC_OUT_OCTETS)}
        objects[*mibs.IF_HIGH_SPEED, port] = 1000
    found = ask(tmp_path, FaultyAgent(objects, Faults(ticks_each=500)))
    loads = [payload_of(o, LinkLoad) for o in found if o.attribute == "load"]
    up = [o for o in all_of(found, Interface, "interface") if getattr(o, "oper_up", False)]
    assert len(loads) == len(up) == PORTS // 2
    assert {(load.in_bps, load.in_errors, load.in_discards) for load in loads} == {(0.0, 0, None)}
    assert {load.seconds % 5 for load in loads} == {0.0}
    assert min(load.seconds for load in loads) >= 5
    assert (table(found, "load").state, table(found, "load").rows) == ("complete", len(loads))


def test_a_clock_that_stands_still_gives_no_load_and_is_not_waited_for(tmp_path: Path) -> None:
    objects = values() | {mibs.SYS_UPTIME: 10_000, (*mibs.IF_HC_IN_OCTETS, 2): 7}
    found = ask(tmp_path, FaultyAgent(objects), gap_s=3600.0)
    assert not all_of(found, LinkLoad, "load")
    assert "stands still" in table(found, "load").why


def test_each_vlan_is_asked_by_its_own_community_and_a_silent_one_is_named(
    tmp_path: Path,
) -> None:
    objects = values() | {mibs.SYS_OBJECT_ID: (1, 3, 6, 1, 4, 1, 9, 1, 634)}
    objects |= {(*mibs.VTP_STATE, 1, vlan): 1 for vlan in (1, 20, 30, 1002)}
    objects |= {(*mibs.BASE_PORT_IF, 4): 4}
    words: list[bytes] = []

    def known(word: bytes) -> bool:
        words.append(word)
        return word in (b"plant-read", b"plant-read@1", b"plant-read@30")

    found = ask(tmp_path, FaultyAgent(objects, Faults(community_is=known)), wait_s=0.2)
    assert set(words) == {b"plant-read", *(b"plant-read@%d" % vlan for vlan in (1, 20, 30))}
    assert [v for v in all_of(found, Vlan, "vlan") if v == Vlan(20)]
    assert "VLAN 20: no answer" in table(found, "fdb").why
    assert "plant-read" not in repr(found)
