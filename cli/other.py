"""Another case, read without touching it: its folder in, its newest judgement out."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cli.console import Exit, Failure, Session
from cli.keep import judgement_text
from cli.stages import facts_of, judgement_of, open_case

if TYPE_CHECKING:
    from audit.case import Case

DATABASE = "case.db"


def findings_of(session: Session, folder: Path) -> dict[str, Any]:
    """Return the newest judgement the case kept; one that kept none is judged as it stands.

    The case is copied aside first, so that neither its database nor a file beside it changes.
    """
    from audit.case import Case, CaseError

    try:
        case = Case.open(folder)
    except CaseError as error:
        raise Failure(f"OTHER: {error}") from None
    with TemporaryDirectory(prefix="plantready-") as place:
        copy = Path(place) / "case"
        copy.mkdir()
        copy_case(case, copy)
        return _newest_judgement(Session(root=copy, quiet=True, color=session.color), case)


def copy_case(case: Case, copy: Path) -> None:
    """Copy settings, tables and evidence; not the raw files, which no judgement reads."""
    shutil.copyfile(case.root / "case.toml", copy / "case.toml")
    if case.inventory_dir.is_dir():
        shutil.copytree(case.inventory_dir, copy / "inventory")
    source = case.root / DATABASE
    if case.config.database or not source.is_file():
        return
    try:
        _copy_database(source, copy / DATABASE)
    except (sqlite3.DatabaseError, OSError) as error:
        raise Failure(
            f"{source}: the evidence cannot be read ({error}); restore it from a copy", Exit.BROKEN
        ) from None


def _copy_database(source: Path, target: Path) -> None:
    """Copy one state of the database, also while another program writes it."""
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
    except sqlite3.OperationalError:
        # A write-ahead log cannot be opened in a folder without write rights; nobody writes there.
        shutil.copyfile(source, target)
        log = source.with_name(source.name + "-wal")
        if log.is_file():
            shutil.copyfile(log, target.with_name(target.name + "-wal"))


def _newest_judgement(session: Session, original: Case) -> dict[str, Any]:
    with open_case(session, read_inventory=False) as desk:
        kept = desk.evidence.latest_result("judgement")
    if kept is not None:
        known: dict[str, Any] = json.loads(kept.text)
        return known
    if original.config.database:
        raise Failure(
            f"{original.root} holds no judgement yet; run: plantready -C {original.root} judge"
        )
    with open_case(session) as desk:
        judged_now: dict[str, Any] = json.loads(judgement_text(judgement_of(desk, facts_of(desk))))
        return judged_now
