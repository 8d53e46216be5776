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

    def is_earlier(head: str) -> bool:
        return date.min < _day_of(head, as_of) < as_of

    for kept in desk.evidence.newest_results("judgement", is_earlier):
        day = _day_of(kept.text, as_of)
        return Earlier(day, tuple(json.loads(kept.text)["findings"]))
    return None


def _day_of(text: str, otherwise: date) -> date:
    said = _AS_OF.match(text)
    return date.fromisoformat(said[1]) if said else otherwise


def kept_audits(desk: Desk, as_of: date) -> tuple[Audit, ...]:
    """Return the newest kept judgement of each earlier day, of the newest `MOST_AUDITS` days."""
    from reports.model.trend import Audit

    found: dict[date, Audit] = {}

    def is_next(head: str) -> bool:
        day = _day_of(head, as_of)
        return date.min < day < as_of and day not in found and len(found) < MOST_AUDITS

    for kept in desk.evidence.newest_results("judgement", is_next):
        day = _day_of(kept.text, as_of)
        found[day] = Audit(day, tuple(_scores(kept.text)))
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
