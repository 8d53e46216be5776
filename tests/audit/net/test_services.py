"""What is asked beside the port itself, and of whom nothing more is."""

from __future__ import annotations

from audit.inventory.tables import AssetRow, FlowRow
from audit.inventory.tables.plant import Role
from audit.net.exchanges import Exchange, exchanges_of
from audit.net.scope import Scope, open_for
from audit.net.services import further
from audit.net.target import DeviceClass
from audit.probes import ALL
from tests.audit.net.scopes import OPEN, QUICK, scope

SRV, PLC = "10.5.0.1", "10.5.0.2"
ASSETS = (
    AssetRow(asset_id="SRV-1", line="L1", role=Role.SERVER, ip=SRV, opcua_port=4841),
    AssetRow(asset_id="PLC-1", line="L1", role=Role.CONTROLLER, ip=PLC, opcua_port=4840),
)


def flow(ip: str, port: int) -> FlowRow:
    return FlowRow(flow_id=f"F-{port}", line="L1", dest_ip=ip, port=port, required=True)


def rules(**opened: bool) -> Scope:
    found = scope(OPEN + QUICK)
    return found.model_copy(update={"probes": found.probes.model_copy(update=opened)})


def asked(allowed: Scope, *flows: FlowRow) -> list[str]:
    found = further(exchanges_of([*ASSETS, *flows], ALL), ALL, allowed)
    return [f"{e.probe.name} {e.target.key}:{e.port}" for e in found]


def test_nothing_more_is_asked_unless_the_scope_opens_it() -> None:
    assert asked(rules(), flow(SRV, 443), flow(SRV, 80)) == []
    assert asked(rules(tls=True), flow(SRV, 443), flow(SRV, 80)) == ["tls SRV-1:443"]


def test_services_are_known_by_their_port() -> None:
    flows = [flow(SRV, port) for port in (80, 8883, 445, 3389, 1883, 4840, 22, 1433)]
    every = dict.fromkeys(("http", "tls", "smb", "rdp", "mqtt", "opcua"), True)
    assert asked(rules(**every), *flows) == [
        "http SRV-1:80", "tls SRV-1:8883", "smb SRV-1:445", "rdp SRV-1:3389", "mqtt SRV-1:1883",
        "opcua SRV-1:4840",
    ]  # fmt: skip


def test_a_controller_is_asked_no_second_thing() -> None:
    assert asked(rules(http=True, tls=True), flow(PLC, 80), flow(PLC, 443)) == []


def test_a_session_goes_where_endpoints_are_asked_for_with_permission_only() -> None:
    assert asked(rules(opcua=True), flow(SRV, 4840)) == ["opcua SRV-1:4840"]
    assert asked(rules(opcua=True, opcua_session=True), flow(SRV, 4840)) == [
        "opcua_session SRV-1:4841", "opcua_session PLC-1:4840", "opcua SRV-1:4840",
        "opcua_session SRV-1:4840",
    ]  # fmt: skip


def test_a_session_with_a_controller_needs_the_controller_opened_too() -> None:
    allowed = rules(opcua_session=True)
    found = further(exchanges_of(ASSETS, ALL), ALL, allowed)
    (plc,) = [e for e in found if e.target.device_class is DeviceClass.CONTROLLER]
    assert not open_for(allowed, plc.target, plc.probe.name).allowed


def test_the_same_place_is_asked_once_and_a_door_never() -> None:
    allowed = rules(http=True)
    two = [flow(SRV, 80), flow(SRV, 80).model_copy(update={"flow_id": "F-2"})]
    assert asked(allowed, *two) == ["http SRV-1:80"]
    (tcp,) = [e for e in exchanges_of([*ASSETS, flow(SRV, 80)], ALL) if e.probe.name == "tcp"]
    door = Exchange(tcp.target, tcp.probe, "office", door=True)
    assert further([door], ALL, allowed) == ()


def test_a_flow_is_proven_by_its_own_try_alone() -> None:
    (more,) = further(exchanges_of([*ASSETS, flow(SRV, 80)], ALL, vantage="L1"), ALL,
                      rules(http=True))  # fmt: skip
    assert (more.target.flows, more.vantage) == ((), "L1")
    assert more.origin == f"probe http SRV-1 {SRV}:80 from L1"
