"""Rows that no plan can be made from: facts in, a sentence on each, its place and its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import (
    BudgetRow,
    CrewRow,
    DeadlineRow,
    FinanceRow,
    KnowledgeRow,
    LineRow,
    WorkStatusRow,
)
from planning.errors import InputError
from planning.records import LeftOut

_MONEY: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        FinanceRow,
        ("cost_low", "cost_high", "foundation_share_low", "foundation_share_high", "other_cost",
         "benefit_per_year_low", "benefit_per_year_high", "upkeep_per_year"),
    ),
    (BudgetRow, ("amount",)),
    (CrewRow, ("rate_per_day", "days_per_week", "people")),
    (LineRow, ("downtime_cost_per_h",)),
    (WorkStatusRow, ("actual_pd",)),
)  # fmt: skip
_AT_MOST = 20


def refuse(facts: PlantFacts, start: date) -> None:
    """Raise `InputError` when rows of money or dates cannot be planned with.

    Raises
    ------
    InputError
        Negative money, a currency that is not the case's, a deadline before the plan's first day, a
        budget period or a crew that ends before it begins.
    """
    found = [*_negative(facts), *_currencies(facts), *_deadlines(facts, start), *_spans(facts)]
    if found:
        more = [f"and {len(found) - _AT_MOST} more"] if len(found) > _AT_MOST else []
        raise InputError("\n".join([*found[:_AT_MOST], *more]))


def past_notes(facts: PlantFacts) -> tuple[LeftOut, ...]:
    """Return experts who left before the audit: their dates plan nothing any more."""
    return tuple(
        LeftOut(
            f"knowledge of {row.record.system}",
            f"its one expert left on {row.record.leave_date} ({_place(row)}), before the audit: "
            "it can no longer be written down with them",
        )
        for row in facts.table(KnowledgeRow)
        if row.record.leave_date is not None
        and row.record.leave_date <= facts.case.as_of
        and row.record.critical is not False
        and row.record.written is not True
    )


def _place(row: Stated[Any]) -> str:
    name = row.file.replace("\\", "/").rpartition("/")[2]
    return f"{name}, {row.location}" if row.location else name


def _negative(facts: PlantFacts) -> Iterator[str]:
    for table, names in _MONEY:
        for row in facts.table(table):
            for name in names:
                value = getattr(row.record, name)
                if value is not None and value < 0:
                    yield f"{_place(row)}: {name} is {value:g}; write zero or more"


def _currencies(facts: PlantFacts) -> Iterator[str]:
    wanted = facts.case.currency
    for row in facts.table(FinanceRow):
        if row.record.currency and row.record.currency.upper() != wanted:
            yield (
                f"{_place(row)}: {row.record.line} / {row.record.use_case} is in "
                f"{row.record.currency}, the case in {wanted}; convert the row, or set `currency` "
                "in case.toml"
            )


def _deadlines(facts: PlantFacts, start: date) -> Iterator[str]:
    for row in facts.table(DeadlineRow):
        if row.record.day is not None and row.record.day < start:
            yield (
                f"{_place(row)}: the deadline {row.record.deadline} was {row.record.day}, before "
                f"the plan's first day {start}; give the day that counts now, or take the row out"
            )


def _spans(facts: PlantFacts) -> Iterator[str]:
    for row in facts.table(BudgetRow):
        if row.record.start and row.record.end and row.record.end < row.record.start:
            yield (
                f"{_place(row)}: {row.record.period} ends on {row.record.end}, before it starts on "
                f"{row.record.start}; swap the two days"
            )
    for crew in facts.table(CrewRow):
        since, until = crew.record.available_from, crew.record.available_until
        if since and until and until < since:
            yield (
                f"{_place(crew)}: {crew.record.crew} leaves on {until}, before it comes on "
                f"{since}; swap the two days"
            )
