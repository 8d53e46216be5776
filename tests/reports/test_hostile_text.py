"""Text from devices and files stays text in every format."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

from reports.html import render
from reports.json_report import json_text
from reports.model.words import clean
from reports.xlsx import xlsx_bytes
from tests.reports.build import hostile
from tests.reports.made import HOSTILE, LONG, attacked, pdf, pdf_text, workbook


def test_html_escapes_markup_and_evaluates_nothing() -> None:
    page = render(attacked())
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page
    tags, attributes = _markup(page)
    assert not tags & {"script", "img", "link", "iframe", "object", "embed", "a", "base", "form"}
    assert not {name for name in attributes if name.startswith("on")}
    assert not attributes & {"src", "href", "xlink:href", "action", "srcdoc"}
    assert not re.search(r"url\((?!data:)", page)


def _markup(page: str) -> tuple[set[str], set[str]]:
    """The names of all elements and attributes that a browser would see."""
    tags: set[str] = set()
    attributes: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.add(tag)
            attributes.update(name for name, _ in attrs)

    Reader().feed(page)
    return tags, attributes


def test_a_pdf_reads_no_file_and_embeds_only_its_own_dataset() -> None:
    from pypdf import PdfReader

    for part, attached in (("main", ["report.json"]), ("annex", [])):
        reader = PdfReader(io.BytesIO(pdf(attacked(), "A4", part)))
        assert list(reader.attachments) == attached
        text = pdf_text(attacked(), part)
        assert "<script>alert(1)</script>" in text
        assert "root:x:0" not in text
        assert all("/AA" not in page for page in reader.pages)
        assert not [a for page in reader.pages for a in page.get("/Annots", [])]


def test_no_cell_of_the_plant_becomes_a_formula() -> None:
    ours = re.compile(
        r"=(MIN\(|SUMPRODUCT\(|IF\(|ROUND\(|[A-Z]+\d+[-+]|'(Score ledger|Weights & thresholds)'!)"
        r"|=C\d+-B\d+|=D\d+\+C\d+-B\d+"
    )
    found = 0
    for sheet in workbook(attacked(), values=False):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert ours.match(cell.value), (sheet.title, cell.coordinate, cell.value)
                    found += 1
                elif isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix, (sheet.title, cell.coordinate)
    assert found > 100


def test_the_workbook_links_to_nothing_outside() -> None:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(attacked()))) as parts:
        names = parts.namelist()
        assert not [n for n in names if "externalLink" in n or "vba" in n.lower()]
        for name in (n for n in names if n.endswith(".rels")):
            assert b"External" not in parts.read(name)


def test_json_keeps_hostile_text_as_data() -> None:
    told = json.loads(json_text(attacked()))
    assert told["case_name"].startswith("=cmd|'/c calc'!A1 <script>")
    assert "\u202e" not in told["case_name"]
    assert "\x07" not in told["case_name"]


def test_cleaning_takes_control_characters_and_direction_overrides_and_bounds_the_length() -> None:
    assert clean("a\x00b\x1b[31mc\u202ed\u2066e") == "ab[31mcde"
    assert clean("one\r\n\ttwo") == "one two"
    assert clean("x" * 5000) == "x" * 3999 + "…"
    assert clean("مرحبا Größe") == "مرحبا Größe"


def test_a_line_name_of_sixty_characters_is_whole_in_the_text_and_short_in_table_heads() -> None:
    m = hostile(LONG)
    assert {name.name for name in m.names} == {LONG}
    assert all(len(name.short) == 24 for name in m.names)
    assert LONG in pdf_text(m)


def test_equal_models_of_hostile_text_differ_only_where_the_text_differs() -> None:
    one, other = hostile(HOSTILE), hostile(HOSTILE)
    assert one == other
    assert replace(one, case_name="x") != other
