"""Files larger than any real one: every format says so before it reads them."""

from __future__ import annotations

import pytest

from audit.imports import netspot, packed
from audit.imports.contract import UnreadableFileError
from audit.imports.registry import named
from tests.audit.imports.files import raw
from tests.audit.imports.made import database, esx, netspu
from tests.audit.imports.test_any_list import PLAIN
from tests.audit.imports.test_downtime import LIST
from tests.audit.imports.test_edges import LISTS
from tests.audit.imports.test_photos import INDEX
from tests.audit.imports.test_plc_tags import tia
from tests.audit.imports.test_vsdx import drawing

TABLES: dict[str, bytes] = {
    "plc-tags": tia(), "downtime": LIST.encode(), "list": PLAIN.encode(),
    "cable-list": LISTS["source"].encode(), "photo-index": INDEX.encode(),
    "survey": b"zone,x,y,rssi_dbm\nZ,1,2,-60\n",
}  # fmt: skip


@pytest.mark.parametrize("importer", TABLES)
def test_a_table_larger_than_any_is_refused(importer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.inventory.grids.MAX_BYTES", 20)
    with pytest.raises(UnreadableFileError, match="larger than"):
        named(importer).read(raw("x.csv", TABLES[importer]))


@pytest.mark.parametrize(
    ("importer", "data"), [("ekahau", esx()), ("netspot", netspu()), ("vsdx", drawing())]
)
def test_a_project_that_would_unpack_to_more_is_refused(
    importer: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "MAX_ALL", 100)
    with pytest.raises(UnreadableFileError, match="which is no document"):
        named(importer).read(raw("x", data))


def test_a_database_larger_than_any_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netspot, "MAX_DATABASE", 1000)
    with pytest.raises(UnreadableFileError, match="larger than"):
        named("netspot").read(raw("x", database()))


def test_a_query_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netspot, "MAX_STEPS", 0)
    with pytest.raises(UnreadableFileError, match="interrupted"):
        named("netspot").read(raw("x", _busy()))


def _busy() -> bytes:
    rows = ",".join(f"('68:7d:b4:03:{n % 256:02x}:02', -60)" for n in range(2000))
    script = "CREATE TABLE WlanNetworks (BSSID TEXT, RSSI INTEGER);"
    return database(f"{script}INSERT INTO WlanNetworks VALUES {rows};")
