"""draw.io drawings: lines with ports, groups, compression, hostile files."""

from __future__ import annotations

import base64
import zlib
from urllib.parse import quote

import pytest

from audit.imports import drawio
from audit.imports.contract import Imported, RawFile, UnreadableFileError
from audit.imports.drawio_cells import is_port, plain_text
from audit.imports.registry import detect
from tests.audit.imports.files import raw

Link = tuple[str, str, str, str]


def shape(cell_id: str, label: str, parent: str = "1", style: str = "") -> str:
    return (
        f'<mxCell id="{cell_id}" value="{label}" style="{style}" vertex="1" parent="{parent}">'
        '<mxGeometry x="10" y="10" width="80" height="40" as="geometry"/></mxCell>'
    )


def line(cell_id: str, source: str, target: str, label: str = "") -> str:
    return (
        f'<mxCell id="{cell_id}" value="{label}" edge="1" parent="1" source="{source}"'
        f' target="{target}"><mxGeometry relative="1" as="geometry"/></mxCell>'
    )


def end_text(cell_id: str, edge: str, label: str, x: float) -> str:
    return (
        f'<mxCell id="{cell_id}" value="{label}" style="edgeLabel" vertex="1" connectable="0"'
        f' parent="{edge}"><mxGeometry x="{x}" relative="1" as="geometry"/></mxCell>'
    )


def model(*cells: str) -> str:
    root = '<mxCell id="0"/><mxCell id="1" parent="0"/>'
    return f"<mxGraphModel><root>{root}{''.join(cells)}</root></mxGraphModel>"


def page(name: str, *cells: str, packed: bool = False) -> str:
    text = model(*cells)
    if packed:
        deflate = zlib.compressobj(wbits=-15)
        data = deflate.compress(quote(text, safe="").encode()) + deflate.flush()
        text = base64.b64encode(data).decode()
    return f'<diagram id="{name}" name="{name}">{text}</diagram>'


def drawing(*pages: str, name: str = "net.drawio") -> RawFile:
    return raw(name, f'<mxfile host="app">{"".join(pages)}</mxfile>')


def links(imported: Imported) -> list[Link]:
    rows = [o.value for o in imported.observations if o.attribute == "row"]
    found: list[Link] = []
    for row in rows:
        assert isinstance(row, dict)
        a, b, c, d = (str(row[k]) for k in ("a_device", "a_port", "b_device", "b_port"))
        found.append((a, b, c, d))
    return found


TWO = (shape("a", "SW-L1"), shape("b", "SW-CORE"))
PORTS = (end_text("t1", "e", "Gi0/1", -0.8), end_text("t2", "e", "1/6", 0.8))
WANTED = [("SW-L1", "Gi0/1", "SW-CORE", "1/6")]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "compressed"])
def test_a_line_with_texts_at_both_ends_is_a_cable(packed: bool) -> None:
    file = drawing(page("Network", *TWO, line("e", "a", "b"), *PORTS, packed=packed))
    imported = drawio.read(file)
    assert links(imported) == WANTED
    (row,) = [o for o in imported.observations if o.attribute == "row"]
    assert row.source.location == "page 'Network', cell e"
    chosen = detect(file)
    assert chosen is not None
    assert chosen.name == "drawio"


def test_every_page_is_read_and_a_damaged_one_is_named() -> None:
    broken = '<diagram name="Old">AAAA not packed</diagram>'
    first, second = (page(n, *TWO, line("e", "a", "b"), *PORTS) for n in ("P1", "P2"))
    imported = drawio.read(drawing(first, broken, second))
    assert links(imported) == WANTED * 2
    assert [r.location for r in imported.skipped] == ["page 'Old'"]


@pytest.mark.parametrize(
    "label",
    ["Gi0/1 - 1/6", "Gi0/1 &lt;-&gt; 1/6", "Gi0/1&lt;br&gt;1/6", "Gi0/1 → 1/6", "Gi0/1 / 1/6"],
)
def test_one_text_in_the_middle_may_name_both_ports(label: str) -> None:
    assert links(drawio.read(drawing(page("P", *TWO, line("e", "a", "b", label))))) == WANTED


def test_one_port_in_the_middle_belongs_to_nobody() -> None:
    imported = drawio.read(drawing(page("P", *TWO, line("e", "a", "b", "Gi0/1"))))
    assert links(imported) == [("SW-L1", "", "SW-CORE", "")]
    assert "which end" in imported.not_understood[0].what


