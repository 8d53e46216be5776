"""The sample on a computer with one loopback address, such as macOS: the same audit, by ports."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from audit.net.ledger import read_ledger
from audit.net.scope import load_scope, standing
from cli.console import Session
from cli.demo import prepare, stand_ins
from cli.probe import run_probe
from cli.stages import open_case
from inventories.riverside_home import RIVERSIDE
from inventories.stand_ins import devices, one_address

pytestmark = pytest.mark.usefixtures("sample_ports")


def reached(folder: Path) -> dict[str, set[str]]:
    """Return table → the values of its column reach_at."""
    found: dict[str, set[str]] = {}
    for name in one_address.TABLES:
        with (folder / "inventory" / name).open(encoding="utf-8", newline="") as file:
            found[name] = {row["reach_at"] for row in csv.DictReader(file)} - {""}
    return found


def test_every_reach_at_becomes_the_only_address_and_the_scope_opens_it(tmp_path: Path) -> None:
    case = tmp_path / "case"
    prepare(case)
    plant_ips = (case / "inventory" / "assets.csv").read_text(encoding="utf-8").count("10.30.")
    assert one_address.rewrite_addresses(case, one_address=True)
    assert reached(case) == {name: {"127.0.0.1"} for name in one_address.TABLES}
    scope = load_scope(case / "scope.toml")
    assert standing(scope) == ()
    assert "127.0.0.0/24" in [rule.net for rule in scope.allow]
    after = (case / "inventory" / "assets.csv").read_text(encoding="utf-8")
    assert after.count("10.30.") == plant_ips
    assert "127.30." in (RIVERSIDE / "inventory" / "assets.csv").read_text(encoding="utf-8")


def test_with_all_of_127_nothing_is_changed(tmp_path: Path) -> None:
    case = tmp_path / "case"
    prepare(case)
    before = (case / "scope.toml").read_bytes()
    assert not one_address.rewrite_addresses(case, one_address=False)
    assert (case / "scope.toml").read_bytes() == before


def test_every_stand_in_has_a_port_of_its_own() -> None:
    found = devices.devices_of(RIVERSIDE / "devices.toml", RIVERSIDE)
    assert len({device.port for device in found}) == len(found)


def test_the_whole_sample_is_probed_on_one_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (devices, one_address):
        monkeypatch.setattr(module, "addresses_are_local", lambda: False)
    case = tmp_path / "case"
    prepare(case)
    session = Session(root=case, quiet=True)
    with stand_ins() as plant:
        assert {device.address for device in plant.devices} == {"127.0.0.1"}
        with open_case(session) as desk:
            report = run_probe(session, desk)
    assert (report.failed, report.refused, report.not_asked, report.stopped) == ([], [], [], "")
    asked = {row.port for row in read_ledger(case / "ledger.jsonl")}
    assert asked == {device.port for device in plant.devices}
    assert {row.destination for row in read_ledger(case / "ledger.jsonl")} == {"127.0.0.1"}
