"""What a report says beside the judgement: the earlier audit of the case, and what was allowed."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from cli.stages import Desk

if TYPE_CHECKING:
    from reports.model.since import Earlier
    from reports.model.trend import Audit

_AS_OF = re.compile(r'\{"as_of": "(\d{4}-\d{2}-\d{2})"')
"""How a kept judgement begins; the rest is read only of the one that is wanted."""
_SCORES = '"scores": '
"""How its last part begins; inside a text the quotes would be escaped."""
MOST_AUDITS = 24
"""Days of audits that a trend goes back."""


def earlier_audit(desk: Desk, as_of: date) -> Earlier | None:
    """Return the newest kept judgement that is of an earlier day; None where there is none."""
    from reports.model.since import Earlier

    for kept in desk.evidence.newest_results("judgement"):
        said = _AS_OF.match(kept.text)
        day = date.fromisoformat(said[1]) if said else as_of
        if date.min < day < as_of:
            return Earlier(day, tuple(json.loads(kept.text)["findings"]))
    return None


def kept_audits(desk: Desk, as_of: date) -> tuple[Audit, ...]:
    """Return the newest kept judgement of each earlier day, of the newest `MOST_AUDITS` days."""
    from reports.model.trend import Audit

    found: dict[date, Audit] = {}
    for kept in desk.evidence.newest_results("judgement"):
        said = _AS_OF.match(kept.text)
        day = date.fromisoformat(said[1]) if said else as_of
        if date.min < day < as_of and day not in found:
            found[day] = Audit(day, tuple(_scores(kept.text)))
            if len(found) == MOST_AUDITS:
                break
    return tuple(found[day] for day in sorted(found))


def _scores(text: str) -> list[dict[str, Any]]:
    """The scores of a kept judgement, which end it; its findings are many and not read."""
    start = text.rfind(_SCORES)
    rows: list[dict[str, Any]] = (
        json.loads(text[start + len(_SCORES) : -1]) if start >= 0 else json.loads(text)["scores"]
    )
    return rows


def allowed(desk: Desk) -> str:
    """Return the sheet that the client signed, and the hash of the file; empty without a file."""
    from hashlib import sha256

    from audit.net.errors import ScopeError
    from audit.net.scope import load_scope
    from audit.net.sheet import scope_sheet

    path = desk.case.scope_path
    if not path.is_file():
        return ""
    digest = sha256(path.read_bytes()).hexdigest()
    try:
        sheet = scope_sheet(load_scope(path))
    except ScopeError as error:
        sheet = f"It cannot be read: {error}"
    return f"{sheet}\nSHA-256 of {path.name}: {digest}"
