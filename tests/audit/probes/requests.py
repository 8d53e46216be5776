"""What every wire module may encode, and which code a request carries: the list that reviewers
read. A request with another code, or an encoder that is not here, fails the tests.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any

from hypothesis import strategies as st

from audit.probes.fins.wire import Nodes
from audit.probes.opcua.wire import Channel, Service
from audit.probes.opcua_session.wire import Session
from audit.probes.s7.wire import TSAPS, SystemList

Args = st.SearchStrategy[tuple[Any, ...]]
NUMBER = st.integers(0, 2**32 - 1)
OCTET = st.integers(0, 255)
FILETIME = st.integers(0, 2**62)
CHANNEL = st.builds(Channel, NUMBER, NUMBER)
URL = st.text(max_size=60)
SESSION = st.builds(Session, st.just(b"\x00\x07"), URL)
NETWORKS = [IPv4Network((0, size)) for size in range(18, 33)]
PLACE = st.tuples(st.ip_addresses(v=4).map(str), st.integers(0, 65535))
OF_A_SESSION = st.tuples(CHANNEL, NUMBER, SESSION, FILETIME)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one protocol may send."""

    code: Callable[[bytes], Any]
    codes: frozenset[Any]
    encoders: dict[str, Args]
    keywords: dict[str, st.SearchStrategy[dict[str, Any]]] = field(
        default_factory=dict[str, st.SearchStrategy[dict[str, Any]]]
    )


def _modbus(data: bytes) -> Any:
    return tuple(data[7:9])


def _s7(data: bytes) -> Any:
    if data[5] == 0xE0:
        return "connect"
    kind, parameters = data[8], data[17:]
    if kind == 7 and parameters[4] == 0x11:
        return kind, parameters[5:7].hex(), struct.unpack(">H", data[-4:-2])[0]
    return kind, parameters[5:7].hex() if kind == 7 else parameters[0]


def _bacnet(data: bytes) -> Any:
    kind = data[6] >> 4
    return data[1], kind, data[7] if kind == 1 else data[9]


def _opcua(data: bytes) -> Any:
    kind = data[:3].decode()
    if kind == "HEL":
        return kind
    at = 24
    if kind == "OPN":
        at = 12
        for _ in range(3):
            at += 4 + max(struct.unpack_from("<i", data, at)[0], 0)
        at += 8
    assert data[at : at + 2] == b"\x01\x00"
    return kind, struct.unpack_from("<H", data, at + 2)[0]


def _fins(data: bytes) -> Any:
    if data[:4] != b"FINS":
        return data[10:12].hex()
    command = int.from_bytes(data[8:12], "big")
    return command, data[26:28].hex()


def _ads(data: bytes) -> Any:
    if data[:4] == b"\x03\x66\x14\x71":
        return "udp", struct.unpack_from("<I", data, 8)[0], len(data)
    return "tcp", *struct.unpack_from("<HH", data, 22), len(data)


def _codesys(data: bytes) -> Any:
    if data[:1] == b"\xbb":
        return data.hex()
    kind, datagram = ("udp", data) if data[0] == 0xC5 else ("tcp", data[8:])
    assert datagram[0] == 0xC5
    return kind, datagram[3], datagram[-8:].hex(), len(data)


