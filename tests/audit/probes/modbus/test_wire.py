"""Bytes of Read Device Identification and Report Server ID: literal, cut, altered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.probes.modbus import wire
from audit.probes.modbus.wire import (
    Page,
    Refused,
    ServerId,
    WireError,
    header,
    request,
    response,
    server_id,
)

# MODBUS Application Protocol V1.1b3, 6.21: the example of a basic device identification.
ANSWER = (
    b"\x2b\x0e\x01\x01\x00\x00\x03"
    b"\x00\x16Company identification\x01\x11Product code XX 1\x02\x05V2.11"
)
PAGE = Page(
    ((0, "Company identification"), (1, "Product code XX 1"), (2, "V2.11")),
    more=False, next_object=0,
)  # fmt: skip


def test_the_request_is_the_one_of_the_specification() -> None:
    assert request(1, 255, 0) == bytes.fromhex("0001 0000 0005 ff 2b 0e 01 00")
    assert request(0x1FFFF, 1, 3) == bytes.fromhex("ffff 0000 0005 01 2b 0e 01 03")


@given(st.integers(0, 2**32), st.integers(0, 255), st.integers(0, 255))
def test_no_argument_makes_another_function_than_identification(
    transaction: int, unit: int, object_id: int
) -> None:
    sent = request(transaction, unit, object_id)
    assert len(sent) == 11
    assert sent[7:10] == b"\x2b\x0e\x01"


def test_the_text_in_a_server_id_is_taken_wherever_a_device_puts_it() -> None:
    # libmodbus 3.1.6: an id, the run indicator, words.
    assert server_id(b"\x11\x0b\xb4\xffLMB3.1.6\n") == ServerId("LMB3.1.6")
    assert server_id(b"\x11\x08ACME PLC") == ServerId("ACME PLC")
    assert server_id(b"\x11\x02\x01\xff") == ServerId("")
    assert server_id(b"\x91\x01") == Refused(1)
    whole = b"\x11\x0b\xb4\xffLMB3.1.6\n"
    for length in range(len(whole)):
        with pytest.raises(WireError):
            server_id(whole[:length])


def test_the_answer_of_the_specification_is_read() -> None:
    assert response(ANSWER) == PAGE


def test_every_cut_of_the_answer_is_refused() -> None:
    for length in range(len(ANSWER)):
        with pytest.raises(WireError):
            response(ANSWER[:length])


def test_octets_after_the_answer_are_refused() -> None:
    with pytest.raises(WireError, match="after the last object"):
        response(ANSWER + b"\0")


def test_an_exception_is_read_with_its_code() -> None:
    assert response(b"\xab\x01") == Refused(1)
    assert response(b"\xab\x0b") == Refused(0x0B)
    assert response(b"\xab\x0e\x01") == Refused(14)  # one octet too many: a server of Node.js
    for other in (b"\xab", b"\xab\x01" + bytes(7), b"\x83\x02", b""):
        with pytest.raises(WireError):
            response(other)


def test_the_header_is_read_and_its_cuts_and_lies_are_refused() -> None:
    good = bytes.fromhex("0001 0000 0005 ff")
    assert header(good) == wire.Header(1, 5, 255)
    for length in range(len(good)):
        with pytest.raises(WireError):
            header(good[:length])
    for bad in ("0001 0001 0005 ff", "0001 0000 0002 ff", "0001 0000 00ff ff", "0001 0000 ffff ff"):
        with pytest.raises(WireError):
            header(bytes.fromhex(bad))
    with pytest.raises(WireError):
        header(b"HTTP/1.")


@given(st.binary(max_size=260))
def test_any_bytes_are_an_answer_or_a_wire_error(data: bytes) -> None:
    for decode in (response, header, server_id):
        try:
            decode(data)
        except WireError as error:
            assert str(error)


def test_hostile_text_is_printable_and_bounded() -> None:
    value = b"\x1b[2J=cmd|' /C calc'\n\xff\x00" + b"A" * 200
    page = response(b"\x2b\x0e\x01\x01\x00\x00\x01\x00" + bytes((len(value),)) + value)
    assert isinstance(page, Page)
    ((_, text),) = page.objects
    assert text.isprintable()
    assert "\x1b" not in text
