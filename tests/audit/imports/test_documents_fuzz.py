"""Damaged files of every format: an importer reads what it can or says why, and goes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.imports.photo.exif import taken_on, without_position
from audit.imports.reading import read_one
from audit.imports.registry import importers
from tests.audit.imports.files import raw
from tests.audit.imports.made import database, esx, netspu
from tests.audit.imports.sampled import sample
from tests.audit.imports.test_any_list import PLAIN, workbook
from tests.audit.imports.test_downtime import LIST
from tests.audit.imports.test_history import made
from tests.audit.imports.test_photos import INDEX, jpeg
from tests.audit.imports.test_plc_tags import tia
from tests.audit.imports.test_vsdx import drawing

FUZZ = settings(
    max_examples=40, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
TEXTS = ["wifi/netsh_en.txt", "wifi/netsh_ja.txt", "wifi/iw_scan.txt", "wifi/airport_scan.txt",
         "wifi/airport_info.txt", "wifi/profiler_de.txt", "documents/windows.ics",
         "documents/PLC-L1_Tags.CSV"]  # fmt: skip
FORCED = {
    "netsh": "wifi/netsh_en.txt", "iw": "wifi/iw_scan.txt", "airport": "wifi/airport_scan.txt",
    "ics": "documents/windows.ics", "plc-tags": "documents/PLC-L1_Tags.CSV", "history": "history",
    "downtime": "downtime", "list": "list", "photo-index": "photo-index", "photo": "photo",
    "cable-list": "cables", "vsdx": "vsdx", "ekahau": "esx", "netspot": "netspu",
    "survey": "survey",
}  # fmt: skip


@cache
def whole(name: str) -> bytes:
    """Return an undamaged file."""
    if name in TEXTS:
        return sample(name).data
    makers: dict[str, Callable[[], bytes]] = {
        "esx": esx, "netspu": netspu, "sqlite": database, "vsdx": drawing, "tia": tia,
        "photo": jpeg, "history": lambda: made(minutes=40).encode(),
        "downtime": LIST.encode, "list": PLAIN.encode, "photo-index": INDEX.encode,
        "workbook": lambda: workbook(A=[["Asset", "IP", "Vendor"], ["A", "10.0.0.1", "x"]]),
        "cables": lambda: b"from,port,to,port\nA,1,B,2\n",
        "survey": lambda: b"zone,x,y,bssid,rssi_dbm,security\nZ,1,2,,-60,WPA2\n",
    }  # fmt: skip
    return makers[name]()


DAMAGE = st.lists(
    st.tuples(st.integers(0, 2**16), st.binary(max_size=6), st.integers(0, 40)), max_size=6
)


def damaged(data: bytes, changes: list[tuple[int, bytes, int]], end: int) -> bytes:
    """Cut a file and write over some of its places."""
    out = bytearray(data[: max(1, len(data) - end)])
    for at, put, gone in changes:
        place = at % len(out)
        out[place : place + gone] = put
        if not out:
            return b""
    return bytes(out)


@pytest.mark.parametrize("importer", sorted(FORCED))
@FUZZ
@given(changes=DAMAGE, end=st.integers(0, 200))
def test_a_damaged_file_never_breaks_its_importer(
    importer: str, changes: list[tuple[int, bytes, int]], end: int
) -> None:
    data = damaged(whole(FORCED[importer]), changes, end)
    read = read_one(raw("x.dat", data), importer)
    assert "this is a bug" not in read.error, (read.error, data[:200])


@pytest.mark.parametrize("name", ["esx", "netspu", "sqlite", "vsdx", "tia", "workbook", "photo"])
@FUZZ
@given(changes=DAMAGE, end=st.integers(0, 50))
def test_nobody_breaks_over_a_damaged_file_that_nobody_named(
    name: str, changes: list[tuple[int, bytes, int]], end: int
) -> None:
    file = raw("x", damaged(whole(name), changes, end))
    assert "this is a bug" not in read_one(file).error


@pytest.mark.parametrize("importer", sorted(FORCED))
@FUZZ
@given(text=st.text(max_size=300))
def test_any_text_is_read_or_refused(importer: str, text: str) -> None:
    assert "this is a bug" not in read_one(raw("x.csv", text), importer).error


@FUZZ
@given(head=st.sampled_from([b"", jpeg()[:12], jpeg()[:60]]), rest=st.binary(max_size=400))
def test_any_bytes_have_a_day_or_none_and_keep_their_length(head: bytes, rest: bytes) -> None:
    data = head + rest
    taken_on(data)
    assert len(without_position(data)) == len(data)


def test_every_importer_of_this_room_is_damaged_here() -> None:
    mine = {i.name for i in importers()} & {*FORCED}
    assert mine == set(FORCED)
