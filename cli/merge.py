"""`plantready merge FILE…`: answers taken back; nothing is stored unless all of it can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session, pass_session
from cli.import_ import answerable, known_of
from cli.stages import Desk, facts_of, open_case

if TYPE_CHECKING:
    from audit.facts.model import PlantFacts
    from audit.imports.merged_answers import Origin
    from audit.imports.questionnaire import Returned
    from audit.imports.workbook_back import Edits
    from checks.merging import Conflict, Merged, Statement
    from cli.edits import Taken


@dataclass(slots=True)
class _Read:
    """The files as they came. Mutable while they are read."""

    files: list[tuple[Path, bytes, Returned]] = field(
        default_factory=list["tuple[Path, bytes, Returned]"]
    )
    edits: list[tuple[Edits, str, str]] = field(default_factory=list["tuple[Edits, str, str]"])
    """What was changed in report workbooks, with SHA-256 and name."""
    again: list[str] = field(default_factory=list[str])
    refused: list[str] = field(default_factory=list[str])


@click.command("merge", short_help="Take answers back from questionnaires.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@pass_session
def command(session: Session, files: tuple[Path, ...]) -> None:
    """Take any number of returned copies; people who disagree are listed and both kept. The
    report's workbook may come back too: its Questions, Status, Waivers, Weights & thresholds.

    A file that cannot be used is left out as a whole, a cell that cannot be used with its row.
    """
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise Failure(f"not found: {', '.join(missing)}; nothing was merged")
    with open_case(session) as desk:
        read = _read(desk, files)
        for text in read.refused:
            session.warn(text)
        if not read.files and not read.again:
            raise Failure("no file could be used; nothing was merged")
        facts = facts_of(desk)
        taken = _take(desk, read, facts)
        merged, problems, found = _merge(desk, read, facts, clean=not taken.problems)
        problems += [*taken.problems, *taken.conflicts]
        gained = answerable(desk) - known_of(facts) if merged.changed else set[str]()
    for text in problems:
        session.warn(text)
    _print(session, read, merged, problems, found, gained, taken)
    raise SystemExit(int(Exit.PARTIAL if read.refused or problems else Exit.DONE))


def _take(desk: Desk, read: _Read, facts: PlantFacts) -> Taken:
    """Take the changed rows of report workbooks into the case's tables."""
    from cli.edits import Taken, store, take

    taken = Taken()
    for edits, _, _ in read.edits:
        taken.problems += [str(problem) for problem in edits.problems]
        take(taken, edits.edits, facts)
    store(taken, desk.case.inventory_dir)
    return taken


def _read(desk: Desk, files: tuple[Path, ...]) -> _Read:
    from audit.imports.merged_answers import files_merged
    from audit.imports.questionnaire import read_questionnaire
    from audit.imports.workbook_back import read_edits
    from audit.inventory.cells import UnreadableTableError
    from audit.inventory.grids import MAX_BYTES

    read, merged_before = _Read(), files_merged(desk.evidence)
    seen: set[str] = set()
    for path in files:
        try:
            if path.stat().st_size > MAX_BYTES:
                raise UnreadableTableError(
                    f"{path.name}: larger than {MAX_BYTES // 2**20} MiB; that is no questionnaire"
                )
            data = path.read_bytes()
            returned = read_questionnaire(path.name, data)
            edits = read_edits(path.name, data)
        except UnreadableTableError as error:
            read.refused.append(str(error))
            continue
        except OSError as error:
            read.refused.append(
                f"{path}: cannot be read ({error.strerror}); close it in other programs, check its "
                "rights"
            )
            continue
        own = desk.case.config.case_id
        if returned.case_id != own:
            read.refused.append(
                f"{path.name}: was written for the case {returned.case_id!r}, this one is {own!r}; "
                "name the other case with -C"
            )
        elif returned.sha256 in merged_before or returned.sha256 in seen:
            read.again.append(path.name)
        else:
            seen.add(returned.sha256)
            read.files.append((path, data, returned))
            if edits is not None:
                read.edits.append((edits, returned.sha256, returned.name))
    return read


def _merge(
    desk: Desk, read: _Read, facts: PlantFacts, *, clean: bool
) -> tuple[Merged[Origin], list[str], tuple[Conflict[Origin], ...]]:
    """Merge, then store: files first as they came, then all answers in one batch."""
    from audit.imports.merged_answers import merged_answers, note_merged, store_answers
    from checks.merging import Statement, conflicts, merge
    from checks.questions import ALL
    from cli.returned import Reading

    before = [Statement(row, origin) for row, origin in merged_answers(desk.evidence)]
    problems: list[str] = []
    statements: list[Statement[Origin]] = []
    whole: list[tuple[str, str]] = []
    for path, _, returned in read.files:
        reading = Reading.of(facts, returned.side, ALL)
        for row in returned.rows:
            statement = reading.statement(row, returned.sha256, _moment(desk, path))
            if statement is not None:
                statements.append(statement)
        wrong = [*returned.problems, *reading.problems]
        problems += [str(problem) for problem in wrong]
        if not wrong and clean:
            whole.append((returned.sha256, returned.name))
    merged = merge(before, statements)
    for _, data, returned in read.files:
        desk.evidence.keep_raw(desk.case.imports_dir, data, returned.name)
    if merged.changed:
        store_answers(desk.evidence, [(s.row, s.place) for s in merged.kept])
    for sha256, name in whole:
        note_merged(desk.evidence, sha256, name)
    touched = {s.key[:2] for s in merged.new} | {new.key[:2] for _, new in merged.replaced}
    found = conflicts([*_others(facts), *merged.kept])
    return merged, problems, tuple(c for c in found if (c.question_id, c.line) in touched)


def _others(facts: PlantFacts) -> list[Statement[Origin]]:
    """Return the answers that came another way: imported sheets and the inventory's table."""
    from audit.imports.merged_answers import METHOD, Origin
    from audit.inventory.tables import AnswerRow
    from audit.records import Source
    from checks.merging import Statement

    return [
        Statement(row.record, Origin(Source(row.file, row.location, ""), row.time))
        for row in facts.table(AnswerRow)
        if row.method != METHOD
    ]


def _moment(desk: Desk, path: Path) -> datetime:
    """When an answer without a day was given: when the file was saved, not after the audit."""
    saved = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    day = desk.case.config.as_of
    return saved if day is None else min(saved, datetime.combine(day, time(), UTC))


def _print(
    session: Session,
    read: _Read,
    merged: Merged[Origin],
    problems: list[str],
    found: tuple[Conflict[Origin], ...],
    gained: set[str],
    taken: Taken,
) -> None:
    if session.as_json:
        session.data({
            "new": ["|".join(s.key) for s in merged.new],
            "replaced": ["|".join(new.key) for _, new in merged.replaced],
            "unchanged": merged.same,
            "older": merged.older,
            "tables": taken.changed,
            "merged_before": read.again,
            "refused": read.refused,
            "problems": problems,
            "conflicts": [c.sentence for c in found],
            "now_answerable": sorted(gained),
        })  # fmt: skip
        return
    for name in read.again:
        session.say(f"{name}: merged before, nothing changed")
    session.say(
        f"{len(merged.new)} new, {len(merged.replaced)} corrected, {merged.same} unchanged, "
        f"{merged.older} older than what the same person said since"
    )
    if taken.changed:
        session.say(f"changed in the case's tables: {', '.join(taken.changed)}")
    if found:
        session.say(f"{len(found)} questions are answered differently; all answers are kept:")
        for conflict in found:
            session.item(conflict.sentence)
    if gained:
        session.say(f"now answerable: {', '.join(sorted(gained))}")
