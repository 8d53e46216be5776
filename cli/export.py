"""`plantready export`: one table for other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli.console import Failure, Session, pass_session
from cli.stages import open_case

FILES = {"mspdi": ("plan", ".xml"), "ics": ("plan", ".ics"), "xlsx": ("workorders", ".xlsx")}
"""Format: the table it is a format of, and how its files end."""


@click.command("export", short_help="One of the tables as JSON or CSV.")
@click.argument("table", metavar="TABLE")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "mspdi", "ics", "xlsx"]),
    default="json",
    help="mspdi and ics: of plan; xlsx: of workorders.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file instead of stdout.")
@click.option("--schema", is_flag=True, help="Print the table's JSON Schema instead.")
@pass_session
def command(session: Session, table: str, form: str, output: Path | None, schema: bool) -> None:
    """Print a table: devices, interfaces, vlans, fdb, links, services, conversations, segments,
    reaches, crossings, accounts, flows, owners, zones, usecases, findings, scores, conditions,
    plan, tasks, workorders, packages, scenarios, money, ledger, evidence. The plan also as MS
    Project XML or as a calendar.
    """
    from reports.tables import TABLES, as_csv, as_json, schema_of

    if table not in TABLES:
        raise Failure(f"there is no table {table!r}; the tables are: {', '.join(TABLES)}")
    if schema:
        session.data(schema_of(table))
        return
    if form in FILES:
        write_file(session, table, form, output)
        return
    rows = rows_of_table(session, table)
    text = as_json(table, rows) if form == "json" else as_csv(table, rows)
    if output is None:
        emit(text)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise Failure(f"{output} could not be written: {error.strerror}") from None
    session.note(f"{len(rows)} rows of {table} in {output}")


def emit(text: str) -> None:
    """Print a table; a pipe or a file gets UTF-8 whatever the console's encoding is."""
    whole = text if text.endswith("\n") else text + "\n"
    click.echo(whole if sys.stdout.isatty() else whole.encode(), nl=False)


def write_file(session: Session, table: str, form: str, output: Path | None) -> None:
    """Write the plan in another program's format."""
    wanted, ending = FILES[form]
    if table != wanted:
        raise Failure(f"{form} is a format of {wanted}, not of {table}; run: export {wanted}")
    if output is None and form == "xlsx":
        raise Failure(f"a workbook needs a file: add -o work-orders{ending}")
    data = plan_file(session, form)
    if output is None:
        emit(data.decode())
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise Failure(f"{output} could not be written: {error.strerror}") from None
    session.note(f"the plan is in {output}")


def plan_file(session: Session, form: str) -> bytes:
    """Return the plan, verified, as the bytes of a file."""
    from audit.records import now_utc
    from cli.stages import judged, kept_or_new
    from reports.schedules import calendar_text, project_xml, workbook_bytes

    with open_case(session) as desk:
        facts, judgement = judged(desk)
        plan = kept_or_new(desk, facts, judgement)
        if plan is None:
            raise Failure("nothing to plan yet: fill in inventory/lines.csv, or import files first")
        if form == "xlsx":
            return workbook_bytes(plan)
        if form == "mspdi":
            return project_xml(plan, facts, made_on=now_utc()).encode()
        case = facts.case
        name = case.name or case.case_id
        return calendar_text(plan, case_id=case.case_id, name=name, stamp=now_utc()).encode()


def rows_of_table(session: Session, table: str) -> list[dict[str, object]]:
    """Compute only what the table needs."""
    from audit.net.ledger import read_ledger
    from reports.tables import TABLES, Needs, rows_of

    with open_case(session) as desk:
        if table == "ledger":
            return rows_of(table, ledger=read_ledger(desk.case.ledger_path))
        if table == "evidence":
            return rows_of(table, stored=desk.evidence.read())
        from cli.stages import facts_of, judged, kept_or_new

        if TABLES[table].needs is Needs.JUDGEMENT:
            return rows_of(table, judgement=judged(desk)[1])
        if TABLES[table].needs is Needs.PLAN:
            facts, judgement = judged(desk)
            return rows_of(table, plan=kept_or_new(desk, facts, judgement))
        return rows_of(table, facts=facts_of(desk))
