"""A list of rules that somebody exported: any header row in, rules out."""

from __future__ import annotations

import re

from audit.imports.contract import RawFile
from audit.imports.firewall.rules import ANY, Reading, Rule, between, network_of
from audit.imports.headers import Header, Synonyms, find_header, unknown_columns
from audit.inventory.cells import Grid, Line, UnreadableTableError
from audit.inventory.grids import read_grids

COLUMNS: Synonyms = {
    "source": ("source", "src", "sourceaddress", "sourceaddresses", "sourcenetwork", "sourceip",
               "srcaddr", "srcaddress", "srcip", "sources", "from", "quelle", "quelladresse",
               "quellnetz", "von"),
    "dest": ("destination", "dest", "dst", "destinationaddress", "destinationaddresses",
             "destinationnetwork", "destinationip", "dstaddr", "dstaddress", "dstip",
             "destinations", "to", "ziel", "zieladresse", "zielnetz", "nach"),
    "service": ("service", "services", "serviceport", "port", "ports", "destinationport", "dstport",
                "destport", "application", "protocolport", "dienst", "dienste", "zielport"),
    "protocol": ("protocol", "proto", "ipprotocol", "transport", "protokoll"),
    "action": ("action", "actions", "permission", "verdict", "target", "aktion", "policyaction"),
    "order": ("order", "no", "nr", "number", "seq", "sequence", "position", "ruleno", "rulenumber",
              "ruleorder", "priority", "index", "reihenfolge", "id", "policyid"),
    "rule": ("rule", "rulename", "name", "policyname", "policy", "ruleid", "regel", "regelname"),
    "firewall": ("firewall", "device", "gateway", "fw", "hostname"),
    "enabled": ("enabled", "status", "state", "active", "aktiv", "enable"),
    "disabled": ("disabled", "inactive", "deaktiviert"),
    "inside": ("sourcezone", "srczone", "sourceinterface", "srcintf", "fromzone", "quellzone"),
    "outside": ("destinationzone", "dstzone", "destinationinterface", "dstintf", "tozone",
                "zielzone"),
    "note": ("comment", "comments", "description", "remark", "note", "kommentar", "beschreibung"),
}  # fmt: skip
WANTED = ("source", "dest", "action")
_ALLOW = {"allow", "accept", "permit", "pass", "allowed", "permitted", "erlauben", "zulassen",
          "erlaubt", "yes", "ja"}  # fmt: skip
_DENY = {"deny", "drop", "block", "reject", "discard", "denied", "blocked", "verbieten", "sperren",
         "blockieren", "no", "nein", "reject-both", "reset"}  # fmt: skip
_ANY = {"any", "all", "*", "any4", "any6", "alle", "beliebig", "0.0.0.0/0", "::/0", "ip", "", "-",
        "any/any", "app-default-any"}  # fmt: skip
_OFF = {"no", "false", "0", "off", "disabled", "disable", "inactive", "nein", "aus", "inaktiv"}
_RANGE = re.compile(r"^([0-9a-fA-F.:]+)\s*-\s*([0-9a-fA-F.:]+)$")
_MASKED = re.compile(r"^(\d+(?:\.\d+){3})[/ ](\d+(?:\.\d+){3})$")
_PORT = re.compile(
    r"^(?:(tcp|udp|sctp)\s*[/:_ -]?\s*)?(\d{1,5}(?:-\d{1,5})?)(?:\s*/\s*(tcp|udp))?$", re.I
)


def header_of(grid: Grid) -> Header | None:
    """The header row of a list of rules; None when this is none."""
    header = find_header(grid, COLUMNS, wanted=WANTED)
    if header is None or not ({"service", "protocol"} & header.columns.keys()):
        return None
    return header


def read(raw: RawFile, reading: Reading) -> int:
    """Read every table of the file; how many there were."""
    try:
        grids = read_grids(raw.name, raw.data)
    except UnreadableTableError as error:
        reading.say(0, str(error))
        return 0
    found = 0
    for grid in grids:
        header = header_of(grid)
        if header is None:
            continue
        found += 1
        reading.unclear += unknown_columns(header)[:20]
        for line in header.rows:
            _row(header, line, reading)
    return found


def _row(header: Header, line: Line, reading: Reading) -> None:
    cell = {name: header.cell(line, name).strip() for name in header.columns}
    if not any(cell.values()):
        return
    action = cell.get("action", "").casefold().split(" ")[0]
    if action not in _ALLOW | _DENY:
        reading.say(line.number, f"action {cell.get('action', '')!r} is not understood; not used")
        return
    order = _number(cell.get("order", "")) or len(reading.rules) + 1
    name = cell.get("rule") or f"rule {cell.get('order') or line.number}"
    zones = [cell.get("inside", ""), cell.get("outside", "")]
    notes = [" to ".join(z or "any" for z in zones) if any(zones) else "", cell.get("note", "")]
    reading.firewall = reading.firewall or cell.get("firewall", "")
    reading.add(
        Rule(
            name,
            order,
            action in _ALLOW,
            _side(cell.get("source", ""), zones[0]),
            _side(cell.get("dest", ""), zones[1]),
            _services(cell.get("service", ""), cell.get("protocol", "")),
            _enabled(cell),
            "; ".join(filter(None, notes)),
            line.number,
        )
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _parts(text: str) -> list[str]:
    return [part.strip().strip('"') for part in re.split(r"[;|,\n]", text) if part.strip()]


def _side(text: str, zone: str) -> tuple[str, ...]:
    """Addresses, networks, ranges, names; any, in a named zone, is that zone."""
    found: list[str] = []
    for part in _parts(text):
        if part.casefold() in _ANY:
            return (zone,) if zone and zone.casefold() not in _ANY else ANY
        found += _address(part)
    if not found:
        return (zone,) if zone and zone.casefold() not in _ANY else ANY
    return tuple(dict.fromkeys(found))


def _address(part: str) -> tuple[str, ...]:
    if match := _RANGE.match(part):
        try:
            return between(match[1], match[2])
        except ValueError:
            return (part,)
    if match := _MASKED.match(part):
        net = network_of(f"{match[1]}/{match[2]}")
        return (str(net),) if net is not None else (part,)
    return (part,)


def _services(text: str, protocol: str) -> tuple[str, ...]:
    """`443`, `tcp/443`, `443/tcp`, `TCP 80-90`, names; with a column for the protocol or not."""
    kind = protocol.casefold()
    kind = "" if kind in _ANY else kind
    found: list[str] = []
    for part in _parts(text):
        if part.casefold() in _ANY:
            return (kind,) if kind else ANY
        match = _PORT.match(part)
        if match is None:
            found.append(part)
            continue
        kinds = (match[1] or match[3] or kind or "tcp;udp").casefold()
        found += [f"{one}/{match[2]}" for one in re.split(r"[;,/ ]+", kinds) if one]
    if not found:
        return (kind,) if kind else ANY
    return tuple(dict.fromkeys(found))


def _enabled(cell: dict[str, str]) -> bool:
    if cell.get("disabled"):
        return cell["disabled"].casefold() in _OFF
    return cell.get("enabled", "").casefold() not in _OFF
