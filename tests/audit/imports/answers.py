"""Import files into a small plant and say which checks they made answerable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from audit.case import Case, init_case
from audit.evidence import Evidence
from audit.facts.build import build_facts
from audit.facts.model import CaseFacts, PlantFacts
from audit.imports.run import import_paths
from audit.inventory.load import load_inventory
from cli.import_ import known_of

PLANT = {
    "lines": "line,name,pilot\nL1,One,yes\nL2,Two,\n",
    "assets": (
        "asset_id,line,role,ip,mac\n"
        "PLC-L1,L1,controller,10.1.0.9,00:1b:1b:01:02:03\n"
        "HMI-L1,L1,HMI,10.1.0.5,00:0c:29:aa:bb:cc\n"
        "PLC-L2,L2,controller,10.2.0.9,00:1b:1b:01:02:04\n"
    ),
    "usecases": "use_case,name\nuc1,One\n",
    "flows": (
        "flow_id,use_case,line,source,dest,protocol,port,exists\n"
        "F1,uc1,L1,PLC-L1,HMI-L1,modbus,502,yes\n"
    ),
    "segments": "segment,subnet,vlan,line\nL1,10.1.0.0/24,11,L1\nL2,10.2.0.0/24,12,L2\n",
}


def plant(tmp_path: Path, tables: Mapping[str, str] = PLANT) -> Case:
    """Make a case with two lines, a controller each."""
    case = init_case(tmp_path / "case", name="x")
    for name, text in tables.items():
        (case.root / "inventory" / f"{name}.csv").write_text(text, encoding="utf-8")
    return case


def imported(tmp_path: Path, case: Case, files: Mapping[str, str | bytes]) -> PlantFacts:
    """Import files into the case; the facts afterwards."""
    folder = tmp_path / "handed over"
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    with Evidence(case.database_url) as evidence:
        load_inventory(case, evidence)
        if files:
            report = import_paths(case, evidence, [folder])
            assert not report.failed, [f for f in report.files if f.state == "failed"]
        about = CaseFacts("x", "x", "L1", ("uc1",), date(2026, 3, 10))
        return build_facts(evidence.read(), about, evidence.head())


def gained(tmp_path: Path, files: Mapping[str, str | bytes]) -> set[str]:
    """Return `check on line` for every result that the files made known."""
    case = plant(tmp_path)
    before = known_of(imported(tmp_path, case, {}))
    return known_of(imported(tmp_path, case, files)) - before
