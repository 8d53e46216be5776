"""`plantready waive CHECK LINE`: accept a risk, with a reason, a name and an expiry."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import click

from cli.console import Failure, Session, pass_session
from cli.stages import judged, open_case

COLUMNS = ("check_id", "line", "reason", "approver", "expires")


@click.command("waive", short_help="Accept a risk, with a reason and an expiry.")
@click.argument("check_id", metavar="CHECK")
@click.argument("line")
@click.option("--reason", required=True)
@click.option("--approver", required=True, help="Who accepts the risk.")
@click.option("--expires", required=True, metavar="YYYY-MM-DD")
@pass_session
def command(
    session: Session, check_id: str, line: str, reason: str, approver: str, expires: str
) -> None:
    """Write the waiver into inventory/waivers.csv; the finding keeps its own status underneath."""
    try:
        day = date.fromisoformat(expires)
    except ValueError:
        raise Failure(f"--expires {expires}: a date like 2027-06-30 is wanted") from None
    with open_case(session) as desk:
        _, judgement = judged(desk)
        if judgement.finding(line, check_id.upper()) is None:
            raise Failure(f"there is no result for {check_id.upper()} on {line}; nothing to waive")
        path = desk.case.inventory_dir / "waivers.csv"
    append(path, (check_id.upper(), line, reason, approver, day.isoformat()))
    session.say(f"{check_id.upper()} on {line} waived until {day} in {path}")


def append(path: Path, row: tuple[str, ...]) -> None:
    """Add one row in the dialect the file already has."""
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ",".join(COLUMNS) + "\n"
    header = text.splitlines()[0] if text.strip() else ",".join(COLUMNS)
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip().casefold() for name in header.split(delimiter)]
    if sorted(names) != sorted(COLUMNS):
        raise Failure(f"{path}:1: the columns should be {', '.join(COLUMNS)}; correct the header")
    cells: dict[str, str] = dict(zip(COLUMNS, row, strict=True))
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow([cells[name] for name in names])
    body = text if text.endswith("\n") else text + "\n"
    path.write_text(body + buffer.getvalue(), encoding="utf-8")
