"""No planted secret of any dialect may be found in any stored byte of the case."""

import zipfile
from pathlib import Path

import pytest

from audit.case import Case, init_case
from audit.evidence import Evidence
from audit.imports.run import FileState, import_paths
from audit.imports.switch.secrets import redact, scrub

PLANTED = {
    "ios": """\
version 15.2
hostname SW-1
enable secret 5 $1$abcd$PLANTED
enable password PLANTED
username admin privilege 15 secret 9 $9$PLANTED
username bob password 0 PLANTED
snmp-server community PLANTED RO 10
snmp-server host 10.0.0.1 version 2c PLANTED
snmp-server user u g v3 auth md5 PLANTED priv aes 128 PLANTED
tacacs-server key 7 PLANTED
radius-server host 10.0.0.1 auth-port 1812 acct-port 1813 key PLANTED
key chain ring
 key 1
  key-string PLANTED
interface Vlan10
 ip ospf message-digest-key 1 md5 PLANTED
 standby 1 authentication md5 key-string PLANTED
crypto isakmp key PLANTED address 10.0.0.1
ntp authentication-key 1 md5 PLANTED 7
line vty 0 4
 password 7 PLANTED
""",
    "nxos": """\
hostname SW-1
feature ssh
username admin password 5 $5$PLANTED role network-admin
snmp-server user admin network-admin auth md5 0xPLANTED priv 0xPLANTED localizedkey
snmp-server community PLANTED group network-operator
interface Ethernet1/1
  switchport access vlan 10
""",
    "procurve": """\
; J9623A Configuration Editor; Created on release #RA.15.06.0009
hostname "SW-1"
snmp-server community "PLANTED" unrestricted
password manager user-name "x" sha1 "PLANTED"
password manager plaintext PLANTED
snmpv3 user "x" auth md5 "PLANTED" priv "PLANTED"
radius-server host 10.0.0.1 key "PLANTED"
vlan 10
   untagged 1-2
""",
    "comware": """\
#
 sysname SW-1
#
 super password level 3 cipher PLANTED
 snmp-agent community read cipher PLANTED
 snmp-agent community write PLANTED
 snmp-agent usm-user v3 u g authentication-mode md5 PLANTED privacy-mode des56 PLANTED
local-user admin
 password irreversible-cipher $1a$PLANTED$
 password simple PLANTED
radius scheme r
 key authentication cipher PLANTED
user-interface vty 0 4
 set authentication password cipher PLANTED
interface GigabitEthernet1/0/1
 port access vlan 10
#
""",
    "junos": """\
system {
    host-name SW-1;
    root-authentication {
        encrypted-password "$6$PLANTED"; ## SECRET-DATA
    }
    radius-server {
        10.0.0.1 secret "$9$PLANTED";
    }
}
snmp {
    community PLANTED {
        authorization read-only;
    }
}
""",
    "junos-set": """\
set system host-name SW-1
set system root-authentication encrypted-password "$6$PLANTED"
set system tacplus-server 10.0.0.1 secret "$9$PLANTED"
set snmp community PLANTED authorization read-only
set security ike policy p pre-shared-key ascii-text "$9$PLANTED"
set vlans cell vlan-id 10
""",
    "fortios": """\
#config-version=S248EP-6.4.0
config system admin
    edit "admin"
        set password ENC PLANTED==
    next
end
config system snmp community
    edit 1
        set name "PLANTED"
    next
end
config vpn ipsec phase1-interface
    edit "x"
        set psksecret ENC PLANTED
    next
end
config vpn certificate local
    edit "c"
        set private-key "-----BEGIN ENCRYPTED PRIVATE KEY-----
PLANTED
-----END ENCRYPTED PRIVATE KEY-----"
    next
end
config switch vlan
    edit 10
    next
end
""",
    "exos": """\
# Module devmgr configuration.
configure snmp sysName "SW-1"
create account admin bob encrypted "PLANTED"
create account user joe PLANTED
configure snmp add community readonly PLANTED
configure radius mgmt-access primary shared-secret encrypted "PLANTED"
create vlan "cell"
configure vlan cell tag 10
""",
    "routeros": """\
/interface bridge
add name=bridge1
/snmp community
set [ find default=yes ] name=PLANTED
add name=x authentication-password=PLANTED encryption-password=PLANTED
/interface wireless security-profiles
add name=p wpa2-pre-shared-key="PLANTED"
/ppp secret
add name=x password=PLANTED
/system identity
set name=SW-1
""",
    "fastiron": """\
ver 08.0.30
enable super-user-password 8 $1$PLANTED
snmp-server community 2 $PLANTED ro
radius-server key 2 $PLANTED
username x password 8 $1$PLANTED
vlan 10 name cell by port
 untagged ethe 1/1/1
hostname SW-1
""",
    "hios": """\
! Hirschmann BRS20
system name SW-1
users password admin PLANTED
snmp community ro PLANTED
vlan database
  vlan add 10
  exit
interface 1/1
  vlan pvid 10
  exit
""",
    "moxa": """\
hostname SW-1
username admin password PLANTED role admin
snmp-server community PLANTED ro
interface ethernet 1/1
 switchport access vlan 10
!
interface ethernet 1/2
 switchport trunk fixed vlan add 10
""",
}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return init_case(tmp_path / "case", name="test")


def stored(case: Case) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(case.root.rglob("*")) if p.is_file())


@pytest.mark.parametrize("dialect", sorted(PLANTED))
def test_no_stored_byte_holds_a_planted_secret(case: Case, tmp_path: Path, dialect: str) -> None:
    folder = tmp_path / "from the switch"
    folder.mkdir()
    text = numbered(PLANTED[dialect])
    (folder / "SW-1_config.txt").write_text(text, encoding="utf-8")
    (folder / "session.txt").write_text(
        f"SW-1#show running-config\n{text}SW-1#\n", encoding="utf-8"
    )
    (folder / "wide.txt").write_bytes(f"SW-1#show run\r\n{text}SW-1#\r\n".encode("utf-16"))
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("SW-1/SW-1_config.txt", text)
    with Evidence(case.database_url) as evidence:
        report = import_paths(case, evidence, [folder])
    assert {file.state for file in report.files} == {FileState.USED}
    assert b"PLANTED" not in stored(case)
    assert "PLANTED".encode("utf-16-le") not in stored(case)
    assert report.refused_secrets >= text.count("PLANTED")


def numbered(text: str) -> str:
    parts = text.split("PLANTED")
    return "".join(f"{part}PLANTED{n:02}" for n, part in enumerate(parts[:-1])) + parts[-1]


@pytest.mark.parametrize("dialect", sorted(PLANTED))
def test_taking_secrets_away_twice_changes_nothing_and_keeps_the_lines(dialect: str) -> None:
    once, count = redact(PLANTED[dialect])
    assert redact(once) == (once, count)
    assert once.count("\n") == PLANTED[dialect].count("\n")


def test_a_default_community_leaves_its_own_mark() -> None:
    text, count = redact("snmp-server community public RO\nsnmp-server community Xy7 RO\n")
    assert (
        text == "snmp-server community [default-community] RO\nsnmp-server community [secret] RO\n"
    )
    assert count == 2


def test_a_file_without_secrets_stays_as_it_is() -> None:
    data = b"SW-1#show vlan\r\n1    default   active\r\nSW-1#\r\n"
    assert scrub(data) is data
