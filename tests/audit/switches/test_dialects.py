"""Every dialect says the same three things: an access port, a trunk, a routed VLAN interface."""

import pytest

from audit.payloads import Identity, Interface, Management, Vlan
from audit.switches.dialects import dialect_of, read_dialect
from audit.switches.sections import Outcome, Section, read_sections
from tests.audit.switches.agents import of

NXOS = """\
version 7.0(3)I7(4)
hostname SW-1
feature telnet
vlan 1,10,20,30
vlan 10
  name cell
interface Vlan10
  no shutdown
  ip address 10.30.1.2/24
interface port-channel1
  switchport mode trunk
  switchport trunk allowed vlan 10,20
interface Ethernet1/1
  description PLC
  switchport access vlan 10
interface Ethernet1/2
  switchport mode trunk
  switchport trunk native vlan 99
  switchport trunk allowed vlan 10,20
  switchport trunk allowed vlan add 30
  channel-group 1 mode active
ntp server 10.30.0.9
logging server 10.30.0.8
"""
EOS = """\
! device: SW-1 (DCS-7050, EOS-4.20.1F)
hostname SW-1
!
vlan 10
   name cell
!
vlan 20,30
!
interface Ethernet1
   description PLC
   switchport access vlan 10
!
interface Ethernet2
   switchport trunk native vlan 99
   switchport trunk allowed vlan 10,20,30
   switchport mode trunk
!
interface Vlan10
   ip address 10.30.1.2/24
!
end
"""
PROCURVE = """\
; J9623A Configuration Editor; Created on release #RA.15.06.0009
hostname "SW-1"
trunk 25-26 Trk1 LACP
ip default-gateway 10.30.1.1
sntp server priority 1 10.30.0.9
logging 10.30.0.8
snmp-server community "public" unrestricted
vlan 1
   name "DEFAULT_VLAN"
   no untagged A1-A4
   untagged A5-A24
   exit
vlan 10
   name "cell"
   untagged A1-A4
   tagged Trk1,B2
   ip address 10.30.1.2 255.255.255.0
   exit
vlan 20
   name "office"
   tagged B2
   exit
"""
COMWARE = """\
#
 version 5.20, Release 1805
#
 sysname SW-1
#
 telnet server enable
#
vlan 1
#
vlan 10
 description cell
#
vlan 20 to 22
#
interface Vlan-interface10
 ip address 10.30.1.2 255.255.255.0
#
interface GigabitEthernet1/0/1
 description PLC
 port access vlan 10
#
interface GigabitEthernet1/0/2
 port link-type trunk
 undo port trunk permit vlan 1
 port trunk permit vlan 10 20 to 22
 port trunk pvid vlan 99
#
interface GigabitEthernet1/0/3
 port link-type hybrid
 port hybrid vlan 20 to 21 tagged
 port hybrid vlan 10 untagged
 port hybrid pvid vlan 10
 shutdown
#
 snmp-agent community read public
 info-center loghost 10.30.0.8
 ntp-service unicast-server 10.30.0.9
#
return
"""
VRP = """\
!Software Version V200R010C00SPC600
#
sysname SW-1
#
vlan batch 10 20 to 21
#
interface Vlanif10
 ip address 10.30.1.2 255.255.255.0
#
interface GigabitEthernet0/0/1
 description PLC
 port link-type access
 port default vlan 10
#
interface GigabitEthernet0/0/2
 port link-type trunk
 port trunk allow-pass vlan 10 20 to 21
#
interface Eth-Trunk1
 port link-type trunk
 port trunk allow-pass vlan 10
#
return
"""
JUNOS_SET = """\
set version 12.3R11.2
set system host-name SW-1
set system services telnet
set system ntp server 10.30.0.9
set system syslog host 10.30.0.8 any notice
set interfaces ge-0/0/1 description PLC
set interfaces ge-0/0/1 unit 0 family ethernet-switching port-mode access
set interfaces ge-0/0/1 unit 0 family ethernet-switching vlan members cell
set interfaces ge-0/0/2 unit 0 family ethernet-switching port-mode trunk
set interfaces ge-0/0/2 unit 0 family ethernet-switching vlan members [ cell 20-21 ]
set interfaces ge-0/0/2 unit 0 family ethernet-switching native-vlan-id 99
set interfaces ge-0/0/3 ether-options 802.3ad ae0
set interfaces vlan unit 10 family inet address 10.30.1.2/24
set vlans cell vlan-id 10
set vlans office vlan-id 20
set vlans office l3-interface vlan.20
"""
JUNOS = """\
## Last commit: 2021-03-01
version 12.3R11.2;
system {
    host-name SW-1;
    services {
        telnet;
    }
}
interfaces {
    ge-0/0/1 {
        description PLC;
        unit 0 {
            family ethernet-switching {
                port-mode access;
                vlan {
                    members cell;
                }
            }
        }
    }
    ge-0/0/2 {
        unit 0 {
            family ethernet-switching {
                port-mode trunk;
                native-vlan-id 99;
                vlan {
                    members [ cell 20-21 ];
                }
            }
        }
    }
    vlan {
        unit 10 {
            family inet {
                address 10.30.1.2/24;
            }
        }
    }
}
vlans {
    cell {
        vlan-id 10;
    }
    office {
        vlan-id 20;
    }
}
"""
EXOS = """\
# Module devmgr configuration.
configure snmp sysName "SW-1"
create vlan "cell"
configure vlan cell tag 10
create vlan "office" tag 20
configure vlan Default delete ports all
configure ports 1 display-string PLC
configure vlan cell add ports 1-2 untagged
configure vlan cell add ports 24 tagged
configure vlan office add ports 24 tagged
configure vlan cell ipaddress 10.30.1.2 255.255.255.0
enable sharing 25 grouping 25-26 algorithm address-based L2 lacp
"""
FORTISWITCH = """\
#config-version=S248EP-6.4.0
config system global
    set hostname "SW-1"
end
config switch vlan
    edit 10
        set description "cell"
    next
    edit 20
    next
end
config system interface
    edit "cell"
        set ip 10.30.1.2 255.255.255.0
        set vlanid 10
    next
end
config switch interface
    edit "port1"
        set native-vlan 10
        set description "PLC"
    next
    edit "port24"
        set native-vlan 99
        set allowed-vlans 10,20-21
    next
end
"""
JETSTREAM = """\
!TL-SG3428
#
vlan 10
 name "cell"
#
vlan 20
#
hostname "SW-1"
#
interface vlan 10
  ip address 10.30.1.2 255.255.255.0
#
interface gigabitEthernet 1/0/1
  switchport general allowed vlan 10 untagged
  switchport pvid 10
  description "PLC"
#
interface gigabitEthernet 1/0/2
  switchport general allowed vlan 10,20 tagged
  switchport general allowed vlan 99 untagged
  switchport pvid 99
#
end
"""
FASTIRON = """\
ver 08.0.30
!
vlan 10 name cell by port
 tagged ethe 1/1/24 to 1/1/25
 untagged ethe 1/1/1 to 1/1/2
 router-interface ve 10
!
vlan 20 name office by port
 tagged ethe 1/1/24
!
hostname SW-1
!
interface ethernet 1/1/1
 port-name PLC
!
interface ve 10
 ip address 10.30.1.2 255.255.255.0
!
end
"""
FASTPATH = """\
!Current Configuration:
hostname "SW-1"
vlan database
vlan 10,20
vlan name 10 "cell"
exit
interface vlan 10
ip address 10.30.1.2 255.255.255.0
exit
interface 0/1
description 'PLC'
vlan pvid 10
vlan participation exclude 1
vlan participation include 10
exit
interface 0/24
vlan participation include 10,20
vlan tagging 10,20
exit
"""
HIOS = """\
! Hirschmann BRS20
system name SW-1
vlan database
  vlan add 10
  name 10 cell
  vlan add 20
  exit
interface 1/1
  name PLC
  vlan participation include 10
  vlan pvid 10
  exit
interface 1/8
  vlan participation include 10
  vlan tagging 10
  vlan participation include 20
  vlan tagging 20
  exit
"""
AOSCX = """\
hostname SW-1
ssh server vrf mgmt
vlan 1,20
vlan 10
    name cell
interface lag 1
    no shutdown
    no routing
    vlan trunk native 99
    vlan trunk allowed 10,20
interface 1/1/1
    no shutdown
    description PLC
    no routing
    vlan access 10
interface 1/1/2
    no shutdown
    lag 1
interface 1/1/3
    no shutdown
    no routing
    vlan trunk native 99
    vlan trunk allowed 10,20
interface vlan 10
    ip address 10.30.1.2/24
"""
ROUTEROS = """\
# feb/01/2023 by RouterOS 7.6
/interface bridge
add name=bridge1 vlan-filtering=yes
/interface ethernet
set [ find default-name=ether1 ] comment=PLC name=ether1
/interface vlan
add interface=bridge1 name=cell vlan-id=10
/interface bridge port
add bridge=bridge1 interface=ether1 pvid=10
add bridge=bridge1 interface=ether2
/interface bridge vlan
add bridge=bridge1 tagged=bridge1,ether2 \\
    untagged=ether1 vlan-ids=10
add bridge=bridge1 tagged=ether2 vlan-ids=20
/ip address
add address=10.30.1.2/24 interface=cell network=10.30.1.0
/system identity
set name=SW-1
"""
FORCE10 = """\
! Version 9.11
hostname SW-1
!
interface GigabitEthernet 0/1
 description PLC
 switchport
 no shutdown
!
interface GigabitEthernet 0/24
 switchport
 no shutdown
!
interface Vlan 10
 name cell
 ip address 10.30.1.2/24
 tagged GigabitEthernet 0/24
 untagged GigabitEthernet 0/1-2
!
interface Vlan 20
 tagged GigabitEthernet 0/24
!
"""
AOS6 = """\
! VLAN :
vlan 1 enable name "VLAN 1"
vlan 10 enable name "cell"
vlan 10 port default 1/1
vlan 10 802.1q 1/24 "TAG PORT 1/24 VLAN 10"
vlan 20 enable name "office"
vlan 20 802.1q 1/24 "TAG"
! IP :
ip interface "cell" address 10.30.1.2 mask 255.255.255.0 vlan 10
! Interface :
interfaces 1/1 alias "PLC"
system name SW-1
"""
CASES = {
    "nxos": (NXOS, "cisco_nxos", "Ethernet1/1", "Ethernet1/2", (10, 20, 30), 99),
    "eos": (EOS, "arista_eos", "Ethernet1", "Ethernet2", (10, 20, 30), 99),
    "procurve": (PROCURVE, "hp_procurve", "A1", "B2", (10, 20), None),
    "comware": (COMWARE, "hp_comware", "GigabitEthernet1/0/1", "GigabitEthernet1/0/2",
                (10, 20, 21, 22), 99),
    "vrp": (VRP, "huawei_vrp", "GigabitEthernet0/0/1", "GigabitEthernet0/0/2", (10, 20, 21), 1),
    "junos-set": (JUNOS_SET, "juniper_junos", "ge-0/0/1", "ge-0/0/2", (10, 20, 21), 99),
    "junos": (JUNOS, "juniper_junos", "ge-0/0/1", "ge-0/0/2", (10, 20, 21), 99),
    "exos": (EXOS, "extreme_exos", "1", "24", (10, 20), None),
    "fortiswitch": (FORTISWITCH, "fortinet", "port1", "port24", (10, 20, 21), 99),
    "jetstream": (JETSTREAM, "tplink_jetstream", "gigabitEthernet1/0/1", "gigabitEthernet1/0/2",
                  (10, 20), 99),
    "fastiron": (FASTIRON, "ruckus_fastiron", "1/1/1", "1/1/24", (10, 20), None),
    "fastpath": (FASTPATH, "ubiquiti_edgeswitch", "0/1", "0/24", (10, 20), None),
    "hios": (HIOS, "hirschmann_hios", "1/1", "1/8", (10, 20), None),
    "aoscx": (AOSCX, "aruba_aoscx", "1/1/1", "1/1/3", (10, 20), 99),
    "routeros": (ROUTEROS, "mikrotik_routeros", "ether1", "ether2", (10, 20), None),
    "force10": (FORCE10, "dell_force10", "GigabitEthernet0/1", "GigabitEthernet0/24", (10, 20),
                None),
    "aos": (AOS6, "alcatel_aos", "1/1", "1/24", (10, 20), None),
}  # fmt: skip


