"""`python -m bench.snmp_agent PORT ADDRESS=FILE[,maxsize=N][,delay=S] …`: a quick SNMPv1/v2c agent
over .snmprec files, on loopback, for the benchmark where no other is at hand.
"""

from __future__ import annotations

import asyncio
import sys
from bisect import bisect_right
from functools import partial
from pathlib import Path
from typing import Any

from audit.imports.snmp_text import parse_snmprec
from audit.probes.snmp.wire import oid_octets
from audit.switches.mibs import Oid
from audit.switches.rows import Value

END = b"\x82\x00"
NEXT, BULK = 0xA1, 0xA5


def tlv(tag: int, contents: bytes) -> bytes:
    size = len(contents)
    if size < 0x80:
        return bytes((tag, size)) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + contents


def bind_of(oid: Oid, value: Value) -> bytes:
    if isinstance(value, int):
        data = tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))
    elif isinstance(value, bytes):
        data = tlv(0x04, value)
    else:
        data = tlv(0x06, oid_octets(value))
    return tlv(0x30, tlv(0x06, oid_octets(oid)) + data)


def cut(data: bytes, at: int) -> tuple[int, bytes, int]:
    size, at = data[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7F
        size, at = int.from_bytes(data[at : at + count], "big"), at + count
    return data[at - 1], data[at : at + size], at + size


def parts(data: bytes) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        tag, (_, contents, at) = data[at], cut(data, at)
        found.append((tag, contents))
    return found


def oid_of(octets: bytes) -> Oid:
    numbers: list[int] = []
    number = 0
    for octet in octets:
        number = number << 7 | octet & 0x7F
        if octet < 0x80:
            numbers.append(number)
            number = 0
    first = min(numbers[0] // 40, 2)
    return (first, numbers[0] - 40 * first, *numbers[1:])


class Agent(asyncio.DatagramProtocol):
    """Serves one recording."""

    def __init__(self, path: Path, most: int, delay_s: float) -> None:
        values = parse_snmprec(path.read_bytes()).values
        self._oids = sorted(values)
        self._binds = {oid: bind_of(oid, value) for oid, value in values.items()}
        self._most, self._delay_s = most, delay_s

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        answer = self._answer(data)
        if self._delay_s:
            loop = asyncio.get_running_loop()
            loop.call_later(self._delay_s, self._transport.sendto, answer, addr)
        else:
            self._transport.sendto(answer, addr)

    def _answer(self, data: bytes) -> bytes:
        (_, version), (_, community), (ask, pdu) = parts(parts(data)[0][1])
        (_, number), _, (_, count), (_, names) = parts(pdu)
        oids = [oid_of(parts(bind)[0][1]) for _, bind in parts(names)]
        rounds = int.from_bytes(count, "big") if ask == BULK else 1
        binds = self._next(oids, rounds) if ask in (NEXT, BULK) else self._get(oids)
        body = tlv(2, number) + b"\x02\x01\x00\x02\x01\x00" + tlv(0x30, b"".join(binds))
        return tlv(0x30, tlv(2, version) + tlv(4, community) + tlv(0xA2, body))

    def _get(self, oids: list[Oid]) -> list[bytes]:
        nothing = b"\x81\x00"
        return [self._binds.get(o) or tlv(0x30, tlv(6, oid_octets(o)) + nothing) for o in oids]

    def _next(self, oids: list[Oid], rounds: int) -> list[bytes]:
        binds: list[bytes] = []
        size = 60
        for _ in range(rounds):
            for place, oid in enumerate(oids):
                after = bisect_right(self._oids, oid)
                if after < len(self._oids):
                    oids[place] = self._oids[after]
                    bind = self._binds[self._oids[after]]
                else:
                    bind = tlv(0x30, tlv(6, oid_octets(oid)) + END)
                size += len(bind)
                if size > self._most and binds:
                    return binds
                binds.append(bind)
        return binds


def _same(agent: Agent) -> Agent:
    return agent


async def _serve(port: int, places: list[str]) -> None:
    loop = asyncio.get_running_loop()
    for place in places:
        address, _, rest = place.partition("=")
        path, *options = rest.split(",")
        chosen = dict(option.split("=") for option in options)
        agent = Agent(
            Path(path), int(chosen.get("maxsize", 65_000)), float(chosen.get("delay", 0.0))
        )
        await loop.create_datagram_endpoint(partial(_same, agent), local_addr=(address, port))
        print(address, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), sys.argv[2:]))
