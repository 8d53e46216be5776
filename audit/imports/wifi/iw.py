"""`iw dev … scan`, `link` and `survey dump` of Linux: text in, readings out.

iw speaks one language. A survey dump in the same text gives the noise of each frequency.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.imports.wifi.readings import Reading, channel_of, number

_BSS = re.compile(r"^BSS ([0-9a-f]{2}(?::[0-9a-f]{2}){5})\b|^Connected to ([0-9a-f:]{17})\b", re.I)
_SURVEY = re.compile(r"^Survey data from ")
_FIELD = re.compile(r"^\s+(?:\* )?([A-Za-z][\w ./-]{0,40}):\s*(.*)$")
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})", re.I)


def is_iw(text: str) -> bool:
    """Whether it is a scan or a link as iw prints it."""
    return bool(
        re.search(r"^(?:BSS|Connected to) [0-9a-f]{2}(?::[0-9a-f]{2}){5} ?\(on ", text, re.I | re.M)
    ) and bool(re.search(r"^\s+(?:freq|signal|SSID):", text, re.M))


@dataclass(slots=True)
class _Bss:
    line: int
    bssid: str
    ssid: str = ""
    frequency: float | None = None
    rssi: float | None = None
    channel: int | None = None
    rsn: bool = False
    wpa: bool = False
    privacy: bool | None = None
    suites: str = ""
    ciphers: str = ""


def readings_of(text: str) -> list[Reading]:
    """Return the access points in the order in which they stand."""
    found: list[_Bss] = []
    noise: dict[int, float] = {}
    frequency: float | None = None
    in_survey = False
    for number_of, line in enumerate(text.split("\n"), start=1):
        if match := _BSS.match(line):
            found.append(_Bss(number_of, match.group(1) or match.group(2)))
            in_survey = False
        elif _SURVEY.match(line):
            in_survey, frequency = True, None
        elif match := _FIELD.match(line[:500]):
            key, value = match.group(1).strip().casefold(), match.group(2).strip()
            if not in_survey and found:
                _take(found[-1], key, value)
            elif in_survey and key == "frequency":
                frequency = _first(value)
            elif in_survey and key == "noise" and frequency and (level := _first(value)):
                noise[round(frequency)] = level
    return [_reading(bss, noise) for bss in found]


def _first(text: str) -> float | None:
    match = re.match(r"-?\d+(?:\.\d+)?", text)
    return number(match.group()) if match else None


def _take(bss: _Bss, key: str, value: str) -> None:
    match key:
        case "ssid":
            bss.ssid = unescaped(value)
        case "freq":
            bss.frequency = _first(value)
        case "signal":
            bss.rssi = _first(value)
        case "primary channel":
            bss.channel = int(_first(value) or 0) or bss.channel
        case "ds parameter set" if part := re.search(r"channel (\d{1,3})", value):
            bss.channel = bss.channel or int(part.group(1))
        case "capability":
            bss.privacy = "privacy" in value.casefold()
        case "rsn":
            bss.rsn = True
        case "wpa":
            bss.wpa = True
        case "authentication suites":
            bss.suites = f"{bss.suites} {value}".strip()
        case "pairwise ciphers":
            bss.ciphers = f"{bss.ciphers} {value}".strip()
        case _:
            return


def unescaped(text: str) -> str:
    r"""Return an SSID without iw's escapes: `caf\xc3\xa9` is café."""
    data = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
    if data == text:
        return text
    try:
        return data.encode("latin-1").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return text


def _reading(bss: _Bss, noise: dict[int, float]) -> Reading:
    channel = channel_of(bss.frequency) if bss.frequency else None
    level = noise.get(round(bss.frequency)) if bss.frequency else None
    return Reading(
        bss.line, bss.bssid, bss.ssid, bss.rssi, None, level, bss.channel or channel, _security(bss)
    )


def _security(bss: _Bss) -> str:
    if bss.rsn or bss.wpa:
        weak = " TKIP" if "TKIP" in bss.ciphers and "CCMP" not in bss.ciphers else ""
        name = "WPA3" if "SAE" in bss.suites and "PSK" not in bss.suites else "WPA2"
        name = name if bss.rsn else "WPA"
        if "802.1X" in bss.suites:
            return f"{name}-Enterprise{weak}"
        return f"{name}-PSK{weak}" if re.search("PSK|SAE", bss.suites) else f"{name}{weak}"
    if bss.privacy is None:
        return ""
    return "WEP" if bss.privacy else "open"
