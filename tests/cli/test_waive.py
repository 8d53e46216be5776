"""`plantready waive` and `baseline --sign`: files that people edit keep their dialect."""

from pathlib import Path

from audit.case import Case
from tests.cli.run import plantready

WAIVE = ("waive", "net-03", "L1", "--approver", "plant manager", "--expires", "2027-06-30")


def test_a_waived_gate_blocks_no_more_and_keeps_its_status(riverside: Path) -> None:
    assert plantready(*WAIVE, "--reason", "until the move", case=riverside).code == 0
    done = plantready("--json", "judge", case=riverside).data
    score = next(row for row in done["scores"] if row["line"] == "L1")
    status = {
        f["status"] for f in done["findings"] if (f["line"], f["check_id"]) == ("L1", "NET-03")
    }
    assert "NET-03" not in score["blockers"]
    assert status == {"fail"}


def test_a_semicolon_table_in_cp1252_stays_one(riverside: Path) -> None:
    path = riverside / "inventory" / "waivers.csv"
    path.write_bytes(
        "check_id;line;reason;approver;expires\nOPS-07;L1;für jetzt;Werkleiter;2027-01-31\n"
        .encode("cp1252")
    )  # fmt: skip
    done = plantready(*WAIVE, "--reason", "später; vielleicht", case=riverside)
    assert done.code == 4, "the guess at the encoding is said"
    assert "read as Windows-1252" in done.err
    assert path.read_bytes().decode("cp1252").splitlines()[1:] == [
        "OPS-07;L1;für jetzt;Werkleiter;2027-01-31",
        'NET-03;L1;"später; vielleicht";plant manager;2027-06-30',
    ]


def test_a_header_that_is_none_is_named_and_kept(riverside: Path) -> None:
    path = riverside / "inventory" / "waivers.csv"
    path.write_text("a,b\n1,2\n")
    done = plantready(*WAIVE, "--reason", "x", case=riverside)
    assert done.code == 2
    assert "waivers.csv:1" in done.err
    assert path.read_text() == "a,b\n1,2\n"


def test_a_hostile_signer_leaves_case_toml_readable(riverside: Path) -> None:
    done = plantready("baseline", "--sign", 'A "B" \\\n[x]\nc = 1', case=riverside)
    assert done.code == 0, done.err
    assert Case.open(riverside).config.baseline.signed_by.startswith("A 'B'")


def test_nothing_is_signed_without_conditions(fresh: Path) -> None:
    before = (fresh / "case.toml").read_bytes()
    assert plantready("baseline", "--sign", "me", case=fresh).code == 2
    assert (fresh / "case.toml").read_bytes() == before
