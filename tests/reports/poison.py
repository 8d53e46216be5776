"""A plant in which whatever a person or a device writes is hostile, in every record there is."""

from __future__ import annotations

import functools
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from pydantic import BaseModel

from reports.model import ReportModel
from reports.model.since import Earlier
from tests.reports.build import HASH, make_facts, make_judgement, model
from tests.reports.made import HOSTILE
from tests.reports.schedule import make_plan

KEYS = frozenset(
    {
        *("line", "pilot_line", "use_case", "use_cases", "check_id", "task_id", "asset_id", "id"),
        *("work_package", "work_packages", "clears", "after", "because", "gates", "lags", "code"),
        *("dataset_hash", "currency", "status", "conditions_of", "lines", "device_id", "node_id"),
        *("condition_id", "severity", "blockers", "questions", "a_device", "b_device", "role"),
        *("domain", "own_catalogue", "own_checks", "check", "pilots", "country", "subdivision"),
        *("scope", "device_ids", "wants", "unit", "scenario", "switch", "weights"),
    }
)
"""Fields by which records find each other, and those that hold one of a few words of ours."""


def poisoned(value: Any) -> Any:
    """The record with every text in it hostile that is no key."""
    kind = type(value).__name__
    if kind == "str":
        return HOSTILE if value else value
    if kind == "tuple":
        return tuple(map(poisoned, value))
    if isinstance(value, BaseModel):
        given = {
            name: getattr(value, name) for name in type(value).model_fields if name not in KEYS
        }
        return value.model_copy(update={name: poisoned(text) for name, text in given.items()})
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.init and field.name not in KEYS]
        return replace(value, **{name: poisoned(getattr(value, name)) for name in names})
    return value


@functools.cache
def everywhere() -> ReportModel:
    """The report of that plant, compared with an audit that says the same things."""
    judgement, facts = make_judgement(), make_facts()
    tables = {
        name: tuple(replace(row, record=poisoned(row.record)) for row in rows)
        for name, rows in facts.rows.items()
    }
    facts = replace(facts, rows=tables, case=poisoned(facts.case))
    judgement = replace(
        poisoned(judgement), pilot_line=judgement.pilot_line, dataset_hash=judgement.dataset_hash
    )
    row = dict.fromkeys(("line", "use_case", "check_id", "sentence"), HOSTILE)
    return model(
        judgement=judgement,
        facts=facts,
        plan=poisoned(make_plan(HASH)),
        rules=HOSTILE,
        earlier=Earlier(date(2026, 5, 16), ({**row, "status": "fail"},)),
        prepared_for=HOSTILE,
        prepared_by=HOSTILE,
        classification=HOSTILE,
    )
