"""`plantready probe`: ask the network within the scope; resumes where it stopped."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session, pass_session, table
from cli.stages import Desk, open_case

if TYPE_CHECKING:
    from audit.net.exchanges import Exchange, Planned
    from audit.net.run import Run, RunReport
    from audit.net.scope import Scope
    from audit.records import Observation

FRESH = timedelta(hours=12)
"""What was asked within this time is not asked again when a run goes on."""


@click.command("probe", short_help="Ask the network within the scope.")
@click.option("--dry-run", is_flag=True, help="Print who would be asked what; send nothing.")
@click.option(
    "--line", "lines", multiple=True, metavar="L", help="Only this line; may be repeated."
)
@click.option(
    "--vantage", default="here", metavar="NAME", help="Where this computer is plugged in."
)
@click.option("--only", "only", multiple=True, metavar="PROBE", help="Only this probe.")
@click.option("--again", is_flag=True, help="Ask again what was asked within the last 12 hours.")
@pass_session
def command(
    session: Session, dry_run: bool, lines: tuple[str, ...], vantage: str,
    only: tuple[str, ...], again: bool,
) -> None:  # fmt: skip
    """Ask switches, servers and opened controllers, gently; every packet is in the ledger."""
    with open_case(session) as desk:
        if dry_run:
            print_dry_run(session, desk, lines, only)
            return
        report = run_probe(session, desk, lines=lines, only=only, vantage=vantage, again=again)
    print_report(session, report)
    end = exit_code(report)
    if end is not Exit.DONE:
        raise SystemExit(int(end))


def exit_code(report: RunReport) -> Exit:
    """Return 3 when the scope refused all there was to ask, 4 when something stays unknown that was
    open; targets that the scope keeps closed beside others that it opens are no failure.
    """
    if report.failed or report.stopped or report.in_flight or report.not_asked:
        return Exit.PARTIAL
    if report.refused and not (report.stored or report.already_known):
        return Exit.REFUSED
    return Exit.DONE


def exchanges(desk: Desk, lines: tuple[str, ...], only: tuple[str, ...]) -> tuple[Exchange, ...]:
    """Return what the inventory asks for."""
    from audit.net.exchanges import exchanges_of
    from audit.probes import ALL

    unknown = set(only) - {probe.name for probe in ALL}
    if unknown:
        names = ", ".join(probe.name for probe in ALL)
        raise Failure(f"--only {', '.join(sorted(unknown))}: the probes are {names}")
    chosen = [probe for probe in ALL if not only or probe.name in only]
    known = [row.row_key() for row, _ in desk.inventory.rows.get("lines", [])]
    if wrong := [line for line in lines if line not in known]:
        raise Failure(
            f"--line {wrong[0]}: inventory/lines.csv has {', '.join(known) or 'no line yet'}"
        )
    rows = [row for table in desk.inventory.rows.values() for row, _ in table]
    return exchanges_of(rows, chosen, lines=lines)


def scope_of(desk: Desk) -> Scope:
    """Read the scope; without one nothing is sent and the exit code says so."""
    from cli.scope import load

    return load(desk.case.scope_path)


def print_dry_run(
    session: Session, desk: Desk, lines: tuple[str, ...], only: tuple[str, ...]
) -> None:
    """Print target × probe with packets, bytes and minutes, and who is refused why."""
    from audit.net.exchanges import dry_run, minutes_needed
    from audit.net.scope import in_force

    scope = scope_of(desk)
    planned = dry_run(exchanges(desk, lines, only), scope)
    if session.as_json:
        session.data([_as_dict(item) for item in planned])
        return
    columns = ["target", "line", "probe", "address", "packets", "bytes", "minutes", "what"]
    session.out.print(table("", columns, [_as_cells(item) for item in planned]))
    allowed = [item.exchange.probe for item in planned if not item.refused]
    session.say(
        f"{len(allowed)} exchanges, at most {sum(probe.packets for probe in allowed)} packets and "
        f"{sum(probe.bytes for probe in allowed)} bytes, "
        f"about {minutes_needed(planned, scope):.1f} minutes; "
        f"{len(planned) - len(allowed)} refused; nothing was sent"
    )
    if why := in_force(scope, datetime.now(UTC)):
        session.say(f"as things stand all of it would be refused: {why}")


def _as_cells(item: Planned) -> list[str]:
    exchange, probe = item.exchange, item.exchange.probe
    cost = [str(probe.packets), str(probe.bytes), f"{item.seconds / 60:.2f}"]
    return [
        exchange.target.key, exchange.target.line, probe.name,
        f"{exchange.target.address}:{exchange.port}",
        *(["", "", ""] if item.refused else cost),
        f"refused: {item.refused}" if item.refused else probe.what,
    ]  # fmt: skip


def _as_dict(item: Planned) -> dict[str, object]:
    exchange = item.exchange
    return {
        "target": exchange.target.key, "line": exchange.target.line, "probe": exchange.probe.name,
        "address": exchange.target.address, "port": exchange.port,
        "flows": list(exchange.target.flows), "packets": exchange.probe.packets,
        "bytes": exchange.probe.bytes, "minutes": round(item.seconds / 60, 3),
        "refused": item.refused,
    }  # fmt: skip


def run_probe(
    session: Session,
    desk: Desk,
    *,
    lines: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
    vantage: str = "here",
    again: bool = False,
) -> RunReport:
    """Ask everything that is allowed and not fresh; Ctrl-C ends within a second, sockets closed."""
    from audit.evidence import EvidenceError
    from audit.net.dialer import Dialer
    from audit.net.errors import NetError
    from audit.net.ledger import Ledger
    from audit.net.run import Run
    from audit.records import now_utc
    from cli.scope import in_force_or_refused

    scope = scope_of(desk)
    in_force_or_refused(scope)
    todo = exchanges(desk, lines, only)
    fresh = set[str]() if again else answered(desk, now_utc() - FRESH)

    def store(exchange: Exchange, observations: list[Observation]) -> None:
        desk.evidence.add(observations, origin=exchange.origin, name=exchange.origin)

    with Ledger(desk.case.ledger_path) as ledger, session.progress() as bars:
        task = bars.add_task("asking", total=len(todo))

        def progress(exchange: Exchange, state: str) -> None:
            bars.update(task, advance=1, description=f"{exchange.target.key} {state}")

        run = Run(
            Dialer(scope, ledger, vantage=vantage), store,
            done=lambda exchange: exchange.origin in fresh, progress=progress,
            stop_after_timeouts=scope.stop_on.consecutive_timeouts,
            stop_on_refused_login=scope.stop_on.any_refused_login,
            pause_s=scope.limits.pause_between_hosts_ms / 1000,
        )  # fmt: skip
        try:
            asyncio.run(interruptible(run, todo))
        except (EvidenceError, NetError) as error:
            raise Failure(f"the run ended, {run.report.summary()}: {error}", Exit.PARTIAL) from None
    return run.report


def answered(desk: Desk, since: datetime) -> set[str]:
    """Return the origins that were asked since then and need no second try.

    Silence is asked again: a cable may have been out. A refused login is not: repeated ones lock
    accounts; `--again` does it.
    """
    from audit.records import Status

    batches = {
        batch.batch: batch.origin
        for batch in desk.evidence.newest_batches()
        if batch.origin.startswith("probe ") and batch.collected_at >= since
    }
    if not batches:
        return set()
    unanswered = (Status.TIMEOUT, Status.OUT_OF_SCOPE, Status.BUG)
    return {
        batches[stored.batch]
        for stored in desk.evidence.read()
        if stored.batch in batches and stored.observation.status not in unanswered
    }


async def interruptible(run: Run, todo: tuple[Exchange, ...]) -> None:
    """Let Ctrl-C and SIGTERM cancel the run, so that every connection is closed gracefully."""
    task = asyncio.ensure_future(run.all(todo))
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        # On Windows and in threads KeyboardInterrupt cancels asyncio.run itself.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(name, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        run.report.stopped = "interrupted; run the command again to go on"


def print_report(session: Session, report: RunReport) -> None:
    """Print what was asked, refused, failed and in flight."""
    if session.as_json:
        from dataclasses import asdict

        session.data(asdict(report))
        return
    for what, why in report.refused:
        session.say(f"refused: {what}: {why}")
    for what, status in report.failed:
        session.say(f"no usable answer: {what}: {status}")
    for what in report.in_flight:
        session.say(f"was being asked when the run ended: {what}")
    for what in report.not_asked:
        session.say(f"not asked: {what}")
    session.say(report.summary())
