"""Import files: paths in, evidence stored, and an account of every file out."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from audit.evidence.records import EvidenceError
from audit.imports.contract import Imported, Importer, RawFile, Remark
from audit.imports.files import Item, UnreadableItemError, collect
from audit.imports.lists.mapping import MappingError, digest, load
from audit.imports.reading import IN_FLIGHT, Read, Readers, workers_for
from audit.imports.registry import UnknownTypeError, named, streams, streams_from_storage
from audit.imports.remote import digest_of, remote_items
from audit.inventory.load import nothing

if TYPE_CHECKING:
    from audit.case import Case
    from audit.evidence import Evidence

__all__ = [
    "FileReport",
    "FileState",
    "ImportReport",
    "MappingError",
    "UnknownTypeError",
    "import_paths",
]

LIST = "list"
"""The importer that goes by what the case knows of headings."""

Progress = Callable[[int, int, str], None]
"""Called before each file with: files done, files in all, name of the next."""


class FileState(StrEnum):
    """What became of one file."""

    USED = "used"
    KNOWN = "already known"
    SKIPPED = "skipped"
    NOT_UNDERSTOOD = "not understood"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one file gave."""

    name: str
    type: str
    """The importer; empty when none read it."""
    state: FileState
    used: int = 0
    """Rows, records or packets."""
    reason: str = ""
    """Why it was not used, or what to know of it."""
    skipped: tuple[Remark, ...] = ()
    not_understood: tuple[Remark, ...] = ()
    refused_secrets: int = 0

    @property
    def result(self) -> str:
        """PASSED, PARTLY (the remarks say where and why), UNSUPPORTED, EMPTY; empty for a file that
        was not meant to be read.
        """
        if self.state in (FileState.USED, FileState.KNOWN):
            return "PARTLY" if self.remarks else "PASSED"
        if "empty" in self.reason.casefold():
            return "EMPTY"
        return "" if self.state is FileState.SKIPPED else "UNSUPPORTED"

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was left out, then what was not understood."""
        return (*self.skipped, *self.not_understood)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What all files gave, in the order of reading."""

    files: tuple[FileReport, ...] = ()

    @property
    def failed(self) -> int:
        """Files that should have been read and could not be."""
        return sum(file.state is FileState.FAILED for file in self.files)

    @property
    def used(self) -> int:
        """Files that were read into the evidence now."""
        return sum(file.state is FileState.USED for file in self.files)

    @property
    def refused_secrets(self) -> int:
        """Passwords and keys that were found and thrown away."""
        return sum(file.refused_secrets for file in self.files)


