"""nmap's scripts and a scan that nmap 7.93 made of stand-in servers on loopback."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.imports.contract import UnreadableFileError
from audit.imports.nmap_xml import MAX_HOSTS, read
from audit.payloads import Coverage, Identity, Service, payload_of
from tests.audit.imports.answers import gained, imported, plant
from tests.audit.imports.files import raw, remarks

SAMPLE = (Path(__file__).parent / "samples" / "nmap-loopback.xml").read_bytes()
HEAD = '<?xml version="1.0"?><nmaprun scanner="nmap" args="nmap -sV" start="1772323200">'


def host(*ports: str, ip: str = "10.1.0.9", scripts: str = "") -> str:
    """Return a host that is up."""
    return (
        f'<host><status state="up"/><address addr="{ip}" addrtype="ipv4"/>'
        f"<ports>{''.join(ports)}</ports><hostscript>{scripts}</hostscript></host>"
    )


def port(number: int, *scripts: str, name: str = "x", more: str = "") -> str:
    """Return an open port."""
    return (
        f'<port protocol="tcp" portid="{number}"><state state="open"/>'
        f'<service name="{name}" {more}/>{"".join(scripts)}</port>'
    )


def script(name: str, output: str) -> str:
    """Return a script with its output."""
    return f"<script id={quoteattr(name)} output={quoteattr(output, {chr(10): '&#10;'})}/>"


def scan(*hosts: str) -> str:
    """Return a scan."""
    return HEAD + "".join(hosts) + '<runstats><finished time="1772323260"/></runstats></nmaprun>'


def services(text: str | bytes) -> dict[int, Service]:
    """Return the services by port."""
    found = read(raw("scan.xml", text)).observations
    own = [payload_of(o, Service) for o in found if o.attribute == "service"]
    return {service.port: service for service in own}


def test_a_scan_by_the_real_tool_gives_what_it_saw() -> None:
    found = read(raw("scan.xml", SAMPLE))
    assert found.used == 2
    seen = services(SAMPLE)
    assert {p: s.protocol for p, s in seen.items()} == {
        80: "http", 102: "tcpwrapped", 443: "https", 502: "modbus", 44818: "enip", 123: "ntp"
    }  # fmt: skip
    assert seen[443].product == "PanelWeb/1.2"
    assert seen[443].detail.startswith(
        "certificate of hmi-l1.plant.example, valid until 2027-11-21, self-signed"
    )
    assert "title HMI L1 overview" in seen[80].detail
    first = next(payload_of(o, Identity) for o in found.observations if o.attribute == "identity")
    assert (first.vendor, first.model) == (
        "Rockwell Automation/Allen-Bradley", "1769-L32E/A LOGIX5332E"
    )  # fmt: skip
    assert (first.serial, first.firmware) == ("0x00c0ffee", "20.12")
    assert "script s7-info: not evaluated" in remarks(found)
    (coverage,) = [payload_of(o, Coverage) for o in found.observations if o.attribute == "coverage"]
    assert coverage.detail.startswith("nmap -n -sT -sU -sV --version-light -p T:80,102,443,502")


def test_an_aborted_scan_keeps_the_hosts_that_were_done() -> None:
    cut = SAMPLE[: SAMPLE.index(b'addr="127.0.0.3"')]
    found = read(raw("scan.xml", cut))
    assert found.used == 1
    assert "after host 1" in remarks(found)


@pytest.mark.parametrize(
    ("name", "output", "expected"),
    [
        (
            "ssl-cert",
            "Subject: commonName=a/organizationName=b\nIssuer: commonName=CA\n"
            "Not valid after:  2027-01-02T00:00:00",
            "certificate of a, valid until 2027-01-02",
        ),
        (
            "ssl-cert",
            "Subject: commonName=a\nMD5:   b692013da605887ac4abd92a4c1a52d1\n"
            "SHA-1: 6a83 ec6b 2e97 fcb2 f820 28b4 0c12 aa9c 92b3 9ad9",
            "certificate of a, certificate fingerprint 6a83ec6b2e97fcb2f82028b40c12aa9c92b39ad9",
        ),
        (
            "ssh-hostkey",
            "\n  2048 11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00 (RSA)\n"
            "  256 01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10 (ED25519)",
            "SSH key fingerprint 0102030405060708090a0b0c0d0e0f10",
        ),
        ("ssh-hostkey", "ERROR", ""),
        ("ssl-enum-ciphers", "\n  TLSv1.0:\n  TLSv1.2:\n", "offers TLSv1.0, TLSv1.2"),
        ("http-title", "Site doesn't have a title (text/html).", ""),
        ("banner", "220 ready password: x1", "banner 220 ready password: (removed)"),
        ("ntp-info", "\n  version: 4\n  stratum: 3\n  refid: 10.1.0.1\n",
         "ntp: stratum 3, refid 10.1.0.1, version 4"),
        ("vnc-info", "\n  Security types:\n    None (1)\n    VNC Authentication (2)",
         "vnc security None, VNC Authentication"),
        ("ftp-anon", "Anonymous FTP login allowed (FTP code 230)", "anonymous FTP login allowed"),
        ("ssl-cert", "ERROR", ""),
    ],
)  # fmt: skip
def test_scripts_describe_their_service(name: str, output: str, expected: str) -> None:
    (service,) = services(scan(host(port(8443, script(name, output))))).values()
    assert service.detail == expected


def test_scripts_of_the_host_describe_the_port_they_speak_of() -> None:
    scripts = script("smb-protocols", "\n  dialects:\n    NT LM 0.12 (SMBv1) [dangerous]\n"
                     "    2:0:2\n    3.1.1\n")  # fmt: skip
    scripts += script("smb2-security-mode", "\n  311:\n    Message signing enabled\n")
    found = services(scan(host(port(445), port(80), scripts=scripts)))
    assert found[445].detail == "SMB dialects SMBv1, 2.0.2, 3.1.1; message signing enabled"
    assert found[80].detail == ""


@pytest.mark.parametrize(
    ("name", "output", "expected"),
    [
        ("omron-info", "\n  Controller Model: CJ2M-CPU32\n  Controller Version: 02.01",
         ("Omron", "CJ2M-CPU32", "02.01", "", "")),
        ("pcworx-info", "\n  PLC Type: ILC 330 ETH\n  Model Number: 2737193\n"
         "  Firmware Version: 3.95T", ("Phoenix Contact", "ILC 330 ETH 2737193", "3.95T", "", "")),
        ("fox-info", "\n  fox.version: 1.0.1\n  hostName: 10.1.0.9\n  app.name: Station\n"
         "  app.version: 3.7.106.1\n  os.name: QNX\n  os.version: 6.4.1",
         ("Tridium", "Station", "3.7.106.1", "QNX 6.4.1", "10.1.0.9")),
        ("smb-os-discovery", "\n  OS: Windows 7 Professional 7601\n  Computer name: HMI-L1\n",
         ("", "", "", "Windows 7 Professional 7601", "HMI-L1")),
        ("nbstat", "NetBIOS name: HMI-L1, NetBIOS user: <unknown>, NetBIOS MAC: 000c29aabbcc",
         ("", "", "", "", "HMI-L1")),
        ("rdp-ntlm-info", "\n  NetBIOS_Computer_Name: HMI-L1\n  Product_Version: 10.0.17763",
         ("", "", "", "Windows 10.0.17763", "HMI-L1")),
    ],
)  # fmt: skip
def test_scripts_identify_the_host(
    name: str, output: str, expected: tuple[str, str, str, str, str]
) -> None:
    found = read(raw("scan.xml", scan(host(port(1, script(name, output)))))).observations
    identity = next(payload_of(o, Identity) for o in found if o.attribute == "identity")
    assert (identity.vendor, identity.model, identity.firmware, identity.os,
            identity.name) == expected  # fmt: skip


def test_a_service_behind_tls_is_named_so() -> None:
    found = services(scan(host(port(8443, name="http", more='tunnel="ssl"'))))
    assert found[8443].protocol == "https"


def test_a_scan_makes_checks_answerable_and_fills_facts(tmp_path: Path) -> None:
    text = scan(
        host(port(23, name="telnet"), port(502, name="mbap")),
        host(port(80, name="http"), ip="10.1.0.44"),
    )
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    found = gained(tmp_path / "a", {"scan.xml": text})
    assert "NET-01 on L1" in found
    facts = imported(tmp_path / "b", plant(tmp_path / "b"), {"scan.xml": text})
    assert {s.value.port for s in facts.services if s.device_id == "PLC-L1"} == {23, 502}
    assert any("10.1.0.44" in d.ips and not d.documented for d in facts.devices)


XXE = (
    '<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    '<nmaprun args="a"><host><status state="up"/><address addr="&x;" addrtype="ipv4"/></host>'
    "</nmaprun>"
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)).replace("a0", "a")
    + ']><nmaprun args="&a9;"/>'
)


@pytest.mark.parametrize("text", [XXE, LAUGHS], ids=["external entity", "billion laughs"])
def test_entities_are_never_resolved(text: str) -> None:
    with pytest.raises(UnreadableFileError):
        read(raw("scan.xml", text))


def test_more_hosts_than_a_plant_can_have_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.imports.nmap_xml.MAX_HOSTS", 3)
    found = read(raw("scan.xml", scan(*(host(ip=f"10.1.0.{n}") for n in range(1, 9)))))
    assert (found.used, MAX_HOSTS > 65536) == (3, True)
    assert "more than 3 hosts" in remarks(found)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.data())
def test_any_damage_to_a_scan_is_read_or_refused(data: st.DataObject) -> None:
    text = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    try:
        found = read(raw("scan.xml", bytes(text)))
    except UnreadableFileError:
        return
    assert found.used <= 2


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(max_size=300), st.sampled_from(
    ["s7-info", "enip-info", "modbus-discover", "bacnet-info", "ssl-cert", "smb-protocols",
     "fox-info", "nbstat", "ntp-info", "rdp-ntlm-info", "vnc-info", "banner"]))  # fmt: skip
def test_any_output_of_a_script_is_taken(output: str, name: str) -> None:
    clean = "".join(c for c in output if c.isprintable() or c == "\n")
    read(raw("scan.xml", scan(host(port(445, script(name, clean)), scripts=script(name, clean)))))
