"""Import files: paths in, evidence stored, and an account of every file out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from audit.evidence.records import EvidenceError
from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.files import Item, UnreadableItemError, collect
from audit.imports.registry import UnknownTypeError, detect, importers, named, streams
from audit.inventory.load import nothing

if TYPE_CHECKING:
    from audit.case import Case
    from audit.evidence import Evidence

__all__ = ["FileReport", "FileState", "ImportReport", "UnknownTypeError", "import_paths"]

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
) -> ImportReport:
    """Read files, folders and zip archives into the evidence.

    Each file is kept as it came. The same bytes from the same place change nothing; other bytes
    from the same place replace what the facts took from it before.

    Parameters
    ----------
    engine
        Where large captures are worked on: a number of processes, or dask://HOST:PORT.

    Raises
    ------
    UnknownTypeError
        When `as_type` is no type.
    EvidenceError
        When the evidence cannot be written; what was stored before stays.
    """
    forced = named(as_type) if as_type else None
    with ExitStack() as stack:
        items = list(collect(paths, case.root, stack))
        session = _Session(case, evidence, forced, engine)
        reports: list[FileReport] = []
        for number, item in enumerate(items):
            if progress is not None:
                progress(number, len(items), item.name)
            reports.append(session.one(item))
        if progress is not None and items:
            progress(len(items), len(items), items[-1].name)
    report = ImportReport(tuple(reports))
    if report.files:
        evidence.note("import", f"{report.used} of {len(report.files)} files read")
    return report


class _Session:
    """One run of `import`."""

    def __init__(
        self, case: Case, evidence: Evidence, forced: Importer | None, engine: str
    ) -> None:
        self._case, self._evidence, self._forced = case, evidence, forced
        self._engine = engine
        self._newest = {
            batch.origin: (batch.sha256, batch.name, batch.reader)
            for batch in evidence.newest_batches()
        }

    def one(self, item: Item) -> FileReport:
        """Import one file; nothing that a file does ends the run."""
        if item.skipped:
            state = FileState.FAILED if item.lost else FileState.SKIPPED
            return FileReport(item.name, "", state, reason=item.skipped)
        importer: Importer | None = None
        try:
            raw = self._raw(item)
            if known := self._known(item, raw.sha256):
                return FileReport(item.name, known, FileState.KNOWN, reason="nothing changed")
            importer = self._forced or (detect(raw) if raw.data.strip() else None)
            if importer is None:
                return FileReport(item.name, "", FileState.NOT_UNDERSTOOD, reason=_unclear(raw))
            if importer.scrub is not None and raw.path is None:
                data = importer.scrub(raw.data)
                raw = replace(raw, data=data, sha256=hashlib.sha256(data).hexdigest())
                if known := self._known(item, raw.sha256):
                    return FileReport(item.name, known, FileState.KNOWN, reason="nothing changed")
            if raw.path is None:
                self._evidence.keep_raw(self._case.imports_dir, raw.data, item.name)
            imported = importer.read(raw)
            self._store(item, raw, importer, imported)
        except EvidenceError:
            raise
        except (UnreadableItemError, UnreadableFileError) as error:
            return self._failed(item, importer, str(error).removeprefix(f"{item.name}: "))
        except Exception as error:
            # The one broad catch of the imports: a file that crashes its importer must not keep
            # the files after it from being read.
            what = f"{type(error).__name__}: {error}"[:300]
            return self._failed(
                item,
                importer,
                f"the importer broke off ({what}); this is a bug: report it; the file is kept",
            )
        return FileReport(
            item.name,
            importer.name,
            FileState.USED,
            imported.used,
            _to_know(raw, imported),
            imported.skipped,
            imported.not_understood,
            imported.refused_secrets,
        )

    def _raw(self, item: Item) -> RawFile:
        """The file as its importer gets it: as a whole, or a large capture by its place."""
        head = item.head()
        if item.path is not None and streams(head, item.path):
            sha256 = _sha256(item.path)
            time = self._time(item)
            return RawFile(item.name, head, sha256, time, item.beside, item.path, self._engine)
        data = item.read()
        sha256 = hashlib.sha256(data).hexdigest()
        return RawFile(item.name, data, sha256, self._time(item), item.beside)

    def _failed(self, item: Item, importer: Importer | None, why: str) -> FileReport:
        return FileReport(
            item.name, importer.name if importer else "", FileState.FAILED, reason=why
        )

    def _known(self, item: Item, sha256: str) -> str:
        """Return who read these bytes before, here or under the same name elsewhere; else empty."""
        stored = self._newest.get(item.origin)
        same = [stored] if stored and stored[0] == sha256 else []
        if stored is None:
            same = [one for one in self._newest.values() if one[:2] == (sha256, item.name)]
        for _, _, reader in same:
            if self._forced is None or reader == self._forced.name:
                return reader
        return ""

    def _store(self, item: Item, raw: RawFile, importer: Importer, imported: Imported) -> None:
        observations = list(imported.observations)
        if not observations and item.origin in self._newest:
            observations = [nothing(item.name, raw.sha256, raw.modified)]
        self._evidence.add(observations, item.origin, item.name, raw.sha256, reader=importer.name)
        self._newest[item.origin] = (raw.sha256, item.name, importer.name)

    def _time(self, item: Item) -> datetime:
        """When the file was true: no later than the day of the audit, where the case names it."""
        if self._case.config.as_of is None:
            return item.modified
        return min(item.modified, datetime.combine(self._case.config.as_of, time(), UTC))


def _to_know(raw: RawFile, imported: Imported) -> str:
    if not imported.used:
        return "nothing usable in it"
    return "too large to keep a copy: its SHA-256 is kept, keep the file" if raw.path else ""


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unclear(raw: RawFile) -> str:
    if not raw.data.strip():
        return "the file is empty"
    types = ", ".join(importer.name for importer in importers())
    return f"its type was not recognised; if it is one of these, name it with --as: {types}"