REQUESTS: dict[str, Allowed] = {
    # 43/14 Read Device Identification, 17 Report Server ID
    "modbus": Allowed(
        _modbus,
        frozenset({(0x2B, 0x0E), (0x11,)}),
        {"request": st.tuples(NUMBER, OCTET, OCTET), "server_id_request": st.tuples(NUMBER, OCTET)},
    ),
    # set up communication; user data: CPU functions, read SZL, of 0x0011 and 0x001C
    "s7": Allowed(
        _s7,
        frozenset({"connect", (1, 0xF0), (7, "4401", 0x11), (7, "4401", 0x1C), (7, "4401")}),
        {
            "connect_request": st.tuples(st.sampled_from(TSAPS)),
            "setup_request": st.tuples(NUMBER),
            "list_request": st.tuples(NUMBER, st.sampled_from(SystemList)),
            "next_request": st.tuples(NUMBER, NUMBER),
        },
    ),
    # ListIdentity
    "enip": Allowed(
        lambda data: int.from_bytes(data[:2], "little"), frozenset({0x63}), {"request": st.tuples()}
    ),
    # frame id, service, type and option of Identify-All
    "pndcp": Allowed(
        lambda data: data[:4].hex() + data[12:14].hex(),
        frozenset({"fefe0500ffff"}),
        {"request": st.tuples(NUMBER)},
    ),
    # to one device; Who-Is, ReadProperty
    "bacnet": Allowed(
        _bacnet,
        frozenset({(0x0A, 1, 8), (0x0A, 0, 12)}),
        {
            "who_is": st.tuples(),
            "read_property": st.tuples(
                NUMBER,
                st.integers(0, 4_194_303),
                st.sampled_from([12, 28, 44, 58, 70, 75, 77, 121]),
            ),
        },
    ),
    # 05 01 controller data read; FINS/TCP 0: node numbers
    "fins": Allowed(
        _fins,
        frozenset({"0501", (0, ""), (2, "0501")}),
        {
            "request": st.tuples(NUMBER, NUMBER),
            "nodes_request": st.tuples(),
            "tcp_request": st.tuples(st.builds(Nodes, OCTET, OCTET)),
        },
    ),
    # 0101 Read Type Name
    "slmp": Allowed(
        lambda data: data[11:15].hex(), frozenset({"01010000"}), {"request": st.tuples()}
    ),
    # discovery service 1, ReadDeviceInfo (command 1, a request), and nothing behind them
    "ads": Allowed(
        _ads,
        frozenset({("udp", 1, 24), ("tcp", 1, 4, 38)}),
        {
            "discovery": st.tuples(st.ip_addresses(v=4).map(str)),
            "device_info_request": st.tuples(
                st.ip_addresses(v=4).map(str), st.ip_addresses(v=4).map(str)
            ),
        },
    ),
    # version 2: tell about yourself, in both byte orders; version 3: service 3 (name service),
    # command c202 (who are you), and nothing behind it
    "codesys": Allowed(
        _codesys,
        frozenset(
            {
                "bbbb0100000001",
                "bbbb0100000101",
                ("tcp", 3, "02c2000401000000", 36),
                ("udp", 3, "02c2000401000000", 16),
            }
        ),
        {
            "request": st.tuples(),
            "who_request": st.tuples(PLACE, PLACE),
            "who_letter": st.tuples(st.ip_addresses(v=4).map(str), st.sampled_from(NETWORKS)),
        },
        {"request": st.fixed_dictionaries({"little_endian": st.booleans()})},
    ),
    # TESTFR act
    "iec104": Allowed(bytes.hex, frozenset({"680443000000"}), {"request": st.tuples()}),
    # request link status, from a primary master
    "dnp3": Allowed(
        lambda data: (data[2], data[3], len(data)),
        frozenset({(5, 0xC9, 10)}),
        {"request": st.tuples(st.integers(0, 0xFFEF), st.integers(0, 0xFFEF))},
    ),
    # 0 session initiate, 3 with command 0 Read Unique Identifier, 1 session close; no parameters
    # heard only
    "tcp": Allowed(bytes.hex, frozenset(), {}),
    "hartip": Allowed(
        lambda data: (data[2], data[8:].hex()),
        frozenset({(0, "0100002710"), (3, "0280000082"), (1, "")}),
        {
            "session_initiate": st.tuples(),
            "read_unique_identifier": st.tuples(),
            "session_close": st.tuples(),
        },
    ),
    # 446 OpenSecureChannel, 428 GetEndpoints, 422 FindServers, 452 CloseSecureChannel
    "opcua": Allowed(
        _opcua,
        frozenset({"HEL", ("OPN", 446), ("MSG", 428), ("MSG", 422), ("CLO", 452)}),
        {
            "hello": st.tuples(URL),
            "open_channel": st.tuples(FILETIME),
            "request": st.tuples(CHANNEL, NUMBER, st.sampled_from(Service), URL, FILETIME),
            "close_channel": st.tuples(CHANNEL, NUMBER, FILETIME),
        },
    ),
    # 461 CreateSession, 467 ActivateSession, 631 Read, 527 Browse, 473 CloseSession
    "opcua_session": Allowed(
        _opcua,
        frozenset(("MSG", number) for number in (461, 467, 631, 527, 473)),
        {
            "create_session": st.tuples(CHANNEL, NUMBER, URL, FILETIME),
            "activate_session": OF_A_SESSION,
            "read": OF_A_SESSION,
            "browse": OF_A_SESSION,
            "close_session": OF_A_SESSION,
        },
    ),
    # CONNECT, SUBSCRIBE and DISCONNECT: nothing is published
    "mqtt": Allowed(
        lambda data: data[0],
        frozenset({0x10, 0x82, 0xE0}),
        {"connect": st.tuples(), "subscribe": st.tuples(), "disconnect": st.tuples()},
    ),
    "http": Allowed(
        lambda data: data.split(b" ")[0], frozenset({b"GET"}), {"request": st.tuples(URL)}
    ),
    # SMB_COM_NEGOTIATE
    "smb": Allowed(
        lambda data: data[8],
        frozenset({0x72}),
        {"negotiate": st.tuples()},
        {"negotiate": st.fixed_dictionaries({"old_only": st.booleans()})},
    ),
    # X.224 connection request
    "rdp": Allowed(lambda data: data[5], frozenset({0xE0}), {"request": st.tuples()}),
    # a client's question, version 4
    "ntp": Allowed(
        lambda data: (data[0], len(data)),
        frozenset({(0x23, 48)}),
        {"request": st.tuples(st.floats(0, 4e9))},
    ),
    # a standard query
    "dns": Allowed(
        lambda data: (data[2] & 0xF8, len(data)),
        frozenset({(0, 17)}),
        {"request": st.tuples(NUMBER)},
    ),
}
