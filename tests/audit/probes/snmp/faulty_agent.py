"""A small v2c agent inside the test's event loop, with the faults that real agents have."""

from __future__ import annotations

import asyncio
import importlib
from bisect import bisect_right
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from audit.switches.mibs import Oid
from audit.switches.rows import Value


@dataclass
class Faults:
    """What is wrong with the agent; nothing by default."""

    circle_after: int = 0
    """From this place of its objects on, it goes back to the first."""
    most_objects: int = 10_000
    """Answers tooBig to requests that would bring more."""
    bulk: bool = True
    """False: GETBULK is not answered."""
    silent_after: int = 1_000_000
    """Requests it answers."""
    drop_every: int = 0
    """Every so many-th request is lost."""
    endless: bool = False
    """Every GETNEXT is answered with one more row."""
    garbage: bytes = b""
    """Sent instead of an answer."""
    status: int = 0
    """Error status of every answer after the first."""


@dataclass
class FaultyAgent(asyncio.DatagramProtocol):
    """Answers GET, GETNEXT and GETBULK; notes what it was asked."""

    values: dict[Oid, Value]
    faults: Faults = field(default_factory=Faults)
    community: bytes = b"plant-read"
    kinds: list[str] = field(default_factory=list[str])
    open_requests: int = 0

    def __post_init__(self) -> None:
        self.oids = sorted(self.values)
        self.api: Any = importlib.import_module("pysnmp.proto.api.v2c")
        self.encoder: Any = importlib.import_module("pyasn1.codec.ber.encoder")
        self.decoder: Any = importlib.import_module("pyasn1.codec.ber.decoder")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        message, _ = self.decoder.decode(data, asn1Spec=self.api.Message())
        if bytes(self.api.apiMessage.get_community(message)) != self.community:
            return
        pdu = self.api.apiMessage.get_pdu(message)
        self.kinds.append(type(pdu).__name__)
        count = len(self.kinds)
        lost = self.faults.drop_every and count % self.faults.drop_every == 0
        if count > self.faults.silent_after or lost:
            return
        if self.faults.garbage:
            self.transport.sendto(self.faults.garbage, addr)
        elif self.faults.bulk or self.kinds[-1] != "GetBulkRequestPDU":
            self.transport.sendto(self._answer(message, pdu), addr)

    def _answer(self, message: Any, pdu: Any) -> bytes:
        kind = self.kinds[-1]
        bulk = kind == "GetBulkRequestPDU"
        names = [tuple(bind[0]) for bind in self.api.apiPDU.get_varbinds(pdu)]
        repetitions = int(self.api.apiBulkPDU.get_max_repetitions(pdu)) if bulk else 1
        answer = self.api.apiMessage.get_response(message)
        response = self.api.apiMessage.get_pdu(answer)
        self.api.apiPDU.set_request_id(response, self.api.apiPDU.get_request_id(pdu))
        if self.faults.status and len(self.kinds) > 1:
            self.api.apiPDU.set_error_status(response, self.faults.status)
            self.api.apiPDU.set_error_index(response, 1)
        elif len(names) * repetitions > self.faults.most_objects:
            self.api.apiPDU.set_error_status(response, 1)
        else:
            binds = self._get(names) if kind == "GetRequestPDU" else self._next(names, repetitions)
            self.api.apiPDU.set_varbinds(response, binds)
        return bytes(self.encoder.encode(answer))

    def _get(self, names: list[Oid]) -> list[Any]:
        return [(name, self._typed(self.values.get(name))) for name in names]

    def _next(self, names: list[Oid], repetitions: int) -> list[Any]:
        binds: list[Any] = []
        for _ in range(repetitions):
            for place, name in enumerate(names):
                oid, value = self._after(name)
                names[place] = oid
                binds.append((oid, self._typed(value) if value is not None else self._end()))
        return binds

    def _after(self, name: Oid) -> tuple[Oid, Value | None]:
        if self.faults.endless:
            last = name[-1] + 1 if len(name) > 10 else 1
            return (name[:-1] if len(name) > 10 else name) + (last,), last
        place = bisect_right(self.oids, name)
        if self.faults.circle_after and place >= self.faults.circle_after:
            place = 0
        if place == len(self.oids):
            return name, None
        return self.oids[place], self.values[self.oids[place]]

    def _typed(self, value: Value | None) -> Any:
        if value is None:
            return self.api.NoSuchInstance()
        if isinstance(value, tuple):
            return self.api.ObjectIdentifier(value)
        return self.api.OctetString(value) if isinstance(value, bytes) else self.api.Integer(value)

    def _end(self) -> Any:
        return self.api.EndOfMibView()


@asynccontextmanager
async def serving(agent: FaultyAgent) -> AsyncGenerator[int, None]:
    """Serve on a free loopback port."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: agent, local_addr=("127.0.0.1", 0))
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()
