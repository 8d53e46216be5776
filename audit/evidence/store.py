"""The evidence store: observations in, stored rows and the head of their chain out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import DBAPIError

from audit.evidence import chain, raw
from audit.evidence.engine import WRITES, head_file, open_engine
from audit.evidence.records import Batch, EvidenceError, JournalEntry, Problem, RawRecord, Result
from audit.evidence.schema import VERSION, batches, create_tables, evidence, journal, meta
from audit.evidence.schema import raw_files as raw_table
from audit.evidence.schema import results as result_table
from audit.evidence.verify import verify
from audit.records import Observation, Stored, now_utc

_CHUNK = 5000
RESULT_HEAD = 64
"""Characters of a kept result by which it is chosen."""
_LOCK = 0x706C616E
"""The advisory lock that writers take on PostgreSQL; SQLite locks the file."""


@cache
def collector() -> str:
    """Return the tool and its version."""
    with contextlib.suppress(metadata.PackageNotFoundError):
        return f"plantready {metadata.version('plantready')}"
    return "plantready 0+unknown"


@dataclass(frozen=True, slots=True)
class New:
    """Observations to store as one batch; see `Evidence.add`."""

    observations: Iterable[Observation]
    origin: str
    name: str
    sha256: str = ""
    reader: str = ""


class Evidence:
    """The evidence of one case. A context manager; one writer at a time, others wait."""

    def __init__(self, database_url: str) -> None:
        """Open the database, and make its tables when it is new.

        Raises
        ------
        EvidenceError
            When it cannot be opened, is no evidence database, or is of another version.
        """
        self.database_url = database_url
        self._head_file = head_file(database_url)
        self._engine = open_engine(database_url)
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        try:
            with self._writing() as connection:
                create_tables(connection)
                version = connection.scalar(select(meta.c.value).where(meta.c.key == "version"))
                if version is None:
                    connection.execute(insert(meta).values(key="version", value=VERSION))
                    version = VERSION
        except DBAPIError as error:
            raise EvidenceError(
                f"{self._engine.url!r}: the evidence cannot be opened ({error.orig}); check that "
                f"the folder is writable and that the file is this case's database"
            ) from None
        if version != VERSION:
            raise EvidenceError(
                f"{self._engine.url!r}: this evidence has format {version}, this plantready reads "
                f"{VERSION}; open it with the version that made it"
            )

    def __enter__(self) -> Evidence:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _writing(self) -> Generator[Connection]:
        writer = self._engine.connect().execution_options(**{WRITES: True})
        with writer as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Generator[Connection]:
        """Give a connection that sees one state of the evidence until it is closed."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def add(
        self,
        observations: Iterable[Observation],
        origin: str,
        name: str,
        sha256: str = "",
        *,
        reader: str = "",
    ) -> int:
        """Store observations as one batch, all or none; they are on the disk when this returns.

        Parameters
        ----------
        origin
            What a newer batch replaces for the facts: a file's path, or `probe snmp HOST:PORT`.
        name
            What people call the source.
        sha256
            Of the raw file; empty for a live answer.
        reader
            The importer or probe that made them.

        Returns
        -------
        The number of the batch.
        """
        return self.add_all([New(observations, origin, name, sha256, reader)])[0]

    def add_all(self, several: Sequence[New]) -> list[int]:
        """Store several batches in their order, all or none; they are on the disk when this
        returns. Returns their numbers.
        """
        if not several:
            return []
        numbers: list[int] = []
        try:
            with self._writing() as connection:
                head, number = _tail(connection)
                for new in several:
                    batch = _header(connection, new)
                    number, head = _store(connection, new.observations, batch, number, head)
                    numbers.append(int(batch["batch"]))
        except DBAPIError as error:
            raise EvidenceError(
                f"{several[0].origin}: nothing was stored ({error.orig}); check the free space and "
                f"that no other program holds the database, then repeat the command"
            ) from error
        self._note_head(number, head, numbers[-1])
        return numbers

    def _note_head(self, number: int, head: str, batch: int) -> None:
        """Write the chain's head beside the database, so that `verify` misses a cut-off end."""
        if self._head_file is None:
            return
        temporary = self._head_file.with_name(self._head_file.name + ".part")
        with contextlib.suppress(OSError):
            temporary.write_text(f"{batch} {number} {head}\n", encoding="ascii")
            temporary.replace(self._head_file)

    @property
    def head_file(self) -> Path | None:
        """The file that remembers the head; None when the database is not a file."""
        return self._head_file

    def has_batch(self, origin: str, sha256: str, reader: str = "") -> bool:
        """Whether the newest batch of this origin came from these very bytes.

        With a `reader`, also whether that reader made it.
        """
        newest = (
            select(batches.c.sha256, batches.c.reader)
            .where(batches.c.origin == origin)
            .order_by(batches.c.batch.desc())
            .limit(1)
        )
        with self.reading() as connection:
            row = connection.execute(newest).first()
        return row is not None and row.sha256 == sha256 and (not reader or row.reader == reader)

    def newest_batches(self) -> tuple[Batch, ...]:
        """Return the newest batch of every origin, in the order of storing."""
        newest = select(func.max(batches.c.batch)).group_by(batches.c.origin)
        query = select(batches).where(batches.c.batch.in_(newest)).order_by(batches.c.batch)
        with self.reading() as connection:
            return tuple(
                Batch(
                    row.batch,
                    row.origin,
                    row.name,
                    row.sha256,
                    row.reader,
                    row.collector,
                    datetime.fromisoformat(row.collected_at),
                    row.rows,
                )
                for row in connection.execute(query)
            )

    def read(self) -> Iterator[Stored]:
        """Give all evidence in the order of storing, from one state of the database."""
        with self.reading() as connection:
            known = {row["batch"]: row for row in connection.execute(select(batches)).mappings()}
            query = select(evidence).order_by(evidence.c.evidence_id)
            for row in connection.execution_options(yield_per=_CHUNK).execute(query).mappings():
                if row["batch"] not in known:
                    raise EvidenceError(
                        f"evidence {row['evidence_id']} belongs to batch {row['batch']}, which is "
                        f"missing; run `plantready verify`"
                    )
                yield chain.stored_of(
                    cast("dict[str, Any]", row), cast("dict[str, Any]", known[row["batch"]])
                )

    def head(self) -> str:
        """Return the hash of the newest row; 64 zeros when there is none."""
        with self.reading() as connection:
            return _tail(connection)[0]

    def verify(self, imports_dir: Path | None = None) -> tuple[Problem, ...]:
        """Recompute every hash; with `imports_dir` those of the kept files too."""
        return verify(self.reading, self.head_file, imports_dir)

    def keep_raw(self, imports_dir: Path, data: bytes, name: str) -> str:
        """Keep a file as it came, and remember what it was called. Returns its SHA-256."""
        sha256 = raw.keep_raw(imports_dir, data)
        name = chain.plain(name)
        with self._writing() as connection:
            known = select(raw_table.c.raw_file).where(
                raw_table.c.sha256 == sha256, raw_table.c.name == name
            )
            if connection.execute(known).first() is None:
                connection.execute(
                    insert(raw_table).values(
                        sha256=sha256, name=name, bytes=len(data), kept_at=now_utc().isoformat()
                    )
                )
        return sha256

    def raw_files(self) -> tuple[RawRecord, ...]:
        """Return the kept files in the order of keeping."""
        with self.reading() as connection:
            rows = connection.execute(select(raw_table).order_by(raw_table.c.raw_file))
            return tuple(
                RawRecord(row.sha256, row.name, row.bytes, datetime.fromisoformat(row.kept_at))
                for row in rows
            )

    def save_result(self, kind: str, dataset_hash: str, text: str) -> int:
        """Keep a judgement or plan beside the older ones; one that equals the newest is not kept
        again. Returns its number.
        """
        newest = self.latest_result(kind)
        if newest and (newest.dataset_hash, newest.text) == (dataset_hash, text):
            return newest.result
        values = {
            "kind": kind,
            "created": now_utc().isoformat(),
            "dataset_hash": dataset_hash,
            "text": text,
            "sha256": chain.text_hash(text),
        }
        with self._writing() as connection:
            done = connection.execute(insert(result_table).values(values))
            return int(cast("tuple[int, ...]", done.inserted_primary_key)[0])

    def results(self, kind: str = "") -> tuple[Result, ...]:
        """Return the kept results of one kind, or all, oldest first."""
        query = select(result_table).order_by(result_table.c.result)
        return self._results(query.where(result_table.c.kind == kind) if kind else query)

    def latest_result(self, kind: str) -> Result | None:
        """Return the newest kept result of a kind; None when there is none."""
        query = select(result_table).where(result_table.c.kind == kind)
        found = self._results(query.order_by(result_table.c.result.desc()).limit(1))
        return found[0] if found else None

    def newest_results(
        self, kind: str, wanted: Callable[[str], bool] | None = None
    ) -> Iterator[Result]:
        """Yield the kept results of a kind one by one, newest first: each may be large. `wanted`
        sees how a text begins and decides whether it is read whole.
        """
        begins = func.substr(result_table.c.text, 1, RESULT_HEAD)
        query = select(result_table.c.result, begins).where(result_table.c.kind == kind)
        with self.reading() as connection:
            heads = list(connection.execute(query.order_by(result_table.c.result.desc())))
        for number, head in heads:
            if wanted is None or wanted(str(head)):
                one = select(result_table).where(result_table.c.result == number)
                yield from self._results(one)

    def _results(self, query: Any) -> tuple[Result, ...]:
        with self.reading() as connection:
            return tuple(
                Result(
                    row.result,
                    row.kind,
                    datetime.fromisoformat(row.created),
                    row.dataset_hash,
                    row.text,
                )
                for row in connection.execute(query)
            )

    def note(self, what: str, detail: str = "") -> None:
        """Write into the journal what was done."""
        with self._writing() as connection:
            connection.execute(
                insert(journal).values(
                    time=now_utc().isoformat(),
                    what=chain.plain(what, 64),
                    detail=chain.plain(detail),
                )
            )

    def journal(self, what: str = "") -> tuple[JournalEntry, ...]:
        """Return the journal's entries of one kind, or all, oldest first."""
        query = select(journal).order_by(journal.c.entry)
        query = query.where(journal.c.what == what) if what else query
        with self.reading() as connection:
            return tuple(
                JournalEntry(datetime.fromisoformat(row.time), row.what, row.detail)
                for row in connection.execute(query)
            )


