"""`plantready waive CHECK LINE`: accept a risk, with a reason, a name and an expiry."""

from __future__ import annotations

import codecs
import csv
import io
from datetime import date
from pathlib import Path

import click

from cli.console import Failure, Session, pass_session
from cli.files import replace_file
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
    if not reason.strip() or not approver.strip():
        raise Failure("--reason and --approver must say something; a waiver without them is none")
    with open_case(session) as desk:
        _, judgement = judged(desk)
        if judgement.finding(line, check_id.upper()) is None:
            raise Failure(f"there is no result for {check_id.upper()} on {line}; nothing to waive")
        if day < judgement.as_of:
            raise Failure(f"--expires {day} is before the day of the audit, {judgement.as_of}")
        path = desk.case.inventory_dir / "waivers.csv"
    append(path, (check_id.upper(), line, reason, approver, day.isoformat()))
    if session.as_json:
        session.data({"check_id": check_id.upper(), "line": line, "expires": str(day)})
    else:
        session.say(f"{check_id.upper()} on {line} waived until {day} in {path}")


def append(path: Path, row: tuple[str, ...]) -> None:
    """Add one row in the encoding and dialect that the file already has."""
    text, encoding = read_table(path)
    header = text.splitlines()[0] if text.strip() else ""
    if not header:
        header, text = ",".join(COLUMNS), ",".join(COLUMNS) + "\n"
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip().casefold() for name in next(csv.reader([header], delimiter=delimiter))]
    if not set(COLUMNS) <= set(names):
        raise Failure(f"{path}:1: the columns should be {', '.join(COLUMNS)}; correct the header")
    cells: dict[str, str] = dict(zip(COLUMNS, row, strict=True))
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow([" ".join(cells.get(name, "").split()) for name in names])
    body = text if text.endswith("\n") else text + "\n"
    try:
        data = (body + buffer.getvalue()).encode(encoding)
    except UnicodeEncodeError:
        data = (body + buffer.getvalue()).encode("utf-8-sig")
    replace_file(path, data)


def read_table(path: Path) -> tuple[str, str]:
    """Return the text of a table and its encoding; spreadsheet programs save cp1252 or UTF-8."""
    if not path.exists():
        return "", "utf-8"
    data = path.read_bytes()
    marked = data.startswith(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8-sig"), "utf-8-sig" if marked else "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"
