"""The ledger: every exchange, written to the disk before its first packet, with a hash chain.

Rules:
1. An exchange has two lines: `open`, on the disk before anything is sent, and `close` with what was
   counted, on the disk with the next one. A process that dies in between leaves an open line; it
   reads as `interrupted`, never as nothing.
2. A line that a crash cut off stays where it is. The next line starts on a line of its own and
   carries the cut line's hash, so that `verify` can tell a crash from an alteration.
3. One process writes at a time; it holds a lock that the system drops when the process dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from audit.net.errors import LedgerError

GENESIS = "0" * 64
_LOCK_AT = 1 << 40
"""Windows locks bytes, not files: one far behind the end keeps the rest readable."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One exchange. Packets and bytes are those sent."""

    number: int
    time: str
    source: str
    destination: str
    port: int
    transport: str
    probe: str
    packets: int
    bytes: int
    outcome: str
    counted: str = "exact"
    """exact, or estimate where the system does not count for us."""


class Ledger:
    """An append-only file of JSON lines; it is not touched before the first exchange."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()
        self._file: BinaryIO | None = None
        self._previous = GENESIS
        self._number = 0
        self._cut = ""
        self._written = self._on_disk = 0
        """How many lines this process has handed to the system, and how many the disk has."""
        self._syncing: asyncio.Future[None] | None = None

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Let another process write."""
        with self._guard:
            if self._file is not None:
                with contextlib.suppress(OSError):
                    os.fsync(self._file.fileno())
                self._file.close()
                self._file = None

    def open(self, source: str, destination: str, port: int, transport: str, probe: str) -> int:
        """Write that an exchange begins; return its number. Nothing may be sent before `on_disk`.

        Raises
        ------
        LedgerError
            When it cannot be written, or another process is writing: then nothing may be sent.
        """
        with self._guard:
            self._take()
            self._number += 1
            self._append(
                {
                    "kind": "open", "number": self._number, "time": _now(), "source": source,
                    "destination": destination, "port": port, "transport": transport,
                    "probe": probe,
                }
            )  # fmt: skip
            return self._number

    def close(
        self, number: int, packets: int, size: int, outcome: str, *, exact: bool, source: str = ""
    ) -> None:
        """Write what was sent and how it ended."""
        with self._guard:
            self._take()
            entry = {
                "kind": "close", "number": number, "time": _now(), "packets": packets,
                "bytes": size, "outcome": outcome, "counted": "exact" if exact else "estimate",
            }  # fmt: skip
            self._append(entry | ({"source": source} if source else {}))

    async def on_disk(self) -> None:
        """Wait until the disk has all that was written so far. Who waits at the same time waits for
        one and the same write of the disk; nothing else stands still meanwhile.

        Raises
        ------
        LedgerError
            When the disk does not take it: then nothing may be sent.
        """
        wanted = self._written
        while self._on_disk < wanted:
            if self._syncing is None or self._syncing.done():
                self._syncing = asyncio.ensure_future(self._sync())
            await asyncio.shield(self._syncing)

    async def _sync(self) -> None:
        written = self._written
        try:
            await asyncio.to_thread(self._flush_to_disk)
        except OSError as error:
            raise _unwritable(self._path, error) from None
        self._on_disk = max(self._on_disk, written)

    def _flush_to_disk(self) -> None:
        with self._guard:
            if self._file is None:
                return  # released meanwhile, and on the disk since then
            handle = os.dup(self._file.fileno())
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _take(self) -> None:
        """Open and lock the file once, and find the end of the chain."""
        if self._file is not None:
            return
        try:
            file = self._path.open("a+b")
        except OSError as error:
            raise _unwritable(self._path, error) from None
        try:
            _lock(file)
        except OSError:
            file.close()
            raise LedgerError(
                f"{self._path}: another probe run of this case is writing it; wait until it has "
                "ended: two runs at once would open two connections to one device"
            ) from None
        self._file = file
        self._cut = ""
        for raw, entry in _lines(self._path):
            if entry is None:
                self._cut = _cut_hash(self._cut, raw)
            else:
                self._cut = ""
                self._previous = str(entry["hash"])
                self._number = max(self._number, int(entry["number"]))

    def _append(self, entry: dict[str, Any]) -> None:
        assert self._file is not None
        if self._cut:
            entry["after_cut"] = self._cut
        entry["previous"] = self._previous
        entry["hash"] = _digest(entry)
        try:
            start = b"" if _ends_with_newline(self._file) else b"\n"
            self._file.write(start + json.dumps(entry).encode("ascii") + b"\n")
            self._file.flush()
        except OSError as error:
            raise _unwritable(self._path, error) from None
        self._previous = entry["hash"]
        self._cut = ""
        self._written += 1


