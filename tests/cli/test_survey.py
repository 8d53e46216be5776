"""`plantready survey`: place, sample, repeat; what was taken is kept however it ends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.run import plantready

SAMPLES = Path(__file__).parents[1] / "audit" / "imports" / "samples" / "wifi"


@pytest.fixture
def radio(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the tools of Linux answer with samples; an entry of the list is what comes next."""
    samples: list[str] = []

    def answer(command: Sequence[str]) -> bytes:
        from audit.walk.adapter import WifiError

        if command[-1] == "passive" and samples:
            name = samples.pop(0)
            if name == "stop":
                raise KeyboardInterrupt
            if name:
                return (SAMPLES / name).read_bytes()
        raise WifiError("not permitted")

    from audit.walk import adapter

    real = adapter.listen

    def listen(name: str) -> adapter.Heard:
        return real(name or "wlan0", "linux", answer)

    monkeypatch.setattr(adapter, "listen", listen)
    return samples


def test_a_walk_is_recorded_and_read_in(fresh: Path, radio: list[str]) -> None:
    radio += ["iw_scan.txt", "iw_link.txt"]
    done = plantready(
        "survey", "--running", "--device", "tablet", case=fresh, typed="Z1 1 2\nZ1 1,5 9\n\n"
    )
    assert done.code == 0
    assert "2 places, 3 readings" in done.err
    (walk,) = (fresh / "walks").glob("walk-*Z.csv")
    assert walk.read_text(encoding="utf-8").count("\n") == 4
    evidence = plantready("export", "evidence", case=fresh).data
    seen = [row for row in evidence if row["subject"].startswith("row:survey/Z1/")]
    assert {row["grade"] for row in seen} == {"A"}
    assert any(row["subject"].startswith("row:surveys/walk-") for row in evidence)


def test_ctrl_c_in_the_middle_of_a_sample_keeps_those_before(fresh: Path, radio: list[str]) -> None:
    radio += ["iw_link.txt", "stop"]
    done = plantready("survey", case=fresh, typed="Z1\nZ2\n")
    assert done.code == 0
    assert "stopped" in done.err
    assert "1 places, 1 readings" in done.err


def test_the_end_of_the_input_ends_the_walk(fresh: Path, radio: list[str]) -> None:
    radio += ["iw_link.txt"]
    assert plantready("survey", case=fresh, typed="Z1").code == 0


def test_a_sample_that_fails_is_said_and_may_be_repeated(fresh: Path, radio: list[str]) -> None:
    radio += ["", "iw_link.txt"]
    done = plantready("survey", case=fresh, typed="Z1\nZ1\n\n")
    assert done.code == 0
    assert "no sample at Z1" in done.err


def test_without_any_sample_nothing_is_left_behind(fresh: Path, radio: list[str]) -> None:
    done = plantready("survey", case=fresh, typed="Z1\n\n")
    assert done.code == 2
    assert "nothing was written" in done.err
    assert not list((fresh / "walks").iterdir())


def test_a_list_that_did_not_change_is_no_new_sample(fresh: Path, radio: list[str]) -> None:
    radio += ["iw_link.txt", "iw_link.txt", "iw_scan.txt"]
    done = plantready("survey", case=fresh, typed="Z1\nZ2\nZ2\n\n")
    assert "has not listened again" in done.err
    assert "2 places, 3 readings" in done.err
