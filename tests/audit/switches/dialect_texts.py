"""One switch said in many dialects: access port, trunk, routed VLAN interface."""

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
