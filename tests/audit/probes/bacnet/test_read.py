"""BACnet identification: against bacpypes3, and devices by hand."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit.net.dialer import AttemptError
from audit.net.ledger import read_ledger
from audit.payloads import TableState
from audit.probes.bacnet import PROBE, wire
from audit.probes.bacnet.read import read
from audit.probes.bacnet.wire import Property
from audit.records import Status
from tests.audit.probes.asking import asked, identity_in, service_in, table_in
from tests.audit.probes.bacnet.test_wire import I_AM, framed
from tests.audit.probes.datagrams import Answers, station

TOLD = {
    Property.OBJECT_NAME: "AHU-3",
    Property.VENDOR_NAME: "Siemens",
    Property.MODEL_NAME: "PXC4.E16",
    Property.FIRMWARE_REVISION: "FW=01.15.36",
}
DEVICE = """
import asyncio, sys
from bacpypes3.argparse import SimpleArgumentParser
from bacpypes3.app import Application
async def main():
    Application.from_args(SimpleArgumentParser().parse_args())
    print("up", flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


def device(instance: int = 3, *, i_am: bool = True, wildcard: bool = True) -> Answers:
    def answers(request: bytes) -> list[bytes]:
        if request == wire.who_is():
            return [I_AM] if i_am else []
        invoke_id, wanted = request[8], request[-1]
        object_id = int.from_bytes(request[11:15], "big") & 0x3FFFFF
        if object_id != instance and not (wildcard and object_id == wire.ANY_INSTANCE):
            return [framed(f"50{invoke_id:02x}0c9101911f")]
        head = f"30{invoke_id:02x}0c0c{8 << 22 | instance:08x}19{wanted:02x}3e"
        if wanted == Property.OBJECT_IDENTIFIER:
            return [framed(head + f"c4{8 << 22 | instance:08x}3f")]
        text = TOLD[Property(wanted)].encode()
        return [framed(head + f"75{len(text) + 1:02x}00" + text.hex() + "3f")]

    return answers


@contextmanager
def bacpypes_device(address: str) -> Generator[None]:
    pytest.importorskip("bacpypes3", reason="bacpypes3 is not installed")
    words = ("--address", f"{address}/24:47808", "--name", "Press", "--instance", "1234")
    command = [sys.executable, "-c", DEVICE, *words]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert server.stdout
        assert server.stdout.readline() == b"up\n"
        time.sleep(0.2)
        yield
    finally:
        server.kill()
        server.wait()
        assert server.stdout
        server.stdout.close()


def test_bacpypes_is_identified_with_the_instance_of_its_i_am(tmp_path: Path) -> None:
    address = "127.71.0.47"
    with bacpypes_device(address):
        found = asked(tmp_path, read, "bacnet", 47808, address=address)
    assert "1234" in service_in(found).detail
    assert identity_in(found).description == "Press"
    assert table_in(found).state is TableState.COMPLETE
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets <= PROBE.packets


def test_a_device_says_vendor_model_firmware_and_name(tmp_path: Path) -> None:
    with station(device()) as there:
        found = asked(tmp_path, read, "bacnet", there.port)
    identity = identity_in(found)
    assert (identity.vendor, identity.model, identity.firmware, identity.description) == (
        "Siemens", "PXC4.E16", "FW=01.15.36", "AHU-3",
    )  # fmt: skip
    assert len(there.received) == 5


def test_a_device_that_sends_its_i_am_to_all_is_asked_for_its_instance(tmp_path: Path) -> None:
    with station(device(7, i_am=False)) as there:
        found = asked(tmp_path, read, "bacnet", there.port, wait_s=1.0)
    assert service_in(found).detail == "device instance 7"
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets == len(there.received) == PROBE.packets


def test_a_device_that_knows_no_wildcard_is_there_and_says_why(tmp_path: Path) -> None:
    with station(device(7, i_am=False, wildcard=False)) as there:
        found = asked(tmp_path, read, "bacnet", there.port, wait_s=1.0)
    assert table_in(found).state is TableState.ABSENT
    assert "code 31" in table_in(found).why
    assert len(there.received) == 2


def test_what_was_read_is_kept_when_the_device_falls_silent(tmp_path: Path) -> None:
    def tired(request: bytes) -> list[bytes]:
        silent = request[-1] == Property.MODEL_NAME and request != wire.who_is()
        return [] if silent else list(device()(request))

    with station(tired) as there:
        found = asked(tmp_path, read, "bacnet", there.port, wait_s=1.0)
    assert identity_in(found).vendor == "Siemens"
    assert table_in(found).state is TableState.PARTIAL
    assert "model name" in table_in(found).why
    assert there.received[-1][-1] == Property.MODEL_NAME


def test_silence_is_a_timeout_after_two_datagrams(tmp_path: Path) -> None:
    with station(lambda _: []) as there, pytest.raises(AttemptError) as error:
        asked(tmp_path, read, "bacnet", there.port, wait_s=0.5)
    assert error.value.status is Status.TIMEOUT
    assert len(there.received) == 2
