"""`plantready judge`: findings, scores, verdicts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Session, pass_session, table
from cli.stages import judged, open_case
from cli.verdicts import pilots_text

if TYPE_CHECKING:
    from checks.records import Judgement

MOST_FLIPS, MOST_TALLIES = 12, 40
"""Lines and use cases printed; more of them are for the workbook."""


@click.command("judge", short_help="Run the checks: findings, scores, verdicts.")
@pass_session
def command(session: Session) -> None:
    """Run every check on every line; exit 1 when a gate fails somewhere."""
    with open_case(session) as desk:
        facts, judgement = judged(desk)
    if session.as_json:
        from checks.tally import tallies
        from reports.tables import rows_of

        session.data({"scores": rows_of("scores", judgement=judgement),
                      "findings": rows_of("findings", judgement=judgement),
                      "tallies": [{"line": t.line, "use_case": t.use_case, "total": t.total,
                                   **{str(o): n for o, n in t.counts.items()}}
                                  for t in tallies(judgement)],
                      "pilots": [{"line": line, "use_cases": list(uses)}
                                 for line, uses in judgement.pilots],
                      "own_checks": judgement.own_checks})  # fmt: skip
    else:
        print_judgement(session, judgement)
        if not facts.lines:
            session.say("no line is known yet: fill in inventory/lines.csv, or import files first")
    if any(score.blockers for score in judgement.scores):
        raise SystemExit(int(Exit.GATE_FAILS))


def print_judgement(session: Session, judgement: Judgement) -> None:
    """Print one row a line and use case, then the count that adds up."""
    if len(judgement.pilots) > 1:
        session.say(f"{pilots_text(judgement)}, each held against the other lines")
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
    for sentence in judgement.own_checks:
        session.say(sentence)
    for change in judgement.overrides:
        session.say(
            f"{change.check_id} {change.name} is {change.value:g} {change.unit} in this case, not "
            f"{change.default:g}: {change.reason}"
        )
    print_firmness(session, judgement)
    print_tallies(session, judgement)


def print_firmness(session: Session, judgement: Judgement) -> None:
    """Print the least work that lifts each verdict, then how firm the order of the lines is."""
    from checks.flips import smallest_flip
    from checks.ranking import firmness

    for score in judgement.scores[:MOST_FLIPS]:
        flip = smallest_flip(judgement, score.line, score.use_case)
        if flip is not None:
            session.say(flip.sentence)
    for sentence in firmness(judgement):
        session.say(sentence)


def print_tallies(session: Session, judgement: Judgement) -> None:
    """Print for every line how its results add up; of a large plant the sum alone."""
    from checks.tally import tallies

    found = tallies(judgement)
    for tally in found[:MOST_TALLIES]:
        session.say(f"{tally.line} {tally.use_case}".strip() + f": {tally.sentence}")
    if len(found) > MOST_TALLIES:
        session.say(f"and {len(found) - MOST_TALLIES} more; all with: plantready --json judge")
    counts = Counter(str(finding.outcome) for finding in judgement.findings)
    parts = " + ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    session.say(f"{len(judgement.findings)} results = {parts or 'none'}")
