"""How many links a use case has today and would have on all lines: point to point, and over a
shared layer.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import PlantFacts
from audit.inventory.tables import FlowRow
from audit.inventory.tables.data import Via
from checks.remembered import once


@dataclass(frozen=True, slots=True)
class LinkCount:
    """Flows that run today."""

    direct: int
    layer: int
    unsaid: int
    """Flows of which nobody said how they travel."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a projection rests on, counted from the flow list."""

    sources_per_line: int
    shared_consumers: int
    new_consumers_per_line: int
    lines_counted: int
    """Lines with a flow in the list: from one line, growth of consumers cannot be seen."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Links needed when the use case runs on so many lines."""

    lines: int
    direct: int
    layer: int


@once
def links_today(facts: PlantFacts, use_case: str = "") -> LinkCount:
    """Count the flows that run today; an empty use case counts all of them."""
    flows = [row for row in _flows(facts, use_case) if row.exists is not False]
    return LinkCount(
        sum(row.via is Via.DIRECT for row in flows),
        sum(row.via is Via.LAYER for row in flows),
        sum(row.via is Via.UNSAID for row in flows),
    )


@once
def basis(facts: PlantFacts, use_case: str = "") -> Basis:
    """Count sources and consumers; planned flows count, they are what the rollout needs.

    Sources per line are those of the line with most of them. A consumer is shared when two lines
    use it; with one line in the list all its consumers count as shared, and none as new.
    """
    sources: dict[str, set[str]] = {}
    users: dict[str, set[str]] = {}
    for row in _flows(facts, use_case):
        if row.line:
            sources.setdefault(row.line, set()).add(row.source or row.flow_id)
        if row.line and row.consumer:
            users.setdefault(row.consumer.casefold(), set()).add(row.line)
    lines = len(sources)
    shared = sum(len(lines_using) > 1 or lines == 1 for lines_using in users.values())
    own = len(users) - shared
    return Basis(
        max((len(found) for found in sources.values()), default=0),
        shared,
        round(own / lines) if lines else 0,
        lines,
    )


def project(on: Basis, lines: int) -> Projection:
    """Project the links of `lines` lines: every source to every consumer, or each once to a layer.

    Without new consumers per line the direct links grow with the lines and no faster; they outgrow
    them only where consumers grow too.
    """
    consumers = on.shared_consumers + on.new_consumers_per_line * lines
    sources = on.sources_per_line * lines
    return Projection(lines, sources * consumers, sources + consumers)


def _flows(facts: PlantFacts, use_case: str) -> list[FlowRow]:
    return [
        row.record
        for row in facts.table(FlowRow)
        if not use_case or row.record.use_case in ("", use_case)
    ]
