"""`plantready diff OTHER`: new, fixed, worse, better, no longer assessed; how far apart the audits
were.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from cli.console import Exit, Session, pass_session, table
from cli.stages import judged, open_case
from reports.model.since import ORDER, Change, apart, compare


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
