"""A client's logo and colours: what is taken, what is refused and why."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

import pytest

from audit.case import CaseError, parse_config
from reports.brand import MAIN, MOST_BYTES, PLAIN, contrast, load_brand
from reports.errors import ReportError
from reports.html import render
from tests.reports.made import plain

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 4">{}</svg>'
RECT = '<rect width="9" height="4" fill="#0b4f6c"/>'


def png(width: int = 4, height: int = 2) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * 4 for _ in range(2)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_drawing_and_a_picture_become_part_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG.format(RECT))
    (tmp_path / "b.png").write_bytes(png())
    drawing, picture = (load_brand(tmp_path, name, "#123456") for name in ("a.svg", "b.png"))
    assert drawing.logo.startswith("data:image/svg+xml;base64,")
    assert b"<rect" in base64.b64decode(drawing.logo.split(",", 1)[1])
    assert picture.logo.startswith("data:image/png;base64,")
    page = render(plain(), brand=drawing)
    assert drawing.logo in page
    assert "--main:#123456" in page
    assert "<img" not in render(plain(), brand=PLAIN)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<image href="http://example.com/x.png"/>',
        '<rect width="1" height="1" onload="x()"/>',
        '<rect width="1" height="1" fill="url(http://example.com/a)"/>',
        '<a href="javascript:x()"><rect width="1" height="1"/></a>',
        "<style>@import url(x)</style>",
        "<foreignObject><p>x</p></foreignObject>",
        '<g style="background:url(file:///etc/passwd)"/>',
    ],
)
def test_a_drawing_that_could_run_or_fetch_is_refused(tmp_path: Path, inside: str) -> None:
    (tmp_path / "a.svg").write_text(SVG.format(inside))
    with pytest.raises(ReportError, match=r"a\.svg.*plain SVG"):
        load_brand(tmp_path, "a.svg")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        png()[:40],
        png()[:-6] + b"xxxxxx",
        png(90_000, 90_000),
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_damaged_and_foreign_files_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "logo.png").write_bytes(data)
    with pytest.raises(ReportError, match=r"logo\.png"):
        load_brand(tmp_path, "logo.png")


def test_large_missing_and_outside_files_are_refused(tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (tmp_path / "out.png").write_bytes(png())
    (case / "link.png").symlink_to(tmp_path / "out.png")
    (case / "large.png").write_bytes(png() + b"\0" * MOST_BYTES)
    for name, why in (("link.png", "outside"), ("large.png", "larger"), ("no.png", "read")):
        with pytest.raises(ReportError, match=why):
            load_brand(case, name)


def test_a_colour_must_be_dark_enough_to_read(tmp_path: Path) -> None:
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#ffffff") == pytest.approx(1)
    assert load_brand(tmp_path).main == MAIN
    with pytest.raises(ReportError, match=r"too light .* 4\.5 is needed"):
        load_brand(tmp_path, "", "#ffee00")
    for text in ("red", "#12345", "#12345g", "#123456;}body{x:y"):
        with pytest.raises(ReportError, match="no colour"):
            load_brand(tmp_path, "", text)


@pytest.mark.parametrize(
    "line",
    ['logo = "../logo.png"', 'logo = "/etc/logo.png"', 'logo = "logo.gif"', 'colour = "blue"',
     'logo = "C:\\\\logo.png"'],
)  # fmt: skip
def test_case_toml_takes_only_a_logo_of_the_case_and_a_colour(line: str) -> None:
    with pytest.raises(CaseError, match=r"report\.(logo|colour)"):
        parse_config(f'case_id = "x"\n[report]\n{line}\n')
    good = parse_config('case_id = "x"\n[report]\nlogo = "art/logo.svg"\ncolour = "#0b4f6c"\n')
    assert good.report.logo == "art/logo.svg"
