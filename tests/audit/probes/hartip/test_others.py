"""Our HART-IP against somebody else's: the package `hartip-py` makes the same requests, and its
client reads the same of our device of a test as we do. It runs in an environment of its own.
"""

from __future__ import annotations

import json
import subprocess

import pytest

from audit.wire import hartip as wire
from audit.wire.hartip import Identity
from tests.audit.net.servers import serving
from tests.audit.probes.datagrams import station
from tests.audit.probes.hartip.test_hartip import COMMAND_0, SENT, by_tcp, device
from tests.testbed.peers import INSTALLED

PYTHON = INSTALLED / "venv" / "bin" / "python"
ENCODED = """
from hartip.protocol import build_request, build_session_close, build_session_init
for message in (
    build_session_init(1, master_type=1, inactivity_timer=10000),
    build_request(2, 0x02, bytes([0x80]), 0),
    build_session_close(3),
):
    print(message.hex())
"""
ASKED = """
import json, sys
from hartip import HARTIPClient, parse_cmd0
with HARTIPClient(sys.argv[1], int(sys.argv[2]), protocol=sys.argv[3]) as client:
    told = parse_cmd0(client.read_unique_id().payload)
print(json.dumps([told.manufacturer_id_16bit, told.expanded_device_type, told.hart_revision,
                  told.device_revision, told.software_revision, told.device_id]))
"""


def by_hartip_py(code: str, *words: str) -> str:
    if not PYTHON.exists():
        pytest.skip("the peers are not installed (.ci/peers)")
    if subprocess.run([PYTHON, "-c", "import hartip"], capture_output=True, check=False).returncode:
        pytest.skip("hartip-py is not among the peers (.ci/peers)")
    done = subprocess.run(
        [PYTHON, "-c", code, *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_somebody_else_makes_the_same_requests() -> None:
    theirs = [bytes.fromhex(line) for line in by_hartip_py(ENCODED).split()]
    ours = [wire.session_initiate(), wire.read_unique_identifier(), wire.session_close()]
    assert theirs == ours == SENT


def read_by_both(address: str, port: int, transport: str) -> None:
    told = json.loads(by_hartip_py(ASKED, address, str(port), transport))
    maker, kind, hart, device_revision, software, number = told
    theirs = Identity(maker, kind, hart, device_revision, software, f"{number:06x}")
    assert theirs == wire.identity(COMMAND_0)


def test_somebody_elses_client_reads_the_same_of_our_device() -> None:
    with serving(by_tcp) as server:
        read_by_both(server.address, server.port, "tcp")
    with station(device) as seen:
        read_by_both(seen.address, seen.port, "udp")
