"""Tables about the portfolio: pilots, what they brought, figures of others that somebody quotes."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import field_validator

from audit.inventory.tables.base import Choice, Day, Items, Number, Row, Text, Whole, YesNo

_SHA256 = re.compile(r"[0-9a-f]{64}")


class PilotState(Choice):
    """How far a pilot is."""

    PLANNED = "planned"
    RUNNING = "running"
    PROVED = "proved"
    STOPPED = "stopped"
    UNSAID = ""


class PilotRow(Row):
    """A pilot of the programme: when it began and proved itself, what it took and runs on."""

    table: ClassVar[str] = "pilots"
    key: ClassVar[tuple[str, ...]] = ("pilot",)
    pilot: Text
    name: Text = ""
    line: Text = ""
    use_cases: Items = ()
    """Empty: every use case that the line proved."""
    state: PilotState = PilotState.UNSAID
    started_on: Day = None
    proved_on: Day = None
    """The day from which its success counts."""
    spent: Number = None
    """One-off money so far, in the case's currency; empty: the pilot's row of `finance`."""
    result: Text = ""
    """What it brought, in a sentence."""
    owner: Text = ""
    infrastructure: Items = ()
    """Servers, brokers, licences, clouds it runs on, beside what its flows name."""
    next_line: Text = ""
    """The line that was decided to follow; empty: none was."""
    source: Text = ""


class EventBasis(Choice):
    """Where the amount of a value event comes from."""

    RECORDS = "records"
    ESTIMATE = "estimate"
    UNSAID = ""


class ValueEventRow(Row):
    """One thing that a pilot brought: a bearing flagged in time, a defect caught."""

    table: ClassVar[str] = "value_events"
    key: ClassVar[tuple[str, ...]] = ("event",)
    event: Text
    pilot: Text = ""
    """A pilot of the table `pilots`; empty: the pilot of the line and the use case."""
    line: Text = ""
    use_case: Text = ""
    day: Day = None
    what: Text = ""
    amount: Number = None
    """Money, in the case's currency; empty: not counted in money."""
    basis: EventBasis = EventBasis.UNSAID
    document: Text = ""
    """The file that shows it: a work order, a photo, a quality report."""
    sha256: Text = ""
    """That file's SHA-256; empty: taken from the case where the file was imported."""
    confirmed_by: Text = ""

    @field_validator("sha256")
    @classmethod
    def _hash(cls, text: str) -> str:
        plain = text.strip().lower()
        if plain and not _SHA256.fullmatch(plain):
            raise ValueError("64 hexadecimal digits are wanted, as `sha256sum FILE` prints them")
        return plain


class BenchmarkRow(Row):
    """A figure of somebody else that the report may quote; without source and year it does not."""

    table: ClassVar[str] = "benchmarks"
    key: ClassVar[tuple[str, ...]] = ("figure",)
    figure: Text
    source: Text = ""
    year: Whole = None
    disputed_by: Text = ""
    """Who says otherwise, with the year."""
    shown: YesNo = None
    """No: it stays in the table and out of the report."""
