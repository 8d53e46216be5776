"""Directory exports (LDIF, csvde, Get-ADUser): one entry's attributes in, an account row out."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.imports.moments import moment
from audit.imports.secrets import is_secret_column, without_secrets
from audit.inventory.rows import header_key

ACCOUNT_DISABLED = 0x2
"""userAccountControl, [MS-ADTS] 2.2.16: ACCOUNTDISABLE."""
_TRUST = 0x1000 | 0x2000
"""WORKSTATION_TRUST_ACCOUNT and SERVER_TRUST_ACCOUNT: a computer."""

PRIVILEGED = re.compile(
    r"^(domain|enterprise|schema|key|enterprise key) admins$|^administrators?$|"
    r"^(account|backup|server|print) operators$|^dnsadmins$|^group policy creator owners$|"
    r"^dom[äa]nen-?admins$|^organisations-?admins$|^schema-?admins$|^administratoren$|"
    r"^(konten|sicherungs|server|druck)-?operatoren$",
    re.I,
)
"""Groups whose members can change accounts or servers, in English and German directories."""

FLOOR_GROUPS = re.compile(
    r"(?:^|[^a-z])(?:ot|ics|scada|plc|sps|hmi|dcs|mes|automation|automatisierung|"
    r"instandhaltung|shop ?floor|plant ?floor)(?:$|[^a-z])",
    re.I,
)
"""Groups whose name says that they open something on the plant floor."""

ACCOUNT_CLASSES = {
    "machine": ("machine", "device", "computer", "technical", "equipment", "plc", "hmi", "robot"),
    "human": ("human", "person", "user", "personal", "employee", "people", "staff", "mensch"),
    "service": ("service", "svc", "application", "app", "system", "batch", "dienst"),
    "contractor": ("contractor", "external", "vendor", "extern", "supplier", "oem", "partner"),
    "shared": ("shared", "generic", "group", "team", "common", "sammelkonto", "gemeinsam"),
}


@dataclass(slots=True)
class Entry:
    """One entry of a directory: attributes by name in lower case, each with its values."""

    line: int
    values: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    secrets: int = 0

    def first(self, *names: str) -> str:
        """The first value of the first of these attributes that is there."""
        for name in names:
            for value in self.values.get(name, ()):
                if value:
                    return value
        return ""

    def has(self, *names: str) -> bool:
        """Whether one of these attributes was exported, even empty."""
        return any(name in self.values for name in names)


def account_class(text: str) -> str:
    """Return the class that a word stands for; empty when it stands for none."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    for name, known in ACCOUNT_CLASSES.items():
        if any(word in known or word.removesuffix("s") in known for word in words):
            return name
    return ""


def entries_of_ldif(text: str) -> Iterator[Entry]:
    """Give the entries of an LDIF file (RFC 2849). Secrets are counted, never given."""
    entry = Entry(0)
    for number, line in _unfolded(text):
        if not line:
            if entry.values:
                yield entry
            entry = Entry(0)
            continue
        name, value = _attribute(line)
        if not name or (name == "version" and not entry.values):
            continue
        entry.line = entry.line or number
        if is_secret_column(name):
            entry.secrets += 1
            continue
        entry.values.setdefault(name, []).append(value)
    if entry.values:
        yield entry


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Join continued lines (they begin with one blank); leave comments out; end with an empty."""
    held, start = "", 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line.startswith(" ") and start:
            held += line[1:] if len(held) < 65536 else ""
            continue
        if start and not held.startswith("#"):
            yield start, held
        held, start = line, number
    if start and not held.startswith("#"):
        yield start, held
    yield start + 1, ""


def _attribute(line: str) -> tuple[str, str]:
    name, colon, rest = line.partition(":")
    if not colon:
        return "", ""
    name = name.split(";")[0].strip().casefold()
    if rest.startswith("<"):
        # A URL to fetch the value from: never followed.
        return name, ""
    if rest.startswith(":"):
        try:
            data = base64.b64decode(rest[1:].strip(), validate=True)
            return name, data.decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return name, ""
    return name, rest.strip()


def account_of(entry: Entry) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the columns of an account row, and what was not understood.

    An attribute that is nowhere in the entry leaves its column empty: an export may lack it.
    """
    unclear: list[str] = []
    description, secrets = without_secrets(entry.first("description", "info"))
    entry.secrets += secrets
    row: dict[str, Any] = {
        "account": entry.first("samaccountname", "uid", "userprincipalname", "cn", "name"),
        "account_class": _class_of(entry),
        "owner": name_of(entry.first("managedby", "manager")),
        "system_of_record": "directory",
        "description": description,
        "enabled": _enabled(entry),
        "privileged": _privileged(entry),
        "ot_rights": _ot_rights(entry),
    }
    times = {
        "created": ("whencreated", "created", "createtimestamp"),
        "pwd_last_set": ("pwdlastset", "passwordlastset", "pwdchangedtime"),
        "last_logon": ("lastlogontimestamp", "lastlogondate", "lastlogon"),
        "end_date": ("accountexpires", "accountexpirationdate"),
    }
    for column, names in times.items():
        try:
            found = moment(entry.first(*names))
        except ValueError as error:
            unclear.append(f"{names[0]}: {error}")
            continue
        row[column] = found.date() if found else None
    return {name: value for name, value in row.items() if value not in (None, "")}, tuple(unclear)


