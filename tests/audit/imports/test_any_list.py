"""Lists under headings of their own: several tables a sheet, what is unsure is asked, not read."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from audit.imports import any_list
from audit.imports.contract import ColumnWord, UnreadableFileError
from audit.imports.lists.blocks import blocks_of
from audit.imports.lists.words import WORDS
from audit.imports.registry import detect
from audit.inventory.grids import read_grids
from audit.inventory.tables import TABLES
from audit.records import Grade
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.imports.sampled import imported


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


PLAIN = """Anlagenliste Werk 1;;;;;;
Stand: 02.02.2026;;;;;;

Gerätename;Gerätetyp;Hersteller;Modell;IP-Adresse;MAC-Adresse;Zustand
SPS-L1;SPS;Siemens;6ES7 515;10.0.0.5/24;00-1B-1B-01-02-03;in Betrieb
HMI-L1;Bedienpanel;Siemens;TP700;10.0.0.6;nicht bekannt;Lager
;;;;;;
Summe;2;;;;;
;Reserve;Siemens;;;;
"""


def test_a_german_list_below_its_title_is_read() -> None:
    found = imported(raw("Anlagen.csv", PLAIN.encode("cp1252")), "list")
    first, second, _ = rows(found)
    assert (first["asset_id"], first["role"], first["ip"]) == ("SPS-L1", "controller", "10.0.0.5")
    assert (first["mac"], first["status"]) == ("00:1b:1b:01:02:03", "active")
    assert (second["role"], second["mac"], second["status"]) == ("HMI", "", "inventory")
    said = remarks(found)
    assert "line 4: read as assets: Gerätename = asset_id" in said
    assert "line 6: mac: a MAC address is wanted" in said
    assert "line 9: no asset_id; row left out" in said


def test_several_tables_in_a_sheet_are_told_apart() -> None:
    data = workbook(
        Netz=[
            ["Switches of hall 1"],
            ["Switch", "Manufacturer", "Model", "IP address", None, "VLAN ID", "Name", "Subnet"],
            ["SW-1", "Cisco", "IE-3000", "10.0.0.1", None, 10, "Line 1", "10.0.1.0/24"],
            ["SW-2", "Cisco", "IE-3000", "10.0.0.2", None, 20, "Line 2", "10.0.2.0/24"],
            [],
            ["Asset", "Type", "IP address", "Serial number", "Initial password"],
            ["PLC-1", "PLC", "10.0.1.5", "S-1", "secret1"],
        ],
        Notes=[["See you on Monday"]],
    )
    found = imported(raw("netz.xlsx", data), "list")
    by_table: dict[str, list[dict[str, Any]]] = {}
    for observation in found.observations:
        if observation.attribute == "row" and isinstance(observation.value, dict):
            table = observation.subject.key.split("/")[0]
            by_table.setdefault(table, []).append(dict(observation.value))
    assert [row["switch"] for row in by_table["switches"]] == ["SW-1", "SW-2"]
    assert [(row["segment"], row["vlan"]) for row in by_table["segments"]] == [
        ("Line 1", 10), ("Line 2", 20),
    ]  # fmt: skip
    assert [row["serial"] for row in by_table["assets"]] == ["S-1"]
    assert "secret1" not in str(found.observations)
    assert found.refused_secrets == 1
    said = remarks(found)
    assert "Netz!E6: column 'Initial password' holds passwords" in said
    assert "Notes: no header row is understood here" in said


def test_a_guess_is_named_and_not_read_before_somebody_confirms_it() -> None:
    text = "Gerät,Hersteller,IP-Adresse,Seriennummern\nPLC-1,Siemens,10.0.0.5,S-1\n"
    file = raw("l.csv", text)
    found = imported(file, "list")
    assert rows(found)[0]["serial"] == ""
    assert "'Seriennummern' may be serial; confirm it" in remarks(found)
    said = replace(file, columns=(ColumnWord("assets", "seriennummern", "serial"),))
    assert rows(any_list.read(said))[0]["serial"] == "S-1"


def test_a_heading_may_be_said_to_mean_nothing_or_to_name_the_rows() -> None:
    text = "Betriebsmittel,Hersteller,IP,Version\nPLC-1,Siemens,10.0.0.5,A\n"
    file = raw("l.csv", text)
    assert detect(file) is None
    words = ColumnWord("assets", "Betriebsmittel", "asset_id"), ColumnWord("assets", "Version", "")
    (row,) = rows(any_list.read(replace(file, columns=words)))
    assert (row["asset_id"], row["firmware"]) == ("PLC-1", "")


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("Personalnummer;Austrittsdatum;Funktion\n4711;31.01.2026;Planer\n", "leavers"),
        ("Name,Last backup,Restore test\nPLC-1,2026-01-01,\n", "backups"),
        ('Controller,CPU type,Protocols\nPLC-1,S7-1500,"OPC UA, S7"\n', "plc"),
        ("MES,Driver,Device family\nMES-1,S7comm,S7-1500\n", "drivers"),
        ("AP name,BSSID,Channel,Auslastung\nAP-1,68:7d:b4:03:0a:02,36,35 %\n", "radios"),
    ],
)
def test_other_lists_are_known_too(text: str, table: str) -> None:
    found = imported(raw("l.csv", text), "list")
    assert {o.subject.key.split("/")[0] for o in found.observations} == {table}
    assert found.used == 1


def test_a_controllers_protocols_are_told_apart_and_rest_on_the_list() -> None:
    text = 'Controller,CPU type,Protocols\nPLC-1,S7-1500,"OPC UA, EtherNet/IP"\n'
    found = any_list.read(raw("controllers.csv", text))
    assert rows(found)[0]["protocols"] == ["OPC UA", "EtherNet/IP"]
    assert found.observations[0].grade is Grade.B


@pytest.mark.parametrize(
    "text",
    ["Name,Type,Status\nOrder coffee,task,open\n", "a,b\n1,2\n", "Name,Model\nx,y\n",
     "Item,Price,Vendor\nScrew,1,x\n"],
)  # fmt: skip
def test_a_list_of_something_else_is_nobodys(text: str) -> None:
    assert detect(raw("x.csv", text)) is None
    with pytest.raises(UnreadableFileError, match="plantready columns"):
        any_list.read(raw("x.csv", text))


def test_the_same_device_twice_counts_once() -> None:
    text = "Asset,IP,Vendor\nA,10.0.0.1,x\nA,10.0.0.2,x\n"
    found = any_list.read(raw("x.csv", text))
    assert found.used == 1
    assert "line 3: A stands twice" in remarks(found)


def test_every_word_belongs_to_a_column_of_its_table() -> None:
    for table, synonyms in WORDS.items():
        assert set(synonyms) <= set(TABLES[table].model_fields)


def test_a_sheet_full_of_headers_is_bounded() -> None:
    text = "Asset,IP,Vendor\n" * 3000
    (grid,) = read_grids("x.csv", text.encode())
    assert len(blocks_of(grid)) <= 50
