"""Answers taken back from questionnaires, as evidence: one origin that always holds all of them, so
that a merge is stored whole or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audit.inventory.observe import grade_of
from audit.inventory.tables import AnswerRow
from audit.records import Kind, Observation, Source, Subject

if TYPE_CHECKING:
    from audit.evidence import Evidence

ORIGIN = READER = "merged questionnaires"
METHOD = "questionnaire"
JOURNAL = "merge"


@dataclass(frozen=True, slots=True)
class Origin:
    """The cell in which an answer stood, and when it was true."""

    source: Source
    time: datetime


def merged_answers(evidence: Evidence) -> tuple[tuple[AnswerRow, Origin], ...]:
    """Return what earlier merges stored, in that order."""
    newest = {batch.origin: batch.batch for batch in evidence.newest_batches()}.get(ORIGIN)
    if newest is None:
        return ()
    found: list[tuple[AnswerRow, Origin]] = []
    for stored in evidence.read():
        if stored.batch == newest:
            seen = stored.observation
            row = AnswerRow.model_validate(seen.value)
            found.append((row, Origin(seen.source, seen.time)))
    return tuple(found)


def store_answers(evidence: Evidence, answers: Iterable[tuple[AnswerRow, Origin]]) -> None:
    """Store all merged answers as one batch; it replaces the one before for the facts.

    Raises
    ------
    EvidenceError
        When nothing could be stored.
    """
    observations = [_observation(row, origin) for row, origin in answers]
    digest = hashlib.sha256()
    for observation in observations:
        digest.update(repr((observation.value, observation.source)).encode())
    evidence.add(observations, ORIGIN, ORIGIN, digest.hexdigest(), reader=READER)


def files_merged(evidence: Evidence) -> frozenset[str]:
    """Return the SHA-256 of every file that was merged whole."""
    return frozenset(entry.detail.partition(" ")[0] for entry in evidence.journal(JOURNAL))


def note_merged(evidence: Evidence, sha256: str, name: str) -> None:
    """Remember that a file was merged whole."""
    evidence.note(JOURNAL, f"{sha256} {name}")


def _observation(row: AnswerRow, origin: Origin) -> Observation:
    subject = Subject(Kind.ROW, f"{row.table}/{row.row_key()}")
    value = row.model_dump(mode="json")
    return Observation(subject, "row", value, origin.source, METHOD, grade_of(row), origin.time)
