"""`plantready probe`: ask the network within the scope; resumes where it stopped."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session, pass_session, table
from cli.sample import run_sampling
from cli.stages import Desk, open_case
from cli.stopping import interruptible, refuse_when_stopped

if TYPE_CHECKING:
    from audit.discovery.records import DiscoveryReport
    from audit.net.exchanges import Exchange, Planned
    from audit.net.run import RunReport
    from audit.net.scope import Scope
    from audit.net.target import Probe
    from audit.records import Observation

ASKED = ("probe ", "discover ", "listening at ", "path ")
"""How the origin of a live answer begins."""
FRESH = timedelta(hours=12)
"""What was asked within this time is not asked again when a run goes on."""


def duration(_context: click.Context, option: click.Parameter, text: str | None) -> float:
    """Read a duration like 8h or 5m; 0 when it is not given."""
    from audit.sampling.beat import seconds_of

    try:
        return seconds_of(text) if text else 0.0
    except ValueError as error:
        raise Failure(f"--{option.name}: {error}") from None


@click.command("probe", short_help="Ask the network within the scope.")
@click.option("--dry-run", is_flag=True, help="Print who would be asked what; send nothing.")
@click.option(
    "--line", "lines", multiple=True, metavar="L", help="Only this line; may be repeated."
)
@click.option(
    "--vantage", default="here", metavar="NAME", help="Where this computer is plugged in."
)
@click.option("--only", "only", multiple=True, metavar="PROBE", help="Only this probe.")
@click.option(
    "--sample",
    metavar="8h",
    callback=duration,
    help="Read the switches' counters round after round for so long, and nothing else.",
)
@click.option("--every", metavar="5m", default="5m", show_default=True, callback=duration,
              help="With --sample: the time from one round to the next.")  # fmt: skip
@click.option("--again", is_flag=True, help="Ask again what was asked within the last 12 hours.")
@pass_session
def command(
    session: Session, dry_run: bool, lines: tuple[str, ...], vantage: str,
    only: tuple[str, ...], again: bool, sample: float, every: float,
) -> None:  # fmt: skip
    """Ask switches, servers and opened controllers, gently; every packet is in the ledger.

    A file named STOP in the case folder stops a run as Ctrl-C does.
    """
    from audit.discovery.records import DiscoveryReport

    with open_case(session) as desk:
        if dry_run:
            print_dry_run(session, desk, lines, ("snmp",) if sample else only, vantage,
                          rounds=int(sample // every) + 1 if sample else 0)  # fmt: skip
            return
        if sample:
            run_sampling(session, desk, lines, vantage, every, sample)
            return
        seen = DiscoveryReport()
        report = run_probe(
            session, desk, lines=lines, only=only, vantage=vantage, again=again, seen=seen
        )
        from cli import vantage as standing

        crossed = [] if session.as_json else standing.summary(desk, scope_of(desk), vantage)
    print_report(session, report, seen)
    for text in crossed:
        session.say(text)
    end = exit_code(report, seen)
    if end is not Exit.DONE:
        raise SystemExit(int(end))


def exit_code(report: RunReport, seen: DiscoveryReport | None = None) -> Exit:
    """Return 3 when the scope refused all there was to ask, 4 when something stays unknown that was
    open; targets that the scope keeps closed beside others that it opens are no failure.
    """
    if report.failed or report.stopped or report.in_flight or report.not_asked:
        return Exit.PARTIAL
    if seen and (seen.not_asked or seen.unseen):
        return Exit.PARTIAL
    looked = seen and (seen.asked_addresses or seen.already_known)
    if report.refused and not (report.stored or report.already_known or looked):
        return Exit.REFUSED
    return Exit.DONE


def exchanges(
    desk: Desk, lines: tuple[str, ...], only: tuple[str, ...], vantage: str = "here",
    scope: Scope | None = None,
) -> tuple[Exchange, ...]:  # fmt: skip
    """Return what the inventory asks for, and what the scope has tried from this vantage point."""
    from audit.net.exchanges import exchanges_of
    from audit.net.segmentation import segmentation_of
    from audit.net.services import further
    from audit.probes import ALL
    from audit.probes.tcp import PROBE as TCP

    probes = chosen(only)
    known = [row.row_key() for row, _ in desk.inventory.rows.get("lines", [])]
    if wrong := [line for line in lines if line not in known]:
        raise Failure(
            f"--line {wrong[0]}: inventory/lines.csv has {', '.join(known) or 'no line yet'}"
        )
    rows = [row for table in desk.inventory.rows.values() for row, _ in table]
    found = exchanges_of(rows, probes, lines=lines, vantage=vantage)
    if scope is None:
        return found
    whole = exchanges_of(rows, ALL, lines=lines, vantage=vantage)
    found = (*found, *further(whole, probes, scope))
    if TCP not in probes:
        return found
    known_ones = {exchange.origin for exchange in found}
    doors = segmentation_of(rows, scope, TCP, vantage)
    return (*found, *(door for door in doors if door.origin not in known_ones))


def chosen(only: tuple[str, ...]) -> list[Probe]:
    """Return the probes, or those that `--only` names."""
    from audit.probes import ALL

    unknown = set(only) - {probe.name for probe in ALL}
    if unknown:
        names = ", ".join(probe.name for probe in ALL)
        raise Failure(f"--only {', '.join(sorted(unknown))}: the probes are {names}")
    return [probe for probe in ALL if not only or probe.name in only]


def scope_of(desk: Desk) -> Scope:
    """Read the scope; without one nothing is sent and the exit code says so."""
    from cli.scope import load

    return load(desk.case.scope_path)


def print_dry_run(
    session: Session, desk: Desk, lines: tuple[str, ...], only: tuple[str, ...],
    vantage: str = "here", rounds: int = 0,
) -> None:  # fmt: skip
    """Print target × probe with packets, bytes and minutes, and who is refused why; `rounds`: of
    sampling, which asks nothing else.
    """
    from audit.net.exchanges import dry_run, minutes_needed
    from audit.net.scope import in_force
    from cli import looking
    from cli import vantage as standing

    scope = scope_of(desk)
    todo = exchanges(desk, lines, only, vantage, None if rounds else scope)
    planned = dry_run(todo if not rounds else [in_rounds(e, rounds) for e in todo], scope)
    ways = [] if rounds else standing.planned_ways(scope, todo)
    looks = [] if rounds else [*looking.planned(scope, chosen(only), lines), *ways]
    if session.as_json:
        session.data([*(_as_dict(item) for item in planned), *looks])
        return
    columns = ["target", "line", "probe", "address", "packets", "bytes", "minutes", "what"]
    rows = [*(_as_cells(item) for item in planned), *(looking.cells(entry) for entry in looks)]
    session.out.print(table("", columns, rows))
    allowed = [item.exchange.probe for item in planned if not item.refused]
    packets = sum(probe.packets for probe in allowed) + sum(int(str(w["packets"])) for w in ways)
    size = sum(probe.bytes for probe in allowed) + sum(int(str(way["bytes"])) for way in ways)
    session.say(
        f"{len(allowed)} exchanges, at most {packets} packets and {size} bytes, "
        f"about {minutes_needed(planned, scope):.1f} minutes; "
        f"{len(planned) - len(allowed)} refused; nothing was sent"
    )
    if searched := looking.total(looks):
        session.say(searched)
    for text in standing.notes(scope, todo, vantage):
        session.say(f"noted: {text}")
    if why := in_force(scope, datetime.now(UTC)):
        session.say(f"as things stand all of it would be refused: {why}")


def in_rounds(exchange: Exchange, rounds: int) -> Exchange:
    """Return an exchange with the cost of so many rounds; each later one asks for counters only,
    which is at most as much.
    """
    from dataclasses import replace

    once = exchange.probe
    what = f"traffic counters, {rounds} rounds, each at most {once.packets} packets"
    many = replace(once, what=what, packets=once.packets * rounds, bytes=once.bytes * rounds)
    return replace(exchange, probe=many)


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
    seen: DiscoveryReport | None = None,
) -> RunReport:
    """Ask everything that is allowed and not fresh; Ctrl-C ends within a second, sockets closed.

    `seen` is given what looking through the networks with `discover = true` has found.
    """
    from audit.discovery.records import DiscoveryReport
    from audit.evidence import EvidenceError
    from audit.evidence.writer import Writer
    from audit.net.dialer import Dialer
    from audit.net.errors import NetError
    from audit.net.ledger import Ledger
    from audit.net.run import Run
    from audit.records import Status, now_utc
    from cli import listening, looking
    from cli import vantage as standing
    from cli.scope import in_force_or_refused

    seen = DiscoveryReport() if seen is None else seen

    scope = scope_of(desk)
    in_force_or_refused(scope)
    refuse_when_stopped(desk.case.root)
    todo = exchanges(desk, lines, only, vantage, scope)
    for text in standing.notes(scope, todo, vantage):
        session.note(text)
    networks = looking.networks_of(scope, lines)
    fresh = set[str]() if again else answered(desk, now_utc() - FRESH)

    reached: list[Exchange] = []

    writer = Writer(desk.evidence)

    async def store(exchange: Exchange, observations: list[Observation]) -> None:
        if why := standing.shows_nothing(exchange, observations):
            run.report.failed += [(exchange.origin, why)] if exchange.door else []
            return
        if exchange.target.flows and any(o.status is Status.OK for o in observations):
            reached.append(exchange)
        await writer.add(observations, exchange.origin)

    with Ledger(desk.case.ledger_path) as ledger, session.progress() as bars:
        task = bars.add_task("asking", total=len(todo))

        def progress(exchange: Exchange, state: str) -> None:
            bars.update(task, advance=1, description=f"{exchange.target.key} {state}")

        dialer = Dialer(scope, ledger, vantage=vantage)
        run = Run(
            dialer, store,
            done=lambda exchange: exchange.origin in fresh, progress=progress,
            stop_after_timeouts=scope.stop_on.consecutive_timeouts,
            stop_on_refused_login=scope.stop_on.any_refused_login,
            pause_s=scope.limits.pause_between_hosts_ms / 1000,
        )  # fmt: skip

        async def all_of_it() -> None:
            async with dialer.overhearing():
                await one_after_the_other()

        async def one_after_the_other() -> None:
            await listening.hear(desk, dialer, scope, networks, fresh, seen)
            await run.all(todo)
            unmeasured = await looking.ways(desk, dialer, scope, reached, fresh)
            run.report.failed += [(text, "not measured") for text in unmeasured]
            if not networks:
                return
            walking = bars.add_task("looking", total=None)
            discovery = looking.discovery_of(
                desk, dialer, scope, todo, fresh, chosen(only),
                lambda text: bars.update(walking, advance=1, description=text), seen,
            )  # fmt: skip
            await discovery.all(networks)
            run.report.stopped = run.report.stopped or dialer.stopped

        try:
            asyncio.run(interruptible(run.report, all_of_it(), dialer, desk.case.root))
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
        if batch.origin.startswith(ASKED) and batch.collected_at >= since
    }
    if not batches:
        return set()
    unanswered = (Status.TIMEOUT, Status.OUT_OF_SCOPE, Status.BUG)
    return {
        batches[stored.batch]
        for stored in desk.evidence.read()
        if stored.batch in batches and stored.observation.status not in unanswered
    }


def print_report(session: Session, report: RunReport, seen: DiscoveryReport) -> None:
    """Print what was asked, refused, failed and in flight."""
    from cli import looking

    looked = bool(seen.asked_addresses or seen.live or seen.already_known or seen.unseen)
    if session.as_json:
        from dataclasses import asdict

        session.data(asdict(report) | ({"discovery": looking.as_dict(seen)} if looked else {}))
        return
    for what, why in report.refused:
        session.say(f"refused: {what}: {why}")
    for what, status in report.failed:
        session.say(f"no usable answer: {what}: {status}")
    for what in report.in_flight:
        session.say(f"was being asked when the run ended: {what}")
    for what in report.not_asked:
        session.say(f"not asked: {what}")
    for line in looking.summary(seen) if looked else ():
        session.say(line)
    session.say(report.summary())
