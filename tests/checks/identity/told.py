"""Accounts, answers and people's words as parts of a plant."""

from __future__ import annotations

from audit.inventory.tables import AccountRow
from tests.checks.plants import Edit, rows
from tests.checks.security.told import said

__all__ = ["account", "said"]


def account(name: str, account_class: str = "", system: str = "directory", **more: object) -> Edit:
    """Add one account as an export lists it."""
    fields: dict[str, object] = {
        "account": name, "account_class": account_class, "system_of_record": system, **more,
    }  # fmt: skip
    return rows(AccountRow.model_validate(fields), file="accounts.csv")
