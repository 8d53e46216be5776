"""Which files are meant: paths, folders and zip archives in, readable items out, in a fixed order.

Nothing is unpacked to disk. Links out of a folder are not followed. Archives are bounded in
members, size and ratio, so that a small file cannot fill the memory.
"""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from audit.inventory.cells import clean

MAX_FILE = 2 * 2**30
"""Bytes of a file that is read as a whole; what can be read as a stream has no limit."""
HEAD = 65536
MAX_MEMBERS = 20_000
MAX_UNPACKED = 8 * 2**30
MAX_RATIO = 250
"""Unpacked to packed size of a member above 10 MiB; text and captures stay far below."""
MAX_DEPTH = 2
"""Archives in archives."""

_OFFICE = {"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"}
_SURVEY = {"accessPoints.json", "project.json", "floorPlans.json", "measuredRadios.json"}
_DATABASE = re.compile(r"^[^/]+\.(?:sqlite3?|netspd\w*)$", re.I)
"""What office documents, programs and survey projects hold, and an archive of files does not."""

_OWN_FILES = ("case.", "scope.toml", "ledger.", "mappings.csv")

Beside = Callable[[str], bytes | None]


class UnreadableItemError(Exception):
    """Raised when an item cannot be read: why, in words for the report."""


@dataclass(frozen=True, slots=True)
class Item:
    """One file that was named, found in a folder or in an archive."""

    name: str
    """Relative to what the user named, with `/`."""
    origin: str
    """Absolute path; for a member the archive's path, `/` and the member's name."""
    read: Callable[[], bytes]
    modified: datetime
    beside: Beside | None = None
    path: Path | None = None
    """Where it lies; None for a member of an archive."""
    skipped: str = ""
    """Why it is not read; empty: it is."""
    lost: bool = False
    """Whether it is something that should have been read."""
    size: int = 0
    """Bytes."""
    url: str = ""
    """Where it lies in a storage."""
    first: Callable[[], bytes] | None = None
    """Reads the first bytes of a file of a storage."""

    def head(self) -> bytes:
        """The first bytes of a file on disk or in a storage; empty for anything else."""
        if self.first is not None:
            return self.first()
        try:
            if self.path is None:
                return b""
            with self.path.open("rb") as stream:
                return stream.read(HEAD)
        except OSError as error:
            raise UnreadableItemError(_no_reading(error)) from None


def collect(paths: Iterable[Path], own: Path, stack: ExitStack) -> Iterator[Item]:
    """Give every file below the paths.

    Parameters
    ----------
    own
        The case folder: its database, kept files, tables and reports are not imported.
    stack
        Closes the archives when all items have been read.
    """
    for path in paths:
        if path.is_dir():
            root = path.resolve()
            for file in _walk(root):
                yield from _items(file, file.relative_to(root).as_posix(), root, own, stack)
        else:
            yield from _items(path.absolute(), path.name, None, own, stack)


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            yield Path(folder) / name
        for name in folders:
            if (Path(folder) / name).is_symlink():
                yield Path(folder) / name


def _items(path: Path, name: str, root: Path | None, own: Path, stack: ExitStack) -> Iterator[Item]:
    why, lost = _why_not(path, root, own), False
    try:
        status = path.stat()
    except OSError as error:
        why, lost, status = why or f"cannot be read ({error.strerror})", not why, None
    modified = datetime.fromtimestamp(status.st_mtime if status else 0, UTC).replace(microsecond=0)
    origin = clean(str(path.resolve()))
    item = Item(
        clean(name), origin, lambda: _read(path), modified, InFolder(path.parent), path, why, lost,
        status.st_size if status else 0,
    )  # fmt: skip
    if not why and _is_archive(path):
        yield from _archive(item, path, stack, MAX_DEPTH, (path,))
    else:
        yield item


def _why_not(path: Path, root: Path | None, own: Path) -> str:
    if root is not None and path.name.startswith((".", "~$")):
        return "hidden or temporary"
    target = path.resolve()
    if root is not None and path.is_symlink() and not target.is_relative_to(root):
        return "a link that leads out of the folder; name its target to import it"
    if path.is_dir():
        return "a link to a folder; not followed"
    if path.exists() and not path.is_file():
        return "no regular file"
    if path.is_symlink() and not path.exists():
        return "a link to nothing"
    for part in ("inventory", "imports", "reports"):
        if target.is_relative_to(own / part):
            return "belongs to this case; the inventory is read by itself"
    if target.parent == own and target.name.startswith(_OWN_FILES):
        return "belongs to this case"
    return ""


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE:
            raise UnreadableItemError(f"larger than {MAX_FILE // 2**30} GiB; split it")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableItemError(_no_reading(error)) from None


def _no_reading(error: OSError) -> str:
    return f"cannot be read ({error.strerror}); close it in other programs and check its rights"


