"""`plantready explain LINE CHECK`: rule, inputs, arithmetic, what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.console import Failure, Session, pass_session
from cli.stages import judged, open_case

if TYPE_CHECKING:
    from checks.records import Judgement


@click.command("explain", short_help="One check on one line.")
@click.argument("line")
@click.argument("check_id", metavar="CHECK")
@click.option("--use-case", default=None, help="When the case has several.")
@pass_session
def command(session: Session, line: str, check_id: str, use_case: str | None) -> None:
    """Print rule, thresholds with their basis, inputs with evidence ids, arithmetic."""
    from dataclasses import asdict

    from checks.explain import explain

    with open_case(session) as desk:
        _, judgement = judged(desk)
    finding = judgement.finding(line, check_id.upper(), use_case)
    if finding is None:
        raise Failure(missing(judgement, line, check_id.upper(), use_case))
    explanation = explain(judgement, line, check_id.upper(), finding.use_case)
    if session.as_json:
        session.data(asdict(explanation))
        return
    for text in explanation.as_lines():
        session.say(text)


def missing(judgement: Judgement, line: str, check_id: str, use_case: str | None) -> str:
    """Say which of the three names is not there, and which are."""
    findings = judgement.findings
    if not findings:
        return "nothing is judged yet: fill in inventory/lines.csv, or import files first"
    for what, name, known in (
        ("line", line, {f.line for f in findings}),
        ("check", check_id, {f.check.check_id for f in findings}),
        ("use case", use_case or "", {f.use_case for f in findings if f.use_case}),
    ):
        if name and name not in known:
            return f"there is no {what} {name!r}; known: {', '.join(sorted(known)) or 'none'}"
    return f"no result for {check_id} on {line} for this use case; try another --use-case"
