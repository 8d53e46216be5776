"""The evidence store: observations in, never changed, never deleted; SQLAlchemy Core on SQLite by
default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import sqlalchemy as sa

from audit.evidence import raw
from audit.evidence.chain import GENESIS, columns_of, observation_of, row_hash, stamp
from audit.evidence.tables import BATCHES, EVIDENCE, METADATA, RAW_FILES, RESULTS, TRIGGERS
from audit.records import Observation, Stored, now_utc

ROWS_PER_INSERT = 2000


class EvidenceError(Exception):
    """The evidence cannot be opened or written; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that `verify` found."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(frozen=True, slots=True)
class Batch:
    """One import of one file, or one exchange with one device."""

    batch: int
    origin: str
    name: str
    sha256: str
    collected_at: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class Result:
    """A judgement or plan kept with the evidence."""

    kind: str
    dataset_hash: str
    created: datetime
    text: str


class Evidence:
    """An open store. Use it with `with`: it closes its connection at the end."""

    def __init__(self, database_url: str, *, collector: str = "plantready") -> None:
        self._collector = collector
        try:
            self._engine = sa.create_engine(database_url, connect_args=_arguments(database_url))
            if self._engine.dialect.name == "sqlite":
                sa.event.listen(self._engine, "connect", _configure_sqlite)
            METADATA.create_all(self._engine)
            self._forbid_changes()
        except sa.exc.SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error)
            raise EvidenceError(
                f"the evidence in {database_url} cannot be opened: {reason}; "
                "check the path and the rights, or restore the file from a copy"
            ) from None

    def __enter__(self) -> Evidence:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._engine.dispose()

    def _forbid_changes(self) -> None:
        if self._engine.dialect.name == "sqlite":
            with self._engine.begin() as connection:
                for statement in TRIGGERS:
                    connection.execute(sa.text(statement))

    def add(
        self, observations: Iterable[Observation], *, origin: str, name: str, sha256: str = ""
    ) -> int:
        """Store observations as one batch, all or none; return the batch number.

        When this returns, the rows survive a crash of the process and of the machine.
        """
        collected = stamp(now_utc())
        try:
            with self._engine.begin() as connection:
                self._lock(connection)
                batch = 1 + (connection.scalar(sa.select(sa.func.max(BATCHES.c.batch))) or 0)
                count = self._insert(connection, observations, batch, collected)
                connection.execute(
                    BATCHES.insert().values(
                        batch=batch, origin=origin, name=name, sha256=sha256,
                        collected_at=collected, rows=count,
                    )
                )  # fmt: skip
        except sa.exc.SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error)
            raise EvidenceError(f"{name} could not be stored: {reason}; nothing was kept") from None
        return batch

    def _lock(self, connection: sa.Connection) -> None:
        """Keep a second writer out until the commit, so that the chain stays one chain."""
        if self._engine.dialect.name == "postgresql":
            connection.execute(sa.text("LOCK TABLE evidence IN EXCLUSIVE MODE"))

    def _insert(
        self,
        connection: sa.Connection,
        observations: Iterable[Observation],
        batch: int,
        collected: str,
    ) -> int:
        number, previous = self._last(connection)
        rows: list[dict[str, Any]] = []
        count = 0
        for observation in observations:
            number += 1
            count += 1
            columns = columns_of(observation) | {
                "evidence_id": number, "batch": batch,
                "collected_at": collected, "collector": self._collector,
            }  # fmt: skip
            digest = row_hash(columns, previous)
            rows.append(columns | {"previous_hash": previous, "row_hash": digest})
            previous = digest
            if len(rows) >= ROWS_PER_INSERT:
                connection.execute(EVIDENCE.insert(), rows)
                rows = []
        if rows:
            connection.execute(EVIDENCE.insert(), rows)
        return count

    def _last(self, connection: sa.Connection) -> tuple[int, str]:
        newest = sa.select(EVIDENCE.c.evidence_id, EVIDENCE.c.row_hash)
        row = connection.execute(newest.order_by(EVIDENCE.c.evidence_id.desc()).limit(1)).first()
        return (row.evidence_id, row.row_hash) if row else (0, GENESIS)

    def head(self) -> str:
        """Return the hash of the newest row; 64 zeros when there is none."""
        with self._engine.connect() as connection:
            return self._last(connection)[1]

    def read(self) -> Iterator[Stored]:
        """Yield every stored observation in the order of storing."""
        query = sa.select(EVIDENCE, BATCHES.c.origin).join(
            BATCHES, BATCHES.c.batch == EVIDENCE.c.batch
        )
        with self._engine.connect() as connection:
            for row in connection.execute(query.order_by(EVIDENCE.c.evidence_id)).yield_per(5000):
                yield Stored(
                    evidence_id=row.evidence_id,
                    batch=row.batch,
                    origin=row.origin,
                    collector=row.collector,
                    collected_at=datetime.fromisoformat(row.collected_at),
                    previous_hash=row.previous_hash,
                    row_hash=row.row_hash,
                    observation=observation_of(row),
                )

    def batches(self) -> tuple[Batch, ...]:
        """Return all batches, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(BATCHES).order_by(BATCHES.c.batch)).all()
        return tuple(
            Batch(
                r.batch, r.origin, r.name, r.sha256, datetime.fromisoformat(r.collected_at), r.rows
            )
            for r in rows
        )

    def newest_sha256(self, origin: str) -> str | None:
        """Return the hash of the newest batch of that origin; None when it was never stored."""
        query = sa.select(BATCHES.c.sha256).where(BATCHES.c.origin == origin)
        with self._engine.connect() as connection:
            return connection.scalar(query.order_by(BATCHES.c.batch.desc()).limit(1))

    def has_batch(self, origin: str, sha256: str) -> bool:
        """Whether the newest batch of that origin is of this very content."""
        return self.newest_sha256(origin) == sha256

    def keep_raw(self, folder: Path, data: bytes, name: str) -> str:
        """Keep a file as it came, read-only, named by its SHA-256; return that."""
        digest = raw.keep(folder, data)
        with self._engine.begin() as connection:
            known = sa.select(RAW_FILES).where(
                RAW_FILES.c.sha256 == digest, RAW_FILES.c.name == name
            )
            if connection.execute(known).first() is None:
                connection.execute(
                    RAW_FILES.insert().values(
                        sha256=digest, name=name, bytes=len(data), kept_at=stamp(now_utc())
                    )
                )
        return digest

    def raw_files(self) -> Sequence[Any]:
        """Return (sha256, name, bytes) of the kept files."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(RAW_FILES).order_by(RAW_FILES.c.id)).all()

    def verify(self, imports_dir: Path | None = None) -> tuple[Problem, ...]:
        """Recompute the chain and, when the folder is given, the kept files."""
        from audit.evidence.verify import verify_chain, verify_raw

        problems = verify_chain(self._engine)
        if imports_dir is not None:
            problems += verify_raw(self._engine, imports_dir)
        return tuple(problems)

    def save_result(self, kind: str, dataset_hash: str, text: str) -> None:
        """Keep a judgement or plan; an equal one is not kept twice in a row."""
        newest = self.latest_result(kind)
        if newest is not None and (newest.dataset_hash, newest.text) == (dataset_hash, text):
            return
        with self._engine.begin() as connection:
            connection.execute(
                RESULTS.insert().values(
                    kind=kind, dataset_hash=dataset_hash, created=stamp(now_utc()), text=text
                )
            )

    def results(self, kind: str) -> tuple[Result, ...]:
        """Return the kept results of a kind, oldest first."""
        query = sa.select(RESULTS).where(RESULTS.c.kind == kind).order_by(RESULTS.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Result(r.kind, r.dataset_hash, datetime.fromisoformat(r.created), r.text) for r in rows
        )

    def latest_result(self, kind: str) -> Result | None:
        """Return the newest result of a kind."""
        found = self.results(kind)
        return found[-1] if found else None


def _arguments(database_url: str) -> dict[str, Any]:
    return {"timeout": 30} if database_url.startswith("sqlite") else {}


def _configure_sqlite(connection: Any, _record: Any) -> None:
    """Write-ahead log, and every commit on the disk before it is reported."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
