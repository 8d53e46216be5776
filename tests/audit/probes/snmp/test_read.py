import asyncio
import random
from pathlib import Path

import pytest

from audit.net.ledger import read_ledger
from audit.payloads import Identity, Interface, Login, TableRead, TableState, payload_of
from audit.probes.snmp import session
from audit.probes.snmp.read import read
from audit.probes.snmp.size import MAX_SILENCE
from audit.records import Observation, Status
from tests.audit.probes.dialing import dialer, scope, switch
from tests.audit.probes.snmp.faulty_agent import Faults, FaultyAgent, serving
from tests.audit.probes.snmp.switch48 import PORTS, values


@pytest.fixture(autouse=True)
def _credential(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_test", "community=plant-read")
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_wrong", "community=not-this-one")
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_login", "user=a;password=b")


def ask(folder: Path, agent: FaultyAgent, credential: str = "test") -> list[Observation]:
    async def run() -> list[Observation]:
        async with serving(agent) as port:
            return await read(dialer(folder, scope(wait_s=0.1)), switch(port, "snmp", credential))

    return asyncio.run(run())


def interfaces(found: list[Observation]) -> list[Interface]:
    return [payload_of(o, Interface) for o in found if o.attribute == "interface"]


def table(found: list[Observation], name: str) -> TableRead:
    tables = [payload_of(o, TableRead) for o in found if o.attribute == "table"]
    return next(t for t in tables if t.table == name)


def test_a_healthy_switch_is_read_completely(tmp_path: Path) -> None:
    agent = FaultyAgent(values())
    found = ask(tmp_path, agent)
    (who,) = [payload_of(o, Identity) for o in found if o.attribute == "identity"]
    assert (who.name, who.vendor, who.ips) == ("SW-1", "Edgecore", ("10.30.0.2",))
    assert [i.name for i in interfaces(found)] == [f"Eth{n}" for n in range(1, PORTS + 1)]
    assert table(found, "interfaces").state is TableState.COMPLETE
    assert {o.status for o in found} == {Status.OK}
    assert "plant-read" not in repr(found)
    assert set(agent.kinds) == {"GET", "BULK"}


def test_every_datagram_is_in_the_ledger(tmp_path: Path) -> None:
    agent = FaultyAgent(values())
    ask(tmp_path, agent)
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert sum(row.packets for row in rows) == len(agent.kinds)
    assert {(row.probe, row.transport, row.outcome) for row in rows} == {("snmp", "udp", "ok")}
    assert all(0 < row.packets <= session.SLICE for row in rows)


def test_no_slice_is_opened_that_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in range(4, 12):
        monkeypatch.setattr(session, "SLICE", size)
        (tmp_path / str(size)).mkdir()
        ask(tmp_path / str(size), FaultyAgent(values()))
        rows = read_ledger(tmp_path / str(size) / "ledger.jsonl")
        assert all(0 < row.packets <= size for row in rows)


def test_a_small_agent_is_read_completely_by_smaller_requests(tmp_path: Path) -> None:
    found = ask(tmp_path, FaultyAgent(values(), Faults(most_objects=12)))
    assert len(interfaces(found)) == PORTS
    assert table(found, "interfaces").state is TableState.COMPLETE


def test_an_agent_without_getbulk_is_read_by_getnext(tmp_path: Path) -> None:
    agent = FaultyAgent(values(), Faults(bulk=False))
    found = ask(tmp_path, agent)
    assert len(interfaces(found)) == PORTS
    assert table(found, "interfaces").state is TableState.COMPLETE
    assert "NEXT" in agent.kinds


def test_lost_datagrams_do_not_lose_rows(tmp_path: Path) -> None:
    found = ask(tmp_path, FaultyAgent(values(), Faults(drop=0.2)))
    assert len(interfaces(found)) == PORTS
    assert table(found, "interfaces").state is TableState.COMPLETE


def test_an_agent_that_runs_in_circles_is_left_with_what_it_gave(tmp_path: Path) -> None:
    agent = FaultyAgent(values(), Faults(circle_after=30))
    found = ask(tmp_path, agent)
    assert table(found, "interfaces").state is TableState.PARTIAL
    assert len(agent.kinds) < 200


def test_an_endless_table_is_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.probes.snmp.session.MAX_ROWS", 50)
    found = ask(tmp_path, FaultyAgent(values(), Faults(endless=True)))
    assert table(found, "interfaces").state is TableState.PARTIAL
    assert "more than 50 rows" in table(found, "interfaces").why


def test_a_switch_that_dies_in_the_middle_gives_partial_tables(tmp_path: Path) -> None:
    agent = FaultyAgent(values(), Faults(silent_after=6))
    found = ask(tmp_path, agent)
    assert table(found, "interfaces").state is TableState.PARTIAL
    assert "no answer" in table(found, "interfaces").why
    assert len(agent.kinds) == 6 + MAX_SILENCE


def test_errors_of_the_agent_are_said_table_by_table(tmp_path: Path) -> None:
    found = ask(tmp_path, FaultyAgent(values(), Faults(status=5)))
    assert table(found, "identity").state is TableState.COMPLETE
    assert table(found, "interfaces").state is TableState.ABSENT


def test_a_wrong_community_is_a_timeout_after_three_questions(tmp_path: Path) -> None:
    agent = FaultyAgent(values())
    found = ask(tmp_path, agent, "wrong")
    assert {o.status for o in found} == {Status.TIMEOUT}
    assert "another community" in table(found, "identity").why
    assert sum(row.packets for row in read_ledger(tmp_path / "ledger.jsonl")) == 3


@pytest.mark.parametrize("seed", range(2))
def test_an_answer_that_makes_no_sense_is_a_protocol_error(tmp_path: Path, seed: int) -> None:
    garbage = random.Random(seed).randbytes(80) if seed else b"\x30\x84\xff\xff\xff\xff\x02"
    found = ask(tmp_path, FaultyAgent(values(), Faults(garbage=garbage)))
    assert {o.status for o in found} == {Status.PROTOCOL_ERROR}
    assert "makes no sense" in table(found, "identity").why


def test_without_a_usable_credential_nothing_is_sent(tmp_path: Path) -> None:
    for name in ("missing", "login", ""):
        agent = FaultyAgent(values())
        found = ask(tmp_path, agent, name)
        assert {o.status for o in found} == {Status.OUT_OF_SCOPE}
        assert not agent.kinds
    assert read_ledger(tmp_path / "ledger.jsonl") == ()


def test_no_login_is_claimed_when_nobody_answers(tmp_path: Path) -> None:
    found = ask(tmp_path, FaultyAgent(values()), "wrong")
    assert not [payload_of(o, Login) for o in found if o.attribute == "login"]