def test_html_addresses_and_models_in_a_label_do_not_hide_the_name() -> None:
    label = "&lt;div&gt;&lt;b&gt;SW-L1&lt;/b&gt;&lt;/div&gt;&lt;div&gt;10.0.0.1/24&lt;/div&gt;"
    other = "10.0.0.2&lt;br&gt;SW&amp;nbsp;CORE&lt;br&gt;Catalyst 3560"
    imported = drawio.read(
        drawing(page("P", shape("a", label), shape("b", other), line("e", "a", "b")))
    )
    assert links(imported) == [("SW-L1", "", "SW CORE", "")]


def test_port_shapes_inside_a_device_name_its_ports() -> None:
    ports = (shape("p1", "X1", "a"), shape("p2", "12", "b"))
    imported = drawio.read(drawing(page("P", *TWO, *ports, line("e", "p1", "p2"))))
    assert links(imported) == [("SW-L1", "X1", "SW-CORE", "12")]


def test_a_group_of_icon_and_text_is_one_device() -> None:
    group = (shape("g", "", style="group"), shape("i", "", "g", "shape=mxgraph.cisco.switch"))
    text = shape("t", "SW-L1", "g", "text")
    imported = drawio.read(
        drawing(page("P", *group, text, shape("b", "SW-CORE"), line("e", "i", "b")))
    )
    assert links(imported) == [("SW-L1", "", "SW-CORE", "")]


def test_properties_and_placeholders_of_a_shape_are_read() -> None:
    first = (
        '<object id="a" label="%hostname%" placeholders="1" hostname="SW-L1">'
        '<mxCell vertex="1" parent="1"/></object>'
    )
    edge = (
        '<UserObject id="e" label="" src_port="Gi0/1" dst_port="1/6">'
        '<mxCell edge="1" parent="1" source="a" target="b"/></UserObject>'
    )
    assert links(drawio.read(drawing(page("P", first, TWO[1], edge)))) == WANTED


def test_a_line_that_ends_nowhere_is_named_and_not_guessed() -> None:
    imported = drawio.read(drawing(page("P", *TWO, line("e", "a", ""), line("f", "a", "a"))))
    assert not links(imported)
    words = [remark.what for remark in imported.not_understood]
    assert "end is not joined" in words[0]
    assert "SW-L1 to itself" in words[1]


def test_a_bare_model_and_an_svg_with_its_drawing_are_read() -> None:
    cells = (*TWO, line("e", "a", "b"), *PORTS)
    assert links(drawio.read(raw("old.xml", model(*cells)))) == WANTED
    inside = f"<mxfile>{page('P', *cells)}</mxfile>"
    escaped = inside.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" content="{escaped}"></svg>'
    assert links(drawio.read(raw("net.drawio.svg", svg))) == WANTED


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><mxfile><diagram>&a;</diagram></mxfile>',
        '<!DOCTYPE x SYSTEM "file:///etc/hostname"><mxfile/>',
        "<mxfile><diagram>",
        "<mxfile></mxfile>",
        "<other/>",
        "",
    ],
)
def test_hostile_and_broken_files_are_refused_with_a_reason(text: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"net\.drawio: "):
        drawio.read(raw("net.drawio", text))


def test_a_page_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.imports.drawio_cells.MAX_PAGE", 1000)
    cells = [shape(f"s{n}", "x" * 50) for n in range(100)]
    with pytest.raises(UnreadableFileError, match="larger than"):
        drawio.read(drawing(page("Bomb", *cells, packed=True)))


def test_shapes_that_contain_each_other_end() -> None:
    ring = (shape("a", "", "b"), shape("b", "", "a"))
    imported = drawio.read(drawing(page("P", *ring, shape("c", "C"), line("e", "a", "c"))))
    assert not links(imported)


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("Gi1/0/1", True), ("Port 5", True), ("X1 P2", True), ("7", True), ("ge-0/0/1.0", True),
        ("eth0", True), ("TenGigabitEthernet1/1", True), ("SW-L1", False), ("PLC 7", False),
        ("Line 1", False), ("VLAN 10", False), ("uplink", False),
    ],
)  # fmt: skip
def test_what_a_port_is(text: str, port: bool) -> None:
    assert is_port(text) is port


def test_controls_and_markup_leave_a_label() -> None:
    assert plain_text("<b>A\x00\u202eB</b><br/>&lt;i&gt;&amp;") == "AB\n<i>&"
