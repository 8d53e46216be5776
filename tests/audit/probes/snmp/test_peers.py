"""The probe against agents that other people wrote: pysnmp's responder as our stand-in, snmpsim."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit.payloads import FdbEntry, Identity, Interface, Login, TableRead, Vlan, payload_of
from audit.probes.snmp.read import read
from audit.records import Observation, Status
from tests.audit.probes.dialing import dialer, scope, switch

ROOT = Path(__file__).resolve().parents[4]
CISCO = """\
1.3.6.1.2.1.1.1.0|4|Cisco IOS Software, C3560 Software (X), Version 12.2(55)SE5, RELEASE
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.564
1.3.6.1.2.1.1.3.0|67|123400
1.3.6.1.2.1.1.5.0|4|SW-7
1.3.6.1.2.1.2.2.1.2.10101|4|FastEthernet0/1
1.3.6.1.2.1.2.2.1.2.10102|4|FastEthernet0/2
1.3.6.1.2.1.2.2.1.8.10101|2|1
1.3.6.1.2.1.2.2.1.8.10102|2|2
1.3.6.1.2.1.17.1.1.0|4x|001d45300101
1.3.6.1.2.1.31.1.1.1.1.10101|4|Fa0/1
1.3.6.1.2.1.31.1.1.1.1.10102|4|Fa0/2
1.3.6.1.4.1.9.9.46.1.3.1.1.2.1.1|2|1
1.3.6.1.4.1.9.9.46.1.3.1.1.2.1.100|2|1
1.3.6.1.4.1.9.9.46.1.3.1.1.4.1.100|4|cell
"""
CONTEXT = """\
1.3.6.1.2.1.17.1.4.1.2.1|2|10101
1.3.6.1.2.1.17.4.3.1.2.0.27.27.48.4.17|2|1
1.3.6.1.2.1.17.4.3.1.3.0.27.27.48.4.17|2|3
"""
USER = "user=auditor;auth=SHA256:phrase-of-auth;priv=AES:phrase-of-priv"


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, log: Path) -> Generator[None, None, None]:
    """Run a server until the block ends; it is ready when the port is taken."""
    with log.open("wb") as out:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=out, stderr=out, cwd=ROOT, env=os.environ.copy()
        )
        try:
            _wait(child, port, log)
            yield
        finally:
            child.terminate()
            child.wait(10)


def _wait(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        assert child.poll() is None, log.read_text()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recording")
    (folder / "public.snmprec").write_text(CISCO)
    (folder / "public@100.snmprec").write_text(CONTEXT)
    return folder / "public.snmprec"


@pytest.fixture(scope="module")
def stand_in(recording: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port, log = free_port(), tmp_path_factory.mktemp("log") / "stand-in.log"
    command = [sys.executable, "-m", "inventories.stand_ins.snmp", "--address", "127.0.0.1"]
    secrets = ["--community", "public"]
    for part in USER.split(";"):
        name, _, value = part.partition("=")
        secrets += [f"--{name}", value]
    with running([*command, "--port", str(port), "--data", str(recording), *secrets], port, log):
        yield port


@pytest.fixture(scope="module")
def snmpsim(recording: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder, port = tmp_path_factory.mktemp("snmpsim"), free_port()
    command = [
        str(Path(sys.executable).with_name("snmpsim-command-responder")),
        f"--data-dir={recording.parent}",
        f"--cache-dir={folder}",
        f"--agent-udpv4-endpoint=127.0.0.1:{port}",
    ]
    if os.getuid() == 0:
        command += ["--process-user=root", "--process-group=root"]
    with running(command, port, folder / "snmpsim.log"):
        yield port


def ask(
    folder: Path, port: int, credential: str, monkeypatch: pytest.MonkeyPatch
) -> list[Observation]:
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_test", credential)
    rules = scope(wait_s=1.5)
    own = Path(tempfile.mkdtemp(dir=folder))
    return asyncio.run(read(dialer(own, rules), switch(port, "snmp")))


def told(found: list[Observation]) -> dict[str, list[object]]:
    """Values by attribute, without what differs between two agents."""
    kinds = {"identity": Identity, "interface": Interface, "vlan": Vlan, "fdb": FdbEntry}
    return {
        name: [payload_of(o, kind) for o in found if o.attribute == name]
        for name, kind in kinds.items()
    }


def test_the_stand_in_is_read_with_each_vlans_own_mac_table(
    stand_in: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ask(tmp_path, stand_in, "community=public", monkeypatch)
    seen = told(found)
    assert seen["vlan"] == [Vlan(1), Vlan(100, "cell")]
    assert seen["fdb"] == [FdbEntry("00:1b:1b:30:04:11", "Fa0/1", 100, "learned")]
    assert {o.status for o in found} == {Status.OK}
    tables = [payload_of(o, TableRead) for o in found if o.attribute == "table"]
    (fdb,) = [t for t in tables if t.table == "fdb"]
    assert (fdb.state, fdb.why) == ("partial", "VLAN 1: no answer")


def test_version_3_reads_the_same_through_contexts(
    stand_in: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_v2 = told(ask(tmp_path, stand_in, "community=public", monkeypatch))
    by_v3 = told(ask(tmp_path, stand_in, USER, monkeypatch))
    assert by_v3 == by_v2
    assert by_v3["fdb"]


@pytest.mark.parametrize(
    "credential",
    [
        USER.replace("of-auth", "wrong"),
        USER.replace("of-priv", "wrong"),
        USER.replace("auditor", "nobody"),
        "user=auditor;auth=SHA256:phrase-of-auth",
    ],
    ids=["wrong auth", "wrong priv", "unknown user", "too low a level"],
)
def test_a_refused_version_3_user_is_auth_failed_and_never_a_timeout(
    stand_in: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, credential: str
) -> None:
    found = ask(tmp_path, stand_in, credential, monkeypatch)
    assert {o.status for o in found} == {Status.AUTH_FAILED}
    (login,) = [payload_of(o, Login) for o in found if o.attribute == "login"]
    assert login.ok is False
    assert "phrase" not in repr(found)


def test_snmpsim_and_the_stand_in_are_read_alike(
    snmpsim: int, stand_in: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ask(tmp_path, snmpsim, "community=public", monkeypatch)
    own = ask(tmp_path, stand_in, "community=public", monkeypatch)
    assert told(other) == told(own)
    states = {t.table: t.state for o in other if o.attribute == "table"
              for t in [payload_of(o, TableRead)]}  # fmt: skip
    assert states["interfaces"] == "complete"


def test_the_stand_in_ends_when_its_standard_input_closes(recording: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "inventories.stand_ins.snmp", "--address", "127.0.0.1"]
    child = subprocess.Popen(
        [*command, "--port", str(port), "--data", str(recording), "--community", "public"],
        stdin=subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        _wait(child, port, tmp_path / "none")
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(20) == 0
    finally:
        child.kill()