def _enabled(entry: Entry) -> bool | None:
    control = entry.first("useraccountcontrol")
    if control.lstrip("-").isdigit():
        return not int(control) & ACCOUNT_DISABLED
    word = entry.first("enabled").casefold()
    if word in ("true", "yes", "1", "wahr"):
        return True
    if word in ("false", "no", "0", "falsch"):
        return False
    lock = entry.first("nsaccountlock", "pwdaccountlockedtime")
    return False if lock.casefold() == "true" else None


def _privileged(entry: Entry) -> bool | None:
    if entry.first("admincount") == "1":
        return True
    if not entry.has("memberof", "admincount"):
        return None
    return any(PRIVILEGED.match(group) for group in _member_of(entry))


def _ot_rights(entry: Entry) -> bool | None:
    """Yes where a group's name says so; other names prove nothing, so they leave it open."""
    return True if any(FLOOR_GROUPS.search(group) for group in _member_of(entry)) else None


def _member_of(entry: Entry) -> Iterator[str]:
    return (part for value in entry.values.get("memberof", ()) for part in _groups(value))


def _groups(value: str) -> Iterator[str]:
    """csvde joins several groups with `;`, Get-ADUser with blanks before the next `CN=`."""
    for part in re.split(r";|\s(?=CN=)", value):
        yield name_of(part)


def _class_of(entry: Entry) -> str:
    kinds = " ".join(entry.values.get("objectclass", ())).casefold()
    if "managedserviceaccount" in kinds:
        return "service"
    if re.search(r"\bcomputer\b", kinds):
        return "machine"
    control = entry.first("useraccountcontrol")
    if control.isdigit() and int(control) & _TRUST:
        return "machine"
    said = account_class(entry.first("employeetype", "accounttype", "usertype"))
    if said:
        return said
    if entry.first("serviceprincipalname", "serviceprincipalnames"):
        return "service"
    units = re.findall(r"OU=([^,]+)", entry.first("dn", "distinguishedname"), re.I)
    return next((found for unit in units if (found := account_class(unit))), "")


def name_of(distinguished_name: str) -> str:
    r"""Return the first name of a distinguished name: `CN=Lead\, OT,OU=…` is `Lead, OT`."""
    match = re.match(r"\s*(?:CN|UID|OU)=((?:\\.|[^,\\])*)", distinguished_name, re.I)
    text = match.group(1) if match else distinguished_name
    return re.sub(r"\\(.)", r"\1", text).strip()


def is_account(entry: Entry) -> bool:
    """Whether the entry is something that can log in, not a group, unit or contact."""
    kinds = {kind.casefold() for kind in entry.values.get("objectclass", ())}
    kinds |= {part for kind in list(kinds) for part in re.split(r"[;\s]+", kind)}
    if kinds & {"group", "organizationalunit", "container", "contact", "domain", "groupofnames"}:
        return False
    return bool(entry.first("samaccountname", "uid", "userprincipalname"))


def entry_of_cells(line: int, header: Mapping[int, str], cells: tuple[str, ...]) -> Entry:
    """Return a row of a csvde or Get-ADUser export as an entry."""
    entry = Entry(line)
    for number, name in header.items():
        value = cells[number] if number < len(cells) else ""
        if is_secret_column(name):
            entry.secrets += bool(value)
            continue
        values = re.split(r";", value) if header_key(name) == "objectclass" else [value]
        entry.values.setdefault(header_key(name), []).extend(part.strip() for part in values)
    return entry
