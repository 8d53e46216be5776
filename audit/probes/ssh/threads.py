"""Run a waiting library call beside the event loop, with an end to the waiting.

The threads are daemons and nobody joins them: a library that is still waiting for a switch must not
keep Ctrl-C, or the end of the program, waiting too.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_thread(seconds: float, function: Callable[[], T]) -> T:
    """Return what the function returns, or raise what it raises.

    Raises
    ------
    TimeoutError
        When it takes longer; the thread goes on until its socket ends.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # T where there is no error

    def work() -> None:
        result: T | None = None
        error: BaseException | None = None
        try:
            result = function()
        except Exception as raised:  # carried over to the caller, whatever it is
            error = raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, daemon=True).start()
    async with asyncio.timeout(seconds):
        return await done
