"""Shared and object storage: a URL in, an open stream or the files below it out, through fsspec.

Only what a user named is opened: nothing that stands in a file is followed, and no page is searched
for links. fsspec and what it needs for a kind of storage are asked for when a URL is named, so that
a computer without them reads its own files as ever.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, TypeVar, cast
from urllib.parse import parse_qsl, unquote, urlsplit

MAX_FILES = 20_000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_PAGES = ("http", "https")
"""Kinds of storage that have no folders."""
_TIMES = ("mtime", "LastModified", "last_modified", "modified", "updated", "created")
"""What the kinds of storage call the time of the last change."""
_SIGNING = re.compile(
    r"(x-(amz|goog|oss|ms)-.*|aws.*|google.*|sig|signature|s[a-z]{1,4}|expires|policy|token|"
    r"access_token|key-pair-id)$", re.IGNORECASE,
)  # fmt: skip
"""Parts of a query that sign it: they differ each time, and are nobody's business."""
_T = TypeVar("_T")


class StorageError(Exception):
    """Raised when a URL cannot be read; the message says why and never what its query holds."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One file of a storage."""

    url: str
    name: str
    """Relative to what was named, with `/`."""
    size: int
    """Bytes; -1 where the storage does not say."""
    modified: datetime | None


def is_url(text: str) -> bool:
    """Whether it names something of a storage, and no path of this computer."""
    return _SCHEME.match(text) is not None


def local_path(text: str) -> Path | None:
    """The path that a `file://` URL, or a path, stands for; None for any other URL."""
    if not is_url(text):
        return Path(text)
    parts = urlsplit(text)
    if parts.scheme.casefold() != "file" or parts.netloc not in ("", "localhost"):
        return None
    request = importlib.import_module("urllib.request")  # it brings all of HTTP: only when needed
    return Path(request.url2pathname(parts.path))


def shown(url: str) -> str:
    """The URL without names, passwords, signatures and whatever else a query may hold."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def place(url: str) -> str:
    """What tells this file from others: as shown, with a mark of what its query asks for."""
    asked = [pair for pair in parse_qsl(urlsplit(url).query) if not _SIGNING.match(pair[0])]
    mark = sha256(repr(sorted(asked)).encode()).hexdigest()[:12] if asked else ""
    return f"{shown(url)}?{mark}" if mark else shown(url)


def open_url(url: str) -> BinaryIO:
    """Open a file of a storage for reading.

    Raises
    ------
    StorageError
        When it cannot be opened.
    """
    system, path = _system(url)
    with _told(url):
        return cast(BinaryIO, system.open(path, "rb"))


def files_of(url: str) -> tuple[Stored, ...]:
    """The file that a URL names, or all files of the folder that it names, by their names.

    Raises
    ------
    StorageError
        When there is none, or it cannot be reached.
    """
    system, path = _system(url)
    with _told(url):
        if urlsplit(url).scheme.casefold() not in _PAGES and system.isdir(path):
            root = str(path).rstrip("/") + "/"
            found = sorted(system.find(path, detail=True).items())
            return tuple(
                _stored(system.unstrip_protocol(place), str(place).removeprefix(root), info)
                for place, info in found[:MAX_FILES]
                if not str(place).rpartition("/")[2].startswith((".", "~$"))
            )
        name = PurePosixPath(unquote(urlsplit(url).path)).name or urlsplit(url).netloc
        return (_stored(url, name, system.info(path)),)


def _stored(url: str, name: str, info: Mapping[str, Any]) -> Stored:
    said = info.get("size")
    size = said if isinstance(said, int) and said >= 0 else -1
    times = (_time(info[key]) for key in _TIMES if key in info)
    return Stored(url, name, size, next(filter(None, times), None))


def _time(value: object) -> datetime | None:
    if isinstance(value, int | float):
        value = datetime.fromtimestamp(value, UTC)
    if not isinstance(value, datetime):
        return None
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def _system(url: str) -> tuple[Any, Any]:
    """What reads this kind of storage, and the file's place in it."""
    if "::" in url:
        raise StorageError(f"{shown(url)}: name the file itself; chains of URLs are not followed")
    try:
        fsspec: Any = importlib.import_module("fsspec")
    except ImportError:
        raise StorageError(
            f"{shown(url)}: URLs are read through fsspec, which is not installed; "
            "pip install fsspec, or copy the file here and name its path"
        ) from None
    with _told(url):
        return cast("tuple[Any, Any]", fsspec.url_to_fs(url))


@contextmanager
def _told(url: str) -> Generator[None]:
    """Whatever a storage raises becomes one sentence without the URL's secrets."""
    try:
        yield
    except ImportError as error:
        why = _without(url, str(error))
        raise StorageError(
            f"{shown(url)}: this kind of storage needs a further package ({why}); "
            "install it, or copy the file here and name its path"
        ) from None
    except FileNotFoundError:
        raise StorageError(f"{shown(url)}: there is no such file") from None
    except Exception as error:
        # Every kind of storage has errors of its own; what they say is all that is known.
        why = _without(url, str(error)) or type(error).__name__
        raise StorageError(f"{shown(url)}: cannot be read ({why})") from None


def _without(url: str, said: str) -> str:
    """What was said, bounded, without the URL where it was repeated and without queries."""
    said = " ".join(said.replace(url, shown(url)).split())
    return re.sub(r"\?\S*", "", re.sub(r"//[^/\s@]*@", "//", said))[:300]


def read_all(url: str, most: int) -> bytes:
    """All bytes of a file of at most so many.

    Raises
    ------
    StorageError
        When it is larger, or cannot be read.
    """
    data = with_open(url, lambda stream: stream.read(most + 1))
    if len(data) > most:
        raise StorageError(f"{shown(url)}: larger than {most // 2**20} MiB; split it")
    return data


def with_open(url: str, use: Callable[[BinaryIO], _T]) -> _T:
    """What a function makes of the open file; an error of the storage meanwhile is told.

    Raises
    ------
    StorageError
        When the file cannot be opened or read.
    """
    with open_url(url) as stream, _told(url):
        return use(stream)
