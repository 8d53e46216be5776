"""Store answers beside an asyncio run: a thread waits for the disk, and what comes meanwhile goes
there together, each batch whole and in its order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from audit.evidence.store import Evidence, New
from audit.records import Observation


class Writer:
    """The one writer of a run; of one event loop."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._waiting: list[tuple[New, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def add(self, observations: Sequence[Observation], origin: str) -> None:
        """Store one batch; it is on the disk when this returns.

        Raises
        ------
        EvidenceError
            As `Evidence.add`; nothing was stored.
        """
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((New(observations, origin, origin), stored))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await stored

    async def _write(self) -> None:
        while self._waiting:
            several, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self._evidence.add_all, [new for new, _ in several])
            except Exception as error:  # whoever waits for it is told
                for _, stored in several:
                    if not stored.done():
                        stored.set_exception(error)
            else:
                for _, stored in several:
                    if not stored.done():
                        stored.set_result(None)
