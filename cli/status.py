"""`plantready status`: what is known per line, what is missing, what it would cost in minutes to
find out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from cli.console import Session, pass_session, table
from cli.stages import facts_of, judgement_of, open_case

if TYPE_CHECKING:
    from checks.records import Judgement
    from checks.template_test import TemplateTest


@dataclass(frozen=True, slots=True)
class LineStatus:
    """How much of one line's questions is answered, for one use case."""

    line: str
    use_case: str
    answered: int
    asked: int
    coverage: float
    minutes: int


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is not known, and the cheapest way to find out."""

    check_id: str
    lines: tuple[str, ...]
    why: str
    evidence: str
    who: str
    minutes: int


@click.command("status", short_help="What is known per line, and what is missing.")
@pass_session
def command(session: Session) -> None:
    """Print what is known, whether the pilot may be copied, then the open questions with the
    cheapest evidence, quickest first.
    """
    from checks.template_test import template_test

    with open_case(session) as desk:
        judgement = judgement_of(desk, facts_of(desk))
    lines, questions = status_of(judgement)
    test = template_test(judgement)
    if session.as_json:
        said: dict[str, object] = {"banner": test.banner, **asdict(test)}
        session.data(
            {
                "lines": [asdict(x) for x in lines],
                "questions": [asdict(x) for x in questions],
                "copying": said,
            }
        )
        return
    if not lines:
        session.say("no line is known yet: fill in inventory/lines.csv; imports work all the same")
        return
    rows = [
        [x.line, x.use_case, f"{x.answered} of {x.asked}", f"{x.coverage:.0%}", str(x.minutes)]
        for x in lines
    ]
    session.out.print(
        table("", ["line", "use case", "answered", "by weight", "minutes left"], rows)
    )
    print_template_test(session, test)
    rows = [
        [q.check_id, ", ".join(q.lines), q.why, q.evidence, q.who, str(q.minutes)]
        for q in questions
    ]
    columns = ["check", "lines", "why unknown", "cheapest evidence", "who", "minutes"]
    session.out.print(table("", columns, rows))


def print_template_test(session: Session, test: TemplateTest) -> None:
    """Say what speaks against copying the pilot, and what of it nobody knows."""
    if not test.banner:
        return
    session.say(test.banner)
    for word, reasons in (("fails", test.against), ("unknown", test.unknown)):
        for reason in reasons:
            session.item(f"{reason.check_id} {word}: {reason.sentence}")


def status_of(judgement: Judgement) -> tuple[list[LineStatus], list[Question]]:
    """Count what is answered and what is not."""
    from checks.records import Finding, Outcome

    lines: list[LineStatus] = []
    for score in judgement.scores:
        own = [
            f for f in judgement.findings if (f.line, f.use_case) == (score.line, score.use_case)
        ]
        open_ones = [f for f in own if f.outcome is Outcome.UNKNOWN]
        lines.append(
            LineStatus(
                score.line, score.use_case, len(own) - len(open_ones), len(own),
                score.foundation.coverage, sum(f.check.closes_minutes for f in open_ones),
            )
        )  # fmt: skip
    unknown: dict[str, list[Finding]] = {}
    for finding in judgement.findings:
        if finding.outcome is Outcome.UNKNOWN:
            unknown.setdefault(finding.check.check_id, []).append(finding)
    questions = [
        Question(
            check_id,
            tuple(sorted({f.line for f in found})),
            ", ".join(sorted({f.why.code for f in found if f.why})),
            found[0].check.closes_unknown,
            found[0].check.closes_who,
            found[0].check.closes_minutes,
        )
        for check_id, found in unknown.items()
    ]
    return lines, sorted(questions, key=lambda q: (q.minutes, q.check_id))
