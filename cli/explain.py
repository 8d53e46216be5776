"""`plantready explain LINE CHECK`: rule, inputs, arithmetic, what would change it."""

from __future__ import annotations

import click

from cli.console import Failure, Session, pass_session
from cli.stages import judged, open_case


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
        lines = sorted({f.line for f in judgement.findings})
        checks = sorted({f.check.check_id for f in judgement.findings})
        raise Failure(
            f"no result for {check_id} on {line}; lines: {', '.join(lines) or 'none'}; "
            f"checks: {', '.join(checks) or 'none'}"
        )
    explanation = explain(judgement, line, check_id.upper(), finding.use_case)
    if session.as_json:
        session.data(asdict(explanation))
        return
    for text in explanation.as_lines():
        session.say(text)
