"""conn.log: who is there, who serves what, who talks with whom, and when somebody listened."""

from __future__ import annotations

import pytest

from audit.imports.contract import UnreadableFileError
from audit.payloads import Conversation, Coverage, Identity, Service
from audit.records import Grade
from tests.audit.imports.files import remarks
from tests.audit.imports.zeek.logs import CONN, as_json, conn, connection, packed, payloads, read

MACS = ("orig_l2_addr", "resp_l2_addr")
PLC, PC = "00:1b:1b:01:02:03", "00:0c:29:aa:bb:cc"


def test_both_directions_of_a_connection_are_conversations_with_the_servers_port() -> None:
    rows = [connection(), connection(hours=0.5, there=20, back=11)]
    there, back = payloads(read(conn(*rows)), "conversation", Conversation)
    assert (there.src_ip, there.dst_ip, there.server_port) == ("10.1.0.5", "10.1.0.9", 502)
    assert (back.src_ip, back.dst_ip, back.server_port) == ("10.1.0.9", "10.1.0.5", 502)
    assert (there.packets, there.bytes, there.protocol) == (30, 1800, "modbus")
    assert (back.packets, back.bytes) == (20, 1600)
    assert there.first_seen == "2026-03-01T00:00:00+00:00"
    assert there.last_seen == "2026-03-01T00:30:01+00:00"


def test_a_recognised_protocol_is_graded_a_and_a_known_port_is_a_guess() -> None:
    log = conn(connection(), connection(resp="10.1.0.8", port=102, service="-"))
    found = read(log)
    grades = {
        (str(o.value["ip"]), str(o.value.get("protocol"))): o.grade
        for o in found.observations
        if o.attribute == "service"
        and isinstance(o.value, dict)
        and o.value.get("role") != "client"
    }
    assert grades == {("10.1.0.9", "modbus"): Grade.A, ("10.1.0.8", "iso-tsap"): Grade.E}
    clients = [s for s in payloads(found, "service", Service) if s.role == "client"]
    assert [(c.ip, c.port, c.protocol) for c in clients] == [("10.1.0.5", 502, "modbus")]


@pytest.mark.parametrize(
    ("state", "back", "proto", "port", "served"),
    [
        ("SF", 9, "tcp", 8000, True),
        ("S0", 0, "tcp", 502, False),
        ("REJ", 1, "tcp", 502, False),
        ("S1", 3, "tcp", 51000, False),
        ("SF", 2, "udp", 161, True),
        ("S0", 0, "udp", 161, False),
    ],
)
def test_only_what_answered_serves(
    state: str, back: int, proto: str, port: int, served: bool
) -> None:
    row = connection(state=state, back=back, proto=proto, port=port, service="-")
    services = payloads(read(conn(row)), "service", Service)
    assert [s.port for s in services if s.role == "server"] == [port] * served


def test_a_connection_heard_from_its_middle_is_turned_to_the_known_port() -> None:
    row = connection("10.1.0.9", "10.1.0.5", 50123, client=502, state="OTH", service="-")
    talks = payloads(read(conn(row)), "conversation", Conversation)
    assert {talk.server_port for talk in talks} == {502}
    assert {s.ip for s in payloads(read(conn(row)), "service", Service)} == {"10.1.0.9"}


def test_what_carries_another_protocol_gives_way_to_it() -> None:
    row = connection(port=102, service="cotp,s7comm")
    assert {s.protocol for s in payloads(read(conn(row)), "service", Service)} == {"s7comm"}


def test_hosts_are_known_by_mac_where_the_sensor_logs_it() -> None:
    log = conn(connection(more=(PC, PLC)), fields=MACS)
    found = {i.macs: i.ips for i in payloads(read(log), "identity", Identity)}
    assert found == {(PC,): ("10.1.0.5",), (PLC,): ("10.1.0.9",)}
    keys = {o.subject.key for o in read(log).observations if o.attribute == "service"}
    assert keys == {f"zeek {PLC}", f"zeek {PC}"}


