"""Firewall rules of a Cisco ASA; the configuration is written by hand after the maker's guides."""

from __future__ import annotations

from audit.imports import firewall_rules
from tests.audit.imports.files import raw, remarks, rows

ASA = """: Saved
: Serial Number: JAD00000000
: Hardware:   ASA5506, 4096 MB RAM
ASA Version 9.8(2)
!
hostname FW-2
enable password $sha512$5000$abcdefghijklmnop$xyz pbkdf2
interface GigabitEthernet1/1
 nameif outside
 security-level 0
 ip address 203.0.113.2 255.255.255.0
!
interface GigabitEthernet1/2
 nameif floor
 security-level 100
 ip address 10.1.0.1 255.255.255.0
!
interface GigabitEthernet1/3
 nameif office
 security-level 50
 ip address 10.30.0.1 255.255.255.0
!
object network PLC-L1
 host 10.1.0.9
object network spares
 range 10.1.0.64 10.1.0.127
object service modbus
 service tcp source range 1 65535 destination eq 502
object-group network controllers
 network-object object PLC-L1
 network-object host 10.1.0.10
 group-object spare-group
object-group network spare-group
 network-object object spares
object-group service web tcp
 port-object eq www
 port-object range 8080 8090
object-group service mixed
 service-object tcp destination eq https
 service-object udp destination eq ntp
object-group protocol TCPUDP
 protocol-object udp
 protocol-object tcp
access-list office_in remark historian reads
access-list office_in extended permit tcp host 10.30.0.10 object-group controllers eq 4840
access-list office_in extended permit object modbus 10.30.0.0 255.255.255.0 object PLC-L1
access-list office_in extended permit tcp any object PLC-L1 object-group web log
access-list office_in extended permit object-group mixed any any inactive
access-list office_in extended permit object-group TCPUDP any any eq domain
access-list office_in extended deny ip any any
access-list outside_in extended permit icmp any any echo-reply
access-list nobody extended permit ip any any
access-list split standard permit 10.0.0.0 255.0.0.0
access-group office_in in interface office
access-group outside_in in interface outside
route outside 0.0.0.0 0.0.0.0 203.0.113.1 1
"""


def test_the_access_lists_of_an_asa_are_rules_where_they_are_bound() -> None:
    file = raw("asa.txt", ASA)
    found = rows(firewall_rules.read_asa(file))
    shown = [(r["source"], r["dest"], r["service"], r["action"]) for r in found]
    assert shown[:3] == [
        (["10.30.0.10"], ["10.1.0.9", "10.1.0.10", "10.1.0.64/26"], ["tcp/4840"], "allow"),
        (["10.30.0.0/24"], ["10.1.0.9"], ["tcp/502"], "allow"),
        (["10.30.0.0/24"], ["10.1.0.9"], ["tcp/80", "tcp/8080-8090"], "allow"),
    ]
    assert shown[3][2] == ["tcp/443", "udp/123"]
    assert found[3]["enabled"] is False
    assert shown[4][2] == ["udp/53", "tcp/53"]
    assert shown[5] == (["10.30.0.0/24"], ["any"], ["any"], "deny")
    assert found[0]["note"] == "in office; historian reads"
    assert {r["firewall"] for r in found} == {"FW-2"}


def test_an_interface_without_a_list_lets_out_to_lower_levels() -> None:
    found = {r["rule"]: r for r in rows(firewall_rules.read_asa(raw("asa.txt", ASA)))}
    assert found["floor to office by level"]["dest"] == ["10.30.0.0/24"]
    assert found["floor to outside by level"]["dest"] == ["203.0.113.0/24", "internet"]
    assert found["implicit deny"]["action"] == "deny"
    closed = ASA + "access-list floor_in extended permit tcp any any eq ldaps\n"
    closed += "access-group floor_in in interface floor\n"
    found = {r["rule"]: r for r in rows(firewall_rules.read_asa(raw("asa.txt", closed)))}
    assert found["implicit deny"]["action"] == "deny"
    assert not any("by level" in name for name in found)
    unsaid = ASA.replace(" security-level 100\n", "")
    found = {r["rule"]: r for r in rows(firewall_rules.read_asa(raw("asa.txt", unsaid)))}
    assert "implicit deny" not in found
    equal = ASA.replace("level 50", "level 100") + "same-security-traffic permit inter-interface\n"
    found = {r["rule"]: r for r in rows(firewall_rules.read_asa(raw("asa.txt", equal)))}
    assert found["floor to office by level"]["dest"] == ["10.30.0.0/24"]


def test_a_list_that_is_bound_to_nothing_is_told_and_not_used() -> None:
    found = firewall_rules.read_asa(raw("asa.txt", ASA))
    assert "access list nobody (1 entries) is bound to no interface" in remarks(found)
    assert not [r for r in rows(found) if r["rule"].startswith("nobody")]
