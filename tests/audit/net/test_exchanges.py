"""Who is asked what: from inventory rows to exchanges."""

from __future__ import annotations

from collections.abc import Iterable

from audit.inventory.tables import AssetRow, ControllerRow, FlowRow, SwitchRow
from audit.net.exchanges import Exchange, dry_run, exchanges_of, minutes_needed
from audit.net.target import DeviceClass
from audit.probes import ALL
from tests.audit.net.scopes import OPEN, scope


def asked(rows: Iterable[object], *lines: str) -> list[tuple[str, str, str, int]]:
    return [told(exchange) for exchange in exchanges_of(rows, ALL, lines=lines)]


def told(exchange: Exchange) -> tuple[str, str, str, int]:
    return exchange.target.key, exchange.probe.name, exchange.target.address, exchange.port


def switch(**given: object) -> SwitchRow:
    row = {"switch": "SW-1", "ip": "10.1.0.2", "line": ("L1",), "credential": "core"} | given
    return SwitchRow.model_validate(row)


def flow(flow_id: str, **given: object) -> FlowRow:
    row = {"flow_id": flow_id, "line": "L1", "dest": "MES-1", "dest_ip": "10.5.0.10", "port": 4840,
           "required": "yes"}  # fmt: skip
    return FlowRow.model_validate(row | given)


def asset(asset_id: str, **given: object) -> AssetRow:
    row = {"asset_id": asset_id, "line": "L1", "role": "controller", "ip": "10.1.0.11"} | given
    return AssetRow.model_validate(row)


def test_a_switch_with_a_credential_is_asked_by_snmp_and_ssh_on_their_own_ports() -> None:
    both = [("SW-1", "snmp", "10.1.0.2", 161), ("SW-1", "ssh", "10.1.0.2", 22)]
    assert asked([switch()]) == both
    assert asked([switch(managed=None)]) == both


def test_a_switch_without_credential_address_or_management_is_not_asked() -> None:
    assert asked([switch(credential="")]) == []
    assert asked([switch(ip="")]) == []
    assert asked([switch(managed="no")]) == []


def test_a_named_port_narrows_to_its_probe_and_reach_at_replaces_the_address() -> None:
    row = switch(reach_at="127.30.0.2", ssh_port=16201)
    assert asked([row]) == [("SW-1", "ssh", "127.30.0.2", 16201)]
    (exchange,) = exchanges_of([row], ALL)
    assert exchange.target.plant_ip == "10.1.0.2"


def test_a_controller_is_asked_in_the_protocols_that_its_row_names() -> None:
    rows = [asset("PLC-1"), ControllerRow.model_validate(
        {"asset_id": "PLC-1", "protocols": ("Modbus TCP", "OPC UA")}
    )]  # fmt: skip
    assert asked(rows) == [
        ("PLC-1", "modbus", "10.1.0.11", 502),
        ("PLC-1", "opcua", "10.1.0.11", 4840),
    ]
    assert asked([asset("PLC-1")]) == []


def test_every_protocol_that_a_probe_speaks_is_asked_once_in() -> None:
    rows = [asset("PLC-1"), ControllerRow.model_validate(
        {"asset_id": "PLC-1", "protocols": ("S7", "S7comm", "EtherNet/IP", "BACnet/IP", "DH+")}
    )]  # fmt: skip
    assert asked(rows) == [
        ("PLC-1", "s7", "10.1.0.11", 102),
        ("PLC-1", "enip", "10.1.0.11", 44818),
        ("PLC-1", "bacnet", "10.1.0.11", 47808),
    ]


def test_what_is_only_planned_is_not_asked() -> None:
    assert asked([asset("PLC-1", modbus_port=502, status="planned")]) == []
    assert asked([asset("PLC-1", modbus_port=502, status="active")]) != []