def outcome(text: str, platform: str) -> Outcome:
    return read_sections(platform, [Section("show running-config", text)])


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_access_port_a_trunk_and_their_vlans_are_read(name: str) -> None:
    text, platform, access, trunk, carried, native = CASES[name]
    found = outcome(text, platform)
    ports = {port.name: port for port in of(found.readout, Interface)}
    assert (ports[access].mode, ports[access].access_vlan) == ("access", 10), ports[access]
    if name not in ("procurve",):
        assert ports[access].alias == "PLC"
    assert ports[trunk].mode == "trunk", ports[trunk]
    assert ports[trunk].tagged_vlans == carried
    assert ports[trunk].native_vlan == native
    assert {10, 20} <= {vlan.vlan_id for vlan in of(found.readout, Vlan)}
    (who,) = of(found.readout, Identity)
    assert who.name == "SW-1"
    if name != "hios":
        assert "10.30.1.2" in who.ips
    assert not found.not_understood


@pytest.mark.parametrize("name", sorted(set(CASES) - {"fortiswitch", "routeros", "exos", "hios"}))
def test_the_routed_vlan_interface_is_one(name: str) -> None:
    text, platform, *_ = CASES[name]
    routed = [p.name for p in of(outcome(text, platform).readout, Interface) if p.mode == "routed"]
    assert routed in (["Vlan10"], ["vlan.10"]), routed


