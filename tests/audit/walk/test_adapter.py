"""What the computer hears: the right tool for each system, and words when there is none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from audit.walk.adapter import Run, WifiError, listen, run

SAMPLES = Path(__file__).parents[1] / "imports" / "samples" / "wifi"


def fake(answers: dict[str, str]) -> Run:
    """Answer a command line with a sample; any other fails."""

    def answer(command: Sequence[str]) -> bytes:
        line = " ".join(command)
        for end, name in answers.items():
            if line.endswith(end):
                return (SAMPLES / name).read_bytes() if name.endswith(".txt") else name.encode()
        raise WifiError(f"{line}: not permitted")

    return answer


def test_windows_takes_the_connected_access_point_in_dbm() -> None:
    tools = fake({"mode=bssid": "netsh_en.txt", "interfaces": "netsh_interfaces_fr.txt"})
    heard = listen(platform="win32", run=tools)
    assert heard.tool == "netsh"
    assert [one.rssi_dbm for one in heard.readings] == [-52.0, None, None, None]
    assert heard.readings[1].percent == 100


def test_windows_without_the_second_command_still_gives_the_scan() -> None:
    heard = listen(platform="win32", run=fake({"mode=bssid": "netsh_de.txt"}))
    assert len(heard.readings) == 1


def test_linux_listens_only_and_never_scans_actively() -> None:
    asked: list[str] = []
    tools = fake({"iw dev": "phy#0\n\tInterface wlp2s0\n", "scan passive": "iw_scan.txt"})

    def spy(command: Sequence[str]) -> bytes:
        asked.append(" ".join(command))
        return tools(command)

    assert len(listen(platform="linux", run=spy).readings) == 2
    assert "iw dev wlp2s0 scan passive" in asked
    assert "iw dev wlp2s0 scan" not in asked


def test_linux_without_rights_reads_the_list_that_is_there() -> None:
    tools = fake({"scan dump": "iw_scan.txt"})
    assert len(listen("wlan0", platform="linux", run=tools).readings) == 2


def test_a_new_macos_without_airport_is_asked_otherwise() -> None:
    heard = listen(platform="darwin", run=fake({"SPAirPortDataType": "profiler_de.txt"}))
    assert heard.tool == "system_profiler"
    assert heard.readings[0].noise_dbm == -92.0


@pytest.mark.parametrize("platform", ["win32", "linux", "darwin"])
def test_no_tool_is_said(platform: str) -> None:
    with pytest.raises(WifiError):
        listen(platform=platform, run=fake({}))


def test_an_empty_list_names_the_location_service() -> None:
    with pytest.raises(WifiError, match="location service"):
        listen(platform="win32", run=fake({"mode=bssid": "There are 0 networks visible.\n"}))


def test_an_adapter_is_no_option() -> None:
    with pytest.raises(WifiError, match="no name of an adapter"):
        listen("--help", platform="linux", run=fake({}))


def test_a_tool_that_is_not_there_is_named() -> None:
    with pytest.raises(WifiError, match="no-such-tool is not installed"):
        run(("no-such-tool", "x"))


def test_a_tool_that_fails_says_why() -> None:
    with pytest.raises(WifiError, match="ls"):
        run(("ls", "/no/such/folder"))
