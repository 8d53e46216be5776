"""Outputs without a template in, rows for the usual readers out: dotted keys and ruled tables.

Industrial switches (HiOS, Moxa, others) print `Key.....value` or `Key : value`, and tables whose
head is underlined with dashes. Their words are mapped to the columns that the readers know.
"""

from __future__ import annotations

import itertools
import re

_DOTTED = re.compile(r"^\s*(?P<key>[A-Za-z].*?)\s*\.{2,}\s*(?P<value>.*?)\s*$")
_COLON = re.compile(r"^\s*(?P<key>[A-Za-z][\w /().,#-]*?)\s*:\s+(?P<value>.*?)\s*$")
_KEYS: tuple[tuple[str, str], ...] = (
    ("hostname", r"(?:switch|system|host|device) ?name"),
    ("description", r"system description|(?:machine|product) description"),
    ("uptime", r"(?:system )?up ?time"),
    ("serial", r"serial (?:number|no\.?)|(?:system )?serial"),
    ("version", r"firmware (?:software )?(?:release|version).*|software (?:version|revision|"
                r"release).*|"
                r"firmware|(?:product )?version"),
    ("model", r"(?:device|product|switch|machine|system)? ?(?:model|type|product)(?: (?:name|"
              r"no\.?))?|"
              r"device product(?:code)?|order (?:code|number)"),
    ("mac_address", r"(?:base |system |burned in )?mac(?: address)?.*"),
    ("management_ip", r"(?:management )?ip(?:v4)?(?: management)? ?(?:address)?|local ip address"),
    ("chassis_id", r"chassis id.*"),
    ("neighbor_port_id", r"port id\b.*"),
    ("neighbor_port_description", r"port description"),
    ("neighbor_description", r"system desc.*"),
)  # fmt: skip
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("mac_address", r"mac|hardware|physical address"),
    ("ip_address", r"\bip\b|address$|ip address"),
    ("vlan_name", r"vlan name|^name$"),
    ("vlan_id", r"^vlan(?: ?id)?$|^vid$"),
    ("interface", r"interface|^port|^intf|^slot"),
    ("status", r"^link(?: status| state)?$|status|state"),
    ("type", r"type"),
    ("description", r"desc|alias"),
    ("speed", r"speed"),
    ("duplex", r"duplex"),
)
_LLDP_START = re.compile(r"(?i)^\s*(?:remote data,|local (?:intf|interface|port)|port[: ]+|"
                         r"interface[: ]+)"
                         r"[\s:]*(?:ethernet )?(?P<port>[A-Za-z]*\d[\w/.]*)")  # fmt: skip


def keys_of(text: str, lldp: bool = False) -> dict[str, str]:
    """Return what `Key: value` lines say, under the readers' names; the first of a key counts."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        match = _DOTTED.match(line[:400]) or _COLON.match(line[:400])
        if not match or not match["value"]:
            continue
        word = re.sub(r"\s+", " ", match["key"]).casefold()
        for name, pattern in _KEYS:
            if re.fullmatch(pattern, word):
                found.setdefault(name, match["value"])
                break
    if lldp:
        found["neighbor_name"] = found.pop("hostname", "")
        found.pop("description", "")
    return found


def neighbours_of(text: str) -> list[dict[str, str]]:
    """Return one row for each block that begins with a local port."""
    rows: list[dict[str, str]] = []
    block: list[str] = []
    port = ""
    for line in [*text.splitlines(), "Remote data, 0/0"]:
        if match := _LLDP_START.match(line):
            row = keys_of("\n".join(block), lldp=True)
            if port and row.get("chassis_id"):
                rows.append({"local_interface": port, **row})
            block, port = [], match["port"]
        block.append(line)
    return rows


def table_of(text: str) -> list[dict[str, str]]:
    """Return the rows of the first table whose head is ruled off with dashes."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        spans = [match.span() for match in re.finditer(r"[-=]{2,}", line)]
        if len(spans) < 2 or re.sub(r"[-=+| ]", "", line) or not number:
            continue
        heads = [_cells(head, spans) for head in lines[max(0, number - 3) : number] if head.strip()]
        names = [_column(" ".join(cells).strip()) for cells in zip(*heads, strict=True)]
        rows: list[dict[str, str]] = []
        for below in lines[number + 1 :]:
            if not below.strip():
                break
            cells = _cells(below, spans)
            rows.append({name: cell for name, cell in zip(names, cells, strict=True) if name})
        return rows
    return []


def _cells(line: str, spans: list[tuple[int, int]]) -> list[str]:
    starts = [start for start, _ in spans] + [len(line) + 1]
    return [line[a:b].strip() for a, b in itertools.pairwise(starts)]


def _column(head: str) -> str:
    word = head.casefold()
    return next((name for name, pattern in _COLUMNS if re.search(pattern, word)), "")


def rows_of(subject: str, text: str) -> list[dict[str, str]]:
    """Return rows about the subject, or none."""
    if subject == "version":
        found = keys_of(text)
        return [found] if {"version", "serial", "model", "description"} & set(found) else []
    if subject == "lldp neighbors":
        return neighbours_of(text)
    needed = {"mac address-table": "mac_address", "arp": "ip_address", "vlan": "vlan_id",
              "interfaces status": "interface"}.get(subject, "")  # fmt: skip
    rows = table_of(text) if needed else []
    return rows if any(row.get(needed) for row in rows) else []
