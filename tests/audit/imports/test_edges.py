"""Cable lists: two ends a row, however their columns are called."""

from __future__ import annotations

import pytest

from audit.imports import edges
from audit.imports.contract import UnreadableFileError
from audit.imports.registry import detect
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.imports.sampled import imported

LISTS = {
    "from,port,to,port": "from,port,to,port\nSW-1,Gi0/1,PLC-1,X1\n",
    "german": "Kabelliste;;;\n\nVon Gerät;Port;Nach Gerät;Port\nSW-1;Gi0/1;PLC-1;X1\n",
    "device twice": "Device\tInterface\tDevice\tInterface\nSW-1\tGi0/1\tPLC-1\tX1\n",
    "source": "Source Device,Source Port,Target Device,Target Port\nSW-1,Gi0/1,PLC-1,X1\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_the_ends_are_found_by_their_headings(name: str) -> None:
    data = LISTS[name].encode("cp1252")
    (row,) = rows(imported(raw("kabel.csv", data), "cable-list"))
    assert [row[k] for k in ("a_device", "a_port", "b_device", "b_port")] == [
        "SW-1", "Gi0/1", "PLC-1", "X1",
    ]  # fmt: skip
    assert row["source"].startswith("kabel.csv, line ")


def test_what_is_no_cable_is_left_out_with_its_line() -> None:
    text = "from,port,to,port,length\nSW-1,1,,2,3 m\nSW-1,1,SW-1,1,\nSW-1,2,PLC,,\n"
    found = imported(raw("c.csv", text), "cable-list")
    assert found.used == 1
    assert "line 2: an end without a device" in remarks(found)
    assert "line 3: both ends are the same" in remarks(found)
    assert "'length' is not understood" in remarks(found)


@pytest.mark.parametrize(
    "text",
    [
        "source,port,dest,port,action\nany,1,any,2,allow\n",
        "flow_id,source,dest,port\nF1,PLC-1,MES,502\n",
        "from,to\nIT,OT\n",
    ],
)
def test_rules_flows_and_mere_pairs_are_no_cable_lists(text: str) -> None:
    found = detect(raw("x.csv", text))
    assert found is None or found.name != "cable-list"


def test_a_list_without_ends_says_what_is_wanted() -> None:
    with pytest.raises(UnreadableFileError, match="from,port,to,port"):
        edges.read(raw("x.csv", "a,b\n1,2\n"))


def test_a_list_longer_than_any_is_cut_and_said() -> None:
    text = "from,port,to,port\n" + "".join(f"SW,{n},P{n},1\n" for n in range(200_010))
    found = edges.read(raw("x.csv", text))
    assert found.used < 200_010
    assert "more than 200000 rows" in remarks(found)
