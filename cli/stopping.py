"""How a run ends early: Ctrl-C, SIGTERM, a closed terminal, the file STOP in the case folder."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import Exit, Failure

if TYPE_CHECKING:
    from audit.net.dialer import Dialer
    from audit.net.run import RunReport

STOP_FILES = ("STOP", "STOP.txt")
LOOK_EVERY_S = 0.25
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""SIGHUP: the terminal was closed; Windows has SIGBREAK for it."""


def stop_file(root: Path) -> Path | None:
    """Return the file that stops runs of this case, if it is there."""
    return next((root / name for name in STOP_FILES if (root / name).exists()), None)


def refuse_when_stopped(root: Path) -> None:
    """End with exit code 3 while the stop file is there."""
    if there := stop_file(root):
        raise Failure(f"refused: {there} is there; remove it to go on; nothing was sent",
                      Exit.REFUSED)  # fmt: skip


async def interruptible(
    report: RunReport, work: Coroutine[object, object, None], dialer: Dialer, root: Path
) -> None:
    """Let signals and the stop file end the run, so that every connection is closed gracefully."""
    task = asyncio.ensure_future(work)
    watching = asyncio.ensure_future(_watch(dialer, root))
    loop = asyncio.get_running_loop()
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        # On Windows and in threads KeyboardInterrupt cancels asyncio.run itself.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            if number is not None:
                loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        report.stopped = "interrupted; run the command again to go on"
    finally:
        watching.cancel()


async def _watch(dialer: Dialer, root: Path) -> None:
    while not (there := stop_file(root)):
        await asyncio.sleep(LOOK_EVERY_S)
    dialer.stop(f"the file {there.name} is in the case folder")
