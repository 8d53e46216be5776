"""Recompute every hash: the chain, the batches' counts, the kept files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from audit.evidence.chain import CHAINED, GENESIS, row_hash
from audit.evidence.raw import digest_of
from audit.evidence.store import Problem
from audit.evidence.tables import BATCHES, EVIDENCE, RAW_FILES

MOST = 20
"""How many problems are listed; the first one is what matters."""


def verify_chain(engine: sa.Engine) -> list[Problem]:
    """Find altered, missing and reordered rows, and batches that are not whole."""
    problems: list[Problem] = []
    previous, expected_id = GENESIS, 1
    counts: dict[int, int] = {}
    with engine.connect() as connection:
        query = sa.select(EVIDENCE).order_by(EVIDENCE.c.evidence_id)
        for row in connection.execute(query).yield_per(5000):
            place = f"evidence {row.evidence_id}"
            if row.evidence_id != expected_id:
                problems.append(Problem(place, f"evidence {expected_id} is missing before it"))
            if row.previous_hash != previous:
                problems.append(Problem(place, "does not follow the row before it"))
            columns = {name: getattr(row, name) for name in CHAINED}
            if row_hash(columns, row.previous_hash) != row.row_hash:
                problems.append(Problem(place, "was altered after it was stored"))
            previous, expected_id = row.row_hash, row.evidence_id + 1
            counts[row.batch] = counts.get(row.batch, 0) + 1
            if len(problems) >= MOST:
                return problems
        for batch in connection.execute(sa.select(BATCHES).order_by(BATCHES.c.batch)):
            found = counts.pop(batch.batch, 0)
            if found != batch.rows:
                what = f"holds {found} rows, {batch.rows} were stored"
                problems.append(Problem(f"batch {batch.batch} ({batch.name})", what))
    problems += [Problem(f"batch {batch}", "rows without their batch") for batch in counts]
    return problems[:MOST]


def verify_raw(engine: sa.Engine, folder: Path) -> list[Problem]:
    """Find kept files that are missing or altered."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(RAW_FILES).order_by(RAW_FILES.c.id)).all()
    problems: list[Problem] = []
    for digest, names in _by_digest(rows).items():
        path = folder / digest
        if not path.is_file():
            problems.append(Problem(f"imports/{digest[:16]}…", f"is missing (was {names})"))
        elif digest_of(path) != digest:
            problems.append(Problem(f"imports/{digest[:16]}…", f"was altered (was {names})"))
    return problems


def _by_digest(rows: Iterable[Any]) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in rows:
        names[row.sha256] = f"{names[row.sha256]}, {row.name}" if row.sha256 in names else row.name
    return names
