"""The case's tables as evidence: unchanged stores nothing, changed replaces, deleted takes back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from audit.case import Case, init_case
from audit.evidence import Evidence
from audit.facts.build import build_facts
from audit.facts.model import CaseFacts, PlantFacts
from audit.inventory.load import load_inventory
from audit.inventory.observe import grade_of
from audit.inventory.tables import AnswerRow, AssetRow, ControllerRow, KnowledgeRow, OwnerRow, Row
from audit.payloads import Identity, payload_of
from audit.records import Grade


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Make an empty case."""
    return init_case(tmp_path / "Hällo 1", name="x")


@pytest.fixture
def evidence(case: Case) -> Iterator[Evidence]:
    """Open its evidence."""
    with Evidence(case.database_url) as store:
        yield store


def facts(evidence: Evidence) -> PlantFacts:
    """Build the facts."""
    about = CaseFacts("x", "x", "", (), date(2026, 11, 16))
    return build_facts(evidence.read(), about, evidence.head())


def write(case: Case, name: str, text: str) -> None:
    """Write a table."""
    (case.inventory_dir / name).write_text(text, encoding="utf-8")


def test_a_changed_table_replaces_what_it_said_before(case: Case, evidence: Evidence) -> None:
    write(case, "assets.csv", "asset_id,line,mac\nPLC-1,L1,00:11:22:33:44:55\nHMI-1,L1,\n")
    write(case, "lines.csv", "line\nL1\n")
    load_inventory(case, evidence)
    head = evidence.head()
    load_inventory(case, evidence)
    assert evidence.head() == head
    write(case, "assets.csv", "asset_id,line,mac\nPLC-1,L1,00:11:22:33:44:66\n")
    load_inventory(case, evidence)
    plant = facts(evidence)
    assert [(d.device_id, d.macs) for d in plant.devices] == [("PLC-1", ("00:11:22:33:44:66",))]
    assert [line.line for line in plant.lines] == ["L1"]
    assert evidence.verify() == ()


@pytest.mark.parametrize("how", ["emptied", "deleted"])
def test_a_table_that_is_emptied_or_deleted_takes_its_rows_back(
    case: Case, evidence: Evidence, how: str
) -> None:
    write(case, "waivers.csv", "check_id,line\nNET-03,L1\n")
    load_inventory(case, evidence)
    assert "waivers" in facts(evidence).rows
    if how == "emptied":
        write(case, "waivers.csv", "check_id,line\n")
    else:
        (case.inventory_dir / "waivers.csv").unlink()
    load_inventory(case, evidence)
    assert "waivers" not in facts(evidence).rows
    head = evidence.head()
    load_inventory(case, evidence)
    assert evidence.head() == head


def test_a_table_that_cannot_be_read_leaves_what_it_said_before(
    case: Case, evidence: Evidence
) -> None:
    write(case, "waivers.csv", "check_id,line\nNET-03,L1\n")
    load_inventory(case, evidence)
    (case.inventory_dir / "waivers.csv").write_bytes(bytes(range(256)) * 20)
    read = load_inventory(case, evidence)
    assert read.problems
    assert "waivers" in facts(evidence).rows


def test_a_moved_case_stores_nothing_twice(case: Case, tmp_path: Path) -> None:
    write(case, "lines.csv", "line\nL1\n")
    with Evidence(case.database_url) as store:
        load_inventory(case, store)
    moved = Case.open(Path(shutil.move(case.root, tmp_path / "moved")))
    with Evidence(moved.database_url) as store:
        load_inventory(moved, store)
        assert len(facts(store).lines) == 1
        assert len(list(store.read())) == 1


def test_assets_and_switches_are_documented_devices(case: Case, evidence: Evidence) -> None:
    write(
        case,
        "assets.csv",
        "asset_id,line,role,vendor,model,firmware,serial,mac,ip,status\n"
        "PLC-1,L1,controller,Siemens,S7-1500,V2.9,S 1,001b1b010203,10.0.0.1; 10.0.1.1,planned\n",
    )
    write(case, "switches.csv", "switch,line,os_version,last_changed\nSW-1,L1;L2,15.2,11.03.2014\n")
    load_inventory(case, evidence)
    found = {
        item.observation.subject.key: payload_of(item.observation, Identity)
        for item in evidence.read()
        if item.observation.attribute == "identity"
    }
    assert found["assets/PLC-1"] == Identity(
        name="PLC-1",
        role="controller",
        line="L1",
        vendor="Siemens",
        model="S7-1500",
        firmware="V2.9",
        serial="S 1",
        macs=("00:1b:1b:01:02:03",),
        ips=("10.0.0.1", "10.0.1.1"),
        documented=True,
        status="planned",
    )
    assert found["switches/SW-1"].line == "L1;L2"
    assert found["switches/SW-1"].last_changed == "2014-03-11"
    assert {item.observation.source.location for item in evidence.read()} == {"line 2"}


@pytest.mark.parametrize(
    ("row", "grade"),
    [
        (AssetRow(asset_id="A"), Grade.B),
        (KnowledgeRow(system="s"), Grade.D),
        (OwnerRow(layer="network", accountable="x"), Grade.D),
        (OwnerRow(layer="network", accountable="x", document="RACI 2026-10"), Grade.C),
        (ControllerRow(asset_id="A", document="name plate photo 2026-11-09"), Grade.C),
        (ControllerRow(asset_id="A", document="project export 2026-10-02"), Grade.B),
        (AnswerRow(question_id="q", answer="yes"), Grade.D),
        (AnswerRow(question_id="q", answer="yes", document="minutes"), Grade.D),
        (AnswerRow(question_id="q", answer="yes", document="minutes 2026-10-02"), Grade.C),
    ],
)
def test_a_row_is_worth_what_it_rests_on(row: Row, grade: Grade) -> None:
    assert grade_of(row) is grade
