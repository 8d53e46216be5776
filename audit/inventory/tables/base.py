"""The row every inventory table builds on: tolerant cell types, strict columns."""

from __future__ import annotations

import functools
import math
import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

_YES = {"yes", "y", "true", "1", "x", "ja", "oui", "si", "sí"}
_NO = {"no", "n", "false", "0", "nein", "non"}
_GERMAN_DATE = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T](\d{1,2}):(\d{2})(?::\d{2})?)?$")


def _text(value: Any) -> Any:
    return (
        ""
        if value is None
        else " ".join(str(value).split())
        if not isinstance(value, str)
        else value.strip()
    )


def _blank_is_none(value: Any) -> Any:
    if isinstance(value, str):
        value = value.strip()
    return None if value in ("", None) else value


def _boolean(value: Any) -> Any:
    value = _blank_is_none(value)
    if isinstance(value, str):
        if value.casefold() in _YES:
            return True
        if value.casefold() in _NO:
            return False
        raise ValueError("allowed: yes, no, or empty for not known")
    return value


def _number(value: Any) -> Any:
    value = _blank_is_none(value)
    if isinstance(value, str):
        text = value.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "")
        if "," in text and "." in text:
            decimal = max(text.rfind(","), text.rfind("."))
            text = re.sub(r"[.,]", "", text[:decimal]) + "." + text[decimal + 1 :]
        else:
            text = text.replace(",", ".")
        try:
            value = float(text.replace("\u2212", "-").replace("\u2013", "-"))
        except ValueError:
            raise ValueError("a number is wanted, like 1234.5 or 1234,5") from None
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number is wanted, like 1234.5 or 1234,5")
    return value


def _whole(value: Any) -> Any:
    value = _number(value)
    if isinstance(value, float):
        if not value.is_integer():
            raise ValueError("a whole number is wanted")
        return int(value)
    return value


def _date(value: Any) -> Any:
    value = _blank_is_none(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        if match := _GERMAN_DATE.match(value):
            day, month, year = (int(part) for part in match.groups()[:3])
            return date(year, month, day)
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            raise ValueError("a date is wanted, like 2026-03-31 or 31.03.2026") from None
    return value


def _moment(value: Any) -> Any:
    value = _blank_is_none(value)
    if isinstance(value, str):
        if match := _GERMAN_DATE.match(value):
            day, month, year, hour, minute = (int(part or 0) for part in match.groups())
            return datetime(year, month, day, hour, minute)
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(
                "a date and time is wanted, like 2026-03-31T06:00 or 31.03.2026 06:00"
            ) from None
    return value


def _items(value: Any) -> Any:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(item.strip() for item in re.split(r"[;|]", value) if item.strip())
    return value


def _mac(value: Any) -> Any:
    text = re.sub(r"[^0-9a-fA-F]", "", str(value)) if value not in ("", None) else ""
    if not text:
        return ""
    if len(text) != 12:
        raise ValueError("a MAC address is wanted, like 00:1b:1b:01:02:03")
    return ":".join(text[i : i + 2] for i in range(0, 12, 2)).lower()


Text = Annotated[str, BeforeValidator(_text)]
YesNo = Annotated[bool | None, BeforeValidator(_boolean)]
"""yes, no, or None: not said."""
Number = Annotated[float | None, BeforeValidator(_number)]
Whole = Annotated[int | None, BeforeValidator(_whole)]
Day = Annotated[date | None, BeforeValidator(_date)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
"""Local time of the plant when it carries no offset."""
Items = Annotated[tuple[str, ...], BeforeValidator(_items)]
"""`;`-separated."""
Mac = Annotated[str, BeforeValidator(_mac)]


class Choice(StrEnum):
    """A closed list of allowed values, matched without regard to case; an empty cell is the member
    with value ''.
    """

    @classmethod
    def _missing_(cls, value: object) -> Any:
        wanted = str(value).strip().casefold() if value is not None else ""
        for member in cls:
            if member.value.casefold() == wanted:
                return member
        return None


class Row(BaseModel):
    """One row of an inventory table. Unknown columns are reported by the reader, not silently
    dropped.
    """

    # Built on first use: a command reads the tables that the case has.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    table: ClassVar[str]
    """The table's name: `<table>.csv`, or the sheet of inventory.xlsx."""
    key: ClassVar[tuple[str, ...]]
    """The columns that together name the row; unique within the table."""

    def model_post_init(self, _: Any, /) -> None:
        """Let all rows of a table share one set of their columns: a large plant has a hundred
        thousand rows, and a set in each is a third of their size. Nobody asks which were given.
        """
        object.__setattr__(self, "__pydantic_fields_set__", _columns(type(self)))

    def row_key(self) -> str:
        """The row's key, its parts joined by `/`."""
        return "/".join(str(getattr(self, name)) for name in self.key)


@functools.cache
def _columns(row: type[Row]) -> set[str]:
    return set(row.model_fields)
