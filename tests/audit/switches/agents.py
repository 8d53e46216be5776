"""Agents' answers for tests, written as lines `oid|tag|value`."""

from datetime import UTC, datetime
from typing import TypeVar

from audit.imports.snmp_text import parse_snmprec
from audit.payloads import TableRead
from audit.switches.from_snmp import readout_of
from audit.switches.readout import Readout
from audit.switches.rows import Answer, Rows

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
T = TypeVar("T")


def rows(*lines: str) -> Rows:
    """Rows of one context."""
    parsed = parse_snmprec("\n".join(lines).encode())
    assert not parsed.bad
    return Rows(parsed.values)


def read(*lines: str, contexts: dict[int, Rows] | None = None) -> Readout:
    """What the agent's answers come to."""
    return readout_of(Answer(rows(*lines), contexts or {}), NOW)


def of(readout: Readout, kind: type[T]) -> list[T]:
    """Payloads of one kind."""
    return [payload for payload in readout.payloads if isinstance(payload, kind)]


def table(readout: Readout, name: str) -> TableRead:
    """How far a table was read."""
    return readout.tables[name]


def port(index: int, name: str, base: int | None = None, up: bool = True) -> tuple[str, ...]:
    """An interface and its bridge port."""
    lines = [
        f"1.3.6.1.2.1.2.2.1.2.{index}|4|{name}",
        f"1.3.6.1.2.1.2.2.1.8.{index}|2|{1 if up else 2}",
    ]
    if base is not None:
        lines.append(f"1.3.6.1.2.1.17.1.4.1.2.{base}|2|{index}")
    return tuple(lines)
