"""Passwords in logs: Zeek writes them for some protocols; out they go before a log is kept.

FTP, HTTP basic authentication, SOCKS, SNMP communities, OPC UA user tokens and BACnet device
control have such columns.
"""

from __future__ import annotations

import csv
import gzip
import re
from datetime import UTC, datetime
from io import StringIO

from audit.capture.batch import Damage
from audit.capture.source import is_compressed
from audit.imports.contract import RawFile
from audit.imports.zeek.pieces import blocks

SECRET = frozenset(
    {
        "password", "passwd", "community", "ext_obj_password", "ext_obj_token_data",
        "user_token_signature", "auth_token_string", "auth_token_opaque", "auth_token_guid",
        "client_pass", "pass", "secret",
    }
)  # fmt: skip
_WORDS = re.compile(
    rb"password|passwd|community|token_data|token_signature|auth_token|client_pass|secret", re.I
)
_IN_JSON = re.compile(
    r'("(?:[a-z_.]+\.)?(?:' + "|".join(sorted(SECRET)) + r')"\s*:\s*)'
    r'("(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,}\s]+)'
)
REMOVED = "(removed)"
_NEVER = datetime.fromtimestamp(0, UTC)


def scrub(data: bytes) -> bytes:
    """Return a log without the values of its secret columns; the same bytes when it has none."""
    if is_compressed(data[:8]):
        raw = RawFile("", data, "", _NEVER)
        lines = [line for block in blocks(raw, Damage()) for line in block]
        whole = "\n".join(lines).encode("utf-8", "replace")
        cleaned = _plain(whole)
        return data if cleaned is whole else gzip.compress(cleaned, mtime=0)
    return _plain(data)


def _plain(data: bytes) -> bytes:
    if not _WORDS.search(data[:65536]) and b'"_path"' not in data[:4096]:
        return data
    if not _WORDS.search(data):
        return data
    text = data.decode("utf-8", "surrogateescape")
    first = text.lstrip("\ufeff \r\n\t")[:1]
    if first in ("{", "["):
        cleaned = _IN_JSON.sub(rf'\1"{REMOVED}"', text)
    else:
        cleaned = _table(text) if first == "#" else _csv(text)
    return data if cleaned == text else cleaned.encode("utf-8", "surrogateescape")


def _csv(text: str) -> str:
    """The export of a search: a column's name ends with the field's."""
    first = text.partition("\n")[0]
    cut = max(",;\t", key=first.count)
    csv.field_size_limit(2**20)
    try:
        rows = list(csv.reader(StringIO(text.replace("\0", "")), delimiter=cut))
    except csv.Error:
        return first  # what cannot be split cannot be cleaned: the header alone is kept
    names = [name.strip().rsplit(".", 1)[-1] for name in rows[0]] if rows else []
    columns = [n for n, name in enumerate(names) if name in SECRET]
    if not columns:
        return text
    for row in rows[1:]:
        for column in columns:
            if column < len(row) and row[column].strip() not in ("-", ""):
                row[column] = REMOVED
    out = StringIO()
    csv.writer(out, delimiter=cut, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _table(text: str) -> str:
    separator, columns = "\t", list[int]()
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith("#fields"):
            separator = line[7:8] or "\t"
            names = line.rstrip("\r").split(separator)[1:]
            columns = [n for n, name in enumerate(names) if name in SECRET]
        elif columns and line and not line.startswith("#"):
            cells = line.split(separator)
            for column in columns:
                if column < len(cells) and cells[column].strip() not in ("-", "(empty)", ""):
                    cells[column] = REMOVED
            lines[number] = separator.join(cells)
    return "\n".join(lines)
