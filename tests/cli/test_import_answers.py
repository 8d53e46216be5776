"""What each format makes answerable: a file in, the checks it answers and the rows it gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.audit.imports.made import esx, netspu
from tests.audit.imports.sampled import sample
from tests.audit.imports.test_downtime import LIST
from tests.audit.imports.test_photos import jpeg
from tests.audit.imports.test_vsdx import drawing
from tests.cli.run import plantready

INVENTORY = {
    "lines": "line,name,pilot,downtime_cost_per_h\nL1,One,no,1000\nL3,Three,yes,1000\n",
    "usecases": "use_case,wireless,kpi\npdm,yes,unplanned downtime\n",
    "zones": "zone,line,required,ssid,polygon\nZ1,L1,yes,RIV-OT,0 0; 50 0; 50 2; 0 2\n",
    "signals": "signal,line,use_case,asset,tag,required\n"
    "spindle temperature,L1,pdm,PLC-L1,SpindleTemp,yes\n",
    "losses": "loss,line,use_case,addressable_percent\nunplanned stops,L1,pdm,50\n",
}
DAY = datetime(2026, 11, 1, tzinfo=UTC)


def _walk() -> bytes:
    lines = [f",{n},1,2026-11-01T08:{n:02}:00,68:7d:b4:03:0a:02,RIV-OT,-55,-95,36"
             for n in range(40)]  # fmt: skip
    return "\n".join(["zone,x,y,time,bssid,ssid,rssi_dbm,noise_dbm,channel", *lines]).encode()


def _history() -> bytes:
    lines = [f"{(DAY + timedelta(minutes=10 * n)).isoformat()};SpindleTemp;{n % 7},5;192"
             for n in range(8 * 144)]  # fmt: skip
    return "\n".join(["Zeitstempel;Messstelle;Wert;Qualität", *lines]).encode("cp1252")


ASSETS = (
    "Gerät;Typ;Linie;IP-Adresse;Hersteller;Modell;Firmwarestand\n"
    "PLC-L1;SPS;L1;10.0.0.5;Siemens;6ES7 515-2AM02-0AB0;V2.9\n"
).encode("cp1252")
CABINETS = b"""Photo;Cabinet;Line;UPS;UPS tested on;Rated;Suitable;Locked
IMG_1.JPG;C-1;L1;yes;2026-10-01;yes;yes;yes
"""
ACCOUNTS = (
    b"sAMAccountName,userAccountControl,objectClass,lastLogonTimestamp\n"
    b"4711,512,user,2026-11-10T06:00:00Z\n"
)
LEFT = "Personalnummer;Austrittsdatum\n4711;31.01.2026\n".encode("utf-16")
GIVEN: dict[str, tuple[Mapping[str, bytes], set[str], set[str]]] = {
    "netsh": ({"Z1.txt": sample("wifi/netsh_en.txt").data}, {"WLS-06"}, {"survey", "wlan"}),
    "iw": ({"Z1.txt": sample("wifi/iw_scan.txt").data}, {"WLS-06"}, {"survey", "wlan"}),
    "airport": ({"Z1.txt": sample("wifi/airport_scan.txt").data}, {"WLS-06"}, {"survey", "wlan"}),
    "ekahau beside a scan": (
        {"p.esx": esx(), "Z1.txt": sample("wifi/iw_scan.txt").data},
        {"WLS-06", "WLS-08"}, {"radios", "wlan", "survey"},
    ),
    "netspot": ({"p.netspu": netspu()}, set(), {"survey", "wlan"}),
    "a walk by its places": ({"w.csv": _walk()}, {"WLS-01", "WLS-02"}, {"survey"}),
    "tags": ({"PLC-L1_Tags.CSV": sample("documents/PLC-L1_Tags.CSV").data}, {"DAT-06"}, {"tags"}),
    "history": ({"h.csv": _history()}, {"DAT-06", "DAT-08"}, {"history"}),
    "downtime": ({"d.csv": LIST.encode()}, {"OPS-05", "OPS-06"}, {"losses", "kpis"}),
    "calendar": ({"w.ics": sample("documents/windows.ics").data}, set(), {"windows"}),
    "photos": (
        {"f.csv": CABINETS, "IMG_1.JPG": jpeg("2026:10:03 10:00:00")},
        {"NET-17"}, {"photos", "cabinets"},
    ),
    "a list of assets": ({"l.csv": ASSETS}, {"PLC-01"}, {"assets"}),
    "leavers beside accounts": (
        {"ad.csv": ACCOUNTS, "hr.csv": LEFT}, {"IDA-04"}, {"leavers", "accounts"},
    ),
    "cables": ({"c.csv": b"from,port,to,port\nSW-1,1,PLC-L1,X1\n"}, set(), {"links"}),
    "visio": ({"c.vsdx": drawing()}, set(), {"links"}),
}  # fmt: skip


@pytest.fixture
def asked(fresh: Path) -> Path:
    """A case with a line, its pilot, a use case with Wi-Fi, a zone, a signal and a named loss."""
    for table, text in INVENTORY.items():
        (fresh / "inventory" / f"{table}.csv").write_text(text, encoding="utf-8")
    path = fresh / "case.toml"
    text = path.read_text(encoding="utf-8").replace('pilot_line = ""', 'pilot_line = "L3"')
    text = text.replace("use_cases = []", 'use_cases = ["pdm"]')
    path.write_text(text.replace("# as_of = 2026-11-16", "as_of = 2026-11-16"), encoding="utf-8")
    return fresh


@pytest.mark.parametrize("name", GIVEN)
def test_a_format_answers_its_checks(asked: Path, tmp_path: Path, name: str) -> None:
    files, checks, tables = GIVEN[name]
    folder = tmp_path / "handed over"
    folder.mkdir()
    for file, data in files.items():
        (folder / file).write_bytes(data)
    done = plantready("--json", "import", folder, case=asked)
    assert done.code == 0, done.data["files"]
    assert {f"{check} on L1" for check in checks} <= set(done.data["now_answerable"])
    evidence = plantready("export", "evidence", case=asked).data
    given = {
        row["subject"].removeprefix("row:").split("/")[0]
        for row in evidence
        if row["subject"].startswith("row:") and row["source_file"] in files
    }
    assert given >= tables
