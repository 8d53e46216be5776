"""Real recordings and dumps beside the repository: what another parser, or grep, finds in them."""

import hashlib
import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from audit.imports.contract import RawFile
from audit.imports.snmp_walk import IMPORTERS, read_snmprec
from audit.imports.switch_dump import read as read_dump
from audit.imports.switch_dump import sniff as sniff_dump
from audit.payloads import Identity, Interface, Neighbour, Vlan, payload_of
from audit.records import Observation

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
DEVICES = DATA / "snmp" / "devices"
STANFORD = DATA / "configs" / "stanford"
needs_snmp = pytest.mark.skipif(not DEVICES.is_dir(), reason="no recordings beside the repository")
needs_stanford = pytest.mark.skipif(not STANFORD.is_dir(), reason="no dumps beside the repository")
VENDOR_ONLY_VLANS = {"jetstream_sg2218p"}
"""Keeps its VLANs in a table of its own, not in Q-BRIDGE."""


def raw(path: Path) -> RawFile:
    data = path.read_bytes()

    def beside(name: str) -> bytes | None:
        other = path.parent / name
        return other.read_bytes() if other.exists() else None

    time = datetime(2026, 1, 1, tzinfo=UTC)
    return RawFile(path.name, data, hashlib.sha256(data).hexdigest(), time, beside)


def recordings() -> list[Path]:
    return sorted(p for p in DEVICES.glob("*/*.snmprec") if "@" not in p.name)


def expected(path: Path, part: str, table: str) -> list[dict[str, Any]]:
    file = path.parent / f"{path.name[: -len('.snmprec')]}.expected.json"
    if not file.exists():
        return []
    saved: dict[str, Any] = json.loads(file.read_text())
    found: dict[str, list[dict[str, Any]]] = saved.get(part, {}).get("discovery") or {}
    return found.get(table, [])


def of(path: Path) -> list[Observation]:
    return list(read_snmprec(raw(path)).observations)


@needs_snmp
def test_every_recording_is_known_and_read() -> None:
    for path in sorted((DATA / "snmp").glob("*/*/*.snmprec")):
        file = raw(path)
        assert IMPORTERS[0].sniff(file) == 1.0, path.name
        found = read_snmprec(file)
        assert any(o.attribute == "identity" for o in found.observations), path.name


@needs_snmp
def test_vlans_are_those_another_parser_found() -> None:
    compared = 0
    for path in recordings():
        theirs = {row["vlan_vlan"] for row in expected(path, "vlans", "vlans")}
        if theirs and path.stem not in VENDOR_ONLY_VLANS:
            ours = [payload_of(o, Vlan) for o in of(path) if o.attribute == "vlan"]
            assert {vlan.vlan_id for vlan in ours} == theirs, path.name
            compared += 1
    assert compared >= 17


@needs_snmp
def test_no_interface_that_another_parser_found_is_missing() -> None:
    compared = 0
    for path in recordings():
        theirs = {row["ifIndex"]: row for row in expected(path, "ports", "ports")}
        ours = [payload_of(o, Interface) for o in of(path) if o.attribute == "interface"]
        assert set(theirs) <= {port.if_index for port in ours}, path.name
        names = [port.name for port in ours]
        assert len(names) == len(set(names)), path.name
        compared += bool(theirs)
    assert compared >= 29


@needs_snmp
def test_firmware_and_serial_are_those_another_parser_found() -> None:
    same, differ = 0, list[str]()
    for path in recordings():
        rows = expected(path, "os", "devices")
        (ours,) = [payload_of(o, Identity) for o in of(path) if o.attribute == "identity"]
        for field, value in (("version", ours.firmware), ("serial", ours.serial)):
            theirs = str(rows[0].get(field) or "") if rows else ""
            if not theirs or theirs == "<private>" or not value:
                continue
            if value.strip().lstrip("Vv") in theirs:
                same += 1
            else:
                differ.append(f"{path.name} {field}: {theirs!r}, ours {value!r}")
    assert same >= 35
    assert len(differ) <= 4, differ


