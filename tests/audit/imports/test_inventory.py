"""Tables handed over as files: recognised by their columns, read like the case's own."""

from __future__ import annotations

import pytest

from audit.imports import inventory
from audit.imports.contract import UnreadableFileError
from audit.imports.registry import detect
from audit.inventory.tables import TABLES
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.inventory.workbooks import workbook


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_is_recognised_by_its_columns_alone(name: str) -> None:
    table = TABLES[name]
    values = {column: "X" for column in table.model_fields if column in table.key[:3]}
    text = ",".join(table.model_fields) + "\n"
    text += ",".join(values.get(column, "") for column in table.model_fields) + "\n"
    importer = detect(raw("list from the client.csv", text))
    assert importer is not None
    own = {"accounts", "answers", "survey"}
    assert importer.name == (name if name in own else "inventory")


def test_a_workbook_gives_all_its_tables() -> None:
    data = workbook(
        Plant_list=[["Asset register of hall B"], [], ["Asset ID", "Line", "MAC", "Serial"],
                    ["PLC-1", "L1", "00-11-22-33-44-55", "4711"], ["PLC-2", "L1", "broken", ""]],
        switches=[["Switch", "IP", "credential", "Password"],
                  ["SW-1", "10.0.0.1", "cabinets", "x"]],
        Remarks=[["call the integrator"]],
    )  # fmt: skip
    file = raw("client/Übergabe.xlsx", data)
    importer = detect(file)
    assert importer is not None
    assert importer.name == "inventory"
    imported = importer.read(file)
    assert [row.get("asset_id") or row.get("switch") for row in rows(imported)] == ["PLC-1", "SW-1"]
    assert rows(imported)[1]["credential"] == "cabinets"
    assert imported.refused_secrets == 1
    assert "Plant list!C5: mac: 'broken': a MAC address is wanted" in remarks(imported)
    assert "Remarks: no table of the inventory" in remarks(imported)
    keys = [o.subject.key for o in imported.observations if o.attribute == "identity"]
    assert keys == ["assets/PLC-1", "switches/SW-1"]
    assert {o.source.file for o in imported.observations} == {"client/Übergabe.xlsx"}


@pytest.mark.parametrize(
    "text",
    [
        "mac,switch,bridge_port,kind\n00,sw,1,x\n",
        "name,value\nL1,3\n",
        "show vlan brief\n1 default active Gi0/1, Gi0/2\n",
        "",
        "line\n",
        "the line, the name of it, and so on\n",
    ],
)
def test_other_lists_are_not_claimed(text: str) -> None:
    assert inventory.sniff(raw("export.csv", text)) == 0.0


def test_a_file_that_is_no_table_says_where_the_columns_are_listed() -> None:
    with pytest.raises(UnreadableFileError, match="README"):
        inventory.read(raw("a.csv", "x,y\n1,2\n"))
