import importlib
from typing import Any

import pytest

from audit.probes.snmp import wire
from audit.probes.snmp.wire import Ask, Version, oid_octets, question, response
from audit.switches.mibs import Oid
from audit.switches.rows import Value
from audit.wire.octets import WireError

NAMES: tuple[Oid, ...] = ((1, 3, 6, 1, 2, 1, 1, 1, 0), (1, 3, 6, 1, 4, 1, 99_999, 128, 2**32 - 1))
VALUES: dict[Oid, Value | None] = {
    (1, 3, 6, 1, 1): -129,
    (1, 3, 6, 1, 2): b"text",
    (1, 3, 6, 1, 3): (1, 3, 6, 1, 4, 1, 9, 300),
    (1, 3, 6, 1, 4): b"\x0a\x00\x00\x01",
    (1, 3, 6, 1, 5): 2**32 - 1,
    (1, 3, 6, 1, 6): 2**64 - 1,
    (1, 3, 6, 1, 7): None,
    (1, 3, 6, 1, 8): None,
    (1, 3, 6, 1, 9): b"x" * 12_156,
}


def library(name: str) -> Any:
    return importlib.import_module(name)


def recorded() -> bytes:
    """An answer as pysnmp encodes it."""
    api, encoder = library("pysnmp.proto.api.v2c"), library("pyasn1.codec.ber.encoder")
    rfc: Any = library("pysnmp.proto.rfc1902")
    pdu = api.ResponsePDU()
    api.apiPDU.set_defaults(pdu)
    api.apiPDU.set_request_id(pdu, 77)
    typed = [
        rfc.Integer32(-129), rfc.OctetString(b"text"), rfc.ObjectName((1, 3, 6, 1, 4, 1, 9, 300)),
        rfc.IpAddress("10.0.0.1"), rfc.Counter32(2**32 - 1), rfc.Counter64(2**64 - 1),
        api.NoSuchInstance(), api.EndOfMibView(), rfc.OctetString(b"x" * 12_156),
    ]  # fmt: skip
    api.apiPDU.set_varbinds(pdu, list(zip(VALUES, typed, strict=True)))
    message = api.Message()
    api.apiMessage.set_defaults(message)
    api.apiMessage.set_community(message, b"c")
    api.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


@pytest.mark.parametrize("version", list(Version))
@pytest.mark.parametrize("ask", list(Ask))
def test_another_implementation_reads_our_questions(version: Version, ask: Ask) -> None:
    api = library("pysnmp.proto.api.v2c" if version else "pysnmp.proto.api.v1")
    if version is Version.V1 and ask is Ask.BULK:
        api = library("pysnmp.proto.api.v2c")
    octets = question(version, b"plant", ask, 2**31 - 1, NAMES, 20)
    message, rest = library("pyasn1.codec.ber.decoder").decode(octets, asn1Spec=api.Message())
    pdu = api.apiMessage.get_pdu(message)
    assert rest == b""
    assert int(message[0]) == version
    assert bytes(api.apiMessage.get_community(message)) == b"plant"
    assert int(pdu[0]) == 2**31 - 1
    assert int(pdu[2]) == (20 if ask is Ask.BULK else 0)
    assert [tuple(bind[0]) for bind in pdu[3]] == list(NAMES)
    assert type(pdu).__name__.startswith(("GetRequest", "GetNextRequest", "GetBulkRequest"))


def test_answers_of_another_implementation_are_read() -> None:
    found = response(recorded(), 99)
    assert (found.request_id, found.error_status) == (77, 0)
    assert dict(found.objects) == VALUES


def test_every_cut_answer_is_refused() -> None:
    whole = recorded()
    for length in [*range(200), len(whole) - 1]:
        with pytest.raises(WireError):
            response(whole[:length], 99)


def test_every_damaged_answer_is_read_or_refused() -> None:
    whole = recorded()[:-12_160]
    for place in range(len(whole)):
        for octet in (0x00, 0x7F, 0x80, 0x84, 0xFF):
            damaged = whole[:place] + bytes((octet,)) + whole[place + 1 :]
            try:
                found = response(damaged, 99)
            except WireError:
                continue
            assert len(found.objects) <= 99


def test_more_objects_than_asked_for_are_left() -> None:
    assert len(response(recorded(), 2).objects) == 2


def test_an_object_identifier_has_at_most_128_numbers_of_32_bits() -> None:
    name = oid_octets((1, 3, *[5] * 127))
    with pytest.raises(WireError, match="more than 128"):
        wire._oid(name)  # pyright: ignore[reportPrivateUsage]  # the bound itself
    with pytest.raises(WireError, match="32 bits"):
        wire._oid(b"\x2b\xff\xff\xff\xff\x7f")  # pyright: ignore[reportPrivateUsage]  # as above


def test_there_is_no_question_that_writes() -> None:
    assert {int(ask) for ask in Ask} == {0xA0, 0xA1, 0xA5}
    with pytest.raises(ValueError, match="163"):
        Ask(0xA3)
