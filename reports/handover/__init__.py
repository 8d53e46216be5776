"""Files for other tools and other people: a corrected drawing, lists for NetBox and for an issue
tracker, the baseline statement for a funding body.

Facts, judgement and plan in, bytes per file name out; nothing is sent anywhere. What a list
proposes, a person imports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.facts.model import PlantFacts
from checks.records import Judgement
from planning.records import Plan
from reports.language import ENGLISH, Speech

NAMES = ("drawio", "netbox", "tracker", "mspdi", "ics", "funding")
"""What there is, as `report` calls it."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What the files are made from."""

    facts: PlantFacts
    judgement: Judgement
    plan: Plan | None
    speech: Speech = ENGLISH
    """The language of what people read; lists for programs keep theirs."""


def files_of(name: str, given: Handover) -> Iterator[tuple[str, bytes]]:
    """Yield (file name, content), one after the other.

    Raises
    ------
    ReportError
        When one cannot be made; those before it were yielded.
    KeyError
        When there is no such hand-over.
    """
    import importlib

    if name not in NAMES:
        raise KeyError(name)
    yield from importlib.import_module(f"reports.handover.{name}").files(given)