def test_flows_to_one_port_are_proved_by_one_try() -> None:
    rows = [flow("F-1"), flow("F-2", line="L2"), flow("F-3", port=8883), flow("F-4", required="no")]
    found = exchanges_of(rows, ALL)
    assert [told(e) for e in found] == [
        ("MES-1", "tcp", "10.5.0.10", 4840), ("MES-1", "tcp", "10.5.0.10", 8883),
    ]  # fmt: skip
    assert [e.target.flows for e in found] == [("F-1", "F-2"), ("F-3",)]
    assert found[0].target.line == "L1;L2"
    assert asked(rows, "L2") == [("MES-1", "tcp", "10.5.0.10", 4840)]


def test_a_flow_whose_hop_was_tested_by_hand_is_not_tried() -> None:
    assert asked([flow("F-1", hop_test="filtered")]) == []
    assert asked([flow("F-1", port="")]) == []


def test_a_flow_to_a_controller_stays_a_controllers_business() -> None:
    rows = [asset("PLC-1", mac="00:30:de:00:00:01"), flow("F-1", dest="PLC-1", dest_ip="10.1.0.11")]
    (exchange,) = exchanges_of(rows, ALL)
    assert exchange.target.device_class is DeviceClass.CONTROLLER
    assert exchange.target.mac == "00:30:de:00:00:01"


def test_what_two_tables_name_is_asked_once_and_the_more_careful_class_counts() -> None:
    rows = [
        asset("GW-1", role="gateway", modbus_port=502),
        asset("PLC-1", role="controller", modbus_port=502),
    ]
    (exchange,) = exchanges_of(rows, ALL)
    assert exchange.target.key == "GW-1"
    assert exchange.target.device_class is DeviceClass.CONTROLLER
    both = [asset("SW-1", role="switch", ip="10.1.0.2"), switch()]
    assert len(asked(both)) == 2


def test_a_flow_to_a_safety_device_under_another_name_is_still_never_asked() -> None:
    """A host name, a typing error: packets go to the address, so the address decides."""
    safety = asset("SAFE-1", role="safety", ip="10.1.0.77", mac="00:30:de:00:00:02")
    row = flow("F-1", dest="historian.plant.example", dest_ip="10.1.0.77")
    for rows in ([safety, row], [row, safety], [asset("SAFE-1", role="safety", ip="10.1.0.77",
                                                      status="planned"), row]):  # fmt: skip
        (exchange,) = exchanges_of(rows, ALL)
        assert exchange.target.device_class is DeviceClass.SAFETY
        assert exchange.target.key == "SAFE-1"


def test_of_two_devices_at_one_address_the_more_careful_one_decides() -> None:
    rows = [
        asset("HMI-1", role="HMI", ip="10.1.0.5", opcua_port=4840),
        asset("PLC-1", role="controller", ip="10.1.0.5"),
        switch(ip="10.1.0.5"),
    ]
    for order in (rows, rows[::-1]):
        classes = {e.target.device_class for e in exchanges_of(order, ALL)}
        assert classes == {DeviceClass.CONTROLLER}


def test_devices_behind_one_translated_address_keep_their_own_class() -> None:
    there = {"reach_at": "127.0.0.1"}
    rows = [
        asset("PLC-1", role="controller", ip="10.1.0.11", modbus_port=1502, **there),
        asset("MES-1", role="server", ip="10.5.0.10", opcua_port=14840, **there),
        switch(snmp_port=1161, **there),
        flow("F-1", reach_at="127.0.0.1", reach_port=14841),
        flow("F-2", dest="plc", dest_ip="10.1.0.11", reach_at="127.0.0.1", reach_port=1503),
        flow("F-3", dest="?", dest_ip="", reach_at="127.0.0.1", reach_port=1504),
    ]
    classes = [(e.target.key, e.target.device_class.value) for e in exchanges_of(rows, ALL)]
    assert classes == [
        ("PLC-1", "controller"), ("MES-1", "server"), ("SW-1", "infra"), ("MES-1", "server"),
        ("PLC-1", "controller"), ("PLC-1", "controller"),
    ]  # fmt: skip


