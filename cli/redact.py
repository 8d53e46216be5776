"""`plantready redact OUT`: a copy of the case that may leave the house."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session, pass_session
from cli.stages import Desk, judged, open_case, plan_or_none

if TYPE_CHECKING:
    from audit.case import CaseConfig
    from audit.redact import Copied, Level, Pseudonyms
    from checks.records import Judgement

KEY_FILE = "redaction.key"
"""In the case folder: it makes the pseudonyms of every copy the same, and stays at home."""
FORMATS = ("pdf", "xlsx", "html", "json")


@click.command("redact", short_help="A copy that may leave the house.")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option(
    "--level",
    type=click.Choice(["internal", "client", "share"]),
    default="share",
    show_default=True,
    help="internal: all; client: no people; share: no names at all.",
)
@click.option(
    "--also",
    multiple=True,
    metavar="WORD",
    help="One more name that must not be read, say the company's; may be repeated.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="Reports to write; without it all of them.",
)
@pass_session
def command(
    session: Session, out: Path, level: str, also: tuple[str, ...], formats: tuple[str, ...]
) -> None:
    """Write the folder OUT: a case with pseudonyms, its reports and every table as CSV.

    The copy is judged anew, and searched for originals before OUT appears. What stands for what is
    kept in OUT.mapping.json beside it: do not hand that file over.
    """
    from audit.redact import Level

    if out.exists():
        raise Failure(f"{out} is there already; choose a new folder, nothing was written")
    part = out.with_name(out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        copied, changed = _write(session, part, Level(level), also, formats or FORMATS)
        _refuse_leaks(part, copied)
        _keep_mapping(out, copied)
        part.replace(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    for sentence in changed:
        session.warn(sentence)
    if session.as_json:
        session.data({"folder": str(out), "level": level, "observations": copied.observations,
                      "pseudonyms": len(copied.originals), "changed": changed})  # fmt: skip
    else:
        session.say(
            f"{out}: {copied.observations} observations, {len(copied.originals)} names and "
            f"addresses replaced, none of them found in the copy"
        )
        session.say(f"{out}.mapping.json says what stands for what: it stays with you")


def _write(
    session: Session, part: Path, level: Level, also: Sequence[str], formats: Sequence[str]
) -> tuple[Copied, list[str]]:
    """Copy the evidence, judge it, write reports and tables; what came out differently."""
    from audit.evidence import Evidence
    from audit.redact import redact_evidence

    with open_case(session) as desk:
        _, before = judged(desk)
        names = _names_of(desk.case.config, level) | dict.fromkeys(also, "name")
        given = _pseudonyms(desk.case.root)
        with Evidence(f"sqlite:///{(part / 'case.db').as_posix()}") as target:
            copied = redact_evidence(desk.evidence, target, level, given, names, _roles())
        text = _case_text(desk.case.config, level, given, copied)
    (part / "case.toml").write_text(text, "utf-8")
    copy = replace(session, root=part)
    with open_case(copy, read_inventory=False) as desk:
        after = _reports(copy, desk, formats)
    return copied, _differences(before, after)


def _reports(session: Session, desk: Desk, formats: Sequence[str]) -> Judgement:
    """Judge the copy, write its reports, and every table that has rows as CSV."""
    from cli.report import write
    from reports.tables import TABLES, as_csv, rows_of

    facts, judgement = judged(desk)
    plan = plan_or_none(desk, facts, judgement)
    desk.case.reports_dir.mkdir(exist_ok=True)
    write(session, desk, facts, judgement, plan, tuple(formats))
    folder = desk.case.root / "tables"
    folder.mkdir()
    for name in TABLES:
        rows = rows_of(name, facts=facts, judgement=judgement, plan=plan,
                       stored=desk.evidence.read())  # fmt: skip
        if rows:
            (folder / f"{name}.csv").write_text(as_csv(name, rows), "utf-8", newline="")
    return judgement


def _refuse_leaks(part: Path, copied: Copied) -> None:
    from audit.redact import leaks_in

    found = leaks_in(part, copied.originals)
    if found:
        places = "; ".join(
            f"{leak.file}: {leak.original!r}"
            for leak in {one.original: one for one in found}.values()
        )
        raise Failure(
            f"{len(found)} originals still stand in the copy, so it was not written: {places}. "
            f"Name them with --also, or tell us: this is a defect of plantready",
            Exit.PARTIAL,
        )


def _differences(before: Judgement, after: Judgement) -> list[str]:
    """Say which findings the copy judges otherwise: names also carry meaning."""
    pairs = zip(before.findings, after.findings, strict=False)
    changed = [
        f"{was.check.check_id} on {now.line}: {now.outcome} in the copy, {was.outcome} in the case"
        for was, now in pairs
        if was.outcome is not now.outcome
    ]
    if len(before.findings) != len(after.findings):
        changed.append(f"the copy has {len(after.findings)} findings, not {len(before.findings)}")
    return list(dict.fromkeys(changed))


def _roles() -> set[str]:
    """Return the roles and trades that the catalogue itself speaks of."""
    from checks import ALL
    from planning.catalogue import catalogue

    said = [check.closes_who for check in ALL]
    said += [crew for package in catalogue() for crew in package.crews]
    return {part.strip() for who in said for part in (who, *re.split(r",| and | or |/|;", who))}


def _names_of(config: CaseConfig, level: Level) -> dict[str, str]:
    """Return the names in case.toml, with their kind."""
    from audit.redact import Level

    signers = [config.baseline, *config.pilots.values()]
    named = [*(signer.signed_by for signer in signers), config.report.prepared_by]
    people = dict.fromkeys(named, "person")
    if level is not Level.SHARE:
        return people
    places = dict.fromkeys([config.case_id, config.name, config.report.prepared_for], "plant")
    return places | people


def _case_text(config: CaseConfig, level: Level, given: Pseudonyms, copied: Copied) -> str:
    """Return the case.toml of the copy: what the checks need, under pseudonyms."""
    from audit.redact import Level

    def hidden(text: str) -> str:
        return copied.originals.get(text, text)

    share = level is Level.SHARE
    case_id = given.name("case", config.case_id) if share else config.case_id
    name = given.name("plant", config.name or config.case_id) if share else config.name
    lines = [
        f"case_id = {json.dumps(case_id)}",
        f"name = {json.dumps(name)}",
        f"pilot_line = {json.dumps(hidden(config.pilot_line))}",
        f"use_cases = {json.dumps([hidden(use) for use in config.use_cases])}",
        f"currency = {json.dumps(config.currency)}",
        *(f"{key} = {value}" for key, value in (("as_of", config.as_of),
          ("plan_start", config.plan_start)) if value is not None),
        "[baseline]",
        f"signed_by = {json.dumps(hidden(config.baseline.signed_by))}",
        *([f"signed_on = {config.baseline.signed_on}"] if config.baseline.signed_on else []),
        *(text for line, pilot in config.pilots.items() for text in (
            f"[pilots.{json.dumps(hidden(line))}]",
            f"use_cases = {json.dumps([hidden(use) for use in pilot.use_cases])}",
            f"signed_by = {json.dumps(hidden(pilot.signed_by))}",
            *([f"signed_on = {pilot.signed_on}"] if pilot.signed_on else []),
        )),
        "[report]",
        f"classification = {json.dumps(str(level))}",
        f"page = {json.dumps(config.report.page)}",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _pseudonyms(root: Path) -> Pseudonyms:
    """Return the case's pseudonyms; the key is made at the first copy."""
    from audit.redact import Pseudonyms

    path = root / KEY_FILE
    try:
        return Pseudonyms(bytes.fromhex(path.read_text("ascii").strip()))
    except FileNotFoundError:
        key = secrets.token_bytes(32)
        _write_private(path, key.hex() + "\n")
        return Pseudonyms(key)
    except (OSError, ValueError):
        raise Failure(
            f"{path} cannot be read as a key of 64 hex digits; restore it, or remove it to begin "
            f"with new pseudonyms"
        ) from None


def _keep_mapping(out: Path, copied: Copied) -> None:
    text = json.dumps(dict(sorted(copied.originals.items())), indent=1, ensure_ascii=False)
    _write_private(out.with_name(out.name + ".mapping.json"), text + "\n")


def _write_private(path: Path, text: str) -> None:
    """Write a file that only this user may read, where the system knows such rights."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
                   encoding="utf-8") as stream:  # fmt: skip
        stream.write(text)
