"""Where the parts of a capture are worked on: here, in a pool of processes, or on a Dask cluster.

All of them run the same function on the same parts, so that the tables are the same.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from audit.capture import parts, storage
from audit.capture.engine import Part
from audit.capture.parts import Map, Piece, Progress

LOCAL_MOST = 8
"""Processes at most: each may need 300 MB."""
WAIT = "10s"
"""How long a Dask scheduler may take to answer."""


class EngineError(Exception):
    """Raised when an engine cannot be used; the message says what to do."""


def analyse(path: Path | str, engine: str = "", progress: Progress = lambda _: None) -> Part:
    """Analyse a capture file with an engine.

    Parameters
    ----------
    engine
        Empty: as many processes as there are processors. `1`, `2`, …: so many processes.
        `dask://HOST:PORT`: the workers of that scheduler; they must see the file under the same
        path or URL.

    Raises
    ------
    NotACaptureError
        When the file is no capture.
    EngineError
        When the engine is unknown, not installed or not there.
    """
    name = str(path)
    if engine.startswith("dask://"):
        return parts.analyse(name, lambda: open_file(name), _dask(engine, progress), progress)
    if engine and not engine.isdecimal():
        raise EngineError(f"no engine {engine!r}; give a number of processes or dask://HOST:PORT")
    count = int(engine) if engine else min(os.cpu_count() or 1, LOCAL_MOST)
    if count <= 1:
        return parts.analyse(name, lambda: open_file(name), None, progress)

    def run(pieces: Sequence[Piece]) -> Generator[tuple[Part, bool]]:
        from audit.capture import pool

        return _told(pool.run(pieces, count, work_here, work_on), progress)

    return parts.analyse(name, lambda: open_file(name), run, progress)


def _told(results: Iterator[tuple[Part, bool]], progress: Progress) -> Generator[tuple[Part, bool]]:
    done = 0
    for part, described in results:
        done += part.flows.totals.bytes
        progress(done)
        yield part, described


def open_file(name: str) -> BinaryIO:
    """Open a path, or a URL of shared or object storage through fsspec."""
    path = storage.local_path(name)
    if path is not None:
        return path.open("rb")
    try:
        return storage.open_url(name)
    except storage.StorageError as error:
        raise EngineError(str(error)) from None


def work_here(piece: Piece) -> tuple[Part, bool]:
    """Analyse one piece."""
    with open_file(piece.path) as stream:
        return parts.work(piece, stream)


def work_on(piece: Piece) -> tuple[Part, bool]:
    """Analyse one piece somewhere else: the result is made small for its way back."""
    part, described = work_here(piece)
    part.flows.trim()
    part.codes.trim()
    return part, described


def _dask(engine: str, progress: Progress) -> Map:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise EngineError("the engine dask:// needs Dask; pip install distributed") from None

    def run(pieces: Sequence[Piece]) -> Generator[tuple[Part, bool]]:
        address = "tcp://" + engine.removeprefix("dask://")
        try:
            client = distributed.Client(address, timeout=WAIT)
        except OSError as error:
            raise EngineError(f"no Dask scheduler at {address}: {error}") from None
        with client:
            futures = client.map(work_on, list(pieces), pure=False)
            yield from _told((future.result() for future in futures), progress)

    return run