def test_procurve_ports_left_in_the_default_vlan_are_its_members() -> None:
    ports = {p.name: p for p in of(outcome(PROCURVE, "hp_procurve").readout, Interface)}
    assert {ports[f"A{n}"].access_vlan for n in range(5, 25)} == {1}
    assert {ports[f"A{n}"].access_vlan for n in range(1, 5)} == {10}
    assert (ports["25"].channel, ports["26"].channel) == ("Trk1", "Trk1")


def test_a_hybrid_port_carries_tagged_and_untagged_vlans_and_may_be_shut() -> None:
    ports = {p.name: p for p in of(outcome(COMWARE, "hp_comware").readout, Interface)}
    hybrid = ports["GigabitEthernet1/0/3"]
    assert (hybrid.mode, hybrid.native_vlan, hybrid.tagged_vlans) == ("trunk", 10, (20, 21))
    assert hybrid.admin_up is False


def test_a_comware_trunk_without_a_list_does_not_carry_every_vlan() -> None:
    text = "sysname SW-1\n#\ninterface Gi1/0/9\n port link-type trunk\n#\nvlan 10\n#\n"
    config = read_dialect("comware", text)
    assert config.open_trunks == []
    assert config.interfaces["Gi1/0/9"].tagged_vlans == ()


@pytest.mark.parametrize(
    ("lines", "carried"),
    [
        (" switchport trunk allowed vlan 10-12\n switchport trunk allowed vlan add 20\n",
         (10, 11, 12, 20)),
        (" switchport trunk allowed vlan none\n", ()),
        (" switchport trunk allowed vlan except 3-4094\n", (1, 2)),
        (" switchport trunk allowed vlan 5-8\n switchport trunk allowed vlan remove 6\n",
         (5, 7, 8)),
    ],
)  # fmt: skip
def test_lists_of_allowed_vlans_mean_the_same_in_every_block_dialect(
    lines: str, carried: tuple[int, ...]
) -> None:
    config = read_dialect("blocks", f"interface Ethernet1/1\n switchport mode trunk\n{lines}")
    assert config.interfaces["Ethernet1/1"].tagged_vlans == carried


def test_management_is_read_from_every_dialect() -> None:
    (comware,) = of(outcome(COMWARE, "hp_comware").readout, Management)
    assert {"telnet", "snmpv2c"} <= set(comware.protocols)
    assert comware.default_community is True
    for text, platform in ((NXOS, "cisco_nxos"), (PROCURVE, "hp_procurve"), (COMWARE, "hp_comware"),
                           (JUNOS_SET, "juniper_junos")):  # fmt: skip
        (found,) = of(outcome(text, platform).readout, Management)
        assert found.ntp_servers == ("10.30.0.9",), platform
        assert found.log_hosts == ("10.30.0.8",), platform
        assert found.complete is False


def test_plain_sentences_are_no_dialect() -> None:
    assert dialect_of("interface between teams\nvlan of the plan\nset up the system\n") == ""


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_configuration_cut_anywhere_never_raises(name: str) -> None:
    text, platform, *_ = CASES[name]
    for end in range(0, len(text), 61):
        outcome(text[:end], platform)
