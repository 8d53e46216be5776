"""`plantready probe --sample 8h --every 5m`: the switches' counters, round after round."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cli.console import Exit, Failure, Session
from cli.stages import Desk
from cli.stopping import interruptible, refuse_when_stopped

if TYPE_CHECKING:
    from audit.net.target import Target
    from audit.records import Observation
    from audit.sampling.run import SamplingReport


def run_sampling(
    session: Session, desk: Desk, lines: tuple[str, ...], vantage: str, every_s: float,
    total_s: float,
) -> None:  # fmt: skip
    """Ask until the time is over, a signal, or the file STOP; every round is stored."""
    from audit.evidence import EvidenceError
    from audit.net.dialer import Dialer
    from audit.net.errors import NetError
    from audit.net.ledger import Ledger
    from audit.net.run import RunReport
    from audit.sampling.run import SamplingReport, sampled
    from cli.probe import scope_of
    from cli.scope import in_force_or_refused

    if every_s > total_s:
        raise Failure("--every is longer than --sample: there would be no second look")
    scope = scope_of(desk)
    in_force_or_refused(scope)
    refuse_when_stopped(desk.case.root)
    targets = switches_of(desk, lines)
    if not targets:
        raise Failure("no switch with an address and a credential is in inventory/switches.csv")
    report, ended = SamplingReport(), RunReport()

    def store(origin: str, observations: list[Observation]) -> None:
        desk.evidence.add(observations, origin=origin, name=origin)

    with Ledger(desk.case.ledger_path) as ledger, session.progress() as bars:
        dialer = Dialer(scope, ledger, vantage=vantage)
        task = bars.add_task("sampling", total=int(total_s // every_s) + 1)

        def progress(text: str) -> None:
            bars.update(task, completed=report.rounds, description=text)

        work = sampled(dialer, targets, store, every_s, total_s, report, progress=progress)
        try:
            asyncio.run(interruptible(ended, work, dialer, desk.case.root))
        except (EvidenceError, NetError) as error:
            raise Failure(f"sampling ended after {report.rounds} rounds: {error}",
                          Exit.PARTIAL) from None  # fmt: skip
    print_sampling(session, report, ended.stopped or dialer.stopped)


def switches_of(desk: Desk, lines: tuple[str, ...]) -> list[Target]:
    """Return the switches that the inventory has SNMP asked of."""
    from cli.probe import exchanges

    return [exchange.target for exchange in exchanges(desk, lines, ("snmp",))]


def print_sampling(session: Session, report: SamplingReport, stopped: str) -> None:
    """Print what was done; exit code 4 when rounds are missing, 3 when all was refused."""
    from dataclasses import asdict

    if session.as_json:
        session.data(asdict(report) | {"stopped": stopped})
    else:
        for what, why in dict(report.refused).items():
            session.say(f"refused: {what}: {why}")
        for text in report.noted:
            session.say(f"noted: {text}")
        session.say(
            f"{report.rounds} rounds, {len(report.stored)} readings stored"
            + (f", {report.missed} rounds missed" if report.missed else "")
            + (f", stopped: {stopped}" if stopped else "")
        )
    if report.refused and not report.stored:
        raise SystemExit(int(Exit.REFUSED))
    if stopped or report.missed:
        raise SystemExit(int(Exit.PARTIAL))
