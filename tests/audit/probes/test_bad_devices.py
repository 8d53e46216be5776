"""Every probe against devices that misbehave: each ends by itself, the run goes on to the healthy
device, the evidence says what happened, and no defect of ours comes to light.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from audit.net.exchanges import Exchange
from audit.net.run import Run, RunReport
from audit.net.target import DeviceClass, Probe, Target
from audit.probes import ALL
from audit.records import Observation, Status
from tests.audit.net.servers import (
    Behaviour,
    Server,
    answer,
    drip,
    flood,
    hang_up,
    read_to_end,
    serving,
)
from tests.audit.probes.asking import dialer_in

APART = ("tcp", "ssh", "snmp", "http")
"""The first asks nothing once it is connected; two have their own bad devices, and one of
the bad devices is a web server.
"""
OVER_TCP = tuple(p for p in ALL if p.transport == "tcp" and p.name not in APART)
OVER_UDP = tuple(p for p in ALL if p.transport == "udp" and p.name not in APART)
MOST_S = 60
"""A run that is not over by then hangs; it should take about two read timeouts."""
GOOD_MODBUS = bytes.fromhex("0001 0000 0012 01 2b0e0101 00 00 01 00 08") + b"Pumpwrks"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run learned of each probe's device."""

    report: RunReport
    found: dict[str, list[Observation]]

    def statuses(self, name: str) -> set[Status]:
        return {observation.status for observation in self.found[name]}


def reset_after_one_byte(connection: socket.socket, _: Server) -> None:
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def of_other_protocol(text: bytes) -> Behaviour:
    def behave(connection: socket.socket, _: Server) -> None:
        connection.recv(65536)
        connection.sendall(text)

    return behave


def talks_first(text: bytes) -> Behaviour:
    def behave(connection: socket.socket, _: Server) -> None:
        connection.sendall(text)

    return behave


FAULTS: dict[str, tuple[Behaviour, set[Status]]] = {
    "tarpit": (read_to_end, {Status.TIMEOUT}),
    "one byte at a time": (drip(b"\x03\x00\x00\x16" * 20, 0.2),
                           {Status.TIMEOUT, Status.PROTOCOL_ERROR}),
    "reset after the first byte": (reset_after_one_byte, {Status.CLOSED}),
    "hangs up": (hang_up, {Status.CLOSED}),
    "zeros without end": (flood(1), {Status.PROTOCOL_ERROR, Status.TIMEOUT, Status.CLOSED}),
    "bytes without end": (flood(1, b"\xff" * 65536),
                          {Status.PROTOCOL_ERROR, Status.TIMEOUT, Status.CLOSED}),
    "a web server": (of_other_protocol(b"HTTP/1.0 400 Bad Request\r\nServer: x\r\n\r\nno"),
                     {Status.PROTOCOL_ERROR, Status.TIMEOUT, Status.CLOSED}),
    "an SSH server": (talks_first(b"SSH-2.0-OpenSSH_9.2\r\n"),
                      {Status.PROTOCOL_ERROR, Status.TIMEOUT, Status.CLOSED}),
}  # fmt: skip


def run_over(
    folder: Path, devices: Sequence[tuple[Probe, str, int]], *, wait_s: float = 0.6
) -> Ran:
    """Ask each device by its probe in one run, and after them all a healthy Modbus device."""
    found: dict[str, list[Observation]] = {}
    run = Run(
        dialer_in(folder, wait_s),
        lambda exchange, learned: found.setdefault(exchange.target.key, []).extend(learned),
        stop_after_timeouts=1000,
    )
    modbus = next(probe for probe in ALL if probe.name == "modbus")

    async def all_of_it() -> None:
        async with asyncio.timeout(MOST_S):
            await run.all([exchange(probe, address, port) for probe, address, port in devices])
            with serving(answer(GOOD_MODBUS), "127.71.0.250") as healthy:
                await run.all([exchange(modbus, healthy.address, healthy.port, "healthy")])

    asyncio.run(all_of_it())
    return Ran(run.report, found)


def exchange(probe: Probe, address: str, port: int, key: str = "") -> Exchange:
    kind = DeviceClass.SERVER
    target = Target(key or probe.name, address, "", "L1", kind, ports={probe.name: port})
    return Exchange(target, probe)


