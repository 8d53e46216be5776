"""Firewall rules: FortiGate and ASA configurations and exported lists in, the table `rules` out."""

from __future__ import annotations

import re
from collections.abc import Callable

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.firewall import asa, fortigate, rule_table
from audit.imports.firewall.rules import Reading, rows_of
from audit.imports.headers import head_grids
from audit.imports.inventory import best_table
from audit.imports.switch.secrets import scrub
from audit.imports.switch.terminal import decode
from audit.inventory.observe import inventory_observations
from audit.payloads import Identity, observe
from audit.records import Grade, Observation, Source

METHOD = "firewall"
MAX_BYTES = 128 * 2**20
_FORTI = re.compile(
    r"^#config-version=|^config (?:system global|firewall (?:policy|address))\b", re.M
)
_ASA = re.compile(
    r"^: Saved|^ASA Version \d|^\s+nameif \S|^access-group \S+ (?:in|out|global)", re.M
)
_BOUND = re.compile(r"^access-list \S+ (?:line \d+ )?extended (?:permit|deny) ", re.M)


def sniff_fortigate(raw: RawFile) -> float:
    """0.98 for a FortiOS configuration with policies; others may make more of one without."""
    if not re.search(rb"config firewall (?:consolidated )?policy", raw.data[:MAX_BYTES]):
        return 0.0
    head = _head(raw)
    first = head.lstrip()[:16]
    if first.startswith("#config-version="):
        return 0.98
    return 0.97 if _FORTI.search(head) and re.search(r"^\s+edit ", head, re.M) else 0.0


def sniff_asa(raw: RawFile) -> float:
    """0.98 for an ASA configuration with named interfaces or bound access lists."""
    if not re.search(rb"(?m)^ nameif |^access-group ", raw.data[:MAX_BYTES]):
        return 0.0
    text = _head(raw)
    if "ASA Version" in text and _ASA.search(text):
        return 0.98
    return 0.96 if _ASA.search(text) and _BOUND.search(text) else 0.0


def sniff_table(raw: RawFile) -> float:
    """0.85 for a list with source, destination, service and action."""
    for grid in head_grids(raw):
        if rule_table.header_of(grid) is not None:
            own = best_table(grid)
            return 0.0 if own is not None and own[0] == "rules" else 0.85
    return 0.0


def _head(raw: RawFile) -> str:
    data = raw.data[:65536]
    return (
        "" if b"\0" in data[:1024] and data[:2] not in (b"\xff\xfe", b"\xfe\xff") else decode(data)
    )


def read_fortigate(raw: RawFile) -> Imported:
    """Read a FortiGate's configuration.

    Raises
    ------
    UnreadableFileError
        When it holds no policy.
    """
    return _configuration(raw, fortigate.read, "policies (config firewall policy)")


def read_asa(raw: RawFile) -> Imported:
    """Read an ASA's configuration.

    Raises
    ------
    UnreadableFileError
        When it holds no access list that is bound to an interface.
    """
    return _configuration(raw, asa.read, "access lists bound to an interface (access-group)")


def _configuration(raw: RawFile, read: Callable[[str, Reading], None], what: str) -> Imported:
    if len(raw.data) > MAX_BYTES:
        raise UnreadableFileError(f"{raw.name}: larger than {MAX_BYTES // 2**20} MB; no config is")
    reading = Reading()
    read(decode(raw.data).replace("\r", ""), reading)
    reading.firewall = reading.firewall or raw.stem
    if not reading.rules:
        raise UnreadableFileError(
            f"{raw.name}: no {what} found; send the whole configuration (show full-configuration, "
            f"show running-config)"
        )
    return _imported(raw, reading, who=True)


def read_table(raw: RawFile) -> Imported:
    """Read an exported list of rules.

    Raises
    ------
    UnreadableFileError
        When no row of it has the columns that are needed.
    """
    reading = Reading()
    if not rule_table.read(raw, reading):
        why = f" ({reading.unclear[0].what})" if reading.unclear else ""
        raise UnreadableFileError(
            f"{raw.name}: no columns for source, destination, service and action{why}; export "
            f"the rules as a CSV with these"
        )
    reading.firewall = reading.firewall or raw.stem
    return _imported(raw, reading, who=False)


def _imported(raw: RawFile, reading: Reading, *, who: bool) -> Imported:
    rows = rows_of(reading, raw.name)
    found: list[Observation] = inventory_observations(
        rows, raw.name, raw.sha256, raw.modified, method=METHOD
    )
    if who:
        found.append(_identity(raw, reading))
    if reading.more:
        reading.unclear.append(Remark("further on", f"{reading.more} more of this kind"))
    return Imported(tuple(found), len(rows), tuple(reading.skipped), tuple(reading.unclear))


def _identity(raw: RawFile, reading: Reading) -> Observation:
    name = reading.firewall[:255]
    identity = Identity(
        name=name, role="firewall", model=reading.model, serial=reading.serial,
        firmware=reading.version, ips=tuple(dict.fromkeys(reading.addresses))[:200],
    )  # fmt: skip
    source = Source(raw.name, "", raw.sha256)
    return observe(
        f"firewall {name}", identity, source, method=METHOD, grade=Grade.B, time=raw.modified
    )


IMPORTERS = (
    Importer(
        "fortigate", "FortiGate configurations (rules)", sniff_fortigate, read_fortigate, scrub
    ),
    Importer("asa", "Cisco ASA configurations (rules)", sniff_asa, read_asa, scrub),
    Importer("firewall-rules", "exported firewall rules (CSV, workbook)", sniff_table, read_table),
)
"""One for each maker, one for lists of any."""
