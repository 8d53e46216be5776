"""Logs about hosts: addresses, names, software, time and name servers, TLS."""

from __future__ import annotations

from audit.payloads import Conversation, Coverage, Identity, Service
from tests.audit.imports.files import remarks
from tests.audit.imports.zeek.logs import ENDS, START, as_json, payloads, read, table

MAC = "00:1b:1b:01:02:03"
DHCP = (
    "ts", "uids", "client_addr", "server_addr", "mac", "host_name", "client_fqdn", "domain",
    "requested_addr", "assigned_addr", "lease_time", "client_message", "server_message",
    "msg_types", "duration", "client_software",
)  # fmt: skip
LEASE = (START, "C1", "10.1.0.9", "10.1.0.1", MAC, "HMI-L1", "-", "plant.example", "-", "10.1.0.9",
         3600.0, "-", "-", "REQUEST,ACK", 0.1, "MSFT 5.0")  # fmt: skip


def test_a_lease_joins_address_mac_and_name() -> None:
    for text in (table("dhcp", DHCP, [LEASE]), as_json("", DHCP, [LEASE])):
        found = read(text, "dhcp.log")
        station, server = payloads(found, "identity", Identity)
        assert (station.macs, station.ips, station.name) == ((MAC,), ("10.1.0.9",), "HMI-L1")
        assert station.description == "DHCP client MSFT 5.0"
        assert server.ips == ("10.1.0.1",)
        (service,) = payloads(found, "service", Service)
        assert (service.ip, service.port, service.protocol) == ("10.1.0.1", 67, "dhcp")


def test_two_macs_with_the_same_lease_own_it_both_not() -> None:
    other = (*LEASE[:4], "00:1b:1b:01:02:99", "HMI-L2", *LEASE[6:])
    found = payloads(read(table("dhcp", DHCP, [LEASE, other]), "dhcp.log"), "identity", Identity)
    owners = [i.macs for i in found if "10.1.0.9" in i.ips and i.macs]
    assert len(owners) <= 1


def test_an_address_takes_a_name_that_only_it_has() -> None:
    fields = (*ENDS, "proto", "trans_id", "query", "qtype_name", "rcode_name", "answers")
    ends = (START, "C1", "10.1.0.5", 50000, "10.1.0.2", 53, "udp", 7)
    rows = [
        (*ends, "plc3.plant.example", "A", "NOERROR", "10.1.0.9"),
        (*ends, "a.plant.example", "A", "NOERROR", "10.1.0.8"),
        (*ends, "b.plant.example", "A", "NOERROR", "10.1.0.8"),
        (*ends, "www.example.com", "A", "NOERROR", "93.184.216.34"),
        (*ends, "gone.plant.example", "A", "NXDOMAIN", "-"),
        (*ends, "-", "-", "-", "-"),
    ]
    found = read(table("dns", fields, rows), "dns.log")
    assert found.used == 6
    server = next(s for s in payloads(found, "service", Service) if s.role == "server")
    assert (server.ip, server.port, server.protocol) == ("10.1.0.2", 53, "dns")
    names = {i.name for i in payloads(found, "identity", Identity)}
    assert names <= {"", "plc3.plant.example"}
    assert not any("10.1.0.8" in i.ips for i in payloads(found, "identity", Identity))


def test_known_hosts_services_and_devices_are_evidence() -> None:
    hosts = table("known_hosts", ("ts", "host"), [(START, "10.1.0.9"), (START, "224.0.0.1")])
    assert [i.ips for i in payloads(read(hosts, "a"), "identity", Identity)] == [("10.1.0.9",)]
    fields = ("ts", "host", "port_num", "port_proto", "service")
    rows = [(START, "10.1.0.9", 502, "tcp", "MODBUS"), (START, "10.1.0.9", 80, "tcp", "-")]
    services = payloads(read(table("known_services", fields, rows), "b"), "service", Service)
    assert [(s.port, s.protocol) for s in services] == [(80, "http"), (502, "modbus")]
    devices = table("known_devices", ("ts", "mac", "dhcp_host_name"), [(START, MAC, "HMI-L1")])
    (station,) = payloads(read(devices, "c"), "identity", Identity)
    assert (station.macs, station.name, station.ips) == ((MAC,), "HMI-L1", ())