def _tail(connection: Connection) -> tuple[str, int]:
    query = select(evidence.c.row_hash, evidence.c.evidence_id)
    row = connection.execute(query.order_by(evidence.c.evidence_id.desc()).limit(1)).first()
    return (row.row_hash, row.evidence_id) if row else (chain.START, 0)


def _header(connection: Connection, new: New) -> dict[str, Any]:
    query = select(batches.c.batch, batches.c.batch_hash).order_by(batches.c.batch.desc()).limit(1)
    last = connection.execute(query).first()
    return {
        "batch": last.batch + 1 if last else 1,
        "origin": chain.plain(new.origin),
        "name": chain.plain(new.name),
        "sha256": new.sha256,
        "reader": chain.plain(new.reader, 64),
        "collector": collector(),
        "collected_at": now_utc().isoformat(),
        "previous_hash": last.batch_hash if last else chain.START,
    }


def _store(
    connection: Connection, observations: Iterable[Observation], batch: dict[str, Any],
    number: int, head: str,
) -> tuple[int, str]:  # fmt: skip
    """Write one batch behind row `number`, whose hash is `head`; return the new last ones."""
    header = chain.header_digest(batch)
    rows: list[dict[str, Any]] = []
    count = 0
    for observation in observations:
        number, count = number + 1, count + 1
        row = chain.row_of(observation, number, batch["batch"], head)
        head = row["row_hash"] = chain.row_hash(row, header)
        rows.append(row)
        if len(rows) == _CHUNK:
            connection.execute(insert(evidence), rows)
            rows = []
    if rows:
        connection.execute(insert(evidence), rows)
    batch |= {"rows": count, "last_evidence_id": number, "head": head}
    batch["batch_hash"] = chain.batch_hash(batch)
    connection.execute(insert(batches).values(batch))
    return number, head
