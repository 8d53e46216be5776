"""`python -m bench.probe`: nmap and `plantready probe` side by side on a /24 with 60 live hosts.

Needs root on Linux and the peers (`.ci/peers`). Builds the segment in network namespaces, runs both
at 50, 100 and 500 packets a second, captures what the auditor's computer sent, counts by tshark.
Prints figures, asserts nothing. Words: any of `nmap`, `listed`, `unknown`, `memory`, and rates.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from tests.testbed import wire
from tests.testbed.cases import Known, can_discover, plantready, scope_text, words, write_case
from tests.testbed.namespaces import TestbedError, cannot_build
from tests.testbed.peers import missing
from tests.testbed.segment import NET, NETWORK, Segment, segment

RATES = (50, 100, 500)
TCP_PORTS = "21,22,23,80,102,161,443,502,1883,2404,4840,20000,44818"
UDP_PORTS = "161,44818,47808"
SCRIPTS = "modbus-discover,s7-info,enip-info,bacnet-info,http-title,http-server-header"
LOOKED_FOR = """[discovery]
protocols = ["modbus", "s7", "opcua", "enip", "bacnet", "iec104", "dnp3", "snmp"]
greetings = [21, 22, 23, 80, 443, 1883]
"""
"""The same ports as nmap's."""
MOST_FRAMES = {"unknown": 1250, "listed": 600}
MOST_WALL = {50: 1.1, 100: 1.1, 500: 1.6}
ARP_REPLY = 2
MEMORY_TARGETS, MEMORY_MB = 4096, 200
Told = tuple[set[str], set[str], float]
"""Hosts found, hosts identified, seconds of the whole command."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One run."""

    what: str
    rate: int
    found: int
    """Live hosts that the run names."""
    identified: int
    """Hosts with a protocol whose identity, product or function the run tells."""
    wrong: int
    """Dead addresses that it takes for live."""
    killed: int
    """Servers that have ended."""
    frames: int
    per_live: float
    most_per_live: int
    per_dead: float
    to_all: int
    """Broadcast and multicast frames but ARP."""
    wire_s: float
    """First to last frame, without the ARP answers that the system gives by itself, later."""
    wall_s: float
    """The whole command."""
    peak: int
    """Most frames in one second."""
    peak_ip: int
    """The same without ARP, which the system sends by itself."""
    broken: int
    """Connections that did not end with FIN from us alone."""
    at_once: int
    """Most connections at one device at one moment."""


def main(chosen: Sequence[str]) -> None:
    """Print one table."""
    if why := cannot_build("nmap", "tshark", "dumpcap", "ss") or missing():
        sys.exit(f"bench.probe: {why}")
    kinds = [word for word in chosen if not word.isdigit()] or ["nmap", "listed", "unknown"]
    rates = [int(word) for word in chosen if word.isdigit()] or list(RATES)
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        _compile(folder)
        if set(kinds) - {"memory"}:
            _print_head()
            _runs(folder, kinds, rates)
        if "memory" in kinds or not chosen:
            _memory(folder)


