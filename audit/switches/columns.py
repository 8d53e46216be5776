"""Cells of parsed rows: a row and the names a column may have in, cleaned values out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias, cast

from audit.switches.words import clean, ip_text, is_vlan, mac_text

Row: TypeAlias = "Mapping[str, Any]"
_NOTHING = {"-", "--", "---", "n/a", "na", "none", "unknown", "not available", "not advertised"}


def text_at(row: Row, *columns: str) -> str:
    """Return the first of these columns that holds a text; of a list, its first."""
    for column in columns:
        value: Any = row.get(column)
        if isinstance(value, list):
            value = next(iter(cast("list[object]", value)), "")
        if isinstance(value, str) and (text := clean(value)) and text.casefold() not in _NOTHING:
            return text
    return ""


def list_at(row: Row, *columns: str) -> tuple[str, ...]:
    """Return the first of these columns that holds anything, as a list split at commas."""
    for column in columns:
        found = [word for cell in cells_at(row, column) for word in cell.split(",")]
        if any(word.strip() for word in found):
            return tuple(word.strip() for word in found if word.strip())
    return ()


def cells_at(row: Row, column: str) -> tuple[str, ...]:
    """Return a column as a list, as it is."""
    value: Any = row.get(column)
    parts = cast("list[object]", value) if isinstance(value, list) else [value or ""]
    return tuple(text for part in parts if (text := clean(str(part), 4096)))


def number_at(row: Row, *columns: str) -> int | None:
    """Return the first of these columns that is a whole number."""
    text = text_at(row, *columns).replace(",", "")
    return int(text) if re.fullmatch(r"\d{1,18}", text) else None


def vlan_at(row: Row, *columns: str) -> int | None:
    """Return the first of these columns as a VLAN id; `10(Inactive)` and `Vlan10` are 10."""
    match = re.match(r"(?:vlan)?\s?(\d{1,4})(?!\d|[-,/.])", text_at(row, *columns).casefold())
    return int(match[1]) if match and is_vlan(int(match[1])) else None


def ip_at(row: Row, *columns: str) -> str:
    """Return the first IPv4 address that one of these columns holds."""
    cells = (cell for column in columns for cell in cells_at(row, column))
    return next((ip for cell in cells if (ip := ip_text(cell))), "")


def macs_at(row: Row, *columns: str) -> tuple[str, ...]:
    """Return the MAC addresses of the first of these columns that holds any."""
    for column in columns:
        found = [mac for cell in cells_at(row, column) if (mac := mac_text(cell))]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def watts_at(row: Row, *columns: str) -> float | None:
    """Return the first of these columns as watts."""
    match = re.match(r"(\d{1,6}(?:\.\d+)?)\s*(m?)w?\b", text_at(row, *columns).casefold())
    return float(match[1]) * (0.001 if match[2] else 1.0) if match else None


def speed_of(text: str) -> float | None:
    """Read `a-1000`, `1000`, `10G`, `100Mb/s`, `1000FDx`, `1000000 Kbit` as Mbit/s; `auto` says
    nothing.
    """
    match = re.search(r"(\d+(?:\.\d+)?)\s*(g|k|bps|b/s)?", text.casefold())
    if not match:
        return None
    return float(match[1]) * {"g": 1000.0, "k": 0.001}.get(match[2] or "", 1.0)


def duplex_of(text: str) -> str:
    """Return full, half, or nothing for `auto`."""
    word = text.casefold()
    if re.fullmatch(r"(a-)?f(\(a\))?|\d+g?(full|fdx).*", word):
        return "full"
    if re.fullmatch(r"(a-)?h(\(a\))?|\d+(half|hdx).*", word):
        return "half"
    return next((kind for kind in ("full", "half") if kind in word), "")


def up_of(text: str) -> bool | None:
    """Read a link or protocol state; None where the word says neither."""
    word = text.casefold().strip()
    if not word or re.match(
        r"down|no ?t?conn|disab|inactive|not|adm|err|blocked|dormant|low", word
    ):
        return False if word else None
    if re.match(r"(link )?up\b|up|connected|active$|forwarding|running|r$|ready|ena|monitor", word):
        return True
    return False if "down" in word else None
