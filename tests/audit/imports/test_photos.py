"""Photos: their day is read, their position is gone, their list answers for cabinets."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import replace

import pytest

from audit.imports import photos
from audit.imports.contract import UnreadableFileError
from audit.imports.photo.exif import taken_on, without_position
from audit.imports.registry import named
from audit.records import Grade
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.imports.sampled import imported


def jpeg(taken: str = "2026:02:03 10:00:00", order: str = "<", *, gps: bool = True) -> bytes:
    """Return a JPEG without a picture, with a day and a position, made by hand after Exif 2.3."""
    text = taken.encode().ljust(19, b"\0")[:19] + b"\0"
    first = [(0x8769, 4, 1, 38 + 12 * gps), *([(0x8825, 4, 1, 100)] if gps else [])]
    body = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    body += _directory(order, first)
    body = body.ljust(38 + 12 * gps, b"\0")
    at = len(body) + 2 + 12 + 4
    body += _directory(order, [(0x9003, 2, 20, at)]) + text
    body = body.ljust(100, b"\0")
    if gps:
        body += _directory(order, [(2, 5, 3, 130)])
        body = body.ljust(130, b"\0") + b"GPSGPSGPSGPSGPSGPSGPSGPS"
    segment = b"Exif\0\0" + body
    head = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment
    return head + b"\xff\xda\x00\x02picture\xff\xd9"


def _directory(order: str, entries: list[tuple[int, int, int, int]]) -> bytes:
    made = struct.pack(order + "H", len(entries))
    made += b"".join(struct.pack(order + "HHII", *entry) for entry in entries)
    return made + struct.pack(order + "I", 0)


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_day_is_read_and_the_position_blotted_out(order: str) -> None:
    photo = jpeg(order=order)
    assert b"GPSGPS" in photo
    clean = without_position(photo)
    assert b"GPS" not in clean
    assert len(clean) == len(photo)
    assert clean.endswith(b"picture\xff\xd9")
    assert without_position(clean) == clean
    for data in (photo, clean):
        assert str(taken_on(data)) == "2026-02-03"


def test_the_position_is_gone_from_the_xml_too() -> None:
    xml = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='48,8N'/>"
    photo = jpeg()
    photo = photo[:2] + b"\xff\xe1" + struct.pack(">H", len(xml) + 2) + xml + photo[2:]
    clean = without_position(photo)
    assert b"GPS" not in clean
    assert b"48,8N" not in clean
    assert str(taken_on(clean)) == "2026-02-03"


def test_a_photo_alone_is_kept_with_its_day() -> None:
    found = imported(raw("IMG_1.JPG", jpeg()), "photo")
    (row,) = rows(found)
    assert (row["file"], row["taken_on"]) == ("IMG_1.JPG", "2026-02-03")
    assert found.observations[0].grade is Grade.C
    assert named("photo").scrub is without_position


@pytest.mark.parametrize("data", [jpeg("yesterday"), jpeg()[:40], b"\xff\xd8\xff\xe1\xff\xff", b""])
def test_a_photo_without_a_day_or_cut_says_so(data: bytes) -> None:
    assert taken_on(data) is None
    assert len(without_position(data)) == len(data)


def test_directories_that_point_at_themselves_end() -> None:
    photo = bytearray(jpeg(gps=False))
    at = photo.index(struct.pack("<H", 0x8769))
    photo[at + 8 : at + 12] = struct.pack("<I", 8)
    assert taken_on(bytes(photo)) is None


INDEX = """Photo;Cabinet;Line;UPS;Locked;Datum;Note
IMG_1.JPG;C-1;L1;yes;no;01.02.2026;door open
IMG_2.JPG;C-2;L1;;maybe;;
sub\\IMG_1.JPG;PLC-1;L1;;;;name plate
gone.jpg;C-3;L1;no;yes;04.02.2026;
"""


def test_a_list_of_photos_gives_hash_day_and_cabinets() -> None:
    there = {"IMG_1.JPG": jpeg(), "IMG_2.JPG": jpeg(gps=False)}
    found = imported(replace(raw("fotos.csv", INDEX), beside=there.get), "photo-index")
    pictures = [row for row in rows(found) if "sha256" in row]
    cabinets = {row["cabinet"]: row for row in rows(found) if "cabinet" in row}
    assert [row["place"] for row in pictures] == ["C-1", "C-2", "PLC-1"]
    assert pictures[0]["sha256"] == hashlib.sha256(without_position(jpeg())).hexdigest()
    assert set(cabinets) == {"C-1", "C-3"}
    assert (cabinets["C-1"]["ups"], cabinets["C-1"]["locked"]) == (True, False)
    assert cabinets["C-1"]["looked_on"] == "2026-02-03"
    assert cabinets["C-3"]["looked_on"] == "2026-02-04"
    assert {o.grade for o in found.observations} == {Grade.C}
    said = remarks(found)
    assert "line 2: the list says 2026-02-01, the photo itself 2026-02-03" in said
    assert "line 3: locked: allowed: yes, no" in said
    assert "line 5: the photo gone.jpg does not lie beside the list" in said


def test_a_list_without_photos_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="file,place"):
        photos.read(raw("x.csv", "a,b\n1,2\n"))
    with pytest.raises(UnreadableFileError, match="no photo is"):
        photos.read_photo(raw("x.jpg", b"\xff\xd8\xff" + bytes(photos.MAX_PHOTO)))
