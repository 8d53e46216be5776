"""`plantready import`: any file or folder; what was used, skipped, not understood, answerable."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session, pass_session, table
from cli.stages import Desk, facts_of, open_case

if TYPE_CHECKING:
    from audit.facts.model import PlantFacts
    from audit.imports.run import ImportReport

MOST_REMARKS = 12
LONG_REASON = 30


@click.command("import", short_help="Read any file or folder; the type is detected.")
@click.argument("named", nargs=-1, required=True, metavar="PATH|URL…")
@click.option("--as", "as_type", default=None, metavar="TYPE", help="The type, when not detected.")
@click.option("--engine", default="", metavar="N|dask://HOST:PORT",
              help="Processes for large captures, or a Dask cluster.")  # fmt: skip
@pass_session
def command(session: Session, named: tuple[str, ...], as_type: str | None, engine: str) -> None:
    """Read files as evidence: switch dumps, SNMP walks, nmap XML, captures, tables, answers.

    A URL (s3://, https://, …) names a file or a folder of shared or object storage; it is read
    through fsspec, which offline work does not need.
    """
    paths, urls = places(named)
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise Failure(f"not found: {', '.join(missing)}; nothing was imported")
    with open_case(session) as desk:
        before = answerable(desk)
        report = run_import(session, desk, paths, as_type, engine, urls)
        print_report(session, report, answerable(desk) - before)
    if not report.files:
        said = ", ".join(named)
        raise Failure(f"{said} holds no file; nothing was imported, name another folder")
    # The case's own tables have their problems told already; this is about what was named.
    raise SystemExit(int(ending(report, paths, urls)))


def places(named: tuple[str, ...]) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Paths of this computer, and URLs of storage."""
    from audit.capture.storage import local_path

    local = [(text, local_path(text)) for text in named]
    paths = tuple(path for _, path in local if path is not None)
    return paths, tuple(text for text, path in local if path is None)


def run_import(
    session: Session,
    desk: Desk,
    paths: tuple[Path, ...],
    as_type: str | None,
    engine: str = "",
    urls: tuple[str, ...] = (),
) -> ImportReport:
    """Import with a progress bar."""
    from audit.imports.run import MappingError, UnknownTypeError, import_paths

    with session.progress() as bars:
        task = bars.add_task("reading files", total=None)

        def tick(done: int, total: int, name: str) -> None:
            bars.update(task, completed=done, total=total, description=name[-40:])

        try:
            return import_paths(desk.case, desk.evidence, paths, as_type, tick, engine, urls)
        except (UnknownTypeError, MappingError) as error:
            raise Failure(str(error)) from None


def answerable(desk: Desk) -> set[str]:
    """Return `check on line` for every result that is not unknown."""
    return known_of(facts_of(desk))


def known_of(facts: PlantFacts) -> set[str]:
    """Return the same from facts that are built already."""
    from checks import ALL
    from checks.engine import judge
    from checks.records import Outcome

    judgement = judge(facts, ALL)
    known = (f for f in judgement.findings if f.outcome is not Outcome.UNKNOWN)
    return {f"{finding.check.check_id} on {finding.line}" for finding in known}


def print_report(session: Session, report: ImportReport, gained: set[str]) -> None:
    """Print per file what happened, then the remarks, then what can now be answered."""
    if session.as_json:
        from dataclasses import asdict

        session.data(asdict(report) | {"now_answerable": sorted(gained)})
        return
    # Sentences that many files share are said once, under the table.
    shared = [
        reason
        for reason, count in Counter(file.reason for file in report.files).items()
        if count > 1 and len(reason) > LONG_REASON
    ]
    notes = {reason: f"[{number}]" for number, reason in enumerate(shared, start=1)}
    rows = [
        [file.name, file.type or "-", str(file.state), file.result, str(file.used),
         notes.get(file.reason, file.reason)]
        for file in report.files
    ]  # fmt: skip
    session.out.print(table("", ["file", "type", "state", "result", "used", "reason"], rows))
    for reason, mark in notes.items():
        session.say(f"{mark} {reason}")
    remarks = [(file.name, remark) for file in report.files for remark in file.remarks]
    for name, remark in remarks[:MOST_REMARKS]:
        session.say(f"{name} {remark.location}: {remark.what}")
    if len(remarks) > MOST_REMARKS:
        session.say(f"… and {len(remarks) - MOST_REMARKS} more remarks (--json lists all)")
    if gained:
        session.say(f"now answerable: {', '.join(sorted(gained))}")


def ending(report: ImportReport, paths: tuple[Path, ...], urls: tuple[str, ...] = ()) -> Exit:
    """Return 2 when nothing at all could be read, 4 when something named or broken could not.

    A folder may hold files that are no evidence; a file that was named by itself should have been.
    """
    from audit.imports.run import FileState

    named = {path.name for path in paths if path.is_file()}
    named |= {url.partition("?")[0].rpartition("/")[2] for url in urls}
    lost = [
        file
        for file in report.files
        if file.state is FileState.FAILED
        or (file.state is FileState.NOT_UNDERSTOOD and file.name in named)
        or (file.state is FileState.USED and not file.used and file.not_understood)
    ]
    good = (FileState.USED, FileState.KNOWN)
    readable = any(file.state in good and file not in lost for file in report.files)
    if lost and not readable:
        return Exit.USAGE
    return Exit.PARTIAL if lost else Exit.DONE