def test_a_mac_with_many_addresses_is_a_router_and_owns_none_of_them() -> None:
    rows = [connection(f"10.9.0.{n}", more=(PC, PLC)) for n in range(1, 8)]
    found = payloads(read(conn(*rows, fields=MACS)), "identity", Identity)
    assert [i.ips for i in found if i.macs == (PC,)] == [()]
    assert sum(not i.macs and i.ips[0].startswith("10.9.0.") for i in found) == 7


def test_addresses_of_the_internet_are_ends_of_talks_and_no_devices() -> None:
    row = connection(resp="8.8.8.8", port=443, service="ssl")
    other = [*row]
    other[13] = "F"
    found = read(conn(tuple(other)))
    assert [i.ips for i in payloads(found, "identity", Identity)] == [("10.1.0.5",)]
    assert {t.dst_ip for t in payloads(found, "conversation", Conversation)} == {
        "8.8.8.8", "10.1.0.5"
    }  # fmt: skip
    assert [s.role for s in payloads(found, "service", Service)] == ["client"]


def test_public_addresses_of_the_sensors_own_networks_are_devices() -> None:
    found = read(conn(connection("134.217.61.131", "134.217.61.211", 102, service="cotp,s7comm")))
    assert {i.ips[0] for i in payloads(found, "identity", Identity)} == {
        "134.217.61.131", "134.217.61.211"
    }  # fmt: skip


def test_an_address_that_was_only_asked_for_is_no_device() -> None:
    found = read(conn(connection(resp="10.1.0.77", state="S0", back=0, service="-")))
    assert [i.ips for i in payloads(found, "identity", Identity)] == [("10.1.0.5",)]


def test_the_window_is_what_the_entries_cover() -> None:
    rows = [connection(hours=h) for h in (0, 0.9, 1.5, 2.25)]
    (coverage,) = payloads(read(conn(*rows)), "coverage", Coverage)
    assert (coverage.what, coverage.start) == ("capture", "2026-03-01T00:00:00+00:00")
    assert coverage.end == "2026-03-01T02:15:01+00:00"
    assert coverage.seconds == 2.25 * 3600 + 1.5
    assert coverage.packets == 4 * 19


def test_a_long_connection_covers_the_hours_through_which_it_was_open() -> None:
    rows = [connection(duration=5 * 3600.0), connection(hours=7)]
    found = read(conn(*rows))
    first, second = payloads(found, "coverage", Coverage)
    assert (first.seconds, second.seconds) == (5 * 3600.0, 1.5)
    assert "1 of 8 hours without any entry (UTC): 2026-03-01 06:00 to 07:00" in first.detail


def test_each_stretch_between_missing_hours_counts_alone_and_is_told() -> None:
    rows = [connection(hours=h) for h in (0, 1, 2, 6, 7)]
    found = read(conn(*rows))
    assert [c.seconds for c in payloads(found, "coverage", Coverage)] == [7201.5, 3601.5]
    assert "3 of 8 hours without any entry" in remarks(found)


def test_the_same_log_as_json_gives_the_same() -> None:
    rows = [connection(), connection(hours=1, port=44818, service="enip")]
    as_table = read(conn(*rows))
    for path in ("conn", ""):
        as_lines = read(as_json(path, CONN, rows), "x.json")
        assert [o.value for o in as_lines.observations] == [
            o.value for o in as_table.observations
        ]  # fmt: skip


def test_times_of_json_may_be_iso_or_milliseconds() -> None:
    line = (
        '{"ts":"2026-03-01T00:00:00.250000Z","uid":"C1","id.orig_h":"10.1.0.5","id.orig_p":1,'
        '"id.resp_h":"10.1.0.9","id.resp_p":502,"proto":"tcp","conn_state":"SF","resp_pkts":2}\n'
    )
    for text in (line, line.replace('"2026-03-01T00:00:00.250000Z"', "1772323200250")):
        (coverage,) = payloads(read(text), "coverage", Coverage)
        assert coverage.start == "2026-03-01T00:00:00+00:00"