@needs_snmp
def test_the_human_written_links_of_a_whole_network_are_seen_from_both_ends() -> None:
    folder = DATA / "snmp" / "networks" / "nms17216"
    seen: set[tuple[str, str, str]] = set()
    for path in sorted(folder.glob("*.snmprec")):
        observations = of(path)
        (who,) = [payload_of(o, Identity) for o in observations if o.attribute == "identity"]
        for row in (payload_of(o, Neighbour) for o in observations if o.attribute == "neighbour"):
            seen.add((who.name, row.local_port, row.remote_name.split(".")[0]))
    rows = (folder / "expected_links.tsv").read_text().splitlines()[1:]
    for a, a_port, b, b_port, *_ in (line.split("\t") for line in rows):
        assert (a, a_port, b) in seen
        assert (b, b_port, a) in seen


@needs_stanford
def test_campus_configurations_give_what_grep_counts() -> None:
    for path in sorted(STANFORD.glob("*_config.txt")):
        text = path.read_text(errors="replace")
        found = read_dump(raw(path))
        counts = Counter(o.attribute for o in found.observations)
        assert counts["interface"] == len(re.findall(r"(?m)^interface ", text)), path.name
        assert counts["vlan"] == len(re.findall(r"(?m)^vlan \d+", text)), path.name
        modes = Counter(
            o.value.get("mode")
            for o in found.observations
            if o.attribute == "interface" and isinstance(o.value, dict)
        )
        for mode in ("trunk", "access"):
            assert modes[mode] == len(re.findall(rf"(?m)^ switchport mode {mode}", text))
        assert not found.not_understood


@needs_stanford
@pytest.mark.parametrize(
    ("name", "attribute", "pattern"),
    [
        ("arp_table", "arp", r"Internet +\S+ +\S+ +[0-9a-f]{4}\."),
        ("spanning_tree", "stp", r"VLAN\d+"),
        (
            "mac_table",
            "fdb",
            r"(?m)^[* ] +(?:\d+|---) +(?!0000\.0000\.0000)[0-9a-f]{4}\.[0-9a-f.]{9}",
        ),
    ],
)
def test_campus_tables_give_what_grep_counts(name: str, attribute: str, pattern: str) -> None:
    for path in sorted(STANFORD.glob(f"*_{name}.txt"))[:4]:
        file = raw(path)
        assert sniff_dump(file) > 0.3, path.name
        found = read_dump(file)
        count = sum(o.attribute == attribute for o in found.observations)
        assert count == len(set(_lines(path, pattern))), path.name
        assert not found.not_understood, path.name


def _lines(path: Path, pattern: str) -> list[str]:
    text = path.read_text(errors="replace").replace("\x00", "")
    return [line for line in text.splitlines() if re.match(pattern, line)]


CLI = DATA / "cli" / "ntc"


@pytest.mark.skipif(not CLI.is_dir(), reason="no show outputs beside the repository")
def test_real_outputs_keep_the_rows_that_another_parser_saved() -> None:
    from bench.dumps import ntc

    lines = list(ntc(CLI))
    assert not [line.name for line in lines if line.crashed]
    assert not [line.name for line in lines if line.expected and not line.payloads]
    kept = sum(min(line.kept, line.expected) for line in lines)
    assert kept >= 0.99 * sum(line.expected for line in lines)


@needs_stanford
def test_campus_trunks_carry_the_vlans_that_their_lines_list() -> None:
    """Counted by hand from the lines, without the parser: allowed, `add`, `none`."""
    for path in sorted(STANFORD.glob("*_config.txt")):
        found = [payload_of(o, Interface) for o in read_dump(raw(path)).observations
                 if o.attribute == "interface"]  # fmt: skip
        ports = {port.name: port for port in found}
        blocks = re.split(r"(?m)^(?=interface )", path.read_text(errors="replace"))[1:]
        for block in blocks:
            name = block.split("\n")[0].removeprefix("interface ").replace(" ", "").strip()
            lists = re.findall(r"(?m)^ switchport trunk allowed vlan (?:add )?([\d,-]+)\s*$", block)
            if not lists or "switchport mode trunk" not in block:
                continue
            vlans: set[int] = set()
            for part in ",".join(lists).split(","):
                first, _, last = part.partition("-")
                vlans.update(range(int(first), int(last or first) + 1))
            native = re.search(r"trunk native vlan (\d+)", block)
            assert set(ports[name].tagged_vlans) == vlans - {int(native[1]) if native else 1}
        text = path.read_text(errors="replace")
        svis = {n for n in ports if re.fullmatch(r"Vlan\d+", n)}
        assert len(svis) == len(re.findall(r"(?m)^interface Vlan\d+", text)), path.name
