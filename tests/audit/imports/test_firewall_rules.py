"""Firewall rules: FortiGate and ASA configurations, exported lists.

The configurations are written by hand after the makers' command references.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.imports import firewall_rules
from audit.imports.contract import UnreadableFileError
from audit.imports.registry import detect
from tests.audit.imports.answers import gained, imported, plant
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.imports.test_firewall_asa import ASA

FORTIGATE = """#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin
config system global
    set hostname "FW-1"
end
config system interface
    edit "wan1"
        set ip 203.0.113.2 255.255.255.0
        set role wan
    next
    edit "floor"
        set ip 10.1.0.1 255.255.255.0
        set role lan
    next
    edit "office"
        set ip 10.30.0.1 255.255.255.0
    next
end
config user local
    edit "operator"
        set passwd ENC c2VjcmV0c2VjcmV0c2VjcmV0
    next
end
config firewall address
    edit "historian"
        set subnet 10.30.0.10 255.255.255.255
    next
    edit "clients"
        set type iprange
        set start-ip 10.30.0.64
        set end-ip 10.30.0.127
    next
    edit "cloud"
        set type fqdn
        set fqdn "broker.example.com"
    next
end
config firewall addrgrp
    edit "mes"
        set member "historian" "clients"
    next
    edit "loop"
        set member "loop" "historian"
    next
end
config firewall service custom
    edit "opcua"
        set tcp-portrange 4840 8080-8090:1024-65535
    next
end
config firewall service group
    edit "plant services"
        set member "opcua" "HTTPS"
    next
end
config firewall policy
    edit 1
        set name "mes to floor"
        set srcintf "office"
        set dstintf "floor"
        set srcaddr "mes"
        set dstaddr "all"
        set action accept
        set service "plant services"
        set comments "ticket \\"OT 7\\""
    next
    edit 2
        set srcintf "floor"
        set dstintf "wan1"
        set srcaddr "all"
        set dstaddr "all"
        set action accept
        set service "ALL"
    next
    edit 3
        set srcintf "any"
        set dstintf "any"
        set srcaddr "all"
        set dstaddr "historian"
        set status disable
        set action accept
        set service "strange"
    next
    edit 4
        set srcintf "office"
        set dstintf "floor"
        set srcaddr "loop"
        set dstaddr "all"
        set service "ALL"
    next
end
"""


def _by_rule(text: str | bytes, name: str = "fw.conf") -> dict[str, dict[str, Any]]:
    file = raw(name, text)
    importer = detect(file)
    assert importer is not None
    assert importer.name in ("fortigate", "asa", "firewall-rules")
    return {str(row["rule"]): row for row in rows(importer.read(file))}


def test_the_policies_of_a_fortigate_are_rules_with_their_objects_resolved() -> None:
    found = _by_rule(FORTIGATE)
    first = found["1 mes to floor"]
    assert (first["firewall"], first["action"], first["order"]) == ("FW-1", "allow", 1)
    assert first["source"] == ["10.30.0.10", "10.30.0.64/26"]
    assert first["service"] == ["tcp/4840", "tcp/8080-8090", "tcp/443"]
    assert first["note"] == 'office to floor; ticket "OT 7"'


def test_any_address_on_an_interface_is_what_lies_behind_it() -> None:
    found = _by_rule(FORTIGATE)
    assert found["1 mes to floor"]["dest"] == ["10.1.0.0/24"]
    out = found["2"]
    assert (out["source"], out["dest"]) == (["10.1.0.0/24"], ["203.0.113.0/24", "internet"])
    assert out["service"] == ["any"]


def test_a_policy_that_is_off_or_has_no_action_is_told_apart() -> None:
    found = _by_rule(FORTIGATE)
    assert (found["3"]["enabled"], found["3"]["source"]) == (False, ["any"])
    assert found["3"]["service"] == ["strange"]
    assert (found["4"]["action"], found["4"]["source"]) == ("deny", ["10.30.0.10"])
    last = found["implicit deny"]
    assert (last["action"], last["source"], last["dest"], last["service"]) == (
        "deny", ["any"], ["any"], ["any"]
    )  # fmt: skip


def test_zones_routes_mapped_addresses_and_domains_are_followed() -> None:
    text = """config vdom
edit plant
config system zone
    edit "lines"
        set interface "l1" "l2"
    next