def _unwritable(path: Path, error: OSError) -> LedgerError:
    why = error.strerror or str(error)
    return LedgerError(f"{path} cannot be written ({why}): without a ledger nothing is sent")


def _ends_with_newline(file: BinaryIO) -> bool:
    size = file.seek(0, os.SEEK_END)
    if not size:
        return True
    file.seek(size - 1)
    return file.read(1) == b"\n"


def _lock(file: BinaryIO) -> None:
    """Take the file for this process, or raise OSError at once."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(_LOCK_AT)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _cut_hash(before: str, raw: bytes) -> str:
    """Return the hash of one or several cut-off lines in a row."""
    return _hash(before.encode() + raw)


def _digest(entry: dict[str, Any]) -> str:
    content = {key: value for key, value in entry.items() if key != "hash"}
    return _hash(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())


def _lines(path: Path) -> Iterator[tuple[bytes, dict[str, Any] | None]]:
    """Yield each line with its entry; None where it is no ledger line."""
    if not path.exists():
        return
    for raw in path.read_bytes().split(b"\n"):
        if raw:
            yield raw, _entry(raw)


def _entry(raw: bytes) -> dict[str, Any] | None:
    try:
        entry: object = json.loads(raw)
    except ValueError:  # not JSON, or not UTF-8
        return None
    if not isinstance(entry, dict):
        return None
    found = cast("dict[str, Any]", entry)
    return found if {"hash", "previous", "number", "kind"} <= found.keys() else None


def read_ledger(path: Path) -> tuple[LedgerRow, ...]:
    """Return every exchange in the order they began; () when nothing was ever sent."""
    rows: dict[int, LedgerRow] = {}
    for _, entry in _lines(path):
        if entry is None:
            continue
        number = int(entry["number"])
        if entry["kind"] == "open":
            rows[number] = LedgerRow(
                number, entry["time"], entry["source"], entry["destination"], entry["port"],
                entry["transport"], entry["probe"], 0, 0, "interrupted",
            )  # fmt: skip
        elif number in rows:
            rows[number] = replace(
                rows[number], packets=entry["packets"], bytes=entry["bytes"],
                outcome=entry["outcome"], counted=entry["counted"],
                source=entry.get("source") or rows[number].source,
            )  # fmt: skip
    return tuple(rows.values())


def verify_ledger(path: Path) -> tuple[str, ...]:
    """Recompute the chain; return what is wrong with which line.

    A line that a crash cut off is no defect when it is the last one, or when the line after it
    names its hash.
    """
    problems: list[str] = []
    previous, cut = GENESIS, ""
    for number, (raw, entry) in enumerate(_lines(path), 1):
        place = f"{path.name}:{number}"
        if entry is None:
            cut = _cut_hash(cut, raw)
            continue
        if cut and entry.get("after_cut") != cut:
            problems.append(f"{path.name}:{number - 1}: is no ledger line")
        if entry["previous"] != previous:
            problems.append(f"{place}: does not follow the line before it")
        if _digest(entry) != entry["hash"]:
            problems.append(f"{place}: was altered")
        previous, cut = str(entry["hash"]), ""
    return tuple(problems[:20])
