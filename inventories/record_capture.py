"""Record the sample plant's packet capture: `python -m inventories.record_capture FILE`, as root.

A developer runs it when the sample changes; the demo only reads the file. A switch (a Linux bridge)
and one network namespace a device are made, the stand-in controller answers in its own, a panel
polls it with pymodbus, a label computer asks a printer for a page, and a mirror port (an AF_PACKET
socket on the bridge) writes what passes. Everything made is removed at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

SECONDS = 8
READS_PER_SECOND = 5
SNAPSHOT = 65535
ETHERNET = 1
ETH_P_ALL = 3
SO_TIMESTAMPNS = 35
"""The kernel's own time of a frame keeps the order between ports (include/uapi/asm-generic)."""
BRIDGE = "prmirror"


@dataclass(frozen=True, slots=True)
class Host:
    """A device of the line with a network namespace of its own."""

    name: str
    mac: str
    ip: str

    @property
    def space(self) -> str:
        """The namespace's name."""
        return "pr-" + re.sub(r"[^a-z0-9]", "", self.name.lower())

    @property
    def cable(self) -> str:
        """The switch's end of its cable; at most 15 letters."""
        return self.space[:15]


PLC = Host("PLC-L1-1", "00:80:f4:1a:02:11", "10.30.1.11")
HMI = Host("HMI-L1-1", "00:80:f4:1a:02:31", "10.30.1.31")
LABEL_PC = Host("LABEL-PC1", "00:14:22:9c:00:78", "10.30.1.78")
PRINTER = Host("PRN-OFF-1", "00:1e:0b:77:00:01", "10.30.1.171")
HOSTS = (PLC, HMI, LABEL_PC, PRINTER)
IDENTITY = '{"VendorName": "Schneider Electric", "ProductCode": "BMEP582040"}'
POLL = """
import sys, time
from pymodbus.client import ModbusTcpClient
panel = ModbusTcpClient(sys.argv[1], port=502, timeout=2, retries=0)
assert panel.connect()
for _ in range(int(sys.argv[2])):
    answer = panel.read_holding_registers(0, count=10, device_id=1)
    assert not answer.isError(), answer
    time.sleep(float(sys.argv[3]))
panel.close()
"""
ASK_FOR_PAGE = """
import sys, urllib.request
print(urllib.request.urlopen(f"http://{sys.argv[1]}/", timeout=5).status)
"""


def main() -> None:
    """Make the line, let it talk, write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--at", type=datetime.fromisoformat, metavar="TIME",
        help="let the recording begin at this time: the sample has a calendar of its own",
    )  # fmt: skip
    given = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("network namespaces need root")
    with line(), ExitStack() as stack:
        frames = stack.enter_context(mirrored())
        stack.enter_context(serving())
        talk()
    shift = given.at.timestamp() - frames[0][0] if given.at else 0.0
    write(given.file, [(moment + shift, frame) for moment, frame in frames])
    print(f"{given.file}: {len(frames)} packets, {given.file.stat().st_size} bytes")


@contextmanager
def line() -> Generator[None]:
    """Make the switch and its devices; remove them whatever happens."""
    try:
        ip("link", "add", BRIDGE, "type", "bridge", "stp_state", "0", "forward_delay", "0")
        ip("link", "set", "dev", BRIDGE, "addrgenmode", "none", "up")
        for host in HOSTS:
            connect(host)
        yield
    finally:
        for host in HOSTS:
            ip("netns", "delete", host.space, may_fail=True)
        ip("link", "delete", BRIDGE, may_fail=True)


def connect(host: Host) -> None:
    """Give a device its namespace, its cable, its MAC and IP address."""
    ip("netns", "add", host.space)
    ip("link", "add", host.cable, "type", "veth", "peer", "name", "eth0", "netns", host.space)
    ip("link", "set", "dev", host.cable, "master", BRIDGE, "addrgenmode", "none", "up")
    inside = ("-n", host.space)
    ip(*inside, "link", "set", "dev", "lo", "up")
    ip(*inside, "link", "set", "dev", "eth0", "address", host.mac, "addrgenmode", "none", "up")
    ip(*inside, "address", "add", f"{host.ip}/24", "dev", "eth0")


def ip(*words: str, may_fail: bool = False) -> None:
    """Run iproute2's `ip`."""
    subprocess.run(["ip", *words], check=not may_fail, capture_output=may_fail)  # noqa: S603, S607 - fixed words


