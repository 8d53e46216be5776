"""devices.toml: what is taken from it, and what is refused."""

from pathlib import Path

import pytest

from inventories.stand_ins import devices
from inventories.stand_ins.devices import StandInError, credentials, devices_of

GOOD = """
[[device]]
name = "SW-1"
kind = "snmp"
address = "127.30.0.2"
port = 16101
data = "devices/SW-1.snmprec"
community = "only-here"

[[device]]
name = "VIB-1"
kind = "modbus"
address = "127.30.3.61"
port = 15022
identity = { VendorName = "ifm electronic", ProductCode = "VSE150" }

[credentials]
core = "community=only-here"
"""


def _file(folder: Path, text: str) -> Path:
    path = folder / "devices.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_arguments_files_and_tables_reach_the_child(tmp_path: Path) -> None:
    switch, sensor = devices_of(_file(tmp_path, GOOD), tmp_path / "plant")

    assert switch.arguments == ("--data", str(tmp_path / "plant" / "devices/SW-1.snmprec"))
    assert sensor.arguments == (
        "--identity", '{"VendorName": "ifm electronic", "ProductCode": "VSE150"}',
    )  # fmt: skip
    assert (sensor.name, sensor.kind, sensor.port) == ("VIB-1", "modbus", 15022)


def test_secrets_are_no_arguments(tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD)
    switch, sensor = devices_of(path, tmp_path)

    assert "only-here" not in " ".join(switch.arguments)
    assert switch.secrets == "community=only-here"
    assert sensor.secrets == ""
    assert credentials(path) == {"core": "community=only-here"}


def test_where_only_one_loopback_address_exists_all_devices_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "addresses_are_local", lambda: False)

    found = devices_of(_file(tmp_path, GOOD), tmp_path)

    assert {device.address for device in found} == {"127.0.0.1"}
    assert [device.port for device in found] == [16101, 15022]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('kind = "snmp"', 'kind = "telnet"'), "SW-1: kind 'telnet' is none of"),
        (('kind = "snmp"', ""), "SW-1: kind ''"),
        (('"127.30.0.2"', '"10.30.0.2"'), "SW-1: '10.30.0.2' is no loopback address"),
        (('"127.30.0.2"', '"127.0.0.1; rm"'), "is no loopback address"),
        (("16101", "161"), "SW-1: port 161 is not between 1024 and 65535"),
        (("16101", "70000"), "port 70000"),
        (("16101", '"16101"'), "port '16101'"),
        (("port = 16101", "port ="), "devices.toml"),
    ],
)
def test_an_error_names_the_device_and_what_is_wrong(
    tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    path = _file(tmp_path, GOOD.replace(*change))

    with pytest.raises(StandInError, match=words):
        devices_of(path, tmp_path)


def test_two_devices_cannot_share_an_address_and_port(tmp_path: Path) -> None:
    twice = GOOD.replace('"modbus"', '"snmp"').replace("127.30.3.61", "127.30.0.2")
    path = _file(tmp_path, twice.replace("15022", "16101"))

    with pytest.raises(StandInError, match=r"127\.30\.0\.2:16101 is used twice"):
        devices_of(path, tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StandInError, match=r"nowhere\.toml"):
        devices_of(tmp_path / "nowhere.toml", tmp_path)
