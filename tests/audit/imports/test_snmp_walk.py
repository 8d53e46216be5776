import pytest

from audit.imports.contract import Imported, RawFile, UnreadableFileError
from audit.imports.snmp_text import parse_snmprec, parse_walk
from audit.imports.snmp_walk import IMPORTERS, read_snmprec, read_walk
from audit.payloads import FdbEntry, Identity, Interface, Neighbour, TableRead, payload_of
from audit.records import Kind
from tests.audit.imports.files import MODIFIED, raw

WALK = """\
.1.3.6.1.2.1.1.1.0 = STRING: "Cisco IOS Software, C2960 Software (X), Version 15.2(7)E9,
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2014 \\"by\\" Cisco Systems, Inc."
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.9.1.716
.1.3.6.1.2.1.1.3.0 = Timeticks: (8640000) 1 day, 0:00:00.00
.1.3.6.1.2.1.1.5.0 = STRING: "SW-1"
.1.3.6.1.2.1.1.9.1.2.1 = ""
.1.3.6.1.2.1.2.2.1.2.1 = STRING: "Gi0/1"
.1.3.6.1.2.1.2.2.1.6.1 = Hex-STRING: 00 1D 45 30 01 41
.1.3.6.1.2.1.2.2.1.8.1 = INTEGER: up(1)
.1.3.6.1.2.1.4.20.1.2.10.30.0.2 = INTEGER: 1
.1.3.6.1.2.1.17.7.1.4.2.1.4.0.1 = Hex-STRING: 80 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00
.1.3.6.1.2.1.31.1.1.1.6.1 = Counter64: 18446744073709551615
.1.3.6.1.2.1.99.1 = No Such Object available on this agent at this OID
.1.3.6.1.4.1.9.9.23.1.2.1.1.3.1.1 = INTEGER: 1
"""
REC = """\
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.564
1.3.6.1.2.1.2.2.1.2.10101|4|FastEthernet0/1
1.3.6.1.2.1.2.2.1.10.10101|65:numeric|initial=12,rate=1
1.3.6.1.2.1.31.1.1.1.1.10101|4|Fa0/1
1.3.6.1.6.3.18.1.1.1.2.97|4|geheim-community
this is not a line
1.3.6.1.2.1.2.2.1.8.10101|2|<private>
"""
CONTEXT = """\
1.3.6.1.2.1.17.1.4.1.2.1|2|10101
1.3.6.1.2.1.17.4.3.1.2.0.27.27.48.4.17|2|1
"""


def identity(found: Imported) -> Identity:
    (one,) = [payload_of(o, Identity) for o in found.observations if o.attribute == "identity"]
    return one


def keys(found: Imported) -> set[str]:
    return {o.subject.key for o in found.observations if o.subject.kind is Kind.DEVICE}


def table(found: Imported, name: str) -> TableRead:
    tables = [payload_of(o, TableRead) for o in found.observations if o.attribute == "table"]
    return next(t for t in tables if t.table == name)


def test_files_are_known_by_their_content() -> None:
    snmprec, walk = IMPORTERS
    for name in ("a.snmprec", "a.txt", "noname"):
        assert (snmprec.sniff(raw(name, REC)), walk.sniff(raw(name, REC))) == (1.0, 0.0)
        assert (snmprec.sniff(raw(name, WALK)), walk.sniff(raw(name, WALK))) == (0.0, 1.0)
        assert snmprec.sniff(raw(name, "a|b|c\n1|2|3\n")) == 0.0


def test_a_walk_with_names_instead_of_numbers_is_told_how_to_be_saved() -> None:
    text = "IF-MIB::ifDescr.1 = STRING: Gi0/1\nIF-MIB::ifDescr.2 = STRING: Gi0/2\n"
    assert IMPORTERS[1].sniff(raw("sw.txt", text)) == 0.5
    with pytest.raises(UnreadableFileError, match="-On"):
        read_walk(raw("sw.txt", text))


def test_a_walk_is_one_device() -> None:
    found = read_walk(raw("floor/sw-1.txt", WALK))
    assert keys(found) == {"snmp-file floor/sw-1"}
    who = identity(found)
    assert (who.name, who.firmware, who.uptime_s) == ("SW-1", "15.2(7)E9", 86400)
    assert who.ips == ("10.30.0.2",)
    (port,) = [payload_of(o, Interface) for o in found.observations if o.attribute == "interface"]
    assert (port.name, port.mac, port.oper_up) == ("Gi0/1", "00:1d:45:30:01:41", True)
    assert port.in_octets == 18446744073709551615
    assert {o.time for o in found.observations} == {MODIFIED}
    assert not found.not_understood


def test_values_that_go_on_over_lines_are_joined() -> None:
    values = parse_walk(WALK.encode()).values
    assert values[(1, 3, 6, 1, 2, 1, 1, 1, 0)].endswith(b'"by" Cisco Systems, Inc.')  # type: ignore[union-attr]  # a string
    assert values[(1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 2, 1, 4, 0, 1)] == b"\x80" + bytes(19)
    assert values[(1, 3, 6, 1, 2, 1, 1, 9, 1, 2, 1)] == b""
    assert (1, 3, 6, 1, 2, 1, 99, 1) not in values


def test_a_walk_that_broke_off_leaves_its_table_partial() -> None:
    text = '.1.3.6.1.2.1.2.2.1.2.1 = STRING: "Gi0/1"\nTimeout: No Response from 10.0.0.1\n'
    found = read_walk(raw("sw.txt", text))
    assert table(found, "interfaces").state == "partial"
    assert found.not_understood[0].location == "line 2"