def _is_archive(path: Path) -> bool:
    """By its content: a project or workbook that is a zip inside is a document and no archive."""
    called_so = path.suffix.casefold() == ".zip"
    try:
        with path.open("rb") as stream:
            if stream.read(4) != b"PK\x03\x04":
                return called_so
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return called_so
    if names & _OFFICE or len(names & _SURVEY) > 1:
        return False
    return called_so or not any(_DATABASE.search(name) for name in names)


@dataclass(frozen=True, slots=True)
class InFolder:
    """Reads a file of that base name in the same folder; usable in another process too."""

    folder: Path

    def __call__(self, base: str) -> bytes | None:
        """Return its bytes; None: there is none."""
        other = self.folder / base
        plain = base == Path(base).name and other.is_file() and not other.is_symlink()
        if not plain or other.stat().st_size > MAX_FILE:
            return None
        return _read(other)


@dataclass(frozen=True, slots=True)
class InArchive:
    """Reads a member of that base name in the same folder of an archive.

    In another process the archive is opened anew; its path and the archives in it lead there.
    """

    way: tuple[Path | str, ...]
    folder: str
    archive: zipfile.ZipFile | None = field(default=None, compare=False, repr=False)

    def __call__(self, base: str) -> bytes | None:
        """Return its bytes; None: there is none."""
        archive = self.archive or _reopened(self.way)
        other = (PurePosixPath(self.folder) / base).as_posix() if "/" not in base and base else ""
        found = [m for m in archive.infolist() if m.filename == other and m.file_size < MAX_FILE]
        return _unpack(archive, found[0]) if found else None

    def __reduce__(self) -> tuple[type[InArchive], tuple[object, ...]]:
        return InArchive, (self.way, self.folder)


@lru_cache(maxsize=2)
def _reopened(way: tuple[Path | str, ...]) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(way[0])
    for name in way[1:]:
        archive = zipfile.ZipFile(BytesIO(archive.read(str(name))))
    return archive


def _archive(
    item: Item, source: Path | IO[bytes], stack: ExitStack, depth: int, way: tuple[Path | str, ...]
) -> Iterator[Item]:
    """Give the members of an archive that may be read, and why the others may not."""
    try:
        archive = stack.enter_context(zipfile.ZipFile(source))
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        yield _left_out(item, f"no readable zip archive ({error})")
        return
    members = [member for member in archive.infolist() if not member.is_dir()]
    size = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or size > MAX_UNPACKED:
        what = f"{len(members)} files, {size // 2**20} MiB unpacked"
        yield _left_out(item, f"too much for one archive ({what}); split it")
        return
    seen: set[str] = set()
    for member in sorted(members, key=lambda member: member.filename):
        inner = _member(item, archive, member, seen, way)
        seen.add(member.filename)
        if inner.skipped or not member.filename.casefold().endswith(".zip"):
            yield inner
        elif depth <= 1:
            yield _left_out(inner, f"an archive inside {MAX_DEPTH} archives; not opened")
        else:
            yield from _inner_archive(inner, stack, depth, (*way, member.filename))


def _inner_archive(
    item: Item, stack: ExitStack, depth: int, way: tuple[Path | str, ...]
) -> Iterator[Item]:
    try:
        yield from _archive(item, BytesIO(item.read()), stack, depth - 1, way)
    except UnreadableItemError as error:
        yield _left_out(item, str(error))


def _member(
    item: Item, archive: zipfile.ZipFile, member: zipfile.ZipInfo, seen: set[str],
    way: tuple[Path | str, ...],
) -> Item:  # fmt: skip
    name = member.filename
    path = PurePosixPath(name)
    why, lost = "", False
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        why = "its name leads out of the archive"
    elif any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts):
        why = "hidden or temporary"
    elif member.flag_bits & 1:
        why, lost = "protected by a password; unpack it first", True
    elif name in seen:
        why = "stands twice in the archive; the first one is read"
    elif member.file_size > MAX_FILE:
        why, lost = f"larger than {MAX_FILE // 2**30} GiB; split it", True
    elif member.file_size > max(member.compress_size, 1) * MAX_RATIO and member.file_size > 10**7:
        why, lost = "packed more tightly than any real file; refused", True

    return Item(
        clean(f"{item.name}/{name}"),
        clean(f"{item.origin}/{name}"),
        lambda: _unpack(archive, member),
        _member_time(member, item.modified),
        InArchive(way, path.parent.as_posix(), archive),
        None,
        why,
        lost,
        member.file_size,
    )


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(member) as stream:
            return stream.read()
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
        raise UnreadableItemError(f"cannot be unpacked ({error})") from None


def _member_time(member: zipfile.ZipInfo, otherwise: datetime) -> datetime:
    try:
        return min(datetime(*member.date_time, tzinfo=UTC), otherwise)
    except ValueError:
        return otherwise


def _left_out(item: Item, why: str) -> Item:
    return replace(item, skipped=why, lost=True)
