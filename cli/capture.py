"""`plantready capture`: listen at an adapter, keep what was heard, read it into the evidence."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import click

from cli.console import Failure, Session, pass_session
from cli.import_ import answerable, ending, print_report, run_import
from cli.stages import open_case


@click.command("capture", short_help="Record a mirror port and read it in.")
@click.argument("adapter")
@click.option("--minutes", type=click.FloatRange(0, 24 * 60, min_open=True), default=10.0,
              show_default=True, help="How long to listen; Ctrl-C ends it earlier.")  # fmt: skip
@click.option("--engine", default="", metavar="N|dask://HOST:PORT",
              help="Processes to read it with, or a Dask cluster.")  # fmt: skip
@click.option("--only-record", is_flag=True, help="Keep the file, do not read it in.")
@pass_session
def command(session: Session, adapter: str, minutes: float, engine: str, only_record: bool) -> None:
    """Listen at ADAPTER (a port that a switch mirrors to) and send nothing.

    With - as the ADAPTER it reads a capture from the standard input, as another computer's
    `tcpdump -w -` writes it.
    """
    from audit.capture.record import RecordError, record

    with open_case(session) as desk:
        folder = desk.case.root / "captures"
        folder.mkdir(exist_ok=True)
        target = folder / _name(adapter)
        try:
            with session.progress() as bars:
                task = bars.add_task(f"listening at {adapter}", total=minutes * 60)

                def tick(seconds: float, size: int) -> None:
                    bars.update(task, completed=seconds, description=f"{size / 1e6:.1f} MB")

                tool = record(adapter, minutes * 60, target, tick)
        except RecordError as error:
            raise Failure(str(error)) from None
        size = target.stat().st_size
        desk.evidence.note("capture", f"{adapter}, {minutes:g} minutes, {size} bytes by {tool}")
        session.say(f"{target}: {size / 1e6:.1f} MB, recorded by {tool}; nothing was sent")
        if only_record:
            return
        before = answerable(desk)
        report = run_import(session, desk, (target,), None, engine)
        print_report(session, report, answerable(desk) - before)
    raise SystemExit(int(ending(report, (target,))))


def _name(adapter: str) -> Path:
    plain = "pipe" if adapter == "-" else re.sub(r"[^\w.-]+", "-", adapter)
    return Path(f"{plain}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.pcap")
