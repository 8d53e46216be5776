"""Stands between the socket and the library: what cannot be OPC UA never reaches it.

The library keeps bytes until a chunk is whole and believes any size that a header announces: four
gigabytes in one header would fill the memory.
"""

from __future__ import annotations

import asyncio

from audit.probes.opcua.wire import Chunks, WireError


class Guard(asyncio.Protocol):
    """Passes on what is received chunk by chunk, and hangs up at the first that is none."""

    def __init__(self, inner: asyncio.Protocol) -> None:
        self.trouble = ""
        """What came that is no OPC UA."""
        self.ended_by_server = False
        self._inner = inner
        self._chunks = Chunks()
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Look at every chunk's header before the library does."""
        if self.trouble:
            return
        try:
            self._chunks.feed(data)
        except WireError as error:
            self.trouble = str(error)
            if self._transport:
                self._transport.close()
            return
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """Pass on that the server has sent its end."""
        self.ended_by_server = True
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass on that the connection is gone; with an error where the server reset it."""
        self.ended_by_server = self.ended_by_server or exc is not None
        self._inner.connection_lost(exc)