def test_a_translation_may_lead_to_the_asset_whose_plant_address_the_row_gives() -> None:
    row = flow("F-1", dest="some host", dest_ip="10.1.0.11", reach_at="172.16.0.9")
    (exchange,) = exchanges_of([asset("PLC-1"), row], ALL)
    assert exchange.target.device_class is DeviceClass.CONTROLLER
    # The same machine twice, with the same plan of addresses, each behind a translation.
    twin = asset("PLC-2", reach_at="172.16.0.8")
    (exchange,) = exchanges_of([twin, row], ALL)
    assert exchange.target.key == "some host"


def test_opening_a_controller_by_name_does_not_open_the_address_of_another() -> None:
    opened = scope(
        OPEN.replace("127.71.0.0", "10.1.0.0")
        + '[[controllers]]\nasset = "PLC-1"\npermission = "maintenance lead"\n'
    )
    rows = [
        asset("PLC-1", ip="10.1.0.11"),
        asset("PLC-2", ip="10.1.0.12"),
        flow("F-1", dest="PLC-1", dest_ip="10.1.0.11"),
        flow("F-2", dest="PLC-1", dest_ip="10.1.0.12"),
    ]
    planned = dry_run(exchanges_of(rows, ALL), opened)
    assert [item.refused for item in planned] == [
        "", "controllers are passive; this one is not opened in [[controllers]]",
    ]  # fmt: skip


def test_the_dry_run_is_the_sheet_to_sign_so_it_holds_before_the_signature() -> None:
    unsigned = scope(OPEN.replace('name = "plant manager"', "").replace("127.71.0.0", "10.5.0.0"))
    rows = [flow("F-1"), flow("F-2", dest="FAR", dest_ip="10.6.0.1"), flow("F-3", dest_ip="mes")]
    planned = dry_run(exchanges_of(rows, ALL), unsigned)
    assert [item.refused for item in planned] == [
        "", "10.6.0.1 is in no allowed network",
        "'mes' is no IP address; host names are not looked up",
    ]  # fmt: skip
    assert planned[0].seconds == 5 / 5
    assert planned[1].seconds == 0
    assert minutes_needed(planned, unsigned) * 60 >= 0.5
    assert minutes_needed((), unsigned) == 0


def test_one_device_behind_a_translated_address_has_all_its_ports() -> None:
    rows = [
        asset("PLC-1", reach_at="10.9.0.1", modbus_port=502),
        flow("F-1", dest="SRV", dest_ip="10.5.0.1", reach_at="10.9.0.1", reach_port=102),
    ]
    assert {e.target.device_class for e in exchanges_of(rows, ALL)} == {DeviceClass.CONTROLLER}


def test_a_flow_by_datagrams_is_tried_in_its_own_protocol() -> None:
    rows = [
        flow("F-1", protocol="DNS", port=53), flow("F-2", protocol="NTP", port=123),
        flow("F-3", protocol="Syslog", port=514), flow("F-4", protocol="syslog TLS", port=6514),
    ]  # fmt: skip
    found = exchanges_of(rows, ALL)
    assert [(e.probe.name, e.port, e.target.flows) for e in found] == [
        ("dns", 53, ("F-1",)), ("ntp", 123, ("F-2",)), ("syslog", 514, ("F-3",)),
        ("tcp", 6514, ("F-4",)),
    ]  # fmt: skip


def test_a_flow_of_which_a_connection_proves_nothing_is_not_tried() -> None:
    spoken = ("UDP", "SNMP trap", "BACnet/IP", "PROFINET IO")
    rows = [flow(f"F-{n}", protocol=name, port=1000 + n) for n, name in enumerate(spoken)]
    assert asked(rows) == []


def test_a_flow_to_a_service_that_greets_is_heard_on_whatever_port() -> None:
    rows = [
        flow("F-1", port=2200, protocol="SSH"), flow("F-2", port=2200),
        flow("F-3", port=990, protocol="FTP/TLS"), flow("F-4", port=69, protocol="TFTP"),
        flow("F-5", port=4840, protocol="OPC UA"),
    ]  # fmt: skip
    heard = {e.port: e.target.greets for e in exchanges_of(rows, ALL)}
    assert heard == {2200: True, 990: True, 4840: False}