end
config system interface
    edit "l1"
        set ip 10.1.0.1 255.255.255.0
    next
    edit "l2"
        set ip 10.2.0.1 255.255.255.0
    next
    edit "up"
        set ip 10.9.0.1 255.255.255.252
    next
end
config router static
    edit 1
        set dst 10.40.0.0 255.255.0.0
        set device "up"
    next
    edit 2
        set device "up"
    next
end
config firewall vip
    edit "plc from outside"
        set extip 203.0.113.9
        set mappedip "10.1.0.9"
    next
end
config firewall policy
    edit 7
        set srcintf "up"
        set dstintf "lines"
        set srcaddr "all"
        set dstaddr "all"
        set action accept
        set service "RDP"
    next
    edit 8
        set srcintf "up"
        set dstintf "lines"
        set srcaddr "all"
        set dstaddr "plc from outside"
        set action accept
        set service "ALL_TCP"
    next
end
next
end
"""
    found = _by_rule(text)
    assert found["plant: 7"]["source"] == ["10.9.0.0/30", "10.40.0.0/16", "internet"]
    assert found["plant: 7"]["dest"] == ["10.1.0.0/24", "10.2.0.0/24"]
    assert found["plant: 8"]["dest"] == ["10.1.0.9"]
    assert found["plant: 8"]["service"] == ["tcp/1-65535"]
    assert "plant: implicit deny" in found


@pytest.mark.parametrize("text", [FORTIGATE, ASA], ids=["fortigate", "asa"])
def test_the_firewall_itself_becomes_a_device_and_no_secret_stays(text: str) -> None:
    importer = detect(raw("fw.txt", text))
    assert importer is not None
    assert importer.scrub is not None
    cleaned = importer.scrub(text.encode())
    assert b"c2VjcmV0" not in cleaned
    assert b"abcdefghijklmnop" not in cleaned
    found = importer.read(raw("fw.txt", cleaned))
    (identity,) = [o.value for o in found.observations if o.attribute == "identity"]
    assert isinstance(identity, dict)
    assert identity["role"] == "firewall"
    assert "10.1.0.1" in str(identity["ips"])


CSV = """Firewall export of hall B;;;;;;;;
No.;Rule Name;Source Zone;Source Address;Destination Address;Service;Action;Status;Comment
1;mes;office;10.30.0.10, 10.30.0.64-10.30.0.127;10.1.0.0/255.255.255.0;TCP/4840;Accept;enabled;x
2;web;office;any;"10.1.0.9;10.1.0.10";443/tcp, udp 123, HTTP;permit;disabled;
3;rest;;Any;Any;Any;Drop;;
4;odd;;any;any;any;maybe;;
"""


def test_an_exported_list_with_any_header_row_is_read() -> None:
    found = firewall_rules.read_table(raw("rules of FW-3.csv", CSV))
    first, second, last = rows(found)
    assert (first["firewall"], first["rule"]) == ("rules of FW-3", "mes")
    assert first["source"] == ["10.30.0.10", "10.30.0.64/26"]
    assert (first["dest"], first["service"]) == (["10.1.0.0/24"], ["tcp/4840"])
    assert second["source"] == ["office"]
    assert second["dest"] == ["10.1.0.9", "10.1.0.10"]
    assert second["service"] == ["tcp/443", "udp/123", "HTTP"]
    assert second["enabled"] is False
    assert (last["action"], last["source"], last["service"]) == ("deny", ["any"], ["any"])
    assert "action 'maybe' is not understood" in remarks(found)


def test_a_list_with_a_column_for_the_protocol_joins_it_with_the_port() -> None:
    text = "src,dst,protocol,dst port,action\n10.1.0.9,any,TCP,502,allow\nany,any,icmp,,deny\n"
    first, second = _by_rule(text, "x.csv").values()
    assert (first["service"], second["service"]) == (["tcp/502"], ["icmp"])


def test_our_own_table_of_rules_stays_the_inventorys() -> None:
    text = (
        "firewall,rule,order,action,source,dest,service,enabled,note\nFW,a,1,allow,any,any,any,,\n"
    )
    importer = detect(raw("rules.csv", text))
    assert importer is not None
    assert importer.name == "inventory"


def test_other_configurations_are_left_to_others() -> None:
    for text in (
        "config system global\n    set hostname x\nend\n",
        "ASA Version 9.1\nhostname x\n",
    ):
        importer = detect(raw("x.conf", text))
        assert importer is None or importer.name == "switch-dump"
    switch = "version 15.2\nhostname SW-L1\ninterface GigabitEthernet0/1\n switchport mode access\n"
    importer = detect(raw("SW-L1.txt", switch))
    assert importer is None or importer.name == "switch-dump"
    with pytest.raises(UnreadableFileError, match="show running-config"):
        firewall_rules.read_asa(raw("x.txt", switch))
    with pytest.raises(UnreadableFileError, match="show full-configuration"):
        firewall_rules.read_fortigate(raw("x.txt", "config system global\nend\n"))
    with pytest.raises(UnreadableFileError, match="source, destination"):
        firewall_rules.read_table(raw("x.csv", "a,b\n1,2\n"))


@pytest.mark.parametrize("text", [FORTIGATE, ASA, CSV], ids=["fortigate", "asa", "list"])
def test_rules_make_the_questions_of_borders_answerable(tmp_path: Path, text: str) -> None:
    found = gained(tmp_path, {"fw.csv" if text is CSV else "fw.conf": text})
    assert "SEC-01 on L1" in found
    if text is not CSV:
        assert "SEC-02 on L1" in found


def test_rules_are_facts_of_the_table_of_rules(tmp_path: Path) -> None:
    from audit.inventory.tables import FirewallRuleRow

    facts = imported(tmp_path, plant(tmp_path), {"fw.conf": FORTIGATE})
    assert len(facts.table(FirewallRuleRow)) == 5
    assert any(d.role == "firewall" and d.name == "FW-1" for d in facts.devices)


def test_enormous_rules_and_groups_stay_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    many = "".join(
        f'    edit "a{n}"\n        set subnet 10.{n % 250}.{n // 250}.4/32\n    next\n'
        for n in range(1200)
    )
    group = " ".join(f'"a{n}"' for n in range(1200))
    text = (
        f"config firewall address\n{many}end\nconfig firewall addrgrp\n    edit g\n"
        f"        set member {group}\n    next\nend\nconfig firewall policy\n    edit 1\n"
        "        set srcaddr g\n        set dstaddr all\n        set action accept\n"
        "        set service ALL\n    next\nend\n"
    )
    assert _by_rule(text)["1"]["source"] == ["any"]
    monkeypatch.setattr("audit.imports.firewall.rules.MAX_RULES", 2)
    found = firewall_rules.read_fortigate(raw("fw.conf", FORTIGATE))
    assert (found.used, "3 more of this kind" in remarks(found)) == (2, True)


def test_names_that_lead_in_circles_end() -> None:
    text = FORTIGATE.replace('set member "historian" "clients"', 'set member "loop" "mes"')
    assert _by_rule(text)["1 mes to floor"]["source"] == ["10.30.0.10"]


FUZZ = settings(max_examples=80, deadline=None, derandomize=True)


@FUZZ
@given(st.sampled_from([FORTIGATE, ASA, CSV]), st.data())
def test_any_damage_is_read_or_refused(text: str, data: st.DataObject) -> None:
    content = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 60))] = data.draw(st.binary(max_size=6))
    file = raw("fw.conf", bytes(content))
    for importer in firewall_rules.IMPORTERS:
        assert 0.0 <= importer.sniff(file) <= 1.0
        try:
            importer.read(file)
        except UnreadableFileError as error:
            assert "fw.conf" in str(error)


_WORDS = st.sampled_from(
    [
        "config firewall policy",
        "edit 1",
        'set srcaddr "a',
        "next",
        "end",
        "set",
        "config",
        "edit",
        "object network x",
        " range 10.0.0.1",
        " range 10.0.0.9 ::1",
        "access-list a extended permit",
        "access-list a extended permit tcp any any range 9 x",
        "access-group a in interface",
        "object-group service s tcp",
        " port-object eq 99999",
        " group-object s",
        "interface x",
        " ip address 1 2",
        " nameif n",
        " security-level 9999999",
        "access-list a extended permit tcp object-group s object-group s object-group s",
        "route n 1 2 3",
        "config vdom",
        "edit root",
    ]
)


@FUZZ
@given(st.lists(_WORDS, max_size=40))
def test_any_order_of_commands_ends(lines: list[str]) -> None:
    file = raw("fw.conf", "\n".join(lines))
    for read in (firewall_rules.read_fortigate, firewall_rules.read_asa):
        try:
            read(file)
        except UnreadableFileError:
            continue
