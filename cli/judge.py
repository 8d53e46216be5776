"""`plantready judge`: findings, scores, verdicts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Session, pass_session, table
from cli.stages import judged, open_case

if TYPE_CHECKING:
    from checks.records import Judgement


@click.command("judge", short_help="Run the checks: findings, scores, verdicts.")
@pass_session
def command(session: Session) -> None:
    """Run every check on every line; exit 1 when a gate fails somewhere."""
    with open_case(session) as desk:
        facts, judgement = judged(desk)
    if session.as_json:
        from reports.tables import rows_of

        session.data({"scores": rows_of("scores", judgement=judgement),
                      "findings": rows_of("findings", judgement=judgement)})  # fmt: skip
    else:
        print_judgement(session, judgement)
        if not facts.lines:
            session.say("no line is known yet: fill in inventory/lines.csv, or import files first")
    if any(score.blockers for score in judgement.scores):
        raise SystemExit(int(Exit.GATE_FAILS))


def print_judgement(session: Session, judgement: Judgement) -> None:
    """Print one row a line and use case, then the count that adds up."""
    rows = [
        [
            score.line,
            score.use_case,
            str(score.verdict) + (f" · {score.economic_flag}" if score.economic_flag else ""),
            ", ".join(score.blockers) or "-",
            ", ".join(score.questions) or "-",
            f"{score.foundation.low:.0f}-{score.foundation.high:.0f}",
            f"{score.foundation.coverage:.0%}",
            str(score.index) + (f" ({score.cap_reason})" if score.cap_reason else ""),
        ]
        for score in judgement.scores
    ]
    columns = ["line", "use case", "verdict", "gates that fail", "gates unknown", "score",
               "answered", "index"]  # fmt: skip
    session.out.print(table("", columns, rows))
    for baseline in judgement.baselines:
        for refusal in baseline.refusals:
            session.say(f"baseline {baseline.use_case or ''} refused: {refusal}")
    for warning in judgement.warnings:
        session.say(f"not counted: {warning}")
    counts = Counter(str(finding.outcome) for finding in judgement.findings)
    parts = " + ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    session.say(f"{len(judgement.findings)} results = {parts or 'none'}")
