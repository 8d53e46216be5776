"""Files of shared or object storage: URLs in, items as of a folder out.

Only files, one by one: an archive behind a URL is not opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import BinaryIO

from audit.capture.storage import StorageError, Stored, files_of, place, read_all, shown, with_open
from audit.imports.files import HEAD, MAX_FILE, Item, UnreadableItemError
from audit.inventory.cells import clean

_PIECE = 2**20


def remote_items(url: str) -> Iterator[Item]:
    """Give every file that a URL names; one that cannot be reached is an item that is lost."""
    try:
        found = files_of(url)
    except StorageError as error:
        why = _plain(url, error)
        yield Item(_name(url), clean(place(url)), _nothing, _now(), skipped=why, lost=True)
        return
    for file in found:
        yield _item(file)


def _item(file: Stored) -> Item:
    packed = file.name.casefold().endswith(".zip")
    return Item(
        clean(file.name),
        clean(place(file.url)),
        partial(_read, file.url),
        file.modified or _now(),
        skipped="an archive behind a URL is not opened; copy it here first" if packed else "",
        lost=packed,
        size=max(file.size, 0),
        url=file.url,
        first=partial(_first, file.url),
    )


def digest_of(url: str) -> str:
    """The SHA-256 of a file that is too large to hold: it is read once for it.

    Raises
    ------
    UnreadableItemError
        When it cannot be read.
    """
    try:
        return with_open(url, _digest)
    except StorageError as error:
        raise UnreadableItemError(_plain(url, error)) from None


def _digest(stream: BinaryIO) -> str:
    total = hashlib.sha256()
    while piece := stream.read(_PIECE):
        total.update(piece)
    return total.hexdigest()


def _read(url: str) -> bytes:
    try:
        return read_all(url, MAX_FILE)
    except StorageError as error:
        raise UnreadableItemError(_plain(url, error)) from None


def _first(url: str) -> bytes:
    try:
        return with_open(url, lambda stream: stream.read(HEAD))
    except StorageError as error:
        raise UnreadableItemError(_plain(url, error)) from None


def _nothing() -> bytes:
    return b""


def _name(url: str) -> str:
    return clean(shown(url).rstrip("/").rpartition("/")[2]) or clean(shown(url))


def _plain(url: str, error: StorageError) -> str:
    return str(error).removeprefix(f"{shown(url)}: ")


def _now() -> datetime:
    """A storage that does not say when a file was changed: it is at most as old as now."""
    return datetime.now(UTC).replace(microsecond=0)
