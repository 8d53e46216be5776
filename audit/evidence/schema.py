"""The tables of the evidence database, and the triggers that refuse every change."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, MetaData, String, Table, Text

VERSION = "1"
"""Of these tables; a case made by another version is refused, never guessed at."""

METADATA = MetaData()

meta = Table(
    "meta",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

batches = Table(
    "batches",
    METADATA,
    Column("batch", Integer, primary_key=True, autoincrement=False),
    Column("origin", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("reader", String(64), nullable=False),
    Column("collector", String(128), nullable=False),
    Column("collected_at", String(32), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("last_evidence_id", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("batch_hash", String(64), nullable=False),
    Index("batches_origin", "origin", "batch"),
)

evidence = Table(
    "evidence",
    METADATA,
    Column("evidence_id", Integer, primary_key=True, autoincrement=False),
    Column("batch", Integer, nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("attribute", String(64), nullable=False),
    Column("value", Text, nullable=False),
    Column("status", String(32), nullable=False),
    Column("grade", String(2), nullable=False),
    Column("method", String(64), nullable=False),
    Column("source_file", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("source_sha256", String(64), nullable=False),
    Column("time", String(40), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("row_hash", String(64), nullable=False),
)

results = Table(
    "results",
    METADATA,
    Column("result", Integer, primary_key=True),
    Column("kind", String(64), nullable=False, index=True),
    Column("created", String(32), nullable=False),
    Column("dataset_hash", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
)

raw_files = Table(
    "raw_files",
    METADATA,
    Column("raw_file", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("kept_at", String(32), nullable=False),
)

journal = Table(
    "journal",
    METADATA,
    Column("entry", Integer, primary_key=True),
    Column("time", String(32), nullable=False),
    Column("what", String(64), nullable=False),
    Column("detail", Text, nullable=False),
)

APPEND_ONLY = (batches, evidence, results, raw_files, journal)


def create_tables(connection: Connection) -> None:
    """Make what is missing; on SQLite and PostgreSQL with triggers that refuse changes."""
    METADATA.create_all(connection)
    statements = {"sqlite": _sqlite_triggers, "postgresql": _postgresql_triggers}
    for statement in statements.get(connection.dialect.name, tuple[str, ...])():
        connection.exec_driver_sql(statement)


def _sqlite_triggers() -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_{verb.lower()} "
        f"BEFORE {verb} ON {table.name} "
        f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    )


def _postgresql_triggers() -> tuple[str, ...]:
    """PostgreSQL 14 and newer."""
    function = (
        "CREATE OR REPLACE FUNCTION plantready_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
    )
    triggers = (
        f"CREATE OR REPLACE TRIGGER {table.name}_append_only "
        f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION plantready_append_only()"
        for table in APPEND_ONLY
    )
    return (function, *triggers)
