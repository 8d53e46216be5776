"""Any exception in, one clear end out: a sentence and an exit code; a traceback only on request."""

from __future__ import annotations

import os
import traceback

import click

from cli.console import Exit, Failure

DEBUG = "PLANTREADY_DEBUG"
DEFECT = 70
"""EX_SOFTWARE of sysexits.h: a defect of the tool, not of what it was given."""
INTERRUPTED = 130
"""What a shell gives for a program that Ctrl-C ended (128 + SIGINT)."""
REPORT_AT = "the project's issue tracker"


def failure_of(error: BaseException) -> Failure:
    """Return the end that an exception which no command expected deserves."""
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return Failure("interrupted; what was stored so far stays, run it again", INTERRUPTED)
    expected = _expected(error)
    if expected is None:
        expected = _defect(error)
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    return expected


def _expected(error: BaseException) -> Failure | None:
    """Return the end for trouble of the folder, the disk or the database."""
    if isinstance(error, MemoryError):
        return Failure("the memory of this computer is used up; import fewer files at a time")
    if isinstance(error, OSError):
        return Failure(_os_sentence(error))
    if isinstance(error, ImportError):
        return _library_failure(error)
    # These modules are heavy; whoever raised one of their errors has loaded them already.
    from sqlalchemy.exc import DBAPIError

    from audit.case import CaseError
    from audit.evidence.records import EvidenceError
    from audit.net.errors import NetError
    from planning.errors import PlanningError
    from reports.errors import ReportError

    if isinstance(error, DBAPIError):
        return _store_failure(str(error.orig), "the evidence database cannot be used")
    if isinstance(error, EvidenceError):
        return evidence_failure(error)
    if isinstance(error, (CaseError, NetError)):
        return Failure(str(error))
    if isinstance(error, (PlanningError, ReportError)):
        return Failure(str(error), Exit.PARTIAL)
    return None


OWN = ("audit", "checks", "cli", "inventories", "planning", "reports")


def _library_failure(error: ImportError) -> Failure | None:
    """A library that is not there or that the system does not let in is no defect of ours."""
    name = (error.name or "").partition(".")[0]
    if name in OWN:
        return None
    library = name or "a library"
    said = " ".join(str(error).split())[:200]
    return Failure(
        f"{library} cannot be loaded ({said}); install plantready again as its README says; where"
        " software is managed, ask whether a policy or the virus scanner keeps libraries from"
        " loading"
    )


def evidence_failure(error: Exception) -> Failure:
    """Return exit code 5 for evidence that is no longer what was stored, 2 for a folder, lock or
    disk that stands in the way.
    """
    text = str(error)
    return Failure(text, _store_code(text))


def _store_failure(text: str, what: str) -> Failure:
    code = _store_code(text)
    remedy = (
        "restore case.db from a copy, or move it away and import the files again"
        if code is Exit.BROKEN
        else "close other programs that use the case, check rights and free space"
    )
    return Failure(f"{what} ({text}); {remedy}", code)


def _store_code(text: str) -> Exit:
    """Read SQLite's own words; they are part of its interface (sqlite3.c, sqlite3ErrStr)."""
    harmless = ("unable to open", "readonly", "locked", "is full", "disk I/O", "permission",
                "database URL", "has format")  # fmt: skip
    return Exit.USAGE if any(word in text for word in harmless) else Exit.BROKEN


def _os_sentence(error: OSError) -> str:
    place = str(error.filename) if error.filename else "a file or folder"
    why = error.strerror or str(error) or type(error).__name__
    return f"{place} cannot be used ({why}); check that it exists, its rights and the free space"


def _defect(error: BaseException) -> Failure:
    said = " ".join(str(error).split())[:200]
    what = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return Failure(
        f"a defect of plantready, not of your files ({what}{_where(error)}); nothing that was "
        f"stored is lost; please report this line at {REPORT_AT}; with {DEBUG}=1 the command "
        "prints the details",
        DEFECT,
    )


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    last = frames[-1]
    return f" in {os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119 - a frame's name