def _compile(folder: Path) -> None:
    """Let the program find its modules compiled, as an installed one does."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    case = write_case(folder / "first", scope_text([NETWORK]))
    subprocess.run(words(case, "probe", "--dry-run"), capture_output=True, check=False)


def _runs(folder: Path, kinds: Sequence[str], rates: Sequence[int]) -> None:
    with segment(folder) as built:
        for rate in rates:
            for kind in ("nmap", "unknown", "listed"):
                if kind not in kinds:
                    continue
                if kind == "unknown" and not can_discover():
                    print(f"plantready, nothing known, {rate}/s: the scope knows no discovery")
                    continue
                case = folder / f"{kind}-{rate}"
                try:
                    print(_line(_one(built, kind, rate, case)), flush=True)
                except (TestbedError, subprocess.TimeoutExpired) as error:
                    print(f"{kind} {rate}/s: {error}", flush=True)
                built.revive()


def _one(built: Segment, kind: str, rate: int, case: Path) -> Figures:
    run = {"nmap": _nmap, "unknown": _unknown, "listed": _listed}[kind]
    _forget(built)
    with wire.captured(built.auditor, built.plant.folder) as capture:
        found, identified, wall_s = run(built, rate, case)
    return _figures(kind, rate, built, capture, found, identified, wall_s)


def _forget(built: Segment) -> None:
    """Let nobody know anybody's hardware address, as when a laptop is plugged in. Devices that
    remember the run before would ask after it by ARP in this one.
    """
    for space in (built.auditor, *(host.space for host in built.live)):
        space.batch("neigh flush dev eth0")


def _figures(
    kind: str, rate: int, built: Segment, capture: wire.Capture, found: set[str],
    identified: set[str], wall_s: float,
) -> Figures:  # fmt: skip
    live = {host.address for host in built.live}
    sent = capture.sent_by(built.auditor.mac)
    if not sent:
        raise TestbedError("not one frame was sent")
    each = wire.per_address(sent)
    to_live = [each[address] for address in live]
    to_dead = [each[f"{NET}.{n}"] for n in range(1, 255) if f"{NET}.{n}" not in live]
    own = sum(to_live) + sum(to_dead)
    return Figures(
        what=kind,
        rate=rate,
        found=len(found & live),
        identified=len(identified & built.speaking),
        wrong=len(found - live),
        killed=len(built.dead()),
        frames=len(sent),
        per_live=sum(to_live) / len(to_live),
        most_per_live=max(to_live),
        per_dead=sum(to_dead) / len(to_dead),
        to_all=len(sent) - own,
        wire_s=_asking(sent),
        wall_s=wall_s,
        peak=wire.most_in_a_second(sent),
        peak_ip=wire.most_in_a_second(frame for frame in sent if not frame.arp),
        broken=len(wire.badly_ended(capture.connections)),
        at_once=max(wire.at_once(capture.connections).values(), default=0),
    )


def _asking(sent: Sequence[wire.Frame]) -> float:
    """Return the seconds from the first frame to the last one that the command had sent. Devices
    ask by ARP who we are up to fifteen seconds later, while it may still run; such a frame is the
    system's answer to them.
    """
    times = [frame.time for frame in sent if frame.arp != ARP_REPLY]
    return max(times) - min(times)


def _nmap(built: Segment, rate: int, case: Path) -> Told:
    """Connect scan and UDP scan with the scripts for control protocols, at a rate."""
    case.mkdir()
    out = case / "nmap.xml"
    began = time.monotonic()
    targets = [f"{NET}.1-249"]  # the auditor's own address is no target
    built.auditor.run(
        "nmap", "-n", "-sT", "-sU", "-p", f"T:{TCP_PORTS},U:{UDP_PORTS}", "--max-rate", str(rate),
        "--script", SCRIPTS, "--script-timeout", "20s", "--host-timeout", "120s",
        "-oX", str(out), *targets, timeout_s=900,
    )  # fmt: skip
    wall_s = time.monotonic() - began
    found: set[str] = set()
    identified: set[str] = set()
    # The file was written by our own child process.
    for host in ElementTree.parse(out).getroot().iter("host"):
        places = host.findall("address")
        address = next(str(p.get("addr")) for p in places if p.get("addrtype") == "ipv4")
        found.add(address)
        said = [str(script.get("output")) for script in host.iter("script")]
        if any(text.strip() and "ERROR" not in text for text in said):
            identified.add(address)
    return found, identified, wall_s


def _listed(built: Segment, rate: int, case: Path) -> Told:
    """The inventory names every device and what it speaks."""
    known = [
        Known(host.space.name, host.address, host.protocol, host.space.mac) for host in built.live
    ]
    scope = scope_text(
        [NETWORK], per_second=rate, opened=sorted(built.speaking), limits="read_timeout_s = 2\n"
    )
    return _plantready(built, write_case(case, scope, known))


def _unknown(built: Segment, rate: int, case: Path) -> Told:
    """An empty inventory and a scope that opens the segment for discovery."""
    scope = scope_text(
        [NETWORK], per_second=rate, discover=True, opened=[NETWORK],
        limits="read_timeout_s = 2\n", more=LOOKED_FOR,
    )  # fmt: skip
    return _plantready(built, write_case(case, scope))


def _plantready(built: Segment, case: Path) -> Told:
    began = time.monotonic()
    done = plantready(built.auditor, case, "probe")
    wall_s = time.monotonic() - began
    if done.returncode not in (0, 4):
        raise TestbedError(f"plantready probe: {done.stderr or done.stdout}")
    told = subprocess.run(
        words(case, "--json", "export", "evidence"), capture_output=True, text=True, check=True
    )
    rows: list[dict[str, Any]] = json.loads(told.stdout)
    asked = [row for row in rows if row["method"] != "inventory"]
    found = _named(asked, ("ok", "refused", "protocol-error", "closed"))
    return found, _identified(asked), wall_s


def _named(rows: Iterable[dict[str, Any]], statuses: Sequence[str]) -> set[str]:
    """Return the addresses of which something was learned."""
    return {address for row in rows if row["status"] in statuses for address in _addresses(row)}


def _identified(rows: Iterable[dict[str, Any]]) -> set[str]:
    """Return the addresses with a service that was recognised by its answer."""
    services = [row for row in rows if row["attribute"] in ("identity", "service")]
    told = [row for row in services if _tells(row["value"])]
    return _named(told, ("ok",))


def _tells(value: dict[str, Any]) -> bool:
    keys = ("vendor", "model", "firmware", "product", "version", "detail", "description")
    return any(value.get(key) for key in keys)


def _addresses(row: dict[str, Any]) -> set[str]:
    value = cast("dict[str, Any]", row["value"] if isinstance(row["value"], dict) else {})
    listed = [*value.get("ips", ()), value.get("ip") or ""]
    return {str(address) for address in listed if str(address).startswith(f"{NET}.")}


_COLUMNS: tuple[tuple[str, int, Callable[[Figures], str]], ...] = (
    ("what", 8, lambda f: f.what),
    ("rate/s", 6, lambda f: str(f.rate)),
    ("found", 5, lambda f: str(f.found)),
    ("ident.", 6, lambda f: str(f.identified)),
    ("wrong", 5, lambda f: str(f.wrong)),
    ("killed", 6, lambda f: str(f.killed)),
    ("frames", 6, lambda f: str(f.frames)),
    ("/live", 6, lambda f: f"{f.per_live:.1f}"),
    ("max", 4, lambda f: str(f.most_per_live)),
    ("/dead", 6, lambda f: f"{f.per_dead:.2f}"),
    ("to all", 6, lambda f: str(f.to_all)),
    ("wire s", 7, lambda f: f"{f.wire_s:.1f}"),
    ("x floor", 7, lambda f: f"{f.wire_s / (f.frames / f.rate):.2f}"),
    ("wall s", 7, lambda f: f"{f.wall_s:.1f}"),
    ("x floor", 7, lambda f: f"{f.wall_s / (f.frames / f.rate):.2f}"),
    ("peak/rate", 9, lambda f: f"{f.peak / f.rate:.2f}"),
    ("no ARP", 6, lambda f: f"{f.peak_ip / f.rate:.2f}"),
    ("not FIN", 7, lambda f: str(f.broken)),
    ("at once", 7, lambda f: str(f.at_once)),
)


def _print_head() -> None:
    print("60 live hosts, 50 of them speak; frames the auditor's computer sent, by tshark")
    print("floor = frames / rate; peak = most frames in any one second; bars:")
    print(f"  unknown <= {MOST_FRAMES['unknown']} frames, 1 a dead address; ", end="")
    print(f"listed <= {MOST_FRAMES['listed']}; x floor <= 1.1, at 500/s 1.6; peak/rate <= 1.00")
    print(" ".join(name.rjust(width) for name, width, _ in _COLUMNS), flush=True)


def _line(figures: Figures) -> str:
    return " ".join(tell(figures).rjust(width) for _, width, tell in _COLUMNS)


def _memory(folder: Path) -> None:
    """A case of 4,096 devices at loopback addresses where nothing listens."""
    known = [
        Known(f"D{n}", f"127.80.{n // 256}.{n % 256}", "modbus")
        for n in range(1, MEMORY_TARGETS + 1)
    ]
    scope = scope_text(["127.80.0.0/19"], per_second=1000, opened=[one.address for one in known])
    case = write_case(folder / "memory", scope, known)
    began = time.monotonic()
    nowhere = subprocess.DEVNULL
    child = subprocess.Popen(words(case, "probe"), stdout=nowhere, stderr=nowhere)
    _, _, usage = os.wait4(child.pid, 0)
    print(
        f"memory  {MEMORY_TARGETS} targets: {usage.ru_maxrss / 1024:.0f} MB, "
        f"{time.monotonic() - began:.0f} s   bar {MEMORY_MB} MB"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
