"""`netsh wlan show networks mode=bssid` and `show interfaces` in any display language: text in.

Windows translates the words and leaves `SSID`, `BSSID`, the units and the order of the lines. So a
value is known by its form: a MAC, `81%`, `802.11ac`, `5 GHz`, the first bare number is the channel.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from audit.imports.wifi.readings import MAC, Reading, number, security_of

_PAIR = re.compile(r"^\s*([^:：]{1,80}?)\s*[:：]\s?(.*)$")
_PERCENT = re.compile(r"^(\d{1,3})\s?%$")
_RSSI = re.compile(r"^-\d{1,3}$")
_MARK = re.compile(r"\bBSSID\b[^:：\n]{0,40}[:：]\s*[0-9a-f]{2}:[0-9a-f]{2}:", re.I)
_HIGHEST_CHANNEL = 233


def is_netsh(text: str) -> bool:
    """Whether access points stand in it the way netsh writes them."""
    return bool(_MARK.search(text)) and bool(re.search(r"[:：]\s*\d{1,3}\s?%", text))


@dataclass(slots=True)
class _Point:
    line: int
    bssid: str = ""
    ssid: str = ""
    words: list[str] = field(default_factory=list[str])
    """Values since the SSID in their order: type, authentication, encryption."""
    percent: float | None = None
    rssi: float | None = None
    channel: int | None = None


def readings_of(text: str) -> list[Reading]:
    """Return the access points in the order in which they stand."""
    found: list[_Point] = []
    ssid, words, open_one = "", list[str](), None
    for number_of, line in enumerate(text.split("\n"), start=1):
        match = _PAIR.match(line[:500])
        if match is None:
            continue
        key, value = match.group(1), match.group(2).strip()
        if re.search(r"\bSSID\b", key, re.I) and not re.search("BSSID", key, re.I):
            ssid, words, open_one = value, [], None
        elif re.search("BSSID", key, re.I) and (mac := MAC.fullmatch(value)):
            open_one = _Point(number_of, mac.group(), ssid, words)
            found.append(open_one)
        elif open_one is None:
            words.append(value)
        else:
            _take(open_one, value)
    return [_reading(point) for point in found]


def _take(point: _Point, value: str) -> None:
    """Give a value its meaning by its form; the first of each form counts."""
    if match := _PERCENT.match(value):
        point.percent = number(match.group(1)) if point.percent is None else point.percent
    elif _RSSI.match(value):
        point.rssi = number(value) if point.rssi is None else point.rssi
    elif value.isascii() and value.isdigit() and point.channel is None:
        channel = int(value[:6])
        point.channel = channel if 1 <= channel <= _HIGHEST_CHANNEL else None
    elif re.search(r"\bW(?:PA|EP)", value, re.I) and len(point.words) < 8:
        point.words = [*point.words, value]


def _reading(point: _Point) -> Reading:
    """Authentication and encryption are the second and third value after the SSID, or the first
    words that say WPA.
    """
    secure = [word for word in point.words if re.search(r"\bW(?:PA|EP)", word, re.I)]
    if secure:
        authentication = secure[0]
        cipher = next((w for w in point.words if re.search("ccmp|gcmp|tkip|wep", w, re.I)), "")
    else:
        authentication, cipher = (*point.words[1:3], "", "")[:2]
    return Reading(
        point.line, point.bssid, point.ssid, point.rssi, point.percent, None, point.channel,
        security_of(authentication, cipher),
    )  # fmt: skip
