"""Account lists: the spreadsheet that maintenance keeps, or a directory export, in; rows out.

No value of a password column ever leaves this module; they are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.directory import (
    Entry,
    account_class,
    account_of,
    entries_of_ldif,
    entry_of_cells,
    is_account,
)
from audit.imports.headers import Header, Synonyms, find_header, grid_remarks, head_grids
from audit.imports.moments import moment
from audit.imports.secrets import is_secret_column, without_secrets
from audit.inventory.cells import Grid, Line, UnreadableTableError, clean
from audit.inventory.grids import decode, is_workbook, read_grids
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place
from audit.inventory.rows import header_key
from audit.inventory.tables import AccountRow, Row

METHOD = "accounts"
_LDIF = re.compile(r"^(version: ?\d|dn::? ?\S)", re.I | re.M)
_DIRECTORY_COLUMNS = {"samaccountname", "useraccountcontrol", "distinguishedname", "objectclass"}
_COLUMNS: Synonyms = {
    "account": (
        *("account", "accountname", "samaccountname", "username", "loginname", "logonname"),
        *("login", "logon", "user", "userid", "userprincipalname", "uid", "konto", "kontoname"),
        *("benutzername", "benutzer", "benutzerkonto", "anmeldename", "machineaccount", "name"),
    ),
    "account_class": (
        *("accountclass", "accounttype", "type", "class", "kind", "category", "art", "typ"),
        *("employeetype", "kontotyp", "kategorie"),
    ),
    "owner": (
        *("owner", "accountowner", "ownedby", "responsible", "accountable", "contact"),
        *("besitzer", "eigentümer", "verantwortlich", "verantwortlicher", "managedby", "manager"),
    ),
    "line": ("line", "lines", "productionline", "linie", "linien", "cell", "area"),
    "used_by": (
        *("usedby", "usedfor", "usage", "use", "purpose", "application", "system", "machine"),
        *("verwendetvon", "verwendung", "zweck", "anwendung"),
    ),
    "system_of_record": ("systemofrecord", "managedin", "storedin", "source", "keptin"),
    "enabled": ("enabled", "active", "aktiv", "accountstatus", "status", "state"),
    "disabled": ("disabled", "deactivated", "inactive", "locked", "deaktiviert", "gesperrt"),
    "created": ("created", "createdon", "whencreated", "creationdate", "erstellt", "angelegt"),
    "pwd_last_set": (
        *("pwdlastset", "passwordlastset", "passwordlastchanged", "lastpasswordchange"),
        *("passwordchanged", "passwordchangedon", "passwordage", "passwortgeändert"),
    ),
    "last_logon": (
        *("lastlogon", "lastlogin", "lastlogontimestamp", "lastlogondate", "lastused", "lastseen"),
        *("letzteanmeldung", "letzterlogin", "zuletztbenutzt"),
    ),
    "last_logon_known": ("lastlogonknown",),
    "end_date": (
        *("enddate", "expires", "expiry", "expirydate", "expireson", "validuntil"),
        *("accountexpires", "accountexpirationdate", "gültigbis", "ablaufdatum"),
    ),
    "privileged": ("privileged", "admin", "administrator", "isadmin", "adminrights"),
    "ot_rights": ("otrights", "otaccess"),
    "in_data_path": ("indatapath", "datapath"),
    "description": ("description", "comment", "comments", "note", "notes", "remark", "remarks",
                    "beschreibung", "bemerkung", "kommentar"),
}  # fmt: skip
_DATES = ("created", "pwd_last_set", "last_logon", "end_date")
_YES_NO = ("enabled", "privileged", "ot_rights", "in_data_path", "last_logon_known")
_WORDS = {
    "yes": ("yes", "y", "true", "1", "x", "ja", "active", "aktiv", "enabled", "in use", "ok"),
    "no": ("no", "n", "false", "0", "nein", "disabled", "inactive", "inaktiv", "locked",
           "deactivated", "deaktiviert", "gesperrt", "deleted"),
}  # fmt: skip


def sniff(raw: RawFile) -> float:
    """Judge whether logins with their attributes stand in it."""
    if is_ldif(raw):
        return 0.97
    best = 0.0
    for grid in head_grids(raw):
        header = _header_of(grid)
        if header is None:
            continue
        keys = {header_key(cell) for cell in header.line.cells}
        if keys >= {"samaccountname"} and keys & (_DIRECTORY_COLUMNS - {"samaccountname"}):
            return 0.97
        plain_name = header_key(header.line.cells[header.columns["account"]]) == "name"
        others = len(header.columns) - 1
        secret = any(is_secret_column(cell) for cell in header.line.cells)
        score = min(0.55 + 0.08 * others + 0.1 * secret, 0.96)
        best = max(best, score - 0.5 if plain_name else score)
    return best


def is_ldif(raw: RawFile) -> bool:
    """Whether the file begins as LDIF (RFC 2849)."""
    if is_workbook(raw.data):
        return False
    head = raw.data[:8192].replace(b"\0", b"").decode("latin-1")
    plain = "\n".join(line for line in head.splitlines() if not line.startswith("#"))
    return bool(_LDIF.match(plain.lstrip("\xef\xbb\xbf\xff\xfe\n "))) and "dn:" in plain.casefold()


def read(raw: RawFile) -> Imported:
    """Read a spreadsheet or a directory export; the columns say which of the two it is."""
    report = _Report(raw)
    try:
        if is_ldif(raw):
            _read_ldif(decode(raw.name, raw.data), report)
        else:
            for grid in read_grids(raw.name, raw.data):
                _read_grid(grid, report)
    except UnreadableTableError as error:
        raise UnreadableFileError(str(error)) from None
    if not report.found:
        raise UnreadableFileError(
            f"{raw.name}: no header row with a column for the account was found; "
            f"name the columns, for example: account, type, owner, line, last login, enabled"
        )
    return report.imported()


class _Report:
    """What a file gave. Mutable while it is being read."""

    def __init__(self, raw: RawFile) -> None:
        self.raw = raw
        self.rows: list[tuple[Row, Place]] = []
        self.skipped: list[Remark] = []
        self.unclear: list[Remark] = []
        self.refused = 0
        self.found = False

    def add(self, cells: dict[str, Any], place: Place) -> None:
        """Validate one account; a row without a name or with a bad cell is said, not used."""
        cells = {name: value for name, value in cells.items() if value not in ("", None)}
        if not cells.get("account"):
            self.skipped.append(Remark(place.location, "no account name; row left out"))
            return
        try:
            self.rows.append((AccountRow.model_validate(cells), place))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            message = str(first["msg"]).removeprefix("Value error, ")
            what = f"{first['loc'][0]}: {message}; row left out"
            self.unclear.append(Remark(place.location, what))

    def imported(self) -> Imported:
        """Return the account of the whole file."""
        raw = self.raw
        observations = inventory_observations(
            self.rows, raw.name, raw.sha256, raw.modified, method=METHOD
        )
        return Imported(
            tuple(observations),
            len(self.rows),
            tuple(self.skipped),
            tuple(self.unclear),
            self.refused,
        )


def _header_of(grid: Grid) -> Header | None:
    header = find_header(grid, _COLUMNS, wanted=("account",))
    return header if header is not None and len(header.columns) >= 2 else None


def _read_grid(grid: Grid, report: _Report) -> None:
    header = _header_of(grid)
    if header is None:
        if grid.lines:
            report.skipped.append(Remark(grid.place.location, "no list of accounts; not read"))
        return
    report.found = True
    report.unclear += grid_remarks(grid)
    keys = {header_key(cell) for cell in header.line.cells}
    if keys & _DIRECTORY_COLUMNS:
        names = {number: clean(cell) for number, cell in enumerate(header.line.cells) if cell}
        entries = [entry_of_cells(line.number, names, line.cells) for line in header.rows]
        _add_entries(entries, grid.place, report)
        return
    _say_unknown(header, report)
    for line in header.rows:
        report.refused += sum(_secrets_of(header, line))
        report.add(_cells(header, line, report), header.place(line))


def _secrets_of(header: Header, line: Line) -> Iterator[bool]:
    for number, name in header.unknown:
        if is_secret_column(name) and number < len(line.cells):
            yield bool(line.cells[number])


def _say_unknown(header: Header, report: _Report) -> None:
    for number, name in header.unknown:
        place = header.grid.place.at(header.line.number, number + 1)
        what = f"column {name[:80]!r} is not understood and not read"
        if is_secret_column(name):
            what = f"column {name[:80]!r} holds passwords or keys: its values were thrown away"
        report.unclear.append(Remark(place.location, what))


def _cells(header: Header, line: Line, report: _Report) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name in header.columns:
        text, secrets = without_secrets(header.cell(line, name))
        report.refused += secrets
        cells[name] = text
    said = cells.pop("disabled", "")
    if said and not cells.get("enabled"):
        cells["enabled"] = {"yes": "no", "no": "yes"}.get(_yes_no(said), "")
    for name in _YES_NO:
        if cells.get(name):
            cells[name] = _yes_no(str(cells[name])) or _unclear(header, line, name, report)
    for name in _DATES:
        if cells.get(name):
            cells[name] = _day(header, line, name, str(cells[name]), report)
    if kind := cells.get("account_class"):
        cells["account_class"] = account_class(str(kind)) or _unclear(
            header, line, "account_class", report
        )
    if "last_logon" not in header.columns:
        cells["last_logon_known"] = False
    elif cells.get("last_logon"):
        cells["last_logon_known"] = True
    cells["system_of_record"] = cells.get("system_of_record") or "spreadsheet"
    return cells


def _yes_no(text: str) -> str:
    return next((word for word, known in _WORDS.items() if text.casefold() in known), "")


def _unclear(header: Header, line: Line, name: str, report: _Report) -> str:
    text = header.cell(line, name)[:60]
    report.unclear.append(header.remark(line, f"{name} {text!r} is not understood", name))
    return ""


def _day(header: Header, line: Line, name: str, text: str, report: _Report) -> Any:
    try:
        found = moment(text)
    except ValueError as error:
        report.unclear.append(header.remark(line, f"{name} {text[:60]!r}: {error}", name))
        return None
    return found.date() if found else None


def _read_ldif(text: str, report: _Report) -> None:
    report.found = True
    _add_entries(list(entries_of_ldif(text)), Place(report.raw.name), report)


def _add_entries(entries: list[Entry], place: Place, report: _Report) -> None:
    """Whether the last logon is known is a property of the export: some entry must carry it."""
    logons = any(e.has("lastlogontimestamp", "lastlogondate", "lastlogon") for e in entries)
    for entry in entries:
        where = place.at(entry.line)
        report.refused += entry.secrets
        entry.secrets = 0
        if not is_account(entry):
            name = entry.first("dn", "distinguishedname", "cn", "name")[:80]
            report.skipped.append(Remark(where.location, f"no account: {name}"))
            continue
        cells, unclear = account_of(entry)
        report.refused += entry.secrets
        report.unclear += [Remark(where.location, what) for what in unclear]
        report.add({**cells, "last_logon_known": logons}, where)


IMPORTERS = (
    Importer("accounts", "account lists and directory exports (CSV, workbook, LDIF)", sniff, read),
)
