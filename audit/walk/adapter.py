"""What this computer hears of the Wi-Fi right now: its own tools asked, readings out.

Nothing is sent into the plant's network. Linux listens only (`scan passive`), or reads the list
that it has; Windows and macOS hand out the list of their own last scan.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from audit.imports.wifi import airport, iw, netsh
from audit.imports.wifi.readings import Reading, mac_of
from audit.inventory.cells import UnreadableTableError
from audit.inventory.grids import decode

TIMEOUT_S = 30.0
MAX_OUTPUT = 4 * 2**20
_AIRPORT = (
    "/System/Library/PrivateFrameworks/Apple80211.framework/Versions/Current/Resources/airport"
)

Run = Callable[[Sequence[str]], bytes]
"""Runs a command of this computer and gives what it printed; raises WifiError when it fails."""


class WifiError(Exception):
    """Raised when this computer cannot say what it hears; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One sample."""

    tool: str
    readings: tuple[Reading, ...]


def run(command: Sequence[str]) -> bytes:
    """Run a tool of this computer, found on its path, for half a minute at most."""
    program = shutil.which(command[0])
    if program is None:
        raise WifiError(f"{command[0]} is not installed")
    try:
        # A fixed command line; the one part a person gives is an adapter's name, as an argument.
        done = subprocess.run(  # noqa: S603
            [program, *command[1:]], stdin=subprocess.DEVNULL, capture_output=True,
            timeout=TIMEOUT_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise WifiError(f"{command[0]} gave no answer within {TIMEOUT_S:g} s") from None
    except OSError as error:
        raise WifiError(f"{command[0]} cannot be run ({error.strerror})") from None
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise WifiError(f"{' '.join(command)}: {words[-1][:200] if words else 'failed'}")
    return done.stdout[:MAX_OUTPUT]


def listen(adapter: str = "", platform: str = sys.platform, run: Run = run) -> Heard:
    """Take one sample.

    Parameters
    ----------
    adapter
        The Wi-Fi adapter's name; empty: the first one.

    Raises
    ------
    WifiError
        When the computer has no Wi-Fi, no tool, or no right to say what it hears.
    """
    if adapter.startswith("-"):
        raise WifiError(f"{adapter!r} is no name of an adapter")
    if platform == "win32":
        heard = _windows(run)
    elif platform == "darwin":
        heard = _macos(run)
    else:
        heard = _linux(adapter, run)
    if not heard.readings:
        raise WifiError(
            f"{heard.tool} names no access point; is the Wi-Fi switched on? Windows 11 and macOS "
            f"name none before their location service allows it for this terminal"
        )
    return heard


def _windows(run: Run) -> Heard:
    """The connected access point has its own reading in dBm on newer Windows."""
    scan = netsh.readings_of(_text(run(("netsh", "wlan", "show", "networks", "mode=bssid"))))
    try:
        own = netsh.readings_of(_text(run(("netsh", "wlan", "show", "interfaces"))))
    except WifiError:
        own = []
    measured = {mac_of(one.bssid): one for one in own}
    known = {mac_of(one.bssid) for one in scan}
    better = [replace(one, rssi_dbm=_level(measured.get(mac_of(one.bssid)))) for one in scan]
    return Heard("netsh", (*better, *(o for o in own if mac_of(o.bssid) not in known)))


def _level(reading: Reading | None) -> float | None:
    return reading.rssi_dbm if reading else None


def _macos(run: Run) -> Heard:
    try:
        return Heard("airport", tuple(airport.readings_of(_text(run((_AIRPORT, "-s"))))))
    except WifiError:
        text = _text(run(("system_profiler", "SPAirPortDataType")))
        return Heard("system_profiler", tuple(airport.readings_of(text)))


def _linux(adapter: str, run: Run) -> Heard:
    name = adapter or _first_adapter(_text(run(("iw", "dev"))))
    try:
        text = _text(run(("iw", "dev", name, "scan", "passive")))
    except WifiError:
        # Only root may start a scan; what the computer heard by itself anybody may read.
        text = _text(run(("iw", "dev", name, "scan", "dump")))
    with suppress(WifiError):
        text = f"{text}\n{_text(run(('iw', 'dev', name, 'survey', 'dump')))}"
    return Heard("iw", tuple(iw.readings_of(text)))


def _first_adapter(text: str) -> str:
    names = [line.split()[1] for line in text.splitlines() if line.split()[:1] == ["Interface"]
             and len(line.split()) > 1]  # fmt: skip
    if not names:
        raise WifiError("iw knows no Wi-Fi adapter; name it with --adapter")
    return names[0]


def _text(data: bytes) -> str:
    try:
        return decode("the tool's answer", data).replace("\r\n", "\n") if data.strip() else ""
    except UnreadableTableError as error:
        raise WifiError(str(error)) from None
