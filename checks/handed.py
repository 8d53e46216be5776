"""What tag lists and stored values say of the signals that a use case needs: rows in, rows with
their gaps filled out. What the inventory says itself always counts first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import HistoryRow, SignalRow, TagRow
from checks.needed import folded
from checks.remembered import once

Signal = Stated[SignalRow]
_MEMBER = re.compile(r"[.\[].*$")


def filled(facts: PlantFacts, row: Signal) -> Signal:
    """Return the row with what its controller's tag list and its stored values say."""
    known = _filled(facts)
    return known[row.evidence][0] if row.evidence in known else row


def sources_of(facts: PlantFacts, row: Signal) -> tuple[Stated[Any], ...]:
    """Return the rows that filled a gap of this one."""
    known = _filled(facts)
    return known[row.evidence][1] if row.evidence in known else ()


@once
def _filled(facts: PlantFacts) -> dict[int, tuple[Signal, tuple[Stated[Any], ...]]]:
    found: dict[int, tuple[Signal, tuple[Stated[Any], ...]]] = {}
    if not facts.table(TagRow) and not facts.table(HistoryRow):
        return found
    for row in facts.table(SignalRow):
        more: dict[str, Any] = {}
        used: list[Stated[Any]] = []
        for gaps, source in (*_from_tags(facts, row.record), *_from_history(facts, row.record)):
            gaps = {name: value for name, value in gaps.items() if _open(row.record, name, value)}
            gaps = {name: value for name, value in gaps.items() if name not in more}
            if gaps:
                more |= gaps
                used.append(source)
        if used:
            record = row.record.model_copy(update=more)
            stated = Stated(record, row.evidence, row.grade, row.time, row.file, row.location,
                            row.method)  # fmt: skip
            found[row.evidence] = (stated, tuple(used))
    return found


def _key(tag: str) -> str:
    """Tags differ in every character but their case."""
    return tag.strip().casefold()


def _open(record: SignalRow, name: str, value: Any) -> bool:
    return value not in (None, "") and getattr(record, name) in (None, "")


def _from_tags(
    facts: PlantFacts, record: SignalRow
) -> Iterator[tuple[dict[str, Any], Stated[Any]]]:
    """A tag that its controller's list does not name does not exist; without that list nothing is
    said.
    """
    if not record.tag:
        return
    lists = _tags(facts)
    own = lists.get(folded(record.asset), {})
    names = dict.fromkeys((_key(record.tag), _key(_MEMBER.sub("", record.tag))))
    tag = next((own[name] for name in names if name in own), None)
    if tag is not None:
        yield {"exists": True, "data_type": tag.record.data_type}, tag
    elif own:
        yield {"exists": False}, next(iter(own.values()))


@once
def _tags(facts: PlantFacts) -> dict[str, dict[str, Stated[TagRow]]]:
    found: dict[str, dict[str, Stated[TagRow]]] = {}
    for row in facts.table(TagRow):
        own = found.setdefault(folded(row.record.asset), {})
        own.setdefault(_key(row.record.tag), row)
        if row.record.scope:
            own.setdefault(_key(f"{row.record.scope}.{row.record.tag}"), row)
            own.setdefault(_key(f"Program:{row.record.scope}.{row.record.tag}"), row)
    return found


_COUNTED = ("history_days", "complete_percent", "implausible_percent", "p95_ms", "measured_on")


def _from_history(
    facts: PlantFacts, record: SignalRow
) -> Iterator[tuple[dict[str, Any], Stated[Any]]]:
    """Stored values belong together: they fill a row that has none, all of them or nothing."""
    if record.history_days is not None or record.complete_percent is not None:
        return
    histories = _histories(facts)
    for name in (record.tag, record.signal):
        row = histories.get(_key(name)) if name else None
        gaps = {column: getattr(row.record, column) for column in _COUNTED} if row else {}
        if row is not None and any(gaps.values()):
            yield {"connected": True, **gaps}, row
            return


@once
def _histories(facts: PlantFacts) -> dict[str, Stated[HistoryRow]]:
    """The longest history of each tag; of two as long the one stated last."""
    found: dict[str, Stated[HistoryRow]] = {}
    for row in facts.table(HistoryRow):
        before = found.get(_key(row.record.tag))
        if before is None or _days(row) >= _days(before):
            found[_key(row.record.tag)] = row
    return found


def _days(row: Stated[HistoryRow]) -> float:
    return row.record.history_days or 0.0
