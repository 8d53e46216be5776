"""The stand-in plant: ready before the `with` begins, gone when it ends, whoever ends it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inventories.stand_ins.plant import HOME, StandInError, start

pytestmark = pytest.mark.usefixtures("sample_ports")

IDENTITY = '{ VendorName = "ifm electronic", ProductCode = "VSE150", MajorMinorRevision = "1.4" }'
WAIT_S = 20


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def plant_of(folder: Path, *ports: int, extra: str = "") -> Path:
    devices = [
        f'[[device]]\nname = "VIB-{port}"\nkind = "modbus"\naddress = "127.0.0.1"\n'
        f"port = {port}\nidentity = {IDENTITY}\n{extra}"
        for port in ports
    ]
    path = folder / "devices.toml"
    path.write_text("\n".join(devices), encoding="utf-8")
    return path


def is_open(port: int) -> bool:
    with socket.socket() as question:
        return question.connect_ex(("127.0.0.1", port)) == 0


def until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_every_device_answers_inside_and_none_after(tmp_path: Path) -> None:
    ports = free_port(), free_port()

    with start(plant_of(tmp_path, *ports), tmp_path) as plant:
        assert [is_open(port) for port in ports] == [True, True]
        assert plant.device(f"VIB-{ports[1]}").port == ports[1]
        with pytest.raises(StandInError, match="no stand-in nobody"):
            plant.device("nobody")

    assert [is_open(port) for port in ports] == [False, False]


def test_an_error_inside_ends_the_devices_too(tmp_path: Path) -> None:
    port = free_port()

    def fail() -> None:
        with start(plant_of(tmp_path, port), tmp_path):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert not is_open(port)


def test_an_agent_on_udp_is_ready_too(tmp_path: Path) -> None:
    port = free_port(socket.SOCK_DGRAM)
    (tmp_path / "sw.snmprec").write_text("1.3.6.1.2.1.1.5.0|4|SW-1\n", encoding="utf-8")
    path = tmp_path / "devices.toml"
    path.write_text(
        f'[[device]]\nname = "SW-1"\nkind = "snmp"\naddress = "127.0.0.1"\nport = {port}\n'
        'data = "sw.snmprec"\ncommunity = "only-here"\n',
        encoding="utf-8",
    )

    with start(path, tmp_path), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(WAIT_S)
        client.connect(("127.0.0.1", port))
        client.send(_get_sys_name(b"only-here"))
        assert b"SW-1" in client.recv(1500)


def _get_sys_name(community: bytes) -> bytes:
    """SNMPv2c GET of sysName.0 (RFC 3416), by hand."""

    def tlv(tag: int, content: bytes) -> bytes:
        return bytes((tag, len(content))) + content

    name = tlv(0x30, tlv(0x06, bytes((0x2B, 6, 1, 2, 1, 1, 5, 0))) + tlv(0x05, b""))
    zero = tlv(0x02, b"\0")
    pdu = tlv(0xA0, tlv(0x02, b"\x07") + zero + zero + tlv(0x30, name))
    return tlv(0x30, tlv(0x02, b"\x01") + tlv(0x04, community) + pdu)


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with (
            pytest.raises(StandInError, match=f"VIB-{port} cannot use 127.0.0.1:{port}"),
            start(plant_of(tmp_path, port), tmp_path),
        ):
            pytest.fail("started beside another program on its port")


def test_a_device_that_ends_at_once_gives_its_last_words(tmp_path: Path) -> None:
    port = free_port()

    with (
        pytest.raises(
            StandInError, match=r"ended at once: (?s:.*)unrecognized arguments: --colour"
        ),
        start(plant_of(tmp_path, port, extra='colour = "red"\n'), tmp_path),
    ):
        pytest.fail("started with an argument that nobody knows")


def test_secrets_are_not_in_the_list_of_processes(tmp_path: Path) -> None:
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("this system does not show arguments as files")
    port = free_port()

    with start(plant_of(tmp_path, port, extra='password = "not-to-be-seen"\n'), tmp_path):
        shown = [_command_line(path) for path in Path("/proc").glob("[0-9]*/cmdline")]

    own = [line for line in shown if str(port) in line and "stand_ins" in line]
    assert own
    assert "not-to-be-seen" not in "".join(own)


def _command_line(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


_PARENT = """
import sys
from pathlib import Path
from inventories.stand_ins.plant import start
with start(Path(sys.argv[1]), Path(".")):
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_no_device_outlives_whoever_started_it(tmp_path: Path, end: str) -> None:
    number = getattr(signal, end, None)
    if number is None or (sys.platform == "win32" and end == "SIGINT"):
        pytest.skip(f"this system has no {end} for others")
    port = free_port()
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(plant_of(tmp_path, port))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(HOME)},
        cwd=tmp_path,
    )
    with parent:
        assert parent.stdout
        assert parent.stdout.readline().strip() == b"ready"
        assert is_open(port)
        parent.send_signal(number)

    assert until(lambda: not is_open(port))


def test_a_folder_of_the_same_name_where_the_user_stands_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("inventories", "json"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('the wrong one')\n")
    monkeypatch.chdir(tmp_path)
    port = free_port()

    with start(plant_of(tmp_path, port), tmp_path):
        assert is_open(port)
