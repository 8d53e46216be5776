"""What is found in real captures, held against what tshark finds: `python -m bench.capture_truth`.

For each field: rows that both have, rows that only tshark has, rows that only we have, with recall
and precision; with `--all` every difference by its capture. Then the hostile captures: each must
end in a result or a clear error, in bounded time and memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from audit.capture.batch import NotACaptureError
from audit.capture.engine import Part, analyse
from audit.capture.observe import Origin, observations_of
from audit.capture.source import opened
from audit.payloads import ATTRIBUTES, payload_of
from audit.records import now_utc

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "pcap"
Truth: TypeAlias = dict[str, Any]
Rows: TypeAlias = set[tuple[str, ...]]


@dataclass(slots=True)
class Tables:
    """Our tables of one capture."""

    by: dict[str, list[tuple[str, Any]]]
    """Attribute → (key of the subject, payload)."""

    @classmethod
    def of(cls, part: Part, name: str) -> Tables:
        """Read the observations back, as the facts do."""
        by: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        for found in observations_of(part, Origin(name, "", now_utc())):
            payload = payload_of(found, ATTRIBUTES[found.attribute])
            by[found.attribute].append((found.subject.key, payload))
        return cls(by)

    def servers(self, *protocols: str) -> Rows:
        """(address, port, transport) of servers whose protocol was recognised."""
        return {
            (s.ip, str(s.port), s.transport)
            for _, s in self.by["service"]
            if s.role == "server" and s.protocol in protocols and s.port
        }

    def words(self) -> str:
        """Every text of the tables, for strings that must be found verbatim."""
        return json.dumps([[key, str(payload)] for key, payload in self.all()], ensure_ascii=False)

    def all(self) -> Iterator[tuple[str, Any]]:
        """Every payload about a device."""
        for attribute in ("identity", "service", "interface", "vlan", "stp"):
            yield from self.by[attribute]


Field: TypeAlias = Callable[[Tables, Truth], tuple[Rows, Rows]]


def _macs(own: Tables, truth: Truth) -> tuple[Rows, Rows]:
    theirs: Rows = {(mac,) for mac in truth["macs_src"] if mac != "00:00:00:00:00:00"}
    theirs |= {(mac,) for mac in truth["wireless"]}
    announced: Rows = {(row["chassis"],) for row in truth["lldp"] if row["chassis"]}
    ours: Rows = {(mac,) for _, one in own.by["identity"] for mac in one.macs}
    return ours - (announced - theirs), {row for row in theirs if not int(row[0][:2], 16) & 1}


def _vlans(own: Tables, truth: Truth) -> tuple[Rows, Rows]:
    ours: Rows = {(str(talk.vlan),) for _, talk in own.by["conversation"] if talk.vlan}
    outer = own.by["coverage"][0][1].detail.partition("VLANs ")[2].partition(";")[0]
    ours |= {(word,) for word in outer.replace(" …", "").split(", ") if word.isdigit()}
    return ours, {(vlan,) for vlan in truth["vlans"] if vlan != "0"}


def _bindings(own: Tables, truth: Truth) -> tuple[Rows, Rows]:
    """Addresses that a station itself claims by ARP and that one station alone sends with."""
    senders: dict[str, set[str]] = defaultdict(set)
    for ip, mac, _ in truth["ip_mac_sources"]:
        senders[ip].add(mac)
    per_mac: dict[str, set[str]] = defaultdict(set)
    for ip, mac in truth["arp_bindings"]:
        per_mac[mac].add(ip)
    theirs: Rows = {
        (ip, mac)
        for ip, mac in map(tuple, truth["arp_bindings"])
        if len(per_mac[mac]) <= 4 and len(senders[ip] | {mac}) == 1 and mac in truth["macs_src"]
    }
    ours: Rows = {(ip, mac) for _, one in own.by["identity"] for ip in one.ips for mac in one.macs}
    return {row for row in ours if row in theirs}, theirs


def _routers(own: Tables, truth: Truth) -> tuple[Rows, Rows]:
    """A MAC with many addresses is no device that owns them all: none of ours may have."""
    own_ips = {mac: set(one.ips) for _, one in own.by["identity"] for mac in one.macs}
    used: dict[str, set[str]] = defaultdict(set)
    for ip, mac, _ in truth["ip_mac_sources"]:
        if not ip.startswith(("fe80", "169.254", "0.0.0.0", "::")):
            used[mac].add(ip)
    many = {mac for mac, ips in used.items() if len(ips) > 8}
    wrong: Rows = {(mac,) for mac in many if len(own_ips.get(mac, ())) > 8}
    return wrong, set()


def _lldp(own: Tables, truth: Truth) -> tuple[Rows, Rows]:
    ours: Rows = {(port.mac, port.name) for _, port in own.by["interface"]}
    theirs = _announced(truth, "lldp")
    return ours & theirs, theirs


def _announced(truth: Truth, protocol: str) -> Rows:
    return {(row["src_mac"], row["port"]) for row in truth[protocol] if row["port"]}


def _cdp(own: Tables, truth: Truth) -> tuple[Rows, Rows]:
    ours: Rows = {(port.mac, port.name) for _, port in own.by["interface"]}
    return ours - _announced(truth, "lldp"), _announced(truth, "cdp")


def _names(own: Tables, truth: Truth) -> tuple[Rows, Rows]:
    """System names and management addresses of LLDP and CDP, at the machine that sent them."""
    theirs: Rows = set()
    for row in truth["lldp"]:
        said = [row["sysname"], *(ip for ip in row["mgmt"] if ip != "0.0.0.0")]
        theirs |= {(row["src_mac"], " ".join(word.split())) for word in said if word}
    for row in truth["cdp"]:
        said = [row["deviceid"], *(ip for ip in row["addresses"] if ip != "0.0.0.0")]
        theirs |= {(row["src_mac"], word) for word in said if word}
    ours: Rows = {
        (mac, word)
        for _, one in own.by["identity"]
        for mac in one.macs
        for word in (one.name, *one.ips)
    }
    return ours & theirs, theirs


_PAIRS = ("rtsp_servers", "ipp_servers")
"""Fields that hold plain pairs."""


def _served(key: str, *protocols: str) -> Field:
    def rows(own: Tables, truth: Truth) -> tuple[Rows, Rows]:
        theirs: Rows = set()
        for row in truth[key]:
            ip, port = (row["ip"], row.get("port")) if key not in _PAIRS else (row[0], row[1])
            if ip:
                theirs.add((ip, str(port or 102)))
        ours: Rows = {(ip, port) for ip, port, _ in own.servers(*protocols)}
        if key == "s7_servers":
            ours = {(ip, "102") for ip, _ in ours}
        if key == "iec104_servers":
            theirs = {(row["ip"], "2404") for row in truth[key]}
        return ours, theirs

    return rows


def _identities(own: Tables, truth: Truth) -> tuple[Rows, Rows]:
    """Strings by which devices identify themselves, found verbatim somewhere in our tables."""
    wanted: set[str] = set()
    for module in truth["s7_modules"].values():
        for value in module.values():
            wanted |= {value} if isinstance(value, str) else set(map(str, value))
    for one in truth["enip_list_identity"].values():
        wanted.add(one["name"])
    for several in truth["cip_identity"].values():
        wanted |= {one["name"] for one in several}
    for one in truth["pn_dcp"].values():
        wanted |= {one[word] for word in ("name", "type") if one.get(word)}
    for objects in truth["modbus_device_id"].values():
        wanted |= set(objects.values())
    for names in truth["names"].values():
        wanted |= {
            word.partition("=")[2]
            for word in names
            if word.startswith(("dhcp_hostname", "nbns=", "browser", "mdns_srv", "ntlm", "ssh"))
        }
    there = own.words()
    rows: Rows = {(" ".join(word.removesuffix(".local").split()),) for word in wanted}
    rows = {row for row in rows if row[0] and row[0].isprintable()}
    return {row for row in rows if json.dumps(row[0], ensure_ascii=False)[1:-1] in there}, rows


FIELDS: dict[str, Field] = {
    "MAC addresses": _macs,
    "VLAN ids": _vlans,
    "(ip, mac) direct bindings": _bindings,
    "addresses taken from a router's MAC": _routers,
    "LLDP: sender and port": _lldp,
    "CDP: sender and port": _cdp,
    "LLDP, CDP: name, address": _names,
    "Modbus servers": _served("modbus_servers", "modbus"),
    "S7 servers": _served("s7_servers", "s7comm"),
    "EtherNet/IP servers": _served("enip_servers", "enip", "enip-io"),
    "OPC UA servers": _served("opcua_servers", "opcua"),
    "DNP3 outstations": _served("dnp3_outstations", "dnp3"),
    "IEC 104 servers": _served("iec104_servers", "iec104"),
    "MQTT brokers": _served("mqtt_brokers", "mqtt"),
    "RTSP servers": _served("rtsp_servers", "rtsp"),
    "identities, verbatim": _identities,
}


@dataclass(slots=True)
class Score:
    """Rows of one field over all captures."""

    both: int = 0
    missed: int = 0
    extra: int = 0
    notes: list[str] = field(default_factory=list[str])

    def add(self, capture: str, ours: Rows, theirs: Rows) -> None:
        """Add one capture."""
        self.both += len(ours & theirs)
        self.missed += len(theirs - ours)
        self.extra += len(ours - theirs)
        for sign, rows in (("-", theirs - ours), ("+", ours - theirs)):
            self.notes += [f"{sign} {capture}: {' '.join(row)}" for row in sorted(rows)]

    @property
    def recall(self) -> float:
        """Share of tshark's rows that we have."""
        return self.both / max(self.both + self.missed, 1) if self.both + self.missed else 1.0

    @property
    def precision(self) -> float:
        """Share of our rows that tshark has."""
        return self.both / (self.both + self.extra) if self.both + self.extra else 1.0


