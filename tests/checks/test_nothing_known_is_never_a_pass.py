"""Rules that hold for every check that is built."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.inventory.tables import TABLES, LineRow, Row
from checks import ALL
from checks.records import Check, Outcome
from tests.checks.plants import CASE, ask, device, plant, rows

UNSIGNED = replace(CASE, baseline_signed_by="")


def blank(table: type[Row]) -> Row:
    """Return a row of which only the columns that must be there are filled, with a name."""
    return table.model_validate(
        {n: "L1" for n, field in table.model_fields.items() if field.is_required()}
    )


BLANK = rows(*(blank(table) for table in TABLES.values() if table is not LineRow))
EVERY = pytest.mark.parametrize("check", ALL, ids=lambda check: check.check_id)


@EVERY
def test_an_empty_plant_is_unknown_on_every_line(check: Check) -> None:
    for line in ("L1", "L2", "L3", "L4"):
        got = ask(check, plant(case=UNSIGNED), line)
        assert got.outcome is Outcome.UNKNOWN, got.sentence
        assert got.why is not None


@EVERY
def test_empty_cells_are_never_a_pass(check: Check) -> None:
    facts = plant(BLANK, device("", role=""), device("X-1", role=""))
    for line in ("L1", "L3"):
        got = ask(check, facts, line)
        assert got.outcome is not Outcome.PASS, got.sentence
        assert (got.why is not None) == (got.outcome is Outcome.UNKNOWN)


@EVERY
def test_the_same_facts_give_the_same_answer(check: Check) -> None:
    facts = plant(BLANK, device("X-1"))
    assert ask(check, facts) == ask(check, facts)
