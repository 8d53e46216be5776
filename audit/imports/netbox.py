"""NetBox and Nautobot: exported tables (CSV) and REST answers (JSON) in, documented devices,
cables, addresses and segments out.

A CSV is what the export of a list view gives, or a bulk import file; which list it is, its columns
say. A JSON file is one answer of the API, a list of objects, or several of them under any names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.headers import Header, find_header, head_grids, unknown_columns
from audit.imports.netbox_columns import KINDS, columns_of
from audit.imports.netbox_json import References, fields_of, objects_of
from audit.imports.netbox_rows import (
    Fields,
    Say,
    address_identity,
    cable_row,
    device_row,
    interface_identity,
    prefix_row,
    vlan_row,
)
from audit.inventory.cells import Grid, UnreadableTableError
from audit.inventory.grids import read_grids
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place
from audit.inventory.tables import Row
from audit.payloads import Identity, observe
from audit.records import Grade, Observation, Source

METHOD = "netbox"
MAX_BYTES = 256 * 2**20
MAX_REMARKS = 100
_JSON_MARKS = (b"/api/dcim/", b"/api/ipam/", b'"device_type"', b'"a_terminations"',
               b'"termination_a"', b'"assigned_object"', b'"mac_address"')  # fmt: skip
_ROWS: Mapping[str, Callable[[Fields, Say], Row | None]] = {
    "devices": device_row, "cables": cable_row, "prefixes": prefix_row, "vlans": vlan_row,
}  # fmt: skip
_IDENTITIES: Mapping[str, Callable[[Fields, Say], Identity | None]] = {
    "interfaces": interface_identity, "ip-addresses": address_identity,
}  # fmt: skip


def sniff(raw: RawFile) -> float:
    """0.95 for API objects or a table with the columns of a NetBox list."""
    head = raw.data[:65536].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head[:1] in (b"{", b"["):
        return 0.95 if any(mark in head for mark in _JSON_MARKS) else 0.0
    return 0.95 if any(_kind_of(grid) for grid in head_grids(raw)) else 0.0


def _kind_of(grid: Grid) -> tuple[str, Header] | None:
    """The list a table is an export of: the one most of whose telling columns are there."""
    for kind in KINDS:
        header = find_header(grid, columns_of(kind), wanted=KINDS[kind].wanted)
        if header is not None and KINDS[kind].tells & header.columns.keys():
            return kind, header
    return None


@dataclass(slots=True)
class _Reading:
    raw: RawFile
    observations: list[Observation] = field(default_factory=list[Observation])
    unclear: list[Remark] = field(default_factory=list[Remark])
    used: int = 0
    left_out: int = 0

    def take(self, kind: str, fields: Fields, place: Place) -> None:
        """Turn one object into evidence."""

        def say(what: str) -> None:
            if len(self.unclear) < MAX_REMARKS:
                self.unclear.append(Remark(place.location, what[:500]))
            else:
                self.left_out += 1

        if kind in _ROWS:
            row = _ROWS[kind](fields, say)
            if row is not None:
                self._add(row, place)
            return
        identity = _IDENTITIES[kind](fields, say)
        if identity is not None:
            self._identify(identity, place)
        link = cable_row(fields, say) if fields.get("b_device") else None
        if link is not None:
            self._add(link, place)

    def _add(self, row: Row, place: Place) -> None:
        self.used += 1
        self.observations += inventory_observations(
            [(row, place)], self.raw.name, self.raw.sha256, self.raw.modified, method=METHOD
        )

    def _identify(self, identity: Identity, place: Place) -> None:
        self.used += 1
        source = Source(self.raw.name, place.location, self.raw.sha256)
        key = f"netbox/{identity.name}"
        self.observations.append(
            observe(key, identity, source, method=METHOD, grade=Grade.B, time=self.raw.modified)
        )

    def done(self) -> Imported:
        """Return what was read."""
        if self.left_out:
            self.unclear.append(Remark("", f"and {self.left_out} more remarks of this kind"))
        return Imported(tuple(self.observations), self.used, (), tuple(self.unclear))


def read(raw: RawFile) -> Imported:
    """Read one export.

    Raises
    ------
    UnreadableFileError
        When it holds no list of NetBox or Nautobot that is used here.
    """
    if len(raw.data) > MAX_BYTES:
        raise UnreadableFileError(f"{raw.name}: larger than {MAX_BYTES // 2**20} MB; split it")
    reading = _Reading(raw)
    if raw.data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
        kinds = _read_json(reading)
    else:
        kinds = _read_tables(reading)
    if not kinds:
        raise UnreadableFileError(
            f"{raw.name}: no list of NetBox or Nautobot was found; export devices, interfaces,"
            " cables, ip-addresses, prefixes or vlans (Export, All data, or the REST answer)"
        )
    return reading.done()


def _read_tables(reading: _Reading) -> int:
    try:
        grids = read_grids(reading.raw.name, reading.raw.data)
    except UnreadableTableError as error:
        raise UnreadableFileError(str(error)) from None
    found = 0
    for grid in grids:
        match = _kind_of(grid)
        if match is None:
            continue
        kind, header = match
        found += 1
        known = KINDS[kind].ignored
        reading.unclear += [
            r for r in unknown_columns(header) if not any(f"{n!r}" in r.what for n in known)
        ][:20]
        for line in header.rows:
            fields = {name: _said(header.cell(line, name)) for name in header.columns}
            if any(fields.values()):
                reading.take(kind, fields, header.place(line))
    return found


def _said(cell: str) -> str:
    """A cell's text; Nautobot writes these for nothing."""
    return "" if cell in ("NoObject", "NULL") else cell


def _read_json(reading: _Reading) -> int:
    try:
        data = json.loads(reading.raw.data.decode("utf-8-sig", "replace"))
    except (json.JSONDecodeError, RecursionError) as error:
        where = getattr(error, "lineno", 1)
        raise UnreadableFileError(
            f"{reading.raw.name}: line {where}: this is no whole JSON file; export it again"
        ) from None
    found = 0
    references = References(data)
    for path, kind, item in objects_of(data):
        found += 1
        fields = fields_of(kind, references.in_place(item))
        reading.take(kind, fields, Place(reading.raw.name, sheet=path))
    return found


IMPORTERS = (
    Importer("netbox", "NetBox or Nautobot exports (CSV, workbook or REST JSON)", sniff, read),
)
"""One importer for all lists: a CSV says by its columns which one it is."""
