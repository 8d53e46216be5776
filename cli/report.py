"""`plantready report`: PDF, workbook, HTML and JSON from one dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session, pass_session
from cli.stages import Desk, judged, open_case, plan_or_none

if TYPE_CHECKING:
    from audit.facts.model import PlantFacts
    from checks.records import Judgement
    from planning.records import Plan
    from reports.language import Speech
    from reports.model import ReportModel

FORMATS = ("pdf", "xlsx", "html", "json")
HANDOVERS = ("drawio", "netbox", "tracker", "mspdi", "ics", "funding")
"""Written only when they are named."""


@click.command("report", short_help="PDF, workbook, HTML and JSON into reports/.")
@click.argument(
    "formats",
    nargs=-1,
    type=click.Choice((*FORMATS, *HANDOVERS)),
    metavar="[pdf] [xlsx] [html] [json] [drawio] [netbox] [tracker] [mspdi] [ics] [funding]",
)
@click.option("--page", type=click.Choice(["A4", "Letter"]), default=None)
@click.option("--language", type=click.Choice(["en", "de"]), default=None,
              help="Of PDF, workbook and HTML; case.toml's without it.")  # fmt: skip
@pass_session
def command(
    session: Session, formats: tuple[str, ...], page: str | None, language: str | None
) -> None:
    """Write the outputs into reports/; without a format PDF, workbook, HTML and JSON. Nothing is
    asked of the plant.

    On request: drawio (the network as found, and a list of its cables), netbox (lists of what is in
    no list yet, for a person to import), tracker (one ticket a thing to mend), mspdi and ics (the
    plan for MS Project and for a calendar), funding (the baseline statement for a funding body).
    """
    with open_case(session) as desk:
        facts, judgement = judged(desk)
        plan = plan_or_none(desk, facts, judgement)
        wanted = tuple(name for name in formats or FORMATS if name in FORMATS)
        paths, problems = hand_over(desk, facts, judgement, plan, formats, language)
        if wanted:
            ready = prepared(desk, facts, judgement, plan, language)
            # While the files are written nobody asks the facts: of a large plant a gigabyte.
            del facts, judgement, plan
            made, failed = write_prepared(session, desk, ready, wanted, page)
            paths, problems = [*made, *paths], [*failed, *problems]
    for path in paths:
        session.say(str(path))
    for problem in problems:
        session.note(problem)
    if problems:
        raise SystemExit(int(Exit.PARTIAL))


def write(
    session: Session,
    desk: Desk,
    facts: PlantFacts,
    judgement: Judgement,
    plan: Plan | None,
    formats: tuple[str, ...],
    page: str | None = None,
    language: str | None = None,
) -> tuple[list[Path], list[str]]:
    """Build the model once and write each format; one that fails does not stop the others."""
    ready = prepared(desk, facts, judgement, plan, language)
    return write_prepared(session, desk, ready, formats, page)


def prepared(
    desk: Desk,
    facts: PlantFacts,
    judgement: Judgement,
    plan: Plan | None,
    language: str | None = None,
) -> tuple[ReportModel, Speech]:
    """Build what every format is written from, and the language it is written in."""
    from audit.net.ledger import read_ledger
    from audit.records import now_utc
    from cli.again import Again
    from cli.beside import allowed, earlier_audit, kept_audits
    from cli.version import version
    from reports import build_report
    from reports.language import speech
    from reports.language.kept import plant_names

    ledger = read_ledger(desk.case.ledger_path)
    settings = desk.case.config.report
    model = build_report(
        judgement, plan, facts, ledger,
        tool_version=version(), made_on=now_utc().date(),
        evidence=Again(desk.evidence),
        classification=settings.classification,
        prepared_for=settings.prepared_for, prepared_by=settings.prepared_by,
        rules=allowed(desk), earlier=earlier_audit(desk, judgement.as_of),
        history=kept_audits(desk, judgement.as_of),
    )  # fmt: skip
    return model, speech(language or settings.language, plant_names(facts))


def write_prepared(
    session: Session,
    desk: Desk,
    ready: tuple[ReportModel, Speech],
    formats: tuple[str, ...],
    page: str | None = None,
) -> tuple[list[Path], list[str]]:
    """Write each format; one that fails does not stop the others."""
    from reports import ReportError, write_reports
    from reports.brand import PLAIN, load_brand

    model, spoken = ready
    settings = desk.case.config.report
    made: list[Path] = []
    problems: list[str] = []
    brand = PLAIN
    try:
        brand = load_brand(desk.case.root, settings.logo, settings.colour, settings.second_colour)
    except ReportError as error:
        problems.append(f"{error}; the reports were written without the brand")
    with session.progress() as bars:
        task = bars.add_task("writing", total=len(formats))
        for name in formats:
            bars.update(task, description=f"writing {name}")
            try:
                size = page or settings.page
                made += write_reports(
                    model, [name], desk.case.reports_dir, page=size, brand=brand, speech=spoken
                )
            except ReportError as error:
                problems.append(str(error))
            bars.advance(task)
    if not made:
        raise Failure("; ".join(problems), Exit.PARTIAL)
    return made, problems


def hand_over(
    desk: Desk,
    facts: PlantFacts,
    judgement: Judgement,
    plan: Plan | None,
    names: tuple[str, ...],
    language: str | None = None,
) -> tuple[list[Path], list[str]]:
    """Write the files for other tools; one that fails does not stop the others."""
    from reports.errors import ReportError
    from reports.files import write_bytes
    from reports.handover import Handover, files_of
    from reports.language import speech
    from reports.language.kept import plant_names

    spoken = speech(language or desk.case.config.report.language, plant_names(facts))
    given = Handover(facts, judgement, plan, spoken)
    made: list[Path] = []
    problems: list[str] = []
    for name in names:
        if name not in HANDOVERS:
            continue
        try:
            for file, data in files_of(name, given):
                made.append(write_bytes(desk.case.reports_dir / file, data))
        except ReportError as error:
            problems.append(str(error))
    return made, problems
