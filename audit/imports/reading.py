"""One file read by its importer: bytes in, observations or why not out; here or in a pool.

A process of the pool gets a file's bytes and gives back what its importer made of them; keeping and
storing stay with the caller, in the order in which the files were named. A file that ends its
process is tried once more alone, and then given up.
"""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context

from audit.imports.contract import Imported, RawFile, UnreadableFileError
from audit.imports.files import UnreadableItemError
from audit.imports.registry import detect, importers, named

MOST_WORKERS = 8
FEW_BYTES = 32 * 2**20
FEW_FILES = 300
"""Below both the files are read here: starting processes would take longer than reading."""
IN_FLIGHT = 256 * 2**20
"""Bytes that wait for the pool at most."""


@dataclass(frozen=True, slots=True)
class Read:
    """What reading one file gave."""

    importer: str = ""
    """Empty: nobody reads such a file."""
    imported: Imported | None = None
    scrubbed: RawFile | None = None
    """The file without its secrets, where it had any."""
    error: str = ""
    may_be_kept: bool = False
    """Whether the file, or what is left of it without its secrets, may be kept with the case."""


def read_one(raw: RawFile, forced: str = "") -> Read:
    """Find the file's importer and read it; whatever goes wrong is said and not raised."""
    name, clean = forced, False
    scrubbed: RawFile | None = None
    try:
        importer = named(forced) if forced else detect(raw) if raw.data.strip() else None
        if importer is None:
            return Read(error=_unclear(raw))
        name = importer.name
        if importer.scrub is not None and raw.held:
            data = importer.scrub(raw.data)
            if data != raw.data:
                raw = replace(raw, data=data, sha256=hashlib.sha256(data).hexdigest())
                scrubbed = raw
        clean = True
        return Read(name, importer.read(raw), scrubbed, may_be_kept=True)
    except (UnreadableItemError, UnreadableFileError) as error:
        why = str(error).removeprefix(f"{raw.name}: ")
        return Read(name, None, scrubbed, why, clean)
    except Exception as error:
        # The one broad catch of the imports: a file that crashes its importer must not keep the
        # files after it from being read.
        what = f"{type(error).__name__}: {error}"[:300]
        kept = "the file is kept" if clean else "keep the file"
        why = f"the importer broke off ({what}); this is a bug: report it; {kept}"
        return Read(name, None, scrubbed, why, clean)


def _unclear(raw: RawFile) -> str:
    if not raw.data.strip():
        return "the file is empty"
    types = ", ".join(importer.name for importer in importers())
    return f"its type was not recognised; if it is one of these, name it with --as: {types}"


def workers_for(sizes: Sequence[int], engine: str) -> int:
    """Return how many processes are worth starting; 1: none.

    Parameters
    ----------
    engine
        A number of processes; anything else leaves it to the number of processors.
    """
    if len(sizes) < 2 or (sum(sizes) < FEW_BYTES and len(sizes) < FEW_FILES):
        return 1
    count = int(engine) if engine.isdecimal() else os.cpu_count() or 1
    return max(1, min(count, MOST_WORKERS, len(sizes)))


class Readers:
    """Reads files one after the other, or several at a time."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def window(self) -> int:
        """How many files may wait for their result."""
        return 1 if self._workers == 1 else 2 * self._workers

    def submit(self, raw: RawFile, forced: str) -> Future[Read] | None:
        """Let the pool begin with a file; None: it is read when its result is wanted.

        A file that is read piece by piece brings processes of its own.
        """
        if self._workers == 1 or not raw.held:
            return None
        try:
            return self._started().submit(read_one, replace(raw, engine="1"), forced)
        except BrokenProcessPool:
            self._pool = None
            return self._started().submit(read_one, replace(raw, engine="1"), forced)

    def result(self, future: Future[Read] | None, raw: RawFile, forced: str) -> Read:
        """Return what reading a file gave."""
        if future is None:
            return read_one(raw, forced)
        try:
            return future.result()
        except BrokenProcessPool:
            return _alone(raw, forced)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = _pool(self._workers)
        return self._pool


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, get_context("spawn"), _begin)


def _begin() -> None:
    """Ctrl-C ends a process of the pool at once and without a word; the caller has the word."""
    signal.signal(signal.SIGINT, _end)


def _end(_signal: int, _frame: object) -> None:
    os._exit(1)


def _alone(raw: RawFile, forced: str) -> Read:
    with _pool(1) as pool:
        try:
            return pool.submit(read_one, replace(raw, engine="1"), forced).result()
        except BrokenProcessPool:
            why = "the process that read it was ended, perhaps for want of memory; split the file"
            return Read(forced, error=why)
