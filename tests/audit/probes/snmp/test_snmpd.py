"""Version 3 and the counters against net-snmp's own agent, where it is installed."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.payloads import Identity, Interface, Login, TableRead, payload_of
from audit.probes.snmp.read import read
from audit.records import Observation, Status
from tests.audit.probes.dialing import dialer, scope, switch
from tests.audit.probes.snmp.test_peers import free_port, running

SNMPD = shutil.which("snmpd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(SNMPD is None, reason="net-snmp's snmpd is not installed")
AUTH, PRIV = "phrase-of-auth", "phrase-of-priv"
USERS = (
    ("u1", "SHA", "AES"),
    ("u224", "SHA-224", "AES"),
    ("u256", "SHA-256", "AES"),
    ("u384", "SHA-384", "AES-192"),
    ("u512", "SHA-512", "AES-256"),
)
"""Name, and the authentication and privacy of each."""


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    folder, port = tmp_path_factory.mktemp("snmpd"), free_port()
    lines = [f"agentAddress udp:127.0.0.1:{port}", "rocommunity public 127.0.0.1", "sysName SW-D"]
    for name, auth, priv in USERS:
        lines += [f"createUser {name} {auth} {AUTH} {priv} {PRIV}", f"rouser {name} priv"]
    config = folder / "agent.conf"
    config.write_text("\n".join(lines) + "\n")
    (folder / "persist").mkdir()
    log = folder / "log"
    assert SNMPD is not None
    command = [SNMPD, "-f", "-Lo", "-C", "-c", str(config), "-p", str(folder / "pid")]
    before = os.environ.get("SNMP_PERSISTENT_DIR")
    os.environ["SNMP_PERSISTENT_DIR"] = str(folder / "persist")
    try:
        with running(command, port, log):
            yield port, log
    finally:
        os.environ.pop("SNMP_PERSISTENT_DIR")
        if before is not None:
            os.environ["SNMP_PERSISTENT_DIR"] = before


def ask(
    folder: Path, port: int, credential: str, monkeypatch: pytest.MonkeyPatch, gap_s: float = 0.0
) -> list[Observation]:
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_test", credential)
    asking = dialer(folder, scope(wait_s=2.0))
    return asyncio.run(read(asking, switch(port, "snmp"), gap_s=gap_s))


def names(found: list[Observation]) -> tuple[str, list[str]]:
    (who,) = [payload_of(o, Identity) for o in found if o.attribute == "identity"]
    ports = [payload_of(o, Interface) for o in found if o.attribute == "interface"]
    return who.name, sorted(port.name for port in ports)


@pytest.mark.parametrize(("user", "auth", "priv"), USERS, ids=[user[0] for user in USERS])
def test_every_kind_of_key_reads_what_the_community_reads(
    agent: tuple[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    user: str, auth: str, priv: str,
) -> None:  # fmt: skip
    port, log = agent
    if f"{priv} is not" in log.read_text() or "Invalid privacy protocol" in log.read_text():
        pytest.skip("this snmpd was built without long AES keys")
    (tmp_path / "v2").mkdir()
    by_v2 = names(ask(tmp_path / "v2", port, "community=public", monkeypatch))
    secret = f"user={user};auth={auth.replace('-', '')}:{AUTH};priv={priv.replace('-', '')}:{PRIV}"
    found = ask(tmp_path, port, secret, monkeypatch)
    assert {o.status for o in found} == {Status.OK}
    assert names(found) == by_v2
    assert by_v2[0] == "SW-D"
    assert "lo" in by_v2[1]
    assert AUTH not in repr(found)


def test_a_wrong_key_is_refused_by_it_too(
    agent: tuple[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = f"user=u256;auth=SHA256:another-phrase;priv=AES:{PRIV}"
    found = ask(tmp_path, agent[0], secret, monkeypatch)
    assert {o.status for o in found} == {Status.AUTH_FAILED}
    (login,) = [payload_of(o, Login) for o in found if o.attribute == "login"]
    assert not login.ok


def test_its_clock_moves_and_the_counters_are_looked_at_twice(
    agent: tuple[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ask(tmp_path, agent[0], "community=public", monkeypatch, gap_s=1.2)
    tables = [payload_of(o, TableRead) for o in found if o.attribute == "table"]
    (load,) = [t for t in tables if t.table == "load"]
    physical = [o for o in found if o.attribute == "load"]
    assert load.rows == len(physical)
    assert "stands still" not in load.why
