"""`plantready waive CHECK LINE`: accept a risk, with a reason, a name and an expiry."""

from __future__ import annotations

from datetime import date

import click

from cli.console import Failure, Session, pass_session
from cli.stages import judged, open_case
from cli.tables import upsert

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
    from audit.inventory.tables import WaiverRow

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
    said: tuple[str, ...] = (check_id.upper(), line, reason, approver, day.isoformat())
    cells: dict[str, str] = dict(
        zip(COLUMNS, (" ".join(text.split()) for text in said), strict=True)
    )
    upsert(path, WaiverRow, {said[:2]: cells})
    if session.as_json:
        session.data({"check_id": check_id.upper(), "line": line, "expires": str(day)})
    else:
        session.say(f"{check_id.upper()} on {line} waived until {day} in {path}")
