"""SEC-09 over the table of backups and answers."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import AssetRow, BackupRow
from checks.records import Outcome
from checks.security.the_line_can_be_restored import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows
from tests.checks.security.told import said

PLC = device("PLC-1")
NEW, OLD = "2026-06-01", "2024-06-01"
ALL, UNTRIED, ONE_LACKS = (
    "all critical machines, and a restore was tested",
    "all critical machines, never restored",
    "a critical machine has none",
)
TESTED = "2025-12-01"


def backup(name: str = "PLC-1", **more: Any) -> Edit:
    return rows(BackupRow.model_validate({"asset_id": name, **more}))


def asked(answer: str) -> Edit:
    return said("restore_tested_on", answer)


CASES: list[Case] = [
    ("backed up and restored", [PLC, backup(backup_on=NEW, restore_tested_on=TESTED)], Outcome.PASS,
     "", ["1 of 1 backed up", "tested on 2025-12-01"]),
    ("restored, as was answered", [PLC, backup(backup_on=NEW), asked("2025-12-01")], Outcome.PASS,
     "", []),
    ("old, but after the last change",
     [PLC, backup(backup_on=OLD, changed_on="2024-05-01", restore_tested_on=TESTED)], Outcome.PASS,
     "", []),
    ("old, changed since",
     [PLC, backup(backup_on=OLD, changed_on="2025-05-01", restore_tested_on=TESTED)], Outcome.WARN,
     "", ["30 months old, changed on 2025-05-01"]),
    ("never restored", [PLC, backup(backup_on=NEW), asked("never")], Outcome.WARN, "",
     ["no restore was ever tested"]),
    ("restored long ago", [PLC, backup(backup_on=NEW, restore_tested_on=OLD)], Outcome.WARN, "",
     []),
    ("nobody asked about a restore", [PLC, backup(backup_on=NEW)], Outcome.UNKNOWN, "not_asked",
     ["whether a restore"]),
    ("nobody knows about a restore", [PLC, backup(backup_on=NEW), asked("don't know")],
     Outcome.UNKNOWN, "dont_know", []),
    ("no backup", [PLC, backup(backed_up="no")], Outcome.FAIL, "", ["PLC-1 has no backup"]),
    ("no backup of what is not critical",
     [PLC, backup(backup_on=NEW, restore_tested_on=TESTED), device("HMI-1", role="HMI"),
      backup("HMI-1", critical="no", backed_up="no")], Outcome.PASS, "", []),
    ("no date", [PLC, backup(backed_up="yes")], Outcome.UNKNOWN, "no_evidence", ["date"]),
    ("no row", [PLC], Outcome.UNKNOWN, "no_evidence", ["PLC-1: the date"]),
    ("answered: all", [PLC, said("line_backups", ALL)], Outcome.PASS, "", []),
    ("answered: never restored", [said("line_backups", UNTRIED)], Outcome.WARN, "", []),
    ("answered: one lacks", [said("line_backups", ONE_LACKS)], Outcome.FAIL, "", []),
    ("answered: all, but one has none",
     [PLC, backup(backed_up="no"), said("line_backups", ALL)], Outcome.FAIL, "", []),
    ("answered: one lacks, but the table says otherwise",
     [PLC, backup(backup_on=NEW, restore_tested_on=TESTED), said("line_backups", ONE_LACKS)],
     Outcome.UNKNOWN, "conflict", []),
    ("nobody knows", [said("line_backups", "don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("not applicable", [said("line_backups", "n/a: x")], Outcome.UNKNOWN, "conflict", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", []),
]  # fmt: skip


@cases(*CASES)
def test_backups(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_criticality_of_the_asset_list_counts_where_the_table_is_silent() -> None:
    hmi = [device("HMI-1", role="HMI"), rows(AssetRow(asset_id="HMI-1", criticality="low"))]
    good = [PLC, backup(backup_on=NEW, restore_tested_on=TESTED)]
    expect(ask(CHECK, plant(*good, *hmi)), Outcome.PASS, "1 of 1")
    hmi[1] = rows(AssetRow(asset_id="HMI-1", criticality="high"))
    expect(ask(CHECK, plant(*good, *hmi)), Outcome.UNKNOWN, "1 of 2", code="no_evidence")
