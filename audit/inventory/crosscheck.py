"""What the tables say about each other: rows of all tables in, warnings with their places out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any, cast

from audit.inventory.places import Place, Problem, doubt, problem
from audit.inventory.tables import Row

Rows = Mapping[str, list[tuple[Row, Place]]]

CHECK_ID = re.compile(r"^[A-Z]{3}-\d{2,3}$")
_LINE_TABLES = (
    *("assets", "switches", "zones", "segments", "flows", "owners", "answers", "knowledge"),
    *("loads", "finance", "windows", "status", "quantities", "waivers", "accounts"),
    *("tools", "changes", "pilots", "value_events", "deadlines", "deployments"),
)
_ADDRESSES = (("assets", "ip"), ("assets", "reach_at"), ("switches", "ip"), ("flows", "dest_ip"))


def cross_check(rows: Rows) -> list[Problem]:
    """Return what does not fit together. A table that is empty refutes nothing."""
    return [
        *_unknown_lines(rows),
        *_unknown_assets(rows),
        *_unknown_use_cases(rows),
        *_check_ids(rows),
        *_spans(rows),
        *_addresses(rows),
        *_pilots(rows),
    ]


def _of(rows: Rows, table: str) -> list[tuple[Any, Place]]:
    return list(rows.get(table, ()))


def _names(rows: Rows, table: str, column: str) -> set[str]:
    return {str(getattr(row, column)) for row, _ in _of(rows, table)}


def _missing(
    rows: Rows, table: str, column: str, known: set[str], target: str
) -> Iterator[Problem]:
    if not known:
        return
    for row, place in _of(rows, table):
        said: Any = getattr(row, column)
        names = cast("tuple[str, ...]", said) if isinstance(said, tuple) else (str(said),)
        for name in names:
            if name and name not in known:
                message = f"not in the table {target}"
                near = next((other for other in sorted(known) if _same(other, name)), "")
                remedy = f"did you mean {near!r}?" if near else f"add it to {target}"
                say = doubt if target == "lines" else problem
                yield say(place, message, remedy, column=column, value=name)


def _same(a: str, b: str) -> bool:
    return re.sub(r"\W|_", "", a.casefold()) == re.sub(r"\W|_", "", b.casefold())


def _unknown_lines(rows: Rows) -> Iterator[Problem]:
    lines = _names(rows, "lines", "line")
    for table in _LINE_TABLES:
        yield from _missing(rows, table, "line", lines, "lines")


def _unknown_assets(rows: Rows) -> Iterator[Problem]:
    assets = _names(rows, "assets", "asset_id")
    devices = assets | _names(rows, "switches", "switch")
    for table in ("plc", "hosts", "backups", "scans"):
        yield from _missing(rows, table, "asset_id", assets, "assets")
    yield from _missing(rows, "flows", "source", devices if assets else set(), "assets")
    for column in ("a_device", "b_device"):
        yield from _missing(rows, "links", column, devices, "switches or assets")
    yield from _missing(rows, "loads", "device", devices, "switches")
    switches = _names(rows, "switches", "switch")
    yield from _missing(rows, "assets", "switch", switches, "switches")


def _unknown_use_cases(rows: Rows) -> Iterator[Problem]:
    known = _names(rows, "usecases", "use_case")
    for table in ("flows", "finance", "baseline", "value_events"):
        yield from _missing(rows, table, "use_case", known, "usecases")
    yield from _missing(rows, "pilots", "use_cases", known, "usecases")
    yield from _missing(rows, "value_events", "pilot", _names(rows, "pilots", "pilot"), "pilots")


def _check_ids(rows: Rows) -> Iterator[Problem]:
    for table in ("baseline", "waivers", "thresholds"):
        for row, place in _of(rows, table):
            if row.check_id and not CHECK_ID.match(row.check_id):
                message = "a check id is wanted, like NET-03"
                yield problem(place, message, column="check_id", value=row.check_id)


def _spans(rows: Rows) -> Iterator[Problem]:
    pairs = (
        ("windows", "start", "end", False),
        ("budget", "start", "end", True),
        ("resources", "available_from", "available_until", True),
        ("status", "started_on", "done_on", True),
        ("pilots", "started_on", "proved_on", True),
        ("finance", "cost_low", "cost_high", True),
        ("finance", "benefit_per_year_low", "benefit_per_year_high", True),
        ("drivers", "cost_low", "cost_high", True),
    )
    for table, low, high, may_be_equal in pairs:
        for row, place in _of(rows, table):
            first, last = getattr(row, low), getattr(row, high)
            if first is None or last is None or first < last or (may_be_equal and first == last):
                continue
            message = f"is not after {low} ({first})"
            yield problem(place, message, "correct one of them", column=high, value=str(last))


def _addresses(rows: Rows) -> Iterator[Problem]:
    for table, column in _ADDRESSES:
        for row, place in _of(rows, table):
            for text in filter(None, re.split(r"[;, ]+", getattr(row, column))):
                if not is_ip(text):
                    message = "an IP address is wanted, like 10.30.1.11; it is not used as one"
                    yield problem(place, message, column=column, value=text)
    for row, place in _of(rows, "segments"):
        if row.subnet and not _is_network(row.subnet):
            message = "a subnet is wanted, like 10.30.1.0/24"
            yield problem(place, message, column="subnet", value=row.subnet)


def is_ip(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _pilots(rows: Rows) -> Iterator[Problem]:
    pilots = [(row, place) for row, place in _of(rows, "lines") if row.pilot]
    for row, place in pilots[1:]:
        message = f"a second pilot line beside {pilots[0][0].line}"
        yield problem(place, message, "case.toml decides: pilot_line", value=row.line)
