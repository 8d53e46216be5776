"""ListIdentity: the specification's layout, a capture, cuts and lies."""

from __future__ import annotations

import struct

import pytest

from audit.probes.enip import wire
from audit.probes.enip.names import device_type_of, vendor_of
from audit.probes.enip.wire import Identity
from audit.wire.octets import WireError
from tests.audit.probes import captures


def item(product: bytes = b"1769-L33ER/A LOGIX5333ER", *, state: bytes = b"\x03") -> bytes:
    sockaddr = struct.pack(">HHI8x", 2, 44818, 0x0A000007)
    numbers = struct.pack("<HHHBBHI", 1, 14, 107, 20, 12, 0x3060, 0x60B7C1A2)
    data = b"\x01\x00" + sockaddr + numbers + bytes((len(product),)) + product + state
    return struct.pack("<HH", 0x0C, len(data)) + data


def message(*items: bytes, status: int = 0) -> bytes:
    body = struct.pack("<H", len(items)) + b"".join(items)
    return struct.pack("<HHII12x", 0x63, len(body), 0, status) + body


LOGIX = Identity(1, 14, 107, "20.12", 0x3060, "60b7c1a2", "1769-L33ER/A LOGIX5333ER", 3, "10.0.0.7")


def test_the_request_is_an_empty_header() -> None:
    assert wire.request() == b"\x63" + bytes(23)


def test_an_identity_is_read_with_and_without_its_state() -> None:
    assert wire.reply(message(item())) == (LOGIX,)
    assert wire.reply(message(item(state=b"")))[0].state is None
    assert wire.reply(message(struct.pack("<HHI", 0x8002, 4, 0), item())) == (LOGIX,)


def test_every_cut_is_refused_and_more_is_waited_for() -> None:
    whole = message(item())
    assert wire.cut(whole + b"next") == (whole, b"next")
    for length in range(len(whole)):
        assert wire.cut(whole[:length]) is None
        with pytest.raises(WireError):
            wire.reply(whole[:length])


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (message(), "0 items"),
        (message(struct.pack("<HH", 0x100, 0)), "no identity item"),
        (message(item(), status=1), "status 0x1"),
        (message(item())[:-1], "cut short"),
        (b"\x04" + message(item())[1:], "another message"),
    ],
)
def test_what_is_no_identity_is_refused(bad: bytes, words: str) -> None:
    with pytest.raises(WireError, match=words):
        wire.reply(bad)


def test_a_message_of_an_impossible_size_is_refused_at_its_header() -> None:
    with pytest.raises(WireError, match="65535 octets"):
        wire.cut(b"\x63\x00\xff\xff" + bytes(20))


def test_a_real_communication_module_in_a_capture_is_read() -> None:
    answers = captures.payloads("enip__iti__EIP-IPAddressChangeAttempt.pcap", 17, 44818)
    (said,) = {wire.reply(answer)[0] for answer in answers if answer[:2] == b"\x63\x00"}
    assert vendor_of(said.vendor) == "Rockwell Automation/Allen-Bradley"
    assert device_type_of(said.device_type) == "communications adapter"
    assert (said.product, said.revision, said.serial) == ("1756-ENBT/A", "4.7", "0051aec3")


def test_numbers_that_are_not_listed_stay_numbers() -> None:
    assert vendor_of(64_999) == "ODVA vendor 64999"
    assert device_type_of(0x99) == "device type 0x99"
