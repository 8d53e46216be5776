"""XML that names an encoding nobody knows breaks in words, in every importer that reads XML."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree.ElementTree import ParseError

import pytest

from audit.imports.contract import Importer, RawFile, UnreadableFileError
from audit.imports.drawio_cells import DrawingError, xml_of
from audit.imports.masscan import IMPORTERS as MASSCAN
from audit.imports.nmap_xml import IMPORTERS as NMAP
from audit.imports.xml_events import events_of

ENCODINGS = ("utf-0", "utf-7", "hex", "undefined", "idna")


def named(encoding: str) -> bytes:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return f'{head}<nmaprun scanner="masscan"><host></host></nmaprun>'.encode()


def raw(data: bytes) -> RawFile:
    return RawFile("scan.xml", data, "0" * 64, datetime(2026, 1, 1, tzinfo=UTC))


def test_events_come_in_the_order_of_the_file() -> None:
    found = [(event, element.tag) for event, element in events_of(b"<a><b/></a>", "start", "end")]
    assert found == [("start", "a"), ("start", "b"), ("end", "b"), ("end", "a")]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoding_that_nobody_knows_is_damage(encoding: str) -> None:
    with pytest.raises(ParseError, match="an encoding that is not read"):
        list(events_of(named(encoding), "end"))
    with pytest.raises(DrawingError):
        xml_of(named(encoding))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("importer", [*NMAP, *MASSCAN], ids=[i.name for i in (*NMAP, *MASSCAN)])
def test_no_importer_falls_over_it(importer: Importer, encoding: str) -> None:
    try:
        found = importer.read(raw(named(encoding)))
    except UnreadableFileError:
        return
    assert "encoding" in " ".join(remark.what for remark in found.skipped)
