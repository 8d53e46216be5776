"""Accounts as people know them: all rows of one name, from the sheet, the directory and the vault,
taken together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import AccountRow
from audit.inventory.tables.data import AccountClass
from checks.remembered import among, once

_MANAGED = re.compile(r"directory|vault|ldap|\b(ad|idm|entra|keystore)\b", re.I)
_SHEET = re.compile(r"sheet|excel|xls|csv|paper|wiki|notebook|list", re.I)


@dataclass(frozen=True, slots=True)
class Account:
    """One account with every row that names it, whatever the case of the letters."""

    name: str
    rows: tuple[Stated[AccountRow], ...]

    @property
    def managed(self) -> bool:
        """Whether a directory or a vault holds it."""
        return any(_MANAGED.search(row.record.system_of_record) for row in self.rows)

    @property
    def only_in_a_sheet(self) -> bool:
        """Whether lists are all that know it."""
        sheets = all(_SHEET.search(row.record.system_of_record) for row in self.rows)
        return sheets and not self.managed

    @property
    def owned(self) -> bool:
        """Whether any source names an owner."""
        return any(row.record.owner for row in self.rows)

    @property
    def lines(self) -> set[str]:
        """The lines it serves; empty: the whole plant."""
        return {line for row in self.rows for line in row.record.line}

    @property
    def used_by_a_machine(self) -> bool:
        """Whether it is a machine or service account."""
        classes = {row.record.account_class for row in self.rows} - {AccountClass.UNSAID}
        if not classes:
            return any(row.record.in_data_path for row in self.rows)
        return bool(classes & {AccountClass.MACHINE, AccountClass.SERVICE})

    @property
    def disabled(self) -> bool:
        """Whether a source says that nobody can log in with it."""
        states = {row.record.enabled for row in self.rows}
        return False in states and True not in states

    @property
    def in_data_path(self) -> bool | None:
        """None: no source says it."""
        said = {row.record.in_data_path for row in self.rows} - {None}
        return None if not said else True in said


def accounts(rows: Iterable[Stated[AccountRow]]) -> tuple[Account, ...]:
    """Group rows by account name, in the order of the names."""
    groups: dict[str, list[Stated[AccountRow]]] = {}
    for row in rows:
        groups.setdefault(account_key(row.record.account), []).append(row)
    return tuple(Account(g[0].record.account, tuple(g)) for _, g in sorted(groups.items()))


@once
def all_accounts(facts: PlantFacts) -> tuple[Account, ...]:
    """Return the plant's accounts, in the order of the names."""
    return accounts(facts.table(AccountRow))


def accounts_for(facts: PlantFacts, line: str) -> tuple[Account, ...]:
    """Return the accounts that serve a line: its own and those of the whole plant."""
    return among(facts, all_accounts(facts), _served, (line, ""))


def machine_accounts(facts: PlantFacts, line: str) -> tuple[Account, ...]:
    """Return the machine and service accounts in the line's data path that can log in."""
    marked = _marked(facts)
    return tuple(
        account
        for account in accounts_for(facts, line)
        if account.used_by_a_machine
        and not account.disabled
        and (account.in_data_path if marked else account.in_data_path is not False)
    )


@once
def _marked(facts: PlantFacts) -> bool:
    """Whether some machine account of the plant is said to be in the data path."""
    every = all_accounts(facts)
    return any(account.in_data_path for account in every if account.used_by_a_machine)


def _served(account: Account) -> tuple[str, ...]:
    return tuple(sorted(account.lines)) or ("",)


def account_key(name: str) -> str:
    r"""Fold `RIVERSIDE\svc-mes` and `svc-mes@riverside` to the name before the domain."""
    return name.rsplit("\\", 1)[-1].split("@", 1)[0].casefold().strip()
