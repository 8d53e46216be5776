"""Recompute every hash: a store and its kept files in, what does not fit out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from audit.evidence import chain
from audit.evidence.raw import file_sha256
from audit.evidence.records import Problem
from audit.evidence.schema import batches, evidence, raw_files, results

LIMIT = 50
"""Problems that are listed; one altered row is one problem, not one for each row after it."""

Reading = Callable[[], AbstractContextManager[Connection]]
"""Opens one state of the database."""


def verify(
    reading: Reading, head_file: Path | None, imports_dir: Path | None
) -> tuple[Problem, ...]:
    """Check both chains, the remembered head, the results, and the kept files."""
    try:
        with reading() as connection:
            found = [*_chains(connection, head_file), *_results(connection)]
            if imports_dir is not None:
                found += _raw_files(connection, imports_dir)
    except DBAPIError as error:
        found = [Problem("the database", f"cannot be read ({error.orig})")]
    if len(found) > LIMIT:
        more = Problem("the evidence", f"{len(found) - LIMIT} more problems of this kind")
        found = [*found[:LIMIT], more]
    return tuple(found)


def _chains(connection: Connection, head_file: Path | None) -> Iterator[Problem]:
    rows = connection.execute(select(batches).order_by(batches.c.batch)).mappings()
    known = {int(row["batch"]): dict(row) for row in rows}
    yield from _batch_chain(known)
    walk = _RowWalk(known)
    query = select(evidence).order_by(evidence.c.evidence_id)
    for row in connection.execution_options(yield_per=5000).execute(query).mappings():
        yield from walk.step(dict(row))
    yield from walk.closing()
    if head_file is not None:
        yield from _remembered_head(head_file, known)


def _batch_chain(known: Mapping[int, Mapping[str, Any]]) -> Iterator[Problem]:
    previous, expected = chain.START, 1
    for number, batch in known.items():
        place = f"batch {number} ({batch['name']})"
        if number != expected:
            yield Problem(place, f"batch {expected} is missing before it")
        elif batch["previous_hash"] != previous:
            yield Problem(place, "does not follow the batch before it")
        if chain.batch_hash(batch) != batch["batch_hash"]:
            yield Problem(place, "was altered after it was stored")
        previous, expected = batch["batch_hash"], number + 1


class _RowWalk:
    """Follow the rows in their order and compare each with its batch and its predecessor."""

    def __init__(self, known: Mapping[int, Mapping[str, Any]]) -> None:
        self._known = known
        self._headers = {number: chain.header_digest(batch) for number, batch in known.items()}
        self._counts = dict.fromkeys(known, 0)
        self._heads: dict[int, str] = {}
        self._previous: str = chain.START
        self._expected = 1

    def step(self, row: Mapping[str, Any]) -> Iterator[Problem]:
        number, batch = int(row["evidence_id"]), int(row["batch"])
        place = f"evidence {number}"
        if number != self._expected:
            yield Problem(place, f"evidence {self._expected} is missing before it")
        elif row["previous_hash"] != self._previous:
            yield Problem(place, "does not follow the row before it")
        if batch not in self._known:
            yield Problem(place, f"its batch {batch} is missing")
        elif chain.row_hash(row, self._headers[batch]) != row["row_hash"]:
            yield Problem(place, "was altered after it was stored")
        self._previous, self._expected = row["row_hash"], number + 1
        self._counts[batch] = self._counts.get(batch, 0) + 1
        self._heads[batch] = row["row_hash"]

    def closing(self) -> Iterator[Problem]:
        """Compare each batch with the rows that were found of it."""
        last = chain.START
        for number, batch in self._known.items():
            place = f"batch {number} ({batch['name']})"
            last = self._heads.get(number, last)
            if self._counts[number] != batch["rows"]:
                found = self._counts[number]
                yield Problem(place, f"has {found} rows, {batch['rows']} were stored")
            elif last != batch["head"]:
                yield Problem(place, "does not end with the row that was stored last")


def _remembered_head(path: Path, known: Mapping[int, Mapping[str, Any]]) -> Iterator[Problem]:
    """Find batches cut off the end: the file beside the database knows the newest one.

    The file may be one batch behind (the computer stopped between the two), never ahead.
    """
    try:
        batch, _, head = path.read_text(encoding="ascii").split()
        remembered = known.get(int(batch))
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        yield Problem(path.name, "cannot be read", "delete it; the next import writes it again")
        return
    if remembered is None:
        yield Problem(path.name, f"batch {batch} was stored and is missing: the end is cut off")
    elif remembered["head"] != head:
        yield Problem(path.name, f"batch {batch} is not the one that was stored")


def _results(connection: Connection) -> Iterator[Problem]:
    for row in connection.execute(select(results).order_by(results.c.result)):
        if chain.text_hash(row.text) != row.sha256:
            place = f"result {row.result} ({row.kind})"
            yield Problem(place, "was altered after it was stored", "run the command again")


def _raw_files(connection: Connection, imports_dir: Path) -> Iterator[Problem]:
    remedy = "put the original file back"
    names: dict[str, list[str]] = {}
    for row in connection.execute(select(raw_files).order_by(raw_files.c.raw_file)):
        names.setdefault(row.sha256, []).append(row.name)
    for sha256, known_as in names.items():
        place = f"imports/{sha256} ({', '.join(known_as)})"
        try:
            if file_sha256(imports_dir / sha256) != sha256:
                yield Problem(place, "was altered after it was kept", remedy)
        except FileNotFoundError:
            yield Problem(place, "is missing", remedy)
        except OSError as error:
            yield Problem(place, f"cannot be read ({error.strerror})", remedy)
