"""macOS: `airport -s`, `airport -I`, `system_profiler SPAirPortDataType`: text in, readings out.

The columns of airport are known by their form and not by their heading; system_profiler is
translated, and its networks are known by their indentation and `-52 dBm / -92 dBm`.
"""

from __future__ import annotations

import re

from audit.imports.wifi.readings import Reading, number, security_of

_SCAN = re.compile(
    r"^\s*(?P<ssid>.*?)\s(?P<bssid>[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5})\s+(?P<rssi>-\d{1,3})\s+"
    r"(?P<channel>\d{1,3})(?:,[+-]?\d+)?\s+[YN]\s+\S{1,3}\s+(?P<security>\S.*)$",
    re.I,
)
_OWN = re.compile(r"^\s*(agrCtlRSSI|agrCtlNoise|BSSID|SSID|channel|link auth):\s*(.*)$")
_BOTH = re.compile(r"[:：]\s*(-\d{1,3}) ?dBm\s*/\s*(-\d{1,3}) ?dBm")
_CHANNEL = re.compile(r"[:：]\s*(\d{1,3})(?: ?\(|,)")
_HEADING = re.compile(r"^(\s+)(\S.*?)[:：]\s*$")


def is_airport(text: str) -> bool:
    """Whether one of the three tools wrote it."""
    return (
        "agrCtlRSSI:" in text
        or bool(_BOTH.search(text))
        or any(_SCAN.match(line) for line in text.split("\n", 40)[:40])
    )


def readings_of(text: str) -> list[Reading]:
    """Return the access points in the order in which they stand."""
    if "agrCtlRSSI:" in text:
        return _connected(text)
    if _BOTH.search(text):
        return _profiled(text)
    return [
        _scanned(number_of, match)
        for number_of, line in enumerate(text.split("\n"), start=1)
        if (match := _SCAN.match(line[:500]))
    ]


def _scanned(line: int, match: re.Match[str]) -> Reading:
    bssid = ":".join(part.zfill(2) for part in match["bssid"].split(":"))
    words = match["security"].strip()
    # Several entries are told newest first: `WPA2(PSK/AES/AES) WPA(PSK/TKIP/TKIP)`.
    first = re.match(r"([\w-]+)\s*(?:\(([^)]*)\))?", words)
    security = security_of(" ".join(filter(None, first.groups()))) if first else ""
    return Reading(line, bssid, match["ssid"].strip(), number(match["rssi"]), None, None,
                   int(match["channel"]), security)  # fmt: skip


def _connected(text: str) -> list[Reading]:
    said: dict[str, str] = {}
    first = 0
    for number_of, line in enumerate(text.split("\n"), start=1):
        if match := _OWN.match(line[:500]):
            said.setdefault(match.group(1), match.group(2).strip())
            first = first or number_of
    bssid = ":".join(part.zfill(2) for part in said.get("BSSID", "").split(":"))
    channel = re.match(r"\d{1,3}", said.get("channel", ""))
    return [
        Reading(first, bssid, said.get("SSID", ""), number(said.get("agrCtlRSSI")), None,
                number(said.get("agrCtlNoise")), int(channel.group()) if channel else None,
                _of_link(said.get("link auth", "")))
    ]  # fmt: skip


def _of_link(text: str) -> str:
    """`wpa2-psk`, `wpa2`: airport names the login by leaving the key away."""
    if re.fullmatch(r"wpa\d?", text):
        return f"{text.upper()}-Enterprise"
    return security_of(text.replace("-", " ")) if text else ""


def _profiled(text: str) -> list[Reading]:
    found: list[Reading] = []
    name, channel, words = "", None, ""
    for number_of, line in enumerate(text.split("\n"), start=1):
        line = line[:500]
        if match := _HEADING.match(line):
            name, channel, words = match.group(2), None, ""
        elif match := _BOTH.search(line):
            levels = number(match.group(1)), number(match.group(2))
            found.append(Reading(number_of, "", name, levels[0], None, levels[1], channel,
                                 security_of(words)))  # fmt: skip
        elif match := _CHANNEL.search(line):
            channel = int(match.group(1)) if channel is None else channel
        elif re.search(r"[:：]\s*.*\bW(?:PA|EP)\b|[:：]\s*.*\bWPA\d", line):
            words = re.split("[:：]", line, maxsplit=1)[1]
    return found
