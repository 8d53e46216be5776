"""`plantready demo`: the whole job on the Riverside plant, against stand-in devices on this
computer.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session, pass_session
from cli.init import copy_example

if TYPE_CHECKING:
    from inventories.stand_ins.plant import Plant

MARK = ".plantready-demo"
"""Lies in a folder that an earlier demo made, and that a new one may therefore replace."""


@click.command("demo", short_help="The whole job on the Riverside plant.")
@click.argument(
    "folder", default="demo-riverside", type=click.Path(path_type=Path), metavar="[DIR]"
)
@click.option("--page", type=click.Choice(["A4", "Letter"]), default=None)
@pass_session
def command(session: Session, folder: Path, page: str | None) -> None:
    """Start stand-in devices, probe, import, judge, plan, report; all traffic stays on this
    computer.
    """
    started = time.monotonic()
    prepare(folder)
    inside = Session(root=folder, quiet=session.quiet, yes=True, color=session.color)
    with stand_ins() as plant:
        step(inside, f"{len(plant.devices)} stand-in devices answer on this computer")
        probe_plant(inside)
    lines, paths = desk_work(inside, folder, page)
    if session.as_json:
        session.data({"summary": lines, "files": [str(path) for path in paths]})
        return
    for text in lines:
        session.say(text)
    session.say()
    for path in paths:
        session.say(str(path))
    session.note(f"done in {time.monotonic() - started:.0f} s")
    session.note(f"next: plantready -C {folder} explain L2 PLC-02; for your plant: plantready init")


def prepare(folder: Path) -> None:
    """Copy the sample case; a folder that is not an earlier demo is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise Failure(f"{folder} is not empty and no earlier demo; choose another folder")
        make_writable(folder)
        shutil.rmtree(folder)
    from inventories.stand_ins.one_address import rewrite_addresses

    try:
        copy_example(folder)
        rewrite_addresses(folder)
        (folder / MARK).write_text("made by `plantready demo`\n", encoding="utf-8")
    except OSError as error:
        raise Failure(f"{folder} could not be written: {error.strerror}") from None


def make_writable(folder: Path) -> None:
    """Kept files are read-only; Windows would refuse to remove them."""
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


@contextmanager
def stand_ins() -> Generator[Plant, None, None]:
    """Run the devices while the probes ask them, with their credentials in the environment."""
    from inventories.riverside_home import RIVERSIDE
    from inventories.stand_ins.plant import StandInError, credentials, start

    names: list[str] = []
    try:
        with start(RIVERSIDE / "devices.toml", RIVERSIDE) as plant:
            for name, text in credentials(RIVERSIDE / "devices.toml").items():
                names.append(f"PLANTREADY_CREDENTIAL_{name.upper()}")
                os.environ[names[-1]] = text
            yield plant
    except StandInError as error:
        raise Failure(f"a stand-in device did not start: {error}", Exit.PARTIAL) from None
    finally:
        for name in names:
            os.environ.pop(name, None)


def step(session: Session, text: str) -> None:
    """Say what was done."""
    session.note(f"· {text}")


def probe_plant(session: Session) -> None:
    """Ask the stand-ins within the sample's scope."""
    from cli.probe import run_probe
    from cli.stages import open_case

    with open_case(session) as desk:
        report = run_probe(session, desk)
    step(session, f"probed: {report.summary()}")


def desk_work(session: Session, folder: Path, page: str | None) -> tuple[list[str], list[Path]]:
    """Import what was handed over, judge, plan, report."""
    from cli.import_ import run_import
    from cli.report import FORMATS, write
    from cli.stages import judged, open_case, planned
    from cli.verdicts import summary_lines

    with open_case(session) as desk:
        report = run_import(session, desk, (folder / "handed_over",), None)
        step(session, f"imported: {report.used} of {len(report.files)} files handed over")
        facts, judgement = judged(desk)
        step(session, f"judged: {len(judgement.findings)} results")
        plan = planned(desk, facts, judgement)
        step(session, f"planned: {len(plan.tasks)} tasks")
        paths, problems = write(session, desk, facts, judgement, plan, FORMATS, page)
        for problem in problems:
            session.note(problem)
        lines = summary_lines(judgement, plan, desk.case.config.name)
    return lines, paths
