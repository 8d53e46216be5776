"""Logs that are broken, enormous or want to do harm: no crash, no hang, bounded."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.imports import zeek_logs
from audit.imports.contract import Imported, UnreadableFileError
from audit.imports.zeek import kinds, net, pieces, report
from tests.audit.imports.files import raw, remarks
from tests.audit.imports.zeek.logs import CONN, conn, connection, packed, read, table

LOG = conn(connection(), connection(resp="10.1.0.8", port=102, service="cotp,s7comm"))
FUZZ = settings(max_examples=60, deadline=None, derandomize=True)


def _calmly(data: bytes, name: str = "conn.log") -> Imported | None:
    """Read a file that may be anything: it is read, or refused with a remedy."""
    file = raw(name, data)
    assert 0.0 <= zeek_logs.sniff(file) <= 1.0
    zeek_logs.scrub(data)
    try:
        return zeek_logs.read(file)
    except UnreadableFileError as error:
        assert name in str(error)
        return None


@FUZZ
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _calmly(data)


@FUZZ
@given(st.data())
def test_any_damage_to_a_log_leaves_the_rest(data: st.DataObject) -> None:
    text = bytearray(LOG.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    _calmly(bytes(text))


@FUZZ
@given(st.binary(max_size=400), st.integers(0, 300))
def test_any_damage_to_a_packed_log_is_told(noise: bytes, at: int) -> None:
    data = bytearray(packed(LOG))
    data[at : at + len(noise)] = noise
    _calmly(bytes(data), "conn.log.gz")


@FUZZ
@given(st.sampled_from(sorted(kinds.KINDS)), st.data())
def test_any_values_in_any_log_are_taken_or_told(log: str, data: st.DataObject) -> None:
    word = st.one_of(
        st.sampled_from(["-", "(empty)", "10.1.0.9", "::1", "502", "1e308", "nan", "-1", "T", "A",
                         "9" * 400, "2001:db8::9", "00:1b:1b:01:02:03", "1772323200.5", "é\u202e"]),
        st.text(st.characters(blacklist_characters="\t\n\r", blacklist_categories=["Cs"]),
                max_size=30),
    )  # fmt: skip
    fields = kinds.KINDS[log].fields
    rows = [[data.draw(word) for _ in fields] for _ in range(3)]
    imported = _calmly(table(log, fields, rows).encode(), "any.log")
    for observation in imported.observations if imported else ():
        json.dumps(observation.value, allow_nan=False)


@FUZZ
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
            st.sampled_from([*CONN[:8], "source", "ip", "event", "dataset", "_source", "hits"]),
            inner, max_size=4),
        max_leaves=12,
    )
)  # fmt: skip
def test_any_json_is_read_or_refused(value: object) -> None:
    _calmly(json.dumps(value).encode(), "x.json")
    _calmly((json.dumps({"ts": 1, "id.orig_h": "10.1.0.5", "x": value}) + "\n").encode(), "y.json")


def test_json_that_nests_without_end_is_refused() -> None:
    deep = b'{"ts":1,"id.orig_h":"10.1.0.5","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert _calmly(deep) is None


def test_a_packed_log_that_unpacks_without_end_is_read_up_to_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pieces, "_RATIO_FROM", 2**20)
    data = gzip.compress(LOG.encode() + b"\0" * 40_000_000)
    found = read(data, "conn.log.gz")
    assert found.used == 2
    assert "far more than any log" in remarks(found)


def test_a_line_without_end_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 1000)
    monkeypatch.setattr(pieces, "MAX_LINE", 4000)
    rows = LOG.replace("#close", "x" * 20_000 + "\n#close")
    found = read(rows)
    assert found.used == 2
    assert "a line of more than" in remarks(found)


def test_more_than_there_is_room_for_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net, "MAX_TALKS", 20)
    monkeypatch.setattr(net, "MAX_SERVERS", 5)
    monkeypatch.setattr(report, "MAX_DEVICES", 10)
    found = read(conn(*(connection(resp=f"10.2.0.{n}") for n in range(1, 200))))
    assert len(found.observations) < 150
    details = [str(o.value) for o in found.observations if o.attribute == "coverage"]
    assert "beyond the largest are left out" in details[0]


def test_text_of_a_log_is_bounded_and_printable() -> None:
    fields = ("ts", "mac", "dhcp_host_name")
    name = "\x1b[31m" + "é" * 900 + "\u202e"
    found = read(table("known_devices", fields, [(1772323200, "00:1b:1b:01:02:03", name)]), "k")
    (value,) = [o.value for o in found.observations if o.attribute == "identity"]
    assert isinstance(value, dict)
    assert len(str(value["name"])) <= 255
    assert str(value["name"]).isprintable()


@pytest.mark.parametrize("wrong", ["nan", "inf", "1e300", "-5", "99999999999999"])
def test_an_impossible_time_makes_no_window(wrong: str) -> None:
    log = conn(connection()).replace("1772323200.000000", wrong)
    found = read(log)
    assert not [o for o in found.observations if o.attribute == "coverage"]


def test_a_connection_of_a_thousand_years_covers_no_more_than_two_months() -> None:
    found = read(conn(connection(duration=1e12)))
    spans = [o.value for o in found.observations if o.attribute == "coverage"]
    assert len(spans) == 1
