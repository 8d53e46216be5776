"""Inventory rows as evidence: rows with places in, observations with grades out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from audit.inventory.crosscheck import is_ip
from audit.inventory.places import Place
from audit.inventory.tables import AnswerRow, AssetRow, ControllerRow, OwnerRow, Row, SwitchRow
from audit.inventory.tables.data import DriverRow
from audit.inventory.tables.plant import AssetStatus
from audit.payloads import Identity, observe
from audit.records import Grade, Kind, Observation, Source, Subject

TABLE_GRADES: dict[str, Grade] = {
    "answers": Grade.D,
    "knowledge": Grade.D,
    "baseline": Grade.D,
    "quantities": Grade.E,
    "survey": Grade.A,
}
"""What a row of a table is worth: a list that people keep is B; what one person says D; a guess E;
readings of a Wi-Fi walk A. `grade_of` looks at the row's document too.
"""

_EXPORT = re.compile(r"\b(export|config|backup|log|inventory|list|catalogue|directory)\w*", re.I)
_DATE = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}")


def grade_of(row: Row) -> Grade:
    """Return a row's grade: its table's, unless the row itself says what it rests on.

    Rows about owners, controllers and drivers: an export or list B, any other document C, none D.
    Answers: a dated document C.
    """
    if isinstance(row, OwnerRow | ControllerRow | DriverRow):
        if not row.document:
            return Grade.D
        return Grade.B if _EXPORT.search(row.document) else Grade.C
    if isinstance(row, AnswerRow) and row.document:
        dated = row.answered_on is not None or _DATE.search(row.document)
        return Grade.C if dated else Grade.D
    return TABLE_GRADES.get(row.table, Grade.B)


def inventory_observations(
    rows: Iterable[tuple[Row, Place]],
    file: str,
    sha256: str,
    time: datetime,
    *,
    method: str = "inventory",
    grade: Grade | None = None,
) -> list[Observation]:
    """Return one `row` observation for each row, and the identity of each documented device.

    Parameters
    ----------
    file
        The name under which the evidence cites the file.
    grade
        Of all rows, when the way they came decides it; else each row's own.
    """
    found: list[Observation] = []
    for row, place in rows:
        source = Source(file, place.location, sha256)
        subject = Subject(Kind.ROW, f"{row.table}/{row.row_key()}")
        value = row.model_dump(mode="json")
        worth = grade or grade_of(row)
        found.append(Observation(subject, "row", value, source, method, worth, time))
        identity = identity_of(row)
        if identity is not None:
            key = f"{row.table}/{row.row_key()}"
            found.append(observe(key, identity, source, method=method, grade=worth, time=time))
    return found


def identity_of(row: Row) -> Identity | None:
    """Return who a row of `assets` or `switches` says a device is; None for other tables."""
    if isinstance(row, AssetRow):
        return Identity(
            name=row.asset_id,
            role=str(row.role),
            line=row.line,
            vendor=row.vendor,
            model=row.model,
            firmware=row.firmware,
            serial=row.serial,
            os=row.os,
            description=row.note,
            macs=_some(row.mac),
            ips=_ips(row.ip),
            documented=True,
            status=str(row.status) or str(AssetStatus.ACTIVE),
        )
    if isinstance(row, SwitchRow):
        return Identity(
            name=row.switch,
            role="switch",
            line=";".join(row.line),
            vendor=row.vendor,
            model=row.model,
            firmware=row.os_version,
            serial=row.serial,
            description=row.note,
            macs=_some(row.mac),
            ips=_ips(row.ip),
            last_changed=row.last_changed.isoformat() if row.last_changed else "",
            documented=True,
            status=str(AssetStatus.ACTIVE),
        )
    return None


def _some(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _ips(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[;, ]+", text) if is_ip(part))
