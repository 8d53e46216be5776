"""The checks that a case brings along: `checks/*.py` in its folder, each with one `CHECK`.

A check is a program, and a case comes from somebody. So a file runs only when a person has trusted
this very file on this computer: its SHA-256 is on the list that the caller gives. Whatever is not
run is said; it never counts as passed.

Example: `checks/the_oven_is_calibrated.py` with `CHECK = Check("XOP-01", Theme.OPERATIONS, …)`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from checks.records import Check

FOLDER = "checks"
LARGEST = 200_000
"""Bytes of a file."""
MOST = 50
"""Files of a case."""
_ID = re.compile(r"X[A-Z]{2,5}-[0-9]{2,3}")
"""The X keeps a case's own ids apart from the catalogue's, today's and tomorrow's."""


@dataclass(frozen=True, slots=True)
class OwnFile:
    """One file of a case's own checks."""

    name: str
    sha256: str
    check: Check | None
    """None: it was not run, or holds no check."""
    why_not: str = ""

    @property
    def sentence(self) -> str:
        """As every report prints it."""
        if self.check is None:
            return f"{FOLDER}/{self.name} is not counted: {self.why_not}"
        return (
            f"{self.check.check_id} is this case's own check, from {FOLDER}/{self.name} "
            f"(SHA-256 {self.sha256[:12]}): {self.check.title}"
        )


def own_files(case: Path, trusted: Collection[str], known: Collection[str]) -> tuple[OwnFile, ...]:
    """Read the case's own checks and run those that are trusted.

    Parameters
    ----------
    trusted
        SHA-256 digests, in hex, of the files that may run.
    known
        Check ids that are taken.
    """
    found: list[OwnFile] = []
    taken = set(known)
    paths = sorted(path for path in (case / FOLDER).glob("*.py") if path.name[0] not in "._")
    for place, path in enumerate(paths):
        if place == MOST:
            found.append(OwnFile(path.name, "", None, f"a case may bring {MOST} checks"))
            break
        file = _read(path, trusted, taken)
        if file.check is not None:
            taken.add(file.check.check_id)
        found.append(file)
    return tuple(found)


def _read(path: Path, trusted: Collection[str], taken: Collection[str]) -> OwnFile:
    try:
        with path.open("rb") as stream:
            text = stream.read(LARGEST + 1)
    except OSError as error:
        return OwnFile(path.name, "", None, f"it cannot be read ({error.strerror})")
    if len(text) > LARGEST:
        return OwnFile(path.name, "", None, f"it is larger than {LARGEST:,} bytes")
    digest = hashlib.sha256(text).hexdigest()
    if digest not in trusted:
        why = (
            "nobody on this computer trusts it yet; read it, then run "
            f"`plantready checks --trust {path.name}`"
        )
        return OwnFile(path.name, digest, None, why)
    check, why = _run(path, text)
    if check is not None:
        why = _unfit(check, taken)
    return OwnFile(path.name, digest, None if why else check, why)


def _run(path: Path, text: bytes) -> tuple[Check | None, str]:
    """Run the bytes that were hashed: the file is not opened a second time."""
    module = ModuleType(f"case_checks.{path.stem}")
    module.__file__ = str(path)
    try:
        exec(compile(text, str(path), "exec"), module.__dict__)  # noqa: S102 - trusted by hash
    except Exception as error:  # a case's own program may fail in any way; it is reported, not run
        line = getattr(error, "lineno", None) or _line_of(error, str(path))
        return None, f"{path.name}:{line or 1}: {type(error).__name__}: {str(error)[:200]}"
    check = module.__dict__.get("CHECK")
    if not isinstance(check, Check):
        return None, f"{path.name} has no CHECK of the type checks.records.Check"
    return check, ""


def _line_of(error: Exception, file: str) -> int:
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _unfit(check: Check, taken: Collection[str]) -> str:
    if not _ID.fullmatch(check.check_id):
        return f"its id {check.check_id[:40]!r} must be like XOP-01: X, two to five letters, number"
    if check.check_id in taken:
        return f"the id {check.check_id} is taken"
    if not check.title.strip() or not check.basis.strip():
        return "a check needs a title and a basis: reports print both"
    return ""