def import_paths(
    case: Case,
    evidence: Evidence,
    paths: Iterable[Path],
    as_type: str | None = None,
    progress: Progress | None = None,
    engine: str = "",
    urls: Iterable[str] = (),
) -> ImportReport:
    """Read files, folders and zip archives into the evidence, several at a time when they are many.

    Each file is kept as it came. The same bytes from the same place change nothing; other bytes
    from the same place replace what the facts took from it before.

    Parameters
    ----------
    engine
        A number of processes for many or large files; large captures may also be worked on at
        dask://HOST:PORT.
    urls
        Files and folders of shared or object storage, read after the others.

    Raises
    ------
    UnknownTypeError
        When `as_type` is no type.
    MappingError
        When the case's mappings.csv cannot be used.
    EvidenceError
        When the evidence cannot be written; what was stored before stays.
    """
    forced = named(as_type) if as_type else None
    with ExitStack() as stack:
        items = list(collect(paths, case.root, stack))
        items += [item for url in urls for item in remote_items(url)]
        sizes = [item.size for item in items if not item.skipped]
        readers = stack.enter_context(Readers(workers_for(sizes, engine)))
        session = _Session(case, evidence, forced, engine, readers)
        report = ImportReport(tuple(session.all(items, progress)))
    if report.files:
        evidence.note("import", f"{report.used} of {len(report.files)} files read")
    return report


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file whose reading has begun, or that was settled without reading."""

    item: Item
    settled: FileReport | None = None
    raw: RawFile | None = None
    future: Future[Read] | None = None

    @property
    def size(self) -> int:
        return len(self.raw.data) if self.raw else 0


class _Session:
    """One run of `import`."""

    def __init__(
        self, case: Case, evidence: Evidence, forced: Importer | None, engine: str, readers: Readers
    ) -> None:
        self._case, self._evidence, self._forced = case, evidence, forced
        self._engine, self._readers = engine, readers
        self._newest = {
            batch.origin: (batch.sha256, batch.name, batch.reader)
            for batch in evidence.newest_batches()
        }
        self._columns = load(case.root)
        self._mark = digest(self._columns)

    def all(self, items: Sequence[Item], progress: Progress | None) -> Iterator[FileReport]:
        """Import the files in their order; some may be read ahead of it."""
        waiting: deque[_Waiting] = deque()
        done = 0
        for item in (*items, None):
            while waiting and (item is None or self._full(waiting)):
                one = waiting.popleft()
                if progress is not None:
                    progress(done, len(items), one.item.name)
                yield self._finish(one)
                done += 1
            if item is not None:
                waiting.append(self._begin(item))
        if progress is not None and items:
            progress(len(items), len(items), items[-1].name)

    def _full(self, waiting: Collection[_Waiting]) -> bool:
        held = sum(one.size for one in waiting)
        return len(waiting) >= self._readers.window or held > IN_FLIGHT

    def _begin(self, item: Item) -> _Waiting:
        """Settle what need not be read; let the readers begin with the rest."""
        if item.skipped:
            state = FileState.FAILED if item.lost else FileState.SKIPPED
            return _Waiting(item, FileReport(item.name, "", state, reason=item.skipped))
        try:
            raw = self._raw(item)
        except UnreadableItemError as error:
            return _Waiting(item, _failed(item, "", str(error)))
        if settled := self._known_report(item, raw.sha256):
            return _Waiting(item, settled)
        return _Waiting(item, None, raw, self._readers.submit(raw, self._forced_name))

    @property
    def _forced_name(self) -> str:
        return self._forced.name if self._forced else ""

    def _finish(self, one: _Waiting) -> FileReport:
        """Keep and store what a file gave; nothing that a file does ends the run."""
        if one.settled is not None or one.raw is None:
            return one.settled or _failed(one.item, "", "was not read")
        item, raw = one.item, one.raw
        # A copy of it may have been stored since its reading began.
        if settled := self._known_report(item, raw.sha256):
            return settled
        read = self._readers.result(one.future, raw, self._forced_name)
        if not read.importer:
            return FileReport(item.name, "", FileState.NOT_UNDERSTOOD, reason=read.error)
        raw = read.scrubbed or raw
        if read.scrubbed and (settled := self._known_report(item, raw.sha256)):
            return settled
        if raw.held and read.may_be_kept:
            self._evidence.keep_raw(self._case.imports_dir, raw.data, item.name)
        if read.imported is None:
            return _failed(item, read.importer, read.error)
        try:
            self._store(item, raw, read.importer, read.imported)
        except EvidenceError:
            raise
        except Exception as error:
            # What an importer gave may be no evidence at all; the files after it are stored.
            what = f"{type(error).__name__}: {error}"[:300]
            why = f"what it gave cannot be stored ({what}); this is a bug: report it"
            return _failed(item, read.importer, why)
        return FileReport(
            item.name,
            read.importer,
            FileState.USED,
            read.imported.used,
            _to_know(raw, read.imported),
            read.imported.skipped,
            read.imported.not_understood,
            read.imported.refused_secrets,
        )

    def _known_report(self, item: Item, sha256: str) -> FileReport | None:
        known = self._known(item, sha256)
        if not known:
            return None
        return FileReport(item.name, known, FileState.KNOWN, reason="nothing changed")

    def _raw(self, item: Item) -> RawFile:
        """The file as its importer gets it: as a whole, or a large capture by its place."""
        head = item.head()
        if item.path is not None and streams(head, item.path, self._forced):
            sha256 = _sha256(item.path)
            time = self._time(item)
            return RawFile(item.name, head, sha256, time, item.beside, item.path, self._engine)
        if item.url and streams_from_storage(head, item.name, item.size, self._forced):
            sha256, time = digest_of(item.url), self._time(item)
            return RawFile(item.name, head, sha256, time, url=item.url, engine=self._engine)
        data = item.read()
        sha256 = hashlib.sha256(data).hexdigest()
        time = self._time(item)
        return RawFile(item.name, data, sha256, time, item.beside, columns=self._columns)

    def _known(self, item: Item, sha256: str) -> str:
        """Return who read these bytes before, here or under the same name elsewhere; else empty."""
        stored = self._newest.get(item.origin)
        same = [stored] if stored and stored[0] == sha256 else []
        if stored is None:
            same = [one for one in self._newest.values() if one[:2] == (sha256, item.name)]
        for _, _, stored_reader in same:
            reader, _, mark = stored_reader.partition(":")
            if reader == LIST and mark != self._mark:
                continue
            if self._forced is None or reader == self._forced.name:
                return reader
        return ""

    def _store(self, item: Item, raw: RawFile, importer: str, imported: Imported) -> None:
        observations = list(imported.observations)
        if not observations and item.origin in self._newest:
            observations = [nothing(item.name, raw.sha256, raw.modified)]
        # A list is read anew when somebody said more of its headings.
        reader = f"{importer}:{self._mark}" if importer == LIST and self._mark else importer
        self._evidence.add(observations, item.origin, item.name, raw.sha256, reader=reader)
        self._newest[item.origin] = (raw.sha256, item.name, reader)

    def _time(self, item: Item) -> datetime:
        """When the file was true: no later than the day of the audit, where the case names it."""
        if self._case.config.as_of is None:
            return item.modified
        return min(item.modified, datetime.combine(self._case.config.as_of, time(), UTC))


def _failed(item: Item, importer: str, why: str) -> FileReport:
    why = why.removeprefix(f"{item.name}: ")
    return FileReport(item.name, importer, FileState.FAILED, reason=why)


def _to_know(raw: RawFile, imported: Imported) -> str:
    if not imported.used:
        return "nothing usable in it"
    return "too large to keep a copy: its SHA-256 is kept, keep the file" if not raw.held else ""


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
