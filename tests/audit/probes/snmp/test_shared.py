"""Real recordings served by another agent, with its faults; only where the shared data is there."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.imports.snmp_text import parse_snmprec
from audit.payloads import (
    FdbEntry,
    Identity,
    Interface,
    Neighbour,
    PoeBudget,
    TableRead,
    Vlan,
    payload_of,
)
from audit.probes.snmp.read import read
from audit.records import Observation, now_utc
from audit.switches.from_snmp import readout_of
from audit.switches.mibs import IF_TYPE
from audit.switches.rows import Answer, Rows
from tests.audit.probes.dialing import dialer, scope, switch
from tests.audit.probes.snmp.test_peers import free_port

SHARED = Path(__file__).resolve().parents[4].parent / "shared"
AGENT = SHARED / "tools" / "fast_agent.py"
DEVICES = SHARED / "data" / "snmp" / "devices"
ETHERNET = 6
FAULTY = "edgecore/edgecos_ecs4610-24f"
SAME = (
    "aruba/arubaos-cx_10.10",
    "planet/planetos_igs-10020mt",
    "siemens/scalance_xc206-2sfp",
    "moxa/moxa-etherdevice_edsg516e",
    "hirschmann/hirschmann",
    "westermo/weos_ddw-225",
    "juniper/junos_qfx5100",
    "mikrotik/routeros_crs317",
    "edgecore/edgecos_ecs4610-24f",
    "cisco/ios_c3560",
)
pytestmark = pytest.mark.skipif(
    not AGENT.exists(), reason="../shared with its recordings and its agent is not here"
)


@contextmanager
def served(places: dict[str, str]) -> Generator[int]:
    """Serve recordings, each at an address of its own: address → name and options."""
    port = free_port()
    told = [f"{address}={DEVICES}/{place}" for address, place in places.items()]
    child = subprocess.Popen(
        [sys.executable, str(AGENT), str(port), *told],
        stdout=subprocess.PIPE, text=True, env=os.environ | {"TTL": "120"},
    )  # fmt: skip
    assert child.stdout is not None
    try:
        for _ in places:
            assert child.stdout.readline()
        yield port
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def ask(
    folder: Path, port: int, addresses: list[str], monkeypatch: pytest.MonkeyPatch, wait_s: float
) -> list[list[Observation]]:
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_test", "community=public")
    asking = dialer(folder, scope(wait_s=wait_s))

    async def run() -> list[list[Observation]]:
        targets = [switch(port, "snmp", address=address) for address in addresses]
        return await asyncio.gather(*(read(asking, target) for target in targets))

    return asyncio.run(run())


FAULTS = {
    "127.0.4.1": "maxsize=1400",
    "127.0.4.2": "loop,maxsize=1400",
    "127.0.4.3": "toobig=10",
    "127.0.4.4": "nobulk",
    "127.0.4.6": "delay=0.02,maxsize=1400",
    "127.0.4.7": "maxsize=484",
}
LOSSY = {f"127.0.4.{place}": "drop=0.2,maxsize=1400" for place in range(10, 15)}
"""The agent draws by chance what it drops, so one switch may be lost whole; five are not."""


def test_a_switch_is_read_through_every_fault_and_a_circle_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _faulty(FAULTS, tmp_path, monkeypatch, wait_s=2.0)
    rows = {fault: found[address] for address, fault in FAULTS.items()}
    looped = rows.pop("loop,maxsize=1400")
    whole = rows["maxsize=1400"]
    assert (whole["interfaces"].rows, whole["fdb"].rows, whole["neighbours"].rows) == (79, 302, 21)
    for fault, tables in rows.items():
        assert {name: t.rows for name, t in tables.items()} == {
            name: t.rows for name, t in whole.items()
        }, fault
        assert tables["interfaces"].state == "complete", fault
    assert "do not increase" in looped["fdb"].why
    assert looped["neighbours"].rows > 0


def test_what_a_lossy_line_takes_away_is_asked_again_or_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {"interfaces": 79, "fdb": 302, "neighbours": 21}
    found = _faulty(LOSSY, tmp_path, monkeypatch, wait_s=0.1)
    read = [tables for tables in found.values() if "interfaces" in tables]
    assert read
    for tables in read:
        for name, rows in whole.items():
            table = tables[name]
            assert table.rows == rows or (table.state != "complete" and table.why), name
    assert any(tables["interfaces"].rows == whole["interfaces"] for tables in read)
    for tables in found.values():
        assert tables in read or "no answer" in tables["identity"].why


def _faulty(
    faults: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch, *, wait_s: float
) -> dict[str, dict[str, TableRead]]:
    """Read the same switch once for each address, each with a fault of its own."""
    places = {address: f"{FAULTY}.snmprec,{fault}" for address, fault in faults.items()}
    with served(places) as port:
        found = ask(folder, port, list(places), monkeypatch, wait_s)
    return {address: _rows(one) for address, one in zip(places, found, strict=True)}


def _rows(found: list[Observation]) -> dict[str, TableRead]:
    tables = [payload_of(o, TableRead) for o in found if o.attribute == "table"]
    return {table.table: table for table in tables}


def test_what_is_asked_says_the_same_as_the_whole_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {f"127.0.5.{n}": f"{name}.snmprec,maxsize=1400" for n, name in enumerate(SAME, 1)}
    with served(places) as port:
        found = ask(tmp_path, port, list(places), monkeypatch, 2.0)
    for name, one in zip(SAME, found, strict=True):
        _same(one, DEVICES / f"{name}.snmprec")


KINDS: dict[str, Any] = {
    "interface": Interface, "vlan": Vlan, "fdb": FdbEntry, "neighbour": Neighbour, "poe": PoeBudget,
    "identity": Identity,
}  # fmt: skip


def _same(found: list[Observation], recording: Path) -> None:
    """Hold what was asked against what the whole recording says."""
    asked = [payload_of(o, KINDS[o.attribute]) for o in found if o.attribute in KINDS]
    whole = [p for p in _whole(recording) if isinstance(p, tuple(KINDS.values()))]
    counted = {p.name for p in asked if isinstance(p, Interface) and p.in_octets is not None}
    kinds = Rows(parse_snmprec(recording.read_bytes()).values).ints(IF_TYPE)
    up = [p for p in whole if isinstance(p, Interface) and p.oper_up and p.in_octets]
    assert counted >= {p.name for p in up if kinds.get(p.if_index or 0) == ETHERNET}
    assert {_part(p, counted) for p in asked} == {_part(p, counted) for p in whole}


def _whole(recording: Path) -> list[object]:
    contexts = {
        int(path.stem.partition("@")[2]): Rows(parse_snmprec(path.read_bytes()).values)
        for path in recording.parent.glob(f"{recording.stem}@*.snmprec")
    }
    rows = Rows(parse_snmprec(recording.read_bytes()).values)
    return readout_of(Answer(rows, contexts), now_utc(), "SW-1").payloads


def _part(payload: object, counted: set[str]) -> object:
    """Without the address it was reached at; of ports that nobody counts, without the counters."""
    if isinstance(payload, Identity):
        return replace(payload, ips=tuple(ip for ip in payload.ips if ip != "10.30.0.2"))
    if isinstance(payload, Interface) and payload.name not in counted:
        return replace(
            payload, mtu=None, duplex="", speed_mbps=None, in_errors=None, out_errors=None,
            in_discards=None, out_discards=None, in_octets=None, out_octets=None,
        )  # fmt: skip
    return payload
