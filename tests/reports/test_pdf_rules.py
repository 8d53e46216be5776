"""The rules of PDF/UA-1 (ISO 14289-1) and PDF/A-3 (ISO 19005-3) that a program can check."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.reports.made import pdf, plain

STANDARD = {
    *("/Document", "/Part", "/Art", "/Sect", "/Div", "/NonStruct", "/P", "/H1", "/H2", "/H3"),
    *("/L", "/LI", "/Lbl", "/LBody", "/Table", "/THead", "/TBody", "/TR", "/TH", "/TD"),
    *("/Span", "/Link", "/Figure", "/Caption"),
}
"""ISO 32000-1, 14.8.4: what a reader knows without a role map."""
PARENTS = {
    "/LI": ("/L",),
    "/LBody": ("/LI",),
    "/Lbl": ("/LI",),
    "/THead": ("/Table",),
    "/TBody": ("/Table",),
    "/TR": ("/Table", "/THead", "/TBody"),
    "/TH": ("/TR",),
    "/TD": ("/TR",),
}
KIDS = {"/L": ("/LI", "/L", "/Caption"), "/TR": ("/TH", "/TD")}


def _reader(part: str) -> Any:
    from pypdf import PdfReader

    return PdfReader(io.BytesIO(pdf(plain(), "A4", part)))


def _elements(node: Any, parent: str = "") -> Iterator[tuple[Any, str]]:
    """Every structure element with the type of its parent."""
    node = node.get_object()
    if not hasattr(node, "get") or node.get("/Type") not in ("/StructElem", "/StructTreeRoot"):
        return
    kind = str(node.get("/S", ""))
    if kind:
        yield node, parent
    for kid in _listed(node.get("/K", [])):
        if hasattr(kid.get_object(), "get"):
            yield from _elements(kid, kind)


def _tree(part: str) -> list[tuple[Any, str]]:
    return list(_elements(_reader(part).trailer["/Root"]["/StructTreeRoot"]))


@pytest.mark.parametrize("part", ["main", "annex"])
def test_only_standard_elements_stand_where_they_may_stand(part: str) -> None:
    found = _tree(part)
    assert {str(node["/S"]) for node, _ in found} <= STANDARD
    for node, parent in found:
        kind = str(node["/S"])
        assert parent in PARENTS.get(kind, (parent,)), f"{kind} in {parent}"
        below = [str(kid.get_object()["/S"]) for kid in node["/K"] if hasattr(kid, "get_object")
                 and hasattr(kid.get_object(), "get")]  # fmt: skip
        assert set(below) <= set(KIDS.get(kind, below)), f"{kind} holds {below}"


@pytest.mark.parametrize("part", ["main", "annex"])
def test_every_header_cell_says_what_it_heads(part: str) -> None:
    scopes = {str(node["/A"].get("/Scope")) for node, _ in _tree(part) if node["/S"] == "/TH"}
    assert scopes <= {"/Row", "/Column"}
    assert "/Column" in scopes


@pytest.mark.parametrize("part", ["main", "annex"])
def test_no_element_is_empty_but_a_table_cell(part: str) -> None:
    empty = {str(node["/S"]) for node, _ in _tree(part) if not node.get("/K")}
    assert empty <= {"/TD", "/TH", "/LBody"}


@pytest.mark.parametrize("part", ["main", "annex"])
def test_headings_skip_no_level(part: str) -> None:
    levels = [int(str(n["/S"])[2]) for n, _ in _tree(part) if re.fullmatch("/H[1-6]", n["/S"])]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("part", ["main", "annex"])
def test_all_text_is_tagged_or_an_artifact_and_the_margins_are_artifacts(part: str) -> None:
    reader = _reader(part)
    running = 0
    for page in reader.pages:
        depth: list[str] = []
        before = ""
        for line in page.get_contents().get_data().decode("latin-1").splitlines():
            if line in ("BMC", "BDC"):
                depth.append(before)
            elif line == "EMC":
                depth.pop()
            elif line.endswith(("TJ", "Tj")):
                assert depth, "text that is neither tagged nor an artifact"
                running += "Pagination" in depth[-1]
            before = line
        assert not depth
    assert running >= 4 * len(reader.pages), "both lines at the head and the foot, and the number"


@pytest.mark.parametrize("part", ["main", "annex"])
def test_every_piece_of_tagged_text_knows_its_element(part: str) -> None:
    root = _reader(part).trailer["/Root"]["/StructTreeRoot"]
    known = {node.indirect_reference.idnum for node, _ in _elements(root)}
    owners = [owner for entry in root["/ParentTree"]["/Nums"][1::2] for owner in _listed(entry)]
    held = [owner for owner in owners if owner.get_object() is not None]
    assert len(held) > 100
    assert all(owner.idnum in known for owner in held if hasattr(owner, "idnum"))


def _listed(entry: Any) -> list[Any]:
    """What a file may hold as one or as a list."""
    found: Any = entry.get_object() if hasattr(entry, "get_object") else entry
    return [*found] if hasattr(found, "append") else [entry]


@pytest.mark.parametrize("part", ["main", "annex"])
def test_the_file_opens_everywhere_for_ever(part: str) -> None:
    data, reader = pdf(plain(), "A4", part), _reader(part)
    root = reader.trailer["/Root"]
    assert data.startswith(b"%PDF-1.7\n%")
    assert all(byte > 127 for byte in data[10:14]), "a mark that it is binary"
    assert "/ID" in reader.trailer
    assert "/Encrypt" not in reader.trailer
    assert not {"/AA", "/OpenAction", "/OCProperties"} & set(root)
    intent = root["/OutputIntents"][0].get_object()
    assert intent["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp", "an ICC profile"
    for page in reader.pages:
        assert page["/Tabs"] == "/S"
        for font in page["/Resources"].get("/Font", {}).values():
            assert font.get_object()["/ToUnicode"].get_object().get_data().startswith(b"/CIDInit")


def test_the_attached_dataset_is_named_once_with_its_kind_and_relation() -> None:
    root = _reader("main").trailer["/Root"]
    (attached,) = root["/AF"]
    found = attached.get_object()
    assert found["/F"] == found["/UF"] == "report.json"
    assert found["/AFRelationship"] == "/Data"
    assert str(found["/Desc"])
    stream = found["/EF"]["/F"].get_object()
    assert stream["/Subtype"] == "/application/json"
    assert stream["/Params"]["/Size"] == len(stream.get_data())
