"""NetBox and Nautobot: exports and REST answers, statuses, odd cells."""

from __future__ import annotations

import json
from typing import Any

import pytest

from audit.imports import netbox
from audit.imports.contract import Imported, UnreadableFileError
from audit.imports.registry import detect
from tests.audit.imports.files import raw, remarks, rows

DEVICES = """Name,Status,Tenant,Site,Rack,Role,Manufacturer,Type,IP Address
SW-L1,Active,,Plant 1,R1,Access Switch,Siemens,SCALANCE XC208,10.0.0.2/24
PLC-L1,Active,,Plant 1,,PLC,Siemens,CPU 1516-3,10.0.0.10/24
SW-NEW,Planned,,Plant 1,,Access Switch,Siemens,SCALANCE XC216,
DRK-1,Offline,,Plant 1,,Drucker,Zebra,ZT411,
X-1,Strange,,Plant 1,,Teapot,Acme,T1,
,Active,,Plant 1,,PLC,Siemens,CPU,
"""
OLD_CABLES = """ID,Label,Side A,Rack A,Termination A,Side B,Rack B,Termination B,Status,Type
1,C-1,SW-L1,R1,Gi0/1,SW-CORE,,1/6,Connected,CAT6
2,C-2,SW-L1,R1,Gi0/2,SW-L2,,Gi0/2,Planned,CAT6
3,C-3,SW-L1,R1,Gi0/3,,,,Connected,CAT6
"""
NEW_CABLES = """ID,Label,Device A,Termination A,Device B,Termination B,Status
1,C-1,SW-L1,Gi0/1,SW-CORE,1/6,Connected
"""
IMPORT_CABLES = """side_a_device,side_a_name,side_b_device,side_b_type,side_b_name,status
SW-L1,Gi0/1,SW-CORE,dcim.interface,1/6,connected
"""
WANTED = ("SW-L1", "Gi0/1", "SW-CORE", "1/6")


def read(text: str, name: str = "export.csv") -> Imported:
    file = raw(name, text)
    chosen = detect(file)
    assert chosen is not None
    assert chosen.name == "netbox"
    return netbox.read(file)


def of_table(imported: Imported, field: str) -> list[dict[str, Any]]:
    return [row for row in rows(imported) if field in row]


def cables(imported: Imported) -> list[tuple[str, ...]]:
    found = of_table(imported, "a_device")
    return [tuple(row[k] for k in ("a_device", "a_port", "b_device", "b_port")) for row in found]


def test_devices_become_assets_and_switches_with_netbox_statuses() -> None:
    imported = read(DEVICES)
    (switch,) = of_table(imported, "switch") and [r for r in rows(imported) if "cabinet" in r]
    assert (switch["switch"], switch["ip"], switch["model"]) == (
        "SW-L1", "10.0.0.2", "SCALANCE XC208",
    )  # fmt: skip
    assets = {r["asset_id"]: (r["role"], r["status"]) for r in of_table(imported, "asset_id")}
    assert assets == {
        "PLC-L1": ("controller", "active"),
        "SW-NEW": ("switch", "planned"),
        "DRK-1": ("printer", "offline"),
        "X-1": ("", ""),
    }
    said = remarks(imported)
    assert "status 'Strange'" in said
    assert "role 'Teapot'" in said
    assert "line 7: a device without a name" in said


@pytest.mark.parametrize(
    "text", [OLD_CABLES, NEW_CABLES, IMPORT_CABLES], ids=["3.2", "4", "bulk import"]
)
def test_cables_of_every_version_give_links(text: str) -> None:
    assert cables(read(text)) == [WANTED]


def test_a_planned_cable_and_one_without_an_end_are_named_and_no_link() -> None:
    said = remarks(read(OLD_CABLES))
    assert "line 3: cable SW-L1 Gi0/2 to SW-L2 Gi0/2 is planned" in said
    assert "line 4" in said
    assert "end without a device" in said


def test_interfaces_and_addresses_tell_what_identifies_their_device() -> None:
    interfaces = "Device,Name,Enabled,Type,MAC Address,Mode\nPLC-L1,X1,True,1000BASE-T,"
    told = read(f"{interfaces}001B.1B00.0001,Access\nPLC-L1,X2,True,1000BASE-T,nonsense,\n")
    (seen,) = [o.value for o in told.observations if o.attribute == "identity"]
    assert seen == {"name": "PLC-L1", "macs": ["00:1b:1b:00:00:01"], "documented": True}
    assert "'nonsense' is no MAC address" in remarks(told)
    addresses = "address,device,interface,status\n10.0.0.10/24,PLC-L1,X1,active\n"
    told = read(f"{addresses}10.0.0.11/24,PLC-L1,X1,deprecated\nx,PLC-L1,X1,active\n")
    (seen,) = [o.value for o in told.observations if o.attribute == "identity"]
    assert seen == {"name": "PLC-L1", "ips": ["10.0.0.10"], "documented": True}
    assert "10.0.0.11 of PLC-L1 is deprecated" in remarks(told)


