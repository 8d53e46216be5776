"""What was on the wire, as tshark reads it: the project dissects none of it by itself here."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address, ip_network
from pathlib import Path

from tests.testbed.namespaces import Namespace, TestbedError, run

SETTLE_S = 0.6
"""The kernel hands captured frames over in blocks, at the latest after half a second."""
_FIELDS = (
    "frame.number", "frame.time_epoch", "frame.len", "eth.src", "eth.dst", "vlan.id", "ip.src",
    "ip.dst", "ipv6.dst", "arp.opcode", "arp.src.proto_ipv4", "arp.dst.proto_ipv4", "tcp.stream",
    "tcp.srcport", "tcp.dstport", "tcp.len", "tcp.flags", "udp.srcport", "udp.dstport",
    "frame.protocols",
)  # fmt: skip
FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; of tunnelled or quoted headers the outer one counts."""

    number: int
    time: float
    size: int
    source_mac: str
    destination_mac: str
    vlan: str
    source: str
    destination: str
    """IP address; for ARP whom it asks for."""
    arp: int
    """1 request, 2 reply, 0 no ARP."""
    stream: int
    """tshark's number of the TCP connection; -1: no TCP."""
    source_port: int
    destination_port: int
    payload: int
    """Octets of TCP payload."""
    flags: int
    protocols: str


@dataclass(frozen=True, slots=True)
class Connection:
    """One TCP connection as its frames tell it; whoever sent the SYN opened it."""

    opener: str
    device: str
    port: int
    begin: float
    end: float
    answered: bool
    """Whether the device answered the SYN."""
    established: bool
    """Whether the opener took the answer: only then does the device's program learn of it."""
    refused: bool
    """Whether the device reset the SYN."""
    fin_by_opener: bool
    reset_by_opener: bool
    reset_by_device: bool
    syns: int


@dataclass(frozen=True)
class Capture:
    """A capture file that is complete."""

    path: Path

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame, in the order of the capture."""
        return tuple(_frame(row) for row in fields(self.path, _FIELDS))

    def sent_by(self, mac: str) -> tuple[Frame, ...]:
        """Return the frames that this interface sent."""
        return tuple(frame for frame in self.frames if frame.source_mac == mac)

    @cached_property
    def connections(self) -> tuple[Connection, ...]:
        """Every TCP connection, in the order they began."""
        streams: dict[int, list[Frame]] = {}
        for frame in self.frames:
            if frame.stream >= 0:
                streams.setdefault(frame.stream, []).append(frame)
        return tuple(_connection(frames) for frames in streams.values())


@contextmanager
def captured(space: Namespace, folder: Path, *, interface: str = "eth0") -> Generator[Capture]:
    """Capture an interface for the time of the `with`; read it afterwards."""
    capture = Capture(folder / f"{space.name}-{time.monotonic_ns()}.pcapng")
    words = ["dumpcap", "-q", "-i", interface, "-B", "16", "-w", str(capture.path)]
    with subprocess.Popen(
        space.command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stderr is not None
        for line in child.stderr:
            if line.startswith("File:"):
                break
        else:
            raise TestbedError("dumpcap did not start")
        try:
            yield capture
            time.sleep(SETTLE_S)
        finally:
            child.send_signal(signal.SIGINT)
            said = child.stderr.read()
    if dropped := _dropped(said):
        raise TestbedError(f"dumpcap lost {dropped} frames: the capture proves nothing")


def _dropped(said: str) -> int:
    for line in said.splitlines():
        if "received/dropped" in line:
            with contextlib.suppress(ValueError, IndexError):
                return int(line.rpartition(": ")[2].split(" ")[0].split("/")[1])
    return 0


def fields(
    path: Path, names: Sequence[str], *, shown: str = "", every: bool = False
) -> list[tuple[str, ...]]:
    """Return these fields of the frames that the display filter `shown` lets through.

    Of a field that occurs several times in a frame the first counts, or all of them with a comma
    between when `every`.
    """
    words = ["tshark", "-n", "-r", str(path), "-T", "fields", "-E", "separator=/t"]
    words += ["-E", f"occurrence={'a' if every else 'f'}"]
    words += [word for name in names for word in ("-e", name)]
    text = run(*words, *(["-Y", shown] if shown else []))
    return [tuple(line.split("\t")) for line in text.splitlines()]


def _frame(row: tuple[str, ...]) -> Frame:
    (number, when, size, source_mac, destination_mac, vlan, source, destination, six, arp,
     arp_source, arp_for, stream, tcp_from, tcp_to, payload, flags, udp_from, udp_to,
     protocols) = row  # fmt: skip
    return Frame(
        int(number), float(when), int(size), source_mac, destination_mac, vlan,
        source or arp_source, destination or arp_for or six, int(arp or 0), int(stream or -1),
        int(tcp_from or udp_from or 0), int(tcp_to or udp_to or 0), int(payload or 0),
        int(flags or "0", 16), protocols,
    )  # fmt: skip


def _connection(frames: Sequence[Frame]) -> Connection:
    first = frames[0]
    ours = [frame for frame in frames if frame.source == first.source]
    theirs = [frame for frame in frames if frame.source != first.source]
    answered = any(frame.flags & SYN for frame in theirs)
    reset = any(frame.flags & RST for frame in theirs)
    return Connection(
        opener=first.source,
        device=first.destination,
        port=first.destination_port,
        begin=first.time,
        end=frames[-1].time,
        answered=answered,
        established=answered and any(f.flags & ACK and not f.flags & (SYN | RST) for f in ours),
        refused=reset and not answered,
        fin_by_opener=any(frame.flags & FIN for frame in ours),
        reset_by_opener=any(frame.flags & RST for frame in ours),
        reset_by_device=reset and answered,
        syns=sum(1 for frame in ours if frame.flags & SYN),
    )


def most_in_a_second(frames: Iterable[Frame]) -> int:
    """Return the largest number of frames in any window of one second, its start included."""
    times = sorted(frame.time for frame in frames)
    most = first = 0
    for last, when in enumerate(times):
        while when - times[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def at_once(connections: Iterable[Connection]) -> dict[str, int]:
    """Return for each device how many accepted connections it saw at one moment at most."""
    events: dict[str, list[tuple[float, int]]] = {}
    for connection in connections:
        if connection.established:
            changes = [(connection.begin, 1), (connection.end, -1)]
            events.setdefault(connection.device, []).extend(changes)
    most: dict[str, int] = {}
    for device, changes in events.items():
        now = 0
        for _, change in sorted(changes):
            now += change
            most[device] = max(most.get(device, 0), now)
    return most


def badly_ended(connections: Iterable[Connection]) -> list[Connection]:
    """Return the connections that the opener took up and ended with anything but FIN.

    An answer to a SYN that nobody waits for any more is reset by the system; the device's program
    never learns of it.
    """
    held = (c for c in connections if c.established)
    return [c for c in held if c.reset_by_opener or not c.fin_by_opener]


def outside(frames: Iterable[Frame], networks: Sequence[str]) -> list[Frame]:
    """Return the frames to an address in none of these networks, ARP questions included."""
    nets = [ip_network(network) for network in networks]
    return [
        frame for frame in frames
        if not frame.destination
        or not any(ip_address(frame.destination) in net for net in nets)
    ]  # fmt: skip


def per_address(frames: Iterable[Frame]) -> Counter[str]:
    """Return how many frames went to each address."""
    return Counter(frame.destination for frame in frames)
