"""`plantready walkdown`: sheets for the floor with what a walk along a line can close."""

from __future__ import annotations

from pathlib import Path

import click

from cli.console import Failure, Session, pass_session
from cli.stages import judged, open_case


@click.command("walkdown", short_help="Sheets for the floor: what to look at where.")
@click.option("--line", "lines", multiple=True, metavar="LINE", help="Only this line; again for"
              " more.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["html", "xlsx"]), default="html",
              help="A page to print and write on, or a workbook.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), default=None,
              help="The file; CASE/questions/walkdown.html without it.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "de"]), default=None,
              help="Of the sheets; case.toml's without it.")  # fmt: skip
@pass_session
def command(
    session: Session, lines: tuple[str, ...], form: str, output: Path | None, language: str | None
) -> None:
    """Write one sheet per line: place by place what to look at and what to note."""
    from audit.records import now_utc
    from checks.open_questions import open_questions, to_ask
    from checks.question import Who
    from checks.questions import ALL
    from checks.walk import walks
    from reports.files import write_bytes
    from reports.language import speech
    from reports.language.kept import plant_names
    from reports.questions.sheet import Heading
    from reports.questions.walkdown import walkdown_html, walkdown_xlsx

    with open_case(session) as desk:
        facts, judgement = judged(desk)
        config = desk.case.config
        path = output or desk.case.root / "questions" / f"walkdown.{form}"
    names = [(row.line, row.name) for row in facts.lines]
    if unknown := [line for line in lines if line not in dict(names)]:
        known = ", ".join(dict(names)) or "none"
        raise Failure(f"--line {unknown[0]}: there is no such line; lines: {known}")
    found = walks(judgement, names, frozenset(lines))
    heading = Heading(
        config.case_id, config.name, judgement.dataset_hash, judgement.as_of, now_utc().date()
    )
    spoken = speech(language or config.report.language, plant_names(facts))
    if found:
        rows = open_questions(judgement, facts, ALL)
        floor = to_ask(rows, Who.FLOOR, every=True, most=len(rows))[0]
        page = (
            walkdown_html(found, floor, heading, spoken).encode()
            if form == "html"
            else walkdown_xlsx(found, heading, spoken)
        )
        write_bytes(path, page)
    if session.as_json:
        session.data({
            "file": str(path) if found else "",
            "lines": [
                {"line": walk.line, "stops": [
                    {"place": s.look.place, "look_at": s.look.what, "note": s.look.note,
                     "closes": list(s.checks), "gate": s.gate} for s in walk.stops
                ]} for walk in found
            ],
        })  # fmt: skip
        return
    if not found:
        session.say("nothing is unknown that a walk could close")
        return
    for walk in found:
        places = len({stop.look.place for stop in walk.stops})
        session.say(f"{walk.line}: {len(walk.stops)} things to look at in {places} places")
    session.say(f"sheets in {path}")
