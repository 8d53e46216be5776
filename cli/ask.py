"""`plantready ask`: a questionnaire per role with what can still change a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.console import Session, pass_session, table
from cli.stages import judged, open_case

if TYPE_CHECKING:
    from audit.case import Case
    from checks.open_questions import OpenQuestion
    from checks.question import Who
    from checks.records import Judgement
    from reports.language import Speech

ROLES = ("IT", "OT", "floor", "finance")


@click.command("ask", short_help="Questionnaires with what can still change a verdict.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES, case_sensitive=False),
              help="Only for this side; again for more. All four without it.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="Also questions that only narrow a score.")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=None,
              help="The folder; CASE/questions without it.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "de"]), default=None,
              help="Of the workbooks; case.toml's without it.")  # fmt: skip
@pass_session
def command(
    session: Session, roles: tuple[str, ...], every: bool, output: Path | None, language: str | None
) -> None:
    """Write one workbook per role: at most 25 questions a person, the weightiest first.

    Send it as it is; `plantready merge` takes any number of copies back.
    """
    from checks.open_questions import open_questions
    from checks.question import Who
    from checks.questions import ALL
    from reports.language import speech
    from reports.language.kept import plant_names

    with open_case(session) as desk:
        facts, judgement = judged(desk)
        case, folder = desk.case, output or desk.case.root / "questions"
    rows = open_questions(judgement, facts, ALL)
    chosen = [Who(role) for role in ROLES if not roles or role in roles]
    spoken = speech(language or case.config.report.language, plant_names(facts))
    done = [_one(who, rows, folder, case, judgement, spoken, every=every) for who in chosen]
    if session.as_json:
        session.data(done)
        return
    _print(session, done, every=every)


def _one(
    who: Who, rows: tuple[OpenQuestion, ...], folder: Path, case: Case, judgement: Judgement,
    spoken: Speech, *, every: bool,
) -> dict[str, Any]:  # fmt: skip
    """Write the questionnaire of one side, unless there is nothing to ask."""
    from audit.records import now_utc
    from checks.open_questions import to_ask
    from reports.files import write_bytes
    from reports.questions.sheet import Heading, questionnaire

    asked, waiting = to_ask(rows, who, every=every)
    path = folder / f"questions-{who}.xlsx"
    if asked:
        heading = Heading(
            case.config.case_id, case.config.name, judgement.dataset_hash, judgement.as_of,
            now_utc().date(),
        )  # fmt: skip
        write_bytes(path, questionnaire(asked, who, heading, spoken))
    narrow = sum(row.who is who and not row.changes_a_verdict for row in rows)
    return {
        "role": str(who),
        "file": str(path) if asked else "",
        "questions": [
            {
                "key": row.key, "question": row.text, "minutes": row.question.minutes,
                "checks": list(row.checks), "changes_alone": list(row.at_once),
                "changes_with_others": list(row.with_others), "points": round(row.points, 2),
            }
            for row in asked
        ],
        "minutes": sum(row.question.minutes for row in asked),
        "waiting": waiting,
        "only_narrow_a_score": 0 if every else narrow,
    }  # fmt: skip


def _print(session: Session, done: list[dict[str, Any]], *, every: bool) -> None:
    rows = [
        [one["role"], str(len(one["questions"])), str(one["minutes"]), str(one["waiting"]),
         str(one["only_narrow_a_score"]), one["file"] or "nothing to ask"]
        for one in done
    ]  # fmt: skip
    columns = ["role", "questions", "minutes", "wait for the next", "only narrow a score", "file"]
    session.out.print(table("", columns, rows))
    if not every and any(one["only_narrow_a_score"] for one in done):
        session.say(
            "left out: what can change no verdict and only narrows a score; --all asks it too"
        )