def test_prefixes_and_vlans_become_segments() -> None:
    prefixes = "Prefix,Status,VLAN,Role,Description\n10.1.0.0/24,Active,Line 1 (10),Controls,\n"
    (segment,) = rows(read(prefixes))
    assert (segment["subnet"], segment["vlan"], segment["purpose"]) == (
        "10.1.0.0/24", 10, "Controls",
    )  # fmt: skip
    told = read("VID,Name,Site,Status\n10,Line 1,Plant,Active\n5000,Wrong,Plant,Active\n")
    (vlan,) = rows(told)
    assert (vlan["vlan"], vlan["segment"]) == (10, "VLAN 10 Line 1 Plant")
    assert "'5000' is none from 1 to 4094" in remarks(told)


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"id": 1, "name": name, "display": name, **more}


DEVICE = named(
    "PLC-L1",
    device_type={"model": "CPU 1516-3", "manufacturer": named("Siemens")},
    role=named("PLC"),
    status={"value": "active", "label": "Active"},
    serial="S C-1",
    primary_ip4={"address": "10.0.0.10/24"},
    custom_fields={"line": "L1"},
)
CABLE = {
    "id": 7,
    "status": {"value": "connected"},
    "a_terminations": [
        {"object_type": "dcim.interface", "object": named("Gi0/1", device=named("SW-L1"))}
    ],
    "b_terminations": [
        {"object_type": "dcim.interface", "object": named("1/6", device=named("SW-CORE"))}
    ],
}
OLD_CABLE = {
    "status": {"value": "connected"},
    "termination_a": named("Gi0/1", device=named("SW-L1")),
    "termination_b": named("1/6", device=named("SW-CORE")),
}
INTERFACE = named(
    "Gi0/1",
    device=named("SW-L1"),
    enabled=True,
    mac_address="00:1B:1B:00:00:01",
    link_peers=[named("1/6", device=named("SW-CORE"))],
)
ADDRESS = {"address": "10.0.0.10/24", "status": {"value": "active"},
           "assigned_object": named("X1", device=named("PLC-L1"))}  # fmt: skip


@pytest.mark.parametrize("cable", [CABLE, OLD_CABLE, INTERFACE], ids=["4", "2.10", "interface"])
def test_a_rest_answer_gives_its_cables(cable: dict[str, Any]) -> None:
    answer = {"count": 1, "next": None, "previous": None, "results": [cable]}
    assert cables(read(json.dumps(answer), "cables.json")) == [WANTED]


def test_several_lists_in_one_json_file_are_read_with_their_places() -> None:
    data = {
        "devices": [DEVICE],
        "ip-addresses": {"results": [ADDRESS]},
        "vlans": [named("Line 1", vid=10, site=None, status={"value": "active"})],
        "prefixes": [{"prefix": "10.1.0.0/24", "vlan": {"vid": 10}, "is_pool": False}],
    }
    imported = read(json.dumps(data), "dump.json")
    (asset,) = of_table(imported, "asset_id")
    assert (asset["role"], asset["line"], asset["ip"], asset["vendor"]) == (
        "controller", "L1", "10.0.0.10", "Siemens",
    )  # fmt: skip
    places = {o.source.location for o in imported.observations}
    assert {"devices[0]", "ip-addresses.results[0]", "vlans[0]", "prefixes[0]"} == places
    segments = of_table(imported, "segment")
    assert [row["vlan"] for row in segments] == [10, 10]


@pytest.mark.parametrize(
    "text", ['{"device_type": ', '[{"mac_address": 1}]', "[" * 100_000, '{"x": {"y": []}}']
)
def test_what_is_no_export_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"dump\.json: "):
        netbox.read(raw("dump.json", text))


@pytest.mark.parametrize(
    "header", ["asset_id,line,role,vendor,model,ip", "a_device,a_port,b_device,b_port,source"]
)
def test_the_inventorys_own_tables_are_not_taken_for_netbox(header: str) -> None:
    chosen = detect(raw("list.csv", f"{header}\nA,B,C,D,E\n"))
    assert chosen is not None
    assert chosen.name == "inventory"
