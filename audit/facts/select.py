"""Which batches count: all that is stored in, what the facts rest on out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from audit.records import Status, Stored

ATTEMPTS = ("reach", "table", "login")
"""Attributes that tell how a try went: the newest try's are kept beside the last good data."""


def select(stored: Iterable[Stored]) -> tuple[Stored, ...]:
    """Keep, for each origin, the newest batch with data, and the newest failed try after it.

    A failed try (a port that is open but a login that is refused is one) never replaces data: it is
    kept as a status only. Where no batch of an origin ever carried data, its newest try is all
    there is. The order is that of the evidence ids.
    """
    by_origin: dict[str, dict[int, list[Stored]]] = defaultdict(lambda: defaultdict(list))
    for item in stored:
        by_origin[item.origin][item.batch].append(item)
    kept: list[Stored] = []
    for batches in by_origin.values():
        newest_first = sorted(batches, reverse=True)
        good = _good_batch(batches, newest_first)
        newest = newest_first[0]
        if good is not None:
            kept.extend(batches[good])
        if newest != good:
            kept.extend(item for item in batches[newest] if _is_attempt(item))
    return tuple(sorted(kept, key=lambda item: item.evidence_id))


def _good_batch(batches: dict[int, list[Stored]], newest_first: list[int]) -> int | None:
    for wanted in (_carries_data, _has_answer):
        for number in newest_first:
            if any(wanted(item) for item in batches[number]):
                return number
    return None


def _has_answer(item: Stored) -> bool:
    return item.observation.status is Status.OK


def _carries_data(item: Stored) -> bool:
    return _has_answer(item) and item.observation.attribute not in (*ATTEMPTS, "coverage")


def _is_attempt(item: Stored) -> bool:
    return not _has_answer(item) or item.observation.attribute in ATTEMPTS
