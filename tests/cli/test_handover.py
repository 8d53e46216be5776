"""`report drawio netbox tracker`: only what is named is written."""

from pathlib import Path

from tests.cli.run import plantready


def test_only_the_named_files_are_written(riverside: Path) -> None:
    done = plantready("report", "drawio", "netbox", "tracker", case=riverside)
    assert done.code == 0
    written = {p.relative_to(riverside / "reports").as_posix() for p in
               (riverside / "reports").rglob("*") if p.is_file()}  # fmt: skip
    assert {"topology.drawio", "topology.csv", "tracker.csv", "netbox/1-devices.csv"} <= written
    assert "workbook.xlsx" not in written


def test_an_unknown_format_lists_those_there_are(riverside: Path) -> None:
    done = plantready("report", "visio", case=riverside)
    assert done.code == 2 and "drawio" in done.err
