"""`plantready diff OTHER`: new, fixed, worse, better, no longer assessed; how far apart the audits
were.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from cli.console import Exit, Session, pass_session, table
from cli.stages import judged, open_case

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


@click.command("diff", short_help="This audit against another one.")
@click.argument("other", type=click.Path(path_type=Path), metavar="OTHER")
@pass_session
def command(session: Session, other: Path) -> None:
    """Compare this case with an earlier one: OTHER is the earlier case's folder; it is only read.

    What only one of the two audits asked is never called new or fixed.
    """
    from cli.other import findings_of

    before = findings_of(session, other)
    with open_case(session) as desk:
        _, judgement = judged(desk)
        result = desk.evidence.latest_result("judgement")
    now: dict[str, Any] = json.loads(result.text) if result else {"findings": []}
    changes = compare(before["findings"], now["findings"])
    earlier = date.fromisoformat(before["as_of"])
    days = (judgement.as_of - earlier).days
    if session.as_json:
        session.data(
            {
                "before": str(earlier), "now": str(judgement.as_of), "days_apart": days,
                "changes": [asdict(change) for change in changes],
            }
        )  # fmt: skip
    else:
        print_changes(session, changes, apart(earlier, judgement.as_of))
    if any(score.blockers for score in judgement.scores):
        raise SystemExit(int(Exit.GATE_FAILS))


def print_changes(session: Session, changes: list[Change], between: str) -> None:
    """Print how far apart the audits were, the count by class, then each change."""
    counts = Counter(change.kind for change in changes)
    parts = ", ".join(f"{counts[kind]} {kind}" for kind in ORDER if counts[kind])
    session.say(between)
    session.say(f"{len(changes)} findings changed" + (f": {parts}" if parts else ""))
    if not changes:
        return
    rows = [
        [c.kind, c.line, c.use_case, c.check_id, c.before or "-", c.after or "-", c.sentence]
        for c in changes
    ]
    columns = ["change", "line", "use case", "check", "before", "now", "what"]
    session.out.print(table("", columns, rows))


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


def compare(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[Change]:
    """Return the changes, worst first; the identity of a finding is line, use case and check."""
    old = {_key(row): row for row in before}
    new = {_key(row): row for row in now}
    changes: list[Change] = []
    for key in sorted({*old, *new}):
        was, is_now = old.get(key, {}), new.get(key, {})
        kind = _kind(str(was.get("status", "")), str(is_now.get("status", "")))
        if kind:
            sentence = str((is_now or was)["sentence"])
            changes.append(
                Change(
                    kind, *key, before=str(was.get("status", "")),
                    after=str(is_now.get("status", "")), sentence=sentence,
                )
            )  # fmt: skip
    return sorted(changes, key=lambda change: ORDER.index(change.kind))


def _key(row: dict[str, Any]) -> tuple[str, str, str]:
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
