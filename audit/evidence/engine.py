"""Open the database so that a commit is on the disk before it is reported: URL in, engine out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from audit.evidence.records import EvidenceError

WRITES = "plantready_write"
"""The execution option of connections that write: they lock out other writers from the start, so
that two programs never continue the chain from the same row.
"""


def open_engine(database_url: str) -> Engine:
    """Make an engine.

    Raises
    ------
    EvidenceError
        When the URL is none, or its driver is not installed.
    """
    options = {"connect_args": {"timeout": 60}} if database_url.startswith("sqlite") else {}
    try:
        engine = create_engine(_url(database_url), **options)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise EvidenceError(
            f"the database URL in case.toml cannot be used ({error}); correct `database`, or "
            f"install the driver it names"
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def head_file(database_url: str) -> Path | None:
    """Return where the head is remembered: beside the SQLite file."""
    path = _sqlite_path(database_url)
    return Path(path + ".head") if path and path != ":memory:" else None


def _sqlite_path(database_url: str) -> str:
    prefix = "sqlite:///"
    return database_url[len(prefix) :] if database_url.startswith(prefix) else ""


def _url(database_url: str) -> URL:
    """A folder may be called `100% ?`: the path of an SQLite file is taken as it stands."""
    path = _sqlite_path(database_url)
    return URL.create("sqlite", database=path) if path else make_url(database_url)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` does, with the right lock.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
