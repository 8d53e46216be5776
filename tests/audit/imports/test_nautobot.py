"""Nautobot where it differs from NetBox: column names, two-part prefixes, references by id.

The shapes follow Nautobot's guide to import and export and its REST documentation.
"""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.imports import netbox
from audit.imports.contract import UnreadableFileError
from audit.imports.registry import detect
from tests.audit.imports.answers import imported, plant
from tests.audit.imports.files import raw, rows

DEVICES = (
    "name,device_type__manufacturer__name,device_type__model,role__name,status__name,"
    "location__name,rack__name,platform__name,serial,asset_tag,primary_ip4__host,tenant__name,"
    "cf_line\n"
    "PLC-L1,Siemens,CPU 1516-3,PLC,Active,Hall B,NoObject,NoObject,S C-1,,10.1.0.9,NoObject,L1\n"
    "SW-L1,Siemens,SCALANCE XC208,Access Switch,Active,Hall B,R1,NoObject,,NULL,10.1.0.2,NULL,L1\n"
    "PLC-OLD,Siemens,CPU 315,PLC,Decommissioning,Hall B,NoObject,,,,,,L1\n"
)
PREFIXES = (
    "network,prefix_length,type,status__name,vlan__vid,role__name,description\n"
    "10.1.0.0,24,Network,Active,11,controls,line 1\n"
)
ASSIGNED = (
    "ip_address__host,ip_address__parent__namespace__name,interface__device__name,interface__name\n"
    "10.1.0.9,Global,PLC-L1,X1\n"
)
VLANS = "vid,name,vlan_group__name,role__name,status__name\n11,controls,Hall B,OT,Active\n"


def _read(text: str, name: str = "export.csv") -> list[dict[str, object]]:
    file = raw(name, text)
    importer = detect(file)
    assert importer is not None
    assert importer.name == "netbox"
    return rows(importer.read(file))


def test_devices_are_read_by_the_joined_names_of_nautobot() -> None:
    plc, switch, old = _read(DEVICES)
    assert (plc["asset_id"], plc["vendor"], plc["model"]) == ("PLC-L1", "Siemens", "CPU 1516-3")
    assert (plc["line"], plc["ip"], plc["serial"]) == ("L1", "10.1.0.9", "S C-1")
    assert "NoObject" not in str(plc)
    assert (switch["switch"], switch["cabinet"]) == ("SW-L1", "R1")
    assert "NULL" not in str(switch)
    assert old["status"] == "decommissioning"


def test_a_prefix_in_two_columns_is_one_network() -> None:
    (row,) = _read(PREFIXES)
    assert (row["subnet"], row["vlan"]) == ("10.1.0.0/24", 11)


def test_addresses_are_assigned_in_a_list_of_their_own() -> None:
    found = netbox.read(raw("assigned.csv", ASSIGNED))
    (identity,) = [o.value for o in found.observations if o.attribute == "identity"]
    assert isinstance(identity, dict)
    assert (identity["name"], identity["ips"]) == ("PLC-L1", ["10.1.0.9"])


def test_vlans_are_read() -> None:
    (row,) = _read(VLANS)
    assert row["vlan"] == 11


def test_references_by_id_are_looked_up_in_the_same_file() -> None:
    device = {
        "id": "d1", "object_type": "dcim.device", "name": "PLC-L1", "serial": "S C-1",
        "device_type": {"id": "t1", "object_type": "dcim.devicetype", "url": "u"},
        "role": {"id": "r1", "object_type": "extras.role", "url": "u"},
        "status": {"id": "s1", "object_type": "extras.status", "url": "u"},
        "location": {"id": "unknown", "object_type": "dcim.location", "url": "u"},
    }  # fmt: skip
    data = {
        "device_types": {"results": [
            {"id": "t1", "model": "CPU 1516-3", "manufacturer": {"id": "m1", "url": "u"}}]},
        "manufacturers": {"results": [{"id": "m1", "name": "Siemens"}]},
        "roles": [{"id": "r1", "name": "PLC"}],
        "statuses": [{"id": "s1", "name": "Active"}],
        "devices": {"results": [device]},
    }  # fmt: skip
    (row,) = _read(json.dumps(data), "nautobot.json")
    assert (row["asset_id"], row["vendor"], row["model"], row["role"], row["status"]) == (
        "PLC-L1", "Siemens", "CPU 1516-3", "controller", "active"
    )  # fmt: skip


def test_references_in_circles_end() -> None:
    a = {"id": "a", "name": "x", "device_type": {"id": "a", "url": "u"}, "role": {"id": "a"}}
    (row,) = _read(json.dumps([a]), "nautobot.json")
    assert row["asset_id"] == "x"


def test_a_list_of_devices_is_a_fact_about_the_line(tmp_path: Path) -> None:
    facts = imported(tmp_path, plant(tmp_path), {"devices.csv": DEVICES})
    plc = facts.device("PLC-L1")
    assert plc is not None
    assert (plc.model, plc.serial) == ("CPU 1516-3", "S C-1")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from([DEVICES, PREFIXES, ASSIGNED, VLANS]), st.data())
def test_any_damage_is_read_or_refused(text: str, data: st.DataObject) -> None:
    content = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=5))
    file = raw("export.csv", bytes(content))
    netbox.sniff(file)
    try:
        netbox.read(file)
    except UnreadableFileError as error:
        assert "export.csv" in str(error)


def test_references_to_everything_from_everything_do_not_grow() -> None:
    ids = [f"i{n}" for n in range(300)]
    others = [{"id": i, "url": "u"} for i in ids]
    items = [{"id": i, "name": i, "device_type": {"id": "i0", "url": "u"}, "role": {"id": "i1"},
              "tags": others} for i in ids]  # fmt: skip
    assert len(_read(json.dumps(items), "nautobot.json")) == 300
