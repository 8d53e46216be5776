"""`python -m tests.testbed.stand_ins ADDRESS TCP|UDP`: devices by hand for protocols of which no
independent server can be had here; each answers as its protocol's document says, to the last step.

With UDP, FINS and ADS answer their datagrams; with TCP they leave them unanswered, so that the way
by TCP is taken.
"""

from __future__ import annotations

import asyncio
import ctypes
import functools
import socket
import struct
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

from tests.audit.probes.ads.test_wire import HOST, INFO
from tests.audit.probes.codesys.test_codesys import ANSWER as CODESYS_2
from tests.audit.probes.codesys.test_codesys import block, node_datagram
from tests.audit.probes.dnp3.test_dnp3 import STATUS, framed
from tests.audit.probes.fins.test_wire import SAID, tcp
from tests.audit.probes.hartip.test_hartip import device as hart
from tests.audit.probes.pndcp.test_wire import BLOCKS, answer
from tests.audit.probes.slmp.test_slmp import Q02U

PROFINET = 0x8892
NEW_SMB = b"\0\0\0\x44\xfeSMB" + bytes(64)
RDP = bytes.fromhex("0300001306d000001234000201080002000000")
Reply = Callable[[bytes], Sequence[bytes]]


def _fins(request: bytes) -> list[bytes]:
    head = b"\xc0\0\x02" + request[6:9] + request[3:6] + request[9:10]
    return [head + SAID[10:]]


def _dns(request: bytes) -> list[bytes]:
    return [request[:2] + b"\x81\x85" + request[4:]]


def _smb(request: bytes) -> list[bytes]:
    return [NEW_SMB] if b"SMB 2" in request else []


def _dnp3(request: bytes) -> list[bytes]:
    return [framed(b"\x05\x64\x05\x0b" + request[6:8] + request[4:6])] if STATUS else []


def always(*replies: bytes) -> Reply:
    """Answer each message with these."""
    return lambda _: replies


CODESYS_3 = always(block(node_datagram()))
TCP: dict[int, Reply] = {
    5007: always(Q02U), 20000: _dnp3, 1200: always(CODESYS_2), 11740: CODESYS_3, 5094: hart,
    445: _smb, 3389: always(RDP), 23: always(),
    514: always(),
}  # fmt: skip
TCP_ONLY: dict[int, Reply] = {
    48898: always(INFO),
    11740: CODESYS_3,
    9600: lambda request: [
        tcp(2, SAID) if request[11:12] == b"\2" else tcp(1, bytes.fromhex("0000000500000014"))
    ],
}
UDP: dict[int, Reply] = {
    9600: _fins,
    48899: always(HOST),
    53: _dns,
    514: always(),
    1740: always(node_datagram()),
}
GREETINGS = {23: b"\xff\xfd\x18\xff\xfd\x20"}


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        for reply in self._reply(data):
            self._transport.sendto(reply, addr)


def _stream(
    reply: Reply, greeting: bytes
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        while data := await reader.read(65536):
            replies = reply(data)
            writer.writelines(replies)
            if not replies:
                break
        writer.close()

    return serve


def _profinet(address: str) -> None:
    """Answer Identify as a station with this address does."""
    blocks = BLOCKS.replace(bytes((10, 0, 0, 7)), socket.inet_aton(address))
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(PROFINET))
    link.bind(("eth0", PROFINET))
    # PACKET_MR_ALLMULTI (linux/if_packet.h): the request goes to a group address.
    request = struct.pack("iHH8s", socket.if_nametoindex("eth0"), 2, 0, b"")
    link.setsockopt(263, 1, request)
    link.setblocking(False)

    def ready() -> None:
        frame = link.recv(2048)
        own = link.getsockname()[4]
        if frame[16:18] == b"\5\0":
            said = answer(blocks, struct.unpack(">I", frame[18:22])[0])
            link.send(frame[6:12] + own + PROFINET.to_bytes(2, "big") + said)

    asyncio.get_running_loop().add_reader(link.fileno(), ready)
    globals()["_kept"] = link


async def main(address: str, kind: str) -> None:
    """Serve until the process ends."""
    loop = asyncio.get_running_loop()
    streams = TCP if kind == "UDP" else TCP_ONLY
    for port, reply in streams.items():
        greeting = GREETINGS.get(port, b"")
        await asyncio.start_server(_stream(reply, greeting), address, port)
    if kind == "UDP":
        for port, reply in UDP.items():
            made = functools.partial(_Datagrams, reply)
            await loop.create_datagram_endpoint(made, local_addr=(address, port))
        _profinet(address)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    # The parent's end is this one's too: PR_SET_PDEATHSIG (linux/prctl.h).
    ctypes.CDLL(None).prctl(1, 15)
    asyncio.run(main(sys.argv[1], sys.argv[2]))