def test_a_rotated_packed_log_is_read_and_found_by_content() -> None:
    from audit.imports.registry import detect
    from tests.audit.imports.files import raw

    data = packed(conn(connection()))
    found = read(data, "conn.2026-03-01-00-00-00-2026-03-01-01-00-00.log.gz")
    assert found.used == 1
    importer = detect(raw("whatever.bin", data))
    assert importer is not None
    assert importer.name == "zeek"


def test_a_packed_log_that_was_cut_off_gives_what_is_before_the_cut() -> None:
    log = conn(*(connection(f"10.1.{n // 250}.{n % 250 + 1}") for n in range(3000)))
    found = read(packed(log)[:-2000], "conn.log.gz")
    assert 0 < found.used < 3000
    assert "damaged" in remarks(found)


def test_lines_that_do_not_fit_are_left_out_and_told() -> None:
    log = conn(connection(), connection(resp="no address"), connection(port=70000))
    log = log.replace("#close", "1772323200\tcut off\n#close").replace("10.1.0.9", "10.1.0.\0", 1)
    found = read(log)
    assert found.used == 0 or found.used == 1
    assert "not understood" in remarks(found)
    assert "2 fields where the header has 21" in remarks(found)


def test_several_logs_in_one_file_are_each_read_by_their_header() -> None:
    from tests.audit.imports.zeek.logs import table

    hosts = table("known_hosts", ("ts", "host"), [(1772323200.0, "10.1.0.44")])
    reverse = table("conn", tuple(reversed(CONN)), [tuple(reversed(connection()))])
    found = read(conn(connection()) + hosts + reverse)
    assert found.used == 3
    assert ("10.1.0.44",) in [i.ips for i in payloads(found, "identity", Identity)]


def test_another_separator_and_other_words_for_unset_are_understood() -> None:
    log = conn(connection(service="-")).replace("\t", "|").replace("\\x09", "|")
    log = log.replace("#unset_field|-", "#unset_field|NULL").replace("|-|", "|NULL|")
    found = read(log)
    assert (found.used, remarks(found)) == (1, "")
    assert [s.grade for s in found.observations if s.attribute == "service"] == [Grade.E]


def test_a_log_that_is_of_no_use_says_so() -> None:
    from tests.audit.imports.zeek.logs import table

    found = read(table("weird", ("ts", "name"), [(1.0, "x"), (2.0, "y")]), "weird.log")
    assert (found.used, found.observations) == (0, ())
    assert "log weird: 2 entries are of no use here" in remarks(found)


def test_a_file_without_any_entry_is_refused_with_a_remedy() -> None:
    with pytest.raises(UnreadableFileError, match="as the sensor wrote it"):
        read('{"ts": 1, "id.orig_h": "x"\n', "conn.log")


def test_ends_that_an_exporter_nested_are_found() -> None:
    line = (
        '{"ts":1772323200.25,"uid":"C1","id":{"orig_h":"10.1.0.5","orig_p":1,"resp_h":"10.1.0.9",'
        '"resp_p":502},"proto":"tcp","service":"modbus","conn_state":"SF","resp_pkts":2}\n'
    )
    from audit.imports.registry import detect
    from tests.audit.imports.files import raw

    importer = detect(raw("x.json", line))
    assert importer is not None
    assert importer.name == "zeek"
    assert {
        t.server_port for t in payloads(read(line, "x.json"), "conversation", Conversation)
    } == {502}


def test_columns_that_an_installation_joins_otherwise_are_found() -> None:
    log = conn(connection()).replace("id.", "id_")
    assert read(log).used == 1
    line = as_json("", CONN, [connection()]).replace("id.", "id_")
    found = read(line, "x.json")
    assert len(payloads(found, "conversation", Conversation)) == 2


def test_a_direction_in_which_nothing_was_heard_is_no_conversation() -> None:
    row = connection(state="OTH", there=0, back=4)
    (talk,) = payloads(read(conn(row)), "conversation", Conversation)
    assert (talk.src_ip, talk.dst_ip, talk.packets) == ("10.1.0.9", "10.1.0.5", 4)
