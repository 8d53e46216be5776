"""The sample's device files are what the description of its cables says."""

import pytest

from inventories import make_riverside
from inventories.riverside_home import RIVERSIDE
from inventories.riverside_world import STATIONS, SWITCHES, stations_behind


@pytest.mark.parametrize("name", ["SW-CORE", "SW-L3-1"])
def test_the_recordings_are_current(name: str) -> None:
    rows = make_riverside.recording(SWITCHES[name])
    text = "\n".join(f"{row.oid}|{row.tag}|{row.value}" for row in rows) + "\n"
    assert (RIVERSIDE / "devices" / f"{name}.snmprec").read_text("utf-8") == text


@pytest.mark.parametrize("path", ["devices/SW-L1-1", "handed_over/SW-L2-1", "handed_over/SW-OFF-1"])
def test_the_dumps_are_current(path: str) -> None:
    text = make_riverside.dump(SWITCHES[path.split("/")[1]])
    assert (RIVERSIDE / f"{path}.txt").read_text("utf-8") == text


def test_the_scan_and_the_walk_are_current() -> None:
    folder = RIVERSIDE / "handed_over"
    assert (folder / "vlan1.xml").read_text("utf-8") == make_riverside.nmap_scan(list(STATIONS))
    assert (folder / "wifi-walk.csv").read_text("utf-8") == make_riverside.wifi_walk()


def test_every_station_hangs_on_a_port_that_exists() -> None:
    for station in STATIONS:
        ports = {port.name: port for port in SWITCHES[station.switch].ports}
        assert station in stations_behind(station.switch, ports[station.port])