def test_iso_stands_for_the_first_number() -> None:
    found = read_walk(raw("sw.txt", 'iso.3.6.1.2.1.1.5.0 = STRING: "SW-2"\n'))
    assert identity(found).name == "SW-2"


def test_a_recording_keeps_what_it_can_and_says_what_not() -> None:
    found = read_snmprec(raw("SW-7.snmprec", REC))
    assert identity(found).name == "SW-7"
    assert [r.location for r in found.not_understood] == ["line 6", "line 7"]
    assert "private" not in repr(found.not_understood)
    assert table(found, "interfaces").state == "partial"


def test_communities_in_a_recording_reach_no_observation() -> None:
    assert "geheim" not in repr(read_snmprec(raw("SW-7.snmprec", REC)))


def test_a_varied_value_counts_as_its_first_one() -> None:
    found = parse_snmprec(REC.encode())
    assert found.values[(1, 3, 6, 1, 2, 1, 2, 2, 1, 10, 10101)] == 12


def test_a_context_is_the_same_device_with_its_ports_named() -> None:
    def beside(name: str) -> bytes | None:
        return REC.encode() if name == "SW-7.snmprec" else None

    one = raw("floor/SW-7@100.snmprec", CONTEXT)
    found = read_snmprec(RawFile(one.name, one.data, one.sha256, one.modified, beside))
    assert keys(found) == {"snmp-file floor/SW-7"}
    rows = [payload_of(o, FdbEntry) for o in found.observations if o.attribute == "fdb"]
    assert rows == [FdbEntry("00:1b:1b:30:04:11", "Fa0/1", 100)]
    assert table(found, "fdb").state == "complete"


def test_a_context_alone_is_partial() -> None:
    found = read_snmprec(raw("SW-7@100.snmprec", CONTEXT))
    assert table(found, "fdb").state == "partial"
    assert "not beside it" in table(found, "fdb").why


@pytest.mark.parametrize("text", ["", "hello\n", "|||\n", "1.3|2\n"])
def test_a_file_without_objects_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"snmpwalk -v2c -On"):
        read_walk(raw("x.txt", text))


@pytest.mark.parametrize("size", [1, 7, 40, 200])
def test_a_damaged_recording_never_raises_anything_else(size: int) -> None:
    data = REC.encode()
    for start in range(0, len(data) - size, 11):
        broken = data[:start] + bytes((b * 7 + 13) % 256 for b in data[start : start + size])
        broken += data[start + size :]
        try:
            read_snmprec(raw("x.snmprec", broken))
        except UnreadableFileError:
            continue


def test_no_neighbour_is_made_from_a_row_without_names() -> None:
    found = read_walk(raw("sw.txt", WALK))
    assert not [payload_of(o, Neighbour) for o in found.observations if o.attribute == "neighbour"]


def test_a_recorders_line_break_inside_a_long_octet_string_is_repaired() -> None:
    first = "80" + "00" * 15
    rest = b"\n00 80 00 0".hex()
    found = parse_snmprec(f"1.3.6.1.2.1.17.7.1.4.2.1.4.0.1|4x|{first}{rest}".encode())
    (value,) = found.values.values()
    assert value == b"\x80" + bytes(15) + b"\x00\x80\x00"


def test_octets_that_only_look_broken_are_kept() -> None:
    octets = bytes(16) + b"\n\xff\x00"
    found = parse_snmprec(b"1.3.6.1.2.1.1.1.0|4x|" + octets.hex().encode())
    assert list(found.values.values()) == [octets]


def test_quotes_around_a_text_that_was_printed_over_lines_are_dropped() -> None:
    found = parse_snmprec(b"1.3.6.1.2.1.1.1.0|4x|" + b'"ipv6\n"'.hex().encode())
    assert list(found.values.values()) == [b"ipv6"]


def test_an_escaped_text_is_read_as_octets() -> None:
    found = parse_snmprec(b"1.3.6.1.2.1.17.2.5.0|4e|`\\x00\\xd4\\xc1\\xc8\\x18\\x86P")
    assert list(found.values.values()) == [b"`\x00\xd4\xc1\xc8\x18\x86P"]


def test_a_remark_on_the_type_and_an_opaque_value_are_no_bad_lines() -> None:
    found = parse_walk(
        b".1.3.6.1.2.1.2.2.1.8.1 = Wrong Type (should be INTEGER): Gauge32: 1\n"
        b".1.3.6.1.4.1.2021.10.1.6.1 = Opaque: Float: 0.120000\n"
    )
    assert not found.bad
    assert found.values[(1, 3, 6, 1, 2, 1, 2, 2, 1, 8, 1)] == 1


def test_a_walk_text_of_one_vlan_context_takes_its_ports_from_the_walk_beside_it() -> None:
    base = b'.1.3.6.1.2.1.2.2.1.2.10101 = STRING: "Gi0/1"\n'
    context = (
        b".1.3.6.1.2.1.17.1.4.1.2.5 = INTEGER: 10101\n"
        b".1.3.6.1.2.1.17.4.3.1.2.0.27.27.48.4.17 = INTEGER: 5\n"
    )
    file = RawFile("sw1@10.txt", context, "0" * 64, MODIFIED, {"sw1.txt": base}.get)
    entries = [
        payload_of(o, FdbEntry) for o in read_walk(file).observations if o.attribute == "fdb"
    ]
    assert entries == [FdbEntry("00:1b:1b:30:04:11", "Gi0/1", 10)]
