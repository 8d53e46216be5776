"""`plantready diff OTHER`: new, fixed, worse, better, no longer assessed; how far apart the audits
were.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from cli.console import Exit, Failure, Session, pass_session, table
from cli.stages import judged, open_case

RANK = {"pass": 0, "not applicable": 0, "not built": 0, "warn": 1, "fail": 2}


@dataclass(frozen=True, slots=True)
class Change:
    """One finding that is not what it was."""

    kind: str
    """new, fixed, worse, better, no longer assessed, now assessed."""
    line: str
    use_case: str
    check_id: str
    before: str
    after: str
    sentence: str


@click.command("diff", short_help="This audit against another one.")
@click.argument("other", type=click.Path(path_type=Path, file_okay=False), metavar="OTHER")
@pass_session
def command(session: Session, other: Path) -> None:
    """Compare this case with an earlier one: OTHER is the earlier case's folder."""
    with open_case(session) as desk:
        _, judgement = judged(desk)
        now = json.loads(desk.evidence.results("judgement")[-1].text)
    before = load_other(session, other)
    changes = compare(before["findings"], now["findings"])
    days = (date.fromisoformat(now["as_of"]) - date.fromisoformat(before["as_of"])).days
    if session.as_json:
        from dataclasses import asdict

        session.data({"days_apart": days, "changes": [asdict(change) for change in changes]})
        return
    session.say(f"{days} days between the audits; {len(changes)} findings changed")
    rows = [
        [c.kind, c.line, c.use_case, c.check_id, c.before, c.after, c.sentence] for c in changes
    ]
    session.out.print(
        table("", ["change", "line", "use case", "check", "before", "now", "what"], rows)
    )
    if any(score.blockers for score in judgement.scores):
        raise SystemExit(int(Exit.GATE_FAILS))


def load_other(session: Session, other: Path) -> dict[str, Any]:
    """Return the newest judgement the other case kept; judge it when it kept none."""
    with open_case(Session(root=other, quiet=session.quiet), read_inventory=False) as desk:
        result = desk.evidence.latest_result("judgement")
    if result is None:
        raise Failure(f"{other} holds no judgement yet; run: plantready -C {other} judge")
    kept: dict[str, Any] = json.loads(result.text)
    return kept


def compare(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[Change]:
    """Return the changes, worst first; the identity of a finding is line, use case and check."""
    old = {_key(row): row for row in before}
    new = {_key(row): row for row in now}
    changes: list[Change] = []
    for key in sorted({*old, *new}):
        was, is_now = old.get(key), new.get(key)
        kind = _kind(was["status"] if was else None, is_now["status"] if is_now else None)
        if kind:
            row = is_now or was or {}
            changes.append(
                Change(
                    kind, *key, before=str((was or {}).get("status", "")),
                    after=str((is_now or {}).get("status", "")), sentence=str(row["sentence"]),
                )
            )  # fmt: skip
    order = ["new", "worse", "no longer assessed", "now assessed", "better", "fixed"]
    return sorted(changes, key=lambda change: order.index(change.kind))


def _key(row: dict[str, Any]) -> tuple[str, str, str]:
    return str(row["line"]), str(row["use_case"]), str(row["check_id"])


def _kind(was: str | None, is_now: str | None) -> str:
    if was == is_now:
        return ""
    if is_now in (None, "unknown"):
        return "no longer assessed" if was not in (None, "unknown") else ""
    if was in (None, "unknown"):
        return "new" if RANK.get(is_now, 0) == 2 else "now assessed"
    if RANK.get(is_now, 0) == RANK.get(was, 0):
        return ""
    if RANK.get(is_now, 0) > RANK.get(was, 0):
        return "new" if is_now == "fail" and was == "pass" else "worse"
    return "fixed" if is_now == "pass" else "better"
