"""Files for other tools: read back by our own importers, and by what they are for."""

from __future__ import annotations

import csv
import ctypes.util
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from audit.facts.model import Device, Link, PlantFacts
from audit.imports.registry import detect
from audit.records import Grade
from checks.records import Judgement
from reports.errors import ReportError
from reports.handover import NAMES, Handover, files_of
from reports.handover.funding import figures_of
from tests.audit.imports.files import raw, rows
from tests.reports.build import make_facts, make_judgement
from tests.reports.schedule import make_plan

DEVICES = (
    Device("SW-1", name="SW-1", line="L1", role="switch", documented=True, observed=True),
    Device("SW-2", name="=SW-2\x07", line="L2", role="switch", observed=True, vendor="Moxa",
           ips=("10.0.0.2",), grade=Grade.A),
    Device("PLC-1", name="PLC-1", line="L1", role="controller", documented=True),
)  # fmt: skip
LINKS = (
    Link("SW-1", "Gi0/1", "SW-2", "Gi0/8", "lldp", "undocumented", 0.9),
    Link("SW-1", "Gi0/2", "PLC-1", "P1", "documented", "missing", 1.0),
    Link("SW-1", "Gi0/3", "?segment 1", "", "fdb", "undocumented", 0.5),
)


def _given(**changes: Any) -> Handover:
    known: PlantFacts = replace(make_facts(), devices=DEVICES, links=LINKS)
    judged: Judgement = make_judgement()
    return Handover(replace(known, **changes), judged, None)


def _made(name: str, given: Handover | None = None) -> dict[str, bytes]:
    return dict(files_of(name, given or _given()))


def _table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_drawing_is_read_back_with_every_cable_and_port() -> None:
    file = raw("topology.drawio", _made("drawio")["topology.drawio"].decode())
    chosen = detect(file)
    assert chosen is not None and chosen.name == "drawio"
    found = {
        (row["a_device"].split("\n")[0], row["a_port"], row["b_port"])
        for row in rows(chosen.read(file))
    }
    assert ("SW-1", "Gi0/2", "P1") in found
    assert ("SW-1", "Gi0/1", "Gi0/8") in found


def test_the_list_of_cables_says_what_is_different() -> None:
    table = _table(_made("drawio")["topology.csv"])
    assert {(row["port"], row["state"]) for row in table} == {
        ("Gi0/1", "undocumented"), ("Gi0/2", "missing"), ("Gi0/3", "undocumented"),
    }  # fmt: skip


def test_netbox_gets_only_what_was_seen_and_is_in_no_list() -> None:
    made = _made("netbox")
    (device,) = _table(made["netbox/1-devices.csv"])
    assert device["manufacturer"] == "Moxa" and device["device_type"] == "unknown"
    (cable,) = _table(made["netbox/5-cables.csv"])
    assert (cable["side_a_device"], cable["side_a_name"]) == ("SW-1", "Gi0/1")
    (address,) = _table(made["netbox/4-ip-addresses.csv"])
    assert address["address"] == "10.0.0.2/32"


def test_what_netbox_gets_our_own_importer_reads() -> None:
    made = _made("netbox")
    for name in ("netbox/1-devices.csv", "netbox/5-cables.csv"):
        file = raw(name, made[name].decode("utf-8-sig"))
        chosen = detect(file)
        assert chosen is not None and chosen.name == "netbox", name


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_can_become_a_formula(name: str) -> None:
    made = _all_of(name, replace(_given(), plan=make_plan("9f" * 32)))
    for file, data in made.items():
        if file.endswith(".csv"):
            cells = [cell for row in _table(data) for cell in row.values()]
            assert cells or "interfaces" in file or "vlans" in file, file
            assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))], file


def _all_of(name: str, given: Handover) -> dict[str, bytes]:
    """Every file; on a machine without Pango those that come before the PDF."""
    made: dict[str, bytes] = {}
    try:
        made.update(files_of(name, given))
    except ReportError:
        if name != "funding" or ctypes.util.find_library("pango-1.0"):
            raise
    return made


def test_a_ticket_a_check_and_line_with_the_same_id_next_time() -> None:
    table = _table(_made("tracker")["tracker.csv"])
    ids = [row["External ID"] for row in table]
    assert ids and len(set(ids)) == len(ids)
    assert ids == [row["External ID"] for row in _table(_made("tracker")["tracker.csv"])]
    for row in table:
        assert "Done when:" in row["Description"]
        assert row["Summary"].endswith(("fail", "warn"))
    ranks = [("Highest", "High", "Medium", "Low").index(row["Priority"]) for row in table]
    assert ranks == sorted(ranks)


def test_the_statement_holds_no_figure_without_a_value_or_day() -> None:
    figures = figures_of(_given())
    assert figures
    for figure in figures:
        assert figure.low is not None or figure.high is not None or figure.date


def test_the_statement_s_pages_hold_the_figures_of_its_list() -> None:
    made = _all_of("funding", _given())
    if "funding-baseline.pdf" not in made:
        pytest.skip("Pango is not installed: no PDF can be set")
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(made["funding-baseline.pdf"])).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    given = _given()
    assert given.judgement.dataset_hash[:40] in text.replace(" ", "")
    for figure in figures_of(given):
        assert figure.value.split()[0] in text


def test_the_statement_is_set_in_the_shipped_type_and_says_what_its_header_cells_head() -> None:
    from pypdf import PdfReader

    files = _all_of("funding", _given())
    if "funding-baseline.pdf" not in files:
        pytest.skip("Pango is not installed: no PDF can be set")
    reader: Any = PdfReader(io.BytesIO(files["funding-baseline.pdf"]))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("Inter" in name or "Plant-Symbols" in name for name in fonts), fonts
    objects: list[Any] = [reader.get_object(n) for n in range(1, reader.trailer["/Size"])]
    heads = [o for o in objects if hasattr(o, "get") and o.get("/S") == "/TH"]
    assert heads
    assert all(head["/A"]["/Scope"] == "/Column" for head in heads)


def test_an_unplanned_plant_has_a_statement_too() -> None:
    assert not [f for f in figures_of(_given()) if f.section == "path"]
    assert date.fromisoformat(str(_given().judgement.as_of))


@pytest.mark.parametrize("name", ["mspdi", "ics"])
def test_the_plan_leaves_dated_by_the_audit_or_says_that_there_is_none(name: str) -> None:
    planned = replace(_given(), plan=make_plan("9f" * 32))
    assert _made(name, planned) == _made(name, planned)
    assert all(data for data in _made(name, planned).values())
    with pytest.raises(ReportError, match="plantready plan"):
        _made(name)


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        list(files_of("visio", _given()))