def compare(folder: Path) -> dict[str, Score]:
    """Analyse every capture that has a truth."""
    scores = {name: Score() for name in FIELDS}
    for file in sorted((folder / "captures").iterdir()):
        truth = folder / "truth" / f"{file.stem}.json"
        if not truth.exists():
            continue
        with opened(file) as stream:
            part = analyse(stream)
        tables = Tables.of(part, file.name)
        said = json.loads(truth.read_text())
        said["wireless"] = _wireless(file) if part.unwrapped["CAPWAP"] else ()
        for name, rows in FIELDS.items():
            scores[name].add(file.stem, *rows(tables, said))
    return scores


def _wireless(file: Path) -> set[str]:
    """Who sent data over the air inside a tunnel: the truth files know Ethernet's senders only."""
    if (tshark := shutil.which("tshark")) is None:
        return set()
    command = [tshark, "-n", "-r", str(file), "-Y", "wlan.fc.type == 2", "-T", "fields",
               "-e", "wlan.sa"]  # fmt: skip
    return set(subprocess.run(command, capture_output=True, text=True, check=False).stdout.split())


def hostile(files: Iterable[Path]) -> tuple[int, int, float]:
    """Return results, clear errors, and the longest time in seconds."""
    results = errors = 0
    longest = 0.0
    for file in files:
        start = time.monotonic()
        try:
            with opened(file) as stream:
                observations_of(analyse(stream), Origin(file.name, "", now_utc()))
            results += 1
        except NotACaptureError:
            errors += 1
        longest = max(longest, time.monotonic() - start)
    return results, errors, longest


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=SHARED)
    parser.add_argument("--all", action="store_true", help="print every difference")
    given = parser.parse_args()
    if not (given.folder / "captures").is_dir():
        print(f"no captures in {given.folder.name}: nothing to compare with")
        return
    print(f"{'field':<38} {'both':>6} {'missed':>6} {'extra':>6} {'recall':>7} {'precision':>9}")
    for name, score in compare(given.folder).items():
        print(f"{name:<38} {score.both:6} {score.missed:6} {score.extra:6} {score.recall:7.3f} "
              f"{score.precision:9.3f}")  # fmt: skip
        for note in score.notes if given.all else score.notes[:8]:
            print(f"    {note}")
    results, errors, longest = hostile(sorted((given.folder / "hostile").iterdir()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"hostile: {results} results, {errors} clear errors, longest {longest:.2f} s, "
          f"peak {peak:.0f} MB for all of the above")  # fmt: skip


if __name__ == "__main__":
    main()