def inside(host: Host, *words: str) -> list[str]:
    """Return a Python command that runs as this device."""
    return ["ip", "netns", "exec", host.space, sys.executable, *words]


@contextmanager
def serving() -> Generator[None]:
    """Run the controller and the printer, and wait until both listen."""
    module = ("-m", "inventories.stand_ins.modbus", "--address", PLC.ip, "--port", "502")
    with tempfile.TemporaryDirectory() as page:
        Path(page, "index.html").write_text("<h1>LaserJet M608: ready</h1>\n", encoding="utf-8")
        web = ("-m", "http.server", "80", "--bind", PRINTER.ip, "--directory", page)
        commands = (inside(PLC, *module, "--identity", IDENTITY), inside(PRINTER, *web))
        children = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - fixed words
            for command in commands
        ]
        try:
            for host, port in ((PLC, 502), (PRINTER, 80)):
                wait_until_listening(host, port)
            yield
        finally:
            for child in children:
                child.terminate()
                child.wait()


def wait_until_listening(host: Host, port: int) -> None:
    """Look at the namespace's own table of sockets: asking the port would be in the capture."""
    deadline = time.monotonic() + 30
    words = ["ip", "netns", "exec", host.space, "cat", "/proc/net/tcp"]
    while time.monotonic() < deadline:
        table = subprocess.run(words, check=True, capture_output=True, text=True).stdout  # noqa: S603 - fixed words
        if re.search(rf":{port:04X} 00000000:0000 0A", table):
            return
        time.sleep(0.1)
    sys.exit(f"{host.name} does not listen on port {port}")


def talk() -> None:
    """The panel polls for some seconds; meanwhile the label computer asks the printer."""
    rounds, pause = str(SECONDS * READS_PER_SECOND), str(1 / READS_PER_SECOND)
    with subprocess.Popen(inside(HMI, "-c", POLL, PLC.ip, rounds, pause)) as panel:  # noqa: S603 - fixed words
        time.sleep(SECONDS / 2)
        subprocess.run(inside(LABEL_PC, "-c", ASK_FOR_PAGE, PRINTER.ip), check=True)  # noqa: S603 - fixed words
    if panel.returncode:
        sys.exit("the panel could not poll the controller")


@contextmanager
def mirrored() -> Generator[list[tuple[float, bytes]]]:
    """Keep what passes the switch, each frame once: as it comes in at the port of its sender."""
    frames: list[tuple[float, bytes]] = []
    with contextlib.ExitStack() as stack:
        ports: list[socket.socket] = []
        for host in HOSTS:
            port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
            stack.enter_context(port)
            port.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            port.bind((host.cable, 0))
            port.settimeout(0.2)
            ports.append(port)
        done = threading.Event()
        readers = [
            threading.Thread(target=read, args=(port, host, frames, done))
            for port, host in zip(ports, HOSTS, strict=True)
        ]
        for reader in readers:
            reader.start()
        try:
            yield frames
        finally:
            time.sleep(0.5)
            done.set()
            for reader in readers:
                reader.join()
    frames.sort(key=lambda item: item[0])


def read(
    port: socket.socket, host: Host, frames: list[tuple[float, bytes]], done: threading.Event
) -> None:
    """Take the frames that a device sends."""
    own = bytes.fromhex(host.mac.replace(":", ""))
    while not done.is_set():
        with contextlib.suppress(TimeoutError):
            frame, extra, _, _ = port.recvmsg(SNAPSHOT, 64)
            if frame[6:12] == own:
                seconds, nano = struct.unpack("=qq", extra[0][2])
                frames.append((seconds + nano / 1e9, frame))


def write(path: Path, frames: list[tuple[float, bytes]]) -> None:
    """Write a classic pcap file, microseconds, little endian."""
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, SNAPSHOT, ETHERNET))
        for moment, frame in frames:
            seconds, micro = int(moment), int(moment % 1 * 1_000_000)
            file.write(struct.pack("<IIII", seconds, micro, len(frame), len(frame)) + frame)


if __name__ == "__main__":
    main()
