"""Visio drawings: connectors are cables, what is not glued is named, hostile XML does nothing."""

from __future__ import annotations

import pytest

from audit.imports import vsdx
from audit.imports.contract import UnreadableFileError
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.imports.made import packed
from tests.audit.imports.sampled import imported

NS = "xmlns='http://schemas.microsoft.com/office/visio/2012/main'"
REL = "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"
PAGE = f"""<PageContents {NS}>
<Shapes>
 <Shape ID='1' Type='Group' Name='Switch'>
  <Section N='Property'><Row N='NetworkName'><Cell N='Value' V='SW-L1'/></Row></Section>
  <Shapes><Shape ID='11'><Text>Gi0/1</Text></Shape></Shapes>
 </Shape>
 <Shape ID='2'><Text><cp IX='0'/>PLC-L1
10.0.0.5</Text></Shape>
 <Shape ID='3'><Text>HMI-L1</Text></Shape>
 <Shape ID='5'><Cell N='BeginX' V='1'/><Cell N='EndX' V='2'/></Shape>
 <Shape ID='6'><Cell N='BeginX' V='1'/><Cell N='EndX' V='2'/><Text>Gi0/2 - X1</Text></Shape>
 <Shape ID='7'><Cell N='BeginX' V='1'/><Cell N='EndX' V='2'/></Shape>
</Shapes>
<Connects>
 <Connect FromSheet='5' FromCell='BeginX' ToSheet='11' ToCell='PinX'/>
 <Connect FromSheet='5' FromCell='EndX' ToSheet='2' ToCell='PinX'/>
 <Connect FromSheet='6' FromCell='BeginX' ToSheet='1' ToCell='PinX'/>
 <Connect FromSheet='6' FromCell='EndX' ToSheet='3' ToCell='PinX'/>
 <Connect FromSheet='7' FromCell='BeginX' ToSheet='3' ToCell='PinX'/>
</Connects>
</PageContents>"""
INDEX = f"<Pages {NS} {REL}><Page ID='0' Name='Hall 1'><Rel r:id='rId1'/></Page></Pages>"
RELS = (
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    "<Relationship Id='rId1' Target='page1.xml'/></Relationships>"
)


def drawing(page: str = PAGE, **more: str) -> bytes:
    return packed({
        "[Content_Types].xml": "<Types/>", "visio/document.xml": "<VisioDocument/>",
        "visio/pages/pages.xml": INDEX, "visio/pages/_rels/pages.xml.rels": RELS,
        "visio/pages/page1.xml": page,
        **{f"visio/pages/{name}.xml": text for name, text in more.items()},
    })  # fmt: skip


def test_connectors_are_cables_with_the_ports_that_are_drawn() -> None:
    found = imported(raw("plan.zip", drawing()), "vsdx")
    first, second = rows(found)
    assert [first[k] for k in ("a_device", "a_port", "b_device", "b_port")] == [
        "SW-L1", "Gi0/1", "PLC-L1", "",
    ]  # fmt: skip
    assert [second[k] for k in ("a_device", "a_port", "b_device", "b_port")] == [
        "SW-L1", "Gi0/2", "HMI-L1", "X1",
    ]  # fmt: skip
    assert "page 'Hall 1', cell 7" in remarks(found)
    assert "line's end is not joined" in remarks(found)


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><PageContents>&b;</PageContents>",
        "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><PageContents/>",
        "<PageContents><Shapes><Shape ID='1'>",
        "",
    ],
)
def test_a_page_that_is_hostile_or_broken_is_said_and_the_others_are_read(page: str) -> None:
    with pytest.raises(UnreadableFileError, match="no page with shapes"):
        vsdx.read(raw("plan.vsdx", drawing(page)))
    found = vsdx.read(raw("plan.vsdx", drawing(page, page2=PAGE)))
    assert found.used == 2
    assert "page 'Hall 1'" in remarks(found)


def test_shapes_in_shapes_without_end_are_bounded() -> None:
    deep = "<Shapes><Shape ID='1'>" * 80 + "</Shape></Shapes>" * 80
    found = vsdx.read(raw("p.vsdx", drawing(f"<PageContents {NS}>{deep}</PageContents>")))
    assert "too deep" in remarks(found)


def test_a_page_larger_than_any_real_one_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="larger than any real one"):
        vsdx.read(raw("p.vsdx", drawing("<P>" + " " * 2 * 10**7)))


def test_a_cut_file_is_damaged() -> None:
    with pytest.raises(UnreadableFileError, match="damaged"):
        vsdx.read(raw("p.vsdx", drawing()[:-30]))
