"""The stages joined: case → evidence → facts → judgement → plan → report; each result kept with its
dataset hash.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session

if TYPE_CHECKING:
    from audit.case import Case
    from audit.evidence import Evidence
    from audit.facts.model import CaseFacts, PlantFacts
    from audit.inventory.read import InventoryRead
    from checks.own import OwnFile
    from checks.records import Judgement
    from planning.records import Plan


PACKAGES_FILE = "workpackages.csv"


@dataclass(slots=True)
class Desk:
    """An open case with its evidence, inventory read."""

    case: Case
    evidence: Evidence
    inventory: InventoryRead
    own: tuple[OwnFile, ...] = ()
    """The case's own checks."""


@contextmanager
def open_case(session: Session, *, read_inventory: bool = True) -> Generator[Desk, None, None]:
    """Open the case, read its inventory into the evidence, say on stderr what is wrong with it."""
    from audit.case import Case, CaseError
    from audit.evidence import Evidence, EvidenceError
    from audit.inventory.load import load_inventory
    from audit.inventory.read import InventoryRead
    from cli.own_checks import own_of
    from cli.trouble import evidence_failure

    try:
        case = Case.open(session.root)
    except CaseError as error:
        raise Failure(str(error)) from None
    try:
        evidence = Evidence(case.database_url)
    except EvidenceError as error:
        raise evidence_failure(error) from None
    with evidence:
        inventory = load_inventory(case, evidence) if read_inventory else InventoryRead()
        for problem in inventory.problems:
            session.warn(f"inventory: {problem}")
            session.partial = True
        for problem in inventory.warnings:
            if problem.doubtful:
                session.warn(f"inventory: {problem}")
                session.partial = True
            else:
                session.note(f"inventory: {problem}")
        own = own_of(case.root)
        for file in own:
            if file.check is None:
                session.warn(file.sentence)
                session.partial = True
        with own_packages(case.root):
            yield Desk(case, evidence, inventory, own)


@contextmanager
def own_packages(root: Path) -> Generator[None, None, None]:
    """Use the case's own work packages, `workpackages.csv` beside case.toml, where it has some."""
    path = root / PACKAGES_FILE
    if not path.exists():
        yield
        return
    from planning import PlanningError
    from planning.catalogue import using

    with ExitStack() as stack:
        try:
            stack.enter_context(using(path))
        except PlanningError as error:
            raise Failure(str(error)) from None
        yield


def case_facts(case: Case) -> CaseFacts:
    """Return what case.toml says that the checks need."""
    from audit.facts.model import CaseFacts, PilotFacts

    config = case.config
    return CaseFacts(
        case_id=config.case_id,
        name=config.name,
        pilot_line=config.pilot_line,
        use_cases=tuple(config.use_cases),
        as_of=config.as_of or date.min,
        currency=config.currency,
        plan_start=config.plan_start,
        country=config.country,
        subdivision=config.subdivision,
        own_catalogue=_hash_of(case.root / PACKAGES_FILE),
        baseline_signed_by=config.baseline.signed_by,
        baseline_signed_on=config.baseline.signed_on,
        pilots=tuple(
            PilotFacts(line, pilot.use_cases, pilot.signed_by, pilot.signed_on)
            for line, pilot in config.pilots.items()
        ),
    )


def _hash_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def facts_of(desk: Desk) -> PlantFacts:
    """Build the facts from all evidence."""
    from audit.facts.build import build_facts

    said = replace(case_facts(desk.case), own_checks=tuple(f.sha256 for f in desk.own if f.check))
    return build_facts(desk.evidence.read(), said, desk.evidence.head())


def judgement_of(desk: Desk, facts: PlantFacts) -> Judgement:
    """Run the catalogue and the case's own checks."""
    from checks.engine import judge
    from cli.own_checks import all_checks

    _pilots_exist(desk, facts)
    judgement = judge(facts, all_checks(desk.own))
    return replace(judgement, own_checks=tuple(file.sentence for file in desk.own))


def _pilots_exist(desk: Desk, facts: PlantFacts) -> None:
    """Refuse to compare lines with a pilot that nobody knows."""
    from audit.case import CASE_FILE, line_of_key

    known = [row.line for row in facts.lines]
    keys: dict[str, tuple[str, ...]] = {line: ("pilots", line) for line in desk.case.config.pilots}
    keys[desk.case.config.pilot_line] = ("pilot_line",)
    for line, key in keys.items():
        if known and line and line not in known:
            path = desk.case.root / CASE_FILE
            number = line_of_key(path.read_text("utf-8-sig"), key)
            raise Failure(
                f"{path}:{number}: {'.'.join(key)}: there is no line {line} in the table lines; "
                f"name one of {', '.join(known[:20])}, or add it to the table"
            )


def judged(desk: Desk) -> tuple[PlantFacts, Judgement]:
    """Build the facts, run the checks, keep the result with the case."""
    from cli.keep import keep_judgement

    facts = facts_of(desk)
    judgement = judgement_of(desk, facts)
    keep_judgement(desk.evidence, judgement)
    return facts, judgement


def planned(
    desk: Desk,
    facts: PlantFacts,
    judgement: Judgement,
    *,
    objective: str = "value",
    scenario: str = "interleaved",
    time_limit_s: float = 20.0,
    progress: Callable[[str], None] | None = None,
    own: Path | None = None,
    side_by_side: bool = False,
    overtime: bool = False,
) -> Plan:
    """Make the plan, verify it, keep it with the case.

    Parameters
    ----------
    own
        The user's file of order and dates: the plan follows it, or with `side_by_side` it is one of
        the ways that are compared.
    """
    from cli.keep import keep_plan
    from planning import PlanningError, compare, make_plan, read_pins, with_figures

    try:
        pins = read_pins(own) if own else None
        plan = make_plan(
            judgement,
            facts,
            objective=objective,
            scenario=scenario if pins is None or side_by_side else "own",
            time_limit_s=time_limit_s,
            progress=progress,
            pins=None if side_by_side else pins,
            overtime=overtime,
        )
        if side_by_side:
            ways = compare(judgement, facts, objective, time_limit_s, progress, pins=pins)
            plan = with_figures(plan, ways)
    except PlanningError as error:
        raise Failure(str(error), Exit.PARTIAL) from None
    keep_plan(desk.evidence, plan)
    return plan


def kept_or_new(desk: Desk, facts: PlantFacts, judgement: Judgement) -> Plan | None:
    """Return the kept plan if it was made from this very evidence, else a new one; None without
    lines.
    """
    from cli.keep import kept_plan

    plan = kept_plan(desk.evidence)
    if plan is not None and plan.dataset_hash == facts.dataset_hash:
        return plan
    if not judgement.scores:
        return None
    return planned(desk, facts, judgement)


def plan_or_none(desk: Desk, facts: PlantFacts, judgement: Judgement) -> Plan | None:
    """Return what `kept_or_new` does; None also where the rows cannot be planned with, which is
    said on stderr: a report goes without a plan then.
    """
    try:
        return kept_or_new(desk, facts, judgement)
    except Failure as failure:
        click.echo(f"no plan: {failure.message}", err=True)
        return None