def assert_the_run_went_on(ran: Ran, names: Sequence[str]) -> None:
    assert not ran.report.stopped
    assert Status.OK in ran.statuses("healthy")
    assert set(ran.found) == {*names, "healthy"}
    bugs = [o for learned in ran.found.values() for o in learned if o.status is Status.BUG]
    assert [(o.subject.key, o.value) for o in bugs] == []


def whys(learned: Sequence[Observation]) -> list[str]:
    """What the observations give as the reason."""
    values = [o.value for o in learned if isinstance(o.value, dict)]
    return [str(value.get("why") or value.get("detail") or "") for value in values]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_tcp_device_costs_its_time_and_no_more(tmp_path: Path, fault: str) -> None:
    behave, expected = FAULTS[fault]
    with ExitStack() as stack:
        servers = [
            stack.enter_context(serving(behave, f"127.71.0.{number}"))
            for number, _ in enumerate(OVER_TCP, 30)
        ]
        devices = [(p, s.address, s.port) for p, s in zip(OVER_TCP, servers, strict=True)]
        ran = run_over(tmp_path, devices)
        assert_the_run_went_on(ran, [probe.name for probe in OVER_TCP])
        for probe, server in zip(OVER_TCP, servers, strict=True):
            assert ran.statuses(probe.name) <= expected, probe.name
            assert any(whys(ran.found[probe.name])), probe.name
            assert server.most_open == 1, probe.name


Reply = Callable[[bytes], Sequence[bytes]]
DATAGRAMS: dict[str, Reply] = {
    "silence": lambda _: [],
    "the question back": lambda question: [question],
    "nothing in it": lambda _: [b""],
    "another protocol": lambda _: [b"HTTP/1.0 400 Bad Request\r\n\r\n"],
    "the largest datagram": lambda _: [b"\xff" * 65507],
    "zeros": lambda _: [bytes(1400)],
    "a hundred of them": lambda _: [b"\x81\x0a\x00\x08\x01\x00\x10\x00"] * 100,
}