def test_programs_are_products_of_services_or_words_about_the_host() -> None:
    fields = ("ts", "host", "host_p", "software_type", "name", "version.major", "version.minor",
              "version.minor2", "version.minor3", "version.addl", "unparsed_version")  # fmt: skip
    rows = [
        (START, "10.1.0.9", 80, "HTTP::SERVER", "IIS", 7, 5, "-", "-", "-", "IIS/7.5"),
        (START, "10.1.0.9", "-", "OS::WINDOWS", "Windows", 6, 1, "-", "-", "-", "Windows 6.1"),
        (START, "10.1.0.5", "-", "HTTP::BROWSER", "Firefox", 52, 0, "-", "-", "-", "Firefox/52.0"),
    ]
    found = read(table("software", fields, rows), "software.log")
    (service,) = payloads(found, "service", Service)
    assert (service.port, service.product) == (80, "IIS 7.5")
    by_ip = {i.ips[0]: i for i in payloads(found, "identity", Identity)}
    assert by_ip["10.1.0.9"].os == "Windows 6.1"
    assert by_ip["10.1.0.5"].description == "HTTP: Firefox 52.0"


def test_a_tls_server_shows_version_and_cipher() -> None:
    fields = (*ENDS, "version", "cipher", "server_name", "subject", "established")
    ends = (START, "C1", "10.1.0.5", 50000, "10.1.0.9", 443)
    rows = [(*ends, "TLSv12", "TLS_AES", "hmi.plant.example", "CN=hmi", "T"),
            (*ends, "-", "-", "-", "-", "F")]  # fmt: skip
    found = read(table("ssl", fields, rows), "ssl.log")
    server = next(s for s in payloads(found, "service", Service) if s.role == "server")
    assert (server.protocol, server.port) == ("tls", 443)
    assert server.detail == "version 1.2; cipher TLS_AES; name hmi.plant.example; subject CN=hmi"


def test_time_servers_and_who_asks_them_are_known() -> None:
    fields = (*ENDS, "version", "mode", "stratum", "poll", "ref_id")
    ends = (START, "C1", "10.1.0.9", 123, "10.1.0.2", 123, 4)
    rows = [(*ends, 3, 0, 8.0, "-"), (*ends, 4, 2, 8.0, "10.9.9.9")]
    found = read(table("ntp", fields, rows), "ntp.log")
    server = next(s for s in payloads(found, "service", Service) if s.role == "server")
    assert (server.ip, server.protocol) == ("10.1.0.2", "ntp")
    assert server.detail == "stratum 2; follows 10.9.9.9"
    talks = payloads(found, "conversation", Conversation)
    assert [(t.src_ip, t.dst_ip, t.server_port, t.packets) for t in talks] == [
        ("10.1.0.9", "10.1.0.2", 123, 1), ("10.1.0.2", "10.1.0.9", 123, 1)
    ]  # fmt: skip


def test_windows_machines_name_themselves_and_no_user_is_kept() -> None:
    fields = (*ENDS, "username", "hostname", "domainname", "server_nb_computer_name",
              "server_dns_computer_name")  # fmt: skip
    row = (START, "C1", "10.1.0.5", 50000, "10.1.0.2", 445, "somebody", "HMI-L1", "PLANT", "SRV-1",
           "srv-1.plant.example")  # fmt: skip
    found = read(table("ntlm", fields, [row]), "ntlm.log")
    names = {i.ips[0]: i.name for i in payloads(found, "identity", Identity)}
    assert names == {"10.1.0.5": "HMI-L1", "10.1.0.2": "SRV-1"}
    assert "somebody" not in str(found.observations)


def test_only_a_connection_log_is_ground_for_absence() -> None:
    found = read(table("known_hosts", ("ts", "host"), [(START, "10.1.0.9")]), "known_hosts.log")
    (coverage,) = payloads(found, "coverage", Coverage)
    assert (coverage.what, coverage.detail) == ("log", "1 entries of known_hosts")
    assert remarks(found) == ""
