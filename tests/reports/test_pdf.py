"""The PDF: pages, tags, fonts, bytes."""

from __future__ import annotations

import importlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from reports.errors import ReportError
from reports.json_report import json_text
from reports.layout import MOST_PAGES
from reports.pdf import attached, pdf_bytes
from tests.reports.build import model
from tests.reports.made import pdf, pdf_text, plain


def _reader(data: bytes) -> Any:
    from pypdf import PdfReader

    return PdfReader(io.BytesIO(data))


def test_a_plant_of_four_lines_takes_fourteen_pages_before_the_annex() -> None:
    assert len(_reader(pdf(plain())).pages) == MOST_PAGES
    assert len(_reader(pdf(plain(), "Letter")).pages) == MOST_PAGES


def test_each_page_says_the_case_the_day_the_hash_and_its_number() -> None:
    m = plain()
    both = [list(_reader(pdf(m, "A4", part)).pages) for part in ("main", "annex")]
    for number, page, pages in ((n, p, ps) for ps in both for n, p in enumerate(ps, 1)):
        text = " ".join(page.extract_text().split())
        assert f"page {number} of {len(pages)}" in text
        assert m.hash_short in text
        assert f"{m.case_id} · as of {m.as_of_text}" in text


def test_the_pdf_is_tagged_with_language_title_and_bookmarks() -> None:
    reader = _reader(pdf(plain()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert plain().case_name in reader.metadata.title
    titles = [str(item.title) for item in reader.outline if not isinstance(item, list)]
    assert titles[:3] == ["The answer", "What is in the way", "Why the pilot worked"]
    assert "Line 4 Couplings" in titles


def test_it_says_that_it_was_built_as_an_archive_and_as_accessible() -> None:
    from defusedxml.ElementTree import fromstring

    for part in ("main", "annex"):
        root = _reader(pdf(plain(), "A4", part)).trailer["/Root"]
        packet = root["/Metadata"].get_data().decode("utf-8")
        tree = fromstring(packet[packet.index("<x:xmpmeta") : packet.index("<?xpacket end")])
        assert len(tree) == 1, "one description of the file, or readers see the first only"
        assert re.search(r'pdfaid:part="3" pdfaid:conformance="A"', packet)
        assert "<pdfuaid:part>1</pdfuaid:part>" in packet
        assert root["/OutputIntents"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_dataset_is_attached_and_is_the_json_report() -> None:
    import json

    reader = _reader(pdf(plain()))
    ((data,),) = reader.attachments.values()
    assert json.loads(data)["dataset_hash"] == plain().dataset_hash
    assert data.decode("utf-8") == json_text(plain())
    assert reader.trailer["/Root"]["/AF"][0].get_object()["/AFRelationship"] == "/Data"


def test_every_figure_has_words_for_those_who_cannot_see_it() -> None:
    reader = _reader(pdf(plain()))
    figures = [
        node
        for node in _structure(reader.trailer["/Root"]["/StructTreeRoot"])
        if node.get("/S") == "/Figure"
    ]
    assert len(figures) >= 2
    assert all(len(str(node.get("/Alt", ""))) > 40 for node in figures)


def test_a_large_plant_attaches_its_dataset_without_single_findings() -> None:
    annex = plain().annex
    many = replace(annex, findings=annex.findings * 100)
    kept = attached(replace(plain(), annex=many))
    assert kept.annex.findings == ()
    assert kept.answer == plain().answer
    assert attached(plain()) is plain()


def test_the_cash_curve_has_a_text_for_those_who_cannot_see_it() -> None:
    m = plain()
    assert m.money is not None
    reader = _reader(pdf(m))
    texts = [
        str(node["/Alt"])
        for node in _structure(reader.trailer["/Root"]["/StructTreeRoot"])
        if node.get("/S") == "/Figure"
    ]
    assert m.money.curve_alt in texts


def _structure(node: Any) -> Iterator[Any]:
    node = node.get_object()
    if not hasattr(node, "get"):
        return
    yield node
    kids: Any = node.get("/K", [])
    for kid in kids if hasattr(kids, "append") else [kids]:
        if hasattr(kid.get_object(), "get"):
            yield from _structure(kid)


def test_only_the_shipped_fonts_are_used_and_all_are_embedded() -> None:
    names: set[str] = set()
    for page in _reader(pdf(plain())).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
            names.add(str(inner["/BaseFont"]).split("+")[-1])
    assert all("Inter" in name or "Plant-Symbols" in name for name in names), names


def test_equal_models_give_equal_bytes() -> None:
    assert pdf_bytes(model()) == pdf(plain())


def test_the_page_size_can_be_letter() -> None:
    width, height = _reader(pdf(plain(), "Letter")).pages[0].mediabox[2:]
    assert (round(float(width)), round(float(height))) == (612, 792)


def test_the_matrix_and_the_gantt_are_text() -> None:
    text, m = pdf_text(plain()), plain()
    assert all(row.statement in text for row in m.matrix)
    assert "⚑ Predictive maintenance live" in text


def test_missing_libraries_are_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise OSError(f"cannot load library 'libgobject-2.0-0': {name}")

    monkeypatch.setattr(importlib, "import_module", absent)
    with pytest.raises(ReportError, match=r"libgobject-2\.0-0.*[Ii]nstall [Pp]ango"):
        pdf_bytes(plain())
