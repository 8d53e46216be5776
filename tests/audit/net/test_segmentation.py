"""Which doors are tried from where, and that a shut one is no trouble."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest

from audit.inventory.tables import AssetRow
from audit.inventory.tables.plant import Role
from audit.net.dialer import Dialer
from audit.net.errors import ScopeError
from audit.net.exchanges import Exchange, dry_run, exchanges_of
from audit.net.ledger import Ledger
from audit.net.run import Run
from audit.net.scope import Scope, open_for
from audit.net.segmentation import segmentation_of
from audit.net.sheet import scope_sheet
from audit.net.target import Target
from audit.payloads import Reach, payload_of
from audit.probes.tcp import PROBE as TCP
from audit.records import Observation
from tests.audit.net.scopes import OPEN, QUICK, scope
from tests.audit.net.servers import read_to_end, serving

NET = "127.71.0"


def asset(name: str, number: int, role: Role) -> AssetRow:
    return AssetRow(asset_id=name, line="L1", role=role, ip=f"{NET}.{number}")


ROWS = (
    asset("SRV-1", 1, Role.SERVER), asset("PLC-1", 2, Role.CONTROLLER),
    asset("PLC-2", 3, Role.CONTROLLER), asset("SAFE-1", 4, Role.SAFETY),
    asset("SRV-2", 5, Role.SERVER), asset("SRV-3", 6, Role.SERVER),
)  # fmt: skip


def rules(ports: str = "[502, 22]", more: str = "", count: int = 3) -> Scope:
    table = f'[segmentation]\nvantages = ["office"]\nports = {ports}\nrepresentatives = {count}\n'
    return scope(OPEN + QUICK + more + table)


def tried(found: tuple[Exchange, ...]) -> list[str]:
    return [f"{e.target.key}:{e.port}" for e in found]


def test_nothing_is_tried_from_a_place_that_the_scope_does_not_name() -> None:
    assert segmentation_of(ROWS, rules(), TCP, "here") == ()


def test_a_few_devices_stand_for_a_network_those_that_may_be_asked() -> None:
    found = segmentation_of(ROWS, rules(), TCP, "office")
    assert tried(found) == [f"SRV-{n}:{port}" for n in (1, 2, 3) for port in (502, 22)]
    assert len(segmentation_of(ROWS, rules(count=1), TCP, "office")) == 2


def test_a_controller_that_is_opened_tells_most_and_comes_first() -> None:
    opened = '[[controllers]]\nasset = "PLC-2"\npermission = "on the form"\n'
    found = segmentation_of(ROWS, rules(more=opened), TCP, "office")
    assert tried(found)[:2] == ["PLC-2:502", "PLC-2:22"]


def test_safety_equipment_is_never_tried() -> None:
    opened = '[[controllers]]\nnet = "127.71.0.0/24"\npermission = "on the form"\n'
    found = segmentation_of(ROWS, rules(more=opened, count=20), TCP, "office")
    assert "SAFE-1" not in {e.target.key for e in found}
    assert len(found) == 10


OUTSIDE = '[segmentation]\nvantages = ["line 1"]\noutside = ["9.9.9.9", "10.9.9.9"]\n'


def test_addresses_beyond_the_plant_are_tried_from_the_named_places() -> None:
    text = scope(OPEN + QUICK + OUTSIDE)
    found = segmentation_of((), text, TCP, "line 1")
    assert tried(found[:2]) == ["9.9.9.9:53", "9.9.9.9:443"]
    assert [planned.refused for planned in dry_run(found[:2], text)] == ["", ""]
    assert segmentation_of((), text, TCP, "office") == ()
    assert "whether 9.9.9.9, 10.9.9.9 answers on ports 53, 443" in scope_sheet(text)
    with pytest.raises(ScopeError, match=r"no IP address"):
        scope(OPEN + QUICK + OUTSIDE.replace("9.9.9.9", "www.example"))


@pytest.mark.parametrize(
    ("address", "port", "probe", "more", "why"),
    [
        ("9.9.9.8", 443, "tcp", "", "9.9.9.8 is a public address"),
        ("9.9.9.9", 80, "tcp", "", "port 80 is not among the outside_ports"),
        ("9.9.9.9", 443, "modbus", "", "opened to the tcp probe only"),
        ("9.9.9.9", 443, "path", "", "opened to the tcp probe only"),
        ("9.9.9.9", 443, "sweep", "", "9.9.9.9 is a public address"),
        ("10.9.9.9", 443, "tcp", "", "in no allowed network"),
        ("9.9.9.9", 443, "tcp", '[[exclude]]\nnet = "9.9.0.0/16"\nwhy = "no"\n', "excluded: no"),
    ],
)
def test_nothing_else_goes_beyond_the_plant(
    address: str, port: int, probe: str, more: str, why: str
) -> None:
    target = Target(address, address, ports={probe: port})
    assert why in open_for(scope(OPEN + QUICK + more + OUTSIDE), target, probe).reason


def test_beyond_the_plant_nothing_is_tried_where_the_tcp_probe_is_shut() -> None:
    target = Target("9.9.9.9", "9.9.9.9", ports={"tcp": 443})
    text = scope(OPEN.replace("tcp = true", "tcp = false") + QUICK + OUTSIDE)
    assert "tcp probe only" in open_for(text, target, "tcp").reason


def test_each_vantage_point_keeps_its_own_answers() -> None:
    one = segmentation_of(ROWS, rules(), TCP, "office")[0]
    assert one.origin == f"probe tcp SRV-1 {NET}.1:502 from office"
    here = exchanges_of(ROWS, [TCP])
    assert all(" from " not in exchange.origin for exchange in here)


def test_shut_doors_end_no_run_and_both_answers_are_stored(tmp_path: Path) -> None:
    kept: list[Observation] = []

    async def all_of_them(text: Scope) -> list[str]:
        own = Dialer(text, Ledger(tmp_path / "ledger.jsonl"), vantage="office")
        run = Run(own, lambda _, found: kept.extend(found), stop_after_timeouts=1)
        report = await run.all(segmentation_of(ROWS, text, TCP, "office"))
        assert (report.failed, report.stopped) == ([], "")
        return report.stored

    with ExitStack() as stack:
        server = stack.enter_context(serving(read_to_end, f"{NET}.1"))
        stored = asyncio.run(all_of_them(rules(f"[9, {server.port}]", count=1)))
        server.wait_for_endings()
    assert len(stored) == 2
    reached = [payload_of(o, Reach) for o in kept]
    outcomes = {(r.port, r.outcome, r.vantage) for r in reached}
    assert outcomes == {(9, "refused", "office"), (server.port, "ok", "office")}
