"""The sheet of doors, ways and rounds, and what a run from a place nobody named leaves untried."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_probe import NET, SCOPE, probe, run, write_case

DOORS = '[segmentation]\nvantages = ["office"]\nports = [22, 502]\n[paths]\nechoes = 4\n'
PLC = f"PLC-1,L1,controller,{NET}.9,"
SERVER = f"SRV-1,L1,server,{NET}.1,"
FLOW = f"F-1,L1,PLC-1,SRV-1,{NET}.1,9,yes"
OTHER = '[[allow]]\nnet = "127.77.0.0/24"\nclasses = ["controller"]\nmode = "active"\n'


def test_a_place_that_the_scope_does_not_name_is_told(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case", [], [SERVER], SCOPE + DOORS)
    told = probe(case, "--dry-run", "--vantage", "ofice").out
    assert "no doors are tried from ofice: the scope names office" in told
    assert "no doors are tried" not in probe(case, "--dry-run", "--vantage", "office").out
    assert "no doors are tried from ofice" in probe(case, "--vantage", "ofice").err


def test_a_network_in_which_nobody_may_stand_for_it_is_told(tmp_path: Path) -> None:
    """A controller that is not opened is tried by nobody, and a matrix would have a hole there."""
    case = write_case(tmp_path / "case", [], [SERVER, PLC], SCOPE + DOORS + OTHER)
    told = probe(case, "--dry-run", "--vantage", "office").out
    assert "no doors of 127.77.0.0/24 are tried from office" in told
    assert f"no doors of {NET}.0/24" not in told


def test_the_sheet_has_the_way_to_a_consumer_in_it_and_in_its_sums(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case", [FLOW], [SERVER], SCOPE + DOORS)
    rows = json.loads(run(case, "--json", "probe", "--dry-run").out)
    (way,) = [row for row in rows if row["probe"] == "path"]
    assert (way["packets"], way["flows"]) == (6, ["F-1"])
    assert way["bytes"] > 1500 + 1400
    whole = sum(row["packets"] for row in rows if not row["refused"])
    assert f"at most {whole} packets" in probe(case, "--dry-run").out


def test_the_sheet_of_sampling_counts_every_round_and_nothing_else(tmp_path: Path) -> None:
    scope = SCOPE.replace("tcp = true", "tcp = true\nsnmp = true").replace(
        '"server"', '"server", "infra"'
    )
    case = write_case(tmp_path / "case", [FLOW], [SERVER], scope)
    (case / "inventory" / "switches.csv").write_text(
        f"switch,line,ip,credential\nSW-1,L1,{NET}.5,plant-read\n"
    )
    once = json.loads(run(case, "--json", "probe", "--dry-run", "--only", "snmp").out)
    sampled = ("probe", "--sample", "1h", "--every", "5m", "--dry-run")
    (row,) = json.loads(run(case, "--json", *sampled).out)
    assert (row["target"], row["probe"]) == ("SW-1", "snmp")
    assert row["packets"] == 13 * once[0]["packets"]
    assert row["minutes"] > 0
    assert "13 rounds" in run(case, *sampled).out
    assert not (case / "ledger.jsonl").exists()


def test_the_sheet_says_what_looking_for_hosts_costs_in_all(tmp_path: Path) -> None:
    scope = SCOPE.replace('mode = "active"', 'mode = "active"\ndiscover = true')
    case = write_case(tmp_path / "case", [], [SERVER], scope)
    rows = json.loads(run(case, "--json", "probe", "--dry-run").out)
    (sweep,) = [row for row in rows if row["probe"] == "sweep"]
    assert sweep["packets"] == 254
    told = probe(case, "--dry-run").out
    assert "looking for hosts in 1 network(s): at most 254 packets" in told
    assert not (case / "ledger.jsonl").exists()
