"""Where in a TOML file a wrong key stands: pydantic's errors in, `line: key: what is wrong` out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

MOST = 10


def place_in_toml(path: Path, error: tomllib.TOMLDecodeError) -> str:
    """Return `file:line: message` of a syntax error."""
    found = re.search(r"\(at line (\d+), column \d+\)", str(error))
    line = f":{found.group(1)}" if found else ""
    return f"{path}{line}: {error}"


def problems_of(error: ValidationError, text: str) -> Iterator[str]:
    """Yield `line: key: what is wrong` for the first few errors."""
    for item in error.errors()[:MOST]:
        place = [part for part in item["loc"] if part != "tuple"]
        key = ".".join(str(part) for part in place)
        yield f"{_line(text, place)}: {key}: {_words(item)}"


def _words(item: Any) -> str:
    if item["type"] == "extra_forbidden":
        return "there is no such key"
    if item["type"] == "missing":
        return "is missing"
    message = str(item["msg"]).removeprefix("Value error, ")
    given = item.get("input")
    shown = f"; it is {given!r}" if isinstance(given, str | int | float) else ""
    return message[:1].lower() + message[1:] + shown[:80]


def _line(text: str, place: list[Any]) -> int:
    """Return the line of the deepest part of the place that the file names, 1 when none is."""
    lines = text.splitlines()
    start, rest = _section(lines, place)
    for part in rest:
        if isinstance(part, str):
            for number in range(start, len(lines)):
                if number > start and lines[number].lstrip().startswith("["):
                    break
                if re.match(rf"\s*[\"']?{re.escape(part)}[\"']?\s*[=.]", lines[number]):
                    return number + 1
    return start + 1


def _section(lines: list[str], place: list[Any]) -> tuple[int, list[Any]]:
    """Return the line of `[table]` or of the n-th `[[table]]`, and what is left of the place."""
    if not place:
        return 0, []
    name, count = str(place[0]), 0
    wanted = place[1] if len(place) > 1 and isinstance(place[1], int) else None
    for number, line in enumerate(lines):
        found = re.match(r"\s*(\[\[?)\s*([^\]\s]+)\s*\]", line)
        if not found or found.group(2) != name:
            continue
        if wanted is None or found.group(1) == "[":
            return number, place[1:]
        if count == wanted:
            return number, place[2:]
        count += 1
    return 0, place