@contextmanager
def answering(address: str, reply: Reply) -> Generator[int]:
    """Answer datagrams for the time of the `with`; yields the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        device.bind((address, 0))
        device.settimeout(0.1)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    question, who = device.recvfrom(65536)
                    for datagram in reply(question):
                        device.sendto(datagram, who)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(device.getsockname()[1])
        ended.set()
        thread.join()


@pytest.mark.parametrize("fault", DATAGRAMS)
def test_a_bad_udp_device_costs_its_time_and_no_more(tmp_path: Path, fault: str) -> None:
    with ExitStack() as stack:
        devices = [
            (probe, address, stack.enter_context(answering(address, DATAGRAMS[fault])))
            for probe, address in ((p, f"127.71.0.{n}") for n, p in enumerate(OVER_UDP, 60))
        ]
        ran = run_over(tmp_path, devices)
    assert_the_run_went_on(ran, [probe.name for probe in OVER_UDP])
    # EtherNet/IP is asked by TCP too when the datagram meets silence; nobody listens there.
    expected = {Status.TIMEOUT, Status.PROTOCOL_ERROR, Status.REFUSED}
    for probe in OVER_UDP:
        # A collector answers no datagram: whatever comes is no fault of it.
        allowed = expected | {Status.OK} if probe.name == "syslog" else expected
        assert ran.statuses(probe.name) <= allowed, probe.name
        assert any(whys(ran.found[probe.name])), probe.name


ANSWERS: dict[str, bytes] = {
    "modbus": GOOD_MODBUS,
    "s7": bytes.fromhex("03000016 11d00001000100 c0010a c1020100 c2020102"),
    "opcua": b"ACKF" + struct.pack("<IIIIII", 28, 0, 65536, 65536, 0, 0),
    "iec104": bytes.fromhex("680483000000"),
    "slmp": bytes.fromhex("d000 00ff ff03 00 1400 0000") + b"Q03UDVCPU       " + b"\x66\x03",
    "dnp3": bytes.fromhex("0564050b0100000422cf"),
}
"""The beginning of a right answer of each; whether it is right to the end does not count here."""


def cut_off(whole: bytes) -> Behaviour:
    """Each connection gets one octet more than the one before it, then FIN."""
    lengths = iter(range(len(whole)))

    def behave(connection: socket.socket, _: Server) -> None:
        connection.recv(65536)
        connection.sendall(whole[: next(lengths, len(whole) - 1)])
        connection.shutdown(socket.SHUT_WR)

    return behave


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_cut_off_at_any_octet_is_no_answer(tmp_path: Path, name: str) -> None:
    probe = next(probe for probe in ALL if probe.name == name)
    whole = ANSWERS[name]
    learned: list[Observation] = []
    with serving(cut_off(whole)) as server:
        to = exchange(probe, server.address, server.port)
        run = Run(dialer_in(tmp_path, 2), lambda _, new: learned.extend(new))

        async def every_length() -> None:
            async with asyncio.timeout(MOST_S):
                while server.accepted < len(whole):
                    await run.all([to])

        asyncio.run(every_length())
    assert {o.status for o in learned} <= {Status.CLOSED, Status.PROTOCOL_ERROR}
    assert not [o for o in learned if o.attribute in ("identity", "service")]


LIARS: dict[str, tuple[str, bytes]] = {
    "another transaction": ("modbus", bytes.fromhex("7777 0000 0003 01 ab01")),
    "another unit": ("modbus", bytes.fromhex("0001 0000 0003 63 ab01")),
    "another function": ("modbus", bytes.fromhex("0001 0000 0005 01 03020001")),
    "a length that is too long": ("modbus", bytes.fromhex("0001 0000 ffff 01 ab01")),
    "another protocol number": ("modbus", bytes.fromhex("0001 1234 0003 01 ab01")),
    "a chunk of 4 GB": ("opcua", b"ACKF" + struct.pack("<I", 0xFFFFFFF0) + bytes(20)),
    "an error with 1 GB of reason": (
        "opcua", b"ERRF" + struct.pack("<IIi", 16, 0x80820000, 1 << 30)
    ),
    "a packet of 64 kB": ("s7", b"\x03\x00\xff\xff" + b"\x11\xd0" + bytes(16)),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIARS)
def test_a_device_that_lies_is_not_believed(tmp_path: Path, lie: str) -> None:
    name, reply = LIARS[lie]
    probe = next(probe for probe in ALL if probe.name == name)
    with serving(of_other_protocol(reply)) as server:
        ran = run_over(tmp_path, [(probe, server.address, server.port)])
    assert_the_run_went_on(ran, [name])
    assert ran.statuses(name) <= {Status.PROTOCOL_ERROR, Status.TIMEOUT}
    assert any(whys(ran.found[name]))


BANNERS: dict[str, Behaviour] = {
    "says nothing": read_to_end,
    "banner lines without end": flood(2, b"welcome to the switch\r\n" * 1000),
    "one line without end": flood(2, b"A" * 65536),
    "a banner at one octet a time": drip(b"SSH-2.0-slow" + b"x" * 200, 0.2),
    "a greeting and no keys": talks_first(b"SSH-2.0-x\r\n"),
    "a web server": talks_first(b"HTTP/1.0 400 Bad Request\r\n\r\n"),
    "reset at once": reset_after_one_byte,
}


@pytest.mark.parametrize("fault", BANNERS)
def test_a_bad_ssh_server_costs_its_time_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_TEST", "user=audit;password=audit")
    ssh = next(probe for probe in ALL if probe.name == "ssh")
    with serving(BANNERS[fault], "127.71.0.80") as server:
        at = Exchange(
            Target(
                "ssh", server.address, "", "L1", DeviceClass.INFRA, ports={"ssh": server.port},
                credential="test", platform="cisco_ios",
            ), ssh,
        )  # fmt: skip
        learned: list[Observation] = []
        run = Run(dialer_in(tmp_path, 1.0), lambda _, new: learned.extend(new))

        async def ask() -> None:
            async with asyncio.timeout(MOST_S):
                await run.all([at])

        asyncio.run(ask())
        server.wait_for_endings()
    assert server.accepted == 1
    assert learned
    expected = {Status.TIMEOUT, Status.PROTOCOL_ERROR, Status.CLOSED}
    told = {o.attribute: o.status for o in learned}
    assert told["login"] in expected
    assert told["table"] in expected
    assert Status.BUG not in told.values()
