"""Hand files to importers the way `import` does."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from audit.imports.contract import Imported, RawFile
from audit.records import Kind

MODIFIED = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def raw(name: str, content: str | bytes) -> RawFile:
    """Return a file."""
    data = content if isinstance(content, bytes) else content.encode()
    return RawFile(name, data, hashlib.sha256(data).hexdigest(), MODIFIED)


def rows(imported: Imported) -> list[dict[str, Any]]:
    """Return the rows that were imported."""
    return [
        dict(observation.value)
        for observation in imported.observations
        if observation.subject.kind is Kind.ROW and isinstance(observation.value, dict)
    ]


def remarks(imported: Imported) -> str:
    """Return all remarks, a line each."""
    found = (*imported.skipped, *imported.not_understood)
    return "\n".join(f"{remark.location}: {remark.what}" for remark in found)
