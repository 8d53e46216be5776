"""Made-up plants from a seed: any number of lines, findings, windows, crews and budgets."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from audit.facts.model import PlantFacts
from audit.inventory.tables import (
    AssetRow,
    BudgetRow,
    ControllerRow,
    FinanceRow,
    KnowledgeRow,
    LineRow,
    SwitchRow,
    WindowRow,
)
from audit.inventory.tables.money import WindowKind
from checks.records import Judgement, Outcome
from tests.planning import build

OUTCOMES = (Outcome.PASS, Outcome.PASS, Outcome.FAIL, Outcome.WARN, Outcome.UNKNOWN)


def made_up(
    seed: int, *, kind: bool = False, size: int | None = None
) -> tuple[Judgement, PlantFacts]:
    """Return a plant; `kind` ones have windows, money and time enough for a plan."""
    dice = random.Random(seed)
    lines = [f"L{n}" for n in range(1, (dice.randint(2, 6) if size is None else size + 1))]
    pilot = dice.choice(lines)
    plant = build.plant()
    plant.lines = [LineRow(line=n, pilot=n == pilot, downtime_cost_per_h=2000) for n in lines]
    plant.windows = [w for line in lines for w in _windows(dice, line, kind)]
    if dice.random() < 0.5:
        start = datetime(2027, dice.randint(2, 12), 5)
        plant.windows.append(
            WindowRow(
                window="stock-taking",
                kind=WindowKind.FREEZE,
                start=start,
                end=start + timedelta(days=dice.randint(1, 20)),
            )
        )
    plant.budget = _budget(dice, kind)
    plant.finance = [
        FinanceRow(
            line=line,
            use_case=use,
            cost_low=20e3,
            cost_high=dice.uniform(20e3, 60e3),
            benefit_per_year_low=dice.uniform(5e3, 20e3),
            benefit_per_year_high=40e3,
            upkeep_per_year=dice.uniform(0, 8e3),
        )
        for line in lines
        for use in build.USE_CASES
        if dice.random() < 0.9
    ]
    leaves = date(2028, 6, 1) if kind else date(2027, dice.randint(1, 12), 28)
    plant.knowledge = [
        KnowledgeRow(
            system="script",
            line=dice.choice(lines),
            person="expert",
            level=3,
            written=False,
            leave_date=leaves,
            critical=True,
        )
    ]
    plant.others = [SwitchRow(switch=f"SW-{n}", line=(n,), cabinet=f"CC-{n}") for n in lines]
    for line in lines:
        plant.others.append(AssetRow(asset_id=f"PLC-{line}", line=line))
        plant.others.append(
            ControllerRow(
                asset_id=f"PLC-{line}",
                needed=True,
                interface=dice.choice(("ethernet", "serial" if size is None else "ethernet")),
                firmware_ok=size is not None or dice.random() < 0.7,
                gateway_route=size is not None or dice.random() < 0.7,
            )
        )
    if not kind and dice.random() < 0.3:
        crew = dice.randrange(len(plant.crews))
        until = date(2027, dice.randint(2, 12), 1)
        plant.crews[crew] = plant.crews[crew].model_copy(update={"available_until": until})
    found = {(c, n): dice.choice(OUTCOMES) for c in build.CHECKS for n in lines}
    judged = build.judgement(found, [n for n in lines if dice.random() < 0.15], lines)
    judged = replace(
        judged, pilot_line=pilot, scores=tuple(s for s in judged.scores if s.line != pilot)
    )
    facts = plant.facts()
    return judged, replace(facts, case=replace(facts.case, pilot_line=pilot))


def _windows(dice: random.Random, line: str, kind: bool) -> list[WindowRow]:
    if not kind and dice.random() < 0.1:
        return []
    begin = datetime(2027, 1, dice.randint(11, 28), 6)
    hours = dice.choice((4, 8, 12)) if kind else dice.choice((0.5, 2, 4, 8))
    rows = [
        WindowRow(
            window=f"{line} regular",
            line=line,
            start=begin,
            end=begin + timedelta(hours=hours),
            every_weeks=dice.choice((1, 2, 4)),
            until=date(2045, 12, 31),
        )
    ]
    shutdown = datetime(2027, dice.randint(3, 8) + (4 if kind else 0), 2, 6)
    rows.append(
        WindowRow(
            window=f"{line} shutdown",
            line=line,
            kind=WindowKind.SHUTDOWN,
            start=shutdown,
            end=shutdown + timedelta(days=14),
        )
    )
    return rows


def _budget(dice: random.Random, kind: bool) -> list[BudgetRow]:
    if dice.random() < 0.2:
        return []
    amount = 900e3 if kind else dice.choice((0.0, 60e3, 200e3, 600e3))
    return [
        BudgetRow(
            period=f"{year}-H{half + 1}",
            start=date(year, 1 + 6 * half, 1),
            end=date(year, 6, 30) if not half else date(year, 12, 31),
            amount=amount,
        )
        for year in (2027, 2028, 2029)
        for half in (0, 1)
    ]
