"""Full walks of snmpsim-data (BSD), where that package is installed or its folder is named."""

import bz2
import importlib.util
import os
from collections import Counter
from pathlib import Path

import pytest

from audit.imports.contract import RawFile
from audit.imports.snmp_walk import read_snmprec
from audit.payloads import Identity, Interface, Neighbour, TableRead, payload_of
from audit.records import Observation
from tests.audit.imports.files import MODIFIED

VARIABLE = "PLANTREADY_FULL_WALKS"
SWITCHES = ("cisco-c3750", "cisco-n5000", "brocade-icx6430-24", "dlink-des3200", "h3c-e528-1")


def folder() -> Path | None:
    if named := os.environ.get(VARIABLE):
        return Path(named)
    spec = importlib.util.find_spec("snmpsim_data")
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) if places else None


def walk(name: str) -> RawFile:
    where = folder()
    if where is None or not where.is_dir():
        pytest.skip(f"install snmpsim-data, or name a folder of walks in {VARIABLE}")
    found = sorted(where.rglob(f"{name}.snmprec*"))
    if not found:
        pytest.skip(f"no walk {name} in the folder")
    data = found[0].read_bytes()
    data = bz2.decompress(data) if found[0].suffix == ".bz2" else data
    return RawFile(f"{name}.snmprec", data, "0" * 64, MODIFIED, None)


def of(name: str) -> tuple[Observation, ...]:
    return read_snmprec(walk(name)).observations


@pytest.mark.parametrize("name", SWITCHES)
def test_a_full_walk_gives_the_device_and_all_its_ports(name: str) -> None:
    found = of(name)
    (who,) = [payload_of(o, Identity) for o in found if o.attribute == "identity"]
    assert who.vendor and who.firmware
    ports = [payload_of(o, Interface) for o in found if o.attribute == "interface"]
    names = Counter(port.name for port in ports)
    assert len(ports) >= 19
    assert max(names.values()) == 1
    tables = {
        t.table: t for t in (payload_of(o, TableRead) for o in found if o.attribute == "table")
    }
    assert tables["interfaces"].rows == len(ports)
    assert tables["vlans"].rows == sum(o.attribute == "vlan" for o in found)


def test_125_cdp_neighbours_of_one_switch_are_all_found() -> None:
    found = [payload_of(o, Neighbour) for o in of("cisco-c3750") if o.attribute == "neighbour"]
    assert len(found) == 125
    assert all(n.local_port and n.remote_name for n in found)


def test_every_line_of_a_full_walk_is_understood() -> None:
    imported = read_snmprec(walk("cisco-n5000"))
    assert imported.used > 20_000
    assert not imported.not_understood
