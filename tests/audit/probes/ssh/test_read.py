import asyncio
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from audit.net.ledger import read_ledger
from audit.payloads import Identity, Interface, Login, Management, TableRead, payload_of
from audit.probes.ssh import read as module
from audit.probes.ssh.commands import COMMANDS
from audit.probes.ssh.read import read
from audit.probes.ssh.wire import CappedSocket
from audit.records import Observation, Status
from inventories.stand_ins.ssh import Switch
from tests.audit.probes.dialing import dialer, scope, switch
from tests.audit.probes.ssh.servers import (
    Logins,
    Process,
    flooding,
    greeting,
    paging,
    serving,
    silent,
    speaking,
    until,
)
from tests.audit.switches.test_running_config import WHOLE
from tests.audit.switches.test_sections import MACS, STATUS, VERSION, VLANS

SWITCH = Switch(
    "SW-9",
    {
        "show version": VERSION,
        "show vlan brief": VLANS,
        "show interfaces status": STATUS,
        "show mac address-table": MACS,
        "show running-config": WHOLE,
    },
    enable="up-please",
)


@pytest.fixture(autouse=True)
def _credential(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "PLANTREADY_CREDENTIAL_"
    monkeypatch.setenv(name + "test", "user=audit;password=audit;enable=up-please")
    monkeypatch.setenv(name + "wrong", "user=audit;password=geheim-1;enable=geheim-2")
    monkeypatch.setenv(name + "no_enable", "user=audit;password=audit")
    monkeypatch.setenv(name + "snmp", "community=public")


def ask(
    folder: Path,
    process: Process,
    logins: Logins | None = None,
    credential: str = "test",
    platform: str = "cisco_ios",
) -> list[Observation]:
    async def run() -> list[Observation]:
        async with serving(process, logins or Logins()) as port:
            target = replace(switch(port, "ssh", credential), platform=platform)
            return await read(dialer(folder, scope(wait_s=3.0)), target)

    return asyncio.run(run())


def tables(found: list[Observation]) -> dict[str, str]:
    read_tables = [payload_of(o, TableRead) for o in found if o.attribute == "table"]
    return {table.table: str(table.state) for table in read_tables}


def login(found: list[Observation]) -> Login:
    (one,) = [payload_of(o, Login) for o in found if o.attribute == "login"]
    return one


def test_a_switch_is_read_by_show_commands_only(tmp_path: Path) -> None:
    logins = Logins()
    found = ask(tmp_path, speaking(SWITCH, logins), logins)
    (who,) = [payload_of(o, Identity) for o in found if o.attribute == "identity"]
    assert (who.name, who.model, who.ips[0]) == ("SW-9", "WS-C2960-24TT-L", "10.30.0.2")
    assert len([payload_of(o, Interface) for o in found if o.attribute == "interface"]) > 3
    (how,) = [payload_of(o, Management) for o in found if o.attribute == "management"]
    assert how.complete is True
    assert login(found).ok is True
    typed = {text for text in logins.typed if text}
    paging = {"terminal length 0", "terminal width 511"}
    assert typed - paging - {"enable", "up-please", "exit"} == set(COMMANDS["cisco_ios"])
    assert logins.tried == [("audit", "audit")]


def test_no_secret_reaches_an_observation(tmp_path: Path) -> None:
    found = ask(tmp_path, speaking(SWITCH, Logins()))
    for secret in ("up-please", "s3cr3t", "secrethash", "'audit'"):
        assert secret not in repr(found)


def test_the_exchange_is_in_the_ledger_with_its_packets(tmp_path: Path) -> None:
    ask(tmp_path, speaking(SWITCH, Logins()))
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert (row.probe, row.transport, row.outcome) == ("ssh", "tcp", "ok")
    assert row.packets > 10


def test_a_wrong_password_is_tried_once_and_said(tmp_path: Path) -> None:
    logins = Logins()
    found = ask(tmp_path, speaking(SWITCH, logins), logins, "wrong")
    assert login(found).ok is False
    assert Status.AUTH_FAILED in {o.status for o in found}
    assert logins.tried == [("audit", "geheim-1")]
    assert "geheim" not in repr(found)
    assert read_ledger(tmp_path / "ledger.jsonl")[0].outcome == "auth-failed"


def test_without_enable_the_configuration_is_absent_and_the_rest_is_there(tmp_path: Path) -> None:
    found = ask(tmp_path, speaking(SWITCH, Logins()), credential="no_enable")
    assert tables(found)["config"] == "absent"
    assert tables(found)["vlans"] == "complete"


def test_a_switch_that_hangs_after_the_login_is_a_timeout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOGIN_S", 3.0)
    found = ask(tmp_path, silent)
    assert login(found).ok is False
    assert {o.status for o in found if o.attribute == "login"} == {Status.TIMEOUT}


def test_a_switch_that_hangs_in_the_middle_keeps_what_it_gave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STEP_S", 1.5)
    found = ask(tmp_path, until(speaking(SWITCH, logins := Logins()), logins, "interfaces status"))
    assert tables(found)["vlans"] == "complete"
    assert tables(found)["fdb"] == "absent"
    assert login(found).ok is True
    ends = {str(o.status) for o in found if o.attribute == "table"}
    assert ends == {"ok", "timeout"}


def test_a_flood_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOGIN_S", 3.0)
    found = ask(tmp_path, flooding)
    assert login(found).ok is False
    assert {o.status for o in found if o.attribute == "login"} <= {Status.CLOSED, Status.TIMEOUT}


def test_a_flood_costs_bounded_memory_and_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = 0
    taken = CappedSocket.recv

    def counted(self: CappedSocket, size: int) -> bytes:
        nonlocal received
        data = taken(self, size)
        received += len(data)
        return data

    monkeypatch.setattr(CappedSocket, "recv", counted)
    monkeypatch.setattr(module, "LOGIN_S", 2.0)
    found = ask(tmp_path, flooding)
    assert login(found).ok is False
    assert received <= module.MAX_LOGIN_BYTES


def test_an_endless_welcome_text_ends_with_the_login_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOGIN_S", 2.0)
    logins = Logins()
    found = ask(tmp_path, greeting, logins)
    assert login(found).ok is False
    assert len(logins.tried) == 1


def test_a_pager_that_stays_on_is_turned_page_by_page(tmp_path: Path) -> None:
    logins = Logins()
    found = ask(tmp_path, paging(SWITCH, logins), logins)
    assert tables(found)["vlans"] == "complete"
    assert tables(found)["fdb"] == "complete"
    assert not [o for o in found if "More" in repr(o.value)]


def test_a_closed_port_is_refused(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = asyncio.run(read(dialer(tmp_path), switch(port, "ssh")))
    assert {o.status for o in found} == {Status.REFUSED}


def test_something_else_than_ssh_is_said(tmp_path: Path) -> None:
    async def run() -> list[Observation]:
        async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(web, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await read(dialer(tmp_path, scope(wait_s=2.0)), switch(port, "ssh"))

    found = asyncio.run(run())
    assert Status.OK not in {o.status for o in found if o.attribute in ("login", "table")}


@pytest.mark.parametrize(
    ("credential", "platform"), [("missing", "cisco_ios"), ("snmp", "cisco_ios"), ("test", "")]
)
def test_without_login_or_platform_nothing_is_sent(
    tmp_path: Path, credential: str, platform: str
) -> None:
    logins = Logins()
    found = ask(tmp_path, speaking(SWITCH, logins), logins, credential, platform)
    assert {o.status for o in found} == {Status.OUT_OF_SCOPE}
    assert not logins.tried
    assert read_ledger(tmp_path / "ledger.jsonl") == ()
