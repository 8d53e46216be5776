"""The plant's own names: what no language changes, whatever word it looks like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

    from audit.facts.model import PlantFacts

NAMED = ("name", "product", "person", "crew", "area", "plant")
"""Columns that hold names, beside each table's key."""
OWN_WORDS = 3
"""Words from which on a cell is somebody's own text."""
_OURS = frozenset({"data model", "use case"})
"""Layers of the table of owners, which the program names itself."""
_OTHER = frozenset({"answers", "thresholds", "status", "waivers", "capabilities"})
"""Tables whose keys are ours."""


def plant_names(facts: PlantFacts) -> frozenset[str]:
    """Every name of a line, device, person, system, zone and so on that anybody gave."""
    found = {facts.case.name, facts.case.case_id}
    found.update(name for device in facts.devices for name in (device.device_id, device.name))
    for table, rows in facts.rows.items():
        if table in _OTHER:
            continue
        for row in rows:
            record = row.record
            fields = (*record.key, *NAMED)
            values = [getattr(record, name, None) for name in dict.fromkeys(fields)]
            found.update(value for value in values if type(value) is str)
            found.update(_sentences(record))
    return frozenset(found - _OURS - {""})


def _sentences(record: BaseModel) -> Iterable[str]:
    """What people wrote into a row in their own words, of any column."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        if type(value) is str and value.count(" ") >= OWN_WORDS - 1:
            yield value
