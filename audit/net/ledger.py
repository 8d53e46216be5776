"""The ledger: every exchange, written to the disk before its first packet, with a hash chain.

An exchange has two lines: `open` before anything is sent, `close` with what was counted. A process
that dies in between leaves an open line; it reads as `interrupted`, never as nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audit.net.errors import NetError

GENESIS = "0" * 64


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
    """An append-only file of JSON lines."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._previous = GENESIS
        self._number = 0
        for entry in _entries(path):
            self._previous = entry["hash"]
            self._number = max(self._number, int(entry["number"]))

    def open(self, source: str, destination: str, port: int, transport: str, probe: str) -> int:
        """Write that an exchange begins; return its number."""
        with self._lock:
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
        with self._lock:
            entry = {
                "kind": "close", "number": number, "time": _now(), "packets": packets,
                "bytes": size, "outcome": outcome, "counted": "exact" if exact else "estimate",
            }  # fmt: skip
            self._append(entry | ({"source": source} if source else {}))

    def _append(self, entry: dict[str, Any]) -> None:
        entry["previous"] = self._previous
        entry["hash"] = _digest(entry)
        self._previous = entry["hash"]
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise NetError(
                f"{self._path} cannot be written ({error.strerror}): "
                "without a ledger nothing is sent"
            ) from None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _digest(entry: dict[str, Any]) -> str:
    content = {key: value for key, value in entry.items() if key != "hash"}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the readable lines; a last line that a crash cut off is left out."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(entry, dict) and "hash" in entry and "number" in entry:
            yield entry


def read_ledger(path: Path) -> tuple[LedgerRow, ...]:
    """Return every exchange in the order they began; [] when nothing was ever sent."""
    rows: dict[int, LedgerRow] = {}
    for entry in _entries(path):
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
    """Recompute the chain; return what is wrong with which line."""
    if not path.exists():
        return ()
    problems: list[str] = []
    previous = GENESIS
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, 1):
        place = f"{path.name}:{number}"
        try:
            entry = json.loads(line)
            stored, before = entry["hash"], entry["previous"]
        except (json.JSONDecodeError, KeyError, TypeError):
            if number == len(lines):
                continue  # the power went while it was written: nothing was sent for it yet
            problems.append(f"{place}: is no ledger line")
            continue
        if before != previous:
            problems.append(f"{place}: does not follow the line before it")
        if _digest(entry) != stored:
            problems.append(f"{place}: was altered")
        previous = stored
    return tuple(problems[:20])
