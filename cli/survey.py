"""`plantready survey`: walk with the laptop; type the place, take a sample, walk on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.console import Failure, Session, pass_session
from cli.import_ import answerable, ending, print_report, run_import
from cli.stages import Desk, open_case

if TYPE_CHECKING:
    from audit.walk.adapter import Heard
    from audit.walk.record import Place, Walk

ASK = "place (zone, or zone x y in metres; empty ends the walk)"
SHOWN = 3


@click.command("survey", short_help="Walk with the laptop: what it hears, place by place.")
@click.option("--adapter", default="", metavar="NAME", help="The Wi-Fi adapter.")
@click.option("--floor", default="", help="The floor or drawing that x and y belong to.")
@click.option("--device", default="", help="What is walked with, such as the client's model.")
@click.option("--running/--standing", default=None, help="Whether production runs.")
@click.option("--layout-changed/--layout-same", default=None,
              help="Whether machines or racks were moved since.")  # fmt: skip
@pass_session
def command(
    session: Session, adapter: str, floor: str, device: str, running: bool | None,
    layout_changed: bool | None,
) -> None:  # fmt: skip
    """Record a walk and read it in. Ctrl-C ends it; every sample taken until then is kept."""
    from audit.walk.record import Walk

    with open_case(session) as desk:
        started = datetime.now(UTC).replace(microsecond=0)
        walk = Walk(_path(desk, started))
        try:
            _walk(session, walk, adapter, floor)
        except (KeyboardInterrupt, click.Abort):
            session.note("stopped")
        if not walk.places:
            walk.path.unlink()
            raise Failure("no sample was taken; nothing was written")
        about = walk.describe(started, device, running, layout_changed)
        desk.evidence.note("survey", f"{walk.places} places, {walk.readings} readings")
        session.note(f"{walk.path}: {walk.places} places, {walk.readings} readings")
        paths = (walk.path, about)
        before = answerable(desk)
        report = run_import(session, desk, paths, None)
        print_report(session, report, answerable(desk) - before)
    raise SystemExit(int(ending(report, paths)))


def _path(desk: Desk, started: datetime) -> Path:
    return desk.case.root / "walks" / f"walk-{started:%Y%m%dT%H%M%SZ}.csv"


def _walk(session: Session, walk: Walk, adapter: str, floor: str) -> None:
    from audit.walk import adapter as tools
    from audit.walk.record import place_of

    failures = 0
    before: tuple[object, ...] = ()
    while True:
        typed = click.prompt(ASK, default="", show_default=False, err=True)
        place = place_of(typed)
        if place is None:
            return
        try:
            heard = tools.listen(adapter)
        except tools.WifiError as error:
            failures += 1
            session.warn(f"no sample at {place}: {error}")
            if not walk.places and failures == 1:
                session.warn("type the place again when it is mended, or end with an empty line")
            continue
        if heard.readings == before:
            session.warn(
                "the very same as at the place before: the computer has not listened again; open "
                "its list of networks, wait until it moves, and type the place again"
            )
            continue
        before = heard.readings
        _take(session, walk, place, floor, heard)


def _take(session: Session, walk: Walk, place: Place, floor: str, heard: Heard) -> None:
    from audit.imports.wifi.readings import dbm_of

    now = datetime.now(UTC).replace(microsecond=0)
    used = walk.add(place, floor, now, heard.readings)
    levels = sorted(((dbm_of(one)[0] or 0.0, one.ssid or one.bssid) for one in used), reverse=True)
    best = ", ".join(f"{name} {level:g} dBm" for level, name in levels[:SHOWN])
    session.note(f"{walk.places}: {place}: {len(used)} access points; {best}")
