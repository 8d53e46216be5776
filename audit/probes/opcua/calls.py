"""What every OPC UA exchange begins with and how an answer in several chunks is put together."""

from __future__ import annotations

import time

from audit.probes.opcua import wire
from audit.probes.opcua.wire import Channel, Refused
from audit.probes.talk import Talk
from audit.wire.octets import WireError

UNIX_EPOCH = 116_444_736_000_000_000
"""1970 in units of 100 ns since 1601."""
MOST_CHUNKS = 64


def now() -> int:
    """Return the time as OPC UA counts it."""
    return UNIX_EPOCH + time.time_ns() // 100


async def open_channel(talk: Talk, url: str) -> Channel | Refused:
    """Say HEL and open a channel without security."""
    refused = await talk.ask(wire.hello(url), wire.cut, wire.acknowledged)
    if refused:
        return refused
    return await talk.ask(wire.open_channel(now()), wire.cut, wire.opened)


async def whole_answer(
    talk: Talk, channel: Channel, number: int, request: bytes
) -> bytes | Refused:
    """Send the request of this number and return the whole answer to it."""
    part = await talk.ask(request, wire.cut, wire.part_of)
    whole = b""
    with talk.sense():
        for _ in range(MOST_CHUNKS):
            if isinstance(part, Refused):
                return part
            if (part.channel, part.request) != (channel.number, number):
                raise WireError("the answer to another request")
            whole += part.data
            if part.last:
                return whole
            if len(whole) > wire.LARGEST_ANSWER:
                break
            part = await talk.hear(wire.cut, wire.part_of)
        raise WireError("an answer without end")
