"""ntc-templates behind one function: platform, command, text in, rows out; its errors as a reason.

Every template ends in an error on a line that it does not know; then the output is not read.
"""

from __future__ import annotations

import importlib
import re
from typing import Any

MAX_OUTPUT = 16 * 1024 * 1024
_SAME = {"cisco_xe": "cisco_ios", "cisco_ie": "cisco_ios", "hp_procurve": "hp_procurve"}


class NotParsedError(Exception):
    """Raised when no template fits a command's output; the message says why."""


def parse(platform: str, command: str, text: str) -> list[dict[str, Any]]:
    """Parse one command's output.

    Raises
    ------
    NotParsedError
        When there is no template for the command, or a line does not fit it.
    """
    if len(text) > MAX_OUTPUT:
        raise NotParsedError("the output is longer than 16 MB")
    library: Any = importlib.import_module("ntc_templates.parse")
    try:
        rows: list[dict[str, Any]] = library.parse_output(
            platform=_SAME.get(platform, platform), command=command, data=text
        )
    except Exception as error:  # the library raises bare Exception and TextFSM's own
        raise NotParsedError(_reason(str(error))) from error
    return rows


def _reason(message: str) -> str:
    """The library quotes the offending line: keep the kind of error only."""
    if "State Error" in message:
        line = re.search(r"Line Number: (\d+)", message)
        return f"line {line[1]} of the output does not fit" if line else "a line does not fit"
    return "there is no template for it"
