"""BACnet/IP: examples of the standard, a capture, cuts and lies."""

from __future__ import annotations

import pytest

from audit.probes.bacnet import wire
from audit.probes.bacnet.names import vendor_of
from audit.probes.bacnet.wire import IAm, Property, Refused, Value
from audit.wire.octets import WireError
from tests.audit.probes import captures


def framed(apdu: str, npdu: str = "0100", function: int = 0x0A) -> bytes:
    body = bytes.fromhex(npdu) + bytes.fromhex(apdu)
    return bytes((0x81, function)) + (4 + len(body)).to_bytes(2, "big") + body


# 135-2020, annex F: I-Am of device 3, vendor 99.
I_AM = framed("1000 c402000003 2201e0 9103 2163")
# ReadProperty, model name "BNC-1" of device 3.
MODEL = framed("30 05 0c 0c02000003 1946 3e 750600 424e432d31 3f")


def test_requests_are_those_of_the_standard() -> None:
    assert wire.who_is() == bytes.fromhex("810a0008 0100 1008")
    assert wire.read_property(5, 3, Property.MODEL_NAME) == bytes.fromhex(
        "810a0011 0104 0005050c 0c02000003 1946"
    )


def test_answers_are_read() -> None:
    assert wire.message(I_AM) == IAm(3, 99)
    assert wire.message(MODEL) == Value(5, 70, "BNC-1")
    assert wire.message(framed("30050c0c02000003194b3ec4020000073f")) == Value(5, 75, 7)
    assert wire.message(framed("50050c910191 1f".replace(" ", ""))) == Refused(
        5, "error class 1, code 31"
    )
    assert wire.message(framed("600509")) == Refused(5, "rejected, reason 9")
    assert wire.message(framed("710504")) == Refused(5, "aborted, reason 4")
    assert wire.message(framed("3c05000c0c02000003")) == Refused(5, "the answer comes in segments")


def test_an_answer_through_a_router_is_read() -> None:
    assert wire.message(framed("1000c4020000032201e091032163", "0108 0003 01 6c")) == IAm(3, 99)
    forwarded = framed("1000c4020000032201e091032163", "0a000005bac0 0120 ffff 00 ff", 0x04)
    assert wire.message(forwarded) == IAm(3, 99)


def test_what_is_no_answer_is_passed_over() -> None:
    assert wire.message(wire.who_is()) is None
    assert wire.message(wire.read_property(1, 3, Property.MODEL_NAME)) is None
    assert wire.message(framed("00", "0180")) is None
    assert wire.message(framed("00", "", 0x00)) is None


def test_every_cut_is_refused() -> None:
    for whole in (I_AM, MODEL):
        for length in range(len(whole)):
            cut = bytearray(whole[:length])
            with pytest.raises(WireError):
                wire.message(bytes(cut))
            if length >= 7:
                cut[2:4] = length.to_bytes(2, "big")
                with pytest.raises(WireError):
                    wire.message(bytes(cut))


def test_text_comes_in_four_character_sets() -> None:
    def named(charset: int, text: bytes) -> bytes:
        value = bytes((0x75, len(text) + 1, charset)) + text
        return framed("30050c0c02000003194d3e" + value.hex() + "3f")

    for charset, encoding in ((0, "utf-8"), (3, "utf-32-be"), (4, "utf-16-be"), (5, "latin-1")):
        said = wire.message(named(charset, "Lüftung".encode(encoding)))
        assert said == Value(5, 77, "Lüftung")
    assert wire.message(named(0, b"\x1b[2J\x00x")) == Value(5, 77, "[2Jx")


def test_only_an_instance_that_can_be_is_asked() -> None:
    with pytest.raises(ValueError, match="no instance"):
        wire.read_property(1, 4_194_304, Property.MODEL_NAME)
    with pytest.raises(ValueError, match="85"):
        wire.read_property(1, 3, 85)  # type: ignore[arg-type]  # present value: not asked for


def test_i_am_of_a_capture_is_read() -> None:
    found: set[IAm] = set()
    for payload in captures.payloads("bacnet__cisagov__bacnet_services.pcap", 17, 47808):
        try:
            said = wire.message(payload)
        except WireError:
            continue  # answers to services that are never asked
        if isinstance(said, IAm):
            found.add(said)
    assert IAm(108, 42) in found
    assert vendor_of(9) == "Siemens"
    assert vendor_of(60_000) == "BACnet vendor 60000"
