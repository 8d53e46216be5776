"""What changed since another audit: two lists of findings in, each change with its class out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from checks.records import Finding
from reports.model.words import sentence

RANK = {"pass": 0, "not applicable": 0, "not built": 0, "warn": 1, "fail": 2}
ORDER = ("new", "worse", "no longer assessed", "now assessed", "better", "fixed")
"""From what needs a look first to what is done."""


@dataclass(frozen=True, slots=True)
class Change:
    """One finding that is not what it was."""

    kind: str
    """One of `ORDER`."""
    line: str
    use_case: str
    check_id: str
    before: str
    """Empty: that audit has no such finding."""
    after: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier audit as it was kept: its day and the rows of its table of findings."""

    as_of: date
    findings: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Since:
    """The changes since an earlier audit."""

    as_of: date
    days: int
    apart: str
    """How far apart the two audits were."""
    sentence: str
    counts: tuple[tuple[str, int], ...]
    """(class, changes), in the order of `ORDER`; classes without a change are left out."""
    changes: tuple[Change, ...]


def since(earlier: Earlier, findings: Iterable[Finding], as_of: date) -> Since:
    """Compare the findings with an earlier audit."""
    now = [
        {"line": f.line, "use_case": f.use_case, "check_id": f.check.check_id,
         "status": str(f.outcome), "sentence": f.sentence}
        for f in findings
    ]  # fmt: skip
    changes = compare(earlier.findings, now)
    found = Counter(change.kind for change in changes)
    counts = tuple((kind, found[kind]) for kind in ORDER if found[kind])
    said = ", ".join(f"{number} {kind}" for kind, number in counts)
    return Since(
        as_of=earlier.as_of,
        days=(as_of - earlier.as_of).days,
        apart=sentence(apart(earlier.as_of, as_of)),
        sentence=f"Answers that changed: {said}." if said else "No answer changed.",
        counts=counts,
        changes=tuple(changes),
    )


def apart(earlier: date, later: date) -> str:
    """Say how far apart two audits were, no more exactly than their dates are known."""
    if date.min in (earlier, later):
        return "one of the audits holds no evidence with a date: how far apart they were is unknown"
    days = (later - earlier).days
    both = f"{earlier} and {later}"
    if days == 0:
        return f"both audits are of {earlier}: less than a day apart"
    if days < 0:
        return f"{both}: the other audit is the later one, by {-days} days; read each change so"
    return f"{both}: {days} day{'' if days == 1 else 's'} between the audits"


def compare(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Return the changes, worst first; the identity of a finding is line, use case and check."""
    old = {_key(row): row for row in before}
    new = {_key(row): row for row in now}
    changes: list[Change] = []
    for key in sorted({*old, *new}):
        was, is_now = old.get(key, {}), new.get(key, {})
        kind = _kind(str(was.get("status", "")), str(is_now.get("status", "")))
        if kind:
            seen = str((is_now or was)["sentence"])
            changes.append(
                Change(
                    kind, *key, before=str(was.get("status", "")),
                    after=str(is_now.get("status", "")), sentence=seen,
                )
            )  # fmt: skip
    return sorted(changes, key=lambda change: ORDER.index(change.kind))


def _key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(row["line"]), str(row["use_case"] or ""), str(row["check_id"])


def _kind(was: str, is_now: str) -> str:
    """Return the class of a change, empty for none.

    An audit that asked less (a line left out, a table not read) knows nothing of the rest: that is
    `no longer assessed` or `now assessed`, never an improvement or a new defect.
    """
    unasked = ("", "unknown")
    if was in unasked or is_now in unasked:
        if was in unasked and is_now in unasked:
            return ""
        return "no longer assessed" if is_now in unasked else "now assessed"
    step = RANK[is_now] - RANK[was]
    if step == 0:
        return ""
    if step > 0:
        return "new" if RANK[was] == 0 else "worse"
    return "fixed" if RANK[is_now] == 0 else "better"
