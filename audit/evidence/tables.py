"""The tables of the evidence database, and the triggers that keep them append-only."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()

BATCHES = sa.Table(
    "batches",
    METADATA,
    sa.Column("batch", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("origin", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("collected_at", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
)

EVIDENCE = sa.Table(
    "evidence",
    METADATA,
    sa.Column("evidence_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("batch", sa.Integer, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("attribute", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("grade", sa.Text, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("source_file", sa.Text, nullable=False),
    sa.Column("location", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("collected_at", sa.Text, nullable=False),
    sa.Column("collector", sa.Text, nullable=False),
    sa.Column("previous_hash", sa.String(64), nullable=False),
    sa.Column("row_hash", sa.String(64), nullable=False),
)

RAW_FILES = sa.Table(
    "raw_files",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("kept_at", sa.Text, nullable=False),
)

RESULTS = sa.Table(
    "results",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False, index=True),
    sa.Column("dataset_hash", sa.String(64), nullable=False),
    sa.Column("created", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

TRIGGERS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END"
    for table in ("evidence", "batches", "raw_files", "results")
    for verb in ("UPDATE", "DELETE")
)
"""SQLite only; elsewhere the account's rights must see to it."""
