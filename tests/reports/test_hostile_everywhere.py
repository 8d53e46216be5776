"""With hostile text in every field of every record, each output is whole and inert."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import jsonschema

from reports.html import render
from reports.json_report import json_text, schema
from reports.screen import screen
from tests.reports.made import pdf, pdf_text, workbook
from tests.reports.poison import everywhere

ALLOWED = re.compile(
    r"=(MIN\(|SUMPRODUCT\(|IF\(|ROUND\(|[A-Z]+\d+[-+]|'(Score ledger|Weights & thresholds)'!)"
    r"|=C\d+-B\d+|=D\d+\+C\d+-B\d+"
)
"""Formulas of ours."""


class _Names(HTMLParser):
    """The names of all elements and attributes that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def test_the_attack_is_in_every_part_of_the_report() -> None:
    told = json.loads(json_text(everywhere()))
    parts = [name for name, value in told.items() if "<script>" in json.dumps(value)]
    assert {"answer", "causes", "baseline", "matrix", "lines", "plan", "annex", "since"} <= {*parts}


def test_the_pages_hold_no_element_or_attribute_of_the_plants() -> None:
    found = _Names()
    found.feed(render(everywhere()))
    assert not found.tags & {"script", "img", "link", "iframe", "object", "embed", "a", "base"}
    assert not {name for name in found.attributes if name.startswith("on")}
    assert not found.attributes & {"src", "href", "xlink:href", "action", "srcdoc"}


def test_the_explorer_holds_only_its_own_scripts() -> None:
    page = screen(everywhere())
    assert len(re.findall(r"<script\b", page)) == len(re.findall(r"</script>", page))
    assert "<script>alert" not in page


def test_the_json_report_is_valid() -> None:
    jsonschema.validate(json.loads(json_text(everywhere())), schema())


def test_no_cell_is_a_formula_of_the_plants() -> None:
    for sheet in workbook(everywhere(), values=False):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert ALLOWED.match(cell.value), (sheet.title, cell.coordinate, cell.value)


def test_the_annex_is_whole_and_acts_on_nothing() -> None:
    """What the main file does with it is in test_pdf_pages."""
    from pypdf import PdfReader

    reader: Any = PdfReader(io.BytesIO(pdf(everywhere(), "A4", "annex")))
    assert not {"/OpenAction", "/AA"} & set(reader.trailer["/Root"])
    assert not [a for page in reader.pages for a in page.get("/Annots", [])]
    assert "<script>alert(1)</script>" in pdf_text(everywhere(), "annex")
    assert "root:x:0" not in pdf_text(everywhere(), "annex")
